"""What holds already, as a preview asks for it: of the store each time, or, for many files in a row, kept in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from perfdata.checking.near_projects import UnitIndex
from perfdata.core.clock import told_moment
from perfdata.core.terms import HandInState, UploadKind
from perfdata.storing import store
from perfdata.storing.layout_store import remembered_corrections
from perfdata.storing.names import project_ids, project_names
from perfdata.storing.scope import Scope
from perfdata.usecases.demo import drop_demo
from perfdata.usecases.held import held_for

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from perfdata.core.model import Project
    from perfdata.reading.goal_tables import GoalTable

_MOST_KEPT = 4_000
_NOTHING = store.Current(revision=0, projects=(), indicators=(), actual_results=(), spending=())


class Held:
    """The store as it is whenever it is asked; what was answered is read once."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._answers: Mapping[str, str] | None = None

    def answers(self) -> Mapping[str, str]:
        """What clerks answered, by row key: every answer there is, each a click of a person."""
        if self._answers is None:
            self._answers = store.remembered_matches(self.engine)
        return self._answers

    def corrections(self) -> Mapping[str, Mapping[str, str]]:
        """What clerks said of every lay-out, by signature and field."""
        return remembered_corrections(self.engine)

    def upload_of(self, kind: UploadKind, digest: str) -> int | None:
        """The upload that holds these bytes, in force or waiting."""
        return store.find_upload(self.engine, kind=kind, sha256=digest)

    def waiting_since(self, upload_id: int) -> str:
        """已由张会计于 2024-07-01 09:05 交审, of an upload that waits; '' of others."""
        upload = store.find(self.engine, upload_id)
        if upload.review is not HandInState.WAITING:
            return ""
        return f"已由{upload.uploaded_by}于 {told_moment(upload.uploaded_at)} 交审"

    def waiting_tables(self) -> list[tuple[int, str]]:
        """Uploads of goal tables that wait for their review, and the names of the projects in them."""
        return store.waiting_tables(self.engine)

    def years(self) -> list[int]:
        """The years that have goal tables."""
        return store.fiscal_years(self.engine)

    def beside(self, projects: Sequence[Project], answers: Mapping[str, str]) -> store.Current:
        """Of every year what the projects own, what stands in their units, and what they may mean."""
        years = {project.fiscal_year for project in projects if project.fiscal_year}
        mentioned = [(project.project_name, project.spending_unit) for project in projects]
        return held_for(self.engine, mentioned, years=years, answers=answers)

    def without_demo(self, records: store.Current) -> store.Current:
        """The records without invented results."""
        return drop_demo(self.engine, records)


class _Owned(NamedTuple):
    """What one project owns, in every year."""

    projects: dict[int | None, Any]
    indicators: dict[int | None, list[Any]]
    results: list[Any]


class HeldInMemory(Held):
    """The store as it was when it was first asked, and what was added to it since; forgotten where others write."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.forget()

    def forget(self) -> None:
        """Ask the store anew."""
        self.revision = store.revision(self.engine)
        self._answers = None
        self._corrections: Mapping[str, Mapping[str, str]] | None = None
        self._years: list[int] | None = None
        self._indexes: dict[int | None, UnitIndex] = {}
        self._owned: dict[str, _Owned] = {}
        self._stored_ids: set[str] | None = None

    def corrections(self) -> Mapping[str, Mapping[str, str]]:
        if self._corrections is None:
            self._corrections = super().corrections()
        return self._corrections

    def upload_of(self, kind: UploadKind, digest: str) -> int | None:  # noqa: ARG002
        """None: files that are stored already are passed over before."""
        return None

    def years(self) -> list[int]:
        if self._years is None:
            self._years = super().years()
        return self._years

    def beside(self, projects: Sequence[Project], answers: Mapping[str, str]) -> store.Current:  # noqa: ARG002
        ids = self._ids_beside(projects)
        if missing := [key for key in ids if key not in self._owned]:
            self._keep(missing)
        own = [self._owned[key] for key in ids]
        return store.Current(
            revision=self.revision,
            projects=tuple(project for item in own for project in item.projects.values()),
            indicators=tuple(one for item in own for held in item.indicators.values() for one in held),
            actual_results=tuple(result for item in own for result in item.results),
            spending=(),
        )

    def add(self, tables: Iterable[GoalTable], matches: Mapping[str, str]) -> None:
        """Goal tables that are to be stored before what is asked for next, and what was answered about them."""
        if matches:
            self._answers = {**self.answers(), **matches}
        for table in tables:
            project = table.project
            year, key = project.fiscal_year, project.project_id
            if year is not None and year not in self.years():
                self._years = [*self.years(), year]
            self._index(year).add(project)
            if self._stored_ids is not None:
                self._stored_ids.add(key)
            if key in self._owned:
                self._owned[key].projects[year] = project
                self._owned[key].indicators[year] = list(table.indicators)

    def stored(self, revision: int) -> None:
        """What was added is stored, and this is the revision since."""
        self.revision = revision
        if len(self._owned) > _MOST_KEPT:
            self._owned.clear()

    def _ids_beside(self, projects: Iterable[Project]) -> dict[str, None]:
        ids: dict[str, None] = {}
        for project in projects:
            ids |= dict.fromkeys(self._index(project.fiscal_year).beside(project.spending_unit))
            ids[project.project_id] = None
        return ids

    def _index(self, year: int | None) -> UnitIndex:
        if year not in self._indexes:
            every = () if year is None else project_names(self.engine, Scope(year))
            self._indexes[year] = UnitIndex(every)
        return self._indexes[year]

    def _loaded(self, ids: Iterable[str], *, revision: int) -> store.Current:
        """Their records; ``revision`` was seen before them, so that what changes meanwhile is noticed."""
        records = store.current(self.engine, project_ids=list(ids))
        return replace(records, revision=revision)

    def _keep(self, ids: list[str]) -> None:
        if self._stored_ids is None:
            self._stored_ids = project_ids(self.engine)
        stored = [key for key in ids if key in self._stored_ids]
        records = self._loaded(stored, revision=self.revision) if stored else _NOTHING
        self._owned |= {key: _Owned({}, defaultdict(list), []) for key in ids}
        owners: dict[str, str] = {}
        for project in records.projects:
            self._owned[project.project_id].projects[project.fiscal_year] = project
        for item in records.indicators:
            owners[item.indicator_id] = item.project_id
            self._owned[item.project_id].indicators[item.fiscal_year].append(item)
        for result in records.actual_results:
            if result.indicator_id in owners:
                self._owned[owners[result.indicator_id]].results.append(result)
