"""Completion: what a reported result says about its target. Expected numbers are written out by hand."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdata.assessing.comparators import ComparatorRules, effective_comparator
from perfdata.assessing.comparing import Standing, compare_number, compare_with_range, percent
from perfdata.assessing.completion import (
    PARTLY_MET_FROM,
    assess_completion,
    assess_completions,
)
from perfdata.assessing.execution import execution_ratio, is_execution_indicator
from perfdata.core.attainments import read_attainment
from perfdata.core.model import ActualResult, Completion, Indicator, Place, Spending
from perfdata.core.terms import LEVEL1_OF, Attainment, Comparator, Level1, Level2, Outcome
from perfdata.core.values import parse_value
from perfdata.reading.goal_tables import read_goal_tables
from tests.builders import BUNDLED

PLACE = Place(source_file="表.txt", line=1)
SIGNS = {comparator.label: comparator for comparator in Comparator}


def indicator(
    target: str,
    *,
    name: str = "补贴人数",
    level2: Level2 | None = Level2.QUANTITY,
    fiscal_year: int | None = 2024,
    indicator_id: str = "i1",
) -> Indicator:
    return Indicator(
        indicator_id=indicator_id,
        project_id="p1",
        fiscal_year=fiscal_year,
        level1=LEVEL1_OF[level2] if level2 else None,
        level2=level2,
        indicator_name=name,
        cycle_target=parse_value(target),
        annual_target=parse_value(target),
        order=1,
        place=PLACE,
    )


def result(actual: str | None, attainment: Attainment | None = None) -> ActualResult:
    return ActualResult(
        indicator_id="i1",
        fiscal_year=2024,
        as_of=date(2024, 12, 31),
        actual=parse_value(actual),
        attainment=attainment,
        place=PLACE,
    )


def spent(spent_yuan: str | None, adjusted: str | None, initial: str | None = None) -> Spending:
    initial_yuan, adjusted_yuan, paid_yuan = (
        None if text is None else Decimal(text) for text in (initial, adjusted, spent_yuan)
    )
    return Spending(
        project_id="p1",
        fiscal_year=2024,
        as_of=date(2024, 12, 31),
        initial_budget_yuan=initial_yuan,
        adjusted_budget_yuan=adjusted_yuan,
        spent_yuan=paid_yuan,
        place=PLACE,
    )


def assess(target: str, actual: str | None, *, name: str = "补贴人数", level2: Level2 = Level2.QUANTITY) -> Completion:
    return assess_completion(indicator(target, name=name, level2=level2), result=result(actual), spending=None)


def rounded(ratio: Decimal | None) -> str:
    return "-" if ratio is None else f"{ratio:.4f}"


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(line.split()) for line in table.strip().splitlines()]


# target, actual, outcome, completion, deviation
QUANTITIES = """
≥90%       81%        partly_met  0.9000   -0.1000
≥90%       95%        met         1.0556    0.0556
≥90%       90%        met         1.0000    0.0000
≥90%       54%        partly_met  0.6000   -0.4000
≥90%       53.99%     not_met     0.5999   -0.4001
≥90%       0%         not_met     0.0000   -1.0000
≥90%       -5%        not_met     0.0000   -1.0556
≥2场次     6场次      met         3.0000    2.0000
5个        4          partly_met  0.8000   -0.2000
1个        1个        met         1.0000    0.0000
36人       42人       met         1.1667    0.1667
>100       100        met         1.0000    0.0000
>100       101        met         1.0100    0.0100
≤400元/人  400        met         1.0000    0.0000
≤400元/人  350        met         1.0000   -0.1250
≤400元/人  440        partly_met  0.9091    0.1000
≤400元/人  800        not_met     0.5000    1.0000
≤400元/人  1000       not_met     0.4000    1.5000
≤400元/人  0          met         1.0000   -1.0000
<5次       5次        met         1.0000    0.0000
<5次       4次        met         1.0000   -0.2000
=100%      100%       met         1.0000    0.0000
=100%      80%        partly_met  0.8000   -0.2000
=100%      125%       met         1.2500    0.2500
=64户      70户       met         1.0938    0.0938
=500元/户  600元/户   partly_met  0.8333    0.2000
=500元/户  250元/户   not_met     0.5000   -0.5000
80%-90%    80%        met         1.0000    0.0000
80%-90%    85%        met         1.0000    0.0000
80%-90%    60%        partly_met  0.7500   -0.2500
80%-90%    40%        not_met     0.5000   -0.5000
80%-90%    120%       met         1.0000    0.3333
3-5家      6家        met         1.0000    0.2000
14-24℃     28℃        partly_met  0.8571    0.1667
3-5万元    6万元      partly_met  0.8333    0.2000
-5%~-3%    -4%        met         1.0000    0.0000
-5%~-3%    2%         not_met     0.0000    -
±3%        -3%        met         1.0000    0.0000
±3%        ±2%        met         1.0000    0.0000
±3%        -5%        partly_met  0.6000    0.6667
±3%        6%         not_met     0.5000    1.0000
±0%        1%         not_met     0.0000    -
0起        0起        met         1.0000    -
0起        1起        not_met     0.0000    -
=0件       0件        met         1.0000    -
=0件       1件        not_met     0.0000    -
≤0%        0%         met         1.0000    -
≥0%        0%         met         1.0000    -
≥0%        5%         met         1.0000    -
≥-5%       -3%        met         1.0000    -
≥-5%       -8%        not_met     0.0000    -
"""


@pytest.mark.parametrize(("target", "actual", "outcome", "completion", "deviation"), rows(QUANTITIES))
def test_number_is_judged_by_its_comparator(target: str, actual: str, outcome: str, completion: str, deviation: str):
    found = assess(target, actual)
    assert (found.outcome.value, rounded(found.completion_ratio), rounded(found.deviation_ratio)) == (
        outcome,
        completion,
        deviation,
    )


def test_ratios_are_exact_and_not_rounded():
    found = assess("≤400元/人", "440")
    assert found.completion_ratio is not None
    assert abs(Fraction(found.completion_ratio) - Fraction(10, 11)) < Fraction(1, 10**27)
    assert assess("5个", "4").completion_ratio == Decimal("0.8")


@pytest.mark.parametrize(
    ("target", "actual", "sentence"),
    [
        ("5个", "4", "实际 4 个 ÷ 目标 5 个 = 80.0%，未达到目标。原文无比较符，按“≥”比较。"),
        ("≥90%", "95%", "实际 95% ÷ 目标 90% = 105.56%，达到目标。"),
        ("≥90%", "89.9999%", "实际 89.9999% ÷ 目标 90% = 99.99%，未达到目标。"),
        ("≥90%", "-5%", "实际 -5% 为负数，按 0 计：0 ÷ 目标 90% = 0.0%，未达到目标。"),
        (">100", "100", "实际 100，等于目标 100；目标写作“>”，等于时按达到目标计，请核对。"),
        ("<5次", "5次", "实际 5 次，等于目标 5 次；目标写作“<”，等于时按达到目标计，请核对。"),
        ("3-5家", "6家", "实际 6 家，高于目标 3～5 家，达到目标；超出区间，请核对。"),
        ("=64户", "64户", "实际 64 户 ÷ 目标 64 户 = 100.0%，达到目标。"),
        (
            "=64户",
            "70户",
            "实际 70 户 ÷ 目标 64 户 = 109.38%，达到目标。目标写作“=”，超过按达到目标计，请核对。",
        ),
        ("≥90%", "89.99999999%", "实际 89.99999999% ÷ 目标 90% = 99.99%，未达到目标。"),
        ("≤400元/人", "440", "实际 440 元/人，超过目标 400 元/人，目标 ÷ 实际 = 90.91%，未达到目标。"),
        ("≤400元/人", "350", "实际 350 元/人，不超过目标 400 元/人，达到目标。"),
        ("80%-90%", "60%", "实际 60%，低于目标 80～90%，实际 ÷ 下限 = 75.0%，未达到目标。"),
        ("80%-90%", "85%", "实际 85%，在目标 80～90% 之内，达到目标。"),
        ("±3%", "-5%", "实际 -5%，超出目标 ±3%，允许偏差 ÷ 实际偏差 = 60.0%，未达到目标。"),
        ("≤0起", "1", "实际 1 起，目标 ≤ 0 起，未达到目标（目标为 0，不作除法）。"),
        ("≥1000人", "1,200人", "实际 1,200 人 ÷ 目标 1,000 人 = 120.0%，达到目标。"),
    ],
)
def test_explanation_shows_the_arithmetic(target: str, actual: str, sentence: str):
    assert assess(target, actual).explanation == sentence


@pytest.mark.parametrize(
    ("ratio", "text"),
    [("0.8", "80.0%"), ("1", "100.0%"), ("0.9999999", "99.99%"), ("0.857142", "85.71%"), ("1.0000001", "100.0%")],
)
def test_share_below_one_is_never_shown_as_100_percent(ratio: str, text: str):
    assert percent(Decimal(ratio)) == text


@pytest.mark.parametrize("target", ["≥90%", "5个", "有效提升", "", "**人", "2024年12月底前"])
def test_indicator_without_a_result_has_no_data_whatever_its_target(target: str):
    found = assess_completion(indicator(target), result=None, spending=None)
    assert found == Completion(Outcome.NO_DATA, None, None, (str, "尚未填报实际完成值。"))
    assert found.explanation == "尚未填报实际完成值。"


@pytest.mark.parametrize("actual", [None, "", "—", "/", "**人", "XX"])
def test_row_left_empty_or_unfilled_is_not_a_result(actual: str | None):
    assert assess("≥90%", actual).outcome is Outcome.NO_DATA


def test_nothing_as_a_result_may_mean_zero_and_is_asked():
    found = assess("0起", "无", name="安全事故数")
    assert found.outcome is Outcome.NO_DATA
    assert found.explanation == "尚未填报实际完成值。“无”若指 0，请填 0。"


@pytest.mark.parametrize("target", ["不超预算", "未超预算"])
def test_spending_within_a_budget_that_is_not_named_is_not_compared_with_zero(target: str):
    assert assess(target, "9.5万元", name="养护成本", level2=Level2.COST).outcome is Outcome.NOT_COMPARABLE
    assert assess(target, "未超预算", name="养护成本", level2=Level2.COST).outcome is Outcome.MET


def test_zero_is_a_result_and_not_missing():
    assert assess("≥2场次", "0场次").outcome is Outcome.NOT_MET


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("", "没有年度指标值，无法比较。"),
        ("≥**%", "年度指标值“≥**%”未填具体数值，无法比较。"),
        ("9O%", "年度指标值“9O%”疑似识别错误，不能自动比较，请填报完成等级。"),
        ("每月5日前发放到位", "年度指标值“每月5日前发放到位”文字中含数字，需人工核对，不能自动比较，请填报完成等级。"),
    ],
)
def test_unusable_target_is_not_comparable_and_named(target: str, why: str):
    found = assess(target, "95%")
    assert (found.outcome, found.completion_ratio, found.explanation) == (Outcome.NOT_COMPARABLE, None, why)


def test_text_with_a_number_is_never_scored_by_its_words():
    assert assess("严格按照预算标准1000元/人给补助对象兑付补助", "完成").outcome is Outcome.NOT_COMPARABLE


def test_grade_of_the_office_settles_a_target_that_only_a_person_can_read():
    found = assess_completion(
        indicator("每月5日前发放到位"), result=result("全年按时发放", Attainment.PARTLY_MET), spending=None
    )
    assert (found.outcome, found.completion_ratio) == (Outcome.PARTLY_MET, None)


# target, name, level 2, comparator
INFERRED = """
100%          资金使用合规率    QUALITY                  ≥
36人          补贴人数          QUANTITY                 ≥
1次/月        发放补贴频率      QUANTITY                 ≥
90%           党员满意度        BENEFICIARY_SATISFACTION ≥
20万元        项目计划总投资    COST                     ≤
3.5万元       社会成本          SOCIAL_COST              ≤
20万元        污水处理费用      COST                     ≤
1000元/人/月  补贴标准          COST                     =
0.1万元/人    补贴标准          COST                     =
1000元/人     补助标准          QUALITY                  =
180元/人次    误工补助          ECONOMIC_COST            =
400元/人      人均培训成本      COST                     ≤
90%           预算执行率        COST                     ≥
100%          补贴发放到位率    COST                     ≥
5%            成本降低率        COST                     ≥
3次           群众投诉次数      SOCIAL                   ≤
1%            发放差错率        QUALITY                  ≤
2起           安全事故数        QUANTITY                 ≤
100%          投诉处理率        QUALITY                  ≥
100%          违规问题整改率    QUALITY                  ≥
90%           投诉处理满意度    BENEFICIARY_SATISFACTION ≥
0起           矛盾纠纷          SOCIAL                   ≤
0             重复发放人数      QUANTITY                 ≤
2024年12月    发放时间          TIMELINESS               ≤
1000元/人     农民人均增收      ECONOMIC                 ≥
"""


@pytest.mark.parametrize(("target", "name", "level2", "sign"), rows(INFERRED))
def test_target_without_a_comparator_is_read_by_stated_rules(target: str, name: str, level2: str, sign: str):
    assert effective_comparator(indicator(target, name=name, level2=Level2[level2])) == (SIGNS[sign], True)


@pytest.mark.parametrize("target", ["≥90%", ">3", "≤5次", "<1%", "=100%"])
def test_written_comparator_goes_before_every_rule(target: str):
    found = effective_comparator(indicator(target, name="投诉率", level2=Level2.COST))
    assert found == (SIGNS[target[0]], False)


def test_rules_of_another_place_are_a_parameter():
    rules = ComparatorRules(less_is_better_names=("填埋",), more_is_better_names=("能耗监测",), cost_levels=())
    assert effective_comparator(indicator("50吨", name="填埋量"), rules=rules) == (Comparator.LE, True)
    assert effective_comparator(indicator("50户", name="能耗监测户数"), rules=rules) == (Comparator.GE, True)
    assert effective_comparator(indicator("20万元", level2=Level2.COST), rules=rules) == (Comparator.GE, True)
    assert effective_comparator(indicator("50吨", name="填埋量")) == (Comparator.GE, True)


def test_cost_as_level_1_without_level_2_is_a_limit_too():
    bare = indicator("20万元", level2=None)
    assert effective_comparator(bare) == (Comparator.GE, True)
    cost = Indicator(
        indicator_id="i1",
        project_id="p1",
        fiscal_year=2024,
        level1=Level1.COST,
        level2=None,
        indicator_name="总投资",
        cycle_target=bare.cycle_target,
        annual_target=bare.annual_target,
        order=1,
        place=PLACE,
    )
    assert effective_comparator(cost) == (Comparator.LE, True)


def test_pay_above_its_standard_is_no_success():
    found = assess("1000元/人/月", "1200元/人/月", name="补贴标准", level2=Level2.COST)
    assert (found.outcome, rounded(found.completion_ratio), found.is_inferred) == (Outcome.PARTLY_MET, "0.8333", True)
    assert found.explanation.endswith("原文无比较符，按“=”比较。")


def test_only_a_judged_target_without_comparator_is_inferred():
    assert assess("5个", "4").is_inferred
    assert not assess("≥5个", "4").is_inferred
    assert not assess("80%-90%", "85%").is_inferred
    assert not assess("有效提升", "达成").is_inferred
    assert assess("2024年12月", "2024年11月").is_inferred


# target, actual, outcome, completion
UNITS = """
≤202.6万元    132.9       met         1.0000
≤202.6万元    1329000元   met         1.0000
≤202.6万元    2532500元   partly_met  0.8000
≥20000元      1.6万元     partly_met  0.8000
≥1亿元        8000万元    partly_met  0.8000
≥0.1万元/人   900元/人    partly_met  0.9000
100万         950000      partly_met  0.9500
100           0.009万     partly_met  0.9000
≥4万人次      36000人次   partly_met  0.9000
≥2个百分点    2%          met         1.0000
≥100百分比    95%         partly_met  0.9500
≥36人         36名        met         1.0000
≥2场次        2场         met         1.0000
3             3次         met         1.0000
≥90%          36人        not_comparable -
36人          90%         not_comparable -
3             90%         not_comparable -
20            18万元      not_comparable -
≥2场次        2人         not_comparable -
1000元/人/月  900元/人/月 partly_met  0.9000
1000元/人/月  900元/人    not_comparable -
1000元/人/月  900         not_comparable -
1000元/人/月  1000元/人   met         1.0000
1000元/人/月  9000元/人/年 partly_met 0.7500
1次/季度      1次/季      met         1.0000
≥2次/年       1次/月      not_comparable -
≥90%          80%-95%     not_comparable -
≥90%          ±3%         not_comparable -
≥90%          2024年12月  not_comparable -
2024年12月前  3个         not_comparable -
"""


@pytest.mark.parametrize(("target", "actual", "outcome", "completion"), rows(UNITS))
def test_units_are_brought_together_or_not_compared(target: str, actual: str, outcome: str, completion: str):
    found = assess(target, actual)
    assert (found.outcome.value, rounded(found.completion_ratio)) == (outcome, completion)


@pytest.mark.parametrize(
    ("target", "actual", "words"),
    [
        ("≤202.6万元", "1329000元", "单位换算：1,329,000 元 = 132.9 万元。"),
        ("≥90%", "36人", "目标单位“%”与实际单位“人”不同，无法比较，请按目标单位填报。"),
        ("20", "18万元", "目标单位“未写”与实际单位“万元”不同，无法比较，请按目标单位填报。"),
        ("≥3", "3次", "目标未写单位，按实际的“次”比较。"),
        ("≥2次/年", "1次/月", "目标按“年”计，实际按“月”计，周期不同，无法比较，请核对。"),
        ("1000元/人/月", "1000元/人", "实际未写周期，按每月比较。"),
        ("≥90%", "0.95", "实际“0.95”没有写百分号，是 95% 还是 0.95%？不能比较，请补写百分号。"),
        ("约36人", "36人", "目标为约数（约36人），按其数值比较。"),
        ("≥30人", "约36人", "实际为约数（约36人），按其数值比较。"),
        ("≥90%", "≥95%", "实际写作“≥95%”，按其数值比较。"),
        ("290%", "290%", "目标值：疑似识别错误：“≥”可能被识别成“2”，请核对。"),
        ("≥90%", "80%-95%", "目标“≥90%”是数值，实际“80%-95%”是区间，无法比较，请核对填报值。"),
    ],
)
def test_what_the_spelling_leaves_open_is_said(target: str, actual: str, words: str):
    assert words in assess(target, actual).explanation


def test_bare_number_of_a_rate_is_a_percentage_only_above_one():
    assert rounded(assess("80", "85%", name="培训满意度").completion_ratio) == "1.0625"
    assert assess("0.8", "85%", name="培训满意度").outcome is Outcome.NOT_COMPARABLE
    assert rounded(assess("1", "85%", name="增长率（%）").completion_ratio) == "85.0000"


@pytest.mark.parametrize(("target", "actual"), [("降低10%", "提升12%"), ("提升10%", "下降12%"), ("降低10%", "-12%")])
def test_rise_is_never_compared_with_a_fall(target: str, actual: str):
    assert assess(target, actual).outcome is Outcome.NOT_COMPARABLE


def test_fall_is_compared_with_a_fall_by_its_size():
    assert rounded(assess("降低10%", "下降8%").completion_ratio) == "0.8000"
    assert assess("降低10%", "12%").outcome is Outcome.MET


# target, actual, outcome
DATES = """
2024年12月31日前  2024年12月31日       met
2024年12月前      2024-12-05           met
2024年12月前      2025年1月15日        not_met
2024年12月前      2025年               not_met
12月底前          12月5日              met
12月底前          2024年12月31日       met
12月底前          2025年1月1日         not_met
每年12月底前      2024年11月           met
2月底前           2024年2月29日        met
2021年1月-12月    2021年11月30日       met
2021年1月-12月    2020年12月1日        met
2021年1月-12月    2021年1-12月         met
2021年1月-12月    2022年1月1日         not_met
2024年12月15日前  2024年12月           not_comparable
2024年6月底前     2024年               not_comparable
2024年6月底前     2024年6月底          met
2024年6月15日前   2024年6月底          not_met
2024年            2024年10月           met
≥2024年6月        2024年5月            not_comparable
<2024年6月30日    2024年6月30日        not_met
<2024年6月30日    2024年6月29日        met
2024年12月前      已完成               met
2024年12月前      及时                 not_comparable
"""


@pytest.mark.parametrize(("target", "actual", "outcome"), rows(DATES))
def test_deadline_is_met_on_or_before_its_last_day(target: str, actual: str, outcome: str):
    found = assess(target, actual, name="发放时间", level2=Level2.TIMELINESS)
    assert (found.outcome.value, found.deviation_ratio) == (outcome, None)


def test_late_day_has_no_ratio_and_says_how_late():
    found = assess("2024年12月前", "2025年1月15日")
    assert (found.completion_ratio, found.deviation_ratio) == (None, None)
    assert found.explanation == "完成时间 2025年1月15日，晚于 2024年12月31日 15 天，未达到目标。"
    assert assess("2024年12月前", "2024年12月5日").completion_ratio == 1


def test_date_without_a_year_stands_in_the_fiscal_year():
    late = assess_completion(indicator("2月底前", fiscal_year=2023), result=result("2023年3月1日"), spending=None)
    assert (
        late.explanation == "完成时间 2023年3月1日，晚于 2023年2月28日 1 天，未达到目标。目标未写年份，按 2023 年比较。"
    )
    unknown = assess_completion(indicator("6月底前", fiscal_year=None), result=result("5月3日"), spending=None)
    assert unknown.outcome is Outcome.MET
    assert "实际未写年份，按 2024 年比较。" in unknown.explanation


GRADES = {
    Attainment.MET: """
        达成 完成 已完成 达成预期指标 达成年度指标 达成目标 达成预期目标。 按时完成 全部完成 圆满完成任务
        已达标 实现预期目标 “达成”
    """,
    Attainment.PARTLY_MET: """
        部分达成 部分达成年度指标并具有一定效果 部分达成预期指标，具有一定效果 基本达成 基本完成 基本达到 已基本完成
    """,
    Attainment.NOT_MET: "未达成 未完成 未达成年度指标且效果较差 尚未完成 没有完成 未按时完成 不达标 未能实现目标",
    None: """
        有效提升 良好 是 及时 完成率 完成情况良好 未完全达成 未全部完成 未成年人 已完成部分 完成，但延迟两个月
        完成50% 无 /
    """,
}


@pytest.mark.parametrize(
    ("text", "attainment"), [(text, grade) for grade, texts in GRADES.items() for text in texts.split()]
)
def test_grade_is_read_from_the_whole_text(text: str, attainment: Attainment | None):
    assert read_attainment(text) is attainment


def test_nothing_and_long_text_are_no_grade():
    assert read_attainment("") is None
    assert read_attainment(" ") is None
    assert read_attainment("未完成，" + "原因" * 1000) is None


@pytest.mark.parametrize("attainment", list(Attainment))
def test_qualitative_target_is_graded_by_the_office_and_has_no_ratio(attainment: Attainment):
    found = assess_completion(indicator("有效提升"), result=result("服务质量较好", attainment), spending=None)
    assert (found.outcome.label, found.completion_ratio, found.deviation_ratio) == (attainment.label, None, None)


@pytest.mark.parametrize(
    ("target", "actual", "outcome"),
    [
        ("有效提升", "部分达成年度指标并具有一定效果", Outcome.PARTLY_MET),
        ("有效提升", "未达成", Outcome.NOT_MET),
        ("有效提升", " 有效提升 ", Outcome.MET),
        ("可持续", "可持续", Outcome.MET),
        ("有效提升", "明显改善", Outcome.NOT_COMPARABLE),
        ("有效提升", "95%", Outcome.NOT_COMPARABLE),
        ("≥90%", "完成", Outcome.MET),
        ("≥90%", "基本完成", Outcome.PARTLY_MET),
        ("≥90%", "未完成", Outcome.NOT_MET),
        ("≥90%", "较好", Outcome.NOT_COMPARABLE),
        ("≥90%", "9O%", Outcome.NOT_COMPARABLE),
    ],
)
def test_result_in_words_counts_only_as_a_grade_or_as_the_target_itself(target: str, actual: str, outcome: Outcome):
    found = assess(target, actual)
    assert (found.outcome, found.completion_ratio) == (outcome, None)


def test_result_that_is_no_grade_asks_for_one():
    assert assess("有效提升", "明显改善").explanation == (
        "定性指标，实际“明显改善”不是完成等级，请填报达成、部分达成或未达成。"
    )


def test_grade_without_a_value_is_a_result():
    found = assess_completion(indicator("≥90%"), result=result("", Attainment.MET), spending=None)
    assert (found.outcome, found.completion_ratio) == (Outcome.MET, None)
    assert found.explanation == "填报完成等级“达成”，不计算完成率。"


def test_number_goes_before_a_grade_that_says_otherwise():
    found = assess_completion(indicator("≥90%"), result=result("45%", Attainment.MET), spending=None)
    assert found.outcome is Outcome.NOT_MET
    assert found.explanation.endswith("填报完成等级“达成”与按数值得出的“未达成”不一致，以数值为准。")


@pytest.mark.parametrize(
    "name",
    [
        "预算执行率",
        "预算执行率（%）",
        "预算执行率(%)",
        "资金执行率",
        "年度预算执行率",
        "项目资金执行率",
        "2024年度预算执行率",
        " 预算 执行率",
    ],
)
def test_execution_rate_is_known_by_its_name(name: str):
    assert is_execution_indicator(indicator("≥90%", name=name))


@pytest.mark.parametrize(
    "name", ["政策执行率", "执行率", "预算编制准确率", "政府采购预算执行率", "预算执行率偏差", "资金到位率"]
)
def test_other_rates_are_not_the_execution_rate(name: str):
    assert not is_execution_indicator(indicator("≥90%", name=name))


@pytest.mark.parametrize(
    ("paid", "adjusted", "initial", "ratio"),
    [
        ("432000", "504000", "600000", "0.8571"),
        ("432000", None, "504000", "0.8571"),
        ("0", "504000", None, "0.0000"),
        ("604800", "504000", None, "1.2000"),
        (None, "504000", None, "-"),
        ("432000", None, None, "-"),
        ("432000", "0", "504000", "-"),
    ],
)
def test_execution_is_spent_divided_by_the_full_year_budget(
    paid: str | None, adjusted: str | None, initial: str | None, ratio: str
):
    assert rounded(execution_ratio(spent(paid, adjusted, initial))) == ratio


EXECUTION = indicator("≥80%", name="预算执行率", level2=Level2.COST)


def test_432_000_of_504_000_yuan_meets_the_execution_target():
    found = assess_completion(EXECUTION, result=None, spending=spent("432000", "504000"))
    assert (found.outcome, found.from_spending) == (Outcome.MET, True)
    assert (rounded(found.completion_ratio), rounded(found.deviation_ratio)) == ("1.0714", "0.0714")
    assert found.explanation == (
        "执行数 ÷ 全年预算数 = 432,000 ÷ 504,000 = 85.71%。实际 85.71% ÷ 目标 80% = 107.14%，达到目标。"
    )


def test_initial_budget_stands_in_for_a_missing_adjusted_one_and_is_named():
    found = assess_completion(EXECUTION, result=None, spending=spent("201600", None, "504000"))
    assert (found.outcome, found.completion_ratio) == (Outcome.NOT_MET, Decimal("0.5"))
    assert found.explanation.startswith("执行数 ÷ 年初预算数（未填全年预算数） = 201,600 ÷ 504,000 = 40.0%。")


def test_value_of_the_clerk_that_contradicts_the_accounts_is_said_and_not_used():
    found = assess_completion(EXECUTION, result=result("90%"), spending=spent("432000", "504000"))
    assert rounded(found.completion_ratio) == "1.0714"
    assert found.explanation.endswith("填报 90% 与按执行数计算的 85.71% 不一致，以计算值为准。")


@pytest.mark.parametrize("given_value", ["85.7%", "85.71", "85.76%", "—", "已完成"])
def test_rounding_of_the_clerk_is_no_contradiction(given_value: str):
    found = assess_completion(EXECUTION, result=result(given_value), spending=spent("432000", "504000"))
    assert "不一致" not in found.explanation


def test_without_spending_the_value_of_the_clerk_is_used():
    found = assess_completion(EXECUTION, result=result("72%"), spending=None)
    assert (found.outcome, found.completion_ratio, found.from_spending) == (Outcome.PARTLY_MET, Decimal("0.9"), False)


def test_budget_of_zero_is_not_computable_and_does_not_crash():
    alone = assess_completion(EXECUTION, result=None, spending=spent("432000", "0"))
    assert (alone.outcome, alone.from_spending) == (Outcome.NO_DATA, False)
    assert alone.explanation == "尚未填报实际完成值。预算数为 0，无法计算执行率。"
    with_value = assess_completion(EXECUTION, result=result("80%"), spending=spent("432000", "0"))
    assert with_value.outcome is Outcome.MET


def test_spending_changes_no_other_indicator():
    found = assess_completion(indicator("≥90%", name="资金到位率"), result=None, spending=spent("1", "1"))
    assert found.outcome is Outcome.NO_DATA


def test_overspending_misses_a_range_of_execution():
    target = indicator("80%-100%", name="预算执行率")
    found = assess_completion(target, result=None, spending=spent("630000", "504000"))
    assert (found.outcome, found.completion_ratio) == (Outcome.PARTLY_MET, Decimal("0.8"))


def test_every_indicator_has_one_completion_in_order():
    indicators = [indicator("≥90%", indicator_id=name) for name in ("c", "a", "b")]
    found = assess_completions(indicators, results={"a": result("90%")}, spending={})
    assert [each.outcome for each in found] == [Outcome.NO_DATA, Outcome.MET, Outcome.NO_DATA]


def test_bundled_tables_without_results_are_36_times_no_data():
    tables = read_goal_tables(BUNDLED.read_bytes(), file_name=BUNDLED.name)
    found = assess_completions(tables.indicators, results={}, spending={})
    assert [each.outcome for each in found] == [Outcome.NO_DATA] * 36


def test_bundled_tables_that_report_their_own_targets_are_met_throughout():
    tables = read_goal_tables(BUNDLED.read_bytes(), file_name=BUNDLED.name)
    results = {
        each.indicator_id: ActualResult(
            indicator_id=each.indicator_id,
            fiscal_year=2024,
            as_of=date(2024, 12, 31),
            actual=each.annual_target,
            place=PLACE,
        )
        for each in tables.indicators
    }
    found = assess_completions(tables.indicators, results=results, spending={})
    assert [each.outcome for each in found] == [Outcome.MET] * 36
    assert sum(each.completion_ratio is None for each in found) == 8
    assert sum(is_execution_indicator(each) for each in tables.indicators) == 4


def test_ten_thousand_indicators_take_no_noticeable_time():
    indicators = [indicator("5个")] * 10_000
    results = {"i1": result("4")}
    started = time.process_time()
    assess_completions(indicators, results=results, spending={})
    assert time.process_time() - started < 2


NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
UPWARD = st.sampled_from([Comparator.GE, Comparator.GT])
DOWNWARD = st.sampled_from([Comparator.LE, Comparator.LT])
RANKS = {Outcome.NOT_MET: 0, Outcome.PARTLY_MET: 1, Outcome.MET: 2}
SPELLINGS = [
    *("≥90%", "100%", "36人", "≤400元/人", "1000元/人/月", "每年2次", "=0件", "0", "-5%", "约36人", "80%-90%", "±3%"),
    *(
        "±0%",
        "-5%~-3%",
        "100万",
        "≥1亿元",
        "0.95",
        "12月底前",
        "2月底前",
        "2023年2月",
        "2021年1月-12月",
        "<2024年6月30日",
    ),
    *(
        "有效提升",
        "达成",
        "部分达成",
        "未完成",
        "",
        "无",
        "—",
        "**人",
        "XX",
        "9O%",
        "降低10%",
        "提升5个百分点",
        "/株",
        "≤28.40/株",
    ),
    *("每月5日前发放到位", "999999999999999999999999999999", "0.00000000000000000001", "2024年", "7月", "290%"),
]
TEXTS = st.one_of(
    st.sampled_from(SPELLINGS),
    st.text(alphabet="0123456789.-≥≤=<>%±~至年月日万元人/约前底达成未部分", max_size=14),
    st.text(max_size=30),
)
NAMES = st.sampled_from(["补贴人数", "预算执行率（%）", "群众投诉率", "补贴标准", "人均成本", "", "满意度"])


def rank(standing: Standing) -> tuple[int, Decimal]:
    ratio = standing.completion_ratio or Decimal(0)
    return (2 if standing.is_met else int(ratio >= PARTLY_MET_FROM)), ratio


@given(target=NUMBERS, one=NUMBERS, other=NUMBERS, comparator=UPWARD)
def test_more_is_never_worse_where_more_is_wanted(
    target: Decimal, one: Decimal, other: Decimal, comparator: Comparator
):
    less, more = (rank(compare_number(actual, target=target, comparator=comparator)) for actual in sorted((one, other)))
    assert less[0] <= more[0]
    assert less[1] <= more[1]


@given(target=NUMBERS, one=NUMBERS, other=NUMBERS, comparator=DOWNWARD)
def test_less_is_never_worse_where_less_is_wanted(
    target: Decimal, one: Decimal, other: Decimal, comparator: Comparator
):
    less, more = (rank(compare_number(actual, target=target, comparator=comparator)) for actual in sorted((one, other)))
    assert less[0] >= more[0]
    assert less[1] >= more[1]


@given(one=NUMBERS, other=NUMBERS, target=NUMBERS)
def test_whole_assessment_is_monotone_too(one: Decimal, other: Decimal, target: Decimal):
    smaller, larger = sorted((one, other))
    upward = [RANKS[assess(f"≥{target:f}元", f"{actual:f}元").outcome] for actual in (smaller, larger)]
    downward = [RANKS[assess(f"≤{target:f}元", f"{actual:f}元").outcome] for actual in (smaller, larger)]
    assert upward == sorted(upward)
    assert downward == sorted(downward, reverse=True)


@given(actual=NUMBERS, target=NUMBERS)
def test_ratio_of_an_exact_target_never_exceeds_one(actual: Decimal, target: Decimal):
    standing = compare_number(actual, target=target, comparator=Comparator.EQ)
    assert standing.completion_ratio is not None
    assert 0 <= standing.completion_ratio <= 1
    assert standing.is_met == (actual == target or (target == 0 and actual < 0))


@given(actual=NUMBERS, bounds=st.tuples(NUMBERS, NUMBERS))
def test_ratio_of_a_range_is_one_inside_and_less_outside(actual: Decimal, bounds: tuple[Decimal, Decimal]):
    lower, upper = sorted(bounds)
    standing = compare_with_range(actual, lower=lower, upper=upper)
    assert standing.completion_ratio is not None
    assert standing.is_met == (lower <= actual <= upper)
    assert (standing.completion_ratio == 1) == standing.is_met


@given(
    target=TEXTS,
    actual=TEXTS,
    name=NAMES,
    level2=st.sampled_from(list(Level2)),
    attainment=st.sampled_from([None, *Attainment]),
    spending=st.sampled_from([None, spent("1", "3"), spent("1", "0"), spent(None, None)]),
)
def test_any_pair_of_texts_has_an_outcome_and_a_sentence(
    target: str, actual: str, name: str, level2: Level2, attainment: Attainment | None, spending: Spending | None
):
    found = assess_completion(
        indicator(target, name=name, level2=level2), result=result(actual, attainment), spending=spending
    )
    assert found.explanation.endswith(("。", "）。"))
    assert found.completion_ratio is None or found.completion_ratio >= 0
    if found.outcome in (Outcome.NO_DATA, Outcome.NOT_COMPARABLE):
        assert (found.completion_ratio, found.deviation_ratio, found.is_inferred) == (None, None, False)


@given(text=st.text())
def test_reading_a_grade_never_raises(text: str):
    assert read_attainment(text) in (None, *Attainment)


@pytest.mark.parametrize(
    ("target", "actual"),
    [
        ("零投诉", "0"),
        ("零投诉", "0起"),
        ("全覆盖", "100%"),
        ("≥95%", "全覆盖"),
        ("100%覆盖", "100%"),
        ("≥1台（套）", "1台（套）"),
        ("100±5人", "103人"),
        ("≥90%且≤95%", "93%"),
        ("8成以上", "85%"),
        ("千分之三", "0.3%"),
        ("①≥90%②≥80%", "①≥90% ② ≥80%"),
        ("3-5家", "3-5家"),
        ("2024年12月", "2024年12月"),
        ("＜5%", "<5%"),
    ],
)
def test_other_spellings_and_identical_text_are_met(target: str, actual: str):
    assert assess(target, actual).outcome is Outcome.MET


@pytest.mark.parametrize(
    ("target", "actual"), [("零投诉", "1起"), ("全覆盖", "95%"), ("100±5人", "94人"), ("8成以上", "75%")]
)
def test_other_spellings_are_missed_by_their_numbers(target: str, actual: str):
    assert assess(target, actual).outcome in (Outcome.PARTLY_MET, Outcome.NOT_MET)
