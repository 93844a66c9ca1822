"""Labels, headers and feet in the words of other places: the same facts are read, and what is none is left out."""

from collections.abc import Sequence

import pytest

from perfdata.core.terms import Level1, Level2, Severity
from perfdata.reading.goal_tables import GoalTables, read_goal_tables

Rows = Sequence[str]
FIELDS = ("项目名称|乡道养护", "主管部门|青石镇人民政府|实施单位|青石镇交管站")
MONEY = ("项目资金（万元）|年度资金总额|10",)
HEADER = "绩效指标|一级指标|二级指标|三级指标|指标值"
LINES = ("|产出指标|数量指标|养护里程|≥43公里", "|满意度指标|服务对象满意度指标|村民满意度|≥90%")


def read(
    *, fields: Rows = FIELDS, money: Rows = MONEY, header: str = HEADER, lines: Rows = LINES, foot: Rows = ()
) -> GoalTables:
    rows = ["项目支出绩效目标表", "（2025年度）", *fields, *money, "年度目标|完成养护。", header, *lines, *foot]
    return read_goal_tables("\n".join(rows).replace("|", "\t").encode(), file_name="表.txt")


def loud(tables: GoalTables) -> list[str]:
    return [item.message for item in tables.findings if item.severity is not Severity.NOTICE]


@pytest.mark.parametrize(
    "fields",
    [
        ("项目支出名称|乡道养护", "预算主管部门|青石镇人民政府|预算执行单位|青石镇交管站"),
        ("预算项目名称|乡道养护", "部门（单位）名称|青石镇人民政府|基层单位|青石镇交管站"),
        ("项目名称及代码|乡道养护", "主管部门|青石镇人民政府|项目申报单位|青石镇交管站"),
        ("（项目）名称|乡道养护", "一级预算单位|青石镇人民政府|二级预算单位|青石镇交管站"),
        ("项目名称|乡道养护", "填报部门|青石镇人民政府|使用单位|青石镇交管站"),
        ("项目名称|乡道养护", "归口管理部门|青石镇人民政府|承担单位|青石镇交管站"),
    ],
)
def test_fields_of_other_forms_state_project_department_and_unit(fields: Rows):
    tables = read(fields=fields)
    project = tables.projects[0]
    assert (project.project_name, project.spending_unit) == ("乡道养护", "青石镇交管站")
    assert (project.competent_department, loud(tables)) == ("青石镇人民政府", [])


@pytest.mark.parametrize(
    "money",
    [
        ("核定预算金额（元）|100000",),
        ("本年度申请资金总额（万元）|10",),
        ("本年度申请财政资金（万元）|10",),
        ("年度下达资金（万元）|10",),
        ("本年度申请市财政预算资金（万元）|10",),
        ("项目资金（百万元）|年度资金总额|0.1",),
        ("项目资金|年度资金总额|0.1百万元",),
    ],
)
def test_budgets_under_other_labels_and_units_are_100000_yuan(money: Rows):
    tables = read(money=money)
    assert (tables.projects[0].budget_yuan, loud(tables)) == (100_000, [])


@pytest.mark.parametrize(
    "label",
    "指标值及单位 年度绩效目标值 全年目标值 拟达到的指标值 绩效指标值（内容） 本年绩效指标值 计划值 预期指标值".split()
    + "年初设定目标值 申报指标值".split(),
)
def test_a_column_of_targets_has_many_names(label: str):
    tables = read(header=HEADER.replace("|指标值", f"|{label}"))
    assert [item.annual_target.raw for item in tables.indicators] == ["≥43公里", "≥90%"]
    assert loud(tables) == []


@pytest.mark.parametrize("label", ["上年指标值", "历史目标值", "实际值", "指标值设定依据"])
def test_a_column_of_other_values_is_no_target(label: str):
    assert [item.annual_target.raw for item in read(header=HEADER.replace("|指标值", f"|{label}")).indicators] == [
        "",
        "",
    ]


@pytest.mark.parametrize("label", "赋分 单项分值 满分值 标准分 权重分值 参考分值 设定分值 指标权重".split())
def test_a_column_of_points_has_many_names(label: str):
    tables = read(header=f"{HEADER}|{label}", lines=[f"{LINES[0]}|60", f"{LINES[1]}|30"])
    assert [item.weight_points for item in tables.indicators] == [60, 30]


@pytest.mark.parametrize(
    ("labels", "level1", "level2"),
    [
        ("社会效益指标|社会效益指标", Level1.BENEFIT, Level2.SOCIAL),
        ("产出指标50|数量指标20", Level1.OUTPUT, Level2.QUANTITY),
        ("满意度指标|受益群众满意度指标", Level1.SATISFACTION, Level2.BENEFICIARY_SATISFACTION),
        ("满意度指标|患者满意度指标（10分）", Level1.SATISFACTION, Level2.BENEFICIARY_SATISFACTION),
    ],
)
def test_levels_in_other_words_are_known(labels: str, level1: Level1, level2: Level2):
    tables = read(lines=[f"|{labels}|养护里程|≥43公里", LINES[1]])
    first = tables.indicators[0]
    assert (first.level1, first.level2, first.annual_target.raw) == (level1, level2, "≥43公里")
    assert not [item for item in tables.findings if item.severity is Severity.ERROR]


@pytest.mark.parametrize(
    "foot",
    [
        ("制表单位：青石镇财政所|||打印日期：2025-01-10",),
        ("表单编号：QS-2025-01|||版本：A/0",),
        ("审核结论|优", "审核人|王五|审核日期|2025-01-10"),
        ("立项依据|青府〔2024〕12号", "实施方案|按计划分四季度实施", "保障措施|成立领导小组"),
        ("编制：王五　审核：李四　批准：李四",),
        ("拟稿：王五|||校核：李四",),
        (
            "项目支出绩效目标表",
            "（2025年度）",
            "项目名称|",
            "主管部门||实施单位|",
            HEADER,
            "|产出指标|数量指标|指标1：|",
        ),
    ],
)
def test_what_stands_below_a_table_is_no_indicator_holds_nothing_and_names_nobody(foot: Rows):
    tables = read(foot=foot)
    assert [item.indicator_name for item in tables.indicators] == ["养护里程", "村民满意度"]
    assert not [item for item in tables.findings if item.severity is Severity.ERROR]
    assert not [name for name in ("王五", "李四") if name in str(tables)]


@pytest.mark.parametrize(
    "header", ["序号|项目名称|金额（万元）", "项目名称|预算数|备注", "序号|单位|项目名称|预算金额（元）"]
)
def test_a_list_of_projects_beside_a_table_is_no_project(header: str):
    tables = read(foot=("", header, "1|乡道养护|10", "2|沟渠清淤|20"))
    assert [item.project_name for item in tables.projects] == ["乡道养护"]
    assert not [item for item in tables.findings if item.severity is Severity.ERROR]


def test_the_number_in_a_code_of_a_project_is_no_telephone():
    tables = read(fields=("项目名称|51000021R000000012345-乡道养护", FIELDS[1]))
    assert (tables.projects[0].project_name, loud(tables)) == ("乡道养护", [])
