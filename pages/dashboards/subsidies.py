"""补贴测算: does headcount × rate × periods give the budget, and what if a factor changes."""

from functools import partial

import streamlit as st

from pages.shared import filters, questions, store
from pages.shared.figures import show_figure
from pages.shared.formulas import show_formula
from pages.shared.tables import show_parts, show_table, show_totals, unfolded
from perfdata.presenting import summaries
from perfdata.presenting.schemas import rows_of
from perfdata.usecases import money


def show_formulas(found) -> None:
    """The formulas with the largest gaps one by one, and a table of a part of them above the sums of all."""
    frames = found.part.frames
    for row in unfolded(list(rows_of(frames["subsidies"])), "个测算式", key="formulas", most=2):
        show_formula(row, summaries.basis_of(frames, row.project_id), selection.fiscal_year)
    with st.container(border=True):
        st.subheader("合计", anchor=False)
        show_totals(found.table, alt="各测算式与预算，末行为合计", key="totals", opens="项目")


selection = filters.choose()
chart = store.ask(money.subsidy_chart, selection)
costs = store.ask(money.unit_costs, selection)

st.title(f"{selection.fiscal_year} 年度补贴测算", anchor=False)
st.caption("测算式由目标文字和指标值推出，每个因素都标明出处；差额仅作提示，供核实。")

if chart is None and not costs[0]:
    st.info("所选项目的目标表既没有写明“人数 × 标准”，也没有可计数的数量指标。可在左侧改选项目。")
if chart:
    with st.container(border=True):
        show_figure(chart, key="subsidy_gap")
    show_parts(
        lambda start: store.ask(money.formulas, selection, start=start),
        show_formulas,
        most=money.MOST_PROJECTS,
        key="formula_parts",
        what="个测算式",
    )
if costs[0]:
    with st.container(border=True):
        st.subheader("没有写明测算式的项目：单位成本", anchor=False)
        st.caption("单位成本 = 预算金额 ÷ 数量指标的年度指标值。")
        show_parts(
            lambda start: store.ask(money.unit_costs, selection, start=start),
            partial(show_table, schema="unit_costs", alt="各项目的单位成本", key="unit_costs", opens="project_name"),
            most=money.MOST_PROJECTS,
            key="unit_costs",
            what="个项目",
        )
        questions.link_to_rule("unit_cost_same_basis")
