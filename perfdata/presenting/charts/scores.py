"""Figures of scores: points by part for every project, and the way from 100 to the score of one."""

from collections.abc import Callable
from html import escape

import pandas as pd

from perfdata.core.terms import Level1
from perfdata.presenting import score_frames as scores
from perfdata.presenting.charts import theme
from perfdata.presenting.charts.theme import GREY, MUTED, NAVY, PALE, RED, SKY, SLATE, STEEL, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import plain
from perfdata.presenting.schemas import rows_of
from perfdata.presenting.summaries import Frames

_COLOURS = {
    scores.EXECUTION: GREY,
    Level1.DECISION.label: SLATE,
    Level1.PROCESS.label: MUTED,
    Level1.COST.label: PALE,
    Level1.OUTPUT.label: NAVY,
    Level1.BENEFIT.label: STEEL,
    Level1.SATISFACTION.label: SKY,
    scores.NO_LEVEL: MUTED,
}
_SOURCE = "来源：已确认入库的实际完成情况和执行数，按所选计分方案计算；待填报的不计分。"


def levels_of(frames: Frames, *, count: int, complete: Callable[[], pd.DataFrame] | None = None) -> Chart:
    """Stacked bars: the points by part, out of 100, of the lowest of ``count`` projects; the lowest first."""
    projects = frames["project_scores"].sort_values("total_points_score", kind="stable")
    table = level_table(frames).set_index("项目").reindex(index=projects["short_name"])
    parts = table.columns.tolist()
    totals = [
        f"{name}　{plain(score)} 分{'' if pd.isna(grade) else f'　{grade}'}"
        if not pd.isna(score)
        else f"{name}　已填报部分 {reported}"
        for name, score, grade, reported in projects[
            ["short_name", "total_points_score", "grade", "reported"]
        ].itertuples(index=False)
    ]
    figure = {
        "data": [_bars(table[name].fillna(0), name) for name in parts],
        "layout": theme.stacked_rows_layout(totals, xaxis=theme.value_axis(100)),
    }
    return Chart(
        uses_results=True,
        figure=figure,
        title=f"得分最低的 {len(projects)} 个项目" if count > len(projects) else "各项目得分构成",
        alt="；".join(totals) + "。",
        table=table.rename_axis("项目").reset_index(),
        complete=complete,
        note=_SOURCE,
        spec=ChartSpec(
            kind="stacked_bar",
            category_column="项目",
            value_columns=tuple(parts),
            colours=tuple(_COLOURS[name] for name in parts),
        ),
    )


def level_table(frames: Frames) -> pd.DataFrame:
    """The points that each project has by part, in the order of the parts."""
    table = frames["level_scores"].pivot_table(
        index="short_name", columns="level", values="reported_score", aggfunc="sum", sort=False
    )
    return table.reindex(columns=[name for name in _COLOURS if name in table]).rename_axis("项目").reset_index()


def _bars(points: pd.Series, name: str) -> dict[str, object]:
    texts = [plain(point) if point >= 6 else "" for point in points]
    return theme.segments(name, points, texts, colour=_COLOURS[name], hover=f"{name} %{{x}} 分")


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
