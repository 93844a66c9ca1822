"""A request to one of the pages for signing in, and what all of them do: forms, cookies, the way on."""

import re
import secrets
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from perfdata.core.keys import name_key
from perfdata.core.people import Actor
from perfdata.serving.door import COOKIE, engine
from perfdata.serving.peers import address_of
from perfdata.usecases import people

PATHS = {"/signin", "/signout", "/password", "/oidc", "/oidc/back"}
_FORM_COOKIE, _KNOWN_COOKIE = "perfdata_form", "perfdata_known"
_LARGEST_FORM = 10_000
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")


class Asked(NamedTuple):
    """A request to one of the pages, with who is signed in."""

    request: Request
    actor: Actor | None
    base: str

    @property
    def address(self) -> str:
        return address_of(self.request.scope)

    @property
    def next(self) -> str:
        """Where to go afterwards: within the dashboard only."""
        return within(self.request.query_params.get("next", "/"))

    @property
    def origin(self) -> str:
        """The dashboard's own address with its path, as the browser knows it."""
        url = self.request.url
        return f"{url.scheme}://{url.netloc}{self.base}"


def within(wanted: str) -> str:
    """The address where it is one of the dashboard's pages, else that of the first one."""
    return wanted if _LOCAL.fullmatch(wanted) and wanted.partition("?")[0] not in PATHS else "/"


async def signed_in(asked: Asked, cookie: str, name: str, *, to: str | None = None) -> Response:
    """Goes on with the cookies of a new session."""
    response = RedirectResponse(f"{asked.base}{to or asked.next}", 303)
    set_cookie(asked, response, COOKIE, cookie, seconds=people.SESSION_AGE.total_seconds())
    known = await run_in_threadpool(people.signed, engine(), "known", name_key(name))
    set_cookie(asked, response, _KNOWN_COOKIE, known, seconds=people.KNOWN_AGE.total_seconds())
    return response


async def is_known(asked: Asked, name: str) -> bool:
    """Whether the account was signed in from this browser before."""
    known = asked.request.cookies.get(_KNOWN_COOKIE)
    return bool(known) and await run_in_threadpool(people.is_signed, engine(), "known", name_key(name), known)


async def with_form(asked: Asked, page: Callable[[str], str], *, status: int = 200) -> Response:
    """The page with a mark that is also in a cookie: another site can read neither."""
    nonce = asked.request.cookies.get(_FORM_COOKIE) or secrets.token_urlsafe(16)  # other tabs have theirs open
    form = await run_in_threadpool(people.signed, engine(), "form", nonce)
    response = HTMLResponse(page(form), status)
    set_cookie(asked, response, _FORM_COOKIE, nonce, seconds=3600)
    return response


async def form_of(asked: Asked) -> Mapping[str, str] | None:
    """What was typed; None where the page did not come from here or is old."""
    form = await typed(asked)
    if form is None:
        return None
    nonce, mark = asked.request.cookies.get(_FORM_COOKIE, ""), form.get("form", "")
    is_own = bool(nonce) and await run_in_threadpool(people.is_signed, engine(), "form", nonce, mark)
    return form if is_own else None


async def typed(asked: Asked) -> Mapping[str, str] | None:
    """What was typed, wherever the page came from; None where that is too much."""
    body = b""
    async for part in asked.request.stream():
        body += part
        if len(body) > _LARGEST_FORM:
            return None
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}


def set_cookie(
    asked: Asked, response: Response, name: str, value: str, *, seconds: float | None, path: str = "/"
) -> None:
    """A cookie that no script reads and no other site sends along; without seconds until the browser is closed."""
    is_secure = asked.request.url.scheme in ("https", "wss")
    words = {"path": f"{asked.base}{path}", "secure": is_secure, "httponly": True, "samesite": "lax"}
    response.set_cookie(name, value, max_age=None if seconds is None else int(seconds), **words)


def drop_cookie(asked: Asked, response: Response, name: str, *, path: str = "/") -> None:
    response.delete_cookie(name, path=f"{asked.base}{path}")
