"""Flat lists of results: the year in a column of its own, or said by the clerk where the list states none."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from perfdata.usecases import uploading
from perfdata.usecases.preview import Preview
from perfdata.usecases.understanding import FISCAL_YEAR
from tests.builders import goal_table

NAME, UNIT = "校车护学岗", "柳湾镇教育办"
NAMES = ["补助户数", "发放准确率"]
ACTUALS = ["11户", "99%"]


@pytest.fixture(autouse=True)
def two_years(engine: Engine) -> None:
    tables = [goal_table(name=NAME, unit=UNIT, year=year) for year in (2024, 2025)]
    uploading.confirm(engine, previewed(engine, "\n".join(tables)), uploaded_by="赵六")


def previewed(engine: Engine, text: str, **said: str) -> Preview:
    return uploading.preview_file(
        engine, text.encode(), file_name="清单.csv", today=date(2026, 2, 1), corrections=said or None
    )


def flat(years: list[str], *, header: str = "年度", mark: str = ",", at: int = 0) -> str:
    """Two rows of results; the column of years stands at the given place."""
    head = ["用款单位", "项目名称", "三级指标", "实际完成值"]
    rows = [[UNIT, NAME, name, actual] for name, actual in zip(NAMES, ACTUALS, strict=True)]
    for row, cell in zip([head, *rows], [header, *years], strict=True):
        row.insert(at, cell)
    return "\n".join(mark.join(row) for row in [head, *rows])


@pytest.mark.parametrize(
    ("header", "years", "mark", "at"),
    [
        ("年度", ["2025", "2025"], ",", 0),
        ("年份", ["2025年", "2025年"], "\t", 4),
        ("预算年度", ["2025", ""], ";", 2),
        ("所属 年度", ["", "2025年度"], "|", 1),
    ],
)
def test_the_year_in_a_column_is_the_year_of_the_list(
    engine: Engine, header: str, years: list[str], mark: str, at: int
):
    preview = previewed(engine, flat(years, header=header, mark=mark, at=at))
    assert (preview.reported_year, preview.row_count, preview.has_errors) == (2025, 2, False)


def test_two_years_in_one_list_hold_it_and_are_told_at_the_second(engine: Engine):
    preview = previewed(engine, flat(["2025", "2024"]))
    [finding] = [item for item in preview.findings if item.rule_id == "other_years_in_file"]
    assert finding.place is not None
    assert (finding.observed, finding.place.line, preview.row_count) == ("2024", 3, 0)


def test_a_list_without_a_year_takes_the_year_that_the_clerk_says(engine: Engine):
    text = flat(["", ""], header="备注")
    assert [item.rule_id for item in previewed(engine, text).findings] == ["other_year"]
    preview = previewed(engine, text, **{FISCAL_YEAR: "2025"})
    assert (preview.reported_year, preview.row_count) == (2025, 2)


def test_a_year_that_is_stated_goes_before_what_the_clerk_says(engine: Engine):
    assert previewed(engine, flat(["2024", "2024"]), **{FISCAL_YEAR: "2025"}).reported_year == 2024


@pytest.mark.parametrize(("header", "mark"), [("我的备注", ","), ("经办人", "\t"), ("备注（内部）", "|")])
def test_a_column_that_is_not_taken_is_named(engine: Engine, header: str, mark: str):
    text = flat(["注意核对", "已复核"], header=header, mark=mark, at=3)
    preview = previewed(engine, text, **{FISCAL_YEAR: "2025"})
    [finding] = [item for item in preview.findings if item.rule_id == "columns_left_out"]
    assert finding.message == f"列“{header}”不是填报表的内容，未采用。"
    assert (finding.place and finding.place.line, preview.row_count) == (1, 2)


@pytest.mark.parametrize("header", ["序号", "年度"])
def test_a_column_of_numbers_or_years_needs_no_word(engine: Engine, header: str):
    preview = previewed(engine, flat(["2025", "2025"], header=header), **{FISCAL_YEAR: "2025"})
    assert "columns_left_out" not in [item.rule_id for item in preview.findings]
