"""Whom a connection comes from: the computer at its other end, and the visitor that a proxy there speaks for."""

import os
from collections.abc import Sequence

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_PEER = "perfdata.peer"
_ALLOWED = "FORWARDED_ALLOW_IPS"
_LOCAL = "127.0.0.1,::1"


def take_over() -> list[str]:
    """Whose X-Forwarded-For is believed; from now on uvicorn believes nobody's, so that ``Peers`` sees who asks."""
    allowed = os.environ.get(_ALLOWED, _LOCAL)
    os.environ[_ALLOWED] = ""
    return [part.strip() for part in allowed.split(",") if part.strip()]


class Peers:
    """Notes the computer at the other end, then puts what the ``believed`` proxies say of visitors in its place."""

    def __init__(self, app: ASGIApp, believed: Sequence[str] = ()):
        self._app = ProxyHeadersMiddleware(app, "*" if "*" in believed else list(believed))  # pyright: ignore

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            scope[_PEER] = scope["client"][0] if scope.get("client") else None
        await self._app(scope, receive, send)  # pyright: ignore


def peer_of(scope: Scope) -> str | None:
    """The computer at the other end of the connection, whatever headers say; None where nobody noted it."""
    return scope.get(_PEER)


def address_of(scope: Scope) -> str:
    """Where the visitor is; of what a proxy says only a believed one's counts."""
    return scope["client"][0] if scope.get("client") else "未知"
