"""Headers of targets with a year: that of the form is taken, others are told, and no target is lost silently."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from perfdata.storing import store
from perfdata.usecases.uploading import confirm
from tests.usecases.test_units_of_tables import Rows, file_of, preview, told

HEAD = (["项目名称", "荒坡绿化"], ["实施单位", "某镇林站"], ["预算金额（万元）", "12"])


@pytest.fixture
def engine(empty: Engine) -> Engine:
    return empty


def table(*targets: str, values: tuple[str, ...] = ("≥350株",), title: str = "2025年度项目支出绩效目标表") -> Rows:
    return [
        [title],
        *HEAD,
        ["一级指标", "二级指标", "三级指标", *targets],
        ["产出指标", "数量指标", "栽种苗木", *values],
    ]


def stored(engine: Engine) -> list[tuple[int | None, str]]:
    return [(item.fiscal_year, item.annual_target.raw) for item in store.current(engine).indicators]


@pytest.mark.parametrize(
    "label", ["2025年度指标值", "2025年指标值", "（2025年度）目标值", "本年指标值", "本年度目标值", "二〇二五年指标值"]
)
@pytest.mark.parametrize("container", ["csv", "xlsx", "docx"])
def test_a_year_before_the_label_of_targets_is_no_other_column(engine: Engine, label: str, container: str):
    confirm(engine, preview(engine, file_of(table(label), container), f"表.{container}"), uploaded_by="张三")
    assert stored(engine) == [(2025, "≥350株")]


@pytest.mark.parametrize(
    ("labels", "values"),
    [
        (("2024年指标值", "2025年指标值"), ("≥300株", "≥350株")),
        (("2025年度目标值", "2026年度目标值"), ("≥350株", "≥400株")),
        (("指标值", "2024年指标值"), ("≥350株", "≥300株")),
    ],
)
def test_of_columns_of_several_years_that_of_the_form_is_taken(
    engine: Engine, labels: tuple[str, ...], values: tuple[str, ...]
):
    draft = preview(engine, file_of(table(*labels, values=values)), "表.csv")
    assert "column_of_other_year" in told(draft)
    confirm(engine, draft, uploaded_by="张三")
    assert stored(engine) == [(2025, "≥350株")]


@pytest.mark.parametrize("container", ["csv", "xlsx", "docx"])
@pytest.mark.parametrize("years", [("2024年", "2025年"), ("2025年度", "2026年度"), ("二〇二四年", "二〇二五年")])
def test_years_in_a_second_header_row_are_columns_of_years(engine: Engine, years: tuple[str, str], container: str):
    own, other = ("≥350株", "≥300株") if "2025" in years[0] else ("≥300株", "≥350株")
    rows = table("指标值", "", values=(own, other))
    draft = preview(engine, file_of([*rows[:-1], ["", "", "", *years], rows[-1]], container), f"表.{container}")
    assert "column_of_other_year" in told(draft)
    confirm(engine, draft, uploaded_by="张三")
    assert stored(engine) == [(2025, "≥350株")]


def test_years_in_a_second_header_row_without_that_of_the_form_are_asked_about(engine: Engine):
    rows = table("指标值", "", values=("≥350株", "≥400株"))
    draft = preview(engine, file_of([*rows[:-1], ["", "", "", "2023年", "2024年"], rows[-1]]), "表.csv")
    assert "targets_not_understood" in told(draft)
    assert draft.row_count == 0


def test_the_year_of_the_only_column_of_targets_is_that_of_a_form_without_one(engine: Engine):
    rows = table("2025年指标值", title="项目支出绩效目标表")
    confirm(engine, preview(engine, file_of(rows), "表.csv"), uploaded_by="张三")
    assert stored(engine) == [(2025, "≥350株")]


@pytest.mark.parametrize("labels", [("2023年指标值", "2024年指标值"), ("任务量", "做法")])
def test_a_table_without_a_known_column_of_targets_is_held(engine: Engine, labels: tuple[str, ...]):
    draft = preview(engine, file_of(table(*labels, values=("≥300株", "≥350株"))), "表.csv")
    assert draft.held_count == 1
    assert labels[0] in told(draft)["targets_not_understood"]
