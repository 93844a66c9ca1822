"""Asks an ASGI application without a server."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp

HOST = "perf.example:8501"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Headers
    body: bytes


def ask(
    app: ASGIApp,
    path: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | Iterable[bytes] = b"",
    address: str = "10.0.0.5",
) -> Answer:
    """The answer to a request; a body in parts has no stated length."""
    parts, length = [body], {"content-length": str(len(body))} if isinstance(body, bytes) and body else {}
    if not isinstance(body, bytes):
        parts, length = list(body), {"transfer-encoding": "chunked"}
    waiting: list[dict[str, Any]] = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})
    scope = _scope("http", path, {**length, **(headers or {})}, method=method) | {"client": (address, 40_000)}
    sent = _run(app, scope, waiting)
    head = sent[0]
    return Answer(head["status"], Headers(raw=head["headers"]), b"".join(item.get("body", b"") for item in sent[1:]))


def is_accepted(app: ASGIApp, path: str, *, headers: Mapping[str, str], address: str = "10.0.0.5") -> bool:
    """Whether a websocket comes about."""
    waiting = [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}]
    scope = _scope("websocket", path, headers) | {"client": (address, 40_000)}
    return _run(app, scope, waiting)[0]["type"] == "websocket.accept"


def _scope(kind: str, path: str, headers: Mapping[str, str], *, method: str = "GET") -> dict[str, Any]:
    named = {"host": HOST} | {name.lower(): value for name, value in headers.items()}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in named.items()]
    path, _, query = path.partition("?")
    asked = {"type": kind, "path": path, "headers": raw, "query_string": query.encode()}
    asked |= {"root_path": "", "subprotocols": []}
    return {**asked, "method": method, "scheme": "http", "http_version": "1.1", "server": ("perf.example", 8501)}


def _run(app: ASGIApp, scope: dict[str, Any], waiting: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sent = []

    async def receive() -> Any:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))  # pyright: ignore[reportArgumentType]
    return sent
