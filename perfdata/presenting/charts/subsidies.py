"""Figures of the subsidy arithmetic."""

from collections.abc import Callable

import pandas as pd

from perfdata.presenting.charts import theme
from perfdata.presenting.charts.theme import AMBER, NAVY, SKY, WHITE, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import amount
from perfdata.presenting.league import shown_names
from perfdata.presenting.schemas import rows_of

_ROW, _AROUND, _LEAST_ROW = 110, 60, 80  # px; below the least the two bars of a row are too thin for their amounts
_HATCHED = {
    "color": WHITE,
    "line": {"color": NAVY, "width": 1},
    "pattern": {"shape": "/", "fgcolor": NAVY, "solidity": 0.2},
}


def subsidies_of(subsidies: pd.DataFrame, *, count: int, complete: Callable[[], pd.DataFrame] | None = None) -> Chart:
    """Formula total beside the budget for the first of ``count`` formulas, the gap hatched on the shorter bar."""
    rest = theme.rest_of(count - len(subsidies))
    totals, budgets = subsidies["total_yuan"], subsidies["budget_yuan"]
    gaps = (budgets - totals).fillna(0)
    is_roomy = theme.fitting_height(len(subsidies), tall=_ROW, around=_AROUND) >= _LEAST_ROW
    figure = {
        "data": [
            _bars("按原文测算", totals, WHITE, group="total", shows_amounts=is_roomy),
            _gap_bars(totals, gaps.clip(lower=0), group="total", shows_legend=True),
            _bars("预算", budgets, NAVY, group="budget", shows_amounts=is_roomy),
            _gap_bars(budgets.fillna(0), (-gaps).clip(lower=0), group="budget", shows_legend=False),
        ],
        "layout": theme.stacked_rows_layout(
            shown_names(subsidies["short_name"]),
            row_height=_ROW,
            around=_AROUND,
            shift=38,
            barmode="group",
            xaxis=theme.value_axis(max(totals.max(), budgets.max()), room=0.5),
        ),
    }
    sentences = [
        f"{row.short_name} 测算 {amount(row.total_yuan)}，预算 {amount(row.budget_yuan)}" for row in rows_of(subsidies)
    ]
    columns = ("测算金额（元）", "预算金额（元）")
    return Chart(
        figure=figure,
        leads_to=theme.leading("project", subsidies["short_name"]),
        title=f"与预算相差最大的 {len(subsidies)} 个测算" if rest else "测算与预算",
        alt="；".join(sentences) + "。",
        table=subsidies[["short_name", "formula", "total_yuan", "budget_yuan", "budget_gap_yuan"]].set_axis(
            ["项目", "测算式", *columns, "预算减测算（元）"], axis=1
        ),
        complete=complete,
        note=f"{rest}测算式由目标文字与指标值推出，每个因素的出处见补贴测算页。",
        spec=ChartSpec(kind="bar", category_column="项目", value_columns=columns, colours=(SKY, NAVY)),
    )


def _bars(name: str, yuan: pd.Series, colour: str, *, group: str, shows_amounts: bool) -> dict[str, object]:
    amounts = list(map(amount, yuan))
    return theme.segments(
        name,
        yuan.fillna(0),
        amounts if shows_amounts else [""] * len(amounts),
        colour=colour,
        marker=_HATCHED if colour == WHITE else {"color": colour},
        hover=f"{name}：%{{customdata}}",
        customdata=amounts,
        offsetgroup=group,
        insidetextanchor="start",
    )


def _gap_bars(base: pd.Series, gaps: pd.Series, *, group: str, shows_legend: bool) -> dict[str, object]:
    return theme.bars(
        [gap or None for gap in gaps],
        [f"差 {amount(gap)}" if gap else "" for gap in gaps],
        colour=WHITE,
        hover="%{text}",
        name="差额",
        legendgroup="gap",
        showlegend=shows_legend and bool((gaps > 0).any()),
        offsetgroup=group,
        base=base.tolist(),
        textfont={"size": 11},
        marker={"color": WHITE, "line": {"color": AMBER, "width": 1}, "pattern": {"shape": "/", "fgcolor": AMBER}},
    )
