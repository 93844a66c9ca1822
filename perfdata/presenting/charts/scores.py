"""Figures of scores: every project on the bands of the grades, and the way from 100 to the score of one."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import pandas as pd

from perfdata.presenting import score_frames as scores
from perfdata.presenting.charts import theme
from perfdata.presenting.charts.theme import GREY, MUTED, NAVY, RED, TEXT, TRACK, WHITE, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import cut_inside, plain, score_text
from perfdata.presenting.league import names_by_unit
from perfdata.presenting.schemas import rows_of
from perfdata.presenting.summaries import Frames

LOWEST, HIGHEST = 9, 3
_LONGEST = 22  # characters of a name beside the dots
_ROOM_OF_GRADE = 68  # pixels right of 100 points, for 100.00　优 beside the dot
_SOURCE = "来源：已确认入库的实际完成情况和执行数，按所选计分方案计算；待填报的不计分。"


def grades_of(
    frames: Frames,
    bands: Sequence[tuple[str, float]],
    *,
    count: int,
    scored: int,
    complete: Callable[[], pd.DataFrame] | None = None,
) -> Chart:
    """A dot at the score of each project on the shaded bands of the grades, of many the lowest and the highest.

    ``bands`` are the grades with the score that each begins at, best first. Of ``count`` projects ``scored`` have a
    total. Where these are more than MOST_BARS the frames hold the LOWEST and one more, and the HIGHEST and one more:
    the two more are the ends of the grey strip of the rest.
    """
    whole = (
        frames["project_scores"].sort_values("total_points_score", kind="stable").dropna(subset="total_points_score")
    )
    rest = _rest(whole["total_points_score"].tolist(), scored)
    drawn = pd.concat([whole.head(LOWEST), whole.tail(HIGHEST)]) if rest else whole
    rows = [(row.short_name, row.total_points_score, row.grade) for row in rows_of(drawn)]
    left = f"{count - scored:,} 个项目未填报齐，没有总分。" if count > scored else ""
    told = [f"{name} {score_text(score)} 分 {grade}" for name, score, grade in rows]
    told[LOWEST:LOWEST] = [rest[0]] if rest else []
    title = f"得分最低的 {LOWEST} 个和最高的 {HIGHEST} 个项目" if rest else "各项目得分与等级"
    return Chart(
        uses_results=True,
        figure=_dots(
            rows, bands, rest, names_by_unit(drawn["spending_unit"], drawn["project_name"], alone=drawn["short_name"])
        ),
        leads_to=theme.leading("project", drawn["short_name"]),
        title=title if rows else "还没有完整的总分",
        alt="；".join(told) + f"。{left}",
        table=score_table({**frames, "project_scores": drawn} if rest else frames),
        complete=complete,
        note=f"{left}底色为等级的分数段。{_SOURCE}",
        spec=ChartSpec(kind="bar", category_column="项目", value_columns=("总分（分）",), colours=(NAVY,)),
    )


def _rest(scores: Sequence[float], scored: int) -> tuple[str, float, float] | None:
    """What is said of those between the lowest and the highest, and from where to where they reach."""
    if scored <= theme.MOST_BARS:
        return None
    low, high = scores[LOWEST], scores[-HIGHEST - 1]
    reach = score_text(low) if low == high else f"{score_text(low)}–{score_text(high)}"
    return f"其余 {scored - LOWEST - HIGHEST:,} 个　{reach}", low, high


_Row = tuple[str, float, str]  # name, score, grade


def score_table(frames: Frames) -> pd.DataFrame:
    """The projects with score and grade, the lowest first."""
    whole = frames["project_scores"].sort_values("total_points_score", kind="stable", na_position="last")
    return whole[["short_name", "total_points_score", "grade", "reported"]].set_axis(
        ["项目", "总分（分）", "等级", "已填报部分得分 / 满分"], axis=1
    )


def _dots(
    rows: Sequence[_Row],
    bands: Sequence[tuple[str, float]],
    rest: tuple[str, float, float] | None,
    names: Sequence[str],
) -> dict[str, Any]:
    """A row a dot, from the tens below the lowest up to 100, between them one row for the rest."""
    labels, places = [_escaped(cut_inside(name, most=_LONGEST)) for name in names], list(range(len(rows)))
    if rest:
        labels.insert(LOWEST, rest[0].partition("　")[0])
        places = [place + (place >= LOWEST) for place in places]
    low = min([60.0, *(score for _, score, _ in rows)])
    start = max(low // 10 * 10, 0)
    parts, strip = _shaded(bands, start), _strip(rest)
    dots = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [score for _, score, _ in rows],
        "y": places,
        "text": [f"{score_text(score)}　{grade}" for _, score, grade in rows],
        "textposition": "middle right",
        "textfont": {"size": 12, "color": TEXT},
        "marker": {"size": 10, "color": NAVY},
        "customdata": list(map(_escaped, names)),
        "hovertemplate": "%{customdata}<br>%{text}<extra></extra>",
        "cliponaxis": False,
    }
    layout = theme.layout(
        height=30 * max(len(labels), 1) + 56,
        top=28,
        xaxis={"range": [start, 100.5], "fixedrange": True, "showgrid": False, "zeroline": False, "dtick": 10},
        yaxis=theme.category_axis(
            type="linear",
            range=[len(labels) - 0.5, -0.5],
            tickmode="array",
            tickvals=list(range(len(labels))),
            ticktext=labels,
        ),
        shapes=[*parts["shapes"], *strip["shapes"]],
        annotations=[*parts["annotations"], *strip["annotations"]],
    )
    layout["margin"] = {"l": 0, "r": _ROOM_OF_GRADE, "t": 28, "b": 28}
    return {"data": [dots], "layout": layout}


def _strip(rest: tuple[str, float, float] | None) -> dict[str, Any]:
    """Layout parts: a grey strip from the lowest to the highest of the rest, its reach in words beside it."""
    if not rest:
        return {"shapes": [], "annotations": []}
    text, low, high = rest
    ends = {"x0": low - 0.2, "x1": high + 0.2, "y0": LOWEST - 0.16, "y1": LOWEST + 0.16}
    place = {"x": high, "y": LOWEST, "xanchor": "left", "xshift": 6, "showarrow": False}
    return {
        "shapes": [{"type": "rect", **ends, "line": {"width": 0}, "fillcolor": GREY}],
        "annotations": [{"text": text.partition("　")[2], **place, "font": {"size": 12, "color": MUTED}}],
    }


def _escaped(name: str) -> str:
    return escape(name, quote=False)


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
    first = "满分" if is_whole else "已填报部分满分"
    names = [first, *shown["item"], "得分"]
    losses = [f"−{score_text(each)}" for each in shown["lost_points"]]
    texts = [plain(project.reported_points), *losses, score_text(project.reported_score)]
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
        + "".join(f"{row.item}扣 {score_text(row.lost_points)} 分；" for row in rows_of(shown))
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
