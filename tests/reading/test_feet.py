"""What stands above, in or below the table of a form and is no indicator: in any words, split over any cells."""

from collections.abc import Sequence

import pytest

from perfdata.containers.sheets import read_sheets
from perfdata.core.cell_uses import CellRole, CellUse
from perfdata.core.terms import Severity
from perfdata.reading.drafts import Corrections
from perfdata.reading.forms import read_file
from perfdata.reading.goal_tables import GoalTables, read_goal_tables
from perfdata.reading.layouts import Understanding, understand
from perfdata.reading.self_evaluations import read_self_evaluations
from tests.builders import goal_table
from tests.office_files import Grid, write_container

Rows = Sequence[Sequence[str]]
HEAD = (
    ["项目支出绩效目标表"],
    ["（2025年度）"],
    ["项目名称", "村道养护"],
    ["主管部门", "县交通局", "实施单位", "青山镇"],
)
MONEY = (["项目资金（万元）", "年度资金总额", "10"],)
HEADER = ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值"]
LINES = (
    ["", "产出指标", "数量指标", "养护里程", "≥43公里"],
    ["", "满意度指标", "服务对象满意度指标", "村民满意度", "≥90%"],
)
NAMES = ["养护里程", "村民满意度"]
SECRETS = ("李四", "王五", "赵小六", "13800000000", "0769-88881234")


def text(*blocks: Rows) -> bytes:
    return "\n".join("\t".join(row) for block in blocks for row in block).encode()


def form(*feet: Sequence[str]) -> bytes:
    return text(HEAD, MONEY, [HEADER], LINES, feet)


def read(content: bytes, corrections: Corrections | None = None) -> GoalTables:
    return read_goal_tables(content, file_name="表.txt", corrections=corrections)


def understood(content: bytes, corrections: Corrections | None = None) -> Understanding:
    return understand(read_file(read_sheets(content, file_name="表.txt"), corrections))


def names(tables: GoalTables) -> list[str]:
    return [item.indicator_name for item in tables.indicators]


def unread(content: bytes) -> list[str]:
    return [use.text for use in understood(content).unread]


def everything_said(content: bytes, tables: GoalTables) -> str:
    found = understood(content)
    told = [str(finding) for finding in tables.findings]
    return " ".join([*told, *(use.text for use in found.cell_uses), *found.open_labels])


SIGNATURES = [
    [["单位负责人：李四", "", "填表人：王五", "", "联系电话：13800000000"]],
    [["单位负责人：李四    填表人：王五    联系电话：13800000000"]],
    [["单位负责人：李四 填表人：王五 联系电话：13800000000"]],
    [["单位负责人（签字）：", "李四", "填表人：", "王五", "13800000000"]],
    [["", "单位负责人", "李四", "填表人", "王五"]],
    [["", "", "", "填报人：王五", "13800000000"]],
    [["单位负责人：", "", "经办人：", "", "联系电话："]],
    [["单位负责人："], ["李四"], ["联系电话："], ["13800000000"]],
    [["制表：王五", "复核：李四", "", "审核：赵小六"]],
    [["分管领导签字：李四"], ["填报日期：2025年1月6日", "", "填报人：王五"]],
    [["2025年1月6日", "", "", "填报人：王五"]],
    [["联系人：王五 电话：0769-88881234"]],
    [["主管部门负责人（签章）：李四", "", "", "日期：2025-01-06"]],
    [["填表人签名", "", "", "", "王五"]],
    [["王五", "13800000000"]],
    [["李四", "", "", "0769-88881234"]],
    [["注：单位负责人为李四，电话13800000000"]],
]


@pytest.mark.parametrize("feet", SIGNATURES)
def test_signatures_and_telephones_below_a_table_are_no_indicators_and_never_shown(feet: Rows):
    content = form(*feet)
    tables = read(content)
    assert names(tables) == NAMES
    assert tables.tables[0].is_sound
    assert tables.findings == []
    said = everything_said(content, tables)
    assert [secret for secret in SECRETS if secret in said] == []


@pytest.mark.parametrize(
    "line",
    [
        ["单位负责人：李四", "填表人：王五", "联系电话：13800000000"],
        ["填报单位：青山镇 填报人：王五 联系电话：13800000000"],
        ["填报单位（盖章）：青山镇    填报人：王五    联系电话：0769-88881234"],
        ["联系人", "王五", "李四", "联系电话", "13800000000"],
        ["项目负责人", "赵小六", "实施单位", "青山镇", "联系电话", "13800000000"],
    ],
)
def test_persons_in_the_head_of_a_form_are_neither_stored_nor_shown(line: Sequence[str]):
    content = text([HEAD[0], line, *HEAD[1:]], MONEY, [HEADER], LINES)
    tables = read(content)
    assert names(tables) == NAMES
    assert (tables.projects[0].competent_department, tables.projects[0].spending_unit) == ("县交通局", "青山镇")
    said = everything_said(content, tables) + str(tables.projects)
    assert [secret for secret in SECRETS if secret in said] == []


@pytest.mark.parametrize(
    "feet",
    [
        [["财政部门审核意见", "", "同意按此执行", "", ""], ["（盖章）", "", "", "", "2025年2月3日"]],
        [["主管部门意见：情况属实，同意上报。"], ["", "", "", "（公章）", "2025年2月3日"]],
        [["审核意见"], ["", "同意"], ["", "", "", "", "年  月  日"]],
        [["", "业务科室审核意见：", "", "拟同意", "2025-02-03"]],
        [["专家组评审意见", "", "绩效目标设置较合理", "建议细化", ""], ["", "", "", "", "二〇二五年二月三日"]],
        [["同意按此执行。"], ["2025年2月3日"]],
        [["领导审批意见（签字）", "", "同意", "", ""], ["单位（盖章）", "", "", "", "2025.2.3"]],
    ],
)
def test_opinions_stamps_and_dates_below_a_table_are_no_indicators(feet: Rows):
    content = form(*feet)
    tables = read(content)
    assert names(tables) == NAMES
    assert tables.tables[0].is_sound
    assert all(finding.severity is Severity.NOTICE for finding in tables.findings)
    assert all(word in str(tables.findings) for word in unread(content))


@pytest.mark.parametrize(
    "feet",
    [
        [["", "说明：1.指标值为年度值"], ["", "2.数量指标按月统计"], ["", "3、满意度按问卷计"]],
        [["填表说明："], ["1.本表由实施单位填写。"], ["2.指标值应量化。"]],
        [["注：1.里程以竣工验收为准"], ["（2）满意度为年度调查"]],
        [["备注", "里程以竣工验收为准"]],
        [["", "", "", "注：里程以竣工验收为准", ""], ["", "", "", "2.养护里程含村道", ""]],
        [["其他需要说明的问题：无"]],
        [["附件：1.实施方案"], ["本表一式三份"]],
    ],
)
def test_notes_below_a_table_are_ignored_with_a_reason(feet: Rows):
    content = form(*feet)
    tables = read(content)
    assert (names(tables), tables.findings, unread(content)) == (NAMES, [], [])


@pytest.mark.parametrize("mark", ["第 1 页 共 2 页", "第1页/共2页", "共 2 页 第 1 页", "- 1 -", "第2页", "Page 1 of 2"])
@pytest.mark.parametrize("column", [0, 3, 4])
def test_page_marks_are_no_indicators_wherever_they_stand(mark: str, column: int):
    page = [*[""] * column, mark]
    content = text(HEAD, MONEY, [HEADER], LINES[:1], [page], LINES[1:], [page])
    tables = read(content)
    assert (names(tables), tables.findings, unread(content)) == (NAMES, [], [])


@pytest.mark.parametrize(
    "total",
    [
        ["总分", "", "", "", "100"],
        ["", "合计", "", "", "100"],
        ["绩效指标", "总分值", "", "", "100"],
        ["合计得分（100分）"],
    ],
)
def test_totals_are_no_indicators_and_what_stands_below_them_neither(total: Sequence[str]):
    content = form(total, ["养护科", "", "农业股", "", ""])
    tables = read(content)
    assert names(tables) == NAMES
    assert tables.tables[0].is_sound
    assert [finding.rule_id for finding in tables.findings] == ["foot_not_understood"]


def test_a_total_below_a_bundled_table_is_no_indicator():
    tables = read((goal_table() + "总分\t\t\t\t100\n").encode())
    assert len(tables.indicators) == 4
    assert tables.findings == []


def test_whatever_nobody_knows_below_a_table_is_told_in_one_line():
    content = form(["归口管理股室"], ["", "经研究同意立项", "", ""], ["", "", "备查编号甲乙丙"])
    tables = read(content)
    assert names(tables) == NAMES
    (finding,) = tables.findings
    assert (finding.rule_id, finding.severity) == ("foot_not_understood", Severity.NOTICE)
    assert "等 3 行不是指标" in finding.message
    assert unread(content) == ["归口管理股室", "经研究同意立项", "备查编号甲乙丙"]
    assert all(word in (finding.observed or "") for word in unread(content))


def test_indicators_below_a_note_in_the_middle_go_on():
    content = text(HEAD, MONEY, [HEADER], LINES[:1], [["注：以下为续表"]], LINES[1:])
    assert names(read(content)) == NAMES
    more = form(["注：以下为续表"], ["", "", "", "护栏长度", "≥5公里"])
    assert names(read(more)) == [*NAMES, "护栏长度"]


def test_a_row_that_slid_left_is_put_back_where_it_carries_a_target_or_points():
    tables = read(form(["", "护栏长度", "", "≥5公里"]))
    assert names(tables) == [*NAMES, "护栏长度"]
    assert [finding.rule_id for finding in tables.findings] == ["row_recovered"]
    assert names(read(form(["", "护栏长度"]))) == NAMES


@pytest.mark.parametrize(
    "name",
    [
        "项目负责人到岗率",
        "审核意见采纳率",
        "盖章文件归档率",
        "电话回访率",
        "填报日期准确率",
        "合计养护里程",
        "征求部门意见",
        "注册人数",
        "第1页公示率",
    ],
)
def test_names_of_indicators_may_begin_with_the_words_of_a_foot(name: str):
    tables = read(form(["", "", "", name, "≥95%"]))
    assert names(tables) == [*NAMES, name]
    assert tables.findings == []


@pytest.mark.parametrize("container", ["xlsx", "xls", "docx", "html", "ods"])
def test_feet_are_known_in_every_container(container: str):
    feet = [
        ["说明：1.里程含村道"],
        ["2.按月统计"],
        ["财政部门审核意见", "", "同意"],
        ["负责人：李四", "", "", "", "电话：13800000000"],
    ]
    rows = tuple((*row, *[""] * (5 - len(row))) for row in [*HEAD, *MONEY, HEADER, *LINES, *feet])
    content = write_container(Grid(rows), container)
    tables = read_goal_tables(content, file_name=f"表.{container}")
    assert (names(tables), tables.findings) == (NAMES, [])
    uses = understand(read_file(read_sheets(content, file_name=f"表.{container}"))).cell_uses
    assert not [use for use in uses if "李四" in use.text or "138" in use.text]


def test_feet_of_a_self_evaluation_hold_nothing():
    header = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
    lines = [["产出指标", "数量指标", "养护里程", "≥43公里", "43公里", "90", "90", ""]]
    feet = [
        ["总分", "", "", "", "", "100", "98", ""],
        ["存在问题：资金到位慢", "", "", "", "", "", "", ""],
        ["注：1.满意度按问卷计"],
        ["2.里程含村道"],
        ["填报人", "王五", "", "联系电话", "13800000000", "", "单位负责人", "李四"],
        ["第 1 页 共 1 页"],
    ]
    content = text([["项目支出绩效自评表"], *HEAD[1:]], [header], lines, feet)
    read_back = read_self_evaluations(content, file_name="表.txt")
    (evaluation,) = read_back.evaluations
    assert [item.indicator_name for item in evaluation.indicators] == ["养护里程"]
    assert (evaluation.is_sound, evaluation.total_score, read_back.findings) == (True, 98, [])
    said = " ".join([*(str(item) for item in read_back.findings), *(use.text for use in understood(content).cell_uses)])
    assert [secret for secret in SECRETS if secret in said] == []


def ignored_by_the_clerk(uses: Sequence[CellUse]) -> list[str]:
    return [use.text for use in uses if use.role is CellRole.IGNORED and use.meaning == "按核对意见忽略"]


def test_a_row_whose_first_label_is_not_to_be_used_is_ignored_as_a_whole():
    corrections = Corrections(meanings={"归口股室": "ignore"})
    content = form(["", "归口股室", "", "≥5公里"], ["", "效益指标", "社会效益指标", "受益户数", "≥40户"])
    tables = read(content, corrections)
    assert names(tables) == [*NAMES, "受益户数"]
    assert tables.findings == []
    assert ignored_by_the_clerk(understood(content, corrections).cell_uses) == ["归口股室", "≥5公里"]


def test_a_row_above_the_table_may_be_ignored_as_well_and_its_neighbours_stay():
    corrections = Corrections(meanings={"彩票公益": "ignore"})
    content = text(HEAD, MONEY, [["彩票公益", "7.5", "8"], ["彩票公益", "3", "实施单位", "青山镇"]], [HEADER], LINES)
    tables = read(content, corrections)
    assert (tables.projects[0].spending_unit, tables.findings) == ("青山镇", [])
    assert ignored_by_the_clerk(understood(content, corrections).cell_uses) == ["彩票公益", "7.5", "8", "彩票公益", "3"]


@pytest.mark.parametrize(("name", "target"), [("下达及时性", "100%"), ("填报单位", "≥9家"), ("编号", "120")])
def test_an_indicator_named_as_a_label_of_the_form_is_an_indicator(name: str, target: str):
    assert names(read(form(["", "", "", name, target]))) == [*NAMES, name]


def test_a_label_below_the_table_with_words_beside_it_is_no_indicator():
    assert names(read(form(["", "", "", "填报单位", "青山镇"]))) == NAMES


def test_large_sums_in_the_column_of_targets_are_no_telephones():
    assert names(read(form(["", "", "", "税收收入", "15000000000"]))) == [*NAMES, "税收收入"]


@pytest.mark.parametrize("label", ["绩效指标", "单项指标完成情况", "年度绩效指标"])
def test_a_heading_with_a_number_in_the_column_of_names_is_no_indicator(label: str):
    tables = read_goal_tables(form(["", "", "", label, "3"]), file_name="某表.txt")
    assert [item.indicator_name for item in tables.indicators] == NAMES
    assert "indicator_without_name" in [finding.rule_id for finding in tables.findings]


def test_the_name_of_the_next_project_opens_its_form_wherever_it_stands():
    tables = read_goal_tables(form(["", "", "", "项目名称", "3"]), file_name="某表.txt")
    assert [item.indicator_name for item in tables.indicators] == NAMES
    assert [project.project_name for project in tables.projects] == ["村道养护", "3"]


@pytest.mark.parametrize("again", ["一级指标", "二级指标", "三级指标"])
def test_a_column_of_the_header_that_stands_twice_is_left_out(again: str):
    head = ["一级指标", "二级指标", "三级指标", "指标值", again, "分值"]
    rows = (["产出指标", "数量指标", "养护里程", "≥43公里", "", "50"], ["", "质量指标", "完好率", "≥90%", "", "40"])
    if again == "三级指标":
        rows = (["产出指标", "数量指标", "养护里程", "≥43公里", "", ""], ["", "质量指标", "完好率", "≥90%", "", ""])
    tables = read_goal_tables(text(HEAD, MONEY, [head], rows), file_name="某表.txt")
    assert [(item.indicator_name, item.annual_target.raw) for item in tables.indicators] == [
        ("养护里程", "≥43公里"),
        ("完好率", "≥90%"),
    ]
    points = [None, None] if again == "三级指标" else [50, 40]
    assert [item.weight_points for item in tables.indicators] == points
