"""The grammar of years and days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdata.core.dates import label_year, stated_day, stated_month, stated_year, stated_years, title_year


@pytest.mark.parametrize(
    "text",
    [
        "2024 年 12 月 31 日",
        "2024－12－31",
        "2024.12.31",
        "2024/12/31",
        "20241231",
        "二〇二四年十二月三十一日",
        "二零二四年12月31号",
        "截至2024年12月31日",
        "2024-12-31 00:00:00",
        "12月31日",
        "2024年1月1日至12月31日",
        "2024-01-01至2024-12-31",
    ],
)
def test_a_day_is_read_as_people_write_it(text: str):
    assert stated_day(text, year=2024) == (date(2024, 12, 31), False)


@pytest.mark.parametrize("text", ["2024年6月", "6月", "2024-06", "1-6月", "2024年1—6月", "1月至6月", "六月底"])
def test_a_month_alone_is_its_last_day(text: str):
    assert stated_day(text, year=2024) == (date(2024, 6, 30), True)


@pytest.mark.parametrize("text", ["2024年底", "2024年度末", "年底", "年末", "截至2024年末", "二〇二四年底"])
def test_the_end_of_a_year_is_its_last_day(text: str):
    assert stated_day(text, year=2024) == (date(2024, 12, 31), True)


@pytest.mark.parametrize("text", ["", "2024", "2024年度", "2024-02-30", "2024年13月1日", "31/12/2024", "2024.1.1-6.30"])
def test_what_is_no_day_is_none(text: str):
    assert stated_day(text, year=2024) is None


def test_a_day_without_a_year_beside_it_is_none():
    assert stated_day("12月31日") is None


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2025", [2025]),
        ("２０２５ 年", [2025]),
        ("二〇二五年度", [2025]),
        ("二零二五", [2025]),
        ("2022年3月至2023年11月", [2022, 2023]),
        ("2022-2024", [2022, 2024]),
        ("20240101", [2024]),
        ("某财〔2023〕5号", []),
        ("12025", []),
        ("3025年", []),
    ],
)
def test_years_of_a_text(text: str, years: list[int]):
    assert list(stated_years(text)) == years
    assert stated_year(text) == (years[0] if years else None)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("二〇二五年度项目支出绩效目标表", 2025),
        ("2025年项目支出绩效目标表", 2025),
        ("绩效目标表(2025年度)", 2025),
        ("绩效目标表(2025)", 2025),
        ("2022-2024年项目绩效目标表", None),
        ("项目绩效目标表", None),
        ("某财(2023)5号附件2025年度项目支出绩效目标表", 2025),
        ("附件(某财预(2023)第10号)2025年项目支出绩效目标表", 2025),
        ("某财(2023)5号项目支出绩效目标表", None),
        ("项目支出绩效目标表(某财(2024)1号)", None),
        ("附件2:2024年印发的2025年度项目支出绩效目标表", 2025),
        ("2024年12月制2025年项目支出绩效目标表", 2025),
        ("2024年项目支出绩效目标表(2025年度)", 2025),
        ("2025年1-7月绩效目标监控表", 2025),
    ],
)
def test_the_year_of_a_title(title: str, year: int | None):
    assert title_year(title) == year


@pytest.mark.parametrize(
    ("key", "year", "rest"),
    [
        ("2025年度目标", 2025, "目标"),
        ("二〇二五年预算金额(元)", 2025, "预算金额(元)"),
        ("(2025年度)", 2025, ""),
        ("2025年年度预算", 2025, "年度预算"),
        ("年度目标", None, "年度目标"),
    ],
)
def test_the_year_before_a_label(key: str, year: int | None, rest: str):
    assert label_year(key) == (year, rest)


@pytest.mark.parametrize(
    ("key", "month"), [("(2025年度,1-7月)", 7), ("1—7月执行数", 7), ("截至七月底", 7), ("17月", None)]
)
def test_the_month_of_a_monitoring_form(key: str, month: int | None):
    assert stated_month(key) == month


@given(st.text(max_size=40) | st.text(alphabet="0123456789年月日-/.〇一二十至 ", max_size=24))
def test_no_text_breaks_the_grammar(text: str):
    found = stated_day(text, year=2024)
    assert found is None or 1900 <= found.day.year < 2100
    assert all(1900 <= year < 2100 for year in stated_years(text))
