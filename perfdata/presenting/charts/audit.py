"""Figures of the goal audit."""

from collections.abc import Sequence
from typing import Any

from perfdata.presenting.audit_summaries import by_dimension
from perfdata.presenting.charts import theme
from perfdata.presenting.charts.theme import AMBER, GREY, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec


def dimensions_of(rows: Sequence[Any]) -> Chart:
    """Open questions by the four dimensions of the goal review; a hint, never a conclusion."""
    counts = by_dimension(rows)
    labels, questions, remarks = counts["dimension"].tolist(), counts["question_count"], counts["remark_count"]
    whole = float((questions + remarks).max())
    parts = (("问题", questions, AMBER), ("形式", remarks, GREY))
    figure = {
        "data": [
            theme.counted(name, numbers, whole=whole, colour=colour, y=labels, hover=f"%{{y}}：{name} %{{x}} 条")
            for name, numbers, colour in parts
        ],
        "layout": theme.layout(
            height=240,
            top=36,
            barmode="stack",
            xaxis=theme.value_axis(whole, room=0.05),
            yaxis=theme.category_axis(autorange="reversed"),
            **theme.legend_above(),
        ),
    }
    sentences = [
        f"{row.dimension}有问题 {row.question_count} 条、形式 {row.remark_count} 条" for row in counts.itertuples()
    ]
    columns = ("问题（条）", "形式（条）")
    return Chart(
        figure=figure,
        leads_to=theme.leading("audit_dimension", labels),
        title="四个审核方面（提示）",
        alt="；".join(sentences) + "。",
        table=counts.set_axis(["审核方面", *columns], axis=1),
        note="按财预〔2015〕88号的四个审核方面归类，仅作提示，不是绩效目标审核结论。",
        spec=ChartSpec(kind="stacked_bar", category_column="审核方面", value_columns=columns, colours=(AMBER, GREY)),
    )
