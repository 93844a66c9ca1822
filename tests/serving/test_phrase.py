"""Where a pass phrase is set and there are no accounts, nothing of Streamlit is reached by who does not know it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from starlette.types import ASGIApp
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from perfdata.serving import admission
from perfdata.serving.door import door
from perfdata.serving.phrase import PHRASE_COOKIE, cookie_for, knows
from tests.people import CLERK, signed_in
from tests.serving.asgi import HOST, ask, is_accepted
from tests.serving.gated import MEDIA, SECRET, Browser, Reached, cookie, gated, talk

PHRASE = "芝麻开门 2024"
SESSION = "1b6c9a52-7d0e-4d0f-9f5b-0d1f0f4b7f11"
CLEAR_CACHES = BackMsg(clear_cache=True).SerializeToString()
RERUN = BackMsg(rerun_script=ClientState()).SerializeToString()


def say(folder: Path, phrase: str) -> None:
    (folder / "secrets.toml").write_text(f'[access]\npassword = "{phrase}"\n', "utf-8")
    door._read_at = float("-inf")  # a second later


@pytest.fixture
def phrased(
    reached: Reached,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    nobody_knows: None,  # noqa: ARG001
) -> ASGIApp:
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'office.db'}")
    say(tmp_path, PHRASE)
    return gated(reached)


def test_who_knows_the_phrase_types_it_once_and_gets_where_they_wanted(phrased: ASGIApp, tmp_path: Path):
    browser = Browser(phrased)
    assert browser.get("/history?year=2024").headers["location"] == "/signin?next=%2Fhistory%3Fyear%3D2024"
    assert "访问口令" in browser.get("/signin?next=%2Fhistory%3Fyear%3D2024").body.decode()
    answer = browser.post("/signin?next=%2Fhistory%3Fyear%3D2024", phrase=PHRASE)
    assert (answer.status, answer.headers["location"]) == (303, "/history?year=2024")
    kept = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax"} <= set(kept.split("; "))
    assert "max-age" not in kept.lower(), "gone when the browser is closed"
    assert browser.get("/history?year=2024").body.decode() == SECRET
    door.forget()
    assert Browser.get(_like(browser, gated(Reached())), "/overview").body.decode() == SECRET, "after a restart"
    assert not (tmp_path / "office.db").exists()


def _like(browser: Browser, app: ASGIApp) -> Browser:
    other = Browser(app)
    other.cookies = browser.cookies
    return other


def test_guesses_of_the_phrase_wait_longer_and_longer_and_stand_in_the_log(
    phrased: ASGIApp, reached: Reached, caplog: pytest.LogCaptureFixture
):
    browser, elsewhere = Browser(phrased), Browser(phrased, address="10.0.0.6")
    guesses = [browser.post("/signin", phrase=f"芝麻{number}") for number in range(12)]
    assert [answer.status for answer in guesses] == [401] * 5 + [429] * 7
    assert "口令不对" in guesses[0].body.decode()
    assert "连续输错，请过 1 秒再试。" in guesses[11].body.decode()
    assert browser.post("/signin", phrase=PHRASE).status == 429, "the right one waits as well"
    assert "wrong pass phrase at 10.0.0.5, for the 5. time" in caplog.text
    assert elsewhere.post("/signin", phrase=PHRASE).status == 303
    assert reached.paths == []


@pytest.mark.parametrize("path", ["/overview", MEDIA, f"/_stcore/upload_file/{SESSION}/1", "/_stcore/health", "/x.hta"])
def test_no_page_and_no_part_is_given_to_who_does_not_know_it(phrased: ASGIApp, reached: Reached, path: str):
    admission.admit(SESSION)
    assert ask(phrased, path).status == 401
    assert ask(phrased, path, method="PUT", body=b"x").status in (401, 403)
    assert reached.paths == []


def test_the_id_of_anothers_session_opens_none_without_the_phrase(phrased: ASGIApp, reached: Reached):
    admission.admit(SESSION)
    protocol = {"Sec-WebSocket-Protocol": f"streamlit, token, {SESSION}", "Origin": f"http://{HOST}"}
    assert talk(phrased, protocol, [RERUN]) == [{"type": "websocket.close", "code": 1008, "reason": ""}]
    assert (reached.protocols, reached.messages) == ([], [])


def test_caches_are_emptied_by_nobody(phrased: ASGIApp, reached: Reached):
    talk(phrased, {}, [CLEAR_CACHES])
    assert reached.messages == []
    talk(phrased, _known(), [CLEAR_CACHES, RERUN, CLEAR_CACHES, CLEAR_CACHES])
    assert reached.messages == [RERUN]


def test_caches_are_emptied_by_no_account(app: ASGIApp, people_store: Engine, reached: Reached):
    talk(app, cookie(signed_in(people_store, CLERK)), [CLEAR_CACHES, RERUN])
    assert reached.messages == [RERUN]


def _known() -> dict[str, str]:
    return {"Cookie": f"{PHRASE_COOKIE}={cookie_for(PHRASE, now=4e9)}"}


def test_another_phrase_ends_open_pages_at_the_next_message(phrased: ASGIApp, tmp_path: Path, reached: Reached):
    sent = talk(phrased, _known(), [b"first", lambda: say(tmp_path, "另一个"), b"second"])
    assert reached.messages == [b"first"]
    assert sent[-1]["type"] == "websocket.close"
    assert not is_accepted(phrased, "/_stcore/stream", headers=_known())


def test_settings_that_break_while_it_runs_let_nobody_in(phrased: ASGIApp, tmp_path: Path, reached: Reached):
    assert ask(phrased, "/overview", headers=_known()).status == 200
    say(tmp_path, 'broken" x "')
    answer = ask(phrased, "/overview", headers=_known())
    assert (answer.status, answer.body.decode()) == (503, "设置文件读不出来，现在不能登录：请联系管理员。")
    assert reached.paths == ["/overview"]


def test_a_forged_cookie_is_not_believed():
    good = cookie_for(PHRASE, now=1_000.0)
    end, _, mark = good.partition(".")
    assert knows(good, PHRASE, now=1_000.0 + 43_199)
    assert not knows(good, PHRASE, now=1_000.0 + 43_200)
    later = str(int(end) + 1)
    forged = (
        None,
        "",
        ".",
        end,
        f"{end}.",
        f"{later}.{mark}",
        f"{end}.{mark[:-1]}",
        f"²{end}.{mark}",
        f"{end}.甲{mark}",
    )
    assert not any(knows(cookie, PHRASE, now=1_000.0) for cookie in forged)
    assert not knows(good, f"{PHRASE} ", now=1_000.0)
