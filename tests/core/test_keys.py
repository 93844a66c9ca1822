"""Which names are the same project or office."""

from __future__ import annotations

import pytest

from perfdata.core.keys import IndicatorIds, name_key, project_key, without_code
from perfdata.core.terms import Level1, Level2

CODED = [
    ("[015001]某局", "某局"),
    ("［０１５００１］某局", "某局"),
    ("【015001】 某局", "某局"),
    ("（015001）某局", "某局"),
    ("(219-001)某镇", "某镇"),
    ("[219]某委", "某委"),
    ("219001-某镇", "某镇"),
    ("219-001-某镇", "某镇"),
    ("219 — 某镇", "某镇"),
    ("219001_某镇", "某镇"),
    ("219001 某镇", "某镇"),
    ("51000021R000-某项目", "某项目"),
    ("51000021R000000012345-2024年某项目", "2024年某项目"),
    ("[015001]219001-某局", "某局"),
    ("A010010-某局", "某局"),
    ("\u200b219001-某局", "某局"),
    (" 219001-工资性支出-教师", "工资性支出-教师"),
    ("441900-25-0018-河堤绿化", "河堤绿化"),
    ("330726-2025-0102-河堤绿化", "河堤绿化"),
    ("2025-017-河堤绿化", "河堤绿化"),
    ("25-0018-河堤绿化", "河堤绿化"),
    ("330102001：河堤绿化", "河堤绿化"),
    ("330102001: 2024年河堤绿化", "2024年河堤绿化"),
    ("25A007河堤绿化", "河堤绿化"),
    ("河堤绿化（330102001）", "河堤绿化"),
    ("河堤绿化（一期）【330102-001】", "河堤绿化（一期）"),
    ("219001-2024-2026年补贴", "2024-2026年补贴"),
    ("219001-2024-某项目", "2024-某项目"),
]
NAMES = [
    "2024年补贴",
    "2024-2026年补贴",
    "2024—补贴",
    "（2024）补贴",
    "[2024]补贴",
    "202401-补贴",
    "（202402）补贴",
    "3D打印-实训室",
    "5G-基站建设",
    "B2B-平台",
    "H7N9-防控",
    "100-200人奖励",
    "12345政务热线",
    "（镇资金）党建经费",
    "[镇级]党建经费",
    "（一）某项目",
    "（1）某项目",
    "（12）某项目",
    "“十四五”规划编制",
    "某项目-二期",
    "219001-",
    "[015001]",
    "某镇补贴（2024）",
    "某镇补贴（202406）",
    "某镇会议（20240601）",
    "某县道（123）",
    "某项目（12345）",
    "2024-2026-规划",
    "10-20人补贴",
    "24-365服务",
    "25A2024年",
    "110KV变电站",
    "12：30集中培训",
    "12345：热线",
    "",
]


@pytest.mark.parametrize(("written", "name"), CODED)
def test_a_code_before_a_name_is_no_part_of_it(written: str, name: str) -> None:
    assert without_code(written) == name
    assert name_key(written) == name_key(name)


@pytest.mark.parametrize("name", NAMES)
def test_years_numbers_and_words_before_a_name_are_part_of_it(name: str) -> None:
    assert without_code(name) == name


def test_a_project_is_the_same_with_codes_other_brackets_and_spaces() -> None:
    plain = project_key("某项目（镇）", "某局")
    assert plain == project_key("51000021R000-某项目(镇)", "[015001]某局") == project_key("某 项目【镇】", "某局 ")
    assert plain != project_key("某项目", "某局")
    assert plain != project_key("某项目（镇）", None)


def test_ids_of_names_without_codes_are_those_that_were_always_stored() -> None:
    assert project_key("两新组织党务工作者补贴（镇）", "某中心") == "0676ace2913b"
    ids = IndicatorIds("5f2c1d7a9b3e")
    assert ids.next(Level1.OUTPUT, Level2.QUANTITY, "补贴人数") == ("09f9b7dd6247", False)
    assert ids.next(Level1.OUTPUT, Level2.QUANTITY, "补贴人数") == ("4f4877fb506e", True)
