"""Nothing of the dashboard is reached by who is not signed in, and nothing of a person by another one."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from starlette.types import ASGIApp

from perfdata.core.errors import UnusableFileError
from perfdata.core.terms import Role
from perfdata.serving import admission
from perfdata.serving.door import COOKIE, door
from perfdata.storing import accounts
from perfdata.storing.account_tables import accounts as account_table
from perfdata.storing.account_tables import sessions
from perfdata.storing.connecting import writing
from perfdata.storing.store import open_store
from perfdata.usecases import people
from perfdata.usecases.sign_in_settings import is_sign_in_demanded, sign_in_settings
from tests.people import BOSS, CLERK, OTHER, PASSWORD, actor, signed_in
from tests.serving.asgi import HOST, ask, is_accepted
from tests.serving.gated import MEDIA, SECRET, Reached, cookie, gated, talk

SESSION = "1b6c9a52-7d0e-4d0f-9f5b-0d1f0f4b7f11"
PAGES = "/ /overview /budgets /subsidies /indicators /years /project /self_evaluation /monitoring /findings".split() + (
    "/materials /presentation /upload /history /log /goal_tables /about /project?id=abc /history?year=2024".split()
)
PARTS = [
    MEDIA,
    "/media/x.xlsx",
    "/_stcore/health",
    "/_stcore/script-health-check",
    "/_stcore/host-config",
    "/_stcore/message?hash=abc",
    f"/_stcore/upload_file/{SESSION}/1",
    "/_stcore/bidi-components/x/y.js",
    "/component/x/index.html",
    "/static/js/index.DormvYxC.js",
    "/app/static/data.csv",
    "/manifest.json",
    "/auth/login",
    "/oauth2callback",
]
DISGUISED = [
    "/healthz/../overview",
    "/healthz/",
    "/healthz?next=/",
    "//healthz",
    "/HEALTHZ",
    "/healthz%00",
    "/signin/../overview",
    "/signin/",
    "//signin",
    "/x/signin",
    "/signin;/overview",
    "/static/../media/x",
    "/perf/overview",
    "/.streamlit/secrets.toml",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_sends_who_is_not_signed_in_to_the_sign_in(app: ASGIApp, reached: Reached, path: str):
    answer = ask(app, path, headers={"Accept": "text/html"})
    assert (answer.status, reached.paths) == (303, [])
    assert answer.headers["location"].startswith("/signin?next=%2F")


@pytest.mark.parametrize("path", [*PARTS, *(path for path in DISGUISED if path != "/healthz?next=/")])
def test_no_part_is_given_to_who_is_not_signed_in(app: ASGIApp, reached: Reached, path: str):
    assert ask(app, path).status == 401
    assert ask(app, path, method="HEAD").status == 401
    assert reached.paths == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
@pytest.mark.parametrize("path", ["/", "/_stcore/stream", MEDIA, "/clear-cache"])
def test_no_method_gets_through(app: ASGIApp, reached: Reached, method: str, path: str):
    assert ask(app, path, method=method, headers={"Accept": "text/html"}).status == 401
    assert reached.paths == []


def test_health_is_open_and_the_metrics_are_closed_to_everybody(app: ASGIApp, people_store: Engine):
    assert ask(app, "/healthz").status == 200
    assert ask(app, "/_stcore/metrics").status == 404
    assert ask(app, "/_stcore/metrics", headers=cookie(signed_in(people_store, BOSS))).status == 404


def _forged(name: str, engine: Engine) -> str:
    real = signed_in(engine, CLERK)
    token, end, mark = real.split(".", 2)
    key, _, digest = mark.partition(".")
    return {
        "nothing": "",
        "a word": "true",
        "without a mark": f"{token}.{end}",
        "another token": f"{'A' * len(token)}.{end}.{mark}",
        "a later end": f"{token}.{int(end) + 3600}.{mark}",
        "another mark": f"{token}.{end}.{key}.{'0' * len(digest)}",
        "an empty mark": f"{token}.{end}.{key}.",
        "another key": f"{token}.{end}.{int(key) + 1}.{digest}",
        "a key that is no number": f"{token}.{end}.x.{digest}",
        "a huge key": f"{token}.{end}.{'9' * 40}.{digest}",
        "a huge end": f"{token}.{'9' * 400}.{mark}",
        "an end that is no number": f"{token}.never.{mark}",
        "a superscript end": f"{token}.²²².{mark}",
        "sql": "' OR 1=1 --.9999999999.1.x",
        "a mark for something else": f"{token}.{end}.{people.signed(engine, 'form', f'{token}.{end}')}",
        "cut": real[:-1],
        "doubled": f"{real}{real}",
        "quoted": f'"{real}"',
        "base64": base64.b64encode(real.encode()).decode(),
        "the hash of the token": f"{people._digest(token)}.{end}.{mark}",
    }[name]


FORGED = [
    "nothing",
    "a word",
    "without a mark",
    "another token",
    "a later end",
    "another mark",
    "an empty mark",
    "another key",
    "a key that is no number",
    "a huge key",
    "a huge end",
    "an end that is no number",
    "a superscript end",
    "sql",
    "a mark for something else",
    "cut",
    "doubled",
    "quoted",
    "base64",
    "the hash of the token",
]


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_cookie_opens_nothing(app: ASGIApp, people_store: Engine, reached: Reached, name: str):
    headers = cookie(_forged(name, people_store))
    assert ask(app, "/overview", headers=headers).status == 401
    assert talk(app, headers, []) == [{"type": "websocket.close", "code": 1008, "reason": ""}]
    assert (reached.paths, reached.protocols) == ([], [])


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-User": BOSS},
        {"X-Remote-User": BOSS},
        {"Remote-User": BOSS},
        {"X-Perfdata-Session": "1"},
        {"X-Auth-Request-User": BOSS},
        {"Authorization": "Basic " + base64.b64encode(f"boss:{PASSWORD}".encode()).decode()},
        {"Authorization": "Bearer 1"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Original-URL": "/healthz"},
        {"X-Rewrite-URL": "/signin"},
        {"X-HTTP-Method-Override": "GET"},
        {"Sec-WebSocket-Protocol": f"streamlit, x, {SESSION}"},
        {"Cookie": f"_streamlit_user={BOSS}; _streamlit_xsrf=1; perfdata_known=1.x"},
    ],
)
def test_a_forged_header_opens_nothing(app: ASGIApp, reached: Reached, headers: dict[str, str]):
    named = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    assert ask(app, "/overview", headers=named).status == 401
    assert not is_accepted(app, "/_stcore/stream", headers=named)
    assert (reached.paths, reached.protocols) == ([], [])


def test_who_is_signed_in_sees_pages_that_no_browser_keeps(app: ASGIApp, people_store: Engine, reached: Reached):
    answer = ask(app, "/overview", headers=cookie(signed_in(people_store, CLERK)))
    assert (answer.status, answer.body.decode(), answer.headers["cache-control"]) == (200, SECRET, "private, no-store")
    assert reached.paths == ["/overview"]


def test_of_two_cookies_of_one_name_none_is_believed(app: ASGIApp, people_store: Engine):
    real = signed_in(people_store, CLERK)
    assert ask(app, "/", headers={"Cookie": f"{COOKIE}=x; {COOKIE}={real}"}).status == 401
    assert ask(app, "/", headers={"Cookie": f"other=x; {COOKIE}={real}"}).status == 200


def _sign_out(engine: Engine, value: str) -> None:
    own = people.actor_of(engine, value)
    assert own
    people.sign_out(engine, own)


def _expire(engine: Engine, _value: str) -> None:
    with writing(engine) as connection:
        connection.execute(update(sessions).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))


ENDINGS = {
    "signed out": _sign_out,
    "disabled": lambda engine, _: people.disable(engine, CLERK, who=BOSS),
    "password reset": lambda engine, _: people.reset(engine, CLERK, password="Another-horse-8", who=BOSS),
    "password changed": lambda engine, value: people.change_password(
        engine, people.actor_of(engine, value) or actor(engine, CLERK), old=PASSWORD, new="Another-horse-8"
    ),
    "expired": _expire,
}


@pytest.mark.parametrize("name", ENDINGS)
def test_a_session_that_ended_opens_nothing_and_open_pages_end_at_the_next_message(
    app: ASGIApp, people_store: Engine, reached: Reached, name: str
):
    value = signed_in(people_store, CLERK)
    headers = cookie(value) | {"Origin": f"http://{HOST}"}
    sent = talk(app, headers, [b"first", lambda: ENDINGS[name](people_store, value), b"second", b"third"])
    assert reached.messages == [b"first"]
    assert [message["type"] for message in sent][-1] == "websocket.close"
    assert [message.get("bytes") for message in sent].count(SECRET.encode()) == 1
    assert ask(app, "/overview", headers=headers).status == 401
    assert not is_accepted(app, "/_stcore/stream", headers=headers)


def test_a_first_password_opens_nothing_but_its_change(app: ASGIApp, people_store: Engine, reached: Reached):
    with writing(people_store) as connection:
        connection.execute(update(account_table).values(must_change=True))
    headers = cookie(signed_in(people_store, CLERK)) | {"Accept": "text/html"}
    assert ask(app, "/overview", headers=headers).headers["location"] == "/password"
    assert ask(app, MEDIA, headers=cookie(signed_in(people_store, CLERK))).status == 401
    assert not is_accepted(app, "/_stcore/stream", headers=headers)
    assert reached.paths == []


@pytest.mark.parametrize(
    "origin", ["http://perf.example:8502", "https://elsewhere.example", "null", "http://127.0.0.1:8501"]
)
def test_another_origin_with_the_cookie_opens_no_websocket_and_signs_nobody_in_or_out(
    app: ASGIApp, people_store: Engine, reached: Reached, origin: str
):
    headers = cookie(signed_in(people_store, CLERK)) | {"Origin": origin}
    assert not is_accepted(app, "/_stcore/stream", headers=headers)
    assert [ask(app, path, method="POST", headers=headers).status for path in ("/signin", "/signout", "/password")] == (
        [403, 403, 403]
    )
    assert reached.protocols == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_the_upload_address_of_another_persons_session_is_refused(
    app: ASGIApp, people_store: Engine, reached: Reached, method: str
):
    admission.admit(SESSION, actor(people_store, CLERK).account_id)
    path = f"/_stcore/upload_file/{SESSION}/1"
    assert ask(app, path, method=method, headers=cookie(signed_in(people_store, OTHER)), body=b"x").status == 403
    assert ask(app, path, method=method, body=b"x").status == 401
    assert reached.paths == []
    assert ask(app, path, method=method, headers=cookie(signed_in(people_store, CLERK)), body=b"x").status == 200


@pytest.mark.parametrize("name", [MEDIA, MEDIA.removesuffix(".png"), MEDIA.replace(".png", ".hta")])
def test_a_file_is_given_to_who_was_told_of_it_alone(app: ASGIApp, people_store: Engine, reached: Reached, name: str):
    own, others = cookie(signed_in(people_store, CLERK)), cookie(signed_in(people_store, OTHER))
    assert ask(app, name, headers=own).status == 403
    talk(app, own, [])
    assert ask(app, name, headers=others).status == 403
    assert reached.paths == []
    assert ask(app, name, headers=own).status == 200


def test_the_id_of_another_persons_session_opens_a_new_one(app: ASGIApp, people_store: Engine, reached: Reached):
    admission.admit(SESSION, actor(people_store, CLERK).account_id)
    protocol = {"Sec-WebSocket-Protocol": f"streamlit, token, {SESSION}"}
    talk(app, cookie(signed_in(people_store, OTHER)) | protocol, [])
    talk(app, cookie(signed_in(people_store, CLERK)) | protocol, [])
    talk(app, cookie(signed_in(people_store, CLERK)) | {"Sec-WebSocket-Protocol": "streamlit, token, never-seen"}, [])
    assert reached.protocols == ["streamlit, token", f"streamlit, token, {SESSION}", "streamlit, token"]


@pytest.mark.usefixtures("nobody_knows")
def test_without_an_account_everything_is_as_before(
    reached: Reached, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path_factory.mktemp("office") / "office.db"
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{path}")
    app = gated(reached)
    assert [ask(app, path).status for path in ("/overview", MEDIA, "/_stcore/health", "/signin")] == [200] * 4
    assert "cache-control" not in ask(app, "/overview").headers
    talk(app, {"Sec-WebSocket-Protocol": f"streamlit, token, {SESSION}"}, [b"click"])
    assert (reached.protocols, reached.messages) == ([f"streamlit, token, {SESSION}"], [b"click"])
    assert not path.exists()


@pytest.mark.usefixtures("nobody_knows")
def test_the_setting_closes_the_door_before_there_is_an_account(
    reached: Reached, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'office.db'}")
    (tmp_path / "secrets.toml").write_text("[access]\naccounts = true\n")
    app = gated(reached)
    assert ask(app, "/overview").status == 401
    assert not is_accepted(app, "/_stcore/stream", headers={})


@pytest.mark.usefixtures("nobody_knows")
@pytest.mark.parametrize(("said", "is_demanded"), [("on", True), ("true", True), ("off", False), ("ture", None)])
def test_the_setting_is_never_misread(tmp_path: Path, said: str, is_demanded: bool | None):
    (tmp_path / "secrets.toml").write_text(f'[access]\naccounts = "{said}"\n')
    if is_demanded is None:
        with pytest.raises(UnusableFileError, match="读到的是“ture”"):
            sign_in_settings()
    else:
        assert is_sign_in_demanded() is is_demanded


@pytest.mark.usefixtures("nobody_knows")
def test_pages_that_are_open_end_when_the_first_account_is_made(
    reached: Reached, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    url = f"sqlite:///{tmp_path / 'office.db'}"
    monkeypatch.setenv("PERFDATA_DATABASE_URL", url)
    engine = open_store(url)

    def make_account() -> None:
        people.add(engine, BOSS, role=Role.ADMINISTRATOR, units=(), password=PASSWORD, who="命令行")
        door._asked_at = float("-inf")  # a second later

    talk(gated(reached), {}, [b"first", make_account, b"second"])
    assert reached.messages == [b"first"]


def test_a_database_that_fails_lets_nobody_in(app: ASGIApp, people_store: Engine, tmp_path: Path, reached: Reached):
    headers = cookie(signed_in(people_store, CLERK))
    assert ask(app, "/overview", headers=headers).status == 200
    people_store.dispose()
    (tmp_path / "people.db").rename(tmp_path / "moved.db")
    assert ask(app, "/overview", headers=headers).status == 503
    assert not is_accepted(app, "/_stcore/stream", headers=headers)
    assert reached.paths == ["/overview"]


def test_a_password_is_never_stored_as_it_is(people_store: Engine):
    known = accounts.password_of(people_store, CLERK)
    assert known
    assert known[1].startswith("$argon2id$v=19$m=47104,t=2,p=1$")
    assert PASSWORD not in known[1]
