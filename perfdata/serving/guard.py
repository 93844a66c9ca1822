"""Refuses what no visitor of the dashboard sends, and tells browsers what its pages may do."""

import logging
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


class Guard:
    """Refuses other origins, the metrics, large bodies and uploads of sessions not admitted; answers get HEADERS."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if refused := _refusal(scope):
            logging.getLogger("perfdata").warning("refused %s: %s", scope["path"], bytes(refused.body).decode())
            is_socket = scope["type"] == "websocket"
            return await (WebSocketClose(1008) if is_socket else refused)(scope, receive, _with_headers(send))
        return await self._app(scope, receive, _with_headers(send))


def _refusal(scope: Scope) -> PlainTextResponse | None:
    headers, path = Headers(scope=scope), scope["path"]
    if path.endswith("/_stcore/metrics"):
        return PlainTextResponse("not found", 404)
    if scope["type"] == "http" and scope["method"] in _SAFE_METHODS:
        return None
    origin, host = headers.get("origin"), headers.get("host")
    if origin is not None and urlsplit(origin).netloc != host:
        # Behind a proxy that does not hand on the Host, every visitor ends here: docs/deploy.md.
        return PlainTextResponse(f"Origin {origin!r} is not this server {host!r}; does the proxy forward Host?", 403)
    if scope["type"] == "http":
        return _body_refusal(path, headers)
    return None


def _body_refusal(path: str, headers: Headers) -> PlainTextResponse | None:
    _, is_upload, rest = path.partition(_UPLOADS)
    if is_upload:
        session_id = rest.partition("/")[0]
        return None if is_admitted(session_id) else PlainTextResponse("session not admitted", 403)
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not length.isdecimal() or int(length) > _LARGEST_BODY:
        return PlainTextResponse("body too large or of unknown length", 413)
    return None


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(HEADERS)
        await send(message)

    return send_with_headers
