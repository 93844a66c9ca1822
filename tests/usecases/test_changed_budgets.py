"""A goal table that gives a stored project another budget says so before it is stored."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from perfdata.__main__ import main
from perfdata.core.terms import Severity
from perfdata.usecases import uploading
from perfdata.usecases.preview import Preview
from tests.builders import goal_table, goal_tables

NAME, UNIT = "古桥修缮【首期】", "柳湾镇文广站"


def previewed(engine: Engine, **facts: str) -> Preview:
    content = goal_tables(goal_table(**{"name": NAME, "unit": UNIT, "budget": "380000"} | facts))  # type: ignore[arg-type]
    return uploading.preview_file(engine, content, file_name="表.txt", today=date(2025, 2, 1))


@pytest.fixture(autouse=True)
def stored(engine: Engine) -> None:
    uploading.confirm(engine, previewed(engine), uploaded_by="王五")


def told(preview: Preview) -> list[tuple[Severity, str, int | None]]:
    return [
        (item.severity, item.message, item.place and item.place.line)
        for item in preview.findings
        if item.rule_id == "budget_changed"
    ]


def test_another_budget_is_a_warning_with_both_amounts_at_the_amount(engine: Engine):
    preview = previewed(engine, name="古桥修缮（首期）", budget="42.5", budget_label="2024年预算金额（万元）")
    [(severity, message, line)] = told(preview)
    assert (severity, line) == (Severity.WARNING, 9)
    assert "已入库的年度预算是 380,000 元，这张表是 425,000 元" in message
    assert not preview.has_errors


@pytest.mark.parametrize("budget", ["380,000.00", "38万元"])
def test_the_same_budget_written_otherwise_says_nothing(engine: Engine, budget: str):
    assert told(previewed(engine, budget=budget, annual_goal="修缮古桥两座。")) == []


def test_a_new_project_has_no_changed_budget(engine: Engine):
    assert told(previewed(engine, name="戏台修缮", budget="90000")) == []


def test_a_dry_run_prints_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'budget.db'}")
    for budget in ("380000", "400000"):
        (tmp_path / f"{budget}.txt").write_bytes(goal_tables(goal_table(name=NAME, unit=UNIT, budget=budget)))
    assert main(["import", str(tmp_path / "380000.txt")]) == 0
    assert main(["import", str(tmp_path / "400000.txt"), "--dry-run"]) == 0
    assert "380,000 元，这张表是 400,000 元" in capsys.readouterr().out
