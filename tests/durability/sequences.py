"""Random sequences of uploads, corrections, undo and redo, with the plain model beside the store at every step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from datetime import date
from typing import ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import Engine

from perfdata.core.errors import StorageError
from perfdata.storing import store
from perfdata.storing.changes import list_changes
from perfdata.usecases import history, uploading
from tests.durability.comparing import check_figures, expected_values, frozen, stored_values
from tests.durability.files import (
    YEAR,
    fill_template,
    goal_file,
    indicator_ids,
    result_csv,
    result_records,
    spending_csv,
    spending_records,
    template_says,
)
from tests.durability.model import (
    INDICATORS,
    PROJECTS,
    Amounts,
    Model,
    Report,
    Table,
    Upload,
)

TODAY = date(2025, 1, 20)

_days = st.sampled_from([date(2024, 6, 30), date(2024, 12, 31)])
_keys = st.tuples(st.sampled_from(PROJECTS), st.sampled_from(INDICATORS))
_results = st.dictionaries(_keys, st.sampled_from([0, 40, 89, 90, 91, 100]), max_size=6)
_amounts = st.builds(
    Amounts, st.sampled_from([20_000, 30_000]), st.sampled_from([20_000, 40_000]), st.sampled_from([0, 18_000, 36_001])
)
_reports = st.builds(Report, _days, _results, st.dictionaries(st.sampled_from(PROJECTS), _amounts, max_size=2)).filter(
    lambda report: report.results or report.spending
)
_tables = st.builds(
    Table,
    st.sampled_from([20_000, 30_000]),
    st.dictionaries(st.sampled_from(INDICATORS), st.sampled_from([1, 90, 100]), min_size=1),
)
_goals = st.dictionaries(st.sampled_from(PROJECTS), _tables, min_size=1)
_positions = st.integers(min_value=0, max_value=9)


class UploadSequences(RuleBasedStateMachine):
    """``new_store`` gives an empty open store for each sequence; ``steps`` counts what was done in all of them.

    Frames take ten times as long as all else together. The figures of a state whose records were compared with the
    model just now are therefore looked at once, or at every step with ``always_figures``.
    """

    new_store: ClassVar[staticmethod[[], Engine]]
    steps: ClassVar[Counter[str]] = Counter()
    hash_of: ClassVar[dict[Hashable, str]] = {}
    state_of: ClassVar[dict[str, Hashable]] = {}
    always_figures: ClassVar[bool] = False
    with_figures: ClassVar[set[Hashable]]

    engine: Engine

    def __init__(self) -> None:
        super().__init__()
        self.engine = self.new_store()
        self.model = Model()
        self.steps["sequences"] += 1

    def teardown(self) -> None:
        try:
            self._check_changes()
        finally:
            self.engine.dispose()

    @initialize(goals=_goals)
    def starts_with_goal_tables(self, goals: dict[str, Table]) -> None:
        self.goal_tables_are_imported(goals)

    @rule(goals=_goals)
    def goal_tables_are_imported(self, goals: dict[str, Table]) -> None:
        self._confirm(goal_file(goals), goals, name="目标表.txt")
        self._check("goal tables")

    @rule(report=_reports)
    def a_program_reports(self, report: Report) -> None:
        self._append(repr(report).encode(), report)
        self._check("records")

    @precondition(lambda self: self.model.tables())
    @rule(report=_reports)
    def a_clerk_uploads_csv(self, report: Report) -> None:
        results, spending = _within(report, self.model.tables())
        if results.results:
            self._confirm(result_csv(results), results, name="完成情况.csv")
            self._check("results csv")
        if spending.spending:
            self._confirm(spending_csv(spending), spending, name="支出.csv")
            self._check("spending csv")

    @precondition(lambda self: self.model.tables())
    @rule(report=_reports)
    def a_clerk_fills_the_template(self, report: Report) -> None:
        tables = self.model.tables()
        results, spending = _within(report, tables)
        typed = Report(report.day, results.results, spending.spending)
        held = Report(report.day, self.model.latest_results(), self.model.latest_spending())
        said = template_says(tables, held, typed)
        if not (said.results or said.spending):
            return
        template = uploading.result_template(self.engine, fiscal_year=YEAR, today=TODAY)
        self._confirm(fill_template(template, typed), said, name="填报表.xlsx")
        self._check("template")

    @precondition(lambda self: any(isinstance(upload.said, Report) for upload in self.model.uploads))
    @rule(position=_positions, shift=st.integers(min_value=1, max_value=3), every=st.integers(1, 2))
    def a_report_is_corrected(self, position: int, shift: int, every: int) -> None:
        wrong = _pick([upload for upload in self.model.uploads if isinstance(upload.said, Report)], position).said
        assert isinstance(wrong, Report)
        results = {key: value + shift for key, value in list(wrong.results.items())[::every]}
        spending = {key: row._replace(spent=row.spent + shift) for key, row in list(wrong.spending.items())[::every]}
        right = Report(wrong.day, results, spending)
        self._append(repr(right).encode(), right)
        self._check("correction")

    @precondition(lambda self: self.model.uploads)
    @rule(position=_positions)
    def the_same_file_comes_again(self, position: int) -> None:
        known = _pick(self.model.uploads, position)
        if isinstance(known.said, Report):
            self._append(known.content, known.said)
        else:
            self._confirm(known.content, known.said, name="目标表.txt")
        self._check("same file")

    @precondition(lambda self: self.model.in_force())
    @rule(position=_positions)
    def an_upload_is_undone(self, position: int) -> None:
        self._undo(_pick(self.model.in_force(), position))
        self._check("undo")

    @precondition(lambda self: self.model.in_force())
    @rule(position=_positions)
    def an_upload_is_undone_and_redone(self, position: int) -> None:
        before = history.state_hash(self.engine)
        upload = _pick(self.model.in_force(), position)
        self._undo(upload)
        self._check("undo")
        self._redo(upload)
        self._check("redo")
        assert history.state_hash(self.engine) == before

    @rule(report=_reports)
    def an_upload_is_undone_at_once(self, report: Report) -> None:
        before = history.state_hash(self.engine)
        if self._append(repr(report).encode(), report):
            self._check("records")
            self._undo(self.model.uploads[-1])
            self._check("undo")
            assert history.state_hash(self.engine) == before

    @precondition(lambda self: self.model.voided())
    @rule(position=_positions)
    def an_upload_is_redone(self, position: int) -> None:
        upload = _pick(self.model.voided(), position)
        if self.model.twin(upload.content, upload.said):
            with pytest.raises(StorageError, match="同一文件"):
                history.redo(self.engine, upload.upload_id, who="李会计")
            self._check("refused redo")
        else:
            self._redo(upload)
            self._check("redo")

    def _confirm(self, content: bytes, said: dict[str, Table] | Report, *, name: str) -> None:
        preview = uploading.preview_file(self.engine, content, file_name=name, today=TODAY)
        assert not preview.has_errors
        known = self.model.twin(content, said)
        assert preview.known_upload_id == (known.upload_id if known else None)
        stored = uploading.confirm(self.engine, preview, uploaded_by="张会计")
        assert (stored.upload_id, stored.is_new) == self.model.append(content, said)

    def _append(self, content: bytes, report: Report) -> bool:
        stored = store.append_actual_results(
            self.engine,
            file_name="接口",
            content=content,
            uploaded_by="张会计",
            fiscal_year=YEAR,
            actual_results=result_records(report),
            spending=spending_records(report),
        )
        assert (stored.upload_id, stored.is_new) == self.model.append(content, report)
        return stored.is_new

    def _undo(self, upload: Upload) -> None:
        history.undo(self.engine, upload.upload_id, who="李会计")
        self.model.undo(upload)

    def _redo(self, upload: Upload) -> None:
        history.redo(self.engine, upload.upload_id, who="李会计")
        self.model.redo(upload)

    def _check(self, step: str) -> None:
        self.steps[step] += 1
        in_force = {upload.upload_id for upload in store.list_uploads(self.engine) if upload.voided_at is None}
        assert in_force == {upload.upload_id for upload in self.model.in_force()}
        assert store.revision(self.engine) == self.model.revision
        expected = expected_values(self.model)
        assert stored_values(self.engine) == expected
        found, state = history.state_hash(self.engine), frozen(expected)
        assert self.hash_of.setdefault(state, found) == found, "equal states, different hashes"
        assert self.state_of.setdefault(found, state) == state, "different states, equal hashes"
        if self.always_figures or state not in self.with_figures:
            check_figures(self.engine, self.model.figures())
            self.with_figures.add(state)

    def _check_changes(self) -> None:
        keys = {indicator_id: key for key, indicator_id in indicator_ids().items()}
        listed = [
            (change.action, change.upload_id, keys[change.subject_id], change.as_of, change.old, change.new)
            for change in list_changes(self.engine, fiscal_year=YEAR)
            if change.subject_id in keys
        ]
        assert Counter(listed) == Counter(self.model.changes)


def _pick(uploads: list[Upload], position: int) -> Upload:
    return uploads[position % len(uploads)]


def _within(report: Report, tables: dict[str, Table]) -> tuple[Report, Report]:
    """What of a report the goal tables in force know: its results, and its spending."""
    known = {(project, indicator) for project, table in tables.items() for indicator in table.targets}
    results = {key: value for key, value in report.results.items() if key in known}
    spending = {project: amounts for project, amounts in report.spending.items() if project in tables}
    return Report(report.day, results, {}), Report(report.day, {}, spending)
