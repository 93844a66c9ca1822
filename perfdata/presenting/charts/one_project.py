"""Figures of one project: its spending through the year, its formula against the budget, its points by part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from perfdata.presenting.charts import theme
from perfdata.presenting.charts.theme import AMBER, AMBER_TEXT, GREY, GRID, MUTED, NAVY, TRACK, WHITE, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import amount, percent, plain, score_text
from perfdata.presenting.schemas import rows_of
from perfdata.presenting.summaries import Frames
from perfdata.presenting.verdicts import Pace

ESTIMATE_RULE = "年底估算 = 执行率 ÷ 已过月份占全年的比例，最多 100%；假定以后按同样快慢支出，只是估算。"


def course_of(frames: Frames, *, pace: Pace, fiscal_year: int) -> Chart | None:
    """The share spent on each day of a report against what is due in each month; None without one."""
    spending = frames["spending"].dropna(subset=["execution_ratio"])
    if spending.empty or pace.executed is None or pace.due is None:
        return None
    days, ratios = spending["as_of"], spending["execution_ratio"]
    end, months = f"{fiscal_year}-12-31", range(1, 13)
    starts = [f"{fiscal_year}-{month:02}-01" for month in months]
    dashed = _line(
        [*starts, end], [*(month / 12 for month in months), 1], colour=GREY, dash="dash", hover="应达 %{y:.1%}"
    )
    dashed["line"]["shape"] = "hv"
    spent = theme.line(days, ratios, colour=NAVY) | {"textposition": "bottom right"}
    data, notes = [dashed, spent], [_label(end, 1, "应达")]
    if pace.year_end is not None:
        last = f"{days.iloc[-1]:%Y-%m-%d}"
        data.append(
            _line([last, end], [ratios.iloc[-1], pace.year_end], colour=NAVY, dash="dot", hover="估算 %{y:.1%}")
        )
        notes.append(_label(end, pace.year_end, f"约 {pace.year_end:.0%}<br>年底估算", lower=pace.year_end > 0.85))
    layout = _year_layout(fiscal_year, top=max(1.0, ratios.max()), notes=notes)
    estimate = f"年底约 {percent(pace.year_end)}（估算）。" if pace.year_end is not None else ""
    return Chart(
        uses_results=True,
        figure={"data": data, "layout": layout},
        leads_to=theme.leading_months(days),
        title=f"到 {pace.month} 月执行 {percent(pace.executed)}，{pace.sentence}",
        alt="；".join(f"{day:%Y-%m-%d} {percent(ratio)}" for day, ratio in zip(days, ratios, strict=True))
        + f"。{pace.sentence}。{estimate}",
        table=spending[["as_of", "spent_yuan", "execution_ratio", "place"]].set_axis(
            ["截至日期", "全年执行数（元）", "预算执行率", "出处"], axis=1
        ),
        note=f"累计支出占全年预算的比重；虚线为应达：每月加 1/12。{ESTIMATE_RULE if estimate else ''}",
        spec=ChartSpec(kind="line", category_column="截至日期", value_columns=("预算执行率",), colours=(NAVY,)),
    )


def _year_layout(fiscal_year: int, *, top: float, notes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A year of days across and shares of the budget upwards."""
    made = theme.layout(
        height=280,
        top=16,
        xaxis={
            "type": "date",
            "range": [f"{fiscal_year}-01-01", f"{fiscal_year + 1}-01-25"],
            "tickvals": [f"{fiscal_year}-{month:02d}-01" for month in (1, 4, 7, 10)],
            "ticktext": ["1 月", "4 月", "7 月", "10 月"],
            "showgrid": False,
            "fixedrange": True,
        },
        yaxis={
            "range": [0, top * 1.08],
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
            "tickformat": ".0%",
            "gridcolor": GRID,
            "fixedrange": True,
            "automargin": True,
        },
        annotations=list(notes),
    )
    made["margin"] = {"l": 44, "r": 64, "t": 16, "b": 28}
    return made


def _line(x: list[str], y: list[float], *, colour: str, dash: str, hover: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": colour, "width": 2, "dash": dash},
        "hovertemplate": f"%{{x}} {hover}<extra></extra>",
    }


def _label(day: str, share: float, text: str, *, lower: bool = False) -> dict[str, Any]:
    place = {"x": day, "y": share, "xanchor": "left", "yanchor": "top" if lower else "middle", "showarrow": False}
    return (
        {"text": text, "align": "left", "xshift": 4, "yshift": -8 if lower else 0}
        | place
        | {"font": {"size": 12, "color": MUTED}}
    )


def formula_of(frames: Frames) -> Chart | None:
    """What the formula gives, hatched, above the budget, with the gap dashed; None where no formula is stated."""
    subsidy = next(rows_of(frames["subsidies"]), None)
    if subsidy is None:
        return None
    total, budget = subsidy.total_yuan, subsidy.budget_yuan
    is_known = budget == budget
    gap = budget - total if is_known else 0.0
    hatched = {"color": WHITE, "line": {"color": NAVY, "width": 1}, "pattern": {"shape": "/", "fgcolor": NAVY}}
    dashed = {"color": "rgba(0,0,0,0)", "line": {"color": AMBER, "width": 2}}
    rows = ["测算", "预算"] if is_known else ["测算"]
    lengths = [total, budget][: len(rows)]
    data = [
        theme.bars(lengths[:1], [""], hover="测算 %{x:,.2f} 元", marker=hatched, width=0.62),
        *([theme.bars([budget], [""], hover="预算 %{x:,.2f} 元", colour=NAVY, y=[1], width=0.62)] if is_known else []),
    ]
    if gap:
        row = 0 if gap > 0 else 1
        data.append(
            theme.bars([abs(gap)], [""], hover="差 %{x:,.2f} 元", base=[min(total, budget)], y=[row], width=0.62)
            | {"marker": dashed}
        )
    labels = [f"{name} {amount(length)}" for name, length in zip(rows, lengths, strict=True)]
    layout = theme.layout(
        height=72 * len(rows) + 8,
        top=24,
        barmode="overlay",
        xaxis={"visible": False, "range": [0, max(lengths) * 1.01], "fixedrange": True},
        yaxis=theme.category_axis(type="linear", autorange="reversed", showticklabels=False),
        annotations=[_above(row, text) for row, text in enumerate(labels)]
        + ([_above(0, f"差 {amount(abs(gap))}，待核实", right=True)] if gap else []),
    )
    return Chart(
        figure={"data": data, "layout": layout},
        title=f"{subsidy.formula} = {amount(total)}",
        alt="，".join(labels) + (f"，差 {amount(abs(gap))}。" if gap else "。"),
        table=pd.DataFrame({"项": rows, "金额（元）": lengths}),
        note="斜纹为按目标表文字测算，实心为预算，虚框为两者之差。",
        spec=ChartSpec(kind="bar", category_column="项", value_columns=("金额（元）",), colours=(NAVY,)),
    )


def _above(row: int, text: str, *, right: bool = False) -> dict[str, Any]:
    side = {"x": 1 if right else 0, "xref": "paper", "xanchor": "right" if right else "left"}
    font = {"size": 12, "color": AMBER_TEXT if right else MUTED}
    return {"text": text, "y": row, "yshift": 32, "showarrow": False, "font": font} | side


def parts_of(scores: Frames) -> Chart | None:
    """The points got of each part's full points, and what was lost there; None while nothing can be scored."""
    parts = scores["level_scores"]
    project = next(rows_of(scores["project_scores"]))
    if not project.reported_points:
        return None
    rows = list(rows_of(parts))
    lost = [row.reported_points - row.reported_score for row in rows]
    names = [
        f"{_part(row)}　<b>{score_text(row.reported_score)}</b> / {plain(row.points)}{_rest(row, missing)}"
        for row, missing in zip(rows, lost, strict=True)
    ]
    most = max(range(len(rows)), key=lost.__getitem__)
    whole = project.total_points_score == project.total_points_score
    total = f"{score_text(project.total_points_score)} 分" if whole else project.reported
    where = f"扣分最多的是{_part(rows[most])}" if lost[most] else "没有扣分"
    return Chart(
        uses_results=True,
        figure=_part_bars(rows, names),
        title=f"得分 {total}，{where}",
        alt="；".join(
            f"{row.level} {score_text(row.reported_score)} / {plain(row.points)}，扣 {score_text(missing)}"
            for row, missing in zip(rows, lost, strict=True)
        )
        + "。",
        table=parts[["level", "points", "reported_points", "reported_score"]].set_axis(
            ["构成", "分值（分）", "已填报部分满分（分）", "得分（分）"], axis=1
        ),
        note=f"{project.scheme}。浅色为分值，深色为得分；待填报的不计分。",
        spec=ChartSpec(kind="bar", category_column="构成", value_columns=("得分（分）",), colours=(GREY,)),
    )


def _part_bars(rows: Sequence[Any], names: Sequence[str]) -> dict[str, Any]:
    """What was got of each part, dark on the full points."""
    data = [
        theme.bars([row.points for row in rows], [""] * len(rows), colour=TRACK, hover="满分 %{x} 分"),
        theme.bars([row.reported_score for row in rows], [""] * len(rows), colour=GREY, hover="得 %{x} 分"),
    ]
    layout = theme.rows_layout(
        names,
        row_height=44,
        around=24,
        top=24,
        shift=18,
        barmode="overlay",
        xaxis=theme.value_axis(max(row.points for row in rows)),
    )
    for note, name in zip(layout["annotations"], names, strict=True):
        note["text"] = name
    return {"data": data, "layout": layout}


def _part(row: Any) -> str:
    return str(row.level).removesuffix("指标")


def _rest(row: Any, lost: float) -> str:
    open_points = row.points - row.reported_points
    texts = [f"−{score_text(lost)}" if lost else "", f"{plain(open_points)} 分待填报" if open_points else ""]
    return "".join(f"　{text}" for text in texts if text)
