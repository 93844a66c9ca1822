"""File names for Windows, macOS and Linux."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdata.presenting.exports.file_names import safe_file_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("2024年各项目预算金额（元）", "2024年各项目预算金额（元）.xlsx"),
        ('甲\\乙/丙:丁*戊?己"庚<辛>壬|癸', "甲_乙_丙_丁_戊_己_庚_辛_壬_癸.xlsx"),
        ("第一行\n第二行\t末", "第一行_第二行_末.xlsx"),
        ("表\u202excod", "表_xcod.xlsx"),
        (" 预算表. . ", "预算表.xlsx"),
        ("CON", "_CON.xlsx"),
        ("nul.报告", "_nul.报告.xlsx"),
        ("com1", "_com1.xlsx"),
        ("COM10", "COM10.xlsx"),
        ("CONTRACT", "CONTRACT.xlsx"),
        ("../../etc/passwd", "_.._etc_passwd.xlsx"),
        ("", "未命名.xlsx"),
        (" . ", "未命名.xlsx"),
    ],
)
def test_title_becomes_a_name_every_computer_accepts(title: str, name: str):
    assert safe_file_name(title, ".xlsx") == name


def test_long_title_is_cut_to_eighty_characters_with_suffix():
    assert safe_file_name("预" * 100, ".xlsx") == "预" * 75 + ".xlsx"


def test_cut_leaves_no_dot_or_space_before_the_suffix():
    assert safe_file_name("预" * 74 + ". 算", ".xlsx") == "预" * 74 + ".xlsx"


@given(st.text())
def test_any_title_gives_a_usable_name(title: str):
    name = safe_file_name(title, ".csv")
    assert len(name) <= 80
    assert name.endswith(".csv")
    assert name[0] not in ". "
    assert not set(name) & set('\\/:*?"<>|\0\n')
