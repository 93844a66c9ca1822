"""Names and numbers of persons in a goal table: neither stored nor printed, and no row with them is an indicator."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from perfdata.storing import store
from perfdata.usecases.uploading import confirm
from tests.usecases.test_units_of_tables import Rows, file_of, goal_rows, preview, told

MONEY = ["预算金额（万元）", "12"]
SECRETS = (
    "王五",
    "13800000000",
    "138-0000-0000",
    "0769-88881234",
    "440101199001011234",
    "wx_wang",
    "6222020000001234567",
)


@pytest.fixture
def engine(empty: Engine) -> Engine:
    return empty


def stored(engine: Engine, rows: Rows, container: str = "csv") -> tuple[str, str]:
    """What is stored and what is said of a file without an error."""
    draft = preview(engine, file_of(rows, container), f"表.{container}")
    assert draft.understanding
    said = " ".join([*map(str, draft.findings), *(use.text for use in draft.understanding.cell_uses)])
    confirm(engine, draft, uploaded_by="张三")
    return str(store.current(engine)), said


@pytest.mark.parametrize(
    "row",
    [
        ["", "", "经办", "王五 13800000000"],
        ["", "", "王五", "13800000000"],
        ["", "", "王五", "138-0000-0000"],
        ["", "", "身份证号", "440101199001011234"],
        ["", "", "王五", "440101199001011234"],
        ["", "", "王五（13800000000）", "≥5"],
        ["", "", "微信号", "wx_wang"],
        ["", "", "Tel", "0769-88881234"],
        ["", "", "银行账号", "6222020000001234567"],
        ["", "", "评审专家签名", "王五"],
        ["", "", "王五0769-88881234", ""],
    ],
)
@pytest.mark.parametrize("container", ["csv", "xlsx"])
def test_a_row_of_a_person_is_neither_an_indicator_nor_printed(engine: Engine, row: list[str], container: str):
    found, said = stored(engine, [*goal_rows(MONEY), row], container)
    assert len(store.current(engine).indicators) == 2
    assert not [secret for secret in SECRETS if secret in found + said]


def test_an_indicator_with_a_telephone_number_is_held_until_it_is_taken_out(engine: Engine):
    rows = [*goal_rows(MONEY), ["效益指标", "社会效益指标", "回访率（联系人：王五13800000000）", "≥90%"]]
    draft = preview(engine, file_of(rows), "表.csv")
    assert draft.held_count == 1
    assert "没有作为指标读入" in told(draft)["person_in_row"]
    assert not [secret for secret in SECRETS if secret in "".join(map(str, draft.findings))]


@pytest.mark.parametrize(
    ("name", "goal"),
    [
        ("荒坡绿化", "栽种苗木，联系人王五13800000000"),
        ("荒坡绿化（王五138-0000-0000）", "栽种苗木"),
        ("荒坡绿化 王五 13800000000", "栽种苗木（电话0769-88881234）"),
    ],
)
def test_a_number_within_a_name_or_a_goal_is_left_out_and_told(engine: Engine, name: str, goal: str):
    rows = goal_rows(MONEY, ["年度目标", goal], name=name)
    assert "person_in_text" in told(preview(engine, file_of(rows), "表.csv"))
    found, said = stored(engine, rows)
    (project,) = store.current(engine).projects
    assert (project.project_name, project.annual_goal) == ("荒坡绿化", "栽种苗木")
    assert not [secret for secret in SECRETS if secret in found + said]


@pytest.mark.parametrize("target", ["≥13800000000元", "13800000000元", "≥13800000000"])
def test_a_large_amount_is_no_telephone_number(engine: Engine, target: str):
    stored(engine, [*goal_rows(MONEY), ["效益指标", "经济效益指标", "税收收入", target]])
    assert target in [item.annual_target.raw for item in store.current(engine).indicators]
