"""Years side by side: sums of each year, indicators that come back, and what was revised within a year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from perfdata.core.terms import Outcome
from perfdata.presenting.formats import amount, percent, wan, wan_number
from perfdata.presenting.league import without_place
from perfdata.presenting.verdicts import Pace, met_share

_WHOLE = {"项目", "红灯项目"}
MOST_YEARS = 3  # of an indicator, side by side


def years_table(rows: Sequence[Any], pace_of: Callable[[Any], Pace]) -> pd.DataFrame:
    """A row a year, the earliest first, under Chinese headers; shares in percent, None where nothing is known."""
    made = []
    for row in rows:
        pace, share = pace_of(row), met_share(row)
        made.append(
            {
                "年度": str(row.fiscal_year),
                "截至": f"{pace.month} 月" if pace.month else "未填报",
                "项目": row.project_count,
                "预算（万元）": wan_number(row.budget_yuan),
                "支出（万元）": wan_number(row.spent_yuan),
                "执行率": _percent(pace.executed),
                "应达": _percent(pace.due),
                "年底估算": _percent(pace.year_end),
                "达成率": _percent(share),
                "平均分": row.mean_score,
                "红灯项目": row.red_count,
            }
        )
    if not made:
        return pd.DataFrame()
    words = {"年度", "截至"}
    table = pd.DataFrame(made).astype({name: "float64" for name in made[0] if name not in words | _WHOLE})
    table.insert(4, "预算较上年（%）", _change_of_budget(table))
    return table


def follows(table: pd.DataFrame) -> pd.Series:
    """Of each year of the table, whether the year above it is the one before."""
    return table["年度"].astype("int64").diff() == 1


def _change_of_budget(table: pd.DataFrame) -> pd.Series:
    """In percent of the year before; None where that one is missing or had no budget above 0."""
    budgets = table["预算（万元）"]
    before = budgets.shift().where(follows(table) & (budgets.shift() > 0))
    return (budgets / before - 1) * 100


def _percent(share: float | None) -> float | None:
    return None if share is None else share * 100


def repeated_table(rows: Sequence[Any]) -> pd.DataFrame:
    """A row an indicator with target, result and outcome of each of the last years; its project's id is the index."""
    years = sorted({row.fiscal_year for row in rows})[-MOST_YEARS:]
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        own = found.setdefault(row.indicator_id, {"project_id": row.project_id, "单位": "", "项目": "", "指标": ""})
        own |= {"单位": row.spending_unit or "", "项目": row.project_name, "指标": row.indicator_name}
        if row.fiscal_year in years:
            own[f"{row.fiscal_year} 目标"] = row.target
            own[f"{row.fiscal_year} 实际"] = row.reported or _executed(row)
            own[f"{row.fiscal_year} 结论"] = Outcome(row.outcome).label
    columns = [f"{year} {what}" for year in years for what in ("目标", "实际", "结论")]
    table = pd.DataFrame(list(found.values()), columns=["project_id", "单位", "项目", "指标", *columns])
    return _with_short_units(table.set_index("project_id"))


def _executed(row: Any) -> str:
    """The execution rate where spending alone answers an indicator, with what is spent: 77.4%（50.40 万元）."""
    if row.completion_ratio is None or not row.execution_budget_yuan:
        return "–"
    return f"{percent(float(row.spent_yuan / row.execution_budget_yuan))}（支出 {wan(row.spent_yuan)}）"


def revisions_table(revisions: Sequence[Any], told: Callable[[Any], str]) -> pd.DataFrame:
    """A row a revision, the latest first, the original beside what it became; its project's id is the index."""
    rows = [
        (
            item.project_id,
            item.project_name,
            item.indicator_name or "预算金额",
            _text(item.original),
            _text(item.revised),
            item.who,
            told(item.at),
            item.place,
        )
        for item in revisions
    ]
    columns = ["project_id", "项目", "指标", "原目标", "修订后", "谁", "何时", "出处"]
    return pd.DataFrame(rows, columns=columns).set_index("project_id")


def _text(value: str | Decimal | None) -> str:
    if value is None:
        return "未填"
    return amount(float(value)) if isinstance(value, Decimal) else value


def _with_short_units(table: pd.DataFrame) -> pd.DataFrame:
    """Units without their town; no column of units where there is only one."""
    names = list(dict.fromkeys(table["单位"]))
    if len(names) < 2:
        return table.drop(columns="单位")
    return table.assign(单位=table["单位"].map(dict(zip(names, without_place(names), strict=True))))
