"""Figures of the monitoring: the lights of each project, and its spending against what is due."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import pandas as pd

from perfdata.core.terms import Light
from perfdata.presenting.charts import theme
from perfdata.presenting.charts.pace import pace_of
from perfdata.presenting.charts.theme import LIGHT_COLOURS, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.league import names_by_unit, shown_names
from perfdata.presenting.summaries import Frames
from perfdata.presenting.verdicts import Pace, due_rule, under

_NOTE = "监控灯为提示，供核实；只有逐月累计的数量按月份折算，比率、人数、标准和每期值不折算（财预〔2019〕136号）。"
_ROWS = {"row_height": 56, "around": 72, "top": 56, "shift": 24}


def lights_of(
    frames: Frames, *, month: int | None, count: int, complete: Callable[[], pd.DataFrame] | None = None
) -> Chart:
    """Indicators by light of the most urgent of ``count`` projects, stacked; each part says its number."""
    projects = frames["monitored_projects"].sort_values("light", kind="stable")
    rest = theme.rest_of(count - len(projects))
    worded = zip(shown_names(projects["short_name"]), projects["light"], strict=True)
    names = [f"{name}　{light}" for name, light in worded]
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
        leads_to=theme.leading("project", projects["short_name"]),
        title=f"{f'监控灯最急的 {len(projects)} 个项目' if rest else '各项目监控灯'}{under(month)}",
        alt="；".join(_sentence(row) for row in projects.to_dict("records")) + "。",
        table=light_table(projects),
        complete=complete,
        note=f"{rest}{_NOTE}",
        spec=ChartSpec(kind="bar", category_column="项目", value_columns=columns, colours=colours),
    )


def light_table(projects: pd.DataFrame) -> pd.DataFrame:
    """The projects with their light and the numbers of lights under Chinese headers."""
    columns = [f"{light.label}（项）" for light in Light]
    counts = [light.value for light in Light]
    return projects[["short_name", "light", *counts]].set_axis(["项目", "项目灯", *columns], axis=1)


def budget_progress_of(frames: Frames, *, month: int | None, bands: str, count: int) -> Chart:
    """The real share spent of the slowest of ``count`` budgets and where it should be by its month, or by ``month``.

    ``bands`` says what is red, yellow.
    """
    projects = frames["monitored_projects"].sort_values("budget_progress_ratio", kind="stable")
    columns = ("budget_progress_ratio", "due_ratio", "budget_light")
    paces = [
        Pace(None, None, Light.of(word)) if pd.isna(ratio) else Pace(ratio * due, due, Light.of(word))
        for ratio, due, word in projects[[*columns]].itertuples(index=False)
    ]
    rest = theme.rest_of(count - len(projects))
    names = names_by_unit(projects["spending_unit"], projects["project_name"], alone=projects["short_name"])
    leads_to = theme.leading("project", projects["short_name"])
    note = f"按执行率占应达的比例排列，最慢的在前。{due_rule(month)}{bands}"
    return pace_of(names, paces, title=f"进度最慢的项目{under(month)}", rest=rest, note=note, leads_to=leads_to)


def _sentence(row: Mapping[Hashable, Any]) -> str:
    parts = "、".join(f"{light.label} {row[light.value]} 项" for light in Light if row[light.value])
    return f"{row['short_name']}为{row['light']}（{parts or '没有指标'}）"
