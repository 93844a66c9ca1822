"""Scores worked out by hand: each golden case carries its arithmetic. Nothing expected is computed by the code."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from perfdata.assessing.form_funding import spending_of_form
from perfdata.assessing.scoring import score_execution, score_project
from perfdata.assessing.weights import allot_weights, split_equally
from perfdata.checking.funding_checks import form_spending
from perfdata.checking.results_draft import ResultsDraft
from perfdata.core.model import FundingRow, Indicator, SelfEvaluation
from perfdata.core.scores import Score
from perfdata.core.terms import Attainment, FundingSource, Level1, Level2, WeightSource
from perfdata.reading.goal_tables import read_goal_tables
from tests.builders import BUNDLED
from tests.score_builders import PLACE, SCHEMES, a_project, a_result, a_spending, an_indicator, worked_out

M2020, M2021, PROVINCE = "ministry_2020", "ministry_2021", "province_20_40_40"
MET, PARTLY, NOT_MET = Attainment.MET, Attainment.PARTLY_MET, Attainment.NOT_MET
SATISFACTION = Level2.BENEFICIARY_SATISFACTION


def score_of(
    target: str,
    actual: str | None,
    weight: str,
    *,
    scheme: str = M2020,
    grade: Attainment | None = None,
    given_points: str | None = None,
    level2: Level2 = Level2.QUANTITY,
    name: str = "补助户数",
) -> Score:
    indicator = an_indicator(target, name=name, level2=level2, weight=weight)
    result = a_result(actual, grade=grade, given=given_points)
    scored = score_project(a_project(), [indicator], results={"i1": result}, spending=None, scheme=SCHEMES[scheme])
    return scored.scores[0]


QUANTITATIVE = [
    # scheme, target, actual, points, score: the arithmetic
    (M2020, "≥90%", "81%", "10", "9.00"),  # 81 ÷ 90 × 10 = 9
    (M2020, "≥90%", "95%", "10", "10"),  # met: full
    (M2020, "≥90%", "90%", "10", "10"),  # exactly met
    (M2020, "≥90%", "89.99%", "10", "10.00"),  # 89.99 ÷ 90 × 10 = 9.998… → 10.00
    (M2020, "5个", "4个", "12.5", "10.00"),  # 4 ÷ 5 × 12.5 = 10
    (M2020, "5个", "4", "12.5", "10.00"),  # the same without a unit
    (M2020, "≥3场次", "1场次", "10", "3.33"),  # 1 ÷ 3 × 10 = 3.333…
    (M2020, "≥3场次", "2场次", "10", "6.67"),  # 2 ÷ 3 × 10 = 6.666…
    (M2020, "≥8个", "1个", "0.02", "0.00"),  # 1 ÷ 8 × 0.02 = 0.0025 → 0.00
    (M2020, "≥8个", "1个", "0.04", "0.01"),  # 1 ÷ 8 × 0.04 = 0.005 → 0.01, halves up
    (M2020, "≥7个", "6个", "7.15", "6.13"),  # 6 ÷ 7 × 7.15 = 6.1285…
    (M2020, "≥100人", "-3人", "10", "0"),  # negative counts as 0
    (M2020, "≥100人", "0人", "10", "0"),  # nothing done
    (M2020, ">90%", "90%", "10", "10"),  # at the bound: met, and asked about
    (M2020, "≤400元/人", "440元/人", "10", "9.09"),  # 400 ÷ 440 × 10 = 9.0909…
    (M2020, "≤400元/人", "800元/人", "10", "5.00"),  # 400 ÷ 800 × 10 = 5
    (M2020, "≤400元/人", "1000元/人", "10", "4.00"),  # 400 ÷ 1000 × 10 = 4
    (M2020, "≤400元/人", "400元/人", "10", "10"),  # at the limit
    (M2020, "≤400元/人", "0元/人", "10", "10"),  # below it
    (M2020, "≤202.6万元", "132.9", "10", "10"),  # below the limit, unit not written
    (M2020, "≤20万元", "250000元", "8", "6.40"),  # 20 ÷ 25 × 8 = 6.4
    (M2020, "=8个", "8个", "8", "8"),  # equal
    (M2020, "=8个", "10个", "8", "8"),  # beyond = of a count: met
    (M2020, "=8元/人", "10元/人", "8", "6.40"),  # beyond a money standard: 8 ÷ 10 × 8 = 6.4
    (M2020, "=8个", "6个", "8", "6.00"),  # 6 ÷ 8 × 8 = 6
    (M2020, "0起", "0起", "10", "10"),  # zero target, nothing happened
    (M2020, "0起", "1起", "10", "0"),  # never divided by 0
    (M2020, "≤0起", "3起", "10", "0"),  # the same, written ≤
    (M2020, "80%-90%", "85%", "10", "10"),  # inside the range
    (M2020, "80%-90%", "72%", "10", "9.00"),  # 72 ÷ 80 × 10 = 9
    (M2020, "80%-90%", "100%", "10", "10"),  # above the range: met, and asked about
    (M2020, "8-9元/人", "10元/人", "10", "9.00"),  # a range of money: 9 ÷ 10 × 10 = 9
    (M2020, "±3%", "-2%", "10", "10"),  # inside the tolerance
    (M2020, "±3%", "4%", "10", "7.50"),  # 3 ÷ 4 × 10 = 7.5
    (M2020, "2024年12月31日前", "2024年11月30日", "5", "5"),  # in time
    (M2020, "2024年10月31日前", "2024年11月2日", "5", "0.00"),  # late: 0 × 5
    (M2021, "≥90%", "81%", "10", "9.00"),  # as in 2020
    (M2021, "≤400元/人", "500元/人", "20", "16.00"),  # 400 ÷ 500 × 20 = 16
    (M2021, "≥6场次", "5场次", "13.33", "11.11"),  # 5 ÷ 6 × 13.33 = 11.108…
    (PROVINCE, "≤400元/人", "440元/人", "10", "9.00"),  # (1 − 40 ÷ 400) × 10 = 9
    (PROVINCE, "≤400元/人", "500元/人", "8", "6.00"),  # (1 − 100 ÷ 400) × 8 = 6
    (PROVINCE, "≤400元/人", "799元/人", "10", "0.03"),  # (1 − 399 ÷ 400) × 10 = 0.025 → 0.03
    (PROVINCE, "≤400元/人", "800元/人", "10", "0"),  # nothing left at twice the limit
    (PROVINCE, "≤400元/人", "1000元/人", "10", "0"),  # nor beyond
    (PROVINCE, "80-90元/人", "99元/人", "10", "9.00"),  # (1 − 9 ÷ 90) × 10 = 9
    (PROVINCE, "±3%", "4%", "9", "6.00"),  # (1 − 1 ÷ 3) × 9 = 6
    (PROVINCE, "=8个", "10个", "8", "8"),  # = counts as at least
    (PROVINCE, "=8个", "6个", "8", "6.00"),  # 6 ÷ 8 × 8
    (PROVINCE, "≥90%", "60%", "20", "13.33"),  # 60 ÷ 90 × 20 = 13.333…
]


@pytest.mark.parametrize(("scheme", "target", "actual", "weight", "score"), QUANTITATIVE)
def test_quantitative_golden_cases(scheme: str, target: str, actual: str, weight: str, score: str):
    own = score_of(target, actual, weight, scheme=scheme)
    assert own.score == Decimal(score)
    assert worked_out(own.formula) == Decimal(score)


QUALITATIVE = [
    # scheme, grade, points, given, score
    (M2020, MET, "15", None, "15.00"),  # no points given: 1 × 15
    (M2020, MET, "15", "12", "12"),  # 12 is the lower bound, 0.8 × 15
    (M2020, MET, "15", "13.5", "13.5"),  # inside 12–15
    (M2020, MET, "15", "11.99", "12.00"),  # below: 0.8 × 15
    (M2020, MET, "15", "16", "15"),  # above the points
    (M2020, PARTLY, "15", None, "10.50"),  # 0.7 × 15
    (M2020, PARTLY, "15", "9", "9"),  # 0.6 × 15 belongs to the interval
    (M2020, PARTLY, "15", "11.99", "11.99"),  # just inside
    (M2020, PARTLY, "15", "12", "11.99"),  # 0.8 × 15 does not: 12 − 0.01
    (M2020, PARTLY, "15", "3", "9.00"),  # 0.6 × 15
    (M2020, NOT_MET, "15", None, "4.50"),  # 0.3 × 15
    (M2020, NOT_MET, "15", "0", "0"),  # 0 is inside
    (M2020, NOT_MET, "15", "9", "8.99"),  # 9 belongs to the better grade: 9 − 0.01
    (M2021, PARTLY, "7.5", None, "5.25"),  # 0.7 × 7.5
    (PROVINCE, MET, "20", "16", "16"),  # 0.8 × 20
    (PROVINCE, PARTLY, "20", "10", "10"),  # 0.5 × 20 is the lower bound here
    (PROVINCE, PARTLY, "20", None, "13.00"),  # 0.65 × 20
    (PROVINCE, NOT_MET, "20", None, "5.00"),  # 0.25 × 20
    (PROVINCE, NOT_MET, "20", "10", "9.99"),  # 0.5 × 20 − 0.01
]


@pytest.mark.parametrize(("scheme", "grade", "weight", "given_points", "score"), QUALITATIVE)
def test_qualitative_golden_cases(scheme: str, grade: Attainment, weight: str, given_points: str | None, score: str):
    own = score_of(
        "有效提升", None, weight, scheme=scheme, grade=grade, given_points=given_points, level2=Level2.SOCIAL
    )
    assert own.score == Decimal(score)
    assert worked_out(own.formula) == Decimal(score)


def test_points_given_above_a_grade_stop_one_step_of_the_scheme_below_the_next():
    scheme = replace(SCHEMES[M2020], rounding=Decimal("0.1"))
    indicator, result = (
        an_indicator("有效提升", level2=Level2.SOCIAL, weight="10"),
        a_result(None, grade=PARTLY, given="8.5"),
    )
    own = score_project(a_project(), [indicator], results={"i1": result}, spending=None, scheme=scheme).scores[0]
    assert own.score == Decimal("7.9")  # 0.8 × 10 = 8 belongs to 达成: 8 − 0.1
    assert worked_out(own.formula, step="0.1") == Decimal("7.9")


@pytest.mark.parametrize(
    ("scheme", "actual", "score"),
    [
        (M2020, "85%", "9.44"),  # 85 ÷ 90 × 10
        (M2021, "95%", "10.00"),  # ≥90: 1 × 10
        (M2021, "90%", "10.00"),
        (M2021, "89.9%", "8.00"),  # 80–90: 0.8 × 10
        (M2021, "60%", "5.00"),  # 60–80: 0.5 × 10
        (M2021, "59.9%", "0.00"),  # below 60: 0
        (PROVINCE, "85%", "9.44"),
    ],
)
def test_satisfaction_by_ratio_or_by_bands(scheme: str, actual: str, score: str):
    own = score_of("≥90%", actual, "10", scheme=scheme, level2=SATISFACTION, name="群众满意度")
    assert own.score == Decimal(score)
    assert worked_out(own.formula) == Decimal(score)


@pytest.mark.parametrize(
    ("target", "actual", "score"),
    [
        ("≤5%", "3%", "10"),  # met
        ("≤5%", "8%", "6.25"),  # 5 ÷ 8 × 10 = 6.25
        ("<5%", "3%", "10"),
        ("=95%", "85%", "8.00"),  # 80–90: 0.8 × 10
        (">90%", "95%", "10.00"),  # ≥90: 1 × 10
    ],
)
def test_satisfaction_bands_are_for_rates_of_which_more_is_better(target: str, actual: str, score: str):
    name = "服务对象投诉率" if target.startswith(("≤", "<")) else "群众满意度"
    own = score_of(target, actual, "10", scheme=M2021, level2=SATISFACTION, name=name)
    assert own.score == Decimal(score)
    assert worked_out(own.formula) == Decimal(score)


def test_a_missed_target_needs_a_reason_though_rounding_leaves_full_points():
    own = score_of("≥10000人", "9999人", "10")  # 9999 ÷ 10000 × 10 = 9.999 → 10.00
    assert (own.score, own.needs_reason) == (Decimal("10.00"), True)
    assert not score_of("≥10000人", "10000人", "10").needs_reason


def test_lost_points_alone_do_not_make_a_result_far_beyond_its_target():
    # 88 ÷ 70 = 125.7 %: met and noted (from 120 %), no reason for that (from 130 %); the band still takes 20 %.
    own = score_of("≥70%", "88%", "10", scheme=M2021, level2=SATISFACTION, name="群众满意度")
    assert (own.score, own.needs_reason) == (Decimal("8.00"), True)
    assert own.remark == "完成率 125.7%，明显超过目标，请关注目标是否偏低"


@pytest.mark.parametrize(
    ("scheme", "spent", "adjusted", "initial", "score"),
    [
        (M2020, "432000", "504000", "504000", "8.57"),  # 432,000 ÷ 504,000 × 10 = 8.571…
        (M2020, "37.24", "43.2", None, "8.62"),  # 37.24 ÷ 43.2 × 10 = 8.6203…
        (M2020, "600000", "504000", None, "10"),  # over-spent: not above 10
        (M2020, "450000", None, "500000", "9.00"),  # no 全年预算数: 年初预算数
        (M2020, "450000", "600000", "500000", "7.50"),  # 全年预算数 goes first
        (M2020, "-5", "100", None, "0"),  # negative is 0
        (M2020, "0", "100", None, "0.00"),  # nothing spent is 0
        (PROVINCE, "432000", "504000", None, "17.14"),  # × 20
    ],
)
def test_execution_golden_cases(scheme: str, spent: str, adjusted: str | None, initial: str | None, score: str):
    rules = SCHEMES[scheme]
    execution = score_execution(a_spending(spent, adjusted, initial), scheme=rules, points=rules.execution_points)
    assert execution.score == Decimal(score)
    assert worked_out(execution.formula) == Decimal(score)


@pytest.mark.parametrize(("spent", "adjusted"), [(None, "100"), ("100", None), ("100", "0")])
def test_execution_that_cannot_be_computed_is_missing_not_zero(spent: str | None, adjusted: str | None):
    execution = score_execution(a_spending(spent, adjusted), scheme=SCHEMES[M2020], points=Decimal(10))
    assert execution.score is None
    assert "不按 0 分" in execution.explanation


def test_execution_denominator_may_be_the_initial_budget():
    scheme = replace(SCHEMES[M2020], execution_denominator="initial")
    assert score_execution(a_spending("45", "60", "50"), scheme=scheme, points=Decimal(10)).score == Decimal("9.00")


def test_execution_indicator_and_execution_row_divide_by_the_same_budget():
    # 98 ÷ 100 = 98 % of the initial budget, 98 ÷ 200 = 49 % of the adjusted one.
    row = an_indicator("=100%", name="预算执行率", level2=Level2.COST, weight="10")
    spending = a_spending("98", "200", "100")
    for denominator, score in (("initial", "9.80"), ("adjusted", "4.90")):
        scheme = replace(SCHEMES[M2020], execution_denominator=denominator)
        scored = score_project(
            a_project(), [row], results={}, spending=spending, scheme=scheme, execution_points=Decimal(10)
        )
        assert (scored.scores[0].score, scored.execution.score) == (Decimal(score), Decimal(score))
    initial = replace(SCHEMES[M2020], execution_denominator="initial")
    own = score_project(a_project(), [row], results={}, spending=spending, scheme=initial).scores[0]
    assert own.completion.explanation.startswith("执行数 ÷ 年初预算数 = 98 ÷ 100 = 98.0%。")


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", "优"),
        ("90", "优"),
        ("90.00", "优"),
        ("89.995", "良"),
        ("89.99", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.995", "差"),
        ("59.99", "差"),
        ("0", "差"),
    ],
)
def test_grades_at_their_bounds(total: str, grade: str):
    assert SCHEMES[M2020].grade_of(Decimal(total)) == grade


def bundled(name: str) -> list[Indicator]:
    tables = read_goal_tables(BUNDLED.read_bytes(), file_name=BUNDLED.name).tables
    return next(list(table.indicators) for table in tables if name in table.project.project_name)


def texts(points: list[Decimal]) -> list[str]:
    return [str(each) for each in points]


def test_equal_split_of_seven_and_of_nine_gives_the_first_a_cent_more():
    assert texts(split_equally(Decimal(50), 7)) == ["7.15", "7.15", "7.14", "7.14", "7.14", "7.14", "7.14"]
    assert texts(split_equally(Decimal(50), 9)) == ["5.56"] * 5 + ["5.55"] * 4


def test_equal_split_of_the_bundled_tables():
    split = allot_weights(bundled("社工委"), scheme=SCHEMES[M2020])
    assert split.source is WeightSource.EQUAL_SPLIT
    assert texts(split.points) == ["12.50"] * 4 + ["15.00"] * 2 + ["10.00"]
    assert texts(allot_weights(bundled("党员活动"), scheme=SCHEMES[M2020]).points)[:7] == ["7.15"] * 2 + ["7.14"] * 5
    assert texts(allot_weights(bundled("党务工作者"), scheme=SCHEMES[M2020]).points)[:9] == ["5.56"] * 5 + ["5.55"] * 4


def test_cost_as_level_1_takes_20_and_leaves_the_execution_rate_out():
    indicators = [
        an_indicator("10户", indicator_id="a"),
        an_indicator("≤400元/人", name="培训成本", level2=Level2.COST, indicator_id="b"),
        an_indicator("≥90%", name="预算执行率", level2=Level2.COST, indicator_id="c"),
        an_indicator("提升", level2=Level2.SOCIAL, indicator_id="d"),
        an_indicator("≥90%", level2=SATISFACTION, indicator_id="e"),
    ]
    assert texts(allot_weights(indicators, scheme=SCHEMES[M2021]).points) == ["40.00", "20.00", "0", "20.00", "10.00"]
    assert texts(allot_weights(indicators, scheme=SCHEMES[M2020]).points) == [
        "16.67",
        "16.67",
        "16.66",
        "30.00",
        "10.00",
    ]


def test_points_of_missing_satisfaction_go_to_benefit_and_other_gaps_are_spread():
    output = an_indicator("10户", indicator_id="a")
    benefit = an_indicator("提升", level2=Level2.SOCIAL, indicator_id="b")
    satisfied = an_indicator("≥90%", level2=SATISFACTION, indicator_id="c")
    split = lambda *own: texts(allot_weights(own, scheme=SCHEMES[M2020]).points)  # noqa: E731
    assert split(output, benefit) == ["50.00", "40.00"]
    assert split(output, satisfied) == ["75.00", "15.00"]  # 30 spread 50 : 10 → 25 and 5
    assert split(output) == ["90.00"]


def test_output_cost_benefit_and_satisfaction_share_in_the_provincial_scheme():
    own = [an_indicator("10户", indicator_id="a"), an_indicator("提升", level2=Level2.SOCIAL, indicator_id="b")]
    own.append(an_indicator("≥90%", level2=SATISFACTION, indicator_id="c"))
    assert texts(allot_weights(own, scheme=SCHEMES[PROVINCE]).points) == ["40.00", "20.00", "20.00"]


def test_manual_weights_go_first_and_incomplete_ones_are_not_used():
    own = [an_indicator("10户", weight="40", indicator_id="a"), an_indicator("8户", weight="50", indicator_id="b")]
    manual = {"a": Decimal(30), "b": Decimal(60)}
    assert allot_weights(own, scheme=SCHEMES[M2020], manual=manual).source is WeightSource.MANUAL
    half = allot_weights(own, scheme=SCHEMES[M2020], manual={"a": Decimal(30)})
    assert half.source is WeightSource.GOAL_TABLE
    assert half.notes == ("人工设定的分值没有包括全部指标，暂不采用，请重新设定。",)


def four_indicators() -> list[Indicator]:
    return [
        an_indicator("10户", weight="50", indicator_id="a"),
        an_indicator("提升", level2=Level2.SOCIAL, weight="30", indicator_id="b"),
        an_indicator("≥90%", level2=SATISFACTION, weight="10", indicator_id="c"),
    ]


def test_project_with_everything_reported_has_total_and_grade():
    results = {
        "a": a_result("8户", indicator_id="a"),  # 8 ÷ 10 × 50 = 40
        "b": a_result("达成预期指标", indicator_id="b"),  # 30
        "c": a_result("81%", indicator_id="c"),  # 9
    }
    score = score_project(
        a_project(), four_indicators(), results=results, spending=a_spending("90000", "100000"), scheme=SCHEMES[M2020]
    )  # 9 of 10 for execution: 40 + 30 + 9 + 9 = 88
    assert (score.total_score, score.total_points, score.grade) == (Decimal("88.00"), Decimal(100), "良")
    assert [(level.level1, level.points, level.reported_score) for level in score.levels] == [
        (Level1.OUTPUT, Decimal(50), Decimal("40.00")),
        (Level1.BENEFIT, Decimal(30), Decimal("30.00")),
        (Level1.SATISFACTION, Decimal(10), Decimal("9.00")),
    ]
    assert [own.needs_reason for own in score.scores] == [True, False, True]


def test_missing_results_leave_part_scores_and_no_grade():
    results = {"a": a_result("8户", indicator_id="a"), "b": a_result("", indicator_id="b")}
    score = score_project(a_project(), four_indicators(), results=results, spending=None, scheme=SCHEMES[M2020])
    assert score.total_score is None
    assert score.grade is None
    assert (score.reported_score, score.reported_points) == (Decimal("40.00"), Decimal(50))
    assert [own.score for own in score.scores] == [Decimal("40.00"), None, None]
    assert "不按 0 分" in score.scores[2].explanation


def test_table_weights_of_100_leave_no_points_for_the_execution():
    own = [indicator._replace(weight_points=Decimal(50)) for indicator in four_indicators()[:2]]
    results = {"a": a_result("10户", indicator_id="a"), "b": a_result("达成", indicator_id="b")}
    score = score_project(a_project(), own, results=results, spending=None, scheme=SCHEMES[M2020])
    assert (score.total_score, score.grade) == (Decimal(100), "优")
    assert score.notes == ("指标分值合计 100 分，预算执行率按其余 0 分计。",)


def test_points_that_are_not_100_get_no_grade():
    score = score_project(
        a_project(),
        four_indicators()[:1],
        results={"a": a_result("10户", indicator_id="a")},
        spending=a_spending("1", "1"),
        scheme=SCHEMES[M2020],
    )
    assert (score.total_score, score.total_points, score.grade) == (Decimal(60), Decimal(60), None)
    assert "分值合计 60 分，不是 100 分，不评等级" in score.notes[0]


def test_budget_of_the_goal_table_stands_in_where_spending_has_none():
    score = score_project(
        a_project(budget="504000"), [], results={}, spending=a_spending("432000", None), scheme=SCHEMES[M2020]
    )
    assert score.execution.score == Decimal("8.57")


def test_execution_rate_as_an_indicator_is_scored_from_the_exact_amounts():
    row = an_indicator("≥90%", name="预算执行率", level2=Level2.COST, weight="12.5")
    score = score_project(
        a_project(), [row], results={}, spending=a_spending("432000", "504000"), scheme=SCHEMES[M2020]
    ).scores[0]
    assert score.score == Decimal("11.90")  # 432,000 ÷ 504,000 × 100 ÷ 90 × 12.5 = 11.9047…
    assert score.formula == "432000 ÷ 504000 × 100 ÷ 90 × 12.5"


@pytest.mark.parametrize(("actual", "remark", "needs_reason"), [("12户", True, False), ("13户", True, True)])
def test_target_far_exceeded_is_noted_and_from_130_percent_needs_a_reason(actual, remark, needs_reason):
    own = score_of("10户", actual, "10")
    assert (own.score, bool(own.remark), own.needs_reason) == (Decimal(10), remark, needs_reason)


def test_what_cannot_be_compared_takes_the_given_points_or_stays_open():
    assert score_of("11月底完成100%", "100%", "8", given_points="8").score == Decimal(8)
    assert score_of("11月底完成100%", "100%", "8").score is None


def test_explanation_names_comparison_rule_formula_and_loss():
    assert score_of("≥90%", "81%", "10").explanation == (
        "实际 81% ÷ 目标 90% = 90.0%，未达到目标；按完成值 ÷ 指标值 × 分值计分：81 ÷ 90 × 10 = 9 分，扣 1 分。"
    )


def funding(source: FundingSource, adjusted: str | None, spent: str | None) -> FundingRow:
    adjusted_yuan, spent_yuan = (None if text is None else Decimal(text) for text in (adjusted, spent))
    return FundingRow(
        source=source, initial_budget_yuan=None, adjusted_budget_yuan=adjusted_yuan, spent_yuan=spent_yuan, place=PLACE
    )


def test_total_of_zero_over_filled_parts_is_their_sum():
    rows = [
        funding(FundingSource.TOTAL, "0", "0"),
        funding(FundingSource.FISCAL, "1329120", "1329120"),
        funding(FundingSource.OTHER, None, None),
    ]
    spending = spending_of_form(rows, project=a_project(), fiscal_year=2022, place=PLACE)
    assert spending is not None
    assert (spending.adjusted_budget_yuan, spending.spent_yuan) == (Decimal(1329120), Decimal(1329120))


def test_total_that_is_stated_is_kept_beside_its_parts():
    rows = [funding(FundingSource.TOTAL, "100", "80"), funding(FundingSource.FISCAL, "90", "70")]
    spending = spending_of_form(rows, project=a_project(), fiscal_year=2022, place=PLACE)
    assert spending is not None
    assert (spending.adjusted_budget_yuan, spending.spent_yuan) == (Decimal(100), Decimal(80))


def test_rows_of_the_same_source_are_added_by_every_reader_of_the_block():
    rows = (
        funding(FundingSource.TOTAL, None, None),
        funding(FundingSource.FISCAL, "60", "50"),
        funding(FundingSource.FISCAL, "30", "20"),
        funding(FundingSource.OTHER, "10", "5"),
    )  # 60 + 30 + 10 = 100; 50 + 20 + 5 = 75
    form = SelfEvaluation(project=a_project(), indicators=(), results=(), funding=rows)
    read = spending_of_form(rows, project=a_project(), fiscal_year=2024, place=PLACE)
    draft = ResultsDraft("自评表.xlsx")
    assert form_spending(draft, form) == read
    assert read is not None
    assert (read.adjusted_budget_yuan, read.spent_yuan) == (Decimal(100), Decimal(75))
    assert [finding.expected for finding in draft.findings] == ["100 元", "75 元"]


NUMBERS = st.decimals(min_value="0", max_value="2000", places=2)
POINTS = st.decimals(min_value="0.01", max_value="50", places=2)
SCHEME_IDS = st.sampled_from(list(SCHEMES))


@settings(max_examples=300)
@given(SCHEME_IDS, st.sampled_from(["≥", ">", ""]), NUMBERS, NUMBERS, NUMBERS, POINTS)
def test_more_of_what_should_be_much_never_lowers_the_score(scheme, sign, target, first, second, weight):
    assume(sign or target)  # A bare 0 is a limit: 0 起.
    low, high = sorted((first, second))
    scores = [score_of(f"{sign}{target}户", f"{actual}户", str(weight), scheme=scheme) for actual in (low, high)]
    assert scores[0].score <= scores[1].score <= weight  # type: ignore[operator]
    assert all(worked_out(own.formula) == own.score for own in scores)


@settings(max_examples=300)
@given(SCHEME_IDS, st.sampled_from(["≤", "<"]), NUMBERS, NUMBERS, NUMBERS, POINTS)
def test_less_of_what_should_be_little_never_lowers_the_score(scheme, sign, target, first, second, weight):
    low, high = sorted((first, second))
    scores = [score_of(f"{sign}{target}元", f"{actual}元", str(weight), scheme=scheme) for actual in (low, high)]
    assert scores[1].score <= scores[0].score <= weight  # type: ignore[operator]
    assert all(worked_out(own.formula) == own.score for own in scores)


@settings(max_examples=200)
@given(SCHEME_IDS, st.sampled_from(list(Attainment)), POINTS, st.lists(POINTS, min_size=2, max_size=2))
def test_more_given_points_or_a_better_grade_never_lower_the_score(scheme, grade, weight, points):
    def scored(grade: Attainment, given_points: Decimal) -> Decimal:
        own = score_of("提升", None, str(weight), scheme=scheme, grade=grade, given_points=str(given_points))
        assert own.score is not None
        assert worked_out(own.formula) == own.score
        return own.score

    low, high = sorted(points)
    assert scored(grade, low) <= scored(grade, high)
    grades = [scored(each, high) for each in (NOT_MET, PARTLY, MET)]
    assert grades == sorted(grades)


def test_equal_input_gives_equal_output():
    results = {"a": a_result("8户", indicator_id="a"), "c": a_result("81%", indicator_id="c")}
    once, again = (
        score_project(a_project(), four_indicators(), results=results, spending=None, scheme=SCHEMES[M2021])
        for _ in range(2)
    )
    assert once == again


def test_indicators_without_a_level_keep_the_points_that_the_table_gives_them():
    own = [
        an_indicator("10户", weight="50", indicator_id="a"),
        an_indicator("8户", level2=None, weight="40", indicator_id="b"),
    ]
    results = {"a": a_result("10户", indicator_id="a"), "b": a_result("6户", indicator_id="b")}
    score = score_project(a_project(), own, results=results, spending=a_spending("1", "1"), scheme=SCHEMES[M2020])
    # 50 + 6 ÷ 8 × 40 + 10
    assert (score.total_score, score.total_points) == (Decimal("90.00"), Decimal(100))
    assert [level.level1 for level in score.levels] == [Level1.OUTPUT, None]


def test_indicators_without_a_level_get_no_points_of_an_equal_split():
    own = [an_indicator("10户", indicator_id="a"), an_indicator("8户", level2=None, indicator_id="b")]
    results = {"a": a_result("10户", indicator_id="a"), "b": a_result("6户", indicator_id="b")}
    score = score_project(a_project(), own, results=results, spending=a_spending("1", "1"), scheme=SCHEMES[M2020])
    assert [own.weight_points for own in score.scores] == [Decimal("90.00"), Decimal(0)]
    assert score.scores[1].explanation.endswith("本项没有分值，不计分：0 分。")


def test_equal_targets_and_results_give_equal_scores_under_ids_of_their_own():
    rows = [an_indicator("≥90%", weight="10", indicator_id=name) for name in ("a", "b")]
    results = {name: a_result("81%", indicator_id=name) for name in ("a", "b")}
    first, second = score_project(
        a_project(), rows, results=results, spending=None, scheme=SCHEMES[M2020], execution_points=Decimal(80)
    ).scores
    assert (first.indicator_id, second.indicator_id) == ("a", "b")
    assert first[1:] == second[1:]
    other = replace(SCHEMES[M2020], rounding=Decimal(1))
    [rounded] = score_project(
        a_project(),
        [an_indicator("≥90%", weight="7", indicator_id="a")],
        results=results,
        spending=None,
        scheme=other,
        execution_points=Decimal(93),
    ).scores
    assert rounded.score == 6
