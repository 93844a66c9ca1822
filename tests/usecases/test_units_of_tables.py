"""The unit of an amount, wherever a table states it: beside it, in a note, in its column; what differs is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from perfdata.storing import store
from perfdata.usecases.preview import Preview
from perfdata.usecases.uploading import confirm, preview_file
from tests.office_files import Grid, write_container

Rows = Sequence[Sequence[str]]
TABLE: Rows = (
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标", "数量指标", "栽种苗木", "≥350株"],
    ["满意度指标", "满意度指标", "村民满意度", "≥90%"],
)
RESULTS: Rows = (
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
    ["产出指标", "数量指标", "栽种苗木", "≥350株", "360株", "90", "90"],
)


@pytest.fixture
def engine(empty: Engine) -> Engine:
    return empty


def goal_rows(*money: Sequence[str], name: str = "荒坡绿化", foot: str = "", head: Rows = ()) -> Rows:
    title = ["2025年度项目支出绩效目标表"]
    fields = ["主管部门", "某镇农办", "实施单位", "某镇林站"]
    return [title, *head, ["项目名称", name], fields, *money, *TABLE, *([[foot]] if foot else [])]


def file_of(rows: Rows, container: str = "csv") -> bytes:
    width = max(map(len, rows))
    return write_container(Grid(tuple((*row, *[""] * (width - len(row))) for row in rows)), container)


def preview(engine: Engine, content: bytes, file_name: str, **corrections: str) -> Preview:
    return preview_file(engine, content, file_name=file_name, today=date(2025, 3, 1), corrections=corrections)


def remember(engine: Engine, unit: str, rows: Rows) -> None:
    """The same lay-out was stored before, with this answer about its unit."""
    draft = preview(engine, file_of(rows), "早先.csv", money_unit=unit)
    confirm(engine, draft, uploaded_by="张三")


def budgets(engine: Engine) -> dict[str, Decimal | None]:
    return {item.project_name: item.budget_yuan for item in store.current(engine, fiscal_year=2025).projects}


def told(draft: Preview) -> dict[str, str]:
    return {item.rule_id: item.message for item in draft.findings}


@pytest.mark.parametrize(
    ("rows", "container"),
    [
        (goal_rows(["年度资金总额", "38.25", "万元"]), "csv"),
        (goal_rows(["年度预算金额", "（万元）", "38.25"]), "html"),
        (goal_rows(["预算金额", "38.25"], foot="说明：表内金额以万元为单位，满意度为抽样结果。"), "xlsx"),
        (goal_rows(["预算金额", "38.25"], foot="备注：资金单位均为人民币万元。"), "html"),
        (goal_rows(["预算金额", "38.25"], head=[["注：金额单位为万元"]]), "xlsx"),
        (goal_rows(["预算金额", "38.25"], head=[["本表货币单位是万元"]]), "csv"),
        (goal_rows(["年度预算金额（万元）：38.25"]), "html"),
    ],
)
def test_a_unit_written_in_the_table_goes_before_a_remembered_one(engine: Engine, rows: Rows, container: str):
    remember(engine, "元", goal_rows(["预算金额", "500000"], name="早先的项目"))
    draft = preview(engine, file_of(rows, container), f"表.{container}")
    assert not draft.has_errors
    confirm(engine, draft, uploaded_by="张三")
    assert budgets(engine) == {"早先的项目": 500_000, "荒坡绿化": 382_500}


def test_a_label_against_the_line_above_counts_and_is_told(engine: Engine):
    rows = goal_rows(["预算金额（元）", "75"], head=[["（2025年度）", "", "", "单位：万元"]])
    draft = preview(engine, file_of(rows), "表.csv")
    confirm(engine, draft, uploaded_by="张三")
    assert told(draft)["money_unit_contradicts"] == "标签写的是元，表中另一处写的是万元，按标签读入，请核对。"
    assert budgets(engine) == {"荒坡绿化": 75}


def test_two_lines_with_different_units_are_asked_about(engine: Engine):
    rows = goal_rows(["年度资金总额", "75"], head=[["金额单位：万元"]], foot="注：本表单位为元。")
    draft = preview(engine, file_of(rows, "xlsx"), "表.xlsx")
    assert told(draft)["money_unit_missing"] == ("表中的金额单位一处写万元，一处写元，不知道以哪一个为准，金额未采用。")
    assert draft.held_count == 1
    answered = preview(engine, file_of(rows, "xlsx"), "表.xlsx", money_unit="万元")
    confirm(engine, answered, uploaded_by="张三")
    assert budgets(engine) == {"荒坡绿化": 750_000}


@pytest.mark.parametrize("units", [("元", "元", "元"), ("万元", "元", "元")])
def test_the_unit_of_a_column_goes_before_that_of_the_corner(engine: Engine, units: tuple[str, str, str]):
    initial = {"元": "568000", "万元": "56.8"}[units[0]]
    heads = [
        f"{label}（{unit}）" for label, unit in zip(("年初预算数", "全年预算数", "全年执行数"), units, strict=True)
    ]
    rows = [
        ["2025年度项目支出绩效自评表"],
        ["项目名称", "排涝泵站"],
        ["主管部门", "某镇农办", "实施单位", "某镇水管站"],
        ["项目资金（万元）", "", *heads],
        ["", "年度资金总额", initial, "568000", "541000"],
        *RESULTS,
    ]
    draft = preview(engine, file_of(rows), "自评.csv")
    confirm(engine, draft, uploaded_by="张三")
    assert told(draft)["money_unit_contradicts"] == "标签写的是元，表中另一处写的是万元，按标签读入，请核对。"
    (spending,) = store.current(engine, fiscal_year=2025).spending
    assert (spending.initial_budget_yuan, spending.spent_yuan) == (568_000, 541_000)


def test_parts_with_a_unit_of_their_own_add_up_to_a_total_with_another(engine: Engine):
    rows = goal_rows(["年度资金总额（万元）", "12"], ["其中：财政拨款（元）", "100000"], ["其他资金（元）", "20000"])
    draft = preview(engine, file_of(rows, "xlsx"), "表.xlsx")
    assert "funding_parts_differ" not in told(draft)
    confirm(engine, draft, uploaded_by="张三")
    assert budgets(engine) == {"荒坡绿化": 120_000}


@pytest.mark.parametrize(
    "money",
    [
        (["资金规模（万元）", "38.25"],),
        (["申请预算（万元）", "38.25"],),
        (["本年度预算数（万元）", "38.25"],),
        (["批复金额", "382500元"],),
        (["当年预算金额（万元）", "38.25"],),
        (["年度预算申请数（万元）", "38.25"],),
        (["预算总额（万元）", "38.25"],),
        (["项目预算（万元）", "38.25"],),
        (["项目资金（元）", "382,500"],),
        (["财政拨款（万元）", "30"], ["自筹（万元）", "8.25"]),
        (["预算金额", "382500元（叁拾捌万贰仟伍佰元整）"],),
        (["预算金额（万元）", "38.25（大写：叁拾捌万贰仟伍佰元整）"],),
        (["预算金额", "38.25万元(382,500元)"],),
    ],
)
def test_a_budget_is_read_by_the_names_that_offices_give_it(engine: Engine, money: Rows):
    draft = preview(engine, file_of(goal_rows(*money), "xlsx"), "表.xlsx")
    confirm(engine, draft, uploaded_by="张三")
    assert budgets(engine) == {"荒坡绿化": 382_500}


def test_an_amount_that_says_two_numbers_is_asked_about(engine: Engine):
    draft = preview(engine, file_of(goal_rows(["预算金额", "382500元（叁拾捌万元整）"])), "表.csv")
    assert told(draft)["amount_unreadable"] == "预算金额“382500元（叁拾捌万元整）”的两个数不同，未采用。"


def test_a_missing_budget_names_the_row_that_was_not_understood(engine: Engine):
    draft = preview(engine, file_of(goal_rows(["专项经费（万元）", "38.25"])), "表.csv")
    assert told(draft)["budget_missing"] == ("项目“荒坡绿化”没有预算金额一行，“专项经费（万元） | 38.25”的标签不认识。")
