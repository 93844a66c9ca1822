"""封账 at the door: who may close, what a preview tells, and files that come in bulk or with the system."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from perfdata.__main__ import main
from perfdata.core.errors import ClosedError, StorageError
from perfdata.core.people import Actor
from perfdata.core.terms import Role
from perfdata.storing import store
from perfdata.usecases import closing, demo, opening, uploading
from perfdata.usecases.concluding import catch_up
from tests.builders import goal_table, goal_tables
from tests.usecases.test_form_corrections import form
from tests.usecases.test_rights import OTHER, OWN, person

TODAY = date(2025, 3, 1)


@pytest.fixture
def engine(empty: Engine) -> Engine:
    """A project of each of two units."""
    for unit in (OWN, OTHER):
        uploading.confirm(empty, preview(empty, goal_table(unit=unit)), uploaded_by="命令行")
    return empty


def preview(engine: Engine, *tables: str) -> uploading.Preview:
    return uploading.preview_file(engine, goal_tables(*tables), file_name="表.txt", today=TODAY)


def test_a_preview_tells_what_the_confirmation_would_refuse(engine: Engine):
    own, other = (preview(engine, goal_table(unit=unit, budget="30000")) for unit in (OWN, OTHER))
    new = preview(engine, goal_table(name="修路工程", unit=OWN))
    assert closing.refusal(engine, own) is None
    closing.close(engine, fiscal_year=2024, units=[OWN], who="李主任")
    for draft in (own, new):
        told = closing.refusal(engine, draft)
        assert told is not None
        with pytest.raises(ClosedError) as refused:
            uploading.confirm(engine, draft, uploaded_by="张会计")
        assert str(refused.value) == str(told)
    assert closing.refusal(engine, other) is None
    uploading.confirm(engine, other, uploaded_by="张会计")


def test_a_form_is_told_by_its_project_and_its_day(engine: Engine):
    text = form("修路工程", unit="（万元）").encode()
    draft = uploading.preview_file(engine, text, file_name="自评.txt", today=TODAY)
    closing.close(engine, fiscal_year=2024, through=date(2024, 6, 30), who="李主任")
    assert closing.refusal(engine, draft) is None
    closing.close(engine, fiscal_year=2024, who="李主任")
    assert str(closing.refusal(engine, draft)).startswith("全部单位 2024 年度的数据已由 李主任 于 ")


def test_demonstration_data_come_into_no_closed_year(engine: Engine):
    catch_up(engine)
    closing.close(engine, fiscal_year=2024, through=date(2024, 6, 30), units=[OTHER], who="李主任")
    with pytest.raises(ClosedError):
        demo.load_demo(engine, fiscal_year=2024, who="李主任")


@pytest.mark.parametrize(
    ("who", "units", "may"),
    [
        (person(Role.ADMINISTRATOR), [], True),
        (person(Role.REVIEWER, OWN), [OWN], True),
        (person(Role.REVIEWER, OWN), [OTHER], False),
        (person(Role.REVIEWER, OWN), [], False),
        (person(Role.CLERK, OWN), [OWN], False),
        (person(Role.VIEWER), [], False),
    ],
)
def test_a_year_is_closed_and_reopened_by_who_reviews_the_units(
    engine: Engine, who: Actor, units: list[str], may: bool
):
    if may:
        [made] = closing.close(engine, fiscal_year=2024, units=units, who=who)
        assert closing.reopen(engine, made.closing_id, reason="更正", who=who).closing_id == made.closing_id
        return
    [made] = closing.close(engine, fiscal_year=2024, units=units, who="李主任")
    with pytest.raises(StorageError, match=r"没有重开|只有管理全部单位"):
        closing.reopen(engine, made.closing_id, reason="更正", who=who)
    with pytest.raises(StorageError, match=r"没有封账|只有管理全部单位"):
        closing.close(engine, fiscal_year=2023, units=units, who=who)


def test_a_day_of_another_year_closes_nothing(engine: Engine):
    with pytest.raises(StorageError, match="封账日期 2025-01-01 不在 2024 年度内"):
        closing.close(engine, fiscal_year=2024, through=date(2025, 1, 1), who="李主任")


def test_a_unit_that_nobody_knows_is_not_closed(engine: Engine):
    with pytest.raises(StorageError, match="2024 年度没有用款单位“某镇教育力”：请核对名称。没有封账。"):
        closing.close(engine, fiscal_year=2024, units=["某镇教育力"], who="李主任")
    assert closing.list_closings(engine) == []


def test_of_many_files_only_those_of_closed_units_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'bulk.db'}")
    folder = tmp_path / "表"
    folder.mkdir()
    for unit in (OWN, OTHER):
        (folder / f"{unit}.txt").write_bytes(goal_tables(goal_table(unit=unit)))
    assert main(["import", str(folder), "--by", "张三"]) == 0
    assert main(["close", "--year", "2024", "--unit", OWN, "--by", "李主任"]) == 0
    for unit in (OWN, OTHER):
        (folder / f"{unit}2.txt").write_bytes(goal_tables(goal_table(unit=unit, name="河道整治")))
    capsys.readouterr()
    assert main(["import", str(folder), "--by", "张三", "--json"]) == 2
    told = {item["file_name"]: item for item in json.loads(capsys.readouterr().out)["files"]}
    assert told[f"{OWN}2.txt"]["error"].startswith(f"{OWN} 2024 年度的数据已由 李主任 于 ")
    assert told[f"{OTHER}2.txt"]["stored"]


def test_tables_that_come_with_the_system_keep_nothing_from_opening(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'perfdata.db'}"
    engine = store.open_store(url)
    closing.close(engine, fiscal_year=2024, who="李主任")
    engine.dispose()
    engine = opening.open_with_bundled_tables(url)
    [reason] = opening.left_out(engine)
    assert "goal_tables_2024.txt：全部单位 2024 年度的数据已由 李主任 于" in reason
    assert store.list_uploads(engine) == []
    engine.dispose()
