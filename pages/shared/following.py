"""What another person confirmed is shown without a click: pages that are only read are drawn anew by themselves,
those on which something is typed say that there is something new."""

import streamlit as st

from pages.shared import store
from perfdata.core.errors import StorageError

_SECONDS = 2
_SEEN = "revision_seen"
_TYPED = frozenset({"upload", "self_evaluation", "findings", "history", "subsidies"})
"""Pages with boxes that are typed in, ticked or edited: nothing moves there under the hands of the one who does."""


def watch(url_path: str) -> None:
    """Look for uploads of others every two seconds, as long as the page is open."""
    st.session_state[_SEEN] = store.revision().number, True
    _look(is_typed=url_path in _TYPED)


@st.fragment(run_every=_SECONDS)
def _look(*, is_typed: bool) -> None:
    seen, is_drawn_now = st.session_state[_SEEN]
    st.session_state[_SEEN] = seen, False
    if is_drawn_now:  # with the whole page
        return
    try:
        newest = store.newest_revision()
    except StorageError:  # the next click says so
        return
    if newest <= seen:
        return
    if not is_typed:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("数据已更新", width="content")
        if st.button("刷新", key="refresh", icon=":material/refresh:", type="tertiary"):
            st.rerun()
