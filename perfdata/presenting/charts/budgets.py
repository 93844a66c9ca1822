"""The budgets, ranked."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from html import escape

import pandas as pd

from perfdata.core.conclusions import is_too_much
from perfdata.presenting import summaries
from perfdata.presenting.charts import theme
from perfdata.presenting.charts.theme import NAVY, PALETTE, Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import amount, percent
from perfdata.presenting.league import shown_names, without_place
from perfdata.presenting.summaries import Grouping

_LEADS = {"short_name": "project", "spending_unit": "unit"}
_SOURCE = "来源：项目绩效目标表中的年度预算金额。"


def ranking_of(
    groups: Sequence[tuple[str, Decimal | None]],
    *,
    by: Grouping,
    total_yuan: Decimal | None,
    count: int,
    left_out: str = "",
    complete: Callable[[], pd.DataFrame] | None = None,
) -> Chart:
    """Budgets by project, spending unit or cycle, largest first: the first of ``count`` groups and all they come to.

    ``left_out`` says which amounts the total has not.
    """
    kind, drawn = summaries.GROUPINGS[by], groups[: theme.MOST_BARS]
    left_yuan = float((total_yuan or 0) - sum(yuan for _, yuan in drawn if yuan and not is_too_much(yuan)))
    rest = theme.rest_of(count - len(drawn), left_yuan)
    names = [name for name, _ in drawn]
    budgets = [float(yuan or 0) for _, yuan in drawn]
    labels = [
        "未填预算" if yuan is None else f"{amount(float(yuan))}（{_share_text(yuan, total_yuan)}）" for _, yuan in drawn
    ]
    shown = without_place(names) if by == "spending_unit" else shown_names(names)
    escaped = [escape(name, quote=False) for name in names]
    bars = theme.bars(budgets, labels, colour=NAVY, hover="%{customdata}<br>%{text}", customdata=escaped)
    shares = "；".join(f"{name} {label}" for name, label in zip(names, labels, strict=True))
    return Chart(
        figure={
            "data": [bars],
            "layout": theme.rows_layout(shown, xaxis=theme.value_axis(max(budgets, default=0), room=0.78)),
        },
        leads_to=theme.leading(_LEADS[by], names) if by in _LEADS else (),
        title=f"预算最大的 {len(drawn)} 个{kind}" if count > len(drawn) else f"各{kind}预算",
        alt=f"各{kind}预算：{shares}。{rest}",
        table=ranking_table(groups, by=by, total_yuan=total_yuan),
        note=f"{rest}{left_out}{_SOURCE}",
        spec=ChartSpec(kind="bar", category_column=kind, value_columns=("预算金额（元）",), colours=PALETTE),
        complete=complete,
    )


def ranking_table(
    groups: Sequence[tuple[str, Decimal | None]], *, by: Grouping, total_yuan: Decimal | None
) -> pd.DataFrame:
    """The groups with budget and share (0–1 of the total) under Chinese headers."""
    rows = [(name, None if yuan is None else float(yuan), _share(yuan, total_yuan)) for name, yuan in groups]
    return pd.DataFrame(rows, columns=[summaries.GROUPINGS[by], "预算金额（元）", "占比"])


def _share(yuan: Decimal | None, total_yuan: Decimal | None) -> float | None:
    return float(yuan / total_yuan) if yuan is not None and total_yuan and not is_too_much(yuan) else None


def _share_text(yuan: Decimal, total_yuan: Decimal | None) -> str:
    return "过大，没有计入合计" if is_too_much(yuan) else percent(_share(yuan, total_yuan))
