"""Refuses what no visitor of the dashboard sends, and tells browsers what its pages may do."""

import logging
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from perfdata.serving.admission import is_admitted

_LARGEST_BODY = 1_000_000  # bytes, of all but uploads, which Streamlit measures itself
_UPLOADS = "/_stcore/upload_file/"
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# The only script within Streamlit's start page; its styles are made in the browser. A blob is what the script of a
# component of ours (pages/shared/picture.js) comes as: only a script that already runs can make one.
_START_SCRIPT = "sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA="
_POLICY = (
    f"default-src 'self'; script-src 'self' blob: 'wasm-unsafe-eval' '{_START_SCRIPT}'; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class _Refusal(NamedTuple):
    """A status, the reason for the log, and the sentence for the person who was refused."""

    status: int
    reason: str
    told: str = "没有这个地址。"


class Guard:
    """Refuses other origins, the metrics, large bodies and uploads of sessions not admitted; answers get HEADERS."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if refused := _refusal(scope):
            logging.getLogger("perfdata").warning("refused %s: %s", scope["path"], refused.reason)
            answer = PlainTextResponse(refused.told, refused.status)
            is_socket = scope["type"] == "websocket"
            return await (WebSocketClose(1008) if is_socket else answer)(scope, receive, _with_headers(send))
        return await self._app(scope, receive, _with_headers(send))


def _refusal(scope: Scope) -> _Refusal | None:
    headers, path = Headers(scope=scope), scope["path"]
    if path.endswith("/_stcore/metrics"):
        return _Refusal(404, "metrics are not shown")
    if scope["type"] == "http" and scope["method"] in _SAFE_METHODS:
        return None
    origin, host = headers.get("origin"), headers.get("host")
    if origin is not None and urlsplit(origin).netloc != host:
        # Behind a proxy that does not hand on the Host, every visitor ends here: docs/deploy.md.
        reason = f"Origin {origin!r} is not this server {host!r}; does the proxy forward Host?"
        return _Refusal(
            403, reason, "这次请求不是从本看板的网页发出的，没有接受；经代理访问时，请管理员检查是否转发了 Host。"
        )
    if scope["type"] == "http":
        return _body_refusal(path, headers)
    return None


def _body_refusal(path: str, headers: Headers) -> _Refusal | None:
    _, is_upload, rest = path.partition(_UPLOADS)
    if is_upload:
        if is_admitted(rest.partition("/")[0]):
            return None
        return _Refusal(403, "session not admitted", "网页已经过期，文件没有收下：请刷新页面，重新选择文件。")
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not length.isdecimal() or int(length) > _LARGEST_BODY:
        return _Refusal(413, "body too large or of unknown length", "发送的内容太大，没有收下。")
    return None


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return send_with_headers
