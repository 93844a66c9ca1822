"""Every mistake in a filled form is found at its cell, and nothing else is: kinds of mistakes × fifty places each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

import pytest

from perfdata.checking.matching import build_reference
from perfdata.checking.result_values import problems_of
from perfdata.checking.results_draft import ResultsDraft
from perfdata.core.model import Indicator, Project
from perfdata.core.result_form import (
    ACTUAL,
    ADJUSTED_BUDGET,
    ANNUAL_TARGET,
    ATTAINMENT,
    DEVIATION_REASON,
    EVIDENCE,
    INDICATOR_ID,
    INDICATOR_NAME,
    INITIAL_BUDGET,
    LEVEL2,
    PROJECT_ID,
    PROJECT_NAME,
    SHEET_INDICATORS,
    SHEET_SPENDING,
    SPENDING_UNIT,
    SPENT,
)
from perfdata.core.terms import Severity
from perfdata.reading.goal_tables import read_goal_tables
from tests.builders import Line, goal_table, goal_tables
from tests.result_builders import (
    PROJECTS,
    REASON,
    Case,
    Form,
    Office,
    Spot,
    checked,
    delimited,
    filled_form,
    office,
    template_of,
)

ERROR, WARNING = Severity.ERROR, Severity.WARNING
ROWS = PROJECTS * 7  # six indicators and the spending of each project
CHINESE = re.compile("[\u4e00-\u9fff]")


class Injected(NamedTuple):
    """Where a mistake is to be reported, rows it holds, and results or amounts it keeps from being stored."""

    spots: Sequence[Spot]
    held: int = 0
    lost: int = 0


class Kind(NamedTuple):
    """One kind of mistake: its rule, how severe it is, and how a clerk makes it in a project."""

    rule_id: str
    severity: Severity
    make: Callable[[Form, Case], Injected]


KINDS: dict[str, Kind] = {}


def mistake(rule_id: str, severity: Severity) -> Callable[[Callable[[Form, Case], Injected]], None]:
    def register(make: Callable[[Form, Case], Injected]) -> None:
        KINDS[make.__name__] = Kind(rule_id, severity, make)

    return register


def error_at(*spots: Spot) -> Injected:
    """A mistake that holds its row."""
    return Injected(spots, held=1, lost=1)


def number_of(item: Indicator) -> int:
    return int(item.annual_target.number or 0)


def budget_of(project: Project) -> int:
    return int(project.budget_yuan or 0)


def pick(case: Case, *choices: str) -> str:
    return choices[case.number % len(choices)]


@mistake("actual_unreadable", ERROR)
def unreadable_number(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.people, ACTUAL, pick(case, "若干", "详见附件", "??", "3O人", "abc", "全部发放")))


@mistake("actual_unreadable", ERROR)
def placeholder(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.rate, ACTUAL, pick(case, "**%", "XX%", "……", "≥__%")))


@mistake("actual_unreadable", ERROR)
def placeholder_for_words(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.words, ACTUAL, pick(case, "××××", "XX", "……")))


@mistake("actual_unreadable", ERROR)
def text_with_number(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.people, ACTUAL, f"全年共向{case.number + 20}名群众分三批发放了生活补助"))


@mistake("actual_unreadable", ERROR)
def number_turned_into_a_date_cell(form: Form, case: Case) -> Injected:
    day = date(2024, 1 + case.number % 12, 5)
    return error_at(form.write(case.people, ACTUAL, day, number_format='m"月"d"日"'))


@mistake("actual_unreadable", ERROR)
def number_where_a_date_belongs(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.day, ACTUAL, pick(case, "45人", "100%", "已按时")))


@mistake("actual_unreadable", ERROR)
def range_instead_of_a_number(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.rate, ACTUAL, "95%-98%"))


@mistake("unit_differs", ERROR)
def unit_differs(form: Form, case: Case) -> Injected:
    return error_at(
        form.write(case.people, ACTUAL, pick(case, "92%", "30元", "30户")),
        form.write(case.rate, ACTUAL, pick(case, "36人", "95分", "95元")),
    )._replace(held=2, lost=2)


@mistake("unit_converted", WARNING)
def ten_thousands(form: Form, case: Case) -> Injected:
    return Injected([form.write(case.money, ACTUAL, f"0.{number_of(case.money) - 20:04}万元/人")])


@mistake("percent_as_fraction", ERROR)
def percent_as_fraction_in_text(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.rate, ACTUAL, pick(case, "0.95", "1", "0.985", "0.9")))


@mistake("percent_as_fraction", ERROR)
def percent_as_fraction_in_a_number_cell(form: Form, case: Case) -> Injected:
    share = (95 + case.number % 5) / 100
    return error_at(form.write(case.rate, ACTUAL, share, number_format="0.00"))


@mistake("actual_has_comparator", WARNING)
def comparator_in_the_actual(form: Form, case: Case) -> Injected:
    return Injected([form.write(case.satisfaction, ACTUAL, pick(case, "≥95%", ">=96%", "95%以上", "不低于95%"))])


@mistake("actual_negative", ERROR)
def negative(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.people, ACTUAL, pick(case, "-5人", "－5", "-0.5人")))


@mistake("rate_above_100", WARNING)
def rate_above_100(form: Form, case: Case) -> Injected:
    return Injected([form.write(case.satisfaction, ACTUAL, f"{101 + case.number}%")])


@mistake("far_above_target", WARNING)
def ten_times_the_target(form: Form, case: Case) -> Injected:
    return Injected([form.write(case.people, ACTUAL, f"{number_of(case.people) * 10}人")])


@mistake("attainment_unknown", ERROR)
def attainment_outside_the_grades(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.words, ATTAINMENT, pick(case, "优秀", "良好", "95分", "A")))


@mistake("attainment_missing", ERROR)
def attainment_missing(form: Form, case: Case) -> Injected:
    form.write(case.words, ACTUAL, pick(case, "群众反映良好", "效果明显"))
    return error_at(form.write(case.words, ATTAINMENT, None))


@mistake("attainment_not_expected", WARNING)
def attainment_on_a_number(form: Form, case: Case) -> Injected:
    return Injected([form.write(case.rate, ATTAINMENT, pick(case, "达成", "部分达成"))])


@mistake("reason_missing", WARNING)
def no_reason_for_a_missed_number(form: Form, case: Case) -> Injected:
    form.write(case.rate, ACTUAL, f"{number_of(case.rate) - 1 - case.number % 30}%")
    return Injected([form.write(case.rate, DEVIATION_REASON, pick(case, "", "无", "/") or None)])


@mistake("reason_missing", WARNING)
def no_reason_for_a_missed_grade(form: Form, case: Case) -> Injected:
    form.write(case.words, ATTAINMENT, pick(case, "部分达成", "未达成"))
    return Injected([form.write(case.words, DEVIATION_REASON, None)])


@mistake("reason_missing", WARNING)
def no_reason_for_a_late_day(form: Form, case: Case) -> Injected:
    form.write(case.day, ACTUAL, "2024年12月20日")
    return Injected([form.write(case.day, DEVIATION_REASON, None)])


@mistake("actual_in_future", WARNING)
def finished_in_the_future(form: Form, case: Case) -> Injected:
    form.write(case.day, DEVIATION_REASON, REASON)
    return Injected([form.write(case.day, ACTUAL, date(2025, 1, 1) + timedelta(days=case.number))])


@mistake("actual_missing", WARNING)
def reason_without_a_result(form: Form, case: Case) -> Injected:
    form.write(case.people, DEVIATION_REASON, REASON)
    return Injected([form.write(case.people, ACTUAL, None)])


@mistake("actual_blank", WARNING)
def none_may_mean_zero(form: Form, case: Case) -> Injected:
    return Injected([form.write(case.people, ACTUAL, "无")])


@mistake("spent_above_budget", WARNING)
def spent_above_budget(form: Form, case: Case) -> Injected:
    return Injected([form.write(case.project, SPENT, budget_of(case.project) + 0.01)])


@mistake("spent_without_budget", ERROR)
def spent_without_budget(form: Form, case: Case) -> Injected:
    form.write(case.project, INITIAL_BUDGET, None)
    form.write(case.project, ADJUSTED_BUDGET, 0 if case.number % 2 else None)
    return error_at(form.write(case.project, SPENT, 5_000))


@mistake("amount_unreadable", ERROR)
def amount_unreadable(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.project, SPENT, pick(case, "详见决算", "约9000元", "≤9000", "85%", "9000元/月")))


@mistake("amount_unreadable", ERROR)
def budget_unreadable(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.project, ADJUSTED_BUDGET, pick(case, "同年初", "9" * 20)))


@mistake("amount_negative", WARNING)
def amount_negative(form: Form, case: Case) -> Injected:
    return Injected([form.write(case.project, SPENT, -1 - case.number)])


@mistake("amount_precision", ERROR)
def amount_with_too_many_decimals(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.project, SPENT, pick(case, "100.123", "0.12345678万元")))


@mistake("unit_converted", WARNING)
def amount_in_ten_thousands(form: Form, case: Case) -> Injected:
    return Injected([form.write(case.project, SPENT, "0.5万元")])


@mistake("indicator_unknown", ERROR)
def unknown_indicator(form: Form, case: Case) -> Injected:
    form.write(case.people, INDICATOR_ID, None)
    return error_at(form.write(case.people, INDICATOR_NAME, f"临时加上的第{case.number}项工作"))


@mistake("indicator_unknown", ERROR)
def indicator_of_another_unit(form: Form, case: Case) -> Injected:
    form.write(case.people, INDICATOR_ID, None)
    form.write(case.people, SPENDING_UNIT, "外镇办公室")
    return error_at(form.spot(case.people, INDICATOR_NAME))


@mistake("indicator_duplicate", WARNING)
def row_twice_with_the_same_values(form: Form, case: Case) -> Injected:
    return Injected([form.append(case.people)[ACTUAL]])


@mistake("indicator_duplicate", ERROR)
def row_twice_with_other_values(form: Form, case: Case) -> Injected:
    other = form.append(case.people, **{ACTUAL: "19人", DEVIATION_REASON: REASON})
    return Injected([form.spot(case.people, ACTUAL), other[ACTUAL]], held=2, lost=1)


@mistake("locked_cell_changed", WARNING)
def changed_name(form: Form, case: Case) -> Injected:
    return Injected([form.write(case.people, INDICATOR_NAME, pick(case, "补助人次", "享受补助的人数", ""))])


@mistake("locked_cell_changed", WARNING)
def changed_target(form: Form, case: Case) -> Injected:
    return Injected([form.write(case.people, ANNUAL_TARGET, f"{number_of(case.people) - 10}人")])


@mistake("locked_cell_changed", WARNING)
def changed_project(form: Form, case: Case) -> Injected:
    return Injected([form.write(case.people, PROJECT_NAME, "另一个没有的项目")])


@mistake("locked_cell_changed", WARNING)
def changed_level_and_unit(form: Form, case: Case) -> Injected:
    return Injected(
        [form.write(case.people, LEVEL2, "质量指标"), form.write(case.money, SPENDING_UNIT, "改名后的办公室")]
    )


@mistake("id_name_conflict", ERROR)
def id_and_name_mean_two_indicators(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.people, INDICATOR_NAME, case.rate.indicator_name))


@mistake("formula_without_value", ERROR)
def formula_without_value(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.rate, ACTUAL, f"=9{case.number % 10}/100"))


@mistake("formula_without_value", ERROR)
def formula_without_value_for_money(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.project, SPENT, "=1000*5"))


@mistake("excel_error", ERROR)
def excel_error(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.rate, ACTUAL, pick(case, "#DIV/0!", "#REF!", "#N/A", "#VALUE!")))


@mistake("excel_error", ERROR)
def excel_error_in_the_evidence(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.words, EVIDENCE, "#NAME?"))


@mistake("text_unreadable", ERROR)
def control_character(form: Form, case: Case) -> Injected:
    return error_at(form.write(case.people, EVIDENCE, "台账_x0000_"))


@mistake("project_unknown", ERROR)
def unknown_project(form: Form, case: Case) -> Injected:
    form.write(case.project, PROJECT_ID, None)
    return error_at(form.write(case.project, PROJECT_NAME, f"临时加上的第{case.number}个项目"))


@mistake("project_duplicate", ERROR)
def project_twice(form: Form, case: Case) -> Injected:
    other = form.append(case.project, **{SPENT: 1_000})
    return Injected([form.spot(case.project, SPENT), other[SPENT]], held=2, lost=1)


@mistake("id_name_conflict", ERROR)
def id_and_name_mean_two_projects(form: Form, case: Case) -> Injected:
    others = [item for item in office().projects if item.spending_unit == case.project.spending_unit]
    other = next(item for item in others if item is not case.project)
    return error_at(form.write(case.project, PROJECT_NAME, other.project_name))


@mistake("locked_cell_changed", WARNING)
def changed_name_of_a_project(form: Form, case: Case) -> Injected:
    return Injected([form.write(case.project, PROJECT_NAME, "改过的名称")])


@pytest.fixture(scope="module")
def records() -> Office:
    return office()


def reported(draft: ResultsDraft) -> Counter[tuple[str, Severity, Spot]]:
    """Findings that ask for something, by rule and cell."""
    return Counter(
        (finding.rule_id, finding.severity, Spot(finding.place.sheet or "", finding.place.cell or ""))
        for finding in draft.findings
        if finding.place is not None and finding.severity is not Severity.NOTICE
    )


def assert_findings_explain_themselves(draft: ResultsDraft) -> None:
    for finding in draft.findings:
        assert finding.place is not None
        assert finding.observed
        assert finding.expected
        assert CHINESE.search(finding.message)
        assert CHINESE.search(finding.suggestion or "")


@pytest.mark.parametrize("name", KINDS)
def test_a_mistake_in_fifty_places_is_reported_at_its_cells_and_nowhere_else(name: str, records: Office):
    rule_id, severity, make = KINDS[name]
    form = filled_form(records, seed=list(KINDS).index(name))
    injected = [make(form, case) for case in records.cases]
    draft = checked(form.content(), records.reference)
    assert len(injected) == PROJECTS
    assert reported(draft) == Counter((rule_id, severity, spot) for item in injected for spot in item.spots)
    assert_findings_explain_themselves(draft)
    assert draft.held_count == sum(item.held for item in injected)
    assert len(draft.results) + len(draft.spending) == ROWS - sum(item.lost for item in injected)


def test_there_are_more_than_twenty_kinds_of_mistakes_and_fifty_places():
    assert len(KINDS) >= 20
    assert PROJECTS == 50


@pytest.mark.parametrize("seed", range(100, 110))
def test_a_clean_file_is_taken_whole_and_without_remarks(seed: int, records: Office):
    draft = checked(filled_form(records, seed=seed).content(), records.reference)
    assert reported(draft) == Counter()
    assert (len(draft.results), len(draft.spending), draft.held_count) == (6 * PROJECTS, PROJECTS, 0)


def test_a_percent_cell_is_read_as_people_see_it(records: Office):
    form, shares = filled_form(records), [0.95, 1, 1.05, 0.985, 0.955]
    for case in records.cases:
        form.write(case.rate, ACTUAL, shares[case.number % 5], number_format="0.00%" if case.number % 2 else "0%")
    draft = checked(form.content(), records.reference)
    raw = {item.indicator_id: item.actual.raw for item in draft.results}
    seen = ["95%", "100%", "105%", "98.5%", "95.5%"]
    assert [raw[case.rate.indicator_id] for case in records.cases] == [seen[at % 5] for at in range(PROJECTS)]
    assert {rule_id for rule_id, _, _ in reported(draft)} == {"rate_above_100"}


# Mistakes that concern the whole file.


@pytest.fixture(scope="module")
def small() -> Office:
    return office(1)


def filled_small(small: Office) -> Form:
    return filled_form(small, seed=7)


YEAR_SPOT, DAY_SPOT = Spot(SHEET_INDICATORS, "C2"), Spot(SHEET_INDICATORS, "E2")


def unreadable_days() -> Iterator[str]:
    yield from (f"第{number}季度" for number in range(1, 5))
    yield from (f"2024年{month}月32日" for month in range(1, 13))
    yield from (f"2024-13-{day:02}" for day in range(1, 20))
    yield from (f"2024年2月{day}日" for day in range(30, 40))
    yield from ("待定", "岁末", "去年", "2024-06-31", "31.12.24")


FILE_MISTAKES = {
    "other_year": [(YEAR_SPOT, year) for year in range(2000, 2052) if year != 2024],
    "as_of_future": [(DAY_SPOT, date(2025, 3, 2) + timedelta(days=at * 7)) for at in range(50)],
    "as_of_before_year": [(DAY_SPOT, date(2023, 12, 31) - timedelta(days=at * 7)) for at in range(50)],
    "as_of_unreadable": [(DAY_SPOT, text) for text in unreadable_days()],
}


@pytest.mark.parametrize("rule_id", FILE_MISTAKES)
def test_a_wrong_year_or_day_is_reported_at_its_cell_and_holds_every_filled_row(rule_id: str, small: Office):
    form = filled_small(small)
    places = FILE_MISTAKES[rule_id]
    assert len(places) >= 50
    for spot, value in places:
        form.put(spot, value)
        draft = checked(form.content(), small.reference)
        assert reported(draft) == Counter([(rule_id, ERROR, spot)]), value
        assert_findings_explain_themselves(draft)
        assert (draft.results, draft.spending, draft.held_count) == ([], [], 7)


def test_an_empty_form_is_reported_at_the_column_to_fill_in(records: Office):
    assert records.cases
    for case in records.cases:
        own = Office([case.project], list(case.indicators), records.reference)
        draft = checked(template_of(own), records.reference)
        assert reported(draft) == Counter([("nothing_reported", ERROR, Spot(SHEET_INDICATORS, "H3"))])
        assert_findings_explain_themselves(draft)
        assert draft.held_count == 0


def test_a_form_without_a_day_counts_for_the_end_of_the_year_and_says_so(small: Office):
    form = filled_small(small)
    for sheet in (SHEET_INDICATORS, SHEET_SPENDING):
        form.put(Spot(sheet, "E2"), None)
    draft = checked(form.content(), small.reference)
    assert draft.as_of == date(2024, 12, 31)
    assert [finding.rule_id for finding in draft.findings] == ["as_of_assumed"]


@pytest.mark.parametrize(("mark", "severity"), [("无", WARNING), ("—", Severity.NOTICE)])
def test_a_mark_instead_of_spending_counts_as_not_reported(small: Office, mark: str, severity: Severity):
    form = filled_small(small)
    spot = form.write(small.cases[0].project, SPENT, mark)
    draft = checked(form.content(), small.reference)
    told = [(item.rule_id, item.severity, item.place and item.place.cell) for item in draft.findings]
    assert told == [("amount_blank", severity, spot.cell)]


def test_all_kinds_of_mistakes_at_once_are_told_apart(records: Office):
    """One mistake a project, in an order that differs from the rules."""
    form = filled_form(records, seed=99)
    names = Random(5).sample(list(KINDS), k=len(KINDS))
    names = [name for name in names if not name.startswith(("row_twice", "project_twice"))][:PROJECTS]
    expected: Counter[tuple[str, Severity, Spot]] = Counter()
    for name, case in zip(names, records.cases, strict=False):
        rule_id, severity, make = KINDS[name]
        expected.update((rule_id, severity, spot) for spot in make(form, case).spots)
    assert reported(checked(form.content(), records.reference)) == expected


# One value against one target.

VALUES = [
    ("36人", "36名", []),
    ("≥2场次", "2场", []),
    ("约36人", "约35人", []),
    ("≥90%", "90个百分点", []),
    ("≥90%", "９２％", []),
    ("1000元/人/月", "1000元/人", []),
    ("1000元/人/月", "1000元/人/年", [("unit_differs", ERROR)]),
    ("20万元", "20万人", [("unit_differs", ERROR)]),
    ("≤202.6万元", "132.9", []),
    ("≥90%", "约95%", [("actual_approximate", WARNING)]),
    ("≤202.6万元", "1329000元", [("unit_converted", WARNING)]),
    ("≤5万元", "500000元", [("unit_converted", WARNING), ("far_above_target", WARNING)]),
    ("80%-90%", "85%", []),
    ("80%-90%", "80%-90%", [("actual_unreadable", ERROR)]),
    ("80%-90%", "899%", [("rate_above_100", WARNING)]),
    ("±3%", "±2%", []),
    ("±3%", "-2%", []),
    ("≥95%", "1.2", [("percent_as_fraction", ERROR)]),
    ("≥3%", "1.2", []),
    ("±3%", "0.02", [("percent_as_fraction", ERROR)]),
    ("≤1%", "0.5", []),
    ("≥0.8", "0.9", []),
    ("0起", "0", []),
    ("0起", "3起", []),
    ("0起", "无", [("actual_blank", WARNING)]),
    ("5个", "=5", [("actual_has_comparator", WARNING)]),
    ("12月底前", "12月20日", []),
    ("12月底前", "已完成", [("actual_unreadable", ERROR)]),
    ("有效提升", "无", [("actual_blank", Severity.NOTICE)]),
    ("有效提升", "—", [("actual_blank", Severity.NOTICE)]),
    ("有效提升", "基本完成", []),
    ("有效提升", " 有效 提升", []),
    ("有效提升", "95%", [("attainment_missing", ERROR)]),
    ("严格按照预算标准1000元/人发放", "已按标准发放", [("attainment_missing", WARNING)]),
    ("", "5个", []),
]


@pytest.mark.parametrize(("target", "actual", "expected"), VALUES)
def test_a_value_is_judged_by_its_target(target: str, actual: str, expected: list[tuple[str, Severity]]):
    assert [(item.rule_id, item.severity) for item in problems_of(target, actual, "")] == expected


def test_the_example_in_a_suggestion_is_a_value_that_would_be_accepted():
    for target in ("≥90%", "36人", "≤400元/人", "1000元/人/月", "80%-90%", "2024年12月底前"):
        (problem,) = problems_of(target, "很好", "")
        example = str(problem.words["example"]).removeprefix("，如 ")
        assert problems_of(target, example, "") == (), target


def row_of(name: str, target: str, actual: str, *, day: str = "2024-12-31") -> ResultsDraft:
    """One indicator of one project, reported in a text file."""
    lines = [Line("产出指标", "数量指标", name, target, target)]
    tables = read_goal_tables(goal_tables(goal_table(lines=lines)), file_name="目标表.txt")
    rows = [["年度", "2024", "截至日期", day], ["项目名称", "三级指标", "实际完成值"]]
    content = delimited([*rows, ["助学补助（镇）", name, actual]]).encode()
    reference = build_reference(tables.projects, tables.indicators, fiscal_year=2024)
    return checked(content, reference, file_name="表.csv")


@pytest.mark.parametrize(
    ("name", "target", "actual", "day", "expected"),
    [
        ("完成时间", "12月底前", "12月20日", "2024-06-30", ["actual_in_future"]),
        ("完成时间", "2024年12月底前", "2024年12月", "2024-12-20", []),
        ("完成时间", "2024年12月底前", "2024年2月29日", "2024-12-31", []),
        ("完成时间", "12月底前", "2月29日", "2024-12-31", []),
        ("完成时间", "2024年6月15日前", "2024年6月", "2024-12-31", ["actual_not_comparable"]),
        ("居民满意度", "90", "95%", "2024-12-31", []),
        ("场次", "3", "3%", "2024-12-31", ["actual_not_comparable"]),
        ("收入增长率", "≥5%", "-2%", "2024-12-31", ["actual_negative", "reason_missing"]),
        ("预算执行率", "≥90%", "80%", "2024-12-31", ["reason_missing"]),
    ],
)
def test_a_result_is_judged_by_its_indicator_and_day(
    name: str, target: str, actual: str, day: str, expected: list[str]
):
    draft = row_of(name, target, actual, day=day)
    assert [(item.rule_id, item.severity) for item in draft.findings] == [(rule, WARNING) for rule in expected]
    assert len(draft.results) == 1


def test_another_spelling_of_the_same_target_is_no_change(records: Office):
    form = filled_form(records)
    for case in records.cases:
        form.write(case.rate, ANNUAL_TARGET, f">= {number_of(case.rate)}.0％")
        form.write(case.day, ANNUAL_TARGET, f"2024-{number_of(case.day) // 100 % 100:02}-{number_of(case.day) % 100}前")
    assert reported(checked(form.content(), records.reference)) == Counter()


def test_a_line_of_totals_is_left_out_with_a_notice(records: Office):
    form = filled_form(records)
    form.append(records.projects[0], **{PROJECT_ID: None, PROJECT_NAME: "合 计", SPENDING_UNIT: None})
    draft = checked(form.content(), records.reference)
    assert [(item.rule_id, item.severity) for item in draft.findings] == [("foot_left_out", Severity.NOTICE)]
    assert (len(draft.spending), draft.held_count) == (PROJECTS, 0)


def test_suggestions_are_limited_but_every_unknown_row_is_reported():
    names = ["年度,2024", "项目名称,三级指标,实际完成值"]
    rows = [f"第1类人员生活补助,补助人数{at},5人" for at in range(300)]
    draft = checked("\n".join([*names, *rows]).encode(), office(2).reference, file_name="表.csv")
    assert Counter(item.rule_id for item in draft.findings if item.severity is ERROR) == {"indicator_unknown": 300}
    assert (len(draft.suggestions), draft.held_count) == (200, 300)
