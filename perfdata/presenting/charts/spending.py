"""Spending through the year beside what was due."""

from collections.abc import Sequence
from typing import Any

from perfdata.presenting import completion_summaries as completion
from perfdata.presenting.charts import theme
from perfdata.presenting.charts.theme import MUTED, NAVY, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import percent
from perfdata.presenting.verdicts import DUE_OF_SEVERAL

_SOURCE = "来源：已确认入库的项目支出；执行率 = 全年执行数 ÷ 全年预算数（调整后）。"


def progress_of(changes: Sequence[Any], *, fiscal_year: int) -> Chart:
    """Execution against what was due on each day of reports.

    ``changes`` are what each day of reports changed of the sums.
    """
    days = completion.spending_by_day(changes, fiscal_year=fiscal_year)
    last = days.iloc[-1]
    executed, due = percent(last["execution_ratio"]), percent(last["due_ratio"])
    columns = ("预算执行率", "应达")
    is_behind = last["execution_ratio"] < last["due_ratio"]  # the numbers at the ends of the lines stand apart
    below, above = {"textposition": "bottom center"}, {"textposition": "top center"}
    last_of_month = {f"{day:%Y-%m}": day for day in days["as_of"]}.values()
    figure = {
        "data": [
            theme.line(days["as_of"], days["execution_ratio"], colour=NAVY, name=columns[0])
            | (below if is_behind else above),
            theme.line(days["as_of"], days["due_ratio"], colour=MUTED, dash="dot", name=columns[1])
            | (above if is_behind else below),
        ],
        "layout": theme.layout(
            height=300,
            top=56,
            sides=24,
            xaxis={
                "type": "date",
                "tickvals": [f"{day:%Y-%m-%d}" for day in last_of_month],
                "ticktext": [f"{day.month} 月" for day in last_of_month],
                "automargin": True,
                "fixedrange": True,
                "showgrid": False,
            },
            yaxis=theme.ratio_axis(),
            **theme.legend_above(),
        ),
    }
    return Chart(
        uses_results=True,
        figure=figure,
        leads_to=({}, *theme.leading_months(days["as_of"].iloc[1:], fiscal_year=fiscal_year)),
        title="执行率与应达，逐次填报",
        alt=f"截至 {last['as_of']:%Y-%m-%d}，预算执行率 {executed}，应达 {due}。",
        table=days.set_axis(["截至日期", *columns], axis=1),
        note=f"{_SOURCE}{DUE_OF_SEVERAL}。",
        spec=ChartSpec(kind="line", category_column="截至日期", value_columns=columns, colours=(NAVY, MUTED)),
    )
