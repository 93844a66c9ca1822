import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdata.core.errors import UnusableFileError
from perfdata.core.keys import IndicatorIds, stable_id
from perfdata.core.terms import Level1, Level2
from perfdata.reading.goal_tables import GoalTables, read_goal_tables
from tests.builders import BUNDLED, PLAIN_LINES, Line, goal_table, goal_tables, with_short_merges


def read(*tables: str) -> GoalTables:
    return read_goal_tables(goal_tables(*tables), file_name="表.txt")


def lines_of(tables: GoalTables, rule_id: str) -> list[int | None]:
    return [finding.place.line for finding in tables.findings if finding.rule_id == rule_id and finding.place]


def read_rows(rows: list[list[str]]) -> GoalTables:
    head, _, _ = goal_table().partition("绩效指标\t")
    return read(head + "\n".join("\t".join(row) for row in rows))


@pytest.fixture(scope="module")
def bundled() -> GoalTables:
    return read_goal_tables(BUNDLED.read_bytes(), file_name=BUNDLED.name)


def test_the_bundled_file_holds_four_projects_and_831_100_yuan(bundled: GoalTables):
    assert [project.budget_yuan for project in bundled.projects] == [2_500, 25_000, 299_600, 504_000]
    assert [len(table.indicators) for table in bundled.tables] == [7, 7, 10, 12]
    assert {project.fiscal_year for project in bundled.projects} == {2024}
    assert {(project.cycle_start_year, project.cycle_end_year) for project in bundled.projects} == {(2022, 2024)}


def test_the_three_damaged_rows_are_put_back_and_reported_with_their_lines(bundled: GoalTables):
    recovered = {indicator.place.line: indicator for indicator in bundled.indicators if indicator.is_recovered}
    reported = [
        finding.place.line for finding in bundled.findings if finding.rule_id == "row_recovered" and finding.place
    ]
    assert set(recovered) == set(reported) == {71, 100, 105}
    assert recovered[71].indicator_name == "人均培训成本"
    assert (recovered[71].level1, recovered[71].level2) == (Level1.OUTPUT, Level2.COST)
    assert recovered[71].cycle_target.raw == recovered[71].annual_target.raw == "≤400元/人"
    assert recovered[100].indicator_name == "补贴标准"
    assert (recovered[100].level1, recovered[100].level2) == (Level1.OUTPUT, Level2.COST)
    assert recovered[100].annual_target.raw == "1000元/人/月"
    assert recovered[105].indicator_name == "补贴对象满意度"
    assert recovered[105].level1 is Level1.SATISFACTION
    assert recovered[105].level2 is Level2.BENEFICIARY_SATISFACTION
    assert recovered[105].annual_target.raw == "≥90%"


def test_the_eight_declared_but_empty_categories_are_noticed(bundled: GoalTables):
    empty = lines_of(bundled, "category_empty")
    assert empty == [21, 23, 45, 47, 72, 74, 101, 103]


def test_nothing_else_is_found_on_the_bundled_file(bundled: GoalTables):
    assert {finding.rule_id for finding in bundled.findings} == {"row_recovered", "category_empty"}


def test_every_indicator_of_the_bundled_file_has_its_own_identity_and_category(bundled: GoalTables):
    assert len({indicator.indicator_id for indicator in bundled.indicators}) == 36
    assert all(indicator.level1 and indicator.level2 for indicator in bundled.indicators)


def test_goals_keep_their_text_and_their_line(bundled: GoalTables):
    project = bundled.projects[3]
    assert project.annual_goal is not None
    assert project.annual_goal.startswith("根据东组通【2021】12号《关于印发〈")
    assert project.annual_goal.endswith("发放岗位津贴。")
    assert project.field_places["annual_goal"].line == 90
    assert project.field_places["budget_yuan"].line == 86


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(bundled: GoalTables):
    content = b"\xef\xbb\xbf" + BUNDLED.read_bytes().replace(b"\n", b"\r\n")
    assert read_goal_tables(content, file_name=BUNDLED.name) == bundled


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_other_encodings_of_chinese_offices_read_the_same(bundled: GoalTables, encoding: str):
    content = BUNDLED.read_text("utf-8").encode(encoding)
    assert read_goal_tables(content, file_name=BUNDLED.name) == bundled


SOURCE_LINES = (
    Line("产出指标", "数量指标", "补贴人数", "36人", "30人"),
    Line("", "", "发放频率", "1次/月", "2次/月"),
    Line("", "质量指标", "准确率", "100%", "99%"),
    Line("", "时效指标", "及时率", "≥80%", "≥81%"),
    Line("", "成本指标", "执行率", "≥80%", "≥82%"),
    Line("", "", "补贴标准", "1000元/人/月", "900元/人/月"),
    Line("效益指标", "经济效益指标"),
    Line("", "社会效益指标", "保障开展", "有效保障", "有效"),
    Line("", "生态效益指标"),
    Line("", "可持续影响指标", "可持续性", "可持续", "长期"),
    Line("满意度指标", "服务对象满意度指标", "满意度", "≥90%", "≥91%"),
)
MERGES = [(0, 0), (1, 1), (7, 1), (11, 1), (1, 2), (3, 2), (4, 2), (5, 2), (7, 2), (8, 2), (9, 2), (10, 2), (11, 2)]


@given(short=st.lists(st.sampled_from(MERGES), unique=True))
def test_any_merge_that_ends_a_row_early_still_gives_every_indicator(short: list[tuple[int, int]]):
    whole = read_rows(with_short_merges(SOURCE_LINES, short=[]))
    damaged = read_rows(with_short_merges(SOURCE_LINES, short=short))

    def facts(tables: GoalTables) -> list[tuple[object, ...]]:
        return [
            (item.level1, item.level2, item.indicator_name, item.cycle_target.raw, item.annual_target.raw)
            for item in tables.indicators
        ]

    assert facts(damaged) == facts(whole)
    assert len(facts(whole)) == 9
    reported = [finding for finding in damaged.findings if finding.rule_id == "row_recovered"]
    assert len(reported) >= sum(item.is_recovered for item in damaged.indicators)


def test_a_short_merge_reproduces_the_damage_of_the_source_file():
    rows = with_short_merges(SOURCE_LINES, short=[(0, 0), (1, 1)])
    assert rows[6] == ["", "补贴标准", "", "1000元/人/月", "900元/人/月", ""]
    assert rows[11] == ["满意度指标", "服务对象满意度指标", "满意度", "≥90%", "≥91%", ""]


def test_cost_is_a_level_1_when_its_level_2_follows():
    tables = read(goal_table(lines=[Line("成本指标", "经济成本指标", "总成本", "≤2万元", "≤2万元"), *PLAIN_LINES]))
    assert (tables.indicators[0].level1, tables.indicators[0].level2) == (Level1.COST, Level2.ECONOMIC_COST)
    assert tables.findings == []


def test_a_single_shifted_value_is_not_guessed_but_reported():
    rows = with_short_merges(SOURCE_LINES, short=[(1, 1)])
    rows[6] = ["", "补贴标准", "", "1000元/人/月", "", ""]
    tables = read_rows(rows)
    indicator = next(item for item in tables.indicators if item.indicator_name == "补贴标准")
    ambiguous = [finding for finding in tables.findings if finding.rule_id == "target_ambiguous"]
    assert (indicator.cycle_target.raw, indicator.annual_target.raw) == ("", "")
    assert len(ambiguous) == 1
    assert "1000元/人/月" in ambiguous[0].message


def test_a_single_value_under_its_header_is_placed_by_its_column():
    lines = [Line("产出指标", "数量指标", "户数", "", "10户"), Line("", "", "次数", "3次", "")]
    tables = read(goal_table(lines=lines))
    assert [(item.cycle_target.raw, item.annual_target.raw) for item in tables.indicators] == [
        ("", "10户"),
        ("3次", ""),
    ]
    assert tables.findings == []


def test_an_unknown_category_is_kept_without_one_and_reported():
    lines = [Line("产出指标", "管理指标", "制度健全", "健全", "健全"), Line("", "数量指标", "户数", "3户", "3户")]
    tables = read(goal_table(lines=lines))
    assert [item.level2 for item in tables.indicators] == [None, Level2.QUANTITY]
    assert [item.level1 for item in tables.indicators] == [Level1.OUTPUT, Level1.OUTPUT]
    assert [finding.rule_id for finding in tables.findings] == ["category_unknown"]


def test_values_without_a_name_are_reported_not_dropped():
    tables = read(goal_table(lines=[Line("产出指标", "数量指标", "", "3户", "3户")]))
    assert [finding.rule_id for finding in tables.findings] == ["indicator_without_name", "indicators_missing"]


def test_a_budget_in_ten_thousand_yuan_becomes_yuan():
    tables = read(goal_table(budget="50.4", budget_label="2024年预算金额（万元）"))
    assert tables.projects[0].budget_yuan == Decimal(504_000)


@pytest.mark.parametrize(
    ("budget", "label", "rule_id"),
    [
        ("约五万", None, "amount_unreadable"),
        ("", None, "budget_missing"),
        ("300", "2024年预算金额", "money_unit_missing"),
    ],
)
def test_an_unreadable_budget_is_missing_and_an_error_never_zero(budget: str, label: str | None, rule_id: str):
    tables = read(goal_table(budget=budget, budget_label=label))
    assert tables.projects[0].budget_yuan is None
    assert [finding.rule_id for finding in tables.findings] == [rule_id]


def test_a_row_nobody_knows_is_reported_with_its_text():
    table = goal_table().replace("项目等级", "审批文号\t甲字12号\n项目等级")
    assert [finding.observed for finding in read(table).findings] == ["审批文号 | 甲字12号"]


def test_an_indicator_listed_twice_keeps_both_rows():
    tables = read(goal_table(lines=[*PLAIN_LINES, Line("产出指标", "数量指标", "补助户数", "3户", "3户")]))
    assert len({item.indicator_id for item in tables.indicators}) == 5
    assert [finding.rule_id for finding in tables.findings] == ["indicator_duplicate"]


def test_identities_do_not_depend_on_order_width_or_brackets():
    one = read(goal_table(name="补助（镇）"), goal_table(name="其他")).projects[0]
    two = read(goal_table(name="其他"), goal_table(name="补助 (镇)")).projects[1]
    assert one.project_id == two.project_id


def test_a_repeated_project_is_reported():
    assert [finding.rule_id for finding in read(goal_table(), goal_table()).findings] == ["project_duplicate"]


def test_two_fiscal_years_in_one_table_are_reported():
    table = goal_table().replace("2024年度目标", "2023年度目标")
    assert [finding.rule_id for finding in read(table).findings] == ["fiscal_year_inconsistent"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b" \n\t\n", "空的"),
        (b"PK\x03\x04rest", "工作簿"),
        (b"\xd0\xcf\x11\xe0rest", "旧版 Office"),
        (b"%PDF-1.7", "PDF"),
        (b"a\x00b", "不是文本"),
        (b"\xff\xff\xff\xff", "UTF-8"),
        ("这不是目标表".encode(), "没有找到项目绩效目标表"),
    ],
)
def test_an_unusable_file_is_refused_in_one_chinese_sentence(content: bytes, words: str):
    with pytest.raises(UnusableFileError, match=words) as raised:
        read_goal_tables(content, file_name="坏.txt")
    assert "\n" not in str(raised.value)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_but_never_break(content: bytes):
    with contextlib.suppress(UnusableFileError):
        read_goal_tables(content, file_name="x")


LABELS = ("产出指标", "成本指标", "满意度指标", "绩效指标")
CELLS = st.sampled_from(["", *LABELS, "名", "3户", "项目"])


@given(st.lists(st.lists(CELLS, max_size=7)))
def test_no_cell_text_disappears_without_a_record_or_a_finding(rows: list[list[str]]):
    marked = [
        [text if text in ("", *LABELS) else f"{text}{number}" for text in cells] for number, cells in enumerate(rows)
    ]
    header = ["绩效指标", "一级指标", "二级指标", "三级指标", "实施周期指标值", "当年度指标值"]
    tables = read_rows([header, *marked])
    kept = "".join(
        [f"{item.indicator_name}{item.cycle_target.raw}{item.annual_target.raw}" for item in tables.indicators]
        + [f"{finding.observed}" for finding in tables.findings]
    )
    assert all(text in kept for cells in marked for text in cells if text not in LABELS)


def test_of_a_repeated_project_the_last_table_counts():
    tables = read(goal_table(budget="20000"), goal_table(budget="30000"))
    assert [project.budget_yuan for project in tables.projects] == [30_000]


def test_a_project_in_two_years_is_no_repetition():
    tables = read(goal_table(), goal_table(year=2025))
    assert tables.findings == []
    assert [project.fiscal_year for project in tables.projects] == [2024, 2025]


def without_year(table: str) -> str:
    return table.replace("2024年预算", "预算").replace("2024年度目标", "年度目标")


def test_a_table_without_any_year_is_an_error_at_its_name():
    (finding,) = read(without_year(goal_table())).findings
    assert (finding.rule_id, finding.severity.value) == ("fiscal_year_missing", "error")
    assert finding.place is not None
    assert finding.place.line == 3


def test_a_year_in_or_below_the_title_is_the_year_of_a_table_that_states_none():
    table = without_year(goal_table())
    for title in ("2024年度项目绩效目标表", "项目绩效目标表（2024年度）", "项目绩效目标表\n（2024年度）"):
        tables = read(table.replace("项目绩效目标表", title, 1))
        assert tables.findings == []
        assert tables.projects[0].fiscal_year == 2024


def test_labels_stretched_by_many_spaces_and_long_titles_are_read():
    text = BUNDLED.read_text("utf-8").replace("项目名称", (" " * 22).join("项目名称"))
    long_title = f"{'某某镇' * 20}（2023年度）项目绩效目标表"
    tables = read_goal_tables(text.replace("项目绩效目标表", long_title).encode(), file_name="表.txt")
    assert len(tables.projects) == 4


def test_indicators_keep_the_ids_that_are_stored_already():
    ids = IndicatorIds("5f2c1d7a9b3e")
    first = ids.next(Level1.OUTPUT, Level2.QUANTITY, "补贴 人数")
    assert first == (stable_id("5f2c1d7a9b3e", "quantity", "补贴人数"), False)
    assert ids.next(Level1.OUTPUT, Level2.QUANTITY, "补贴人数") == (stable_id(first[0], "2"), True)
    assert ids.next(Level1.SATISFACTION, None, "满意率") == (stable_id("5f2c1d7a9b3e", "satisfaction", "满意率"), False)


@pytest.mark.parametrize("is_above_title", [True, False])
def test_a_money_unit_between_two_forms_is_that_of_the_second(is_above_title: bool):
    def form(unit: str, name: str, budget: str) -> str:
        table = goal_table(name=name, budget=budget, budget_label="2024年预算金额")
        title, rest = table.split("\n", 1)
        return "\n".join([f"单位：{unit}", title, rest] if is_above_title else [title, f"单位：{unit}", rest])

    tables = read(form("万元", "甲项目", "5"), form("元", "乙项目", "60000"))
    assert [project.budget_yuan for project in tables.projects] == [Decimal(50_000), Decimal(60_000)]


def test_a_money_unit_below_the_only_form_is_its_own():
    tables = read(goal_table(budget="5", budget_label="2024年预算金额") + "\n单位：万元\n")
    assert tables.projects[0].budget_yuan == Decimal(50_000)
