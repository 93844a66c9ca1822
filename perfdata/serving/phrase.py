"""The pass phrase that visitors must know where there are no accounts: asked for before Streamlit sees a byte."""

import hmac
import logging
import time
from functools import lru_cache
from hashlib import pbkdf2_hmac
from urllib.parse import quote

from starlette.responses import HTMLResponse, RedirectResponse, Response

from perfdata.serving.asked import Asked, set_cookie, typed
from perfdata.serving.sign_in_pages import phrase_page
from perfdata.serving.throttle import Throttle
from perfdata.usecases import installation

PHRASE_COOKIE = "perfdata_phrase"
_AGE_SECONDS = 43_200
_NO_ACCOUNT = ""
_ROUNDS = 200_000
_WRONG = "口令不对，请重新输入或联系管理员。"
_LOG = logging.getLogger("perfdata")


class PhraseDoor:
    """Wrong ones make waiting longer, as with accounts; each stands in the log of the server."""

    def __init__(self) -> None:
        self._throttle = Throttle()

    async def answer(self, asked: Asked, phrase: str) -> Response:
        """The page that asks, or the way on with a cookie."""
        if asked.request.method != "POST":
            return _page(asked)
        if wait := self._throttle.wait(_NO_ACCOUNT, asked.address, is_known=False):
            return _page(asked, told=f"连续输错，请过 {max(wait, 1):.0f} 秒再试。", status=429)
        said = (await typed(asked) or {}).get("phrase", "")
        if not hmac.compare_digest(said.encode(), phrase.encode()):
            count, _ = self._throttle.failed(_NO_ACCOUNT, asked.address)
            _LOG.warning("wrong pass phrase at %s, for the %d. time", asked.address, count)
            return _page(asked, told=_WRONG, status=401)
        self._throttle.succeeded(_NO_ACCOUNT, asked.address)
        response = RedirectResponse(f"{asked.base}{asked.next}", 303)
        set_cookie(asked, response, PHRASE_COOKIE, cookie_for(phrase, now=time.time()), seconds=None)
        return response


def cookie_for(phrase: str, *, now: float) -> str:
    """Holds for twelve hours, over restarts, and as long as the phrase is the same."""
    end = str(int(now) + _AGE_SECONDS)
    return f"{end}.{_mark(phrase, end)}"


def knows(cookie: str | None, phrase: str, *, now: float) -> bool:
    """Whether ``cookie_for`` made it of this phrase, and it still holds."""
    end, _, mark = (cookie or "").partition(".")
    is_one = end.isascii() and end.isdecimal() and mark.isascii()
    return is_one and hmac.compare_digest(mark, _mark(phrase, end)) and int(end) > now


def _mark(phrase: str, end: str) -> str:
    return hmac.new(_key(phrase), f"phrase\n{end}".encode(), "sha256").hexdigest()


@lru_cache(maxsize=4)
def _key(phrase: str) -> bytes:
    """Slow to compute, so that nobody guesses the phrase from a cookie."""
    return pbkdf2_hmac("sha256", phrase.encode(), installation.fingerprint().encode(), _ROUNDS)


def _page(asked: Asked, *, told: str = "", status: int = 200) -> Response:
    action = f"{asked.base}/signin?next={quote(asked.next, safe='')}"
    return HTMLResponse(phrase_page(action=action, told=told), status, headers={"Cache-Control": "no-store"})
