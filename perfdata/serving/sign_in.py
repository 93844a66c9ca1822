"""Signing in and out and changing the password, before Streamlit is asked for anything."""

import asyncio
import re
import secrets
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qs, quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from perfdata.core.errors import StorageError
from perfdata.core.keys import name_key
from perfdata.core.people import Actor
from perfdata.serving.door import COOKIE, engine
from perfdata.serving.sign_in_pages import password_page, sign_in_page, sign_out_page
from perfdata.serving.throttle import Throttle
from perfdata.serving.turns import Turns
from perfdata.usecases import people

PATHS = {"/signin", "/signout", "/password"}
_FORM_COOKIE, _KNOWN_COOKIE = "perfdata_form", "perfdata_known"
_LARGEST_FORM = 10_000
_AT_ONCE, _MOST_WAITING = 2, 100
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")
_WRONG = "账号或口令不对，请重新输入。"
_STALE = "网页打开得太久，请再试一次。"


class _Asked(NamedTuple):
    """A request to one of the pages, with who is signed in."""

    request: Request
    actor: Actor | None
    base: str

    @property
    def address(self) -> str:
        return self.request.client.host if self.request.client else "未知"

    @property
    def next(self) -> str:
        """Where to go afterwards: within the dashboard only."""
        wanted = self.request.query_params.get("next", "/")
        return wanted if _LOCAL.fullmatch(wanted) and wanted.partition("?")[0] not in PATHS else "/"


class SignIn:
    """Wrong passwords make waiting longer; what is slow to check stands in line, whoever failed most of late behind."""

    def __init__(self) -> None:
        self._throttle = Throttle()
        self._turns = Turns(_AT_ONCE)

    def answer(self, path: str, actor: Actor | None, base: str) -> ASGIApp:
        """What answers a request to one of ``PATHS``."""

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            asked = _Asked(Request(scope, receive), actor, base)
            method = asked.request.method
            if method not in ("GET", "HEAD", "POST"):
                response: Response = HTMLResponse("", 405)
            elif path == "/signin":
                response = await self._post(asked) if method == "POST" else await _sign_in_page(asked)
            elif actor is None:
                response = RedirectResponse(f"{base}/signin", 303)
            elif path == "/signout":
                response = await _sign_out(asked)
            else:
                response = await self._password(asked)
            response.headers["Cache-Control"] = "no-store"
            await response(scope, receive, send)

        return app

    async def _post(self, asked: _Asked) -> Response:
        form = await _form_of(asked)
        if form is None:
            return await _sign_in_page(asked, told=_STALE, status=403)
        name, password = form.get("name", "").strip(), form.get("password", "")
        key, known = name_key(name)[:80], await _is_known(asked, name)
        place = f"{asked.address} known" if known else asked.address  # what others do there counts apart
        if wait := self._throttle.wait(key, place, is_known=known):
            told = f"连续输错，请过 {wait:.0f} 秒再试。" if wait >= 1 else "连续输错，请稍候再试。"
            return await _sign_in_page(asked, told=told, status=429, name=name)
        await asyncio.sleep(self._throttle.delay(key, is_known=known))
        if self._turns.waiting >= _MOST_WAITING and not known:
            return await _sign_in_page(asked, told="登录的人太多，请稍候再试。", status=503, name=name)
        async with self._turns.turn(0 if known else 1 + self._throttle.failures_at(place)):
            # While it waited here others may have failed at its place.
            if self._throttle.wait(key, place, is_known=known):
                return await _sign_in_page(asked, told="连续输错，请稍候再试。", status=429, name=name)
            cookie = await run_in_threadpool(people.sign_in, engine(), name, password, address=asked.address)
        if cookie is None:
            await self._note_failure(key, name, place)
            return await _sign_in_page(asked, told=_WRONG, status=401, name=name)
        self._throttle.succeeded(key, place)
        return await _signed_in(asked, cookie, name)

    async def _password(self, asked: _Asked) -> Response:
        assert asked.actor is not None
        told = ""
        if asked.request.method == "POST":
            form, key = await _form_of(asked), f"{name_key(asked.actor.name)}"[:80]
            if form is None:
                told = _STALE
            elif self._throttle.wait(key, asked.address, is_known=True):
                told = "连续输错，请稍候再试。"
            elif form.get("new") != form.get("again"):
                told = "两次输入的新口令不一样，没有修改。"
            else:
                words = {"old": form.get("old", ""), "new": form.get("new", "")}
                try:
                    async with self._turns.turn(0):
                        cookie = await run_in_threadpool(people.change_password, engine(), asked.actor, **words)
                    return await _signed_in(asked, cookie, asked.actor.name)
                except StorageError as error:
                    if isinstance(error, people.WrongPasswordError):
                        self._throttle.failed(key, asked.address)
                    told = str(error)
        words = {"action": f"{asked.base}/password", "is_first": asked.actor.must_change, "told": told}
        return await _with_form(asked, lambda form: password_page(form=form, **words), status=400 if told else 200)

    async def _note_failure(self, key: str, name: str, address: str) -> None:
        of_pair, of_account = self._throttle.failed(key, address)
        if of_account & (of_account - 1) == 0 or self._throttle.begins_to_wait(of_pair):
            detail = f"口令不对（这个账号第 {of_account} 次），来自 {address.removesuffix(' known')}"
            await run_in_threadpool(people.note_refusal, engine(), who=name, detail=detail)


async def _sign_in_page(asked: _Asked, *, told: str = "", status: int = 200, name: str = "") -> Response:
    if asked.actor is not None and not told:
        return RedirectResponse(f"{asked.base}{asked.next}", 303)
    action = f"{asked.base}/signin?next={quote(asked.next, safe='')}"
    return await _with_form(
        asked, lambda form: sign_in_page(action=action, form=form, told=told, name=name), status=status
    )


async def _sign_out(asked: _Asked) -> Response:
    assert asked.actor is not None
    if asked.request.method != "POST" or await _form_of(asked) is None:
        words = {"action": f"{asked.base}/signout", "name": asked.actor.name}
        return await _with_form(asked, lambda form: sign_out_page(form=form, **words))
    await run_in_threadpool(people.sign_out, engine(), asked.actor)
    response = RedirectResponse(f"{asked.base}/signin", 303)
    response.delete_cookie(COOKIE, path=f"{asked.base}/")
    return response


async def _signed_in(asked: _Asked, cookie: str, name: str) -> Response:
    response = RedirectResponse(f"{asked.base}{asked.next}", 303)
    _set(asked, response, COOKIE, cookie, seconds=people.SESSION_AGE.total_seconds())
    known = await run_in_threadpool(people.signed, engine(), "known", name_key(name))
    _set(asked, response, _KNOWN_COOKIE, known, seconds=people.KNOWN_AGE.total_seconds())
    return response


async def _is_known(asked: _Asked, name: str) -> bool:
    known = asked.request.cookies.get(_KNOWN_COOKIE)
    return bool(known) and await run_in_threadpool(people.is_signed, engine(), "known", name_key(name), known)


async def _with_form(asked: _Asked, page: Callable[[str], str], *, status: int = 200) -> Response:
    """The page with a mark that is also in a cookie: another site can read neither."""
    nonce = asked.request.cookies.get(_FORM_COOKIE) or secrets.token_urlsafe(16)  # other tabs have theirs open
    form = await run_in_threadpool(people.signed, engine(), "form", nonce)
    response = HTMLResponse(page(form), status)
    _set(asked, response, _FORM_COOKIE, nonce, seconds=3600)
    return response


async def _form_of(asked: _Asked) -> Mapping[str, str] | None:
    """What was typed; None where the page did not come from here or is old."""
    body = b""
    async for part in asked.request.stream():
        body += part
        if len(body) > _LARGEST_FORM:
            return None
    form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
    nonce, mark = asked.request.cookies.get(_FORM_COOKIE, ""), form.get("form", "")
    is_own = bool(nonce) and await run_in_threadpool(people.is_signed, engine(), "form", nonce, mark)
    return form if is_own else None


def _set(asked: _Asked, response: Response, name: str, value: str, *, seconds: float) -> None:
    is_secure = asked.request.url.scheme in ("https", "wss")
    words = {"path": f"{asked.base}/", "secure": is_secure, "httponly": True, "samesite": "lax"}
    response.set_cookie(name, value, max_age=int(seconds), **words)
