from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdata.assessing.subsidies import derive_money, derive_subsidy, exact_readings, unlike_unit_costs, what_if
from perfdata.core.model import Subsidy
from perfdata.reading.goal_tables import GoalTables, read_goal_tables
from tests.builders import BUNDLED, PLAIN_LINES, Line, goal_table, goal_tables


@pytest.fixture(scope="module")
def bundled() -> GoalTables:
    return read_goal_tables(BUNDLED.read_bytes(), file_name=BUNDLED.name)


def subsidy_of(table: str) -> Subsidy | None:
    tables = read_goal_tables(goal_tables(table), file_name="表.txt")
    return derive_subsidy(tables.projects[0], tables.indicators)


def test_749_members_at_400_yuan_a_year_give_the_budget_exactly(bundled: GoalTables):
    subsidy = derive_subsidy(bundled.projects[2], bundled.indicators)
    assert subsidy is not None
    assert (subsidy.headcount, subsidy.rate_yuan, subsidy.periods, subsidy.period_unit) == (749, 400, 1, "年")
    assert subsidy.total_yuan == 299_600
    assert subsidy.budget_gap_yuan == 0
    assert subsidy.readings == ()


def test_36_persons_at_1000_yuan_a_month_leave_72_000_yuan_with_two_exact_readings(bundled: GoalTables):
    subsidy = derive_subsidy(bundled.projects[3], bundled.indicators)
    assert subsidy is not None
    assert (subsidy.headcount, subsidy.rate_yuan, subsidy.periods, subsidy.period_unit) == (36, 1000, 12, "月")
    assert subsidy.total_yuan == 432_000
    assert subsidy.budget_gap_yuan == 72_000
    assert subsidy.readings == ((42, 1000, 12), (36, 1000, 14))
    assert subsidy.is_approximate


def test_every_factor_carries_where_it_was_read(bundled: GoalTables):
    subsidy = derive_subsidy(bundled.projects[3], bundled.indicators)
    assert subsidy is not None
    assert [(basis.factor, basis.value, basis.quote, basis.place.line) for basis in subsidy.basis] == [
        ("headcount", 36, "现有补贴人数约36人", 90),
        ("headcount", 36, "补贴人数：36人", 92),
        ("rate_yuan", 1000, "兼职党组织书记按每人每月1000元的标准发放岗位津贴", 90),
        ("rate_yuan", 1000, "补贴标准：1000元/人/月", 100),
        ("periods", 12, "发放补贴频率：1次/月", 93),
    ]


def test_projects_without_a_formula_show_the_cost_of_one_new_organisation(bundled: GoalTables):
    subsidies, costs = derive_money(bundled.projects, bundled.indicators)
    assert len(subsidies) == 2
    assert [(cost.target_count, cost.unit, cost.cost_yuan, cost.place.line) for cost in costs] == [
        (1, "个", 2_500, 17),
        (5, "个", 5_000, 41),
    ]


def test_different_unit_costs_under_one_document_are_found_whatever_its_brackets(bundled: GoalTables):
    _, costs = derive_money(bundled.projects, bundled.indicators)
    assert [[cost.cost_yuan for cost in group] for group in unlike_unit_costs(costs)] == [[2_500, 5_000]]
    assert costs[0].documents == frozenset({"东组通(2021)12号"})


@pytest.mark.parametrize(
    ("annual_goal", "factors", "total"),
    [
        ("对749名党员每年400元的标准发放党员活动经费。", (749, 400, 1), 299_600),
        ("为约２０名志愿者每人每月补助300元。", (20, 300, 12), 72_000),
        ("补助1,200人，每人每年500元。", (1_200, 500, 1), 600_000),
        ("聘请8位辅导员，每月每人1500元，发放10个月。", (8, 1_500, 10), 120_000),
        ("慰问困难党员30名，标准为800元/人/年。", (30, 800, 1), 24_000),
        ("培训人员50人，每人每季度0.02万元。", (50, 200, 4), 40_000),
        ("补贴15人，500元/人·月。", (15, 500, 12), 90_000),
    ],
)
def test_formulas_are_found_in_many_wordings(annual_goal: str, factors: tuple[int, int, int], total: int):
    subsidy = subsidy_of(goal_table(annual_goal=annual_goal))
    assert subsidy is not None
    assert (subsidy.headcount, subsidy.rate_yuan, subsidy.periods) == factors
    assert subsidy.total_yuan == total


@pytest.mark.parametrize(
    "annual_goal",
    [
        "发放补贴，保障工作开展。",
        "培训300人次，每人每年100元。",
        "甲类20人，乙类30人，每人每月500元。",
        "补助20人，每人每月500元，另有组长每人每月800元。",
        "补助20人，每人500元。",
    ],
)
def test_no_formula_is_made_up_where_the_text_gives_none_or_several(annual_goal: str):
    assert subsidy_of(goal_table(annual_goal=annual_goal)) is None


def test_indicator_and_text_that_disagree_give_no_formula():
    lines = [Line("产出指标", "数量指标", "补贴人数", "40人", "40人"), *PLAIN_LINES]
    assert subsidy_of(goal_table(annual_goal="补贴36人，每人每月1000元。", lines=lines)) is None


def test_a_formula_without_a_budget_has_a_total_and_no_gap():
    subsidy = subsidy_of(goal_table(annual_goal="补贴36人，每人每月1000元。", budget="待定"))
    assert subsidy is not None
    assert subsidy.total_yuan == 432_000
    assert subsidy.budget_gap_yuan is None
    assert subsidy.readings == ()


def test_the_what_if_of_42_persons_uses_the_budget_up():
    answer = what_if(Decimal(504_000), headcount=Decimal(42), rate_yuan=Decimal(1000), periods=Decimal(12))
    assert answer == (504_000, 0, 42)


def test_the_what_if_says_how_many_persons_fit_into_the_budget():
    answer = what_if(Decimal(504_000), headcount=Decimal(50), rate_yuan=Decimal(1000), periods=Decimal(12))
    assert answer == (600_000, -96_000, 42)


@given(*[st.integers(1, 10_000).map(Decimal)] * 4)
def test_every_exact_reading_multiplies_to_the_budget(right: Decimal, heads: Decimal, rate: Decimal, periods: Decimal):
    budget = right * rate * periods
    readings = exact_readings(budget, heads, rate, periods)
    assert bool(readings) is (right != heads)
    for reading in readings:
        assert reading[0] * reading[1] * reading[2] == budget
        assert sum(new != old for new, old in zip(reading, (heads, rate, periods), strict=True)) == 1
