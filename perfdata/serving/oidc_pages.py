"""Signing in by a provider of identities, as the browser goes: to it, back with its answer, and out of both."""

import base64
import hmac
import json
import time
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response

from perfdata.core.errors import StorageError
from perfdata.core.terms import Way
from perfdata.serving.asked import Asked, drop_cookie, set_cookie, signed_in, within
from perfdata.serving.door import COOKIE, engine
from perfdata.serving.oidc import Begun, Identity, Provider, ProviderError
from perfdata.serving.sign_in_pages import message_page, way_out_page
from perfdata.serving.turns import Turns
from perfdata.usecases import people
from perfdata.usecases.sign_in_settings import Oidc

_BEGUN, _ID_TOKEN = "perfdata_oidc", "perfdata_id_token"
_BEGUN_SECONDS = 600
_LONGEST_COOKIE = 3_500
_AT_ONCE, _MOST_WAITING, _PATIENCE = 4, 40, 10.0  # a provider that is slow keeps nobody else from the server's threads
_AGAIN = "这次登录没有完成：网页打开得太久，或不是从本看板开始的。请再试一次。"
_CROWDED = "登录的人太多，请稍候再试。"


class OidcPages:
    """The two addresses of the way in, and what signing out does besides."""

    def __init__(self, settings: Oidc):
        self._provider = Provider(settings)
        self._turns = Turns(_AT_ONCE, most_waiting=_MOST_WAITING)

    async def begin(self, asked: Asked) -> Response:
        """Send the browser to the provider."""
        try:
            url, begun = await self._asked(self._provider.way_in, _back(asked))
        except ProviderError as error:
            return _told(asked, str(error), HTTPStatus.SERVICE_UNAVAILABLE)
        until = time.time() + _BEGUN_SECONDS
        said = base64.urlsafe_b64encode(
            json.dumps(asdict(begun) | {"next": asked.next, "until": until}).encode()
        ).decode()
        mark = await run_in_threadpool(people.signed, engine(), "oidc", said)
        response = RedirectResponse(url, 303)
        set_cookie(asked, response, _BEGUN, f"{said}|{mark}", seconds=_BEGUN_SECONDS, path="/oidc")
        return response

    async def end(self, asked: Asked) -> Response:
        """Believe what the browser brings back from the provider, or say why not."""
        begun = await _begun(asked)
        query = asked.request.query_params
        if begun is None or not hmac.compare_digest(query.get("state", "").encode(), begun["state"].encode()):
            response = _told(asked, _AGAIN, HTTPStatus.FORBIDDEN)
        elif not (code := query.get("code")):
            response = await self._refused(asked, query.get("error", "没有说明原因")[:80])
        else:
            where = begun.pop("next")
            known = {"code": code, "issuer": query.get("iss"), "redirect_uri": _back(asked)}
            try:
                identity = await self._asked(self._provider.identity, Begun(**begun), **known)
                response = await self._admitted(asked, identity, to=within(where))
            except ProviderError as error:
                response = _told(asked, str(error), HTTPStatus.BAD_GATEWAY)
        drop_cookie(asked, response, _BEGUN, path="/oidc")
        return response

    async def out(self, asked: Asked) -> Response | None:
        """The way to end the provider's session too, for who came by it; None where there is none."""
        token = asked.request.cookies.get(_ID_TOKEN)
        try:
            url = await self._asked(self._provider.way_out, token, back=f"{asked.origin}/signin")
        except ProviderError:
            return None
        if url is None:
            return None
        # A page, and no redirect: what a form leads to may not leave this server (form-action of the policy).
        response = HTMLResponse(way_out_page(url))
        drop_cookie(asked, response, COOKIE)
        drop_cookie(asked, response, _ID_TOKEN, path="/signout")
        return response

    async def _asked(self, question: Any, *what: Any, **more: Any) -> Any:
        try:
            async with self._turns.turn(0, patience=_PATIENCE):
                return await run_in_threadpool(question, *what, **more)
        except TimeoutError as error:
            raise ProviderError(_CROWDED) from error

    async def _admitted(self, asked: Asked, identity: Identity, *, to: str) -> Response:
        account = await run_in_threadpool(_account_of, identity)
        if account is None:
            called = identity.name or identity.subject
            said = {"who": called, "detail": f"统一身份 {identity.subject[:80]} 没有对应的账号"}
            await run_in_threadpool(people.note_refusal, engine(), **said, address=asked.address)
            told = f"统一身份认证已确认您是“{called}”，但本看板没有您的账号：请把编号 {identity.subject} 告诉管理员。"
            return _told(asked, told, HTTPStatus.FORBIDDEN)
        began = {"address": asked.address, "way": Way.OIDC}
        try:
            cookie = await run_in_threadpool(people.sign_in_as, engine(), account.account_id, **began)
        except StorageError as error:
            return _told(asked, str(error), HTTPStatus.FORBIDDEN)
        response = await signed_in(asked, cookie, account.name, to=to)
        if len(identity.id_token) < _LONGEST_COOKIE:
            kept = people.SESSION_AGE.total_seconds()
            set_cookie(asked, response, _ID_TOKEN, identity.id_token, seconds=kept, path="/signout")
        return response

    async def _refused(self, asked: Asked, reason: str) -> Response:
        said = {"who": "", "detail": f"统一身份认证没有登录：{reason}", "address": asked.address}
        await run_in_threadpool(people.note_refusal, engine(), **said)
        return _told(asked, "没有在统一身份认证中登录，可以再试一次。", HTTPStatus.FORBIDDEN)


def _account_of(identity: Identity) -> people.Account | None:
    """Of the subject; else of the name, unless that account is another subject."""
    if found := people.account_of(engine(), subject=identity.subject):
        return found
    named = people.account_of(engine(), name=identity.name) if identity.name else None
    return named if named and named.subject is None else None


async def _begun(asked: Asked) -> dict[str, str] | None:
    """What was kept when the way in began here; None where it is not ours or too old."""
    said, _, mark = asked.request.cookies.get(_BEGUN, "").partition("|")
    if not said or not await run_in_threadpool(people.is_signed, engine(), "oidc", said, mark):
        return None
    begun = json.loads(base64.urlsafe_b64decode(said))
    return begun if begun.pop("until") > time.time() else None


def _back(asked: Asked) -> str:
    return f"{asked.origin}/oidc/back"


def _told(asked: Asked, text: str, status: HTTPStatus) -> Response:
    return HTMLResponse(message_page("统一身份认证", text, back=f"{asked.base}/signin"), status)
