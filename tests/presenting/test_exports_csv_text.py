"""The CSV download as a spreadsheet would read it."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdata.presenting.exports.csv_text import csv_bytes

FORMULA_SIGNS = "=+-@＝＋－＠"


def read_back(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def one_cell(value: object) -> str:
    return read_back(csv_bytes(pd.DataFrame({"甲": pd.Series([value, "x"], dtype=object)})))[1][0]


def test_bytes_are_bom_header_rows_and_crlf():
    table = pd.DataFrame({"项目名称": ["驻村补贴", "春节慰问"], "预算金额（元）": [831_100.0, None]})
    assert csv_bytes(table) == (
        b"\xef\xbb\xbf" + "项目名称,预算金额（元）\r\n驻村补贴,831100\r\n春节慰问,\r\n".encode()
    )


def test_numbers_and_dates_are_written_plainly():
    table = pd.DataFrame(
        {
            "整数": [1_200_000],
            "小数": [0.1],
            "负数": [-3.5],
            "大数": [1e20],
            "金额": [Decimal("1234567.80")],
            "日期": [pd.Timestamp("2024-06-30")],
            "时间": [pd.Timestamp("2024-06-30 09:05:00")],
            "是否": [True],
            "无穷": [float("inf")],
        }
    )
    assert read_back(csv_bytes(table))[1] == [
        "1200000",
        "0.1",
        "-3.5",
        "100000000000000000000",
        "1234567.80",
        "2024-06-30",
        "2024-06-30 09:05:00",
        "是",
        "",
    ]


def test_categories_and_plain_dates_are_written_as_shown():
    table = pd.DataFrame({"结果": pd.Categorical(["达成", None]), "日期": [date(2024, 1, 2), None]})
    assert read_back(csv_bytes(table))[1:] == [["达成", "2024-01-02"], ["", ""]]


def test_quotes_commas_and_line_breaks_survive():
    assert one_cell('他说："好", 然后\r\n走了') == '他说："好", 然后\r\n走了'


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86 10",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n甲",
        "＝1+1",
        "＋1",
        "－1",
        "＠甲",
        "  =1",
        "\u3000=1",
        "\ufeff=1",
        "-",
        "-5",
    ],
)
def test_text_that_would_run_as_formula_gets_an_apostrophe(text: str):
    assert one_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["1=1", "甲-乙", "（=）", "'=1", "≥90%", ""])
def test_harmless_text_is_left_alone(text: str):
    assert one_cell(text) == text


def test_headers_are_neutralised_too():
    assert read_back(csv_bytes(pd.DataFrame({"=甲": ["x"]})))[0] == ["'=甲"]


def test_negative_number_stays_a_number():
    assert one_cell(-5) == "-5"


def test_empty_table_has_only_the_header():
    assert csv_bytes(pd.DataFrame({"甲": [], "乙": []})) == b"\xef\xbb\xbf" + "甲,乙\r\n".encode()


def test_lone_surrogate_becomes_a_visible_sign():
    assert one_cell("甲\ud800乙") == "甲\ufffd乙"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_itself_or_behind_an_apostrophe(text: str):
    cell = one_cell(text)
    assert cell in (text, f"'{text}")
    assert not cell.startswith(tuple(FORMULA_SIGNS))
