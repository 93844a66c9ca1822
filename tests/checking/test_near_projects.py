"""Which projects a clerk is asked about: another spelling is near, another thing is not."""

from __future__ import annotations

import pytest

from perfdata.checking.near_projects import question_about
from perfdata.core.keys import project_key
from perfdata.core.model import Project
from tests.storing.builders import a_project

UNIT = "东莞市东坑镇非公有制经济组织和社会组织党建服务中心"


def held(name: str, unit: str | None = UNIT, **changes: object) -> Project:
    return a_project(project_key(name, unit), project_name=name, spending_unit=unit, **changes)


def near(name: str, unit: str | None, *projects: Project, stated: frozenset[str] = frozenset()) -> list[str]:
    found = question_about(name, unit, projects, stated=stated)
    return [item.project_name for item in found.candidates] if found else []


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("两新组织党员活动经费", "两新组织党员活动经费（镇）"),
        ("社工委党建工作经费（镇资金）", "社工委党建工作经费（镇资金）（常）"),
        ("社工委党建工作经费", "社工委党建工作经费（镇资金）（常）"),
        ("社工委党建经费（镇资金）（常）", "社工委党建工作经费（镇资金）（常）"),
        ("残疾人居家康复", "残疾人居家康复项目"),
        ("残疾人居家康腹补助", "残疾人居家康复补助"),
        ("残疾人居家康复补贴", "残疾人居家康复补助"),
        ("残疾人居家康复补助（镇级）", "残疾人居家康复补助（镇）"),
        ("残疾人、老年人补助", "残疾人老年人补助"),
        ("残疾人居家康复补助（甲方案）", "残疾人居家康复补助（甲方案）（常）"),
        ("《居家康复》补助", "居家康复补助"),
        ("2024年居家康复补助", "居家康复补助"),
        ("居家康复补助（2024年度）", "居家康复补助"),
    ],
)
def test_another_spelling_of_a_project_is_near(written: str, stored: str) -> None:
    assert near(written, UNIT, held(stored), held("村道亮化工程")) == [stored]
    assert near(stored, UNIT, held(written)) == [written]


@pytest.mark.parametrize("written", ["青石镇交管站乡道养护（镇）", "青石镇乡道养护", "乡道维护（镇）"])
def test_a_report_under_a_name_with_its_unit_or_another_character_is_near(written: str) -> None:
    found = question_about(written, "青石镇交管站", [held("乡道养护（镇）", "青石镇交管站")], reports=True)
    assert found
    assert [item.project_name for item in found.candidates] == ["乡道养护（镇）"]


@pytest.mark.parametrize("written", ["乡道维护（镇）", "村道养护（镇）", "乡道绿化（镇）"])
def test_a_goal_table_of_a_short_name_with_another_character_is_another_project(written: str) -> None:
    assert near(written, "青石镇交管站", held("乡道养护（镇）", "青石镇交管站")) == []


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("社工委党建工作经费（镇资金）（常）", "企业工委党建工作经费（镇资金）（常）"),
        ("两新组织党务工作者补贴（镇）", "两新组织党员活动经费（镇）"),
        ("村道亮化工程一期", "村道亮化工程二期"),
        ("村道亮化工程（一期）", "村道亮化工程（二期）"),
        ("村道亮化工程（二期）", "村道亮化工程"),
        ("2024年第一批村道亮化工程", "2024年第二批村道亮化工程"),
        ("村道亮化工程1", "村道亮化工程2"),
        ("示范项目甲", "示范项目乙"),
        ("A区绿化养护", "B区绿化养护"),
        ("2023年居家康复补助", "居家康复补助"),
        ("202401居家康复补助", "202402居家康复补助"),
        ("居家康复补助（镇）", "居家康复补助（村）"),
        ("东片区绿化养护", "西片区绿化养护"),
        ("教师培训经费", "学生培训经费"),
        ("小学生均公用经费", "中学生均公用经费"),
        ("企业党建工作经费", "党建工作经费"),
        ("项目一", "项目二"),
        ("甲项目", "乙项目"),
    ],
)
def test_numbers_and_telling_words_make_another_project(written: str, stored: str) -> None:
    assert near(written, UNIT, held(stored)) == []
    assert near(stored, UNIT, held(written)) == []


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("非公党建服务中心", UNIT),
        ("东坑镇非公有制经济组织和社会组织党建服务中心", UNIT),
        (None, UNIT),
        (UNIT, None),
        ("某镇民政办（公共服务）", "某镇民政办"),
        ("某镇民政办公室", "某镇民政办"),
        ("区民政局", "某镇敬老院"),  # the department where the unit should stand
    ],
)
def test_the_same_project_of_a_unit_written_short_or_left_out_is_near(written: str | None, stored: str | None) -> None:
    assert near("居家康复补助", written, held("居家康复补助", stored)) == ["居家康复补助"]


@pytest.mark.parametrize(
    ("written", "stored"),
    [("第一小学", "第二小学"), ("某镇第一小学", "某镇小学"), ("甲办公室", "乙办公室"), ("残疾人联合会", "某镇民政办")],
)
def test_the_same_project_of_another_unit_is_another_project(written: str, stored: str) -> None:
    assert near("公用经费补助", written, held("公用经费补助", stored)) == []


def test_a_unit_with_projects_of_its_own_is_no_other_spelling_of_another() -> None:
    lake, flower = held("公用经费补助", "莲湖小学"), held("营养午餐补助", "莲花小学")
    assert near("公用经费补助", "莲花小学", lake) == ["公用经费补助"]
    assert near("公用经费补助", "莲花小学", lake, flower) == []


def test_an_equal_project_is_not_asked_about_and_one_beside_it_in_the_file_is_no_candidate() -> None:
    plain, town = held("居家康复补助"), held("居家康复补助（镇）")
    assert near("居家康复补助【镇】", UNIT, plain, town) == []
    assert near("居家康复补助", UNIT, town, stated=frozenset({town.project_id})) == []


def test_the_nearest_come_first_and_three_at_most() -> None:
    names = [
        "居家康复补助（镇资金）（常）",
        "居家康复补助（镇）",
        "居家康复补助金",
        "居家康复补助（街道资金）（一般公共）",
    ]
    assert near("居家康复补助", UNIT, *map(held, names)) == ["居家康复补助金", "居家康复补助（镇）", names[0]]


def test_another_character_in_a_short_name_is_another_project_in_a_long_one_a_slip() -> None:
    assert near("助老补助", UNIT, held("助学补助")) == []
    assert near("乡村道路养护管理工程", UNIT, held("乡村道路养护治理工程")) == ["乡村道路养护治理工程"]
