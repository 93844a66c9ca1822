"""Aggregates of frames under the names that pages ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from perfdata.core.terms import Outcome
from perfdata.presenting.schemas import SCHEMAS

Frames = Mapping[str, pd.DataFrame]
Grouping = Literal["short_name", "spending_unit", "cycle"]
GROUPINGS: dict[Grouping, str] = {"short_name": "项目", "spending_unit": "用款单位", "cycle": "实施周期"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The figures a leader reads first; amounts in yuan, ``execution_ratio`` None until spending is reported."""

    budget_yuan: float | None
    project_count: int
    indicator_count: int
    reported_count: int
    computed_count: int
    met_count: int
    execution_ratio: float | None


def headline(frames: Frames) -> Headline:
    """The headline figures of the selection."""
    return Headline(
        budget_yuan=_sum(frames["projects"]["budget_yuan"]),
        project_count=len(frames["projects"]),
        indicator_count=len(frames["indicators"]),
        reported_count=int((frames["completions"]["outcome"] != Outcome.NO_DATA.label).sum()),
        computed_count=int(frames["completions"]["is_computed"].sum()),
        met_count=int((frames["completions"]["outcome"] == Outcome.MET.label).sum()),
        execution_ratio=_execution_ratio(frames),
    )


def _sum(values: pd.Series) -> float | None:
    """The sum of what is known; None where nothing is."""
    return float(values.sum()) if values.notna().any() else None


def _execution_ratio(frames: Frames) -> float | None:
    return total_execution_ratio(execution_by_project(frames))


def total_execution_ratio(execution: pd.DataFrame) -> float | None:
    """Spent so far ÷ full-year budget of the projects that report (财预〔2020〕10号); None without a report."""
    reported = execution[execution["spent_yuan"].notna()]
    budget_yuan, spent_yuan = reported["full_year_budget_yuan"].sum(), _sum(reported["spent_yuan"])
    return None if spent_yuan is None or budget_yuan <= 0 else spent_yuan / budget_yuan


def execution_by_project(frames: Frames, *, until: pd.Timestamp | None = None) -> pd.DataFrame:
    """One row a project, in their order: what its spending comes to as of a day, or of the latest one.

    Of each amount the latest one that is known counts: a later report of a new budget leaves what was spent. The
    full-year budget is the adjusted one, else the initial one, else that of the goal table. Shares are 0–1.
    """
    spending = frames["spending"]
    if until is not None:
        spending = spending[spending["as_of"] <= until]
    amounts = ["initial_budget_yuan", "adjusted_budget_yuan", "spent_yuan", "as_of"]
    known = spending.sort_values("as_of", kind="stable").groupby("project_id")[amounts].last()
    rows = frames["projects"][["project_id", "short_name", "budget_yuan"]].join(known, on="project_id")
    budget = rows["adjusted_budget_yuan"].fillna(rows["initial_budget_yuan"]).fillna(rows["budget_yuan"])
    return rows.assign(full_year_budget_yuan=budget, execution_ratio=rows["spent_yuan"] / budget.where(budget > 0))


def with_cycle(projects: pd.DataFrame) -> pd.DataFrame:
    """The projects with their cycle as text: 2022–2024, or 未写明."""
    start, end = projects["cycle_start_year"].astype("str"), projects["cycle_end_year"].astype("str")
    known = projects["cycle_start_year"].notna() & projects["cycle_end_year"].notna()
    return projects.assign(cycle=(start + "–" + end).where(known, "未写明"))


def budget_ranking(frames: Frames, *, by: Grouping = "short_name") -> pd.DataFrame:
    """``group``, ``budget_yuan``, ``budget_ratio`` (0–1 of the total), largest first."""
    projects = with_cycle(frames["projects"])
    budgets = projects.groupby(by, dropna=False, observed=True)["budget_yuan"].sum(min_count=1)
    ranking = budgets.sort_values(ascending=False, na_position="last", kind="stable").rename_axis("group").reset_index()
    ranking["group"] = ranking["group"].fillna("未写明")
    return ranking.assign(budget_ratio=ranking["budget_yuan"] / ranking["budget_yuan"].sum())


def budget_table(frames: Frames) -> pd.DataFrame:
    """Projects by budget with share and cycle, and a totals row last; columns carry their Chinese headers."""
    projects = with_cycle(frames["projects"]).sort_values("budget_yuan", ascending=False, na_position="last")
    total = projects["budget_yuan"].sum()
    table = pd.DataFrame(
        {
            "项目名称": projects["project_name"],
            "用款单位": projects["spending_unit"],
            "实施周期": projects["cycle"],
            "预算金额（元）": projects["budget_yuan"],
            "占比（%）": projects["budget_yuan"] / total * 100 if total else None,
            "出处": projects["place"],
        }
    )
    totals = {
        "项目名称": f"合计（{len(projects)} 个项目）",
        "预算金额（元）": total,
        "占比（%）": 100.0 if total else None,
    }
    return pd.concat([table, pd.DataFrame([totals])], ignore_index=True)


def indicator_table(frames: Frames) -> pd.DataFrame:
    """The indicators as the goal tables list them, with what was read from each target."""
    columns = (
        "short_name level1 level2 indicator_name cycle_target annual_target value_kind "
        "comparator target_number target_unit target_per is_recovered place"
    )
    return frames["indicators"][columns.split()]


def subsidy_totals(frames: Frames) -> pd.DataFrame:
    """One row a formula and a totals row last; columns carry their Chinese headers."""
    subsidies = frames["subsidies"]
    table = pd.DataFrame(
        {
            "项目": subsidies["short_name"],
            "测算式": subsidies["formula"],
            "测算金额（元）": subsidies["total_yuan"],
            "预算金额（元）": subsidies["budget_yuan"],
            "预算减测算（元）": subsidies["budget_gap_yuan"],
        }
    )
    totals = table.drop(columns=["项目", "测算式"]).sum()
    return pd.concat([table, pd.DataFrame([{"项目": "合计", **totals}])], ignore_index=True)


def basis_of(frames: Frames, project_id: str) -> pd.DataFrame:
    """Where each factor of one project's formula stands."""
    basis = frames["subsidy_basis"]
    return basis.loc[basis["project_id"] == project_id, ["factor", "value", "quote", "place"]]


def unit_cost_table(frames: Frames) -> pd.DataFrame:
    """Unit costs without the internal keys."""
    return frames["unit_costs"].drop(columns=["project_id", "short_name"])


def project_facts(project: Any) -> list[tuple[str, str]]:
    """Label and text of one row of the projects frame, 未写明 where the table is silent."""
    columns = SCHEMAS["projects"]
    shown = list(columns)[list(columns).index("project_type") :]
    values = {name: getattr(project, name) for name in shown if name != "budget_yuan"}
    return [(columns[name].label, "未写明" if pd.isna(value) else str(value)) for name, value in values.items()]
