"""Stored data for pages: what the named functions of the door answer, once for each revision and selection."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple, TypeVar

import streamlit as st

from pages.shared.desk import desk
from pages.shared.person import reader
from perfdata.core import clock
from perfdata.core.errors import StorageError
from perfdata.presenting import previews
from perfdata.presenting.formats import plain_markdown
from perfdata.usecases import (
    browsing,
    concluding,
    demo,
    evidence,
    history,
    installation,
    keeping,
    one_project,
    opening,
    people,
    reviewing,
    searching,
    town,
    uploading,
)
from perfdata.usecases import years as across_years
from perfdata.usecases.town import Scope

_Result = TypeVar("_Result")
_MOST_UNITS_SOUGHT = 50


class Revision(NamedTuple):
    """The store at a moment as the person at the screen sees it; ``seen`` is what it is limited to, () for all."""

    number: int
    seen: tuple[str, ...] = ()


class Selection(NamedTuple):
    """What the filters say; with the revision and what is concluded by which rules the key of everything computed.

    ``beside`` is the revision of what stands beside the data, for what is computed of it too: files, or hand-ins.
    """

    revision: Revision
    fiscal_year: int
    units: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    concluded: tuple[str, int] = ("", 0)
    beside: int = 0

    @property
    def scope(self) -> Scope:
        return Scope(self.fiscal_year, self.units, self.projects)


def revision() -> Revision:
    """The store's revision; stops the page with a sentence where the database cannot be opened."""
    try:
        seen = people.key_of_sight(reader())
        return Revision(browsing.revision(_whole()), seen)
    except StorageError as error:
        show_failure(error)
        st.stop()


@st.cache_resource(ttl=1, show_spinner=False)
def newest_revision() -> int:
    """The store's revision as of a second ago at most: one query a second, however many pages look."""
    return browsing.revision(_whole())


def show_failure(error: Exception) -> None:
    """Why the page cannot be shown: the database's trouble where it has one, else that the page failed."""
    trouble = str(error) if isinstance(error, StorageError) else None
    with suppress(Exception):  # what made the page fail may keep the database from being looked at
        trouble = trouble or keeping.damaged_text(engine())
    if trouble:
        desk().done = None  # The same trouble kept the click from being done.
        st.error(plain_markdown(trouble), title="数据库打不开")
        return
    st.error("这个页面没能显示，已有数据没有改动。请刷新重试；若仍不行，请把当前时间告诉管理员。", title="页面出错")


def engine() -> Any:
    """The database as the person at the screen may see it; what is made later, such as a download, asks for it now."""
    return people.seen_by(_whole(), reader())


@st.cache_resource(show_spinner="正在打开数据库……", on_release=lambda engine: engine.dispose())
def _whole():
    """The one engine of this process, with the bundled tables imported."""
    opened = opening.open_with_bundled_tables(installation.database_url(), read_url=installation.read_url())
    concluding.take_charge(opened)
    return opened


@st.cache_resource(max_entries=8, show_spinner=False)
def fiscal_years(at_revision: Revision) -> list[int]:  # noqa: ARG001
    """Fiscal years in the store, newest first."""
    return browsing.fiscal_years(engine())


@st.cache_resource(max_entries=8, show_spinner=False)
def units(at_revision: Revision, fiscal_year: int) -> list[str] | None:  # noqa: ARG001
    """The units of a year under one name each, last what projects without one are called; None of too many."""
    return town.units(engine(), fiscal_year, most=town.MOST_NAMES)


@st.cache_resource(max_entries=64, show_spinner=False)
def units_called(at_revision: Revision, fiscal_year: int, names: tuple[str, ...]) -> list[str]:  # noqa: ARG001
    """Of the units of a year those with one of these names."""
    return town.units_called(engine(), fiscal_year, names)


@st.cache_resource(max_entries=64, show_spinner=False)
def units_like(at_revision: Revision, fiscal_year: int, text: str) -> list[str]:  # noqa: ARG001
    """The first units of a year that bear the text in their names."""
    return searching.units_like(engine(), text, fiscal_year=fiscal_year, most=_MOST_UNITS_SOUGHT)


@st.cache_resource(max_entries=64, show_spinner=False)
def project_names(at_revision: Revision, fiscal_year: int, units: tuple[str, ...] = ()) -> dict[str, Any] | None:  # noqa: ARG001
    """The projects of some units or of all by their short names, by unit and name; None where they are too many."""
    return town.projects_by_short_name(engine(), Scope(fiscal_year, units))


@st.cache_resource(max_entries=64, show_spinner=False)
def projects_called(at_revision: Revision, fiscal_year: int, names: tuple[str, ...]) -> dict[str, Any]:  # noqa: ARG001
    """The projects of a year with these short names."""
    return town.projects_called(engine(), fiscal_year, names)


def subject_names(fiscal_year: int, subject_ids: Sequence[str]) -> dict[str, str]:
    """What ids of indicators and projects stand for."""
    projects = tuple(uploading.owners(engine(), subject_ids))
    if not projects:
        return {}
    return previews.subject_names(browsing.load_frames(engine(), fiscal_year=fiscal_year, projects=projects))


def concluded() -> tuple[str, int]:
    """By which rules projects were judged, and how many are still to be judged by them."""
    return concluding.keep_up(engine())


def with_evidence(selection: Selection) -> Selection:
    """The selection for what counts the files beside results."""
    return selection._replace(beside=evidence.revision(engine()))


def with_reviews(selection: Selection) -> Selection:
    """The selection for what counts what waits and what came back, of which the revision of the data knows nothing."""
    return selection._replace(beside=reviewing.revision(_whole()))


def overview(selection: Selection) -> Any:
    """What 总览 shows of the selection, from what is concluded."""
    return ask(town.overview, selection)


@st.cache_resource(max_entries=64, show_spinner=False)
def search(at_revision: Revision, by_rules: tuple[str, int], fiscal_year: int, text: str) -> Any:  # noqa: ARG001
    """Units, projects and indicators of a year that bear the text in their names."""
    return searching.search(engine(), text, fiscal_year=fiscal_year)


@st.cache_resource(max_entries=64, show_spinner=False)
def project(selection: Selection) -> Any:
    """What 项目一页 shows of the one project of the selection; None where the year does not have it."""
    return one_project.project_page(engine(), selection.projects[0], fiscal_year=selection.fiscal_year)


@st.cache_resource(max_entries=32, show_spinner="正在读取各年度……")
def years(selection: Selection, zone: str) -> Any:
    """What 年度对比 shows of the selection, by the clock of the zone of that name."""
    return across_years.years_of(engine(), selection.scope, zone=clock.zone_of(zone))


def years_of_project(project_id: str) -> list[int]:
    """The years that have a project of this id, the newest first."""
    return one_project.years_of_project(engine(), project_id)


@st.cache_resource(max_entries=64, show_spinner=False)
def project_history(selection: Selection, zone: str) -> Any:
    """What was uploaded, reported and revised of the one project, by the clock of the zone of that name."""
    own = clock.zone_of(zone)
    return one_project.project_history(engine(), selection.projects[0], fiscal_year=selection.fiscal_year, zone=own)


@st.cache_resource(max_entries=64, show_spinner=False)
def project_called(at_revision: Revision, fiscal_year: int, project_id: str) -> tuple[str, Any] | None:  # noqa: ARG001
    """The short name and the row (id, name, unit) of a project of the year; None where it has none of this id."""
    return town.project_of_id(engine(), fiscal_year, project_id)


def as_of(selection: Selection) -> date | None:
    """The last day that is reported of the selection."""
    return ask(town.as_of, selection)


def ask(function: Callable[..., _Result], selection: Selection, **options: Any) -> _Result:
    """``function(engine, scope, **options)``, computed once a revision of the store; options must be hashable."""
    name = f"{function.__module__}.{function.__qualname__}"
    return _asked(name, selection, tuple(sorted(options.items())), function)


@st.cache_resource(max_entries=256, show_spinner=False)
def _asked(name: str, selection: Selection, options: tuple[tuple[str, Any], ...], _function: Callable[..., Any]):  # noqa: ARG001
    return _function(engine(), selection.scope, **dict(options))


@st.cache_resource(max_entries=8, show_spinner=False)
def changes(at_revision: Revision, fiscal_year: int, zone: str, upload_ids: tuple[int, ...]) -> Any:  # noqa: ARG001
    """What some uploads changed of reported values of the year, by the clock of the zone of that name."""
    own = clock.zone_of(zone)
    return history.changes_frame(engine(), fiscal_year=fiscal_year, zone=own, upload_ids=upload_ids)


@st.cache_resource(max_entries=8, show_spinner=False)
def holds_demo(at_revision: Revision, fiscal_year: int) -> bool:  # noqa: ARG001
    """Whether invented results of the year are in force."""
    return bool(demo.demo_upload_ids(engine(), fiscal_year=fiscal_year))
