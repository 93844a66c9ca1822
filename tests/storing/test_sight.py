"""Reading by rights: what a person sees of each table, how statements are limited, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Engine,
    MetaData,
    Table,
    Text,
    column,
    func,
    insert,
    literal_column,
    select,
    table,
    text,
    update,
)

from perfdata import storing
from perfdata.core.errors import OvertakenError, StorageError
from perfdata.core.people import Actor
from perfdata.core.terms import Role
from perfdata.storing import store
from perfdata.storing.connecting import reading, writing
from perfdata.storing.limiting import REVISION, UnclassifiedError
from perfdata.storing.seen_rows import SEEN_BY
from perfdata.storing.sight import seen_by, units_of_departments, whole
from perfdata.storing.tables import (
    actual_results,
    audit_log,
    indicators,
    metadata,
    projects,
    schema_migrations,
    uploads,
)
from tests.conftest import NewStore, Stores
from tests.storing.builders import a_project, a_result, a_spending, an_indicator, append_report, append_tables

OWN, OTHER = "区社会福利院", "区教育中心"


def person(role: Role = Role.CLERK, *units: str, name: str = "张会计", **words: Any) -> Actor:
    return Actor(account_id=1, session_id=1, name=name, role=role, units=units, address="10.0.0.5", **words)


CLERK = person(Role.CLERK, OWN)


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """SQLite, and PostgreSQL where statements may mean something else there."""
    return getattr(request, "param", "sqlite")


on_both = pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)


def fill(url: str) -> Engine:
    """Uploads 1 of an own table, 2 of a foreign one, 3 of both, 4 of both reports, 5 without a unit, 6 foreign."""
    engine = store.open_store(url)
    other = {"spending_unit": OTHER, "project_name": "外项目", "competent_department": "区教育局"}
    words = {"uploaded_by": "李科长"}
    append_tables(engine, a_project(), an_indicator(), **words)
    append_tables(engine, a_project("p2", **other), an_indicator("p2", indicator_name="外指标"), **words)
    both = [a_project("p3", project_name="内项目"), a_project("p4", **other | {"project_name": "外项目2"})]
    append_tables(engine, *both, an_indicator("p3"), an_indicator("p4"), **words)
    reports = a_result(), a_result("p2-i1", "外 77人"), a_spending(), a_spending("p2", "123456.78")
    append_report(engine, *reports, **words)
    append_tables(engine, a_project("p5", spending_unit=None, project_name="无单位"), **words)
    append_report(engine, a_result("p4-i1", as_of=date(2024, 6, 30)), uploaded_by="王会计", file_name="外.xlsx")
    return engine


@pytest.fixture
def filled(new_store: NewStore) -> Iterator[Engine]:
    opened = store.open_store(new_store(fill))
    yield opened
    opened.dispose()


@pytest.fixture
def seen(filled: Engine) -> Engine:
    return seen_by(filled, CLERK)


def rows(engine: Engine, statement: Any, **bound: Any) -> list[tuple[Any, ...]]:
    with reading(engine) as connection:
        return sorted(map(tuple, connection.execute(statement, bound)), key=repr)


def test_every_table_is_classified() -> None:
    for module in iter_modules(storing.__path__):  # each may name tables
        import_module(f"perfdata.storing.{module.name}")
    assert SEEN_BY.keys() == metadata.tables.keys()


@on_both
def test_of_rows_of_uploads_the_own_ones_are_seen(seen: Engine) -> None:
    assert rows(seen, select(projects.c.project_id)) == [("p1",), ("p3",)]
    assert rows(seen, select(indicators.c.indicator_id)) == [("p1-i1",), ("p3-i1",)]
    assert rows(seen, select(actual_results.c.actual)) == [("95人",)]
    assert rows(seen, select(uploads.c.upload_id)) == [(1,), (3,), (4,)]
    assert rows(seen, select(audit_log.c.upload_id)) == [(1,), (3,), (4,)]


@on_both
def test_bytes_are_given_where_all_they_touch_is_own(seen: Engine) -> None:
    assert store.to_give(seen, [1, 2, 3, 4, 5, 6]) == {1}
    with pytest.raises(StorageError, match="还含有其他单位的内容"):
        store.upload_content(seen, 3)
    with pytest.raises(StorageError, match="找不到上传记录 2"):
        store.upload_content(seen, 2)


def test_bytes_that_another_upload_takes_for_a_foreign_table_are_not_given(engine: Engine) -> None:
    same = {"content": b"a workbook of two kinds", "uploaded_by": "李科长"}
    append_tables(engine, a_project(), an_indicator(), **same)
    append_tables(engine, a_project("p2", spending_unit=OTHER), an_indicator("p2"), uploaded_by="李科长")
    append_report(engine, a_result("p2-i1"), **same)
    assert store.to_give(seen_by(engine, CLERK), [1]) == set()


def test_bytes_of_which_another_person_left_something_out_are_not_given(engine: Engine) -> None:
    from perfdata.core.findings import Finding
    from perfdata.core.terms import Severity

    left_out = [Finding(rule_id="x", severity=Severity.ERROR, message="外单位的表读不懂")]
    for number, who in enumerate(("李科长", "张会计"), start=1):
        append_tables(engine, a_project(f"p{number}"), an_indicator(f"p{number}"), uploaded_by=who, findings=left_out)
    seen = seen_by(engine, CLERK)
    assert store.to_give(seen, [1, 2]) == {2}
    assert store.confirmed_findings(seen, 1) is None
    assert store.confirmed_findings(seen, 2) == left_out


@on_both
def test_own_uploads_of_other_units_are_listed_without_their_rows_and_bytes(filled: Engine) -> None:
    moved = seen_by(filled, person(Role.CLERK, "新单位", name="王会计"))
    assert [upload.upload_id for upload in store.list_uploads(moved)] == [6]
    assert store.to_give(moved, [6]) == set()
    assert store.upload_records(moved, 6).actual_results == ()


def test_who_sees_all_reads_with_the_engine_itself(filled: Engine) -> None:
    for role in (Role.VIEWER, Role.REVIEWER, Role.ADMINISTRATOR):
        assert seen_by(filled, person(role)) is filled
        assert seen_by(seen_by(filled, CLERK), person(role)) is filled
    assert seen_by(filled, "张会计") is filled
    assert seen_by(filled, None) is filled
    assert whole(seen_by(filled, CLERK)) is filled


@pytest.mark.parametrize("role", list(Role))
def test_whoever_has_units_sees_these(filled: Engine, role: Role) -> None:
    assert rows(seen_by(filled, person(role, OTHER)), select(projects.c.project_id)) == [("p2",), ("p4",)]


@on_both
@pytest.mark.parametrize("units", [(), ("未写明单位",), ("没有的单位",), ("",)])
def test_a_clerk_without_a_known_unit_sees_nothing(filled: Engine, units: tuple[str, ...]) -> None:
    seen = seen_by(filled, person(Role.CLERK, *units, name="陈"))
    assert not any(rows(seen, select(table)) for name, table in metadata.tables.items() if name not in OF_EVERYBODY)


OF_EVERYBODY = {schema_migrations.name, "rules_in_force"}


def test_another_spelling_of_a_unit_is_the_unit(filled: Engine) -> None:
    append_tables(filled, a_project("p6", spending_unit=f"[015001]{OWN}"))
    assert ("p6",) in rows(seen_by(filled, CLERK), select(projects.c.project_id))
    assert rows(seen_by(filled, person(Role.CLERK, f"015001-{OWN}")), select(projects.c.project_id)) == [
        ("p1",),
        ("p3",),
        ("p6",),
    ]


@on_both
def test_a_department_has_the_units_of_its_projects_in_force(filled: Engine) -> None:
    with reading(filled) as connection:
        assert units_of_departments(filled, connection, ["[101]区教育局"]) == {OTHER}
        assert units_of_departments(filled, connection, ["区教育局", "区民政局"]) == {OTHER, OWN}
        assert units_of_departments(filled, connection, ["没有的局"]) == frozenset()
    for upload_id in (2, 3):
        store.void_upload(filled, upload_id, who="李科长")
    with reading(filled) as connection:
        assert units_of_departments(filled, connection, ["区教育局"]) == frozenset()


def test_the_revision_is_the_same_for_everybody(filled: Engine, seen: Engine) -> None:
    assert store.revision(seen) == store.revision(filled) == 6


def test_what_is_stored_meanwhile_is_seen_at_once(seen: Engine) -> None:
    append_tables(seen, a_project("p7"), an_indicator("p7"))
    append_tables(seen, a_project("p8", spending_unit=OTHER), an_indicator("p8"))
    assert [project.project_id for project in store.current(seen).projects] == ["p1", "p3", "p7"]


@on_both
def test_who_was_overtaken_is_not_told_of_other_units(seen: Engine) -> None:
    with pytest.raises(OvertakenError) as refused:
        append_tables(seen, a_project("p9"), expected_revision=5)
    assert "外.xlsx" not in str(refused.value)
    assert "王会计" not in str(refused.value)


_A, _B = projects.alias("a"), projects.alias()
_COUNTED = select(func.count()).where(uploads.c.upload_id == audit_log.c.upload_id).scalar_subquery()
_CTE = select(projects.c.project_id, projects.c.budget_yuan).where(projects.c.fiscal_year == 2024).cte("own")
_LEAST = select(func.min(projects.c.project_id).label("key")).cte("keys", recursive=True)
_KEYS = _LEAST.union_all(
    select(select(func.min(_B.c.project_id)).where(_B.c.project_id > _LEAST.c.key).scalar_subquery()).where(
        _LEAST.c.key.is_not(None)
    )
)
_SUB = select(projects).where(projects.c.budget_yuan > 1).subquery()
SHAPES: dict[str, Any] = {
    "a table": select(projects),
    "columns": select(projects.c.project_name, projects.c.spending_unit),
    "an alias": select(_A.c.project_name, _A.c.budget_yuan),
    "a join by its key": select(projects.c.project_id, uploads.c.file_name).join(uploads),
    "an outer join": select(audit_log.c.entry_id, uploads.c.file_name).outerjoin(
        uploads, uploads.c.upload_id == audit_log.c.upload_id
    ),
    "an outer join with nothing on its right": select(projects.c.project_id, actual_results.c.actual)
    .outerjoin(indicators, indicators.c.project_id == projects.c.project_id)
    .outerjoin(actual_results, actual_results.c.indicator_id == indicators.c.indicator_id),
    "a table beside itself": select(_A.c.project_id, _B.c.project_id).where(_A.c.project_id <= _B.c.project_id),
    "a table beside its alias": select(projects.c.project_id, _A.c.project_id).where(
        _A.c.upload_id >= projects.c.upload_id
    ),
    "counts": select(func.count()).select_from(projects),
    "sums by group": select(projects.c.spending_unit, func.count(), func.max(projects.c.project_id)).group_by(
        projects.c.spending_unit
    ),
    "a correlated count": select(audit_log.c.entry_id, _COUNTED),
    "exists": select(projects.c.project_id).where(
        select(indicators.c.order).where(indicators.c.project_id == projects.c.project_id).exists()
    ),
    "not in": select(uploads.c.upload_id).where(uploads.c.upload_id.not_in(select(projects.c.upload_id))),
    "in": select(indicators.c.indicator_id).where(indicators.c.project_id.in_(select(projects.c.project_id))),
    "a subquery": select(_SUB.c.project_id, indicators.c.indicator_name).join(
        indicators, indicators.c.project_id == _SUB.c.project_id
    ),
    "a window": select(projects.c.project_id, func.rank().over(order_by=projects.c.budget_yuan)),
    "a common table": select(_CTE.c.project_id, uploads.c.upload_id)
    .select_from(_CTE)
    .join(projects, projects.c.project_id == _CTE.c.project_id)
    .join(uploads, uploads.c.upload_id == projects.c.upload_id),
    "leaps from key to key": select(_KEYS.c.key),
    "a union": select(projects.c.project_id).union_all(select(indicators.c.project_id)),
    "an union in a subquery": select(
        select(projects.c.project_id).union(select(indicators.c.indicator_id)).subquery().c[0]
    ),
    "distinct, order and limit": select(projects.c.spending_unit)
    .distinct()
    .order_by(projects.c.spending_unit)
    .limit(1),
}


@pytest.fixture
def visible(seen: Engine, stores: Stores, tmp_path: Path) -> Engine:
    """A store of the visible rows alone."""
    copied = store.open_store(stores.copied(store.open_store, tmp_path / "visible.db"))
    with writing(copied) as connection, reading(seen) as original:
        for table in metadata.sorted_tables:
            if table.name not in OF_EVERYBODY and (own := original.execute(select(table)).mappings().all()):
                connection.execute(insert(table), [{**row, **_without_bytes(row)} for row in own])
    return copied


def _without_bytes(row: Any) -> dict[str, Any]:
    return {"content": row["content"] or b""} if "content" in row else {}


@on_both
def test_statements_mean_what_they_mean_in_a_store_of_the_visible_rows(seen: Engine, visible: Engine) -> None:
    told = {name: rows(seen, statement) for name, statement in SHAPES.items()}
    meant = {name: rows(visible, statement) for name, statement in SHAPES.items()}
    assert told == meant
    assert all(told.values())


def test_a_statement_of_the_same_form_brings_its_own_values(seen: Engine) -> None:
    asked = [rows(seen, select(projects.c.project_id).where(projects.c.project_id.in_(ids))) for ids in IDS]
    assert asked == [[("p1",)], [("p3",)], [], [("p1",), ("p3",)]]


IDS = (["p1"], ["p3"], ["p2"], ["p1", "p2", "p3"])
REFUSED: dict[str, Callable[[], Any]] = {
    "text": lambda: text("SELECT * FROM projects"),
    "text within": lambda: select(projects.c.project_id).where(text("1 = 1")),
    "a column as text": lambda: select(literal_column("(SELECT count(*) FROM projects)")),
    "a table by its name": lambda: select(column("project_id")).select_from(table("projects", column("project_id"))),
    "an insert": lambda: insert(schema_migrations).values(name="x"),
    "an update": lambda: update(projects).values(project_name="x"),
    "text as columns": lambda: text("SELECT project_id FROM projects").columns(projects.c.project_id),
    "a lock": lambda: select(projects.c.project_id).with_for_update(),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_nobody_said_how_to_limit_is_refused(seen: Engine, name: str) -> None:
    with reading(seen) as connection, pytest.raises(UnclassifiedError):
        connection.execute(REFUSED[name]())


@on_both
def test_sql_past_the_statements_is_refused(seen: Engine) -> None:
    with reading(seen) as connection, pytest.raises(UnclassifiedError):
        connection.exec_driver_sql("SELECT * FROM projects")
    with seen.connect() as connection, pytest.raises(UnclassifiedError):
        connection.execute(select(projects))


def test_a_table_that_nobody_classified_is_refused(seen: Engine) -> None:
    unheard = Table("unheard", metadata, Column("project_id", Text))
    namesake = Table("projects", MetaData(), Column("project_id", Text))
    try:
        for each in (unheard, unheard.alias("projects"), namesake):
            with reading(seen) as connection, pytest.raises(UnclassifiedError, match="nobody said who may see rows of"):
                connection.execute(select(each.c.project_id))
    finally:
        metadata.remove(unheard)


def test_writing_sees_all(seen: Engine) -> None:
    with writing(seen) as connection:
        assert connection.execute(select(func.count()).select_from(projects)).scalar_one() == 5
        assert connection.execute(REVISION).scalar_one() == 6
