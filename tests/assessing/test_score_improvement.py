"""What the next grade would take, and what a strict reviewer would leave."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from perfdata.assessing.score_improvement import next_grade, review_strictly
from perfdata.assessing.scoring import score_project
from perfdata.core.model import ActualResult
from perfdata.core.scores import ProjectScore
from perfdata.core.terms import Attainment, Level2
from tests.score_builders import SCHEMES, a_project, a_result, a_spending, an_indicator, worked_out

SCHEME = SCHEMES["ministry_2020"]
INDICATORS = [
    an_indicator("100户", weight="40", indicator_id="a", name="补助户数"),
    an_indicator("≤400元/人", weight="20", level2=Level2.COST, indicator_id="b", name="人均成本"),
    an_indicator("提升", weight="20", level2=Level2.SOCIAL, indicator_id="c", name="生活改善"),
    an_indicator("≥90%", weight="10", level2=Level2.BENEFICIARY_SATISFACTION, indicator_id="d", name="满意度"),
]


def reported(**actuals: str | None) -> dict[str, ActualResult]:
    found = {"a": "100户", "b": "400元/人", "d": "95%"} | actuals
    results = {key: a_result(actual, indicator_id=key, evidence="台账") for key, actual in found.items()}
    results["c"] = a_result(None, grade=Attainment.MET, given="19", indicator_id="c", evidence="报告")
    return results


def scored(results: dict[str, ActualResult], *, spent: str = "100000") -> ProjectScore:
    spending = a_spending(spent, "100000")
    return score_project(a_project(), INDICATORS, results=results, spending=spending, scheme=SCHEME)


def test_one_indicator_alone_lifts_the_grade_and_says_by_how_much():
    results = reported(a="70户")  # 28 + 20 + 19 + 10 + 10 = 87
    step = next_grade(scored(results), INDICATORS, results=results, scheme=SCHEME)
    assert step is not None
    assert (step.grade, step.missing_points) == ("优", Decimal("3.00"))
    # 31 of 40 points need 100 × 31 ÷ 40 = 77.5 → 78 户; 生活改善 has only 1 point to win, too little alone.
    assert [way.sentence for way in step.alone] == ["补助户数：由 70 户 提高到 78 户，可增加 3.00 分。"]
    assert step.together == ()
    assert scored(reported(a="78户")).grade == "优"
    assert scored(reported(a="77户")).grade == "良"


def test_ways_that_are_enough_alone_come_with_the_smallest_change_first():
    results = reported(a="90户", b="500元/人", d="81%")  # 36 + 16 + 19 + 9 + 8 = 88
    step = next_grade(scored(results, spent="80000"), INDICATORS, results=results, scheme=SCHEME)
    assert step is not None
    assert [way.sentence for way in step.alone] == [
        "补助户数：由 90 户 提高到 95 户，可增加 2.00 分。",
        "人均成本：由 500 元/人 降到 444 元/人，可增加 2.00 分。",
        "预算执行率：再执行 20,000 元（执行数达到 100,000 元），可增加 2.00 分。",
    ]  # Efforts: 5 of 100; 56 of 400 (400 × 20 ÷ 18 = 444.4); 20,000 of 100,000.


def only_way(target: str, actual: str, *, scheme_id: str, level2: Level2, name: str) -> str:
    """How the indicator that lost points alone wins the one point that is missing for 优."""
    own = [
        an_indicator("100户", weight="80", indicator_id="a"),
        an_indicator(target, weight="10", level2=level2, name=name),
    ]
    results = {"a": a_result("90户", indicator_id="a"), "i1": a_result(actual)}
    spending, scheme = a_spending("100000", "100000"), SCHEMES[scheme_id]
    score = score_project(a_project(), own, results=results, spending=spending, scheme=scheme)
    step = next_grade(score._replace(total_score=Decimal(89), grade="良"), own, results=results, scheme=scheme)
    assert step is not None
    return next(way.sentence for way in step.alone if way.indicator_id == "i1")


def test_a_satisfaction_band_is_left_by_reaching_the_next_one():
    # 88 % is met, yet in the band 80–90 (8 of 10); from 90 % on it is 10.
    satisfied = {"scheme_id": "ministry_2021", "level2": Level2.BENEFICIARY_SATISFACTION, "name": "满意度"}
    assert only_way("≥85%", "88%", **satisfied) == "满意度：由 88% 提高到 90%，可增加 2.00 分。"
    # 62 % is 5 of 10; 80 % gives 8, more than the one point that is missing.
    assert only_way("≥85%", "62%", **satisfied) == "满意度：由 62% 提高到 80%，可增加 3.00 分。"


def test_a_deviation_below_its_tolerance_keeps_its_sign():
    # 5 ÷ 6 × 10 = 8.33; 9.33 points need 5 ÷ 0.933 = 5.358… → 5.35.
    way = only_way("±5%", "-6%", scheme_id="ministry_2020", level2=Level2.QUALITY, name="偏差率")
    assert way == "偏差率：由 -6% 提高到 -5.35%，可增加 1 分。"
    above = only_way("±5%", "6%", scheme_id="ministry_2020", level2=Level2.QUALITY, name="偏差率")
    assert above == "偏差率：由 6% 降到 5.35%，可增加 1 分。"


def test_nothing_to_gain_at_the_top_and_nothing_said_without_a_total():
    assert next_grade(scored(reported()), INDICATORS, results=reported(), scheme=SCHEME) is None
    partly = {"a": reported()["a"]}
    assert next_grade(scored(partly), INDICATORS, results=partly, scheme=SCHEME) is None


def test_several_small_losses_are_put_together():
    results = reported(a="60户", b="800元/人", d="45%")  # 24 + 10 + 19 + 5 + 0 = 58; to 中 2, to 良 22
    step = next_grade(scored(results, spent="0"), INDICATORS, results=results, scheme=SCHEME)
    assert step is not None
    assert step.grade == "中"
    results = reported(a="60户", b="800元/人")  # 24 + 10 + 19 + 10 + 10 = 73; to 良 7
    better = scored(results)
    harder = better._replace(total_score=Decimal(62), grade="中")
    step = next_grade(harder, INDICATORS, results=results, scheme=SCHEME)
    assert step is not None
    # 18 missing: 16 from the first, 2 of the 10 of the second.
    assert step.alone == ()
    assert [(way.indicator_id, way.gained_points) for way in step.together] == [
        ("a", Decimal("16.00")),
        ("b", Decimal(2)),
    ]


def test_strict_review_takes_from_missing_evidence_full_qualitative_and_far_exceeded():
    results = reported(a="140户")
    results["b"] = replace(results["b"], evidence=None)
    results["c"] = replace(results["c"], given_points=Decimal(20))
    strict = review_strictly(scored(results), results=results, scheme=SCHEME)
    assert [(own.score, own.rule_id) for own in strict.scores] == [
        (Decimal("36.00"), "strict_exceeded"),  # (1 − (1.4 − 1.3)) × 40
        (Decimal("16.00"), "strict_no_evidence"),  # 0.8 × 20
        (Decimal("18.00"), "strict_qualitative"),  # 0.9 × 20
        (Decimal(10), "met"),
    ]
    assert (strict.total_score, strict.grade) == (Decimal("90.00"), "优")
    assert all(worked_out(own.formula) == own.score for own in strict.scores)


def test_strict_review_never_takes_more_than_the_floor_for_an_exceeded_target():
    results = reported(a="300户")
    (first, *_) = review_strictly(scored(results), results=results, scheme=SCHEME).scores
    assert (first.score, first.rule_id) == (Decimal("24.00"), "strict_exceeded_floor")  # 0.6 × 40


def test_strict_review_leaves_alone_what_is_not_reported():
    partly = {"a": reported()["a"]}
    strict = review_strictly(scored(partly), results=partly, scheme=SCHEME)
    assert [own.score for own in strict.scores] == [Decimal(40), None, None, None]
