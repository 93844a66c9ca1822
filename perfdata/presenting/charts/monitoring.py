"""Figures of the monitoring: the lights of each project, and its spending against the calendar."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from perfdata.core.terms import Light
from perfdata.presenting.charts import theme
from perfdata.presenting.charts.theme import LIGHT_COLOURS, NAVY, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import percent
from perfdata.presenting.schemas import rows_of
from perfdata.presenting.summaries import Frames

_NOTE = "监控灯为提示，供核实；只有逐月累计的数量按月份折算，比率、人数、标准和每期值不折算（财预〔2019〕136号）。"
_ROWS = {"row_height": 56, "around": 72, "top": 56, "shift": 24}


def lights_of(frames: Frames) -> Chart:
    """Indicators of each project by light, stacked; each part says its number, the legend its word."""
    projects = frames["monitored_projects"]
    names = [f"{row.short_name}　{row.light}" for row in projects.itertuples()]
    counts = projects[[light.value for light in Light]]
    shown = [light for light in Light if counts[light.value].any()]
    figure = {
        "data": [theme.counted(light.label, counts[light.value], colour=LIGHT_COLOURS[light]) for light in shown],
        "layout": theme.stacked_rows_layout(names, xaxis=theme.value_axis(counts.sum(axis=1).max()), **_ROWS),
    }
    columns = tuple(f"{light.label}（项）" for light in Light)
    colours = tuple(LIGHT_COLOURS.values())
    return Chart(
        uses_results=True,
        figure=figure,
        title="各项目监控灯",
        alt="；".join(_sentence(row) for row in projects.to_dict("records")) + "。",
        table=projects[["short_name", "light", *counts]].set_axis(["项目", "项目灯", *columns], axis=1),
        note=_NOTE,
        spec=ChartSpec(kind="bar", category_column="项目", value_columns=columns, colours=colours),
    )


def budget_progress_of(frames: Frames, *, bands: str) -> Chart:
    """Spent share ÷ passed share of the year for each project; 100 % keeps pace. ``bands`` says what is red, yellow."""
    projects = frames["monitored_projects"]
    names, ratios = projects["short_name"].tolist(), projects["budget_progress_ratio"].fillna(0)
    colours = {light.label: colour for light, colour in LIGHT_COLOURS.items()}
    labels = [
        row.budget_light
        if pd.isna(row.budget_progress_ratio)
        else f"{percent(row.budget_progress_ratio)}　{row.budget_light}"
        for row in rows_of(projects)
    ]
    bars = theme.bars(ratios, labels, colour=[colours[light] for light in projects["budget_light"]], hover="%{text}")
    axis = theme.value_axis(ratios.max(), room=0.45)
    pairs = "；".join(f"{name} {label}" for name, label in zip(names, labels, strict=True))
    return Chart(
        uses_results=True,
        figure={"data": [bars], "layout": theme.rows_layout(names, xaxis=axis, **theme.line_at_target(1), **_ROWS)},
        title="预算执行与序时进度",
        alt=f"执行率 ÷ 序时进度：{pairs}。",
        table=projects[["short_name", "budget_light", "budget_progress_ratio", "explanation"]].set_axis(
            ["项目", "预算灯", "执行进度", "说明"], axis=1
        ),
        note=f"执行进度 = 执行率 ÷（月份 ÷ 12），虚线为与序时同步（100%）；{bands}",
        spec=ChartSpec(kind="bar", category_column="项目", value_columns=("执行进度",), colours=(NAVY,)),
    )


def _sentence(row: Mapping[Hashable, Any]) -> str:
    parts = "、".join(f"{light.label} {row[light.value]} 项" for light in Light if row[light.value])
    return f"{row['short_name']}为{row['light']}（{parts or '没有指标'}）"
