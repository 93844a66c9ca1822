"""Words for levels, columns and units that offices use beside the official ones; subtotals of lists."""

import pytest

from perfdata.core.terms import Level1, Level2
from perfdata.reading import vocabulary
from perfdata.reading.goal_tables import GoalTables, read_goal_tables
from perfdata.reading.row_kinds import row_facts

FORM = """项目支出绩效目标表
（2025年度）
项目名称\t乡道养护
主管部门\t青石镇人民政府\t实施单位\t青石镇交管站
项目资金（万元）\t年度资金总额\t10
{header}
\t{levels}\t养护里程\t≥43公里
"""
HEADER = "绩效指标\t一级指标\t二级指标\t三级指标\t指标值"
LIST = """预算年度\t单位名称\t项目名称\t年初预算数（元）\t一级指标\t二级指标\t三级指标\t指标值
2025\t青石镇交管站\t乡道养护\t100000\t产出指标\t数量指标\t养护里程\t≥43公里
\t\t小计\t100000\t\t\t\t
2025\t青石镇水利站\t沟渠清淤\t50000\t产出指标\t数量指标\t清淤长度\t≥5公里
\t\t小计\t50000\t\t\t\t
合计\t\t\t150000\t\t\t\t
"""


def read(text: str) -> GoalTables:
    return read_goal_tables(text.encode(), file_name="表.txt")


@pytest.mark.parametrize(
    ("levels", "level1", "level2"),
    [
        ("产出类\t数量类", Level1.OUTPUT, Level2.QUANTITY),
        ("A产出指标\tA1数量指标", Level1.OUTPUT, Level2.QUANTITY),
        ("Ⅰ产出指标\t1.1数量指标", Level1.OUTPUT, Level2.QUANTITY),
        ("（一）产出指标\t1）数量指标", Level1.OUTPUT, Level2.QUANTITY),
        ("绩效指标-产出指标\t质量绩效指标", Level1.OUTPUT, Level2.QUALITY),
        ("效益类指标\t社会效益类指标", Level1.BENEFIT, Level2.SOCIAL),
        ("成本类\t经济成本类", Level1.COST, Level2.ECONOMIC_COST),
        ("满意度类\t服务对象满意度类", Level1.SATISFACTION, Level2.BENEFICIARY_SATISFACTION),
    ],
)
def test_levels_are_known_by_other_words(levels: str, level1: Level1, level2: Level2):
    (indicator,) = read(FORM.format(header=HEADER, levels=levels)).indicators
    assert (indicator.indicator_name, indicator.level1, indicator.level2) == ("养护里程", level1, level2)


@pytest.mark.parametrize(
    "header",
    [
        "绩效指标\t指标类别\t指标类型\t具体指标\t绩效标准",
        "绩效指标\t指标一级\t指标二级\t指标三级\t指标值",
        "绩效指标\t一级\t二级\t三级\t指标值",
        "绩效指标\t一级指标\t二级指标\t绩效指标\t2025年目标值",
        "绩效指标\t一级指标\t二级指标\t三级指标及指标解释\t目标值/标准",
        "绩效指标\t一级指标\t二级指标\t三级指标\t年度目标",
    ],
)
def test_columns_are_known_by_other_words(header: str):
    tables = read(FORM.format(header=header, levels="产出指标\t数量指标"))
    assert [(item.indicator_name, item.annual_target.raw) for item in tables.indicators] == [("养护里程", "≥43公里")]
    assert tables.findings == []


@pytest.mark.parametrize("label", ["责任单位", "具体实施部门", "资金使用部门", "项目法人单位", "*实施单位"])
def test_units_are_known_by_other_words(label: str):
    form = FORM.format(header=HEADER, levels="产出指标\t数量指标").replace("实施单位", label)
    (project,) = read(form.replace("主管部门", "市直主管部门")).projects
    assert (project.competent_department, project.spending_unit) == ("青石镇人民政府", "青石镇交管站")


def test_a_subtotal_in_the_column_of_projects_is_no_project():
    tables = read(LIST)
    assert [(item.project_name, item.budget_yuan) for item in tables.projects] == [
        ("乡道养护", 100_000),
        ("沟渠清淤", 50_000),
    ]
    assert tables.findings == []


def test_subtotals_of_points_inside_a_table_are_no_indicators():
    rows = [
        "产出指标\t数量指标\t养护里程\t≥43公里\t50",
        "小计\t\t\t\t50",
        "满意度指标\t满意度指标\t村民满意度\t≥90%\t40",
        "小计\t\t\t\t40",
    ]
    form = FORM.replace("{levels}\t养护里程\t≥43公里", "{levels}").format(
        header=f"{HEADER}\t分值", levels="\n\t".join(rows)
    )
    tables = read(form)
    assert [(item.indicator_name, item.weight_points) for item in tables.indicators] == [
        ("养护里程", 50),
        ("村民满意度", 40),
    ]
    assert all(finding.severity.value == "notice" for finding in tables.findings)


def test_two_years_in_the_field_of_the_year_are_told():
    form = FORM.format(header=HEADER, levels="产出指标\t数量指标").replace("（2025年度）", "预算年度\t2025-2026")
    (told,) = read(form).findings
    assert told.message == "同一张表里出现多个年度（2025、2026），按 2025 年度读入，请核对。"


def test_a_note_mark_behind_a_target_is_no_part_of_it():
    form = FORM.format(header=HEADER, levels="产出指标\t数量指标").replace("≥43公里", "≥43公里①")
    (indicator,) = read(form).indicators
    target = indicator.annual_target
    assert (target.raw, target.number, target.unit) == ("≥43公里①", 43, "公里")


@pytest.mark.parametrize(
    "source",
    "自筹 自筹资金 其他 其它资金 财政拨款 县级财政资金小计 上年结转结余 中央补助 省级资金 单位资金 地方资金".split(),
)
def test_every_source_of_money_is_known_by_its_words(source: str):
    assert vocabulary.funding_source(f"其中：{source}（万元）".replace("：", ":").replace("（", "(").replace("）", ")"))


@pytest.mark.parametrize(("beside", "is_unit"), [("万元", True), ("人民币元", True), ("收入", False), ("某局", False)])
def test_a_unit_is_that_of_money_where_one_stands_beside_it(beside: str, is_unit: bool):
    first = row_facts(("单位", beside, "", ""), {}).cells[0]
    assert (first.kind == "money_unit") is is_unit
