"""补贴测算: does headcount × rate × periods give the budget, and what if a factor changes."""

from functools import partial
from typing import Any

import streamlit as st

from pages.shared import filters, questions, store
from pages.shared.figures import show_figure
from pages.shared.tables import show_parts, show_table, show_totals, unfolded
from perfdata.presenting import summaries
from perfdata.presenting.formats import amount, plain, plain_markdown
from perfdata.presenting.schemas import rows_of
from perfdata.usecases import browsing, money


@st.fragment
def show_what_if(row, fiscal_year: int) -> None:
    """Three inputs bound to the URL and three answers; nothing to try without a budget."""
    if row.budget_yuan != row.budget_yuan:
        st.caption("目标表没有填写预算金额，无法试算结余和最多人数。")
        return
    key = f"{fiscal_year}{row.project_id[:6]}"
    with st.grid(3, min_column_width=140):
        headcount = _number("人数（人）", row.headcount, key=f"n{key}")
        rate_yuan = _number(f"标准（元/人/{plain_markdown(row.period_unit)}）", row.rate_yuan, key=f"r{key}")
        periods = _number("期数", row.periods, key=f"p{key}")
    answer = browsing.try_subsidy(row.budget_yuan, headcount=headcount, rate_yuan=rate_yuan, periods=periods)
    with st.grid(3, min_column_width=140):
        st.metric("试算金额", amount(float(answer.total_yuan)))
        st.metric("预算结余" if answer.remainder_yuan >= 0 else "超出预算", amount(abs(float(answer.remainder_yuan))))
        st.metric("预算内最多人数", f"{plain(answer.largest_headcount)} 人")


def _number(label: str, value: float, *, key: str) -> Any:
    """Whole numbers in steps of 1; a written fraction, as 187.5 or 0.8, stays and moves in hundredths."""
    is_whole = value >= 1 and float(value).is_integer()
    return st.number_input(
        label,
        min_value=1 if is_whole else min(0.01, value),
        value=int(value) if is_whole else float(value),
        step=1 if is_whole else 0.01,
        format="%d" if is_whole else "%g",
        key=key,
        bind="query-params",
        persist_state="session",
    )


def show_formula(row, basis, fiscal_year: int) -> None:
    """Answer first, then where each factor stands, then the what-if."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(plain_markdown(row.short_name), anchor=False, width="stretch")
            if row.budget_yuan != row.budget_yuan:
                st.badge("预算未填", icon=":material/help:", color="gray")
            elif row.budget_gap_yuan == 0:
                st.badge("测算与预算一致", icon=":material/check:", color="green")
            else:
                st.badge(f"差额 {amount(abs(row.budget_gap_yuan))}", icon=":material/help:", color="orange")
        formula = plain_markdown(row.formula)
        st.markdown(f"{formula} = **{amount(row.total_yuan)}**　预算 **{amount(row.budget_yuan)}**")
        if row.readings:
            readings = plain_markdown(row.readings)
            st.info(f"预算正好等于 {readings}。请核实是人数或期数有变化，还是另有其他支出？", icon=":material/help:")
            questions.link_to_rule("budget_equals_subsidy_total")
        if row.is_approximate:
            st.caption("原文人数写作“约”，测算按该数计算。")
        show_table(basis, "subsidy_basis", alt=f"{row.short_name}各因素的原文与出处", key=f"basis_{row.project_id}")
        with st.expander("试算：改变人数、标准或期数", icon=":material/tune:"):
            show_what_if(row, fiscal_year)


def show_formulas(found) -> None:
    """The formulas with the largest gaps one by one, and a table of a part of them above the sums of all."""
    frames = found.part.frames
    for row in unfolded(list(rows_of(frames["subsidies"])), "个测算式", key="formulas", most=4):
        show_formula(row, summaries.basis_of(frames, row.project_id), selection.fiscal_year)
    with st.container(border=True):
        st.subheader("合计", anchor=False)
        show_totals(found.table, alt="各测算式与预算，末行为合计", key="totals")


selection = filters.choose()
chart = store.ask(money.subsidy_chart, selection)
costs = store.ask(money.unit_costs, selection)

st.title("补贴测算", anchor=False)
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
            partial(show_table, schema="unit_costs", alt="各项目的单位成本", key="unit_costs"),
            most=money.MOST_PROJECTS,
            key="unit_costs",
            what="个项目",
        )
        questions.link_to_rule("unit_cost_same_basis")
