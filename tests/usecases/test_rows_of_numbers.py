"""Subtotals and labels of the form in the column of names, with a number behind them: told, and no indicators."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from perfdata.storing import store
from perfdata.usecases.uploading import confirm
from tests.usecases.test_units_of_tables import file_of, goal_rows, preview, told

MONEY = ["预算金额（万元）", "12"]


@pytest.fixture
def engine(empty: Engine) -> Engine:
    return empty


def stored(engine: Engine) -> list[str]:
    return [item.indicator_name for item in store.current(engine).indicators]


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("填报单位", "100"),
        ("主管部门", "100"),
        ("项目实施单位", "3"),
        ("年度资金总额", "60"),
        ("其中：财政拨款", "60"),
        ("项目金额", "60.5"),
        ("得分", "95"),
        ("分值", "100"),
        ("三级指标", "5"),
        ("实际完成值", "98"),
        ("小计", "2项"),
        ("本页小计", "100"),
        ("累计", "100分"),
        ("共2项", "100"),
    ],
)
@pytest.mark.parametrize("container", ["csv", "xlsx", "docx"])
def test_a_label_with_a_bare_number_in_the_column_of_names_is_told(
    engine: Engine, label: str, number: str, container: str
):
    draft = preview(engine, file_of([*goal_rows(MONEY), ["", "", label, number]], container), f"表.{container}")
    assert label in told(draft)["foot_not_understood"]
    confirm(engine, draft, uploaded_by="张三")
    assert stored(engine) == ["栽种苗木", "村民满意度"]


def test_a_subtotal_between_two_groups_does_not_end_the_table(engine: Engine):
    more = ["效益指标", "生态效益指标", "绿化率", "≥80%"], ["", "", "成活率", "≥90%"]
    rows = [*goal_rows(MONEY), ["", "", "小计", "2项"], *more]
    confirm(engine, preview(engine, file_of(rows), "表.csv"), uploaded_by="张三")
    assert stored(engine) == ["栽种苗木", "村民满意度", "绿化率", "成活率"]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("下达及时性", "100%"),
        ("资金总额", "≤60万元"),
        ("建设周期", "≤12个月"),
        ("累计培训人数", "100"),
        ("小计算机采购", "5"),
    ],
)
def test_a_name_like_a_label_with_a_target_is_an_indicator(engine: Engine, name: str, target: str):
    rows = [*goal_rows(MONEY), ["", "", name, target]]
    confirm(engine, preview(engine, file_of(rows), "表.csv"), uploaded_by="张三")
    assert stored(engine)[2:] == [name]
