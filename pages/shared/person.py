"""The account that is signed in at the screen; nobody where there are no accounts."""

import streamlit as st

from perfdata.core.errors import StorageError
from perfdata.core.people import Actor
from perfdata.serving.door import COOKIE, door


def signed_in() -> Actor | None:
    """Who is signed in, as of now; None where the server asks nobody. StorageError where they are not any more."""
    if not (door.is_guarded and door.is_closed()):
        return None
    actor = door.actor(st.context.cookies.get(COOKIE))
    if actor is None or actor.must_change:
        raise StorageError("您已经退出，没有改动：请刷新页面，重新登录。")
    return actor
