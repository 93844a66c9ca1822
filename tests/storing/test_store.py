"""Appending, voiding, restoring: what goes in comes out, and nothing is ever lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError

from perfdata.core.errors import StorageError
from perfdata.core.model import Place
from perfdata.core.terms import Attainment, Level1, Level2, UploadKind
from perfdata.core.values import parse_value
from perfdata.storing.changes import list_changes
from perfdata.storing.store import (
    current,
    fiscal_years,
    list_uploads,
    remembered_matches,
    restore_upload,
    revision,
    upload_content,
    void_upload,
)
from perfdata.storing.tables import audit_log, metadata
from tests.storing.builders import FILE, a_project, a_result, a_spending, an_indicator, append_report, append_tables


def test_an_empty_store_has_nothing_at_revision_0(engine: Engine) -> None:
    found = current(engine)
    assert (found.revision, found.projects, found.indicators, found.actual_results, found.spending) == (
        0,
        (),
        (),
        (),
        (),
    )
    assert list_uploads(engine) == []
    assert fiscal_years(engine) == []
    assert revision(engine) == 0


def test_goal_tables_come_back_equal_in_every_field(engine: Engine) -> None:
    project = a_project(
        budget_yuan=Decimal("9999999999999999.99"),
        field_places={
            "budget_yuan": Place(source_file=FILE, sheet="表 1", cell="C7"),
            "annual_goal": Place(source_file=FILE, line=12),
        },
        place=Place(source_file=FILE, sheet="表 1", cell="A1", line=1),
    )
    indicator = an_indicator(
        level1=Level1.SATISFACTION,
        level2=Level2.BENEFICIARY_SATISFACTION,
        cycle_target=parse_value("≥90%"),
        annual_target=parse_value("2024年12月底前"),
        weight_points=Decimal("12.345"),
        is_recovered=True,
    )
    append_tables(engine, project, indicator)
    assert current(engine).projects == (project,)
    assert current(engine).indicators == (indicator,)


def test_missing_values_come_back_missing(engine: Engine) -> None:
    project = a_project(
        project_type=None,
        project_level=None,
        competent_department=None,
        spending_unit=None,
        cycle_start_year=None,
        cycle_end_year=None,
        fiscal_year=None,
        budget_yuan=None,
        cycle_goal=None,
        annual_goal=None,
        field_places={},
        place=Place(source_file=FILE),
    )
    indicator = an_indicator(
        fiscal_year=None,
        level1=None,
        level2=None,
        cycle_target=parse_value(None),
        annual_target=parse_value(""),
        place=Place(source_file=FILE),
    )
    append_tables(engine, project, indicator)
    assert current(engine).projects == (project,)
    assert current(engine).indicators == (indicator,)
    assert fiscal_years(engine) == []


def test_results_and_spending_come_back_equal_in_every_field(engine: Engine) -> None:
    result = a_result(
        attainment=Attainment.MET, given_points=Decimal("9.5"), deviation_reason="人数减少", evidence="花名册"
    )
    spending = a_spending(adjusted_budget_yuan=Decimal("831100.10"), spent="-0.01")
    append_report(engine, result, spending)
    assert current(engine).actual_results == (result,)
    assert current(engine).spending == (spending,)


@pytest.mark.parametrize("amount", ["0.00", "0.10", "831100.00", "9999999999999999.99", "-5.05"])
def test_money_is_exact_to_the_cent(engine: Engine, amount: str) -> None:
    append_tables(engine, a_project(budget_yuan=Decimal(amount)))
    assert str(current(engine).projects[0].budget_yuan) == amount


@pytest.mark.parametrize("amount", ["0.001", "10000000000000000", "NaN", "Infinity", "1E+40"])
def test_money_that_would_be_changed_is_refused(engine: Engine, amount: str) -> None:
    with pytest.raises(StorageError, match=r"金额 .* 元无法原样保存"):
        append_tables(engine, a_project(budget_yuan=Decimal(amount)))
    assert revision(engine) == 0


@pytest.mark.parametrize(
    "text", ["😀𠮷", "'; DROP TABLE projects; --", '"双" ‘单’ \\ %s :x {y}', "一\n二\t三\r\n", "  ", "㎡①"]
)
def test_odd_text_comes_back_unchanged(engine: Engine, text: str) -> None:
    append_tables(engine, a_project(project_name=text, annual_goal=text), an_indicator(cycle_target=parse_value(text)))
    found = current(engine)
    assert (found.projects[0].project_name, found.projects[0].annual_goal) == (text, text)
    assert found.indicators[0].cycle_target.raw == text


@pytest.mark.parametrize("text", ["甲\x00乙", "甲\ud800乙"])
def test_text_no_database_can_keep_is_refused_in_words(engine: Engine, text: str) -> None:
    with pytest.raises(StorageError, match=r"“甲.乙”中有无法保存的控制字符"):
        append_tables(engine, a_project(annual_goal=text))
    assert list_uploads(engine) == []


def test_an_upload_keeps_its_bytes_and_tells_who_and_when(engine: Engine) -> None:
    content = bytes(range(256))
    before = datetime.now(UTC)
    stored = append_tables(engine, a_project(), an_indicator(), an_indicator(order=2), content=content)
    (upload,) = list_uploads(engine)
    assert upload.upload_id == stored.upload_id
    assert (upload.kind, upload.file_name, upload.uploaded_by) == (UploadKind.GOAL_TABLES, FILE, "张会计")
    assert (upload.fiscal_year, upload.row_count, upload.sha256) == (2024, 2, sha256(content).hexdigest())
    assert (upload.voided_at, upload.voided_by) == (None, None)
    assert upload.uploaded_at.utcoffset() == timedelta(0)
    assert before <= upload.uploaded_at <= datetime.now(UTC)
    assert upload_content(engine, stored.upload_id) == content


def test_uploads_are_listed_newest_first(engine: Engine) -> None:
    first = append_tables(engine, a_project())
    second = append_report(engine, a_result(), a_spending())
    assert [upload.upload_id for upload in list_uploads(engine)] == [second.upload_id, first.upload_id]
    assert [upload.row_count for upload in list_uploads(engine)] == [2, 0]


def test_an_upload_of_several_years_has_no_year_of_its_own(engine: Engine) -> None:
    append_tables(engine, a_project(), a_project(fiscal_year=2025))
    assert list_uploads(engine)[0].fiscal_year is None
    assert fiscal_years(engine) == [2025, 2024]


def test_the_same_file_is_stored_once(engine: Engine) -> None:
    first = append_tables(engine, a_project(), content=b"same")
    again = append_tables(engine, a_project(), content=b"same", file_name="另一个名字.txt")
    assert (first.is_new, again.is_new) == (True, False)
    assert again.upload_id == first.upload_id
    assert len(list_uploads(engine)) == 1
    assert revision(engine) == 1


def test_the_same_bytes_of_another_kind_are_another_upload(engine: Engine) -> None:
    assert append_tables(engine, a_project(), content=b"same").is_new
    assert append_report(engine, a_result(), content=b"same").is_new
    assert not append_report(engine, a_result(), content=b"same").is_new


def test_a_voided_file_can_be_uploaded_again(engine: Engine) -> None:
    first = append_tables(engine, a_project(), content=b"same")
    void_upload(engine, first.upload_id, who="李科长")
    second = append_tables(engine, a_project(), content=b"same")
    assert second.is_new
    assert second.upload_id > first.upload_id


def test_what_someone_voided_is_not_imported_again_with_once(engine: Engine) -> None:
    first = append_tables(engine, a_project(), content=b"bundled", once=True)
    void_upload(engine, first.upload_id, who="李科长")
    again = append_tables(engine, a_project(), content=b"bundled", once=True)
    assert (again.upload_id, again.is_new) == (first.upload_id, False)
    assert current(engine).projects == ()


def test_once_names_the_upload_in_force_before_a_voided_one(engine: Engine) -> None:
    in_force = append_tables(engine, a_project(), content=b"same")
    void_upload(engine, in_force.upload_id, who="李科长")
    newer = append_tables(engine, a_project(), content=b"same")
    void_upload(engine, newer.upload_id, who="李科长")
    restore_upload(engine, in_force.upload_id, who="李科长")
    assert append_tables(engine, a_project(), content=b"same", once=True).upload_id == in_force.upload_id


def test_voiding_and_restoring_gives_the_exact_state_back(engine: Engine) -> None:
    append_tables(engine, a_project(), an_indicator())
    upload_id = append_tables(engine, a_project(annual_goal="改。"), an_indicator(order=2)).upload_id
    append_report(engine, a_result(), a_spending())
    before, uploads_before = current(engine), list_uploads(engine)
    void_upload(engine, upload_id, who="李科长")
    assert current(engine).projects != before.projects
    restore_upload(engine, upload_id, who="王主任")
    after = current(engine)
    assert (after.projects, after.indicators) == (before.projects, before.indicators)
    assert (after.actual_results, after.spending) == (before.actual_results, before.spending)
    assert list_uploads(engine) == uploads_before


def test_a_voided_upload_tells_who_voided_it_and_keeps_its_bytes(engine: Engine) -> None:
    upload_id = append_tables(engine, a_project(), content=b"kept").upload_id
    void_upload(engine, upload_id, who="李科长")
    (upload,) = list_uploads(engine)
    assert upload.voided_by == "李科长"
    assert upload.voided_at is not None
    assert upload.voided_at >= upload.uploaded_at
    assert upload_content(engine, upload_id) == b"kept"


def test_every_change_is_in_the_audit_log(engine: Engine) -> None:
    upload_id = append_tables(engine, a_project()).upload_id
    void_upload(engine, upload_id, who="李科长")
    restore_upload(engine, upload_id, who="王主任")
    columns = audit_log.c.who, audit_log.c.action, audit_log.c.upload_id, audit_log.c.detail
    with engine.connect() as connection:
        entries = connection.execute(select(*columns).order_by(audit_log.c.entry_id)).all()
    assert [tuple(entry) for entry in entries] == [
        ("张会计", "append", upload_id, FILE),
        ("李科长", "void", upload_id, FILE),
        ("王主任", "restore", upload_id, FILE),
    ]


def test_the_revision_grows_with_every_change_and_only_then(engine: Engine) -> None:
    seen = [revision(engine)]
    upload_id = append_tables(engine, a_project(), content=b"same").upload_id
    seen.append(revision(engine))
    void_upload(engine, upload_id, who="李科长")
    seen.append(revision(engine))
    restore_upload(engine, upload_id, who="李科长")
    seen.append(revision(engine))
    assert seen == sorted(set(seen))
    append_tables(engine, a_project(), content=b"same")
    with pytest.raises(StorageError):
        restore_upload(engine, upload_id, who="李科长")
    assert revision(engine) == current(engine).revision == seen[-1]


def test_impossible_changes_are_refused_in_words(engine: Engine) -> None:
    upload_id = append_tables(engine, a_project()).upload_id
    with pytest.raises(StorageError, match="没有撤销，不必恢复"):
        restore_upload(engine, upload_id, who="李科长")
    void_upload(engine, upload_id, who="李科长")
    with pytest.raises(StorageError, match="已经撤销"):
        void_upload(engine, upload_id, who="李科长")
    for action in (void_upload, restore_upload):
        with pytest.raises(StorageError, match="找不到上传记录 404"):
            action(engine, 404, who="李科长")
    with pytest.raises(StorageError, match="找不到上传记录 404"):
        upload_content(engine, 404)
    assert revision(engine) == 2


def test_restoring_is_refused_while_the_same_file_is_in_force(engine: Engine) -> None:
    first = append_tables(engine, a_project(), content=b"same").upload_id
    void_upload(engine, first, who="李科长")
    second = append_tables(engine, a_project(), content=b"same").upload_id
    with pytest.raises(StorageError, match=f"同一文件已作为上传记录 {second} 在使用"):
        restore_upload(engine, first, who="李科长")


def test_a_failing_append_leaves_nothing(engine: Engine) -> None:
    broken = an_indicator(order=2, indicator_name=None)
    with pytest.raises(IntegrityError):
        append_tables(engine, a_project(), an_indicator(), broken, content=b"same")
    with engine.connect() as connection:
        counts = {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in metadata.sorted_tables
            if table.name != "schema_migrations"
        }
    assert set(counts.values()) == {0}
    assert append_tables(engine, a_project(), an_indicator(), content=b"same").is_new


def test_an_indicator_without_its_project_is_a_bug_of_the_caller(engine: Engine) -> None:
    with pytest.raises(ValueError, match="belongs to no project"):
        append_tables(engine, a_project(), an_indicator(fiscal_year=2025))


def test_dates_are_days(engine: Engine) -> None:
    append_report(engine, a_result(as_of=date(2024, 6, 30)))
    assert current(engine).actual_results[0].as_of == date(2024, 6, 30)


def test_a_confirmed_match_is_remembered_while_its_upload_is_in_force(engine: Engine) -> None:
    stored = append_report(engine, a_result(), matches={"项目｜旧名": "p1-i1"})
    assert remembered_matches(engine) == {"项目｜旧名": "p1-i1"}
    void_upload(engine, stored.upload_id, who="李会计")
    assert remembered_matches(engine) == {}


def test_changes_tell_old_and_new_through_correction_undo_and_redo(engine: Engine) -> None:
    first = append_report(engine, a_result(actual="90人"), a_spending(spent="100"))
    second = append_report(engine, a_result(actual="95人"), a_spending(spent="100"))
    void_upload(engine, second.upload_id, who="乙")
    restore_upload(engine, second.upload_id, who="丙")
    void_upload(engine, first.upload_id, who="丁")
    changes = list_changes(engine, fiscal_year=2024)
    assert [(item.action, item.who, item.old, item.new) for item in changes if item.subject_id == "p1-i1"] == [
        ("上传", "张会计", None, "90人"),
        ("上传", "张会计", "90人", "95人"),
        ("撤销", "乙", "95人", "90人"),
        ("恢复", "丙", "90人", "95人"),
    ]
    assert [(item.old, item.new, item.cell) for item in changes if item.subject_id == "p1"] == [
        (None, "年初预算 831,100.00 元；执行 100.00 元", "表1 D4")
    ]
