"""What a 自评表 leaves open (unit, year) holds it back, is asked, and may be said by the clerk."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from perfdata.__main__ import main
from perfdata.core.errors import StorageError
from perfdata.storing import store
from perfdata.usecases.preview import Preview, SelfEvaluationPreview
from perfdata.usecases.uploading import confirm, preview_file

FORM = """项目支出绩效自评表
（{year}）
项目名称\t{name}
主管部门\t某县水利局\t实施单位\t某镇人民政府
项目资金{unit}\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t100\t100\t90\t10\t90%\t9
年度总体目标\t预期目标\t实际完成情况
\t今年完成一批。\t已完成。
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t数量指标\t受益户数\t≥100户\t90户\t90\t81\t两户搬迁；已列入明年。
总分\t\t\t\t\t\t100\t90\t
"""


@pytest.fixture
def engine(empty: Engine) -> Engine:
    return empty


def form(name: str = "饮水工程", *, unit: str = "", year: str = "2024年度") -> str:
    return FORM.format(name=name, unit=unit, year=year)


def preview(engine: Engine, text: str, corrections: dict[str, str] | None = None) -> Preview:
    return preview_file(engine, text.encode(), file_name="表.txt", today=date(2025, 3, 1), corrections=corrections)


def rules(draft: Preview) -> list[str]:
    return [finding.rule_id for finding in draft.findings if finding.severity.value == "error"]


def test_a_form_with_an_error_is_held_and_only_the_sound_one_is_stored(engine: Engine):
    draft = preview(engine, form() + form("修路工程", unit="（万元）"))
    assert rules(draft) == ["money_unit_missing"]
    assert draft.held_count == 1
    confirm(engine, draft, uploaded_by="张三", accept_sound_rows=True)
    records = store.current(engine, fiscal_year=2024)
    assert [project.project_name for project in records.projects] == ["修路工程"]
    assert [row.spent_yuan for row in records.spending] == [Decimal(900_000)]


def test_a_file_of_unsound_forms_alone_stores_nothing(engine: Engine):
    draft = preview(engine, form())
    assert (draft.held_count, draft.row_count) == (1, 0)
    with pytest.raises(StorageError, match="没有可以写入的内容"):
        confirm(engine, draft, uploaded_by="张三", accept_sound_rows=True)


def test_unit_and_year_that_the_clerk_says_are_taken_and_remembered(engine: Engine):
    asked = preview(engine, form(year="    年度"))
    assert {"money_unit_missing", "fiscal_year_missing"} <= set(rules(asked))
    assert asked.understanding is not None
    assert [table.project.project_name for table in asked.read_tables] == ["饮水工程"]
    told = preview(engine, form(year="    年度"), {"money_unit": "万元", "fiscal_year": "2024"})
    assert rules(told) == []
    assert told.corrections == {"money_unit": "万元", "fiscal_year": "2024"}
    confirm(engine, told, uploaded_by="张三")
    assert [row.spent_yuan for row in store.current(engine, fiscal_year=2024).spending] == [Decimal(900_000)]
    again = preview(engine, form("修路工程", year="2025年度"))
    assert rules(again) == []
    told = [(item.rule_id, item.message) for item in again.findings]
    assert ("money_unit_remembered", "按上次的回答，金额单位为万元。") in told
    assert "fiscal_year_missing" in rules(preview(engine, form("修路工程", year="    年度")))
    assert isinstance(again, SelfEvaluationPreview)
    assert [row.spent_yuan for row in again.records.spending] == [Decimal(900_000)]


def test_import_takes_unit_and_year_of_a_form(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'y.db'}")
    path = tmp_path / "表.txt"
    path.write_text(form(year="    年度"), encoding="utf-8")
    assert main(["import", str(path), "--json"]) == 1
    capsys.readouterr()
    assert main(["import", str(path), "--money-unit", "元", "--fiscal-year", "2024", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kind"] == "self_evaluations"


def test_totals_that_are_not_the_sum_of_their_parts_are_asked_about(engine: Engine):
    parts = "\t其中：当年财政拨款\t80\t100\t90\t—\t—\t—\n年度总体目标"
    text = form(unit="（万元）").replace("年度总体目标", parts, 1).replace("总分\t\t\t\t\t\t100", "总分\t\t\t\t\t\t98")
    draft = preview(engine, text)
    said = {item.rule_id: item for item in draft.findings}
    assert said["funding_parts_differ"].message == (
        "“饮水工程”的年初预算数总额 1,000,000 元，分项合计 800,000 元，按总额计算。"
    )
    assert said["funding_parts_differ"].expected == "800,000 元"
    assert said["published_points_differ"].message == "“饮水工程”各项分值合计 100，总分栏的分值为 98，请核对。"
    assert not draft.has_errors
