"""Labels, headers and funds blocks as other offices word them: each variant read, or named with the reason."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from perfdata.containers.sheets import Merge, read_sheets
from perfdata.core.cell_uses import CellRole
from perfdata.core.errors import UnusableFileError
from perfdata.core.model import SelfEvaluation
from perfdata.core.terms import FundingSource, Level1, Level2, Severity
from perfdata.reading.forms import read_file
from perfdata.reading.goal_tables import GoalTable, GoalTables, read_goal_tables
from perfdata.reading.layouts import understand
from perfdata.reading.self_evaluations import read_self_evaluations
from tests.office_files import Grid, write_container

Rows = Sequence[Sequence[str]]
TITLE = (["项目支出绩效目标表"], ["（2025年度）"])
NAMES = (["项目名称", "河道清淤"], ["主管部门", "县水利局", "实施单位", "青山镇"])
FUNDS = (["项目资金（万元）", "年度资金总额", "12.5"],)
HEADER = ["一级指标", "二级指标", "三级指标", "指标值"]
LINES = (["产出指标", "数量指标", "清淤长度", "≥8公里"], ["效益指标", "社会效益指标", "受益户数", "≥40户"])


def text(*blocks: Rows) -> bytes:
    return "\n".join("\t".join(row) for block in blocks for row in block).encode()


def wide(rows: Rows, width: int) -> tuple[tuple[str, ...], ...]:
    return tuple((*row, *[""] * (width - len(row))) for row in rows)


def goals(*blocks: Rows) -> GoalTables:
    return read_goal_tables(text(*blocks), file_name="目标表.txt")


def only(*blocks: Rows) -> GoalTable:
    (table,) = goals(*blocks).tables
    return table


def evaluation(funds: Rows, *, head: Rows = NAMES, header: Sequence[str] = (), lines: Rows = ()) -> SelfEvaluation:
    header = header or ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"]
    lines = lines or [["产出指标", "数量指标", "清淤长度", "≥8公里", "9公里", "90", "88"]]
    content = text([["项目支出绩效自评表"], ["（2025年度）"]], head, funds, [header], lines)
    (found,) = read_self_evaluations(content, file_name="自评表.txt").evaluations
    return found


def rules(tables: GoalTables, severity: Severity) -> list[str]:
    return [finding.rule_id for finding in tables.findings if finding.severity is severity]


@pytest.mark.parametrize(
    ("label", "level1"),
    [
        ("产出指标(40-50)分", Level1.OUTPUT),
        ("产出指标（50分）", Level1.OUTPUT),
        ("产出指标(30～40分)", Level1.OUTPUT),
        ("一、产出指标", Level1.OUTPUT),
        ("项目产出（30分）", Level1.OUTPUT),
        ("产出", Level1.OUTPUT),
        ("项目效益(35)", Level1.BENEFIT),
        ("2.效益指标等", Level1.BENEFIT),
        ("效益", Level1.BENEFIT),
        ("②效益指标：", Level1.BENEFIT),
    ],
)
def test_points_numbers_and_glosses_are_no_part_of_a_level(label: str, level1: Level1):
    level2 = "数量指标" if level1 is Level1.OUTPUT else "社会效益指标"
    tables = goals(TITLE, NAMES, FUNDS, [HEADER, [label, level2, "受益户数", "≥40户"]])
    assert [item.level1 for item in tables.indicators] == [level1]
    assert tables.findings == []


@pytest.mark.parametrize(
    ("label", "level2"),
    [
        ("数量指标（或工程量指标）", Level2.QUANTITY),
        ("数量", Level2.QUANTITY),
        ("数量指标(10分)", Level2.QUANTITY),
        ("时效指标（工期）", Level2.TIMELINESS),
        ("时效指标（工期、形象进度）(5分)", Level2.TIMELINESS),
        ("（三）时效指标", Level2.TIMELINESS),
        ("进度指标", Level2.TIMELINESS),
        ("质量指标等", Level2.QUALITY),
        ("成本指标(5-10)分", Level2.COST),
    ],
)
def test_a_gloss_behind_a_second_level_leaves_it_known(label: str, level2: Level2):
    tables = goals(TITLE, NAMES, FUNDS, [HEADER, ["产出指标(40-50)分", label, "清淤长度", "≥8公里"]])
    assert [(item.level1, item.level2) for item in tables.indicators] == [(Level1.OUTPUT, level2)]
    assert tables.findings == []


@pytest.mark.parametrize("name", ["满意度(%)", "成本（万元）", "数量(个)", "质量合格率等"])
def test_a_name_with_a_unit_in_brackets_stays_a_name(name: str):
    table = only(TITLE, NAMES, FUNDS, [HEADER, *LINES, ["", "", name, "≥1"]])
    assert table.indicators[-1].indicator_name == name


@pytest.mark.parametrize(
    "label", ["转移支付（项目）名称", "专项（项目）名称", "专项资金名称", "项目（政策）名称", "一、项目名称："]
)
def test_other_labels_name_the_project(label: str):
    assert only(TITLE, [[label, "河道清淤"], NAMES[1]], FUNDS, [HEADER, *LINES]).project.project_name == "河道清淤"


@pytest.mark.parametrize(
    ("rows", "department", "unit"),
    [
        ([["省级主管部门", "省水利厅", "实施单位", "青山镇"]], "省水利厅", "青山镇"),
        (
            [["市级财政部门", "市财政局", "市级主管部门", "市水利局"], ["区级主管部门", "区水利局"]],
            "市水利局",
            "区水利局",
        ),
        ([["中央主管部门", "水利部"], ["地方主管部门", "某县", "资金使用单位", "青山镇"]], "水利部", "青山镇"),
        ([["业务主管部门", "县水利局", "预算单位", "青山镇"]], "县水利局", "青山镇"),
        ([["预算单位", "青山镇", "业务主管部门", "县水利局"]], "县水利局", "青山镇"),
        ([["预算单位", "县水利局", "实施单位", "青山镇"]], "县水利局", "青山镇"),
        ([["单位名称", "青山镇"]], None, "青山镇"),
        ([["单位名称", "青山镇"], ["主管部门", "县水利局", "实施单位", "青山镇水利站"]], "县水利局", "青山镇水利站"),
        ([["主管部门（单位）名称", "县水利局"]], "县水利局", None),
        ([["实施（主管）单位", "314002-青山镇"]], None, "青山镇"),
    ],
)
def test_of_several_units_the_higher_is_the_department_and_the_lower_spends(
    rows: Rows, department: str | None, unit: str | None
):
    project = only(TITLE, [NAMES[0], *rows], FUNDS, [HEADER, *LINES]).project
    assert (project.competent_department, project.spending_unit) == (department, unit)


@pytest.mark.parametrize("label", ["建设周期", "建设期限", "项目实施期"])
def test_a_building_period_is_the_cycle(label: str):
    project = only(TITLE, NAMES, [[label, "2024年3月至2026年12月"]], FUNDS, [HEADER, *LINES]).project
    assert (project.cycle_start_year, project.cycle_end_year) == (2024, 2026)


@pytest.mark.parametrize(
    "funds",
    [
        [["资金情况（万元）", "年度金额：", "12.5"], ["", "其中：中央补助", "10"], ["", "地方资金", "2.5"]],
        [
            ["资金情况（万元）", "年度金额", "12.5"],
            ["", "其中：中央补助", "4"],
            ["", "省级资金", "6"],
            ["", "区县资金", "2.5"],
        ],
        [["年初预算数（元）", "125000"]],
        [["2025年度预算金额（元）", "125,000.00"]],
        [["当年年度预算（万元）", "12.5", "项目总预算（万元）", "40"]],
        [["项目总预算（万元）", "40", "当年年度预算（万元）", "12.5"]],
        [["年度财政资金总额（万元）", "12.5"]],
        [["2025年度金额（万元）", "12.5"]],
        [["资金投入情况（万元）", "资金总额", "12.5", "其中：财政拨款", "12.5", "其他资金", "0"]],
        [["资金情况（万元）", "资金来源", "资金总额"], ["", "其中：财政拨款", "12.5"], ["", "其他资金", ""]],
        [
            ["资金情况（万元）", "资金来源", "金额"],
            ["", "合计", "12.5"],
            ["", "财政拨款", "12"],
            ["", "自筹资金", "0.5"],
        ],
    ],
)
def test_the_budget_of_the_year_has_many_names(funds: Rows):
    tables = goals(TITLE, NAMES, funds, [HEADER, *LINES])
    assert [project.budget_yuan for project in tables.projects] == [Decimal("125000")]
    assert tables.findings == []


def test_a_blank_total_is_what_its_parts_add_up_to_and_that_is_told():
    funds = [["项目资金（万元）", "年度资金总额", ""], ["", "其中：中央补助", "10"], ["", "地方资金", "2.5"]]
    tables = goals(TITLE, NAMES, funds, [HEADER, *LINES])
    assert tables.projects[0].budget_yuan == 125_000
    assert rules(tables, Severity.WARNING) == ["funding_total_derived"]
    assert "125,000 元" in tables.findings[0].message


def test_parts_with_units_of_their_own_and_no_total_are_added_up():
    funds = [["项目资金", "中央补助（万元）", "10"], ["", "地方资金（万元）", "2.5"]]
    assert goals(TITLE, NAMES, funds, [HEADER, *LINES]).projects[0].budget_yuan == 125_000


def test_a_total_of_0_above_filled_parts_is_never_stored():
    funds = [["项目资金（元）", "年度资金总额", "0"], ["", "财政拨款", "90000"]]
    tables = goals(TITLE, NAMES, funds, [HEADER, *LINES])
    assert tables.projects[0].budget_yuan == 90_000
    assert rules(tables, Severity.WARNING) == ["funding_total_derived"]


def test_parts_that_do_not_add_up_are_told_and_the_total_stays():
    funds = [["项目资金（万元）", "年度资金总额", "100"], ["", "其中：财政拨款", "80"], ["", "其他资金", "30"]]
    tables = goals(TITLE, NAMES, funds, [HEADER, *LINES])
    assert tables.projects[0].budget_yuan == 1_000_000
    assert rules(tables, Severity.WARNING) == ["funding_parts_differ"]
    assert "1,100,000 元" in tables.findings[0].message


@pytest.mark.parametrize(
    "parts",
    [
        [["", "财政拨款", "80"], ["", "其中：中央补助", "50"], ["", "其他资金", "20"]],
        [["", "财政拨款小计", "80"], ["", "中央资金", "50"], ["", "省级资金", "30"], ["", "其他资金", "20"]],
        [["", "其中：财政拨款", "80"]],
    ],
)
def test_parts_of_parts_and_a_single_part_are_no_contradiction(parts: Rows):
    tables = goals(TITLE, NAMES, [["项目资金（万元）", "年度资金总额", "100"], *parts], [HEADER, *LINES])
    assert (tables.projects[0].budget_yuan, tables.findings) == (1_000_000, [])


def test_a_budget_of_the_whole_project_is_taken_for_the_year_only_where_that_is_told():
    tables = goals(TITLE, NAMES, [["项目总预算（万元）", "40"]], [HEADER, *LINES])
    assert tables.projects[0].budget_yuan == 400_000
    assert rules(tables, Severity.WARNING) == ["budget_from_whole"]
    several = goals(TITLE, NAMES, [["建设周期", "2025-2027"], ["项目总预算（万元）", "40"]], [HEADER, *LINES])
    assert (several.projects[0].budget_yuan, rules(several, Severity.ERROR)) == (None, ["budget_missing"])


def test_an_amount_behind_an_unknown_label_is_a_warning_never_a_notice():
    tables = goals(TITLE, NAMES, FUNDS, [["", "彩票公益", "7.5"]], [HEADER, *LINES])
    assert rules(tables, Severity.WARNING) == ["money_not_understood"]
    assert tables.findings[0].observed == "彩票公益 | 7.5"


FUNDS_HEADER = ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]


@pytest.mark.parametrize("label", ["预算执行情况", "本年安排", "财政拨款", "预算执行情况（10分）"])
def test_the_only_money_row_of_a_block_is_the_total(label: str):
    found = evaluation([FUNDS_HEADER, ["", label, "", "7.5", "7.2", "10", "96%", "9.6"]])
    (row,) = found.funding
    assert row.source is FundingSource.TOTAL
    assert (row.initial_budget_yuan, row.adjusted_budget_yuan, row.spent_yuan) == (None, 75_000, 72_000)
    assert (found.project.budget_yuan, found.execution_points, found.execution_score) == (75_000, 10, Decimal("9.6"))


def test_points_of_the_execution_stand_in_its_heading_where_no_column_has_them():
    found = evaluation(
        [
            ["预算执行情况（万元）（15分）", "", "预算数（A）", "执行数（B）", "执行率（B/A）", "得分（15分*执行率）"],
            ["", "年度财政资金总额", "10", "8", "80%", "12"],
        ]
    )
    assert (found.execution_points, found.execution_score, found.project.budget_yuan) == (15, 12, 100_000)


def test_amounts_beside_labels_of_their_own_belong_to_the_headings_above_the_labels():
    found = evaluation(
        [
            [
                "二、预算执行情况（万元）",
                "预算安排情况（调整后）",
                "",
                "资金到位情况",
                "",
                "资金执行情况",
                "",
                "预算执行进度（%）",
            ],
            ["", "预算数", "6.5", "到位数", "6", "执行数", "5.2", "80"],
            ["", "其中：财政资金", "6.5", "其中：财政资金", "6", "其中：财政资金", "5.2", ""],
        ],
        lines=[
            ["产出指标", "数量指标", "清淤长度", "≥8公里", "9公里", "90", "88"],
            ["预算执行率", "预算执行率", "", "", "80%", "10", "8"],
        ],
    )
    total = found.funding[0]
    assert (total.adjusted_budget_yuan, total.spent_yuan) == (65_000, 52_000)
    assert [item.indicator_name for item in found.indicators] == ["清淤长度"]
    assert (found.execution_points, found.execution_score) == (10, 8)


def test_a_score_in_the_head_is_the_total_score():
    found = evaluation(
        [FUNDS_HEADER, ["", "年度资金总额", "5", "5", "5", "10", "100%", "10"]], head=[*NAMES, ["自评得分", "96.5"]]
    )
    assert found.total_score == Decimal("96.5")


@pytest.mark.parametrize("weight", ["分值", "参考分值", "指标分值", "权重（%）", "标准分值"])
@pytest.mark.parametrize("actual", ["全年实际完成值", "实际完成值（B）", "单项指标实际完成值", "全年实际值"])
def test_points_and_results_have_many_headings(weight: str, actual: str):
    header = ["一级指标", "二级指标", "三级指标", weight, "年度指标值（A）", actual, "得分", "未完成原因及措施"]
    lines = [["产出指标", "数量指标", "清淤长度", "15", "≥8公里", "9公里", "14", "雨季"]]
    found = evaluation([FUNDS_HEADER, ["", "总额", "5", "5", "5", "", "", ""]], header=header, lines=lines)
    (indicator,), (result,) = found.indicators, found.results
    assert (indicator.annual_target.raw, indicator.weight_points) == ("≥8公里", 15)
    assert result is not None
    assert (result.actual.raw, result.given_points, result.deviation_reason) == ("9公里", 14, "雨季")


@pytest.mark.parametrize(
    "goal_rows",
    [
        [["年度总体目标", "年初设定目标", "年度总体目标完成情况综述"], ["", "清淤八公里", "清淤九公里"]],
        [["总体目标完成情况", "总体目标", "全年实际完成情况"], ["", "清淤八公里", "清淤九公里"]],
        [
            ["三、目标完成情况", "年度预期目标", "", "具体完成情况", "总体完成率（%）"],
            ["", "清淤八公里", "", "清淤九公里", "100"],
        ],
        [["年度绩效目标", "年度绩效目标", "年度绩效目标完成情况"], ["", "清淤八公里", "清淤九公里"]],
    ],
)
def test_goals_and_what_became_of_them_stand_below_many_headings(goal_rows: Rows):
    found = evaluation([*goal_rows, FUNDS_HEADER, ["", "总额", "5", "5", "5", "", "", ""]])
    assert (found.project.annual_goal, found.actual_goal) == ("清淤八公里", "清淤九公里")


def test_texts_on_the_management_of_a_transfer_payment_are_ignored_with_a_reason():
    rows = [
        ["资金管理情况", "情况说明", "存在问题和改进措施"],
        ["", "分配科学性", "按程序"],
        ["", "下达及时性", "及时"],
    ]
    found = text([["转移支付绩效自评表"], ["（2025年度）"]], NAMES, FUNDS, rows, [HEADER, *LINES])
    uses = understand(read_file(read_sheets(found, file_name="表.txt"))).cell_uses
    assert [use.text for use in uses if use.role is CellRole.NOT_UNDERSTOOD] == []
    assert {use.text for use in uses if use.meaning == "看板不使用"} >= {"资金管理情况", "分配科学性", "按程序", "及时"}


SPLIT = [
    ["一级指标", "二级指标", "三级指标", "指标值", "", "", "权重"],
    ["", "", "", "符号", "数值", "单位（文字描述）", ""],
    ["产出指标", "数量指标", "清淤长度", "≥", "8", "公里", "50"],
    ["", "质量指标", "验收合格率", "=", "98", "%（百分比）", "30"],
    ["效益指标", "社会效益指标", "面貌", "定性", "明显改善", "", "20"],
]
SPANS = (Merge(6, 3, 6, 5), *(Merge(6, column, 7, column) for column in (0, 1, 2, 6)))


@pytest.mark.parametrize("container", ["xlsx", "docx", "html", "tsv"])
def test_a_second_header_row_splits_the_target(container: str):
    rows = [*TITLE, *NAMES, *FUNDS, *SPLIT]
    tables = read_goal_tables(write_container(Grid(wide(rows, 7), SPANS), container), file_name=f"表.{container}")
    found = [(item.annual_target.raw, item.weight_points) for item in tables.indicators]
    assert found == [("≥8公里", 50), ("=98%", 30), ("明显改善", 20)]
    assert tables.findings == []


@pytest.mark.parametrize(
    "header",
    [
        [[*HEADER[:3], "指标方向", "青山镇", "白水乡", "城东街道"]],
        [[*HEADER[:3], "指标方向", "指标值", "", ""], ["", "", "", "", "青山镇", "白水乡", "城东街道"]],
    ],
)
def test_targets_in_one_column_a_place_are_one_indicator_with_parts(header: Rows):
    lines = [
        ["产出指标", "数量指标", "修复工程", "≥", "3个", "2个", "2个"],
        ["", "质量指标", "合格率", "≥", "95%", "95%", "95%"],
        ["", "时效指标", "完工", "", "10月", "", "10月"],
        ["效益指标", "社会效益指标", "有无事故", "是/否", "否", "否", "否"],
    ]
    tables = goals(TITLE, NAMES, FUNDS, header, lines)
    assert [item.annual_target.raw for item in tables.indicators] == [
        "青山镇≥3个；白水乡≥2个；城东街道≥2个",
        "≥95%",
        "青山镇10月；城东街道10月",
        "否",
    ]
    assert tables.findings == []


def test_a_flat_export_has_its_budget_and_its_year_in_columns():
    header = [
        "序号",
        "单位编码",
        "单位名称",
        "预算年度",
        "项目名称",
        "项目总预算（元）",
        "年初预算数（元）",
        *HEADER,
        "指标方向性",
    ]
    rows = [
        ["1", "105001", "青山镇", "2025", "河道清淤", "400000", "125000", *LINES[0], "正向指标"],
        ["2", "105001", "青山镇", "2025", "河道清淤", "400000", "125000", *LINES[1], "正向指标"],
        ["3", "105001", "青山镇", "2025", "村道养护", "90000", "86400.5", *LINES[1], "正向指标"],
    ]
    rows.append(["4", "105001", "青山镇", "2026", "村道养护", "90000", "3600", *LINES[0], "正向指标"])
    tables = goals([header, *rows])
    found = [(item.project_name, item.spending_unit, item.fiscal_year, item.budget_yuan) for item in tables.projects]
    assert found == [
        ("河道清淤", "青山镇", 2025, 125_000),
        ("村道养护", "青山镇", 2025, Decimal("86400.5")),
        ("村道养护", "青山镇", 2026, 3_600),
    ]
    assert [len(table.indicators) for table in tables.tables] == [2, 1, 1]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("部门整体支出绩效目标表", "目标表"),
        ("2025年部门（单位）整体绩效目标表", "目标表"),
        ("某县部门整体绩效自评表", "自评表"),
    ],
)
def test_a_form_of_a_whole_department_is_named_as_not_supported(title: str, kind: str):
    rows = [[title], ["（2025年度）"], ["部门（单位）名称", "青山镇"], ["年度任务", "清淤", "12.5"], HEADER, *LINES]
    with pytest.raises(UnusableFileError, match=f"部门整体支出绩效{kind}还不支持"):
        goals(rows)
    beside = goals(rows, TITLE, NAMES, FUNDS, [HEADER, *LINES])
    assert [project.project_name for project in beside.projects] == ["河道清淤"]
    assert [finding.rule_id for finding in beside.findings] == ["not_a_goal_table"]


@pytest.mark.parametrize("title", ["青山镇2025年度新增项目事前绩效评估表（金额单位：万元）", "重大项目绩效评估表"])
def test_an_estimate_before_a_project_is_no_goal_table(title: str):
    rows = [[title], ["项目名称", "停车场"], ["申请预算", "320"], ["评估要点", "分值", "得分"], ["合计", "100", "87"]]
    with pytest.raises(UnusableFileError, match="没有三级指标，不是绩效目标表"):
        goals(rows)


def test_points_of_a_table_without_a_funds_block_are_no_budget():
    tables = goals(TITLE, NAMES, [["合计", "100"]], [HEADER, *LINES])
    assert (tables.projects[0].budget_yuan, rules(tables, Severity.ERROR)) == (None, ["budget_missing"])


@pytest.mark.parametrize(("container", "where"), [("xlsx", "B3"), ("tsv", "第 3 行")])
def test_a_blank_project_name_is_told_at_its_cell_and_the_rest_is_read(container: str, where: str):
    rows = [*TITLE, ["项目名称", ""], NAMES[1], *FUNDS, HEADER, *LINES]
    tables = read_goal_tables(write_container(Grid(wide(rows, 4)), container), file_name=f"表.{container}")
    (table,) = tables.tables
    assert not table.is_sound
    assert (len(table.indicators), table.project.budget_yuan) == (2, 125_000)
    (finding,) = tables.findings
    assert (finding.rule_id, finding.message) == ("project_name_blank", f"{where} 项目名称是空的，这张表未采用。")
