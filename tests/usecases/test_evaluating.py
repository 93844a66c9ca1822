"""Projects of the store scored: printed scores beside ours, weights that a person set, frames and charts of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from perfdata.core.official_forms import PublishedForm
from perfdata.core.scores import ManualWeight
from perfdata.core.terms import Attainment, Level2, WeightSource
from perfdata.presenting import score_frames as scores
from perfdata.presenting.charts import scores as charts
from perfdata.storing.store import Current
from perfdata.usecases.evaluating import Evaluated, evaluate
from tests.score_builders import PLACE, SCHEMES, a_project, a_result, a_spending, an_indicator

SCHEME = SCHEMES["ministry_2020"]
RESULTS = (
    a_result("8户", given="40", indicator_id="a"),  # 8 ÷ 10 × 50 = 40
    a_result(None, grade=Attainment.PARTLY_MET, given="20", indicator_id="b"),  # inside 18–24
    a_result("81%", given="10", indicator_id="c"),  # 81 ÷ 90 × 10 = 9
)
PUBLISHED = PublishedForm(
    project_id="p1",
    fiscal_year=2024,
    execution_points=Decimal(10),
    execution_score=Decimal(9),
    total_points=Decimal(100),
    total_score=Decimal(79),
    actual_goal=None,
    place=PLACE,
)


def records(**changes: object) -> Current:
    stored = Current(
        revision=1,
        projects=(a_project(),),
        indicators=(
            an_indicator("10户", weight="50", indicator_id="a", name="补助户数"),
            an_indicator("提升", weight="30", level2=Level2.SOCIAL, indicator_id="b", name="生活改善"),
            an_indicator("≥90%", weight="10", level2=Level2.BENEFICIARY_SATISFACTION, indicator_id="c", name="满意度"),
        ),
        actual_results=RESULTS,
        spending=(a_spending("90000", "100000"),),  # 9 of 10
    )
    return replace(stored, **changes)  # type: ignore[arg-type]


def evaluated(**changes: object) -> Evaluated:
    (item,) = evaluate(records(**changes), SCHEME)
    return item


def test_printed_scores_are_kept_beside_ours_and_told():
    item = evaluated(published=(PUBLISHED,))
    assert (item.score.total_score, item.score.grade) == (Decimal("78.00"), "中")  # 40 + 20 + 9 + 9
    assert [(found.item, found.published, found.computed) for found in item.differences] == [
        ("满意度", Decimal(10), Decimal("9.00")),
        ("总分", Decimal(79), Decimal("78.00")),
    ]


def test_without_a_stored_form_nothing_is_compared():
    assert evaluated().differences == ()


def test_printed_execution_points_hold_for_the_weights_of_the_table():
    without = replace(PUBLISHED, execution_points=Decimal(0), execution_score=Decimal(0))
    assert evaluated(published=(without,)).score.total_points == Decimal(90)


def test_weights_that_a_person_set_go_before_those_of_the_table():
    manual = tuple(
        ManualWeight(project_id="p1", fiscal_year=2024, indicator_id=key, weight_points=Decimal(points))
        for key, points in {"a": "20", "b": "60", "c": "10"}.items()
    )
    score = evaluated(weights=manual).score
    assert score.weight_source is WeightSource.MANUAL
    assert score.scores[0].score == Decimal("16.00")  # 8 ÷ 10 × 20


def frames(**changes: object) -> dict:
    items = evaluate(records(**changes), SCHEME)
    return scores.score_frames(items, {result.indicator_id: result for result in RESULTS})


def test_points_lost_are_sorted_with_the_execution_among_them():
    lost = scores.lost_points(frames(), "p1")
    assert lost[["item", "lost_points"]].to_numpy().tolist() == [
        ["补助户数", 10.0],
        ["生活改善", 10.0],
        ["预算执行率", 1.0],
        ["满意度", 1.0],
    ]
    assert lost["explanation"].tolist()[0].endswith("：8 ÷ 10 × 50 = 40 分，扣 10 分。")


def test_charts_say_their_numbers_in_words():
    levels = charts.levels_of(frames(), count=len(frames()["project_scores"]))
    assert levels.alt == "助学补助　78 分　中。"
    assert levels.table.to_numpy().tolist() == [["助学补助", 9.0, 40.0, 20.0, 9.0]]
    losses = charts.losses_of(frames(), project_id="p1")
    assert losses.title == "助学补助：从满分到得分"
    assert (
        losses.alt == "满分 100 分；补助户数扣 10 分；生活改善扣 10 分；预算执行率扣 1 分；满意度扣 1 分；得分 78 分。"
    )
    assert losses.figure["data"][0]["x"] == [100, -10, -10, -1, -1, 78]


def test_many_losses_end_in_one_row_for_the_rest():
    losses = charts.losses_of(frames(), project_id="p1", most=3)
    assert losses.table["项目"].tolist() == ["补助户数", "生活改善", "其余 2 项"]
    assert losses.table["扣分（分）"].tolist() == [10, 10, 2]


def test_part_scores_are_charted_as_such():
    part = frames(actual_results=RESULTS[:1])
    assert charts.levels_of(part, count=1).alt == "助学补助　已填报部分 49 / 60。"
    assert charts.losses_of(part, project_id="p1").title == "助学补助：从已填报部分应得到得分"


def test_strict_review_names_its_reasons():
    assert scores.strict_table(frames(), "p1")["strict_reason"].tolist() == [
        "没有佐证：0.8 × 40",
        "没有佐证：0.8 × 20",
        "没有佐证：0.8 × 9",
    ]
