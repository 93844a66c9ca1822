"""Numbers and points tell no indicators apart, and codes no projects: tables of one thing meet."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from perfdata.core.keys import without_number
from perfdata.storing import store
from perfdata.usecases.uploading import confirm
from tests.usecases.test_units_of_tables import file_of, preview, told


@pytest.fixture
def engine(empty: Engine) -> Engine:
    return empty


@pytest.mark.parametrize(
    "written",
    [
        *(
            "指标1：候车亭",
            "绩效指标2、候车亭",
            "1、候车亭（20分）",
            "1.候车亭",
            "①候车亭",
            "（1）候车亭",
            "一、候车亭",
        ),
        *("（二）候车亭(10分)", "候车亭（7.5分）", "指标 12: 候车亭"),
    ],
)
def test_number_and_points_are_no_part_of_a_name(written: str):
    assert without_number(written) == "候车亭"


@pytest.mark.parametrize(
    "name",
    [
        *("1-6月发放率", "5、6号楼改造", "2024、2025年补贴", "1.5米护栏", "3D打印", "12345热线办结率", "一次性补贴"),
        *("一、二期工程", "指标1：", "指标达成率", "候车亭（处）"),
    ],
)
def test_numbers_that_are_part_of_a_name_stay(name: str):
    assert without_number(name) == name


GOALS = [
    ["2025年度项目支出绩效目标表"],
    ["项目名称", "{name}"],
    ["主管部门", "某镇交管所", "实施单位", "某镇交管所"],
    ["年度资金总额（万元）", "18.6"],
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标（50分）", "数量指标（50分）", "{first}", "12座"],
    ["满意度指标", "满意度指标", "{second}", "≥90%"],
]
RESULTS = [
    ["2025年度项目支出绩效自评表"],
    ["项目名称", "{name}"],
    ["主管部门", "某镇交管所", "实施单位", "某镇交管所"],
    ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数"],
    ["", "年度资金总额", "18.6", "18.6", "18"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["产出指标", "数量指标", "{first}", "12座", "12座", "50", "50"],
    ["满意度指标", "满意度指标", "{second}", "≥90%", "91%", "50", "50"],
]


def form(rows: list[list[str]], **words: str) -> list[list[str]]:
    return [[cell.format_map(words) for cell in row] for row in rows]


@pytest.mark.parametrize("container", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("goals", "results"),
    [
        (("指标1：候车亭", "指标1：乘客满意度"), ("候车亭", "乘客满意度")),
        (("1、候车亭（50分）", "2、乘客满意度（50分）"), ("候车亭", "（1）乘客满意度")),
        (("候车亭", "乘客满意度"), ("①候车亭", "②乘客满意度")),
    ],
)
def test_results_find_the_indicators_however_they_are_numbered(
    engine: Engine, goals: tuple[str, str], results: tuple[str, str], container: str
):
    rows = form(GOALS, name="候车亭建设", first=goals[0], second=goals[1])
    confirm(engine, preview(engine, file_of(rows, container), f"目标.{container}"), uploaded_by="张三")
    rows = form(RESULTS, name="候车亭建设", first=results[0], second=results[1])
    draft = preview(engine, file_of(rows, container), f"自评.{container}")
    assert "goal_indicators_missing" not in told(draft)
    confirm(engine, draft, uploaded_by="张三")
    held = store.current(engine, fiscal_year=2025)
    assert [item.indicator_name for item in held.indicators] == list(goals)
    assert {item.indicator_id for item in held.actual_results} == {item.indicator_id for item in held.indicators}


def test_points_behind_a_name_are_those_of_the_indicator(engine: Engine):
    rows = form(GOALS, name="候车亭建设", first="1、候车亭（60分）", second="2、乘客满意度（40分）")
    confirm(engine, preview(engine, file_of(rows), "目标.csv"), uploaded_by="张三")
    assert [item.weight_points for item in store.current(engine, fiscal_year=2025).indicators] == [60, 40]


@pytest.mark.parametrize("coded", ["441900-25-0018-河堤绿化", "330102001：河堤绿化", "河堤绿化（330102001）"])
def test_a_project_with_a_code_is_the_one_without(engine: Engine, coded: str):
    rows = form(GOALS, name=coded, first="栽种苗木", second="村民满意度")
    confirm(engine, preview(engine, file_of(rows), "目标.csv"), uploaded_by="张三")
    rows = form(RESULTS, name="河堤绿化", first="栽种苗木", second="村民满意度")
    confirm(engine, preview(engine, file_of(rows), "自评.csv"), uploaded_by="张三")
    held = store.current(engine, fiscal_year=2025)
    assert [item.project_name for item in held.projects] == ["河堤绿化"]
    assert len(held.actual_results) == 2
