"""Rows of self-evaluations as a person judges them (rows_by_hand.tsv): verdict and points of 10."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from perfdata.assessing.indicator_scoring import score_indicator
from perfdata.assessing.self_evaluation_form import read_actual
from perfdata.core.scores import Score
from perfdata.core.terms import Level2, OpenQuestion, Outcome, WeightSource
from tests.score_builders import SCHEMES, a_result, an_indicator

LINES = Path(__file__).with_name("rows_by_hand.tsv").read_text("utf-8").splitlines()
ROWS = [line.split("\t") for line in LINES if not line.startswith("#")][1:]
LEVELS = {level.label.removesuffix("指标").removesuffix("影响"): level for level in Level2}
LEVELS |= {"满意度": Level2.BENEFICIARY_SATISFACTION, "态": Level2.ECOLOGICAL, "成本": Level2.COST}
VERDICTS = {
    "met": (Outcome.MET, None),
    "part": (Outcome.PARTLY_MET, None),
    "miss": (Outcome.NOT_MET, None),
    "open": (Outcome.NOT_COMPARABLE, None),
    "no_data": (Outcome.NO_DATA, None),
    "direction": (Outcome.NOT_COMPARABLE, OpenQuestion.DIRECTION),
    "period": (Outcome.NOT_COMPARABLE, OpenQuestion.PERIOD),
}


def scored(level: str, name: str, target: str, actual: str) -> Score:
    text, grade = read_actual(actual)
    return score_indicator(
        an_indicator(target, name=name, level2=LEVELS[level], weight="10"),
        weight_points=Decimal(10),
        weight_source=WeightSource.GOAL_TABLE,
        result=a_result(text, grade=grade),
        spending=None,
        scheme=SCHEMES["ministry_2020"],
    )


@pytest.mark.parametrize("row", ROWS, ids=["｜".join(row[1:4]) for row in ROWS])
def test_a_row_is_judged_as_a_person_judges_it(row: list[str]):
    level, name, target, actual, verdict, *points = row
    found = scored(level, name, target, actual)
    completion = found.completion
    assert (completion.outcome, completion.question) == VERDICTS[verdict], found.explanation
    assert found.score == (Decimal(points[0]) if points else None), found.explanation


def test_there_are_150_rows_of_every_verdict():
    assert len(ROWS) >= 150
    assert {row[4] for row in ROWS} == set(VERDICTS)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("数量", "投诉起数", "=3起", "1起"), "目标写作“=”，低于按达到目标计，请核对"),
        (("数量", "建档户数", "=64户", "70户"), "目标写作“=”，超过按达到目标计，请核对"),
        (("成本", "苗木单价", "100-120元/株", "95元/株"), "低于目标 100～120 元/株，达到目标；超出区间，请核对"),
        (("满意度", "满意度", "≥90%", "89.996%"), "89.996 ÷ 90 × 10 ≈ 10 分"),
        (("数量", "培训人次", "≥3000人次", "2999人次"), "99.97%，未达到目标"),
        (("数量", "道路长度", "5公里", "5000米"), "单位换算：5,000 米 = 5 公里"),
        (("时效", "抢修时间", "≤2小时", "100分钟"), "单位换算：100 分钟 ≈ 1.666667 小时"),
        (("社会效益", "有责投诉", "无投诉", "0起"), "目标“无投诉”按 0 起 比较"),
        (("质量", "整改任务", "全部完成", "92%"), "目标“全部完成”按 100% 比较"),
        (("质量", "年度考核", "良好及以上", "优秀"), "实际“优秀”符合目标“良好及以上”"),
        (("数量", "信访件受理量", "100件", "130件"), "实际“130件”高于目标，确认之前不判断"),
        (("数量", "河道巡查", "每两月1次", "6次/年"), "应为 1 次/双月 × 6 = 6 次"),
    ],
    ids=lambda item: item if isinstance(item, str) else "",
)
def test_the_sentence_says_how_it_was_judged(row: tuple[str, str, str, str], words: str):
    assert words in scored(*row).explanation
