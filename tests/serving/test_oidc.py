"""Signing in by a real provider of identities, and what is not believed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from sqlalchemy import Engine
from starlette.types import ASGIApp

from perfdata.core.terms import Act
from perfdata.serving import oidc
from perfdata.serving.door import COOKIE
from perfdata.serving.oidc import Provider, ProviderError
from perfdata.storing import accounts, store
from perfdata.usecases import people
from perfdata.usecases.sign_in_settings import Oidc
from tests.people import BOSS, CLERK, OTHER, PASSWORD
from tests.serving.asgi import HOST, Answer
from tests.serving.gated import SECRET, Browser, Reached, gated
from tests.serving.oidc_provider import CLIENT_ID, CLIENT_SECRET, RunningProvider, running_provider

ORIGIN = f"http://{HOST}"
NAMES = {"u-1001": CLERK, "u-1002": "无此账号", "u-1003": OTHER}


@pytest.fixture(scope="module")
def provider() -> Iterator[RunningProvider]:
    with running_provider(origins=[ORIGIN], names=NAMES) as running:
        yield running


@pytest.fixture
def app(provider: RunningProvider, people_store: Engine, reached: Reached, monkeypatch: pytest.MonkeyPatch) -> ASGIApp:
    for name, value in provider.settings(NAME_CLAIM="name").items():
        monkeypatch.setenv(name, value)
    accounts.bind_subject(people_store, BOSS, "u-1000", who="命令行")
    accounts.bind_subject(people_store, OTHER, "u-2000", who="命令行")
    return gated(reached)


def vouched(url: str, subject: str) -> str:
    """Where the provider sends the browser of who signs in there as the subject."""
    with requests.Session() as session:
        answer = session.get(url)
        for fields in ({"prompt": "login", "login": subject, "password": "x"}, {"prompt": "consent"}):
            action = re.search(r'action="([^"]+)"', answer.text)
            assert action, answer.text
            answer = session.post(unescape(action[1]), data=fields, allow_redirects=False)
            while answer.is_redirect and not answer.headers["location"].startswith(ORIGIN):
                answer = session.get(urljoin(answer.url, answer.headers["location"]), allow_redirects=False)
            if answer.is_redirect:
                return answer.headers["location"].removeprefix(ORIGIN)
    raise AssertionError(answer.text)


def sign_in(browser: Browser, subject: str, *, wanted: str = "%2F") -> Answer:
    return browser.get(vouched(browser.get(f"/oidc?next={wanted}").headers["location"], subject))


def test_the_sign_in_page_offers_both_ways(app: ASGIApp):
    body = Browser(app).get("/signin?next=%2Fhistory").body.decode()
    assert '<a class="other" href="/oidc?next=%2Fhistory">统一身份认证登录</a>' in body
    assert 'name="password"' in body


def test_the_way_in_asks_with_a_challenge_a_state_and_a_nonce(app: ASGIApp, provider: RunningProvider):
    url = urlsplit(Browser(app).get("/oidc").headers["location"])
    asked = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert f"{url.scheme}://{url.netloc}" == provider.issuer
    assert (asked["response_type"], asked["client_id"], asked["scope"]) == ("code", CLIENT_ID, "openid profile")
    assert (asked["redirect_uri"], asked["code_challenge_method"]) == (f"{ORIGIN}/oidc/back", "S256")
    assert [len(asked[name]) for name in ("state", "nonce", "code_challenge")] == [32, 32, 43]
    assert CLIENT_SECRET not in url.query


def test_a_registered_subject_is_signed_in_and_out_of_both(
    app: ASGIApp, people_store: Engine, provider: RunningProvider
):
    browser = Browser(app)
    answer = sign_in(browser, "u-1000", wanted="%2Fhistory%3Fyear%3D2024")
    assert (answer.status, answer.headers["location"]) == (303, "/history?year=2024")
    assert browser.get("/history?year=2024").body.decode() == SECRET
    entry = store.list_log(people_store, store.LogFilter(acts=[Act.SIGN_IN]))[0]
    assert (entry.who, entry.detail, entry.address) == (BOSS, "统一身份认证", "10.0.0.5")
    assert "修改口令" not in browser.get("/signout").body.decode()
    out = browser.submit("/signout").body.decode()
    url = unescape(re.findall(r'content="0;url=([^"]+)"', out)[0])
    assert url.startswith(f"{provider.issuer}/session/end?")
    said = parse_qs(urlsplit(url).query)
    assert said["post_logout_redirect_uri"] == [f"{ORIGIN}/signin"]
    assert "id_token_hint" in said
    assert requests.get(url).status_code == 200
    assert browser.get("/history").status == 303


def test_a_name_that_the_provider_says_is_the_account_of_that_name(app: ASGIApp):
    browser = Browser(app)
    assert sign_in(browser, "u-1001").headers["location"] == "/"
    assert browser.get("/").body.decode() == SECRET


@pytest.mark.parametrize("subject", ["u-1002", "u-1003"])
def test_without_an_account_or_with_one_of_another_subject_nobody_is_let_in(
    app: ASGIApp, people_store: Engine, reached: Reached, subject: str
):
    browser = Browser(app)
    answer = sign_in(browser, subject)
    assert answer.status == 403
    assert f"本看板没有您的账号：请把编号 {subject} 告诉管理员。" in answer.body.decode()
    assert COOKIE not in browser.cookies
    entry = store.list_log(people_store, store.LogFilter())[0]
    assert (entry.act, entry.who, entry.address) == (Act.REFUSAL, NAMES[subject], "10.0.0.5")
    assert browser.get("/").status == 303
    assert reached.paths == []


def test_a_disabled_account_is_not_let_in(app: ASGIApp, people_store: Engine):
    people.disable(people_store, CLERK, who=BOSS)
    assert sign_in(Browser(app), "u-1001").status == 403


def test_an_answer_that_does_not_belong_to_this_browser_signs_nobody_in(app: ASGIApp):
    browser, other = Browser(app), Browser(app)
    back = vouched(browser.get("/oidc").headers["location"], "u-1000")
    assert Browser(app).get(back).status == 403  # never was on its way
    other.get("/oidc")
    assert other.get(back).status == 403  # was on another one
    forged = Browser(app)
    forged.cookies["perfdata_oidc"] = browser.cookies["perfdata_oidc"].replace("|", "x|")
    assert forged.get(back).status == 403
    assert browser.get(back).headers["location"] == "/"
    browser.cookies.pop(COOKIE)
    assert browser.get(back).status == 403  # a second time


@pytest.mark.parametrize(
    "change",
    [
        lambda back: re.sub(r"code=[^&]+", "code=made-up", back),
        lambda back: re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Felsewhere.example", back),
        lambda back: re.sub(r"&iss=[^&]+", "", back),
    ],
)
def test_a_code_that_is_made_up_or_of_another_provider_signs_nobody_in(app: ASGIApp, change):
    browser = Browser(app)
    back = vouched(browser.get("/oidc").headers["location"], "u-1000")
    assert browser.get(change(back)).status == 502
    assert COOKIE not in browser.cookies


def test_who_gives_up_at_the_provider_is_told(app: ASGIApp):
    browser = Browser(app)
    state = parse_qs(urlsplit(browser.get("/oidc").headers["location"]).query)["state"][0]
    answer = browser.get(f"/oidc/back?state={state}&error=access_denied")
    assert (answer.status, "没有在统一身份认证中登录" in answer.body.decode()) == (403, True)


@pytest.mark.parametrize(("nonce", "is_let_in"), [(None, True), ("another", False)])
def test_an_id_token_of_another_sign_in_is_not_believed(provider: RunningProvider, nonce: str | None, is_let_in: bool):
    settings = Oidc(issuer=provider.issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET, name_claim=None)
    own = Provider(settings)
    url, begun = own.way_in(f"{ORIGIN}/oidc/back")
    said = {name: values[0] for name, values in parse_qs(urlsplit(vouched(url, "u-1000")).query).items()}
    kept = oidc.Begun(state=begun.state, nonce=nonce or begun.nonce, verifier=begun.verifier)
    known = {"code": said["code"], "issuer": said["iss"], "redirect_uri": f"{ORIGIN}/oidc/back"}
    if is_let_in:
        assert own.identity(kept, **known).subject == "u-1000"
        return
    with pytest.raises(ProviderError):
        own.identity(kept, **known)


def test_a_password_still_signs_in_beside_it_unless_switched_off(
    app: ASGIApp, reached: Reached, monkeypatch: pytest.MonkeyPatch
):
    assert Browser(app).submit("/signin", name=CLERK, password=PASSWORD).status == 303
    mark = Browser(app)
    mark.get("/signin")
    monkeypatch.setenv("PERFDATA_PASSWORDS", "off")
    without = Browser(gated(reached))
    body = without.get("/signin").body.decode()
    assert ("统一身份认证登录" in body, 'name="password"' in body) == (True, False)
    typing = Browser(app)
    form = typing.get("/signin").body.decode().split('name="form" value="')[1].split('"')[0]
    without.cookies = typing.cookies
    assert without.post("/signin", form=form, name=CLERK, password=PASSWORD).status == 403
    assert COOKIE not in without.cookies


@pytest.mark.usefixtures("people_store")
def test_a_provider_that_is_not_there_is_told(reached: Reached, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PERFDATA_OIDC_ISSUER", "http://127.0.0.1:9")
    monkeypatch.setenv("PERFDATA_OIDC_CLIENT_ID", CLIENT_ID)
    browser = Browser(gated(reached))
    answer = browser.get("/oidc")
    assert (answer.status, "统一身份认证服务器没有正常回答" in answer.body.decode()) == (503, True)
    assert browser.submit("/signin", name=CLERK, password=PASSWORD).status == 303


def test_nothing_of_it_is_imported_where_it_is_not_configured():
    code = "import sys, perfdata.serving.oidc_pages; print({'authlib', 'joserfc', 'requests'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
