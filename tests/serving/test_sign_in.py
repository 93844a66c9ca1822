"""Signing in, out and changing the password, as a browser without scripts does it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from starlette.types import ASGIApp

from perfdata.core.terms import Act
from perfdata.serving.door import COOKIE
from perfdata.storing import store
from perfdata.usecases import people
from tests.people import BOSS, CLERK, PASSWORD
from tests.serving.gated import SECRET, Browser, Reached


@pytest.fixture
def browser(app: ASGIApp) -> Browser:
    return Browser(app)


def test_who_signs_in_gets_where_they_wanted_and_stays_signed_in(browser: Browser, people_store: Engine):
    location = browser.get("/history?year=2024").headers["location"]
    assert location == "/signin?next=%2Fhistory%3Fyear%3D2024"
    answer = browser.submit(location, name=CLERK, password=PASSWORD)
    assert (answer.status, answer.headers["location"]) == (303, "/history?year=2024")
    kept = next(line for line in answer.headers.getlist("set-cookie") if line.startswith(f"{COOKIE}="))
    assert "; HttpOnly; Max-Age=43200; Path=/; SameSite=lax" in kept
    assert browser.get("/history?year=2024").body.decode() == SECRET
    assert Browser(browser.app).get("/").status == 303
    entry = store.list_log(people_store, store.LogFilter(acts=[Act.SIGN_IN]))[0]
    assert (entry.who, entry.detail, entry.address) == (CLERK, "口令", "10.0.0.5")


def test_a_wrong_password_is_told_and_logged_with_the_address(browser: Browser, people_store: Engine, reached: Reached):
    answer = browser.submit("/signin", name=CLERK, password="Wrong-horse-7")
    assert answer.status == 401
    assert "账号或口令不对，请重新输入。" in answer.body.decode()
    assert COOKIE not in browser.cookies
    entry = store.list_log(people_store, store.LogFilter())[0]
    assert (entry.act, entry.who, entry.detail) == (Act.REFUSAL, CLERK, "口令不对（这个账号第 1 次）")
    assert entry.address == "10.0.0.5"
    assert reached.paths == []


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("无此人", PASSWORD),
        (CLERK, ""),
        (CLERK, PASSWORD.lower()),
        ("", ""),
        (f"{CLERK}' OR 1=1 --", "x"),
        (BOSS, f"{PASSWORD} "),
    ],
)
def test_what_does_not_fit_lets_nobody_in(browser: Browser, name: str, password: str):
    assert browser.submit("/signin", name=name, password=password).status == 401
    assert browser.get("/overview").status == 303


def test_a_form_that_is_not_from_here_signs_nobody_in(browser: Browser, app: ASGIApp):
    other = Browser(app)
    other.get("/signin")
    mark = other.get("/signin").body.decode().split('name="form" value="')[1].split('"')[0]
    browser.get("/signin")
    for form in ("", "x", mark, "1.x", f"{'9' * 50}.x"):
        assert browser.post("/signin", form=form, name=CLERK, password=PASSWORD).status == 403
    assert Browser(app).post("/signin", form=mark, name=CLERK, password=PASSWORD).status == 403
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize(
    "wanted",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "/signout",
        "/a%0d%0aSet-Cookie:x=1",
        "",
    ],
)
def test_signing_in_leads_nowhere_else(browser: Browser, wanted: str):
    answer = browser.submit(f"/signin?next={wanted}", name=CLERK, password=PASSWORD)
    assert (answer.status, answer.headers["location"]) == (303, "/")


def test_what_was_typed_comes_back_as_text(browser: Browser):
    body = browser.submit("/signin", name='"><script>alert(1)</script>', password="x").body.decode()
    assert "<script>" not in body
    assert "&lt;script&gt;" in body


def test_signing_out_ends_the_session_in_every_tab(browser: Browser, app: ASGIApp):
    browser.submit("/signin", name=CLERK, password=PASSWORD)
    second = Browser(app)
    second.cookies = dict(browser.cookies)
    assert second.get("/overview").status == 200
    assert browser.get("/signout").status == 200
    assert second.get("/overview").status == 200  # a look at the page ends nothing
    assert browser.submit("/signout").headers["location"] == "/signin"
    assert second.get("/overview").status == 303


def test_the_password_is_changed_and_every_other_session_ends(browser: Browser, app: ASGIApp, people_store: Engine):
    browser.submit("/signin", name=CLERK, password=PASSWORD)
    second = Browser(app)
    second.cookies = dict(browser.cookies)
    new = "Another-horse-8"
    for old, one, other, told in (
        ("wrong", new, new, "原口令不对"),
        (PASSWORD, new, "Another-horse-9", "两次输入的新口令不一样"),
        (PASSWORD, "short", "short", "10 到 200 个字符"),
        (PASSWORD, "aaaaaaaaaaaa", "aaaaaaaaaaaa", "太容易猜"),
        (PASSWORD, f"{CLERK}-12345678", f"{CLERK}-12345678", "不要含有账号名"),
        (PASSWORD, PASSWORD, PASSWORD, "与原口令相同"),
    ):
        answer = browser.submit("/password", old=old, new=one, again=other)
        assert (answer.status, told in answer.body.decode()) == (400, True), told
    assert browser.submit("/password", old=PASSWORD, new=new, again=new).headers["location"] == "/"
    assert browser.get("/overview").status == 200
    assert second.get("/overview").status == 303
    assert people.sign_in(people_store, CLERK, PASSWORD, address="") is None


def test_five_wrong_passwords_make_that_address_wait_and_no_other(browser: Browser, app: ASGIApp):
    answers = [browser.submit("/signin", name=CLERK, password="Wrong-horse-7").status for _ in range(6)]
    assert answers == [401] * 5 + [429]
    assert browser.submit("/signin", name=CLERK, password=PASSWORD).status == 429
    assert Browser(app, address="10.0.0.6").submit("/signin", name=CLERK, password=PASSWORD).status == 303


def test_a_browser_that_was_in_before_does_not_wait_for_the_failures_of_others(browser: Browser, app: ASGIApp):
    browser.submit("/signin", name=CLERK, password=PASSWORD)
    stranger = Browser(app)
    for _ in range(6):
        stranger.submit("/signin", name=CLERK, password="Wrong-horse-7")
    assert stranger.submit("/signin", name=CLERK, password=PASSWORD).status == 429
    browser.submit("/signout")
    assert browser.submit("/signin", name=CLERK, password=PASSWORD).status == 303


def test_a_huge_form_is_not_read(browser: Browser):
    browser.get("/signin")
    assert browser.post("/signin", form="x" * 20_000, name=CLERK, password=PASSWORD).status == 403
    assert browser.post("/signin", form="x" * 1_100_000).status == 413
