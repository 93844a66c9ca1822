"""Figures of the goal audit."""

from __future__ import annotations

import pandas as pd

from perfdata.presenting.audit_summaries import by_dimension
from perfdata.presenting.charts.theme import GOLD, GREY, Chart, category_axis, layout, legend_above, value_axis
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.summaries import Frames


def dimensions_of(frames: Frames) -> Chart:
    """Open questions by the four dimensions of the goal review; a hint, never a conclusion."""
    counts = by_dimension(frames)
    labels = counts["dimension"].tolist()
    largest = float((counts["warning_count"] + counts["notice_count"]).max())
    figure = {
        "data": [
            _bars("提示", labels, counts["warning_count"], GOLD),
            _bars("说明", labels, counts["notice_count"], GREY),
        ],
        "layout": layout(
            height=240,
            margin={"l": 0, "r": 0, "t": 36, "b": 0},
            barmode="stack",
            showlegend=True,
            legend=legend_above(),
            xaxis=value_axis(largest, room=0.05),
            yaxis=category_axis(autorange="reversed"),
        ),
    }
    sentences = [
        f"{row.dimension}有提示 {row.warning_count} 条、说明 {row.notice_count} 条" for row in counts.itertuples()
    ]
    return Chart(
        figure=figure,
        title="四个审核方面（提示）",
        alt="；".join(sentences) + "。",
        table=pd.DataFrame(
            {"审核方面": labels, "提示（条）": counts["warning_count"], "说明（条）": counts["notice_count"]}
        ),
        note="按财预〔2015〕88号的四个审核方面归类，仅作提示，不是绩效目标审核结论。",
        spec=ChartSpec(
            kind="stacked_bar",
            category_column="审核方面",
            value_columns=("提示（条）", "说明（条）"),
            colours=(GOLD, GREY),
        ),
    )


def _bars(name: str, labels: list[str], counts: pd.Series, colour: str) -> dict[str, object]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "x": counts.tolist(),
        "y": labels,
        "text": [str(count) if count else "" for count in counts],
        "textposition": "inside",
        "textangle": 0,
        "marker": {"color": colour},
        "hovertemplate": f"%{{y}}：{name} %{{x}} 条<extra></extra>",
    }
