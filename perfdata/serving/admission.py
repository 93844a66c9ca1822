"""Which sessions have passed the access gate of the pages: only those may upload files."""

from collections import OrderedDict

_REMEMBERED = 10_000
_admitted: OrderedDict[str, None] = OrderedDict()


def admit(session_id: str) -> None:
    """This session may upload, as long as it is one of the 10,000 that were last here."""
    _admitted[session_id] = None
    _admitted.move_to_end(session_id)
    while len(_admitted) > _REMEMBERED:
        _admitted.popitem(last=False)


def is_admitted(session_id: str) -> bool:
    """Whether the gate let the session through."""
    return session_id in _admitted
