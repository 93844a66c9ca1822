"""Lets nobody to the dashboard who is not signed in where there are accounts, or does not know the pass phrase."""

import logging
import time
from urllib.parse import quote

from google.protobuf.message import DecodeError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose
from streamlit import get_option
from streamlit.proto.BackMsg_pb2 import BackMsg

from perfdata.core.errors import PerfdataError, StorageError
from perfdata.core.people import Actor
from perfdata.serving import admission
from perfdata.serving.asked import PATHS, Asked, signed_in, within
from perfdata.serving.door import COOKIE, door
from perfdata.serving.peers import address_of
from perfdata.serving.phrase import PHRASE_COOKIE, PhraseDoor, knows
from perfdata.serving.portal import PortalDoor, cookie_for, is_still
from perfdata.serving.sign_in import SignIn
from perfdata.serving.sign_in_pages import message_page
from perfdata.usecases.sign_in_settings import sign_in_settings

_OPEN = {"/healthz"}
_POLICY_VIOLATION = 1008
_UNKEPT = {"Cache-Control": "no-store"}
_UPLOADS, _MEDIA = "/_stcore/upload_file/", "/media/"
_NOT_YOURS = "这个文件不属于您打开的网页，没有交付；请刷新页面后再试。"
_LOG = logging.getLogger("perfdata")


class Gate:
    """Asks for every request and every message of a websocket who sends it; sign-in and ``/healthz`` alone are open."""

    def __init__(self, app: ASGIApp):
        self._app = app
        settings = sign_in_settings()
        self._sign_in, self._phrase = SignIn(settings), PhraseDoor()
        self._portal = PortalDoor(settings.portal) if settings.portal else None
        door.is_guarded = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] in _OPEN:
            return await self._app(scope, receive, send)
        named = None
        if self._portal:
            scope, named = await self._portal.taken(scope)
        try:
            is_closed, actor = await run_in_threadpool(door.admitted, cookie_of(scope))
            phrase = None if is_closed else await run_in_threadpool(_unknown_phrase, scope)
        except PerfdataError as error:
            _LOG.error("nobody can be let in: %s", error)
            what = "数据库打不开" if isinstance(error, StorageError) else "设置文件读不出来"
            return await _refused(scope, receive, send, 503, f"{what}，现在不能登录：请联系管理员。")
        local = scope["path"].removeprefix(base_path())
        if phrase is not None:
            if scope["type"] != "http" or local != "/signin":
                return await _sent_to_sign_in(scope, receive, send, local, None)
            answer = await self._phrase.answer(Asked(Request(scope, receive), None, base_path()), phrase)
            return await answer(scope, receive, send)
        if not is_closed:
            return await self._app(scope, *_watched(scope, None, receive, send))
        if self._portal and not is_still(actor, named):
            if named is not None and _is_page(scope) and local not in ("/signout", "/password"):
                return await self._by_portal(scope, receive, send, named, actor)
            actor = None
        if scope["type"] == "http" and local in PATHS:
            return await self._sign_in.answer(local, actor, base_path())(scope, receive, send)
        if actor is None or actor.must_change:
            return await _sent_to_sign_in(scope, receive, send, local, actor)
        if scope["type"] == "websocket":
            return await self._app(_own_session(scope, actor), *_watched(scope, actor, receive, send))
        if not _is_own(local, actor):
            _LOG.warning("refused %s to %s at %s: of another session", scope["path"], actor.name, address_of(scope))
            return await _refused(scope, receive, send, 403, _NOT_YOURS)
        return await self._app(scope, receive, _unkept(scope, send))

    async def _by_portal(self, scope: Scope, receive: Receive, send: Send, named: str, actor: Actor | None) -> None:
        """Begin a session of whom the portal names, then show the same page."""
        assert self._portal is not None
        cookie = await run_in_threadpool(cookie_for, named, actor, address=address_of(scope))
        if cookie is None:
            await self._portal.refuse(scope, f"门户中的“{named}”没有账号或已停用", who=named)
            told = f"门户已确认您是“{named}”，但本看板没有这个账号，或它已经停用：请联系管理员。"
            await HTMLResponse(message_page("登录", told), 403, headers=_UNKEPT)(scope, receive, send)
            return
        asked = Asked(Request(scope, receive), None, base_path())
        query = scope.get("query_string", b"").decode("latin-1")
        local = scope["path"].removeprefix(asked.base)
        where = asked.next if local in PATHS else within(f"{local}?{query}" if query else local)
        answer = await signed_in(asked, cookie, named, to=where)
        answer.headers["Cache-Control"] = _UNKEPT["Cache-Control"]
        await answer(scope, receive, send)


def base_path() -> str:
    """``/perf`` below a proxy's path, else nothing."""
    path = get_option("server.baseUrlPath").strip("/")
    return f"/{path}" if path else ""


def cookie_of(scope: Scope, wanted: str = COOKIE) -> str | None:
    """The cookie of that name, of the session if none is said; of several none is believed."""
    given = [part for header in Headers(scope=scope).getlist("cookie") for part in header.split(";")]
    own = [value for name, _, value in (part.strip().partition("=") for part in given) if name == wanted]
    return own[0] if len(own) == 1 else None


def _unknown_phrase(scope: Scope) -> str | None:
    """The pass phrase where one is set and the visitor has not shown to know it."""
    phrase = door.phrase()
    return None if phrase is None or knows(cookie_of(scope, PHRASE_COOKIE), phrase, now=time.time()) else phrase


class _Socket:
    """A websocket whose every message is asked for: it ends as soon as its person may not be here any more."""

    def __init__(self, actor: Actor | None, scope: Scope, receive: Receive, send: Send):
        self._actor, self._scope = actor, scope
        self._receive, self._send = receive, send
        self._is_ended = False

    async def receive(self) -> Message:
        message = await self._receive()
        while _empties_caches(message):
            message = await self._receive()
        if message["type"] != "websocket.receive" or await run_in_threadpool(self._goes_on):
            return message
        self._is_ended = True
        await self._send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": "signed out"})
        return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}

    async def send(self, message: Message) -> None:
        if self._is_ended:
            return
        if self._actor and message["type"] == "websocket.send":
            admission.note_media(self._actor.account_id, message.get("bytes") or b"")
        await self._send(message)

    def _goes_on(self) -> bool:
        try:
            if self._actor is None:
                return not door.is_closed() and _unknown_phrase(self._scope) is None
            now = door.actor(cookie_of(self._scope))
        except PerfdataError as error:
            _LOG.error("nobody can be let in: %s", error)
            return False
        return now is not None and now.session_id == self._actor.session_id


def _watched(scope: Scope, actor: Actor | None, receive: Receive, send: Send) -> tuple[Receive, Send]:
    if scope["type"] != "websocket":
        return receive, send
    socket = _Socket(actor, scope, receive, send)
    return socket.receive, socket.send


def _empties_caches(message: Message) -> bool:
    """What a developer's menu asks of Streamlit: caches are everybody's, and one visitor would make all others wait."""
    try:
        return BackMsg.FromString(message.get("bytes") or b"").WhichOneof("type") == "clear_cache"
    except DecodeError:
        return False


def _is_own(path: str, actor: Actor) -> bool:
    """Whether an address is no upload and no file, or one of a session of the person."""
    if path.startswith(_UPLOADS):
        return admission.belongs_to(path.removeprefix(_UPLOADS).partition("/")[0], actor.account_id)
    if path.startswith(_MEDIA):
        return admission.was_told(actor.account_id, path.removeprefix(_MEDIA))
    return True


def _own_session(scope: Scope, actor: Actor) -> Scope:
    """Without the id of a session that is not the person's: a new one is opened instead."""
    headers = []
    for name, value in scope["headers"]:
        if name == b"sec-websocket-protocol":
            parts = value.decode("latin-1").split(",")
            if len(parts) > 2 and not admission.belongs_to(parts[2].strip(), actor.account_id):
                value = ",".join(parts[:2]).encode("latin-1")
        headers.append((name, value))
    return {**scope, "headers": headers}


def _unkept(scope: Scope, send: Send) -> Send:
    """What is not Streamlit's own is kept by no browser and no proxy."""

    async def send_unkept(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "private, no-store"
        await send(message)

    return send if "/static/" in scope["path"] else send_unkept


def _is_page(scope: Scope) -> bool:
    """Whether a browser asks for a page, and not for a part of one."""
    is_asked = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and "/_stcore/" not in scope["path"]
    return is_asked and "text/html" in Headers(scope=scope).get("accept", "")


async def _sent_to_sign_in(scope: Scope, receive: Receive, send: Send, local: str, actor: Actor | None) -> None:
    if not _is_page(scope):
        told = "请先登录。" if actor is None else "请先修改首次口令。"
        return await _refused(scope, receive, send, 401, told)
    query = scope.get("query_string", b"").decode("latin-1")
    wanted = quote(f"{local}?{query}" if query else local, safe="")
    where = "password" if actor else f"signin?next={wanted}"
    answer = RedirectResponse(f"{base_path()}/{where}", 303, headers=_UNKEPT)
    return await answer(scope, receive, send)


async def _refused(scope: Scope, receive: Receive, send: Send, status: int, told: str) -> None:
    answer = PlainTextResponse(told, status, headers=_UNKEPT)
    await (WebSocketClose(_POLICY_VIOLATION) if scope["type"] == "websocket" else answer)(scope, receive, send)
