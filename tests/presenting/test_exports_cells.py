"""Cells as plain values and as the text a reader sees."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from perfdata.presenting.exports.cells import display_text, format_number, infer_number_format, plain_cell, plain_number


@pytest.mark.parametrize(
    "value", [None, float("nan"), pd.NaT, pd.NA, Decimal("NaN"), float("inf"), Decimal("-Infinity")]
)
def test_missing_and_infinite_values_are_no_cell(value: object):
    assert plain_cell(value) is None


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (np.int64(831_100), 831_100),
        (np.bool_(True), "是"),
        (False, "否"),
        (pd.Timestamp("2024-06-30"), date(2024, 6, 30)),
        (pd.Timestamp("2024-06-30 09:05"), datetime(2024, 6, 30, 9, 5)),
        (datetime(2024, 6, 30, 9, 5, tzinfo=UTC), "2024-06-30 09:05:00+00:00"),
        (["甲", "乙"], "['甲', '乙']"),
    ],
)
def test_values_of_other_libraries_become_plain(value: object, cell: object):
    assert plain_cell(value) == cell


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (831_100.0, "831100"),
        (-0.0, "0"),
        (1e21, "1000000000000000000000"),
        (0.0000001, "0.0000001"),
        (-0.5, "-0.5"),
        (Decimal("831100.00"), "831100"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.50"), "0.50"),
        (2**70, "1180591620717411303424"),
    ],
)
def test_plain_numbers_have_no_exponent_and_no_pointless_zero(number: float, text: str):
    assert plain_number(number) == text


@pytest.mark.parametrize(
    ("header", "numbers", "number_format"),
    [
        ("预算金额（元）", [831_100, 72_000.0], "#,##0"),
        ("预算金额（元）", [831_100, Decimal("0.125")], "#,##0.00"),
        ("补贴人数（人）", [12], "#,##0"),
        ("预算年度", [2024, 2025.0], "0"),
        ("年度预算（元）", [2_024_000], "#,##0"),
        ("单位编码", [370_100], "0"),
        ("占比", [0.25, 1], "0.00%"),
        ("预算执行率", [0.853], "0.00%"),
        ("应达", [0.4973], "0.00%"),
        ("年底估算", [0.7815], "0.00%"),
        ("达成", [14, 0], "#,##0"),
        ("预算执行率（%）", [85.3], "#,##0.00"),
        ("频率", [3], "#,##0"),
        ("系数", [0.0125], "#,##0.0000"),
        ("备注", [], "General"),
    ],
)
def test_number_format_follows_from_header_and_numbers(header: str, numbers: list[float], number_format: str):
    assert infer_number_format(header, numbers) == number_format


@pytest.mark.parametrize(
    ("number", "number_format", "text"),
    [
        (1_234_567.891, "#,##0.00", "1,234,567.89"),
        (831_100.0, "#,##0", "831,100"),
        (0.125, "#,##0.00", "0.13"),
        (-0.001, "#,##0.00", "0.00"),
        (0.8535, "0.0%", "85.4%"),
        (2024, "0", "2024"),
        (83.11, '#,##0.00"万元"', "83.11万元"),
        (831_100.5, "General", "831100.5"),
        (5, "[红色]0;-0", "5"),
        (Decimal("1" * 30), "#,##0", "111,111,111,111,111,111,111,111,111,111"),
    ],
)
def test_numbers_show_as_in_excel(number: float, number_format: str, text: str):
    assert format_number(number, number_format=number_format) == text


def test_missing_shows_as_nothing_and_dates_as_iso():
    assert display_text(None, number_format="#,##0") == ""
    assert display_text(date(2024, 6, 30), number_format="#,##0") == "2024-06-30"
    assert display_text(datetime(2024, 6, 30, 9, 5), number_format="#,##0") == "2024-06-30 09:05:00"
