"""Figures of scores: every project on the bands of the grades, and the way from 100 to the score of one."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import pandas as pd

from perfdata.presenting import score_frames as scores
from perfdata.presenting.charts import theme
from perfdata.presenting.charts.theme import MUTED, NAVY, RED, TEXT, TRACK, WHITE, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import plain
from perfdata.presenting.schemas import rows_of
from perfdata.presenting.summaries import Frames

_SOURCE = "来源：已确认入库的实际完成情况和执行数，按所选计分方案计算；待填报的不计分。"


def grades_of(
    frames: Frames,
    bands: Sequence[tuple[str, float]],
    *,
    count: int,
    complete: Callable[[], pd.DataFrame] | None = None,
) -> Chart:
    """A dot at the score of each of the lowest of ``count`` projects, on the shaded bands of the grades.

    ``bands`` are the grades with the score that each begins at, best first. Unfinished scores have no dot.
    """
    whole = frames["project_scores"].sort_values("total_points_score", kind="stable", na_position="last")
    scored, unfinished = whole.dropna(subset=["total_points_score"]), whole["total_points_score"].isna().sum()
    rows = [(row.short_name, row.total_points_score, row.grade) for row in rows_of(scored)]
    left = f"{unfinished} 个项目未填报齐，没有总分。" if unfinished else ""
    told = [f"{row.short_name} {plain(row.total_points_score)} 分 {row.grade}" for row in rows_of(scored)]
    return Chart(
        uses_results=True,
        figure=_dots(rows, bands),
        leads_to=theme.leading("project", scored["short_name"]),
        title=(f"得分最低的 {len(rows)} 个项目" if count > len(whole) else "各项目得分与等级")
        if rows
        else "还没有完整的总分",
        alt="；".join(told[: theme.MOST_BARS]) + f"。{left}",
        table=score_table(frames),
        complete=complete,
        note=f"{left}底色为等级的分数段。{_SOURCE}",
        spec=ChartSpec(kind="bar", category_column="项目", value_columns=("总分（分）",), colours=(NAVY,)),
    )


_Row = tuple[str, float, str]  # name, score, grade


def score_table(frames: Frames) -> pd.DataFrame:
    """The projects with score and grade, the lowest first."""
    whole = frames["project_scores"].sort_values("total_points_score", kind="stable", na_position="last")
    return whole[["short_name", "total_points_score", "grade", "reported"]].set_axis(
        ["项目", "总分（分）", "等级", "已填报部分得分 / 应得"], axis=1
    )


def _dots(rows: Sequence[_Row], bands: Sequence[tuple[str, float]]) -> dict[str, Any]:
    """A row of dots each, from the tens below the lowest up to 100."""
    low = min([60.0, *(score for _, score, _ in rows)])
    start = max(low // 10 * 10, 0)
    dots = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [score for _, score, _ in rows],
        "y": list(range(len(rows))),
        "text": [f"{plain(score)}　{grade}" for _, score, grade in rows],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": TEXT},
        "marker": {"size": 10, "color": NAVY},
        "hovertemplate": "%{text}<extra></extra>",
        "cliponaxis": False,
    }
    layout = theme.layout(
        height=30 * max(len(rows), 1) + 56,
        top=28,
        xaxis={"range": [start, 108], "fixedrange": True, "showgrid": False, "zeroline": False, "dtick": 10},
        yaxis=theme.category_axis(
            type="linear",
            range=[len(rows) - 0.5, -0.5],
            tickmode="array",
            tickvals=list(range(len(rows))),
            ticktext=[_label(name) for name, _, _ in rows],
        ),
        **_shaded(bands, start),
    )
    layout["margin"] = {"l": 0, "r": 24, "t": 28, "b": 28}
    return {"data": [dots], "layout": layout}


def _label(name: str, *, most: int = 12) -> str:
    return escape(name if len(name) <= most else f"{name[: most - 1]}…", quote=False)


def _shaded(bands: Sequence[tuple[str, float]], start: float) -> dict[str, Any]:
    """Layout parts: every other band of grades shaded, its word above."""
    shapes, notes, upper = [], [], 100.0
    for position, (grade, least) in enumerate(bands):
        lower = max(least, start)
        if lower < upper:
            ends = {"x0": lower, "x1": upper, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
            shapes.append({"type": "rect", **ends, "line": {"width": 0}, "fillcolor": WHITE if position % 2 else TRACK})
            place = {"x": (lower + upper) / 2, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
            notes.append({"text": grade, **place, "font": {"size": 12, "color": MUTED}})
        upper = min(upper, least)
    return {"shapes": shapes, "annotations": notes}


def losses_of(frames: Frames, *, project_id: str, most: int = 12) -> Chart:
    """Waterfall: from the points of what is reported, down by every loss, to the score."""
    project, lost = scores.project_of(frames, project_id), scores.lost_points(frames, project_id)
    shown = _with_rest(lost, most)
    is_whole = not pd.isna(project.total_points_score)
    first = "满分" if is_whole else "已填报部分应得"
    names = [first, *shown["item"], "得分"]
    losses = [f"−{plain(each)}" for each in shown["lost_points"]]
    texts = [plain(project.reported_points), *losses, plain(project.reported_score)]
    losing = shown["lost_points"].tolist()
    after = [project.reported_points - sum(losing[: position + 1]) for position in range(len(losing))]
    waterfall = theme.bars(
        [project.reported_points, *losing, project.reported_score],
        texts,
        colour=[NAVY, *[RED] * len(losing), NAVY],
        hover="%{text}　%{customdata}",
        customdata=["", *(escape(text, quote=False) for text in shown["explanation"]), ""],
        base=[0, *after, 0],
    )
    axis = theme.value_axis(project.reported_points, room=0.12)
    layout = theme.rows_layout(names, row_height=52, around=48, shift=21, bargap=0.6, xaxis=axis)
    return Chart(
        uses_results=True,
        figure={"data": [waterfall], "layout": layout},
        title=f"{project.short_name}：从{first}到得分",
        alt=f"{first} {texts[0]} 分；"
        + "".join(f"{row.item}扣 {plain(row.lost_points)} 分；" for row in rows_of(shown))
        + f"得分 {texts[-1]} 分。",
        table=shown.set_axis(["项目", "扣分（分）", "说明"], axis=1),
        note=_SOURCE,
        spec=ChartSpec(kind="bar", category_column="项目", value_columns=("扣分（分）",), colours=(RED,)),
    )


def _with_rest(lost: pd.DataFrame, most: int) -> pd.DataFrame:
    """The largest losses, the others summed up in one row."""
    if len(lost) <= most:
        return lost
    rest = lost.iloc[most - 1 :]
    row = {
        "item": f"其余 {len(rest)} 项",
        "lost_points": rest["lost_points"].sum(),
        "explanation": "、".join(rest["item"]),
    }
    return pd.concat([lost.head(most - 1), pd.DataFrame([row])], ignore_index=True)
