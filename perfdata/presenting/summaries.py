"""Aggregates of frames under the names that pages ask for."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd

from perfdata.core.conclusions import TOO_MUCH_YUAN
from perfdata.presenting.formats import cycle_text
from perfdata.presenting.schemas import SCHEMAS

Frames = Mapping[str, pd.DataFrame]
Grouping = Literal["short_name", "spending_unit", "cycle"]
GROUPINGS: dict[Grouping, str] = {"short_name": "项目", "spending_unit": "用款单位", "cycle": "实施周期"}


def in_order(frame: pd.DataFrame, ids: Sequence[str], *, column: str = "project_id") -> pd.DataFrame:
    """The rows of these ids in the order of the ids, those of one id in their own."""
    at = frame[column].map({each: position for position, each in enumerate(ids)})
    return frame.loc[at.dropna().sort_values(kind="stable").index].reset_index(drop=True)


def with_cycle(projects: pd.DataFrame) -> pd.DataFrame:
    """The projects with their cycle as text."""
    years = projects[["cycle_start_year", "cycle_end_year"]].astype("object").itertuples(index=False)
    return projects.assign(cycle=[cycle_text(*(None if pd.isna(year) else year for year in pair)) for pair in years])


def budget_table(frames: Frames, totals: Any) -> pd.DataFrame:
    """Projects with their share of the total, spending and cycle, and a row with the ``totals`` of all of them last.

    Columns carry their Chinese headers, the index ids of projects.
    """
    projects, total = with_cycle(frames["projects"]), float(totals.budget_yuan or 0)
    budgets, spent = projects["budget_yuan"], frames["spending"].sort_values("as_of").groupby("project_id").last()
    latest = spent[["spent_yuan", "execution_ratio"]].reindex(projects["project_id"]).set_axis(projects.index)
    executed = totals.execution_budget_yuan
    table = pd.DataFrame(
        {
            "项目名称": projects["project_name"],
            "用款单位": projects["spending_unit"],
            "预算金额（元）": projects["budget_yuan"],
            "占比（%）": budgets.where(budgets.abs() < TOO_MUCH_YUAN) / total * 100 if total else None,
            "已支出（元）": latest["spent_yuan"],
            "执行率（%）": latest["execution_ratio"] * 100,
            "实施周期": projects["cycle"],
            "出处": projects["place"],
        }
    ).set_axis(pd.Index(projects["project_id"], name="project_id"))
    last = {
        "项目名称": f"合计（{totals.project_count:,} 个项目{_left_out(totals.left_out_count)}）",
        "预算金额（元）": total,
        "占比（%）": 100.0 if total else None,
        "已支出（元）": float(totals.spent_yuan) if executed else None,
        "执行率（%）": float(totals.spent_yuan / executed) * 100 if executed else None,
    }
    return pd.concat([table, pd.DataFrame([last], index=pd.Index([""], name="project_id"))])


def _left_out(count: int) -> str:
    return f"，其中 {count:,} 个金额过大，没有计入" if count else ""


def indicator_table(frames: Frames) -> pd.DataFrame:
    """The indicators as the goal tables list them, with what was read from each target."""
    columns = (
        "short_name level1 level2 indicator_name cycle_target annual_target value_kind "
        "comparator target_number target_unit target_per is_recovered place"
    )
    return frames["indicators"][columns.split()]


def subsidy_table(frames: Frames) -> pd.DataFrame:
    """One row a formula; columns carry their Chinese headers."""
    subsidies = frames["subsidies"]
    return pd.DataFrame(
        {
            "项目": subsidies["short_name"],
            "测算式": subsidies["formula"],
            "测算金额（元）": subsidies["total_yuan"],
            "预算金额（元）": subsidies["budget_yuan"],
            "预算减测算（元）": subsidies["budget_gap_yuan"],
        }
    )


def subsidy_totals(frames: Frames, sums: Any, *, left_out_count: int) -> pd.DataFrame:
    """The table of the formulas shown above the sums of all, but of projects with an amount too large for them."""
    yuan = (sums.formula_yuan, sums.budget_yuan, sums.budget_gap_yuan)
    table = subsidy_table(frames)
    totals = dict(zip(table.columns[2:], (float(each or 0) for each in yuan), strict=True))
    label = f"合计{f'（{left_out_count:,} 个项目的金额过大，没有计入）' if left_out_count else ''}"
    return pd.concat([table, pd.DataFrame([{"项目": label, **totals}])], ignore_index=True)


def basis_of(frames: Frames, project_id: str) -> pd.DataFrame:
    """Where each factor of one project's formula stands."""
    basis = frames["subsidy_basis"]
    return basis.loc[basis["project_id"] == project_id, ["factor", "value", "quote", "place"]]


def unit_cost_table(frames: Frames) -> pd.DataFrame:
    """Unit costs by id of their project."""
    return frames["unit_costs"].drop(columns=["short_name"]).set_index("project_id")


def project_facts(project: Any) -> list[tuple[str, str]]:
    """Label and text of one row of the projects frame, 未写明 where the table is silent."""
    columns = SCHEMAS["projects"]
    shown = list(columns)[list(columns).index("project_type") :]
    values = {name: getattr(project, name) for name in shown if name != "budget_yuan"}
    return [(columns[name].label, "未写明" if pd.isna(value) else str(value)) for name, value in values.items()]
