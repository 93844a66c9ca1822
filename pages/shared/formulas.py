"""Subsidy formulas on pages: the answer, where each factor stands, and what if a factor changes."""

from typing import Any

import streamlit as st

from pages.shared import questions
from pages.shared.tables import show_table
from perfdata.presenting.formats import amount, plain, plain_markdown
from perfdata.usecases import browsing


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
