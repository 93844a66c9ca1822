"""Figures of the monitoring: the lights of each project, and its spending against the calendar."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from perfdata.core.terms import Light
from perfdata.presenting.charts.theme import (
    GOLD,
    GREY,
    MUTED,
    NAVY,
    RUST,
    TEAL,
    VIOLET,
    Chart,
    layout,
    legend_above,
    names_above_bars,
    value_axis,
)
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import percent
from perfdata.presenting.schemas import rows_of
from perfdata.presenting.summaries import Frames

LIGHT_COLOURS = {
    Light.RED: RUST,
    Light.YELLOW: GOLD,
    Light.GREEN: TEAL,
    Light.BLUE: NAVY,
    Light.NO_DATA: "#C9CFD6",
    Light.UNKNOWN: VIOLET,
}
_NOTE = "监控灯为提示，供核实；只有逐月累计的数量按月份折算，比率、人数、标准和每期值不折算（财预〔2019〕136号）。"


def lights_of(frames: Frames) -> Chart:
    """Indicators of each project by light, stacked; each part says its number, the legend its word."""
    projects = frames["monitored_projects"]
    names = [f"{row.short_name}　{row.light}" for row in projects.itertuples()]
    totals = projects[[light.value for light in Light]].sum(axis=1)
    figure = {
        "data": [_bar(light, projects[light.value]) for light in Light if projects[light.value].any()],
        "layout": layout(
            height=56 * len(projects) + 72,
            margin={"l": 0, "r": 0, "t": 56, "b": 0},
            barmode="stack",
            showlegend=True,
            legend=legend_above(),
            xaxis=value_axis(float(totals.max()) if len(totals) else 1),
            **names_above_bars(names, shift=24),
        ),
    }
    labels = [light.label for light in Light]
    table = projects[["short_name", "light", *(light.value for light in Light)]]
    return Chart(
        figure=figure,
        title="各项目监控灯",
        alt="；".join(_sentence(row) for row in projects.to_dict("records")) + "。",
        table=table.set_axis(["项目", "项目灯", *(f"{label}（项）" for label in labels)], axis=1),
        note=_NOTE,
        spec=ChartSpec(
            kind="bar",
            category_column="项目",
            value_columns=tuple(f"{label}（项）" for label in labels),
            colours=tuple(LIGHT_COLOURS[light] for light in Light),
        ),
    )


def budget_progress_of(frames: Frames, *, bands: str) -> Chart:
    """Spent share ÷ passed share of the year for each project; 100 % keeps pace. ``bands`` says what is red, yellow."""
    projects = frames["monitored_projects"]
    ratios = projects["budget_progress_ratio"]
    colours = {light.label: colour for light, colour in LIGHT_COLOURS.items()}
    labels = [
        row.budget_light
        if pd.isna(row.budget_progress_ratio)
        else f"{percent(row.budget_progress_ratio)}　{row.budget_light}"
        for row in rows_of(projects)
    ]
    largest = max(ratios.max() if ratios.notna().any() else 1, 1)
    figure = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": ratios.fillna(0).tolist(),
                "y": list(range(len(projects))),
                "text": labels,
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": [colours.get(light, GREY) for light in projects["budget_light"]]},
                "hovertemplate": "%{text}<extra></extra>",
            }
        ],
        "layout": layout(
            height=56 * len(projects) + 72,
            margin={"l": 0, "r": 0, "t": 56, "b": 0},
            xaxis=value_axis(largest, room=0.45),
            shapes=[_pace()],
            **names_above_bars(projects["short_name"].tolist(), shift=24),
        ),
    }
    pairs = zip(projects["short_name"], labels, strict=True)
    return Chart(
        figure=figure,
        title="预算执行与序时进度",
        alt="执行率 ÷ 序时进度：" + "；".join(f"{name} {label}" for name, label in pairs) + "。",
        table=projects[["short_name", "budget_light", "budget_progress_ratio", "explanation"]].set_axis(
            ["项目", "预算灯", "执行进度", "说明"], axis=1
        ),
        note=f"执行进度 = 执行率 ÷（月份 ÷ 12），虚线为与序时同步（100%）；{bands}",
        spec=ChartSpec(kind="bar", category_column="项目", value_columns=("执行进度",), colours=(NAVY,)),
    )


def _bar(light: Light, counts: pd.Series) -> dict[str, object]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": light.label,
        "x": counts.tolist(),
        "y": list(range(len(counts))),
        "text": [f"{count}" if count else "" for count in counts],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "marker": {"color": LIGHT_COLOURS[light]},
        "hovertemplate": f"{light.label} %{{x}} 项<extra></extra>",
    }


def _pace() -> dict[str, object]:
    return {
        "type": "line",
        "x0": 1,
        "x1": 1,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": MUTED, "width": 1, "dash": "dot"},
    }


def _sentence(row: Mapping[Hashable, Any]) -> str:
    parts = "、".join(f"{light.label} {row[light.value]} 项" for light in Light if row[light.value])
    return f"{row['short_name']}为{row['light']}（{parts or '没有指标'}）"
