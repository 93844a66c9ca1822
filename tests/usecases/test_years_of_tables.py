"""Amounts of several years in one table: that of the form's own year counts, and what contradicts is told."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from perfdata.storing import store
from perfdata.usecases.uploading import confirm
from tests.usecases.test_units_of_tables import Rows, budgets, file_of, goal_rows, preview, told


@pytest.fixture
def engine(empty: Engine) -> Engine:
    return empty


@pytest.mark.parametrize(
    "money",
    [
        (["年度", "2024年", "2025年", "2026年"], ["预算金额（万元）", "10", "12", "15"]),
        (["预算年度", "2024", "2025", "2026"], ["年度资金总额（万元）", "10", "12", "15"]),
        (["", "2024年度", "2025年度"], ["预算金额（万元）", "10", "12"]),
        (["资金情况（万元）", "2024年", "2025年", "2026年"], ["年度资金总额", "10", "12", "15"]),
        (["项目资金（万元）", "二〇二四年预算", "二〇二五年预算"], ["年度资金总额", "10", "12"]),
        (["2024年预算（万元）", "10", "2025年预算（万元）", "12"],),
        (["2024年预算金额（万元）", "10"], ["2025年预算金额（万元）", "12"]),
    ],
)
@pytest.mark.parametrize("container", ["csv", "docx"])
def test_of_amounts_of_several_years_that_of_the_form_is_taken(engine: Engine, money: Rows, container: str):
    confirm(engine, preview(engine, file_of(goal_rows(*money), container), f"表.{container}"), uploaded_by="张三")
    assert budgets(engine) == {"荒坡绿化": 120_000}


def test_parts_below_years_are_those_of_the_year_too(engine: Engine):
    rows = goal_rows(
        ["资金情况（万元）", "2024年", "2025年"], ["年度资金总额", "10", "12"], ["其中：财政拨款", "10", "12"]
    )
    draft = preview(engine, file_of(rows, "xlsx"), "表.xlsx")
    assert told(draft) == {}
    confirm(engine, draft, uploaded_by="张三")
    assert budgets(engine) == {"荒坡绿化": 120_000}


def test_amounts_of_other_years_only_are_asked_about_until_the_clerk_says_the_year(engine: Engine):
    rows = goal_rows(["年度", "2023年", "2024年"], ["预算金额（万元）", "10", "12"])
    draft = preview(engine, file_of(rows), "表.csv")
    assert "budget_missing" in told(draft)
    assert draft.held_count == 1
    confirm(engine, preview(engine, file_of(rows), "表.csv", fiscal_year="2024"), uploaded_by="张三")
    (project,) = store.current(engine, fiscal_year=2024).projects
    assert project.budget_yuan == 120_000


def test_a_cycle_of_two_years_heads_no_columns(engine: Engine):
    rows = goal_rows(["实施周期", "2024年", "2026年"], ["预算金额（万元）", "12"])
    confirm(engine, preview(engine, file_of(rows), "表.csv"), uploaded_by="张三")
    assert budgets(engine) == {"荒坡绿化": 120_000}


@pytest.mark.parametrize("label", ["2026年预算（万元）", "2026年度预算金额（万元）"])
def test_a_label_of_another_year_than_the_title_is_told(engine: Engine, label: str):
    draft = preview(engine, file_of(goal_rows([label, "12"])), "表.csv")
    assert told(draft)["fiscal_year_inconsistent"] == (
        "同一张表里出现多个年度（2025、2026），按 2026 年度读入，请核对。"
    )


@pytest.mark.parametrize(
    "money",
    [
        (["年度资金总额（万元）", "38.25"], ["年度资金总额（万元）", "45"]),
        (["预算金额（元）", "382500"], ["年度金额（万元）", "45"]),
        (["年度预算金额", "38.25万元"], ["项目类型", "延续"], ["预算金额：45万元"]),
    ],
)
def test_a_second_budget_that_differs_is_told(engine: Engine, money: Rows):
    draft = preview(engine, file_of(goal_rows(*money), "html"), "表.html")
    assert told(draft)["budget_repeated"].startswith("年度预算写了两处：38")
    confirm(engine, draft, uploaded_by="张三")
    assert budgets(engine) == {"荒坡绿化": 382_500}


def test_a_second_budget_of_the_same_amount_is_not_told(engine: Engine):
    rows = goal_rows(["年度资金总额（万元）", "38.25"], ["预算金额（元）", "382,500.00"])
    assert told(preview(engine, file_of(rows), "表.csv")) == {}


@pytest.mark.parametrize("second", ["45", "38.25"])
def test_two_total_rows_of_the_funds_block_that_differ_hold_the_table(engine: Engine, second: str):
    rows = [
        ["2025年度项目支出绩效目标表"],
        ["项目名称", "荒坡绿化"],
        ["项目资金（万元）", "", "年初预算数", "全年预算数"],
        ["", "年度资金总额", "38.25", "38.25"],
        ["", "资金合计", second, second],
        *goal_rows()[3:],
    ]
    rows = [*rows[:2], ["主管部门", "某镇农办", "实施单位", "某镇林站"], *rows[2:]]
    draft = preview(engine, file_of(rows), "表.csv")
    if second == "45":
        assert told(draft)["budget_repeated"] == (
            "全年预算数的总额写了两处：38.25（表.csv 第 5 行）和 45，不知道以哪一处为准，这张表暂不写入。"
        )
        assert (draft.has_errors, draft.row_count) == (True, 0)
    else:
        assert "budget_repeated" not in told(draft)
        assert not draft.has_errors


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("某财〔2023〕5号附件 2025年度项目支出绩效目标表", 2025),
        ("附件（某财预〔2023〕第10号）2025年度项目支出绩效目标表", 2025),
        ("2024年印发的2025年度项目支出绩效目标表", 2025),
        ("项目支出绩效目标表（某财〔2024〕1号）", None),
    ],
)
def test_the_year_of_a_document_number_is_not_that_of_the_table(engine: Engine, title: str, year: int | None):
    rows = [[title], *goal_rows(["预算金额（万元）", "12"])[1:]]
    draft = preview(engine, file_of(rows), "表.csv")
    assert draft.held_count == (0 if year else 1)
    assert ("fiscal_year_missing" in told(draft)) is (year is None)
    if year:
        confirm(engine, draft, uploaded_by="张三")
        assert [project.fiscal_year for project in store.current(engine).projects] == [2025]
