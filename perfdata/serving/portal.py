"""Who a government portal says is there: believed from named proxies alone, whatever else carries the same header."""

import logging
import time
from urllib.parse import unquote_to_bytes

from starlette.concurrency import run_in_threadpool
from starlette.types import Scope

from perfdata.core.keys import name_key
from perfdata.core.people import Actor
from perfdata.core.terms import Way
from perfdata.serving.door import engine
from perfdata.serving.peers import address_of, peer_of
from perfdata.usecases import people
from perfdata.usecases.sign_in_settings import Portal, is_within

_LOG = logging.getLogger("perfdata")
_QUIET_SECONDS = 60.0
_LONGEST = 400


class PortalDoor:
    """Takes the header off every request; what it says counts where a named proxy sent it."""

    def __init__(self, settings: Portal):
        self._header = settings.header.encode()
        self._proxies = settings.proxies
        self._told: dict[str, float] = {}

    async def taken(self, scope: Scope) -> tuple[Scope, str | None]:
        """The request without the header, and whom the portal names: None where nobody, or nobody who is believed."""
        given = [value for name, value in scope["headers"] if name == self._header]
        if not given:
            return scope, None
        scope = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != self._header]}
        if not is_within(peer_of(scope), self._proxies):
            await self.refuse(scope, "门户请求头不是从门户发来的，没有采信", who="")
            return scope, None
        name = _name_in(given)
        if name is None:
            await self.refuse(scope, f"门户请求头有 {len(given)} 个或读不出姓名，没有采信", who="")
        return scope, name

    async def refuse(self, scope: Scope, what: str, *, who: str) -> None:
        """Log it, the same once a minute."""
        now = time.monotonic()
        if now - self._told.get(what, float("-inf")) < _QUIET_SECONDS:
            return
        self._told = {told: at for told, at in self._told.items() if now - at < _QUIET_SECONDS} | {what: now}
        _LOG.warning("refused a portal's header of %s: %s", peer_of(scope), what)
        said = {"who": who, "detail": f"{what}（来自主机 {peer_of(scope)}）", "address": address_of(scope)}
        await run_in_threadpool(people.note_refusal, engine(), **said)


def is_still(actor: Actor | None, named: str | None) -> bool:
    """Whether a session goes with what the portal says: one that it began needs its word at every request."""
    if named is None:
        return actor is None or actor.way is not Way.PORTAL
    return actor is not None and name_key(named) == name_key(actor.name)


def cookie_for(named: str, actor: Actor | None, *, address: str) -> str | None:
    """The cookie of a new session of the account of that name, None where there is none; an earlier session ends."""
    account = people.account_of(engine(), name=named)
    if actor is not None:
        people.sign_out(engine(), actor)
    if account is None:
        return None
    return people.sign_in_as(engine(), account.account_id, address=address, way=Way.PORTAL)


def _name_in(given: list[bytes]) -> str | None:
    """The one name, in UTF-8 or percent-encoded UTF-8; None for none, several, and what cannot be read."""
    if len(given) != 1 or len(given[0]) > _LONGEST:
        return None
    try:
        name = unquote_to_bytes(given[0].strip(b" \t")).decode()
    except UnicodeDecodeError:
        return None
    return name if name and name.isprintable() else None
