"""The audit of the bundled tables finds what a careful analyst found by hand: each test names the finding (F1 …)."""

from collections.abc import Iterable

import pytest

from perfdata.assessing.audit import RULES, audit
from perfdata.core.findings import AuditFinding
from perfdata.core.model import Place, Review
from perfdata.core.terms import FindingKind, ReviewStatus
from perfdata.core.values import parse_value
from perfdata.reading.goal_tables import read_goal_tables
from tests.builders import BUNDLED, Line, goal_table, goal_tables
from tests.clean_tables import clean_table
from tests.rule_examples import read_example
from tests.storing.builders import a_project, an_indicator

A, B = "社工委党建工作经费（镇资金）（常）", "企业工委党建工作经费（镇资金）（常）"
C, D = "两新组织党员活动经费（镇）", "两新组织党务工作者补贴（镇）"


def audit_of(content: bytes) -> list[AuditFinding]:
    tables = read_goal_tables(content, file_name="表.txt")
    return list(audit(tables.projects, tables.indicators).findings)


BUNDLED_FINDINGS = audit_of(BUNDLED.read_bytes())


def found(rule_id: str, project_name: str | None = None) -> list[AuditFinding]:
    return [
        item
        for item in BUNDLED_FINDINGS
        if item.rule_id == rule_id and (project_name is None or item.project_name == project_name)
    ]


def only(rule_id: str, project_name: str | None = None) -> AuditFinding:
    (finding,) = found(rule_id, project_name)
    return finding


def owners(findings: Iterable[AuditFinding]) -> list[str | None]:
    return [finding.project_name for finding in findings]


def lines(findings: Iterable[AuditFinding]) -> list[int | None]:
    return [finding.place.line if finding.place else None for finding in findings]


def test_f1_the_formula_does_not_explain_72000_yuan_of_the_budget():
    gap = only("budget_equals_subsidy_total")
    assert gap.project_name == D
    assert gap.message == "预算 504,000 元比测算 432,000 元多 72,000 元"
    assert gap.observed == "36 人 × 1,000 元 × 12 个月 = 432,000 元，预算 504,000 元"
    assert str(gap.arithmetic).startswith("504,000 − 432,000 = 72,000 元；差额占预算 14.29%，为测算的 16.67%；")
    assert lines([gap]) == [86]


def test_f2_two_whole_number_readings_give_the_budget_exactly():
    assert only("budget_equals_subsidy_total").expected == (
        "预算正好等于 42 人 × 1,000 元 × 12 个月，或 36 人 × 1,000 元 × 14 个月"
    )


def test_f3_the_name_is_wider_than_the_goal_text():
    finding = only("project_name_within_goal")
    assert finding.project_name == D
    assert "“党务工作者”" in finding.message
    assert finding.arithmetic == "名称的对象宽于目标文字；测算之外的 72,000 元可能用于其他人员"


def test_f4_all_targets_can_be_met_while_72000_yuan_are_left():
    finding = only("budget_equals_subsidy_total")
    assert str(finding.arithmetic).endswith(
        "；按测算全部发放后预算执行率为 432,000 ÷ 504,000 = 85.71% ≥ 80%，目标已达到，仍剩 72,000 元"
    )


def test_f5_the_execution_target_is_weaker_than_the_entitlement():
    finding = only("execution_covers_entitlement", D)
    assert finding.expected == "执行率下限不低于 85.71%"
    assert finding.arithmetic == "504,000 × 80% = 403,200 元 < 432,000 元；相当于 28.8 人·月未发"


def test_f6_the_exact_formula_leaves_no_room():
    finding = only("formula_leaves_room")
    assert finding.observed == "749 人 × 400 元 = 299,600 元"
    assert finding.arithmetic == "750 人 需 300,000 元"
    assert finding.kind is FindingKind.REMARK


def test_f7_coverage_unit_cost_and_budget_barely_fit_together():
    finding = only("coverage_fits_unit_cost")
    assert finding.project_name == C
    assert finding.message == "只覆盖 600 人而用完预算时，人均 499.33 元，超过 400 元"
    assert finding.expected == "按下限覆盖时，合规支出至多 240,000 元，占预算 80.11%，预算执行率下限为 ≥80%"
    assert finding.arithmetic == (
        "749 人 × 80% = 599.2，至少 600 人；600 人 × 400 元 = 240,000 元；299,600 ÷ 600 = 499.33 元/人"
    )


def test_f8_the_same_document_leads_to_two_unit_costs():
    finding = only("unit_cost_same_basis")
    assert finding.message == "同一文件依据下单位成本不同：2,500 元/个 与 5,000 元/个"
    assert finding.arithmetic == f"按 2,500 元/个，“{B}”为 12,500 元；按 5,000 元/个，“{A}”为 5,000 元"
    assert lines([finding]) == [17]


def test_f9_two_projects_may_count_the_same_branches():
    finding = only("objects_counted_once")
    assert finding.message == "2 个项目统计的对象名称相近，合计是 6 个还是 5 个？"


def test_f10_163470_yuan_may_stay_unspent_with_every_target_met():
    finding = only("budget_may_stay_unspent")
    assert finding.message == "执行率目标全部达到时，仍可有 163,470 元没有支出"
    assert finding.arithmetic == "2,250 + 22,500 + 239,680 + 403,200 = 667,630 元，占 80.33%"


def test_f11_99500_yuan_have_no_stated_formula():
    finding = only("budget_share_explained")
    assert finding.message == "预算 831,100 元中有 99,500 元没有写明算式"
    assert "731,600 元，占 88.03%" in str(finding.observed)


def test_f12_the_execution_rate_is_a_cost_indicator_in_all_four():
    findings = found("cost_measured")
    assert owners(findings) == [A, B, C, D]
    assert [item.message.endswith("而且是唯一的成本指标") for item in findings] == [True, True, False, False]


def test_f13_the_large_projects_have_the_looser_target():
    observed = str(only("budget_may_stay_unspent").observed)
    assert observed.endswith("；预算大的项目执行率目标反而更低：90% 与 80%，目标较低的项目预算合计 803,600 元")


def test_f14_targets_of_80_percent_are_lenient_in_8_rows():
    findings = found("thresholds_strict")
    assert owners(findings) == [C, D]
    assert [item.message for item in findings] == ["5 项百分比目标偏低：≥80%", "3 项百分比目标偏低：≥80%"]


def test_f15_86_person_months_late_still_meet_the_target():
    finding = only("timeliness_strict")
    assert finding.message == "补贴及时率 ≥80%：86.4 人次迟发仍算达到目标"
    assert finding.arithmetic == "36 × 12 = 432 人次，其中 20% 为 86.4 人次"


def test_f16_counts_over_three_years_equal_those_of_one_year():
    findings = found("cycle_covers_years")
    assert owners(findings) == [A, B, C]
    assert [item.arithmetic for item in findings] == [
        "若每年 1，3 年应为 3 个",
        "若每年 5，3 年应为 15 个",
        "若每年 2，3 年应为 6 场次",
    ]
    assert [str(item.observed).split("；")[1] for item in findings] == [
        "全表 7 项中 7 项两值相同",
        "全表 7 项中 7 项两值相同",
        "全表 10 项中 10 项两值相同",
    ]


def test_f17_both_goals_are_word_for_word_identical():
    finding = only("goals_differ")
    assert finding.project_name == D
    assert "“现有”描述现状" in str(finding.observed)


def test_f18_the_cycle_goal_only_cites_documents():
    assert only("goal_states_outcome").project_name == C


def test_f19_the_money_is_for_activities_and_the_indicators_measure_training():
    finding = only("goal_activity_measured")
    assert finding.message == "名称和目标写的是“活动”，5 项指标衡量的是“培训”"
    assert finding.arithmetic == "299,600 ÷ 2 场次 = 149,800 元/场次"
    assert only("goal_counts_measured").message == "年度目标写明 749 人，没有指标衡量"


def test_f20_the_unit_cost_lacks_its_year_and_a_fixed_standard_is_a_ceiling():
    finding = only("rate_period_stated")
    assert finding.message == "“人均培训成本”≤400元/人：缺少期间：目标文字写的是每年 400 元；固定标准写成了上限"
    assert lines([finding]) == [71]


def test_f21_about_a_number_in_the_text_and_exactly_it_in_the_indicator():
    assert [item.message for item in found("goal_number_exact")] == [
        "目标文字写“约 1 个”，指标值写“1个”",
        "目标文字写“约 5 个”，指标值写“5个”",
        "目标文字写“约 36 人”，指标值写“36人”",
    ]
    assert owners(found("comparator_stated")) == [A, B, D]


def test_f22_five_outcomes_are_listed_and_two_are_measured():
    findings = found("goal_outcomes_measured")
    assert owners(findings) == [A, B]
    assert {item.message for item in findings} == {"总目标列出 5 项成效，指标只衡量 2 项"}


def test_f23_eight_qualitative_targets_cannot_be_checked():
    findings = found("qualitative_value_checkable")
    assert [item.message for item in findings] == ["2 项定性目标值没有写明怎样算达到"] * 4
    assert findings[3].observed == "保障党建工作顺利开展＝有效保障；项目可持续性＝可持续"


def test_f24_economic_and_ecological_benefit_are_empty_in_all_four():
    findings = found("category_left_empty")
    assert [item.message for item in findings] == ["2 个二级指标没有三级指标：经济效益指标、生态效益指标"] * 4
    assert {item.kind for item in findings} == {FindingKind.REMARK}


def test_f25_indicators_that_measure_the_same():
    assert [(item.project_name, item.message) for item in found("indicators_distinct")] == [
        (C, "2 项指标相近：党员参与率、培训覆盖率"),
        (D, "3 项指标相近：补贴发放准确率、补贴发放合规率、补贴发放到位率；2 项指标相近：任务完成及时率、补贴及时率"),
    ]


def test_f26_indicators_under_a_doubtful_category():
    assert [(item.project_name, item.message) for item in found("category_fits_indicator")] == [
        (A, "1 项指标的类别需要核对：资金使用合规率（质量指标）"),
        (B, "1 项指标的类别需要核对：资金使用合规率（质量指标）"),
        (C, "2 项指标的类别需要核对：党员参与率（质量指标）、培训覆盖率（质量指标）"),
    ]


def test_f27_percentages_that_only_100_percent_can_meet():
    assert [item.arithmetic for item in found("percentage_meets_count")] == [
        "0 ÷ 1 = 0% < 90%",
        "4 ÷ 5 = 80% < 90%",
        "1 ÷ 2 = 50% < 80%",
    ]


def test_f28_two_tables_are_near_copies():
    finding = only("tables_distinct")
    assert finding.message == "2 个项目的指标几乎相同：7 项中 5 项名称一字不差"
    assert finding.observed == f"{A}、{B}"


def test_f29_grants_without_a_unit_cost_indicator():
    assert owners(found("unit_cost_stated")) == [A, B]


def test_f30_no_weights_anywhere():
    assert only("weights_stated").message == "4 个项目的 36 项指标都没有分值"


def test_f32_all_four_projects_end_this_year():
    finding = only("cycle_not_ended")
    assert finding.message == "4 个项目的实施周期到 2024 年为止，涉及预算 831,100 元"
    assert finding.arithmetic == "2,500 + 25,000 + 299,600 + 504,000 = 831,100 元"


def test_f33_the_provisional_rules_are_three_years_old():
    assert owners(found("legal_basis_in_force")) == [A, B, C, D]


def test_f34_the_document_number_is_written_three_ways():
    finding = only("document_numbers_styled")
    assert finding.message == "文号的括号有 3 种写法：（） () 【】"
    assert finding.expected == "统一用六角括号〔〕"
    assert [item.project_name for item in found("quotes_balanced") if "应为〈〉" in item.message] == [A, B]


def test_f35_stray_quotes():
    assert "“ 4 个、” 2 个" in only("quotes_balanced", B).message


def test_f36_one_name_in_two_spellings():
    message = only("names_spelled_alike").message
    assert "预算执行率 与 预算执行率（%）" in message
    assert "（镇资金）（常） 与 （镇）" in message


def test_f38_three_rows_were_put_back_in_place():
    assert lines(found("row_recovered")) == [71, 100]
    assert "第 105 行" in str(only("row_recovered", D).observed)


def test_every_finding_asks_and_says_where():
    assert BUNDLED_FINDINGS
    for finding in BUNDLED_FINDINGS:
        assert finding.place is not None
        assert finding.suggestion
        assert finding.suggestion.endswith(("？", "。"))
        assert not any(word in finding.message for word in ("违规", "违纪", "虚报", "错误"))


def test_the_most_money_at_stake_comes_first_then_other_questions_then_remarks():
    assert [item.stake_yuan for item in BUNDLED_FINDINGS[:6]] == [72_000, 59_920, 59_600, 28_800, 12_500, None]
    kinds = [item.kind for item in BUNDLED_FINDINGS]
    assert kinds == sorted(kinds, key=list(FindingKind).index)


def test_a_rule_shows_one_finding_at_most_a_table_or_unit():
    shown = [(item.rule_id, item.project_id) for item in BUNDLED_FINDINGS]
    assert len(set(shown)) == len(shown) == 64
    assert sum(item.kind is FindingKind.QUESTION for item in BUNDLED_FINDINGS) == 27


def test_same_input_gives_the_same_output_in_the_same_order():
    assert audit_of(BUNDLED.read_bytes()) == BUNDLED_FINDINGS


def test_finding_ids_are_unique_and_hold_unit_table_and_rule():
    ids = [item.finding_id for item in BUNDLED_FINDINGS]
    assert len(set(ids)) == len(ids)
    elsewhere = audit_of(BUNDLED.read_bytes().replace("党建服务中心".encode(), "党建指导中心".encode()))
    assert [item.message for item in elsewhere] == [item.message for item in BUNDLED_FINDINGS]
    assert not set(ids) & {item.finding_id for item in elsewhere}


def test_an_answer_holds_for_other_words_but_not_for_other_figures():
    gap = BUNDLED_FINDINGS[0]
    answer = Review(
        finding_id=gap.finding_id,
        fiscal_year=2024,
        status=ReviewStatus.VERIFIED,
        note=None,
        place=Place(source_file="核实意见-已核实.json"),
        question="预算 504,000 元，测算 432,000 元，相差 72,000 元",
    )
    changed = audit_of(BUNDLED.read_bytes().replace(b"504000", b"516000"))[0]
    assert changed.message == "预算 516,000 元比测算 432,000 元多 84,000 元"
    assert changed.finding_id == gap.finding_id
    assert (gap.is_answered_by(answer), changed.is_answered_by(answer)) == (True, False)


def test_a_clean_table_raises_no_question():
    assert [item for item in audit_of(goal_tables(clean_table())) if item.kind is FindingKind.QUESTION] == []


def test_clean_tables_of_several_units_raise_no_question():
    content = goal_tables(*(clean_table(number, unit=f"某镇{number}办") for number in range(1, 6)))
    assert [item for item in audit_of(content) if item.kind is FindingKind.QUESTION] == []


def test_several_formulas_of_a_text_are_added_before_the_budget_is_compared():
    table = goal_table(budget="200000", annual_goal="书记44人每人每月311元，委员4人每人每月191元。")
    gap = next(item for item in audit_of(goal_tables(table)) if item.rule_id == "budget_equals_subsidy_total")
    assert gap.message == "预算 200,000 元比测算 173,376 元多 26,624 元"
    assert gap.observed == "44 人 × 311 元 × 12 个月 + 4 人 × 191 元 × 12 个月 = 173,376 元，预算 200,000 元"


def test_a_target_below_last_years_result_is_asked_about():
    project, indicator = a_project(), an_indicator(annual_target=parse_value("≥90人"))
    found_here = audit([project], [indicator], previous={"p1-i1": parse_value("95人")}).findings
    assert [item.message for item in found_here if item.rule_id == "target_not_below_last_year"] == [
        "“补贴人数1”目标 ≥90人，上年实际 95人"
    ]


def said_of(rule_id: str, text: str) -> list[AuditFinding]:
    """What a rule says of one table, written like the examples of the rules."""
    (table,) = read_example(text)
    verdict = next(module for module in RULES if module.RULE.id == rule_id).check(table)
    return [verdict] if isinstance(verdict, AuditFinding) else []


def messages_of(rule_id: str, text: str) -> list[str]:
    return [item.message for item in said_of(rule_id, text)]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("质量指标·投诉办结率=≥95%", []),
        ("质量指标·事故查处率=≥95%；质量指标·零事故天数=≥365天", []),
        ("质量指标·投诉办结率=≤95%", ["“投诉办结率”写 ≤95%，方向可能相反"]),
        ("质量指标·投诉次数=≥3次", ["“投诉次数”写 ≥3次，方向可能相反"]),
        ("质量指标·投诉次数=3次", []),
        ("质量指标·投诉次数=3次；质量指标·差错率=≥1%", ["“差错率”写 ≥1%，方向可能相反"]),
        ("成本指标·人均培训成本=≥400元/人", ["“人均培训成本”写 ≥400元/人，方向可能相反"]),
        ("成本指标·支出进度=≥90%；成本指标·成本节约率=≥5%", []),
    ],
)
def test_the_direction_of_a_comparator_follows_the_name(text: str, messages: list[str]):
    assert messages_of("comparator_direction", text) == messages


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("社会效益指标·安全事故次数=5次；上年·安全事故次数=8次", []),
        ("社会效益指标·安全事故次数=5次；上年·安全事故次数=3次", ["“安全事故次数”目标 5次，上年实际 3次"]),
        ("数量指标·培训场次=5场次；上年·培训场次=8场次", ["“培训场次”目标 5场次，上年实际 8场次"]),
        ("数量指标·培训场次=5场次；上年·培训场次=3场次", []),
        ("数量指标·培训场次==5场次；上年·培训场次=8场次", []),
        ("成本指标·补贴标准=1000元/人；上年·补贴标准=1200元/人", []),
    ],
)
def test_last_years_result_is_compared_in_the_direction_of_the_target(text: str, messages: list[str]):
    assert messages_of("target_not_below_last_year", text) == messages


def test_what_is_expected_of_less_is_better_is_no_more_than_last_year():
    (finding,) = said_of("target_not_below_last_year", "社会效益指标·安全事故次数=5次；上年·安全事故次数=3次")
    assert finding.expected == "不高于上年的实际完成值"


# 80% of 432,000 yuan is 345,600: 5 % less than 363,789.47 yuan, so 30 people (360,000) pass and 31 (372,000) do not.
@pytest.mark.parametrize(
    ("people", "messages"),
    [
        (30, []),
        (31, ["执行率只到 ≥80% 时支出 345,600 元，比应发少 26,400 元"]),
    ],
)
def test_up_to_5_percent_of_the_entitlement_may_be_missing(people: int, messages: list[str]):
    text = f"预算=432000；年度目标=对{people}人按每人每月1000元发放补贴。；成本指标·预算执行率=≥80%"
    assert messages_of("execution_covers_entitlement", text) == messages


def test_rules_that_have_nothing_to_say_give_their_reason():
    tables = read_goal_tables(goal_tables(goal_table(budget="")), file_name="表.txt")
    silent = audit(tables.projects, tables.indicators).not_applicable
    reasons = {item.rule_id: item.reason for item in silent}
    assert reasons["budget_equals_subsidy_total"] == "没有填写预算金额"
    assert reasons["target_not_below_last_year"] == "没有上年的实际完成值"


def test_empty_tables_are_no_trouble():
    lines_left_out = goal_table(budget="", annual_goal="", cycle_goal="", cycle=("", ""), lines=[Line()])
    tables = read_goal_tables(goal_tables(lines_left_out), file_name="表.txt")
    asked = [item.rule_id for item in audit(tables.projects, ()).findings if item.kind is FindingKind.QUESTION]
    assert asked == []
    assert audit((), ()).findings == []


def test_a_field_that_no_table_of_a_unit_has_is_asked_about_once():
    text = "数量指标·新建支部=≥5个 ｜ 项目名称=乙；数量指标·培训=≥2场 ｜ 项目名称=丙；数量指标·慰问=≥9人"
    tables = read_example(text)
    found_here = audit([table.project for table in tables], [item for table in tables for item in table.indicators])
    asked = [item for item in found_here.findings if item.rule_id == "budget_and_goal_stated"]
    assert [item.message for item in asked] == ["3 个项目都是预算金额没有填写，目标文字空白"]
