"""The budgets, ranked."""

from html import escape

import pandas as pd

from perfdata.presenting import summaries
from perfdata.presenting.charts import theme
from perfdata.presenting.charts.theme import NAVY, PALETTE, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import amount, percent

_SOURCE = "来源：项目绩效目标表中的年度预算金额。"


def ranking_by(frames: summaries.Frames, *, by: summaries.Grouping = "short_name") -> Chart:
    """Budgets of the selection by project, spending unit or cycle, largest first."""
    whole, kind = summaries.budget_ranking(frames, by=by), summaries.GROUPINGS[by]
    ranking, rest = theme.first_rows(whole, yuan="budget_yuan")
    budgets, names = ranking["budget_yuan"].fillna(0), ranking["group"].tolist()
    labels = [
        "未填预算" if pd.isna(yuan) else f"{amount(yuan)}（{percent(ratio)}）"
        for yuan, ratio in zip(ranking["budget_yuan"], ranking["budget_ratio"], strict=True)
    ]
    escaped = [escape(name, quote=False) for name in names]
    bars = theme.bars(budgets, labels, colour=NAVY, hover="%{customdata}<br>%{text}", customdata=escaped)
    shares = "；".join(f"{name} {label}" for name, label in zip(names, labels, strict=True))
    return Chart(
        figure={
            "data": [bars],
            "layout": theme.rows_layout(names, xaxis=theme.value_axis(budgets.max(), room=0.78)),
        },
        title=f"各{kind}预算",
        alt=f"各{kind}预算：{shares}。{rest}",
        table=whole.set_axis([kind, "预算金额（元）", "占比"], axis=1),
        note=f"{rest}{_SOURCE}",
        spec=ChartSpec(kind="bar", category_column=kind, value_columns=("预算金额（元）",), colours=PALETTE),
    )
