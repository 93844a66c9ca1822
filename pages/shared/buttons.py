"""What buttons do: download a file, or act and show why that was refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from pages.shared import visitor
from pages.shared.desk import refuse_nameless
from pages.shared.downloads import recorded
from perfdata.core.errors import PerfdataError
from perfdata.core.people import Who
from perfdata.presenting.formats import plain_markdown

_OFFICE = "application/vnd.openxmlformats-officedocument"
_MIME_TYPES = {
    ".csv": "text/csv",
    ".doc": "application/msword",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".html": "text/html",
    ".jpg": "image/jpeg",
    ".ofd": "application/ofd",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}
_DONE = "done"  # a toast that is sent before the page runs anew is never seen
_Width = Literal["content", "stretch"]


def mime_of(name: str) -> str:
    """What a file of this name is, a workbook if nothing else."""
    return _MIME_TYPES.get(Path(name).suffix, _MIME_TYPES[".xlsx"])


def offer_file(
    label: str, data: Any, *, name: str, key: str, icon: str = "download", width: _Width = "content"
) -> None:
    """A button that downloads bytes, or what makes them, while the page stays as it is; a workbook if nothing else."""
    st.download_button(
        label,
        data=recorded(data, name),
        file_name=name,
        mime=mime_of(name),
        key=key,
        on_click="ignore",
        icon=f":material/{icon}:",
        width=width,
    )


@contextmanager
def refusal_shown(title: str, *, who: Who, done: str = "") -> Iterator[None]:
    """An error inside is shown, or that nobody acts; after what went well the page runs anew, then ``tell_done``."""
    try:
        refuse_nameless(who)
        yield
    except PerfdataError as error:
        st.error(plain_markdown(error.told(visitor.zone())), title=title)
    else:
        st.session_state[_DONE] = done
        st.rerun()


def tell_done() -> None:
    """What the last click came to, wherever the page is scrolled to."""
    if done := st.session_state.pop(_DONE, ""):
        st.toast(plain_markdown(done), icon=":material/check_circle:")
