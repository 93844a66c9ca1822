"""Signing in and out and changing the password, before Streamlit is asked for anything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from perfdata.core.errors import StorageError
from perfdata.core.keys import name_key
from perfdata.core.people import Actor
from perfdata.core.terms import Way
from perfdata.serving.asked import Asked, drop_cookie, form_of, is_known, signed_in, with_form
from perfdata.serving.door import COOKIE, engine
from perfdata.serving.oidc_pages import OidcPages
from perfdata.serving.sign_in_pages import message_page, password_page, sign_in_page, sign_out_page
from perfdata.serving.throttle import Throttle
from perfdata.serving.turns import Turns
from perfdata.usecases import people
from perfdata.usecases.sign_in_settings import SignInSettings

# One at once where a stranger tried before, so that whoever was in before, and first tries, find the other one free.
_AT_ONCE, _AGAIN, _MOST_WAITING = 2, 1, 100
_PATIENCE = 1.2  # seconds that a stranger stands in line; then it is refused without the work of a check
_WRONG = "账号或口令不对，请重新输入。"
_STALE = "网页打开得太久，请再试一次。"
_CROWDED = "登录的人太多，请稍候再试。"
_BY_PORTAL = "您的身份由门户确认：请在门户中退出。"


class SignIn:
    """Wrong passwords make waiting longer; what is slow to check stands in line, whoever failed most of late behind."""

    def __init__(self, settings: SignInSettings) -> None:
        self._settings = settings
        self._oidc = OidcPages(settings.oidc) if settings.oidc else None
        self._throttle = Throttle()
        self._turns, self._again = Turns(_AT_ONCE), Turns(_AGAIN, most_waiting=_MOST_WAITING)

    def answer(self, path: str, actor: Actor | None, base: str) -> ASGIApp:
        """What answers a request to one of ``PATHS``."""

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            asked = Asked(Request(scope, receive), actor, base)
            response = await self._answered(path, asked)
            response.headers["Cache-Control"] = "no-store"
            await response(scope, receive, send)

        return app

    async def _answered(self, path: str, asked: Asked) -> Response:
        method = asked.request.method
        if method not in ("GET", "HEAD", "POST"):
            return HTMLResponse("", 405)
        if path == "/signin":
            return await (self._post(asked) if method == "POST" else self._page(asked))
        if path.startswith("/oidc"):
            if self._oidc is None or method != "GET":
                return HTMLResponse("", 404)
            return await (self._oidc.begin(asked) if path == "/oidc" else self._oidc.end(asked))
        if asked.actor is None:
            return RedirectResponse(f"{asked.base}/signin", 303)
        return await (self._sign_out(asked) if path == "/signout" else self._password(asked))

    async def _post(self, asked: Asked) -> Response:
        form = await form_of(asked)
        if form is None or not self._settings.with_passwords:
            return await self._page(asked, told=_STALE, status=403)
        name = "".join(filter(str.isprintable, form.get("name", ""))).strip()
        key, known = name_key(name)[:80], await is_known(asked, name)
        place = f"{asked.address} known" if known else asked.address  # what others do there counts apart
        if wait := self._throttle.wait(key, place, is_known=known):
            told = f"连续输错，请过 {wait:.0f} 秒再试。" if wait >= 1 else "连续输错，请稍候再试。"
            return await self._page(asked, told=told, status=429, name=name)
        await asyncio.sleep(self._throttle.delay(key, is_known=known))
        rank, is_first = self._throttle.rank(key, place), self._throttle.tried(place)
        try:
            async with self._turn(asked, rank, is_known=known, is_first=is_first):
                # While it waited here others may have failed at its place.
                if self._throttle.wait(key, place, is_known=known):
                    return await self._page(asked, told="连续输错，请稍候再试。", status=429, name=name)
                words = {"address": asked.address}
                cookie = await run_in_threadpool(people.sign_in, engine(), name, form.get("password", ""), **words)
        except TimeoutError:
            return await self._page(asked, told=_CROWDED, status=503, name=name)
        if cookie is None:
            await self._note_failure(asked, key, name, place)
            return await self._page(asked, told=_WRONG, status=401, name=name)
        self._throttle.succeeded(key, place)
        return await signed_in(asked, cookie, name)

    @asynccontextmanager
    async def _turn(self, asked: Asked, rank: int, *, is_known: bool, is_first: bool) -> AsyncIterator[None]:
        """First browsers that were in, then addresses from which somebody was; there the throttle bounds what is tried.

        Raises TimeoutError where others must wait too long.
        """
        async with AsyncExitStack() as stack:
            if is_known:
                await stack.enter_async_context(self._turns.turn(0))
            elif await run_in_threadpool(people.is_known_address, engine(), asked.address):
                await stack.enter_async_context(self._turns.turn(1))
            elif is_first:
                await stack.enter_async_context(self._turns.turn(2, patience=_PATIENCE))
            else:
                await stack.enter_async_context(self._again.turn(rank, patience=_PATIENCE))
                await stack.enter_async_context(self._turns.turn(3))
            yield

    async def _page(self, asked: Asked, *, told: str = "", status: int = 200, name: str = "") -> Response:
        if asked.actor is not None and not told:
            return RedirectResponse(f"{asked.base}{asked.next}", 303)
        wanted = f"?next={quote(asked.next, safe='')}"
        elsewhere = f"{asked.base}/oidc{wanted}" if self._oidc else None
        if not self._settings.with_passwords:
            text = told or ("本看板不用口令登录。" if elsewhere else "请从门户进入本看板。")
            return HTMLResponse(message_page("登录", text, elsewhere=elsewhere), status)
        words = {"action": f"{asked.base}/signin{wanted}", "told": told, "name": name, "elsewhere": elsewhere}
        return await with_form(asked, lambda form: sign_in_page(form=form, **words), status=status)

    async def _sign_out(self, asked: Asked) -> Response:
        assert asked.actor is not None
        if asked.actor.way is Way.PORTAL:
            return HTMLResponse(message_page("退出", _BY_PORTAL, back=f"{asked.base}/"))
        if asked.request.method != "POST" or await form_of(asked) is None:
            words = {
                "action": f"{asked.base}/signout",
                "name": asked.actor.name,
                "with_password": asked.actor.way is Way.PASSWORD,
            }
            return await with_form(asked, lambda form: sign_out_page(form=form, **words))
        await run_in_threadpool(people.sign_out, engine(), asked.actor)
        if self._oidc and asked.actor.way is Way.OIDC and (out := await self._oidc.out(asked)):
            return out
        response = RedirectResponse(f"{asked.base}/signin", 303)
        drop_cookie(asked, response, COOKIE)
        return response

    async def _password(self, asked: Asked) -> Response:
        assert asked.actor is not None
        told = ""
        if asked.request.method == "POST":
            form, key = await form_of(asked), f"{name_key(asked.actor.name)}"[:80]
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
                    return await signed_in(asked, cookie, asked.actor.name)
                except StorageError as error:
                    if isinstance(error, people.WrongPasswordError):
                        self._throttle.failed(key, asked.address)
                    told = str(error)
        words = {"action": f"{asked.base}/password", "is_first": asked.actor.must_change, "told": told}
        return await with_form(asked, lambda form: password_page(form=form, **words), status=400 if told else 200)

    async def _note_failure(self, asked: Asked, key: str, name: str, place: str) -> None:
        of_pair, of_account = self._throttle.failed(key, place)
        if of_account & (of_account - 1) == 0 or self._throttle.begins_to_wait(of_pair):
            said = {"who": name, "detail": f"口令不对（这个账号第 {of_account} 次）", "address": asked.address}
            await run_in_threadpool(people.note_refusal, engine(), **said)
