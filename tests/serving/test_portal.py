"""What a portal says of who is there is believed from named proxies alone."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import pytest
from sqlalchemy import Engine
from starlette.types import ASGIApp

from perfdata.core.errors import UnusableFileError
from perfdata.core.terms import Act
from perfdata.serving.door import COOKIE
from perfdata.storing import store
from perfdata.usecases import people
from perfdata.usecases.sign_in_settings import sign_in_settings
from tests.people import BOSS, CLERK, OTHER, signed_in
from tests.serving.asgi import Answer, ask, is_accepted
from tests.serving.gated import SECRET, Reached, cookie, gated, talk

PROXY, ELSEWHERE = "10.0.0.2", "10.0.0.3"
PAGE = {"Accept": "text/html"}


def raw(name: str) -> str:
    """As the test's client sends the bytes of UTF-8."""
    return name.encode().decode("latin-1")


@pytest.fixture
def app(people_store: Engine, reached: Reached, monkeypatch: pytest.MonkeyPatch) -> ASGIApp:  # noqa: ARG001
    monkeypatch.setenv("PERFDATA_PORTAL_HEADER", "X-Remote-User")
    monkeypatch.setenv("PERFDATA_PORTAL_PROXIES", f"{PROXY}, 10.1.0.0/16, fd00::/64")
    return gated(reached)


def by_portal(app: ASGIApp, name: str, *, header: str = "X-Remote-User", address: str = PROXY, **more: str) -> Answer:
    return ask(app, "/history?year=2024", headers=PAGE | {header: name} | more, address=address)


def session_of(answer: Answer) -> str:
    found = [line for line in answer.headers.getlist("set-cookie") if line.startswith(f"{COOKIE}=")]
    return found[0].partition(";")[0].partition("=")[2].strip('"') if found else ""


@pytest.mark.parametrize(
    ("header", "name", "address"),
    [
        ("X-Remote-User", raw(CLERK), PROXY),
        ("x-remote-user", quote(CLERK), PROXY),
        ("X-REMOTE-USER", f"  {raw(CLERK)} ", "10.1.2.3"),
        ("X-Remote-User", quote(CLERK), "::ffff:10.0.0.2"),
        ("X-Remote-User", quote(CLERK), "fd00::5"),
    ],
)
def test_a_named_proxy_signs_in_whom_it_names(
    app: ASGIApp, people_store: Engine, reached: Reached, header: str, name: str, address: str
):
    answer = by_portal(app, name, header=header, address=address)
    assert (answer.status, answer.headers["location"]) == (303, "/history?year=2024")
    headers = cookie(session_of(answer)) | {header: name}
    assert ask(app, "/history", headers=headers | PAGE, address=address).body.decode() == SECRET
    assert reached.paths == ["/history"]
    entry = store.list_log(people_store, store.LogFilter(acts=[Act.SIGN_IN]))[0]
    assert (entry.who, entry.detail, entry.address) == (CLERK, "门户", address)


FORGED: list[tuple[str, str, Mapping[str, str]]] = [
    ("from another computer", ELSEWHERE, {"X-Remote-User": quote(BOSS)}),
    ("from here", "127.0.0.1", {"X-Remote-User": quote(BOSS)}),
    ("that says it comes from the proxy", ELSEWHERE, {"X-Remote-User": quote(BOSS), "X-Forwarded-For": PROXY}),
    ("through a believed proxy", "127.0.0.1", {"X-Remote-User": quote(BOSS), "X-Forwarded-For": PROXY}),
    ("with underscores", PROXY, {"X_Remote_User": quote(BOSS)}),
    ("with underscores and a hyphen", PROXY, {"X-Remote_User": quote(BOSS)}),
    ("of another name", PROXY, {"Remote-User": quote(BOSS)}),
    ("empty", PROXY, {"X-Remote-User": ""}),
    ("blank", PROXY, {"X-Remote-User": "  "}),
    ("of half a sign", PROXY, {"X-Remote-User": "\xe6\x9d"}),
    ("in another encoding", PROXY, {"X-Remote-User": BOSS.encode("gbk").decode("latin-1")}),
    ("with a line end", PROXY, {"X-Remote-User": f"{quote(BOSS)}%0a"}),
    ("with a zero", PROXY, {"X-Remote-User": f"{quote(BOSS)}%00"}),
    ("of two names in one", PROXY, {"X-Remote-User": f"{quote(BOSS)},{quote(CLERK)}"}),
    ("huge", PROXY, {"X-Remote-User": "a" * 500}),
    ("nobody", PROXY, {"X-Remote-User": quote("无此人")}),
]


@pytest.mark.parametrize(("address", "headers"), [case[1:] for case in FORGED], ids=[case[0] for case in FORGED])
def test_a_header_that_is_not_the_portals_opens_nothing(
    app: ASGIApp, reached: Reached, address: str, headers: Mapping[str, str]
):
    answer = ask(app, "/history", headers={**PAGE, **headers}, address=address)
    assert (answer.status in (303, 403), session_of(answer)) == (True, "")
    assert answer.headers.get("location", "/signin").startswith("/signin")
    assert not is_accepted(app, "/_stcore/stream", headers=headers, address=address)
    assert reached.paths == []


def test_two_headers_are_none(app: ASGIApp):
    twice = [(b"x-remote-user", quote(BOSS).encode())] * 2

    async def doubled(scope, receive, send):
        await app({**scope, "headers": [*scope["headers"], *twice]}, receive, send)

    answer = ask(doubled, "/history", headers=PAGE, address=PROXY)
    assert (answer.status, session_of(answer)) == (303, "")
    assert answer.headers["location"].startswith("/signin")


def test_a_header_from_elsewhere_does_not_reach_the_dashboard_and_is_logged_once(
    app: ASGIApp, people_store: Engine, reached: Reached
):
    headers = cookie(signed_in(people_store, CLERK)) | {"X-Remote-User": quote(BOSS)}
    for _ in range(3):
        assert ask(app, "/history", headers=headers | PAGE, address=ELSEWHERE).body.decode() == SECRET
    assert reached.headers == [{"host", "cookie", "accept"}] * 3
    entries = store.list_log(people_store, store.LogFilter(acts=[Act.REFUSAL]))
    assert [(entry.detail, entry.address) for entry in entries] == [
        (f"门户请求头不是从门户发来的，没有采信（来自主机 {ELSEWHERE}）", ELSEWHERE)
    ]


def test_a_session_of_the_portal_needs_its_word_at_every_request(app: ASGIApp, reached: Reached):
    value = session_of(by_portal(app, quote(CLERK)))
    named = {"X-Remote-User": quote(CLERK)}
    assert ask(app, "/history", headers=cookie(value) | named, address=PROXY).status == 200
    assert ask(app, "/history", headers=cookie(value), address=PROXY).status == 401
    assert ask(app, "/history", headers=cookie(value) | named, address=ELSEWHERE).status == 401
    assert not is_accepted(app, "/_stcore/stream", headers=cookie(value) | named)  # from 10.0.0.5
    sent = talk(app, cookie(value) | named, [b"click"], address=PROXY)
    assert sent[0]["type"] == "websocket.accept"
    assert reached.messages == [b"click"]


def test_another_person_at_the_portal_ends_the_session_of_the_first(app: ASGIApp, people_store: Engine):
    first = session_of(by_portal(app, quote(CLERK)))
    answer = by_portal(app, quote(OTHER), **cookie(first))
    second = people.actor_of(people_store, session_of(answer))
    assert second is not None
    assert (second.name, people.actor_of(people_store, first)) == (OTHER, None)


def test_a_disabled_account_is_told_and_not_let_in(app: ASGIApp, people_store: Engine):
    people.disable(people_store, CLERK, who=BOSS)
    answer = by_portal(app, quote(CLERK))
    assert (answer.status, session_of(answer)) == (403, "")
    assert f"门户已确认您是“{CLERK}”，但本看板没有这个账号，或它已经停用" in answer.body.decode()


def test_signing_out_is_the_portals(app: ASGIApp):
    value = session_of(by_portal(app, quote(CLERK)))
    headers = cookie(value) | PAGE | {"X-Remote-User": quote(CLERK)}
    assert "请在门户中退出" in ask(app, "/signout", headers=headers, address=PROXY).body.decode()


def test_whose_session_begins_there_goes_to_no_other_site(app: ASGIApp):
    answer = ask(app, "//elsewhere.example/x", headers=PAGE | {"X-Remote-User": quote(CLERK)}, address=PROXY)
    assert (answer.status, answer.headers["location"]) == (303, "/")


def test_a_password_beside_the_portal(app: ASGIApp, people_store: Engine):
    own = signed_in(people_store, BOSS)
    assert ask(app, "/history", headers=cookie(own), address=ELSEWHERE).status == 200


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"PORTAL_HEADER": "X-Remote-User"}, "须同时写明"),
        ({"PORTAL_PROXIES": PROXY}, "须同时写明"),
        ({"PORTAL_HEADER": "X Remote", "PORTAL_PROXIES": PROXY}, "应为请求头的名字"),
        ({"PORTAL_HEADER": "X-Remote-User", "PORTAL_PROXIES": "portal.example"}, "“portal.example”不是地址"),
        ({"PORTAL_HEADER": "X-Remote-User", "PORTAL_PROXIES": "*"}, "“*”不是地址"),
        ({"PASSWORDS": "off"}, "须先配置"),
        ({"PASSWORDS": "of"}, "只能写 on 或 off，读到的是“of”"),
        ({"OIDC_ISSUER": "https://id.example"}, "须同时写明"),
        ({"OIDC_ISSUER": "id.example", "OIDC_CLIENT_ID": "x"}, "应为以 https:// 开头的地址"),
    ],
)
@pytest.mark.usefixtures("nobody_knows")
def test_settings_that_cannot_be_keep_it_from_starting(
    settings: Mapping[str, str], told: str, monkeypatch: pytest.MonkeyPatch
):
    for name, value in settings.items():
        monkeypatch.setenv(f"PERFDATA_{name}", value)
    with pytest.raises(UnusableFileError, match=told.replace("*", r"\*")):
        sign_in_settings()
