"""Tables of 年度对比: the years, indicators that come back, and revisions; their rows lead to the project."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages.shared import drill, visitor
from perfdata.presenting import project_tables
from perfdata.presenting.charts.theme import leading
from perfdata.presenting.verdicts import DUE_OF_SEVERAL
from perfdata.usecases.years import MOST_INDICATORS as MOST_INDICATORS

_ROW, _HEAD, _MOST_ROWS = 34, 38, 12


def show_years(table: Any) -> None:
    """A row a year with its figures."""
    shares = ("执行率", "应达", "年底估算", "达成率")
    number = st.column_config.NumberColumn
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            **{name: number(format="%.1f%%") for name in shares},
            "年底估算": number(format="%.1f%%", help="执行率 ÷ 已过月份占全年的比例，最多 100%；只是估算"),
            "应达": number(format="%.1f%%", help=DUE_OF_SEVERAL),
            "预算（万元）": number(format="%,.2f"),
            "支出（万元）": number(format="%,.2f"),
            "预算较上年（%）": number(format="%+.1f"),
            "平均分": number(format="%.2f"),
        },
        column_order=("年度", "预算（万元）", "执行率", "达成率") if visitor.is_on_phone() else None,
        key="years_table",
        alt=f"{len(table)} 个年度的预算、执行率、达成率和平均分",
        placeholder="–",
    )


def show_repeated(table: Any) -> None:
    """Targets and results side by side, the outcomes as coloured words."""
    _show_leading(
        table,
        project_tables.styled(table.reset_index(drop=True), is_dark=visitor.is_dark()),
        key="repeated",
        alt=f"{len(table)} 项指标逐年的目标、实际和结论",
        on_phone=("项目", "指标", table.columns[-1]),
    )


def show_revisions(table: Any) -> None:
    """Originals beside what they became."""
    _show_leading(table, table.reset_index(drop=True), key="revisions", alt=f"{len(table)} 处修订的原目标和修订后")


def _widths(table: Any, on_phone: Sequence[str]) -> dict[str, Any]:
    """Narrow enough for two years side by side, on a phone for three columns."""
    if on_phone:
        return dict(zip(on_phone, (130, 106, 76), strict=True))
    of_years = {"目标": 84, "实际": 112, "结论": 78}
    known = {"单位": 112, "项目": 150, "指标": 124}
    return {name: known.get(name) or of_years.get(name[-2:]) for name in table.columns}


def _show_leading(table: Any, shown: Any, *, key: str, alt: str, on_phone: Sequence[str] = ()) -> None:
    on_phone = on_phone if visitor.is_on_phone() else ()
    drill.show_rows(
        shown,
        "项目",
        leading("id", table.index),
        row_height=_ROW,
        height=min(len(table), _MOST_ROWS) * visitor.row_height(_ROW) + _HEAD,
        key=key,
        alt=alt,
        placeholder="–",
        column_config={
            name: st.column_config.TextColumn(width=width) for name, width in _widths(table, on_phone).items() if width
        },
        column_order=on_phone or None,
    )
