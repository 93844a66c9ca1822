"""Stored data for pages: frames once per process and revision, results of named functions beside them."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import streamlit as st

from pages.shared.settings import secret
from perfdata.core.errors import StorageError
from perfdata.presenting import summaries
from perfdata.usecases import browsing, demo, history

_Result = TypeVar("_Result")


class Selection(NamedTuple):
    """What the filters say; with the revision it is the key of everything computed."""

    revision: int
    fiscal_year: int
    units: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()


def revision() -> int:
    """The store's revision; stops the page with a sentence where the database cannot be opened."""
    try:
        return browsing.revision(engine())
    except StorageError as error:
        st.error(str(error), title="数据库打不开")
        st.stop()


def fiscal_years(at_revision: int) -> list[int]:
    """Fiscal years in the store, newest first."""
    return _fiscal_years(at_revision)


def year_frames(at_revision: int, fiscal_year: int) -> summaries.Frames:
    """Every frame of a fiscal year, unfiltered."""
    return _year_frames(at_revision, fiscal_year)


def units_of_projects(at_revision: int, fiscal_year: int) -> dict[str, str | None]:
    """The spending unit of each project of a year by its short name, in the order of the tables."""
    return _units_of_projects(at_revision, fiscal_year)


def frames(selection: Selection) -> summaries.Frames:
    """The frames of the selection."""
    return _frames(*selection)


def compute(function: Callable[..., _Result], selection: Selection, **options: Any) -> _Result:
    """``function(frames, **options)`` of the selection, computed once per revision; options must be hashable."""
    name = f"{function.__module__}.{function.__qualname__}"
    return _computed(name, selection, tuple(sorted(options.items())), function)


def changes(selection: Selection) -> Any:
    """Every change of a reported value in the selected year."""
    return _changes(selection.revision, selection.fiscal_year)


def holds_demo(at_revision: int, fiscal_year: int) -> bool:
    """Whether invented results of the year are in force."""
    return _holds_demo(at_revision, fiscal_year)


@st.cache_resource(max_entries=8, show_spinner=False)
def _holds_demo(at_revision: int, fiscal_year: int) -> bool:  # noqa: ARG001
    return bool(demo.demo_upload_ids(engine(), fiscal_year=fiscal_year))


@st.cache_resource(max_entries=8, show_spinner=False)
def _changes(at_revision: int, fiscal_year: int) -> Any:  # noqa: ARG001
    return history.changes_frame(engine(), fiscal_year=fiscal_year)


@st.cache_resource(show_spinner="正在打开数据库……")
def engine():
    """The one engine of this process, with the bundled tables imported."""
    return browsing.open_with_bundled_tables(browsing.database_url(secret("connections", "perfdata", "url")))


@st.cache_resource(max_entries=8, show_spinner=False)
def _fiscal_years(at_revision: int) -> list[int]:  # noqa: ARG001
    return browsing.fiscal_years(engine())


@st.cache_resource(max_entries=8, show_spinner="正在读取数据……")
def _year_frames(at_revision: int, fiscal_year: int) -> summaries.Frames:  # noqa: ARG001
    return browsing.load_frames(engine(), fiscal_year=fiscal_year)


@st.cache_resource(max_entries=8, show_spinner=False)
def _units_of_projects(at_revision: int, fiscal_year: int) -> dict[str, str | None]:
    return summaries.units_by_short_name(year_frames(at_revision, fiscal_year))


@st.cache_resource(max_entries=64, show_spinner=False)
def _frames(at_revision: int, fiscal_year: int, units: tuple[str, ...], projects: tuple[str, ...]) -> summaries.Frames:
    return summaries.select(year_frames(at_revision, fiscal_year), units=units, projects=projects)


@st.cache_resource(max_entries=512, show_spinner=False)
def _computed(name: str, selection: Selection, options: tuple[tuple[str, Any], ...], _function: Callable[..., Any]):  # noqa: ARG001
    return _function(frames(selection), **dict(options))
