"""Projects of the store scored: printed scores beside ours, weights that a person set, frames and charts of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pandas as pd

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


BANDS = [("优", 90.0), ("良", 80.0), ("中", 60.0), ("差", 0.0)]


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
    grades = charts.grades_of(frames(), BANDS, count=1, scored=1)
    assert (grades.title, grades.alt) == ("各项目得分与等级", "助学补助 78.00 分 中。")
    assert grades.figure["data"][0]["x"] == [78]
    assert [(note["text"], note["x"]) for note in grades.figure["layout"]["annotations"]] == [
        ("优", 95),
        ("良", 85),
        ("中", 70),
    ]
    losses = charts.losses_of(frames(), project_id="p1")
    assert losses.title == "助学补助：从满分到得分"
    assert (
        losses.alt == "满分 100 分；补助户数扣 10.00 分；生活改善扣 10.00 分；预算执行率扣 1.00 分；满意度扣 1.00 分；"
        "得分 78.00 分。"
    )
    assert losses.figure["data"][0]["x"] == [100, 10, 10, 1, 1, 78]


def test_of_many_scores_the_lowest_and_the_highest_are_drawn_and_the_rest_is_one_strip():
    one = frames()["project_scores"]
    held = [30.0, 61.0, 62.0, 63.0, 64.0, 65.0, 66.0, 67.0, 68.0, 70.5, 91.0, 95.0, 96.0, 97.0]
    many = pd.concat([one.assign(total_points_score=score, short_name=f"项目{score:g}") for score in held])
    chart = charts.grades_of({"project_scores": many}, BANDS, count=230, scored=214)
    assert chart.title == "得分最低的 9 个和最高的 3 个项目"
    assert chart.figure["data"][0]["x"] == [*held[:9], *held[-3:]]
    assert chart.figure["data"][0]["y"] == [*range(9), 10, 11, 12]
    layout = chart.figure["layout"]
    assert layout["yaxis"]["ticktext"][8:11] == ["项目68", "其余 202 个", "项目95"]
    assert layout["annotations"][-1]["text"] == "70.50–91.00"
    assert (layout["shapes"][-1]["x0"], layout["shapes"][-1]["x1"]) == (70.3, 91.2)
    assert layout["height"] == 446
    assert [row["project"] for row in chart.leads_to][9] == "项目95"
    assert "项目68 68.00 分 中；其余 202 个　70.50–91.00；项目95" in chart.alt
    assert chart.note.startswith("16 个项目未填报齐")
    assert [note["text"] for note in layout["annotations"][:4]] == ["优", "良", "中", "差"]


def test_many_losses_end_in_one_row_for_the_rest():
    losses = charts.losses_of(frames(), project_id="p1", most=3)
    assert losses.table["项目"].tolist() == ["补助户数", "生活改善", "其余 2 项"]
    assert losses.table["扣分（分）"].tolist() == [10, 10, 2]


def test_part_scores_are_charted_as_such():
    part = frames(actual_results=RESULTS[:1])
    assert charts.grades_of(part, BANDS, count=1, scored=0).title == "还没有完整的总分"
    assert charts.grades_of(part, BANDS, count=1, scored=0).note.startswith("1 个项目未填报齐，没有总分。")
    assert charts.losses_of(part, project_id="p1").title == "助学补助：从已填报部分满分到得分"


def test_strict_review_names_its_reasons():
    assert scores.strict_table(frames(), "p1")["strict_reason"].tolist() == [
        "没有佐证：0.8 × 40",
        "没有佐证：0.8 × 20",
        "没有佐证：0.8 × 9",
    ]
