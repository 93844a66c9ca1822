"""Which sessions have passed the access gate of the pages, whose they are, and what they were told of."""

import re
from collections import OrderedDict
from typing import Any

_REMEMBERED, _TOLD = 10_000, 50_000
_MEDIA = re.compile(rb"/media/([0-9a-f]{16,128})")
_admitted: OrderedDict[str, int | None] = OrderedDict()
_told: OrderedDict[tuple[int, str], None] = OrderedDict()


def admit(session_id: str, account_id: int | None = None) -> None:
    """This session may upload, as long as it is one of the 10,000 that were last here; it is the account's alone."""
    _keep(_admitted, session_id, account_id, most=_REMEMBERED)


def is_admitted(session_id: str) -> bool:
    """Whether the gate let the session through."""
    return session_id in _admitted


def belongs_to(session_id: str, account_id: int) -> bool:
    """Whether the gate let the session through for this account."""
    return _admitted.get(session_id) == account_id


def note_media(account_id: int, message: bytes) -> None:
    """What the server tells an account of, it may fetch."""
    for name in _MEDIA.findall(message):
        _keep(_told, (account_id, name.decode()), None, most=_TOLD)


def was_told(account_id: int, name: str) -> bool:
    """Whether a session of the account was told of the file with this name."""
    return (account_id, name.partition(".")[0]) in _told


def _keep(kept: OrderedDict[Any, Any], key: Any, value: Any, *, most: int) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
