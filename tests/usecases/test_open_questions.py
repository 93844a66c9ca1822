"""Results that nothing lets judge are asked about once, remembered with their indicator, and never scored before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from perfdata.core.indicator_answers import IndicatorQuestion
from perfdata.core.terms import Outcome
from perfdata.storing import store
from perfdata.usecases import evaluating, history, uploading
from perfdata.usecases.preview import Preview

TODAY = date(2025, 3, 1)
HEAD = """项目支出绩效自评表
（2024年度）
项目名称\t湿地巡护
主管部门\t林业局\t实施单位\t湿地站
项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t10\t10\t10\t10\t100%\t10
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = store.open_store(f"sqlite:///{tmp_path / 'perfdata.db'}")
    yield engine
    engine.dispose()


def form(name: str, target: str, actual: str, *, level2: str = "质量指标") -> bytes:
    level1 = "效益指标" if "效益" in level2 else "产出指标"
    return f"{HEAD}\t{level1}\t{level2}\t{name}\t{target}\t{actual}\t90\t\t\n".encode()


def previewed(engine: Engine, content: bytes, **more: Any) -> Preview:
    return uploading.preview_file(engine, content, file_name="自评表.txt", today=TODAY, **more)


def question_of(preview: Preview) -> IndicatorQuestion:
    [question] = [item for item in preview.questions if isinstance(item, IndicatorQuestion)]
    return question


def confirm(engine: Engine, preview: Preview) -> int:
    return uploading.confirm(engine, preview, uploaded_by="张三").upload_id


def scored(engine: Engine) -> tuple[Outcome, Decimal | None]:
    [evaluated] = evaluating.evaluate_store(engine, fiscal_year=2024)
    [own] = evaluated.score.scores
    return own.completion.outcome, own.score


def rules(preview: Preview) -> list[str]:
    return [finding.rule_id for finding in preview.findings]


def test_a_result_below_a_target_of_unknown_direction_is_asked_about_and_not_scored(engine: Engine):
    preview = previewed(engine, form("底泥翻动比", "5%", "3%"))
    assert "direction_open" in rules(preview)
    assert list(question_of(preview).options.values()) == ["越大越好（≥）", "越小越好（≤）"]
    assert "方向不明，请确认" in question_of(preview).text
    confirm(engine, preview)
    assert scored(engine) == (Outcome.NOT_COMPARABLE, None)


@pytest.mark.parametrize(("answer", "expected"), [("le", (Outcome.MET, 90)), ("ge", (Outcome.PARTLY_MET, 54))])
def test_the_answer_decides_and_is_remembered_with_the_indicator(engine: Engine, answer: str, expected: Any):
    content = form("底泥翻动比", "5%", "3%")
    key = question_of(previewed(engine, content)).row_key
    answered = previewed(engine, content, choices={key: answer})
    assert "direction_open" not in rules(answered)
    upload_id = confirm(engine, answered)
    assert scored(engine) == expected
    later = previewed(engine, form("底泥翻动比", "5%", "3.5%"))
    assert not later.questions
    history.undo(engine, upload_id, who="张三")
    assert previewed(engine, form("底泥翻动比", "5%", "3.5%")).questions


@pytest.mark.parametrize(
    ("name", "target", "actual", "level2"),
    [
        ("底泥翻动比", "5%", "6%", "质量指标"),  # above: met either way of reading it as at least
        ("底泥翻动比", "≥5%", "3%", "质量指标"),  # the table says it
        ("巡护里程", "500公里", "400公里", "数量指标"),  # a count under 数量指标
        ("底泥翻动比", "100%", "90%", "质量指标"),  # nothing is above 100 %
        ("带动收入", "5万元", "4万元", "经济效益指标"),
        ("候鸟死亡率", "5%", "3%", "质量指标"),  # the name says it
    ],
)
def test_what_name_unit_or_category_decide_is_not_asked(
    engine: Engine, name: str, target: str, actual: str, level2: str
):
    assert not previewed(engine, form(name, target, actual, level2=level2)).questions


def test_a_comparator_against_its_name_counts_and_is_asked_about(engine: Engine):
    preview = previewed(engine, form("候鸟死亡率", "≥5%", "3%"))
    assert "comparator_contradicts_name" in rules(preview)
    assert any("通常越小越好" in finding.message for finding in preview.findings)
    confirm(engine, preview)
    assert scored(engine) == (Outcome.PARTLY_MET, Decimal("54.00"))


@pytest.mark.parametrize(
    ("target", "actual", "answer", "points"),
    [
        ("1次/月", "6次", "total", "45.00"),  # 6 of 12
        ("1次/月", "1次", "each", "90"),
        ("每季度2次", "6次", "total", "67.50"),  # 6 of 8
        ("2次/周", "104次", "total", "90"),  # 52 whole weeks
        ("1次/半年", "1次", "total", "45.00"),
        ("1000元/人/月", "6000元/人", "total", "45.00"),
    ],
)
def test_a_result_without_the_period_of_its_target_is_asked_about(
    engine: Engine, target: str, actual: str, answer: str, points: str
):
    content = form("巡护考核", target, actual, level2="时效指标")
    preview = previewed(engine, content)
    assert "period_open" in rules(preview)
    question = question_of(preview)
    assert list(question.options) == ["total", "each"]
    confirm(engine, preview)
    assert scored(engine) == (Outcome.NOT_COMPARABLE, None)
    confirm(engine, previewed(engine, content + b"\n", choices={question.row_key: answer}))
    assert scored(engine)[1] == Decimal(points)


def test_a_result_that_states_its_period_is_not_asked_about(engine: Engine):
    for actual, expected in (("6次/年", Decimal("45.00")), ("全年12次", 90), ("1次/月", 90)):
        preview = previewed(engine, form("巡护考核", "1次/月", actual, level2="时效指标"))
        assert not preview.questions
        confirm(engine, preview)
        assert scored(engine)[1] == expected


def test_a_total_is_measured_by_the_periods_gone_by_at_its_day(engine: Engine):
    content = form("巡护考核", "1次/月", "6次", level2="时效指标")
    key = question_of(previewed(engine, content)).row_key
    confirm(engine, previewed(engine, content, choices={key: "total"}))
    [indicator] = store.current(engine, fiscal_year=2024).indicators
    assert indicator.result_basis is not None
    [evaluated] = evaluating.evaluate_store(engine, fiscal_year=2024)
    assert evaluated.score.scores[0].completion.explanation.startswith(
        "截至 2024-12-31 应为 1 次/月 × 12 = 12 次；实际 6 次 ÷ 目标 12 次 = 50.0%，未达到目标。"
    )


@pytest.mark.parametrize("target", ["公里", "高中低", "好/坏", "元/人", "优、良、差", "有无", "**人"])
def test_a_target_without_a_value_is_asked_about_and_never_met(engine: Engine, target: str):
    preview = previewed(engine, form("巡护效果", target, target))
    assert "target_without_value" in rules(preview)
    confirm(engine, preview)
    assert scored(engine)[0] in (Outcome.NOT_COMPARABLE, Outcome.NO_DATA)
    confirm(engine, previewed(engine, form("巡护效果", target, "高")))
    assert scored(engine) == (Outcome.NOT_COMPARABLE, None)


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("零投诉", "0"),
        ("零事故", "0起"),
        ("全覆盖", "100%"),
        ("全面覆盖", "100"),
        ("长期", "长期"),
        ("有效 提升", "有效提升"),
    ],
)
def test_words_that_say_the_same_as_the_result_are_met(engine: Engine, target: str, actual: str):
    confirm(engine, previewed(engine, form("巡护效果", target, actual)))
    assert scored(engine) == (Outcome.MET, 90)
