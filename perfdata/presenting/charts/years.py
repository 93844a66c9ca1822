"""Figures of several years: money, the share spent, the share met, and the mean score, a column a year."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import pandas as pd

from perfdata.presenting.charts import theme
from perfdata.presenting.charts.one_project import ESTIMATE_RULE
from perfdata.presenting.charts.theme import GREY, MUTED, NAVY, PALE, TEXT, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import score_text
from perfdata.presenting.years import follows

_SHARES = ("执行率", "应达", "年底估算", "达成率")  # percent in the table of years, shares in that of a chart
_HEIGHT = 230
_ESTIMATE = {"color": "rgba(0,0,0,0)", "line": {"color": NAVY, "width": 1}, "pattern": {"shape": "/", "fgcolor": NAVY}}


def charts_of(table: pd.DataFrame) -> list[Chart]:
    """Four charts of a table of years; what no year has is left out."""
    makers = {"预算（万元）": _money, "执行率": _execution, "达成率": _met, "平均分": _scores}
    return [make(table) for column, make in makers.items() if table[column].notna().any()]


def _money(table: pd.DataFrame) -> Chart:
    budgets, spent = table["预算（万元）"], table["支出（万元）"]
    data = [
        _columns(table, budgets, [f"{each:,.2f}" for each in budgets], colour=PALE, hover="预算 %{y:,.2f} 万元"),
        _columns(table, spent, [""] * len(table), colour=NAVY, hover="支出 %{y:,.2f} 万元", width=0.3),
    ]
    return _chart(
        table,
        data,
        top=budgets.max(),
        title=f"预算{_trend_of_budget(table)}",
        columns=("预算（万元）", "支出（万元）"),
        colours=(PALE, NAVY),
        note="浅色为年度预算，深色为已填报的支出，万元。",
    )


def _execution(table: pd.DataFrame) -> Chart:
    executed, estimate = table["执行率"], table["年底估算"]
    more = (estimate - executed).where(estimate.notna())
    data = [
        _columns(table, executed, _percents(executed), colour=NAVY, hover="执行 %{y:.1f}%", inside=True),
        _columns(table, more, [""] * len(table), hover="年底估算 约 %{customdata:.0f}%")
        | {"base": executed.tolist(), "marker": _ESTIMATE, "customdata": estimate.tolist()},
    ]
    marks = [
        {"type": "line", "x0": at - 0.4, "x1": at + 0.4, "y0": due, "y1": due, "line": {"color": TEXT, "width": 2}}
        for at, due in enumerate(table["应达"])
        if due == due
    ]
    is_estimated = bool(estimate.notna().any())
    return _chart(
        table,
        data,
        top=100,
        title=f"执行率{_trend(table, '执行率', ' 个百分点')}",
        columns=("执行率", "应达", "年底估算"),
        colours=(NAVY, TEXT, GREY),
        below=[f"年底约 {each:.0f}%（估算）" if each == each else "" for each in estimate],
        note=f"横线为应达。{'斜纹为估算：' + ESTIMATE_RULE if is_estimated else ''}",
        shapes=marks,
    )


def _met(table: pd.DataFrame) -> Chart:
    note, texts = "达成率 = 达成项数 ÷ 已填报项数。", _percents(table["达成率"])
    return _plain(table, "达成率", texts, unit=" 个百分点", hover="达成 %{y:.1f}%", note=note)


def _scores(table: pd.DataFrame) -> Chart:
    texts = [score_text(each) if each == each else "" for each in table["平均分"]]
    return _plain(table, "平均分", texts, unit=" 分", hover="%{y:.2f} 分", note="全部填报的项目的平均分。")


def _plain(table: pd.DataFrame, column: str, texts: Sequence[str], *, unit: str, hover: str, note: str) -> Chart:
    """Grey columns of one figure up to 100."""
    return _chart(
        table,
        [_columns(table, table[column], texts, colour=GREY, hover=hover)],
        top=100,
        title=f"{column}{_trend(table, column, unit)}",
        columns=(column,),
        colours=(GREY,),
        note=note,
    )


def _is_alike(table: pd.DataFrame) -> bool:
    """Whether the last two years are reported to the same month."""
    return table["截至"].iloc[-2:].nunique() == 1


def _trend_of_budget(table: pd.DataFrame) -> str:
    change = table["预算较上年（%）"].iloc[-1]
    return "" if pd.isna(change) else _changed(change, "%")


def _trend(table: pd.DataFrame, column: str, unit: str) -> str:
    """比上年 ▲ 3.1 个百分点; nothing where the year before is missing, a word where they are not alike."""
    values = table[column]
    if not follows(table).iloc[-1] or values.iloc[-2:].isna().any():
        return ""
    if not _is_alike(table):
        return "：两年填报的月份不同，不直接比较"
    return _changed(values.iloc[-1] - values.iloc[-2], unit)


def _changed(change: float, unit: str) -> str:
    word = "▲" if change > 0 else "▼"
    return f"比上年 {word} {abs(change):.1f}{unit}" if round(change, 1) else "与上年持平"


def _percents(values: pd.Series) -> list[str]:
    return [f"{each:.1f}%" if each == each else "" for each in values]


def _columns(
    table: pd.DataFrame,
    values: pd.Series,
    texts: Sequence[str],
    *,
    hover: str,
    colour: str | None = None,
    width: float = 0.5,
    inside: bool = False,
) -> dict[str, Any]:
    return {
        "type": "bar",
        "x": list(range(len(table))),
        "y": [None if value != value else float(value) for value in values],
        "text": list(texts),
        "textposition": "inside" if inside else "outside",
        "insidetextanchor": "end",
        "textangle": 0,
        "cliponaxis": False,
        "width": width,
        "hovertemplate": f"{hover}<extra></extra>",
        **({"marker": {"color": colour}} if colour else {}),
    }


def _chart(
    table: pd.DataFrame,
    data: list[dict[str, Any]],
    *,
    top: float,
    title: str,
    columns: tuple[str, ...],
    colours: tuple[str, ...],
    note: str,
    shapes: Sequence[dict[str, Any]] = (),
    below: Sequence[str] = (),
) -> Chart:
    names = [
        year if until in ("12 月", "未填报") else f"{year}（到 {until}）"
        for year, until in zip(table["年度"], table["截至"], strict=True)
    ]
    layout = theme.layout(
        height=_HEIGHT,
        top=24,
        barmode="overlay",
        shapes=list(shapes),
        xaxis={
            "tickvals": list(range(len(names))),
            "ticktext": ["<br>".join(filter(None, texts)) for texts in zip_longest(names, below)],
            "tickfont": {"color": MUTED, "size": 12},
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "range": [-0.6, max(len(names) - 0.4, 2.6)],
        },
        yaxis={"visible": False, "range": [0, top * 1.12], "fixedrange": True},
    )
    layout["margin"] = {"l": 0, "r": 0, "t": 24, "b": 44 if any(below) else 28}
    shown, shares = table[["年度", *columns]], [name for name in columns if name in _SHARES]
    return Chart(
        uses_results=columns[0] != "预算（万元）",
        figure={"data": data, "layout": layout},
        leads_to=theme.leading("year", map(str, table["年度"])),
        title=title,
        alt=_told(shown),
        table=shown.assign(**{name: shown[name].astype("float64") / 100 for name in shares}),
        note=note,
        spec=ChartSpec(
            kind="column",
            category_column="年度",
            value_columns=columns,
            number_format="0.0%" if shares else None,
            colours=colours,
        ),
    )


def _told(shown: pd.DataFrame) -> str:
    years = (
        f"{row[0]} 年 "
        + "，".join(
            f"{name} {value:,.1f}" for name, value in zip(shown.columns[1:], row[1:], strict=True) if value == value
        )
        for row in shown.itertuples(index=False)
    )
    return f"{'；'.join(years)}。"
