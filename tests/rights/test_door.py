"""Every function of the door, asked by a clerk of one unit about all, about a foreign unit and about foreign ids."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import closing as at_end
from datetime import UTC, date
from importlib import import_module
from pkgutil import iter_modules
from sqlite3 import connect
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine

from perfdata import usecases
from perfdata.core.clock import BEIJING
from perfdata.core.errors import PerfdataError, StorageError
from perfdata.core.terms import Product
from perfdata.storing import store
from perfdata.storing.listings import Slice
from perfdata.storing.marks import mark_all
from perfdata.storing.scope import Scope
from perfdata.storing.sight import seen_by
from perfdata.usecases import (
    auditing,
    browsing,
    closing,
    demo,
    earlier,
    evaluating,
    history,
    keeping,
    latest,
    listing,
    log,
    materials,
    meeting,
    money,
    monitoring,
    official_forms,
    one_project,
    opening,
    question_page,
    results,
    reviewing,
    scores,
    searching,
    self_reports,
    sources,
    tasks,
    town,
    uploading,
    years,
)
from perfdata.usecases.question_page import Wanted
from tests.builders import goal_tables
from tests.rights.secrets import (
    CLERK,
    OF_DEPARTMENT,
    OTHER,
    OTHER_NAME,
    OWN,
    SAME_UNIT,
    THIRD,
    TODAY,
    YEAR,
    fill,
    foreign_table,
    marks_in,
    own_table,
    told,
)


class Asked(NamedTuple):
    """What is asked about: a selection, the ids in it, and every upload there is."""

    scope: Scope
    project_ids: tuple[str, ...]
    upload_ids: tuple[int, ...]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Filled once, all of it concluded."""
    made = fill(f"sqlite:///{tmp_path_factory.mktemp('secrets') / 'secrets.db'}")
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def waiting(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The same while all of it waits to be concluded, so that it is read from the uploads."""
    path = tmp_path_factory.mktemp("waiting") / "waiting.db"
    with at_end(connect(str(engine.url.database))) as original, at_end(connect(path)) as copy:
        original.backup(copy)
    made = store.open_store(f"sqlite:///{path}")
    mark_all(made)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def asked(engine: Engine) -> dict[str, Asked]:
    projects = store.current(engine, fiscal_year=YEAR).projects
    every = tuple(upload.upload_id for upload in store.list_uploads(engine))
    of = {unit: tuple(item.project_id for item in projects if item.spending_unit == unit) for unit in (OWN, OTHER)}
    return {
        "all": Asked(Scope(YEAR), tuple(item.project_id for item in projects), every),
        "a foreign unit": Asked(Scope(YEAR, (OTHER,)), of[OTHER], every),
        "foreign ids": Asked(Scope(YEAR, (), of[OTHER]), of[OTHER], every),
    }


def _each(*made: Callable[[], Any]) -> list[Any]:
    """What each gives, or the sentence of its refusal."""
    found = []
    for make in made:
        try:
            found.append(make())
        except PerfdataError as error:
            found.append(error.told(BEIJING))
    return found


def _uploads(engine: Engine, ask: Callable[[Any], Any], asked: Asked) -> list[Any]:
    known = {upload.upload_id: upload for upload in store.list_uploads(engine)}
    return _each(*(lambda one=known[key]: ask(one) for key in asked.upload_ids if key in known))


def _earlier(engine: Engine, asked: Asked) -> Any:
    with earlier.as_of(engine, asked.scope, date(YEAR, 12, 31)) as made:
        return _each(
            lambda: store.current(made), lambda: store.list_uploads(made), lambda: town.overview(made, asked.scope)
        )


def _previews(engine: Engine) -> list[Any]:
    """Files that name foreign projects, or nearly so, without their unit or with another one."""
    texts = (
        own_table("助学补助（秘镇）", YEAR).replace("秘镇", "镇乡"),
        own_table("误报", YEAR),
        foreign_table("助学补助（秘镇）", "", YEAR).replace("秘", "").replace("77777", "7"),
        own_table("路灯维护", YEAR).replace(OWN, ""),
    )
    return _each(
        *(
            lambda text=text: _without_own_words(
                uploading.preview_file(engine, goal_tables(text), file_name="新.txt", today=TODAY)
            )
            for text in texts
        )
    )


def _without_own_words(preview: Any) -> Any:
    return preview.findings, preview.questions, preview.changes, preview.counts, preview.subjects


WANTED = Wanted()
# Asked about all there is.
WHOLE: dict[str, Callable[[Engine], Any]] = {
    "auditing.audit_store": lambda engine: auditing.audit_store(engine, with_silent=True),
    "closing.list_closings": lambda engine: closing.list_closings(engine, with_reopened=True),
    "tasks.list_tasks": lambda engine: tasks.list_tasks(engine, with_withdrawn=True),
    "tasks.progress_by_year": lambda engine: tasks.progress_by_year(engine, tasks.list_tasks(engine), today=TODAY),
    "tasks.departments": lambda engine: tasks.departments(engine, YEAR),
    "browsing.current_projects": lambda engine: browsing.current_projects(engine, fiscal_year=YEAR),
    "reviewing.hand_ins": lambda engine: reviewing.hand_ins_of(engine, range(1, 99)),
    "reviewing.waiting": lambda engine: reviewing.waiting(engine, CLERK),
    "reviewing.waiting as a reviewer": lambda engine: reviewing.waiting(engine, SAME_UNIT),
    "reviewing.waiting_upload": lambda engine: [reviewing.waiting_upload(engine, CLERK, key) for key in range(1, 99)],
    "reviewing.returned": lambda engine: reviewing.returned(engine, CLERK),
    "reviewing.is_shown": lambda engine: reviewing.is_shown(engine, CLERK),
    "reviewing.setting_text": lambda engine: reviewing.setting_text(engine),
    "reviewing.approve": lambda engine: _each(*(lambda key=key: _decide(engine, key) for key in range(1, 99))),
    "demo.demo_upload_ids": lambda engine: demo.demo_upload_ids(engine, fiscal_year=YEAR),
    "demo.drop_demo": lambda engine: demo.drop_demo(engine, store.current(engine)),
    "evaluating.evaluate_store": lambda engine: evaluating.evaluate_store(engine, fiscal_year=YEAR),
    "evaluating.results_of": lambda engine: evaluating.results_of(engine, fiscal_year=YEAR),
    "history.list_uploads": lambda engine: history.list_uploads(engine),
    "history.status": lambda engine: history.status(engine),
    "history.project_status": lambda engine: list(history.project_status(engine)),
    "history.state_hash": lambda engine: history.state_hash(engine),
    "keeping.last_backup": lambda engine: keeping.last_backup(engine),
    "log.count": lambda engine: log.count(engine, log.wanted(zone=BEIJING)),
    "log.people": lambda engine: log.people(engine),
    "log.log_frame": lambda engine: [
        log.log_frame(engine, log.wanted(people=people, zone=BEIJING), zone=UTC) for people in ((), (OTHER_NAME,))
    ],
    "log.log_workbook": lambda engine: log.log_workbook(engine, log.wanted(zone=BEIJING), zone=BEIJING),
    "monitoring.default_month": lambda engine: monitoring.default_month(engine, fiscal_year=YEAR, today=TODAY),
    "opening.left_out": lambda engine: opening.left_out(engine),
    "opening.left_out_text": lambda engine: opening.left_out_text(engine),
    "searching.search": lambda engine: [
        searching.search(engine, text, fiscal_year=YEAR) for text in ("秘", "补助", "单位", "率", "河道")
    ],
    "searching.units_like": lambda engine: [
        searching.units_like(engine, text, fiscal_year=YEAR, most=9) for text in ("秘", "镇", "办")
    ],
    "town.projects_called": lambda engine: town.projects_called(
        engine, YEAR, ("助学补助", "助学补助（秘镇）", "路灯维护秘", "河道整治秘")
    ),
    "uploading.preview_file": _previews,
}
# Asked about a selection.
SELECTED: dict[str, Callable[[Engine, Asked], Any]] = {
    "auditing.silent_of": lambda engine, asked: auditing.silent_of(engine, asked.scope),
    "browsing.load_frames": lambda engine, asked: browsing.load_frames(
        engine, fiscal_year=asked.scope.fiscal_year, units=asked.scope.units, projects=asked.scope.projects
    ),
    "demo.without_demo": lambda engine, asked: demo.without_demo(
        engine, fiscal_year=asked.scope.fiscal_year, project_ids=asked.project_ids
    ),
    "evaluating.score_frames": lambda engine, asked: evaluating.score_frames(engine, asked.scope),
    "history.file_of": lambda engine, asked: _each(
        *(lambda key=key: history.file_of(engine, key, who=None) for key in asked.upload_ids)
    ),
    "history.to_give": lambda engine, asked: history.to_give(engine, asked.upload_ids),
    "history.original_name": lambda engine, asked: _uploads(
        engine, lambda one: history.original_name(engine, one), asked
    ),
    "history.findings_of": lambda engine, asked: _uploads(engine, lambda one: history.findings_of(engine, one), asked),
    "history.rows_frame": lambda engine, asked: _uploads(engine, lambda one: history.rows_frame(engine, one), asked),
    "history.changes_frame": lambda engine, asked: [
        history.changes_frame(engine, fiscal_year=asked.scope.fiscal_year, upload_ids=ids)
        for ids in (None, asked.upload_ids)
    ],
    "history.undo": lambda engine, asked: _each(
        *(lambda key=key: history.undo(engine, key, who=CLERK) for key in (*_foreign_uploads(engine, asked), 99))
    ),
    "history.redo": lambda engine, asked: _each(
        *(lambda key=key: history.redo(engine, key, who=CLERK) for key in (*_foreign_uploads(engine, asked), 99))
    ),
    "latest.records_of": lambda engine, asked: latest.records_of(engine, asked.scope),
    "latest.alike": lambda engine, asked: latest.alike(engine, latest.records_of(engine, asked.scope), YEAR),
    "listing.projects_listed": lambda engine, asked: [
        listing.projects_listed(engine, asked.scope, part=Slice(), order=order)
        for order in ("file", "budget", "gap", "unit_cost", "light", "pace", "score", "met")
    ],
    "listing.projects_part": lambda engine, asked: listing.projects_part(
        engine, asked.scope, order="budget", part=Slice()
    ),
    "listing.indicators_part": lambda engine, asked: listing.indicators_part(engine, asked.scope, part=Slice()),
    "listing.indicator_count": lambda engine, asked: listing.indicator_count(engine, asked.scope, {}),
    "listing.project_ids": lambda engine, asked: listing.project_ids(engine, asked.scope),
    "log.acts_on": lambda engine, asked: log.acts_on(engine, asked.upload_ids),
    "meeting.briefing": lambda engine, asked: meeting.briefing(engine, asked.scope, with_projects=True),
    "earlier.as_of": lambda engine, asked: _earlier(engine, asked),
    "money.budget_ranking": lambda engine, asked: [
        _each(lambda by=by: money.budget_ranking(engine, asked.scope, by=by))
        for by in ("short_name", "spending_unit", "cycle")
    ],
    "money.progress": lambda engine, asked: (
        money.progress(engine, asked.scope) if town.overview(engine, asked.scope) else None
    ),
    "money.budget_table": lambda engine, asked: money.budget_table(engine, asked.scope),
    "money.formulas": lambda engine, asked: money.formulas(engine, asked.scope),
    "money.subsidy_chart": lambda engine, asked: money.subsidy_chart(engine, asked.scope),
    "money.unit_costs": lambda engine, asked: money.unit_costs(engine, asked.scope),
    "monitoring.monitoring_frames": lambda engine, asked: monitoring.monitoring_frames(engine, asked.scope, month=12),
    "monitoring.lights": lambda engine, asked: monitoring.lights(engine, asked.scope, month=12),
    "monitoring.project_rows": lambda engine, asked: monitoring.project_rows(engine, asked.scope, month=12),
    "monitoring.indicator_rows": lambda engine, asked: monitoring.indicator_rows(engine, asked.scope, month=12),
    "official_forms.self_evaluation_file": lambda engine, asked: [
        official_forms.self_evaluation_file(
            engine, fiscal_year=YEAR, project_ids=asked.project_ids, as_document=as_document
        )
        for as_document in (False, True)
    ],
    "official_forms.self_evaluation_files": lambda engine, asked: list(
        official_forms.self_evaluation_files(
            engine,
            fiscal_year=YEAR,
            projects=[SimpleNamespace(project_id=key, spending_unit="") for key in asked.project_ids],
            suffix=".xlsx",
        )
    ),
    "official_forms.monitoring_file": lambda engine, asked: official_forms.monitoring_file(
        engine, fiscal_year=YEAR, month=12, project_ids=asked.project_ids
    ),
    "one_project.years_of_project": lambda engine, asked: [
        one_project.years_of_project(engine, key) for key in asked.project_ids
    ],
    "one_project.project_page": lambda engine, asked: [
        one_project.project_page(engine, key, fiscal_year=YEAR) for key in asked.project_ids
    ],
    "one_project.project_history": lambda engine, asked: [
        one_project.project_history(engine, key, fiscal_year=YEAR) for key in asked.project_ids
    ],
    "question_page.answer": lambda engine, asked: question_page.answer(engine, asked.scope),
    "question_page.groups": lambda engine, asked: [
        question_page.groups(engine, asked.scope, by=by, wanted=WANTED) for by in ("rule", "project")
    ],
    "question_page.every_finding": lambda engine, asked: question_page.every_finding(
        engine, asked.scope, wanted=WANTED
    ),
    "results.completion": lambda engine, asked: results.completion(engine, asked.scope),
    "results.indicator_rows": lambda engine, asked: results.indicator_rows(engine, asked.scope),
    "results.goal_tables": lambda engine, asked: results.goal_tables(engine, asked.scope),
    "scores.part_of_projects": lambda engine, asked: scores.part_of_projects(engine, asked.scope, scheme_id=None),
    "self_reports.self_report": lambda engine, asked: self_reports.self_report(engine, asked.scope),
    "sources.source_lines": lambda engine, asked: [
        sources.source_lines(engine, project_id=key, fiscal_year=YEAR) for key in asked.project_ids
    ],
    "tasks.progress": lambda engine, asked: tasks.progress(
        engine, asked.scope, tasks=tasks.list_tasks(engine, asked.scope.fiscal_year), today=TODAY
    ),
    "tasks.owing_projects": lambda engine, asked: tasks.owing_projects(
        engine, asked.scope, tasks=tasks.list_tasks(engine, asked.scope.fiscal_year)
    ),
    "town.units": lambda engine, asked: town.units(engine, asked.scope.fiscal_year),
    "town.as_of": lambda engine, asked: town.as_of(engine, asked.scope),
    "town.overview": lambda engine, asked: town.overview(engine, asked.scope),
    "town.projects_by_short_name": lambda engine, asked: town.projects_by_short_name(engine, asked.scope),
    "town.project_of_id": lambda engine, asked: [
        town.project_of_id(engine, YEAR, project_id) for project_id in asked.project_ids
    ],
    "uploading.owners": lambda engine, asked: uploading.owners(engine, asked.project_ids),
    "uploading.result_template": lambda engine, asked: uploading.result_template(
        engine, fiscal_year=YEAR, today=TODAY, units=asked.scope.units
    ),
    "years.years_of": lambda engine, asked: years.years_of(engine, asked.scope),
    "scores.scored": lambda engine, asked: scores.scored(
        engine,
        asked.scope,
        scheme_id=None,
        names=("优", "良", "中", "差"),
        bands=(("差", 0), ("中", 60), ("良", 80), ("优", 90)),
    ),
}


def _decide(engine: Engine, upload_id: int) -> None:
    reviewing.approve(engine, upload_id, who=SAME_UNIT)


CHANGING = {"history.undo", "history.redo"}
# What says nothing of units: numbers, days, digests, ids and what is of the whole installation.
WITHOUT_NAMES = {
    *CHANGING,
    "demo.demo_upload_ids",
    "history.state_hash",
    "history.to_give",
    "keeping.last_backup",
    "listing.indicator_count",
    "listing.indicators_part",
    "listing.project_ids",
    "listing.projects_listed",
    "log.count",
    "money.progress",
    "money.unit_costs",
    "monitoring.default_month",
    "one_project.years_of_project",
    "opening.left_out",
    "opening.left_out_text",
    "reviewing.approve",
    "reviewing.is_shown",
    "reviewing.returned",
    "reviewing.setting_text",
    "reviewing.waiting",
    "reviewing.waiting as a reviewer",
    "reviewing.waiting_upload",
    "searching.units_like",
    "tasks.owing_projects",
    "tasks.progress",
    "tasks.progress_by_year",
    "town.as_of",
    "town.units",
    "uploading.owners",
}
# What sees all whoever asks, writes, or is tried elsewhere: the sentence behind says why.
ELSEWHERE = {
    "about.database": "the address of the database",
    "about.replica": "the address of the replica",
    "browsing.revision": "one number for everybody",
    "browsing.fiscal_years": "years alone",
    "earlier.reported_days": "days alone",
    "reviewing.disabled_names": "of what is given",
    "reviewing.examine": "of what waiting_upload gave",
    "reviewing.marked_copy": "of what waiting_upload gave",
    "reviewing.may_read_findings": "yes or no",
    "reviewing.give_back": "writes",
    "reviewing.withdraw": "writes",
    "uploading.confirm": "writes: tests/usecases/test_rights.py",
    "uploading.effect": "counts of the preview's own projects",
    "weighting.save_weights": "writes",
    "auditing.set_status": "writes",
    "demo.load_demo": "writes",
    "demo.remove_demo": "writes",
    "bulk_importing.import_many": "writes",
    "closing.close": "writes: tests/usecases/test_closings.py",
    "closing.reopen": "writes: tests/usecases/test_closings.py",
    "closing.refusal": "one sentence on the preview's own projects",
    "tasks.add": "writes: tests/usecases/test_tasks.py",
    "tasks.withdraw": "writes: tests/usecases/test_tasks.py",
    "held.held_for": "what previews are made of",
    "held.held_for_report": "what previews are made of",
    "reading_ahead.read_ahead": "a file of the person's own, which preview_file goes on with",
    "reading_ahead.taken": "a file of the person's own, which preview_file goes on with",
    "listing.in_parts": "what others make of it",
    "listing.every_part": "what others make of it",
    "log.note_schemes": "writes, at the start",
    "log.note_download": "writes what the person took along",
    "log.erase_old": "erases, at the start and daily",
    "materials.material": "below",
    "keeping.damaged_text": "whether the file is whole",
    "concluding.take_charge": "concludes all",
    "concluding.catch_up": "concludes all",
    "concluding.keep_up": "concludes all",
    "evidence.add": "writes: tests/storing/test_evidence.py",
    "evidence.remove": "writes: tests/storing/test_evidence.py",
    "evidence.put_back": "writes: tests/storing/test_evidence.py",
    "evidence.take": "tests/storing/test_evidence.py",
    "evidence.indicators_of": "records of one project, as store.current",
    "evidence.stated_without_file": "results of an upload, as store.current",
}
ABOUT_RIGHTS = {"people", "rights"}


def _foreign_uploads(engine: Engine, asked: Asked) -> list[int]:
    return [key for key in asked.upload_ids if key not in {item.upload_id for item in store.list_uploads(engine)}]


def test_every_function_of_the_door_is_tried_or_said_why_not() -> None:
    found = set()
    for module in iter_modules(usecases.__path__):
        own = import_module(f"perfdata.usecases.{module.name}")
        for name, function in vars(own).items():
            is_own = inspect.isfunction(function) and function.__module__ == own.__name__ and not name.startswith("_")
            if is_own and next(iter(inspect.signature(function).parameters), "") == "engine":
                found.add(f"{module.name}.{name}")
    found = {name for name in found if name.partition(".")[0] not in ABOUT_RIGHTS}
    assert found - WHOLE.keys() - SELECTED.keys() - ELSEWHERE.keys() == set()


@pytest.mark.parametrize("name", WHOLE)
def test_a_clerk_is_told_nothing_of_other_units(engine: Engine, name: str) -> None:
    _says_nothing(lambda: WHOLE[name](seen_by(engine, CLERK)))


@pytest.mark.parametrize("about", ["all", "a foreign unit", "foreign ids"])
@pytest.mark.parametrize("name", SELECTED)
def test_whatever_is_selected_a_clerk_is_told_nothing_of_other_units(
    engine: Engine, asked: dict[str, Asked], name: str, about: str
) -> None:
    _says_nothing(lambda: SELECTED[name](seen_by(engine, CLERK), asked[about]), names_unit=about == "a foreign unit")


@pytest.mark.parametrize("name", SELECTED)
def test_what_waits_to_be_concluded_tells_nothing_of_other_units(
    waiting: Engine, asked: dict[str, Asked], name: str
) -> None:
    _says_nothing(lambda: SELECTED[name](seen_by(waiting, CLERK), asked["all"]))


@pytest.mark.parametrize("name", sorted((WHOLE.keys() | SELECTED.keys()) - WITHOUT_NAMES))
def test_the_marks_are_there_for_who_sees_all(engine: Engine, asked: dict[str, Asked], name: str) -> None:
    """Else the tests above could not fail."""
    assert marks_in(_text(lambda: WHOLE[name](engine) if name in WHOLE else SELECTED[name](engine, asked["all"])))


@pytest.mark.parametrize("name", ["town.overview", "history.list_uploads", "log.log_frame", "results.goal_tables"])
def test_who_is_of_a_department_sees_its_units_and_no_others(
    engine: Engine, asked: dict[str, Asked], name: str
) -> None:
    by_department, by_unit = (seen_by(engine, each) for each in (OF_DEPARTMENT, SAME_UNIT))
    own = [
        _text(lambda seen=seen: WHOLE[name](seen) if name in WHOLE else SELECTED[name](seen, asked["all"]))
        for seen in (by_department, by_unit)
    ]
    assert own[0] == own[1]
    assert marks_in(own[0]) == []


def test_no_material_names_other_units(engine: Engine, asked: dict[str, Asked]) -> None:
    _says_nothing(lambda: materials.material(seen_by(engine, CLERK), Product.PACK, asked["all"].scope))
    assert marks_in(told(materials.material(engine, Product.PACK, asked["all"].scope)))


def test_the_template_of_another_unit_stores_nothing_and_tells_nothing_that_is_not_in_it(engine: Engine) -> None:
    template = uploading.result_template(engine, fiscal_year=YEAR, today=TODAY, units=[OTHER])
    preview = uploading.preview_file(seen_by(engine, CLERK), template, file_name="填报.xlsx", today=TODAY)
    assert (preview.row_count, list(preview.changes), list(preview.subject_ids)) == (0, [], [])
    assert preview.known_upload_id is None
    with pytest.raises(StorageError):
        uploading.confirm(seen_by(engine, CLERK), preview, uploaded_by=CLERK, accept_sound_rows=True)


def test_the_bytes_of_another_units_upload_are_not_known_to_a_clerk_and_not_stored_again(engine: Engine) -> None:
    content = goal_tables(foreign_table("助学补助（秘镇）", OTHER, YEAR))
    assert uploading.preview_file(engine, content, file_name="表.txt", today=TODAY).known_upload_id is not None
    before, seen = store.revision(engine), seen_by(engine, CLERK)
    preview = uploading.preview_file(seen, content, file_name="表.txt", today=TODAY)
    assert preview.known_upload_id is None
    with pytest.raises(StorageError, match=f"涉及{OTHER}（助学补助（秘镇））"):
        uploading.confirm(seen, preview, uploaded_by=CLERK)
    assert store.revision(engine) == before


def _says_nothing(ask: Callable[[], Any], *, names_unit: bool = False) -> None:
    found = _text(ask)
    assert marks_in(found) == []
    if not names_unit:
        assert [unit for unit in (OTHER, THIRD) if unit in found] == []


def _text(ask: Callable[[], Any]) -> str:
    try:
        return told(ask())
    except PerfdataError as error:
        return error.told(BEIJING)
