"""The account that is signed in at the screen; nobody where there are no accounts."""

import streamlit as st

from perfdata.core.errors import StorageError
from perfdata.core.people import Actor
from perfdata.serving.door import COOKIE, door

_READER = "signed_in_as"


def reader() -> Actor | None:
    """Whose eyes the pages read with: who was signed in as the page began, for the gate asks before every message.

    Nobody where the server asks nobody. StorageError where that is not known.
    """
    if not (door.is_guarded and door.is_closed()):
        return None
    return st.session_state.get(_READER) or signed_in()


def read_as(actor: Actor) -> None:
    """From now on this session reads with the eyes of the account."""
    st.session_state[_READER] = actor


def may_see_originals() -> bool:
    """Whether files as they came, which may hold telephone numbers, are for the visitor: not for who may only look."""
    actor = reader()
    return actor is None or actor.may_write


def signed_in() -> Actor | None:
    """Who is signed in, as of now; None where the server asks nobody. StorageError where they are not any more."""
    if not (door.is_guarded and door.is_closed()):
        return None
    actor = door.actor(st.context.cookies.get(COOKIE))
    if actor is None or actor.must_change:
        raise StorageError("您已经退出，没有改动：请刷新页面，重新登录。")
    return actor
