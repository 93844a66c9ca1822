"""A stand-in for Streamlit behind guard and gate, at a store with accounts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket, WebSocketDisconnect

from perfdata.serving.door import COOKIE
from perfdata.serving.gate import Gate
from perfdata.serving.guard import Guard
from perfdata.serving.peers import Peers
from tests.serving.asgi import HOST, Answer, ask

SECRET = "预算 3,750,000 元"
MEDIA = "/media/0123456789abcdef0123456789abcdef.png"


@dataclass(slots=True)
class Reached:
    """What came through: paths of requests, and of websockets the protocols and messages."""

    paths: list[str] = field(default_factory=list)
    headers: list[set[str]] = field(default_factory=list)
    protocols: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)


def gated(reached: Reached) -> ASGIApp:
    async def shown(request: Request) -> Response:
        reached.paths.append(request.url.path)
        reached.headers.append(set(request.headers))
        return PlainTextResponse(SECRET)

    async def stream(socket: WebSocket) -> None:
        reached.protocols.append(socket.headers.get("sec-websocket-protocol", ""))
        await socket.accept()
        await socket.send_bytes(b"\x0a\x40" + MEDIA.encode() + b"B")
        try:
            while True:
                reached.messages.append(await socket.receive_bytes())
                await socket.send_bytes(SECRET.encode())
        except WebSocketDisconnect:
            pass

    methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]
    routes = [WebSocketRoute("/{path:path}", stream), Route("/{path:path}", shown, methods=methods)]
    guards = [Middleware(Peers, believed=["127.0.0.1"]), Middleware(Guard), Middleware(Gate)]
    return Starlette(routes=routes, middleware=guards)


def cookie(value: str) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={value}"}


def talk(
    app: ASGIApp,
    headers: Mapping[str, str],
    messages: Sequence[Any],
    *,
    path: str = "/_stcore/stream",
    address: str = "10.0.0.5",
) -> list[dict[str, Any]]:
    """What a websocket answers; a message that can be called is done between two others."""
    waiting = [{"type": "websocket.connect"}, *messages, {"type": "websocket.disconnect", "code": 1000}]
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in ({"Host": HOST} | dict(headers)).items()]
    scope = {"type": "websocket", "path": path, "headers": raw, "query_string": b"", "root_path": ""}
    scope |= {"subprotocols": [], "scheme": "ws", "client": (address, 1), "server": ("perf.example", 8501)}
    sent: list[dict[str, Any]] = []

    async def receive() -> Any:
        message = waiting.pop(0) if waiting else {"type": "websocket.disconnect", "code": 1000}
        while callable(message):
            message()
            message = waiting.pop(0)
        return {"type": "websocket.receive", "bytes": message} if isinstance(message, bytes) else message

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))  # pyright: ignore[reportArgumentType]
    return sent


class Browser:
    """Keeps cookies, follows nothing."""

    def __init__(self, app: ASGIApp, *, address: str = "10.0.0.5"):
        self.app, self.cookies, self.address = app, dict[str, str](), address

    def get(self, path: str) -> Answer:
        return self._keep(ask(self.app, path, headers=self._headers(), address=self.address))

    def post(self, path: str, **fields: str) -> Answer:
        body, words = urlencode(fields).encode(), {"headers": self._headers(), "address": self.address}
        return self._keep(ask(self.app, path, method="POST", body=body, **words))

    def submit(self, path: str, **fields: str) -> Answer:
        """Open the page and send its form."""
        mark = self.get(path).body.decode().split('name="form" value="')[1].split('"')[0]
        return self.post(path, form=mark, **fields)

    def _headers(self) -> dict[str, str]:
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Accept": "text/html", **({"Cookie": jar} if jar else {})}

    def _keep(self, answer: Answer) -> Answer:
        for line in answer.headers.getlist("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return answer
