"""Settings of this installation from secrets.toml."""

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError


@st.cache_resource(show_spinner=False)
def secret(*path: str) -> str | None:
    """The text at a path such as ``access password``, or None where it (or the whole file) is missing."""
    try:
        value = st.secrets
        for name in path:
            value = value[name]
    except (KeyError, StreamlitSecretNotFoundError):
        return None
    return str(value)
