"""分值 that are printed stay; rows without any weigh nothing, wait, or share, and are never weighed anew."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from perfdata.assessing.scoring import score_project
from perfdata.assessing.weights import allot_weights
from perfdata.core.model import Indicator
from perfdata.core.scores import ProjectScore
from perfdata.core.terms import Level2, WeightSource
from tests.score_builders import SCHEMES, a_project, a_result, a_spending, an_indicator

M2020, M2021 = SCHEMES["ministry_2020"], SCHEMES["ministry_2021"]
LEVELS = {
    "数": Level2.QUANTITY,
    "质": Level2.QUALITY,
    "成": Level2.COST,
    "社": Level2.SOCIAL,
    "可": Level2.SUSTAINABILITY,
    "满": Level2.BENEFICIARY_SATISFACTION,
}


def rows(*texts: str) -> list[Indicator]:
    """Each a category and its points: 数20, 社 without any."""
    return [
        an_indicator("≥10户", level2=LEVELS[text[0]], weight=text[1:] or None, indicator_id=f"i{number}")
        for number, text in enumerate(texts)
    ]


def scored(indicators: list[Indicator], *, given: str | None = None, **more: Any) -> ProjectScore:
    results = {item.indicator_id: a_result("10户", given=given, indicator_id=item.indicator_id) for item in indicators}
    return score_project(a_project(), indicators, results=results, spending=a_spending("1", "1"), scheme=M2020, **more)


@pytest.mark.parametrize(
    ("texts", "points"),
    [
        (("数20", "质20", "数10", "社30", "可", "满10"), [20, 20, 10, 30, 0, 10]),  # all add up to 90
        (("数25", "质25", "数", "社30", "满5"), [25, 25, 0, 30, 5]),  # the level of the blank row is full
        (("数50", "社40", "社"), [50, 40, 0]),  # 90 in all, split otherwise than by the scheme
        (("数60", "社20", "满"), [60, 20, 0]),  # 80 beside 20 of the execution
    ],
)
def test_a_row_without_points_weighs_nothing_beside_those_that_add_up(texts: tuple[str, ...], points: list[int]):
    allotted = allot_weights(rows(*texts), scheme=M2020)
    assert (allotted.points, allotted.source, allotted.has_gaps) == (points, WeightSource.GOAL_TABLE, False)
    assert "1 项指标没有分值" in allotted.notes[0]
    assert "按 0 分计" in allotted.notes[0]


def test_rows_that_lack_their_points_wait_and_the_printed_ones_stay():
    score = scored(rows("数20", "质", "社30", "满10"))
    assert [own.weight_points for own in score.scores] == [20, 0, 30, 10]
    assert [own.score for own in score.scores] == [20, None, 30, 10]
    assert score.scores[1].explanation.endswith("没有分值，补填之前不计分。")
    assert (score.total_score, score.grade) == (None, None)
    assert score.notes[0] == "1 项指标没有分值，已有分值合计 60 分，请补填；补填之前这些指标不计分。"


def test_a_form_with_scores_but_without_points_is_not_scored_anew():
    score = scored(rows("数", "社"), given="45")
    assert (score.weight_source, score.total_score, score.grade) == (WeightSource.NONE, None, None)
    assert [own.score for own in score.scores] == [None, None]
    assert score.scores[0].explanation.endswith("本表没有分值，不能复算。")
    assert score.notes == ("本表有得分而没有分值，不能复算，请在表中补填分值。",)


def test_a_form_without_any_points_is_scored_only_by_a_chosen_scheme():
    assert scored(rows("数", "社"), is_form_without_points=True).weight_source is WeightSource.NONE
    assert scored(rows("数", "社")).total_score == 100


@pytest.mark.parametrize(
    ("texts", "points"),
    [
        (("数", "质", "社", "满"), ["25.00", "25.00", "30.00", "10.00"]),
        (("数", "质", "社"), ["25.00", "25.00", "40.00"]),  # no satisfaction: its 10 go to 效益
        (("数", "成", "社", "满"), ["40.00", "20.00", "20.00", "10.00"]),
        (("数", "成", "社"), ["40.00", "20.00", "30.00"]),
    ],
)
def test_without_cost_the_scheme_of_2021_gives_50_30_10(texts: tuple[str, ...], points: list[str]):
    assert [str(each) for each in allot_weights(rows(*texts), scheme=M2021).points] == points


def test_a_chosen_scheme_keeps_100_points_though_the_form_prints_another_share_of_the_execution():
    score = score_project(
        a_project(),
        rows("数", "社"),
        results={},
        spending=a_spending("1", "1"),
        scheme=SCHEMES["province_20_40_40"],
        execution_points=Decimal(10),
    )
    assert (score.execution.points, score.total_points) == (20, 100)
