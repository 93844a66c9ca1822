"""预算: how the money is spread over projects, units and cycles."""

import streamlit as st

from pages.shared import filters, store
from pages.shared.figures import show_figure
from pages.shared.tables import show_totals
from perfdata.presenting import summaries
from perfdata.presenting.charts import budgets, spending
from perfdata.presenting.formats import amount, percent, plain_markdown

selection = filters.choose()
figures = store.compute(summaries.headline, selection)
ranking = store.compute(summaries.budget_ranking, selection)

st.title(f"{selection.fiscal_year} 年度预算", anchor=False)

largest = ranking.iloc[0]
with st.grid(4, min_column_width=180):
    st.metric("预算总额", amount(figures.budget_yuan), border=True, height="stretch")
    st.metric("项目", f"{figures.project_count} 个", border=True, height="stretch")
    st.metric(
        "预算执行率",
        percent(figures.execution_ratio),
        border=True,
        height="stretch",
        help="已填报项目的全年执行数 ÷ 这些项目的全年预算数（调整后；未填的按预算金额）",
    )
    st.metric(
        "最大项目占比",
        percent(largest["budget_ratio"]),
        border=True,
        height="stretch",
        help=plain_markdown(largest["group"]),
    )

with st.container(border=True):
    by = st.segmented_control(
        "排名口径",
        list(summaries.GROUPINGS),
        default="short_name",
        required=True,
        format_func=summaries.GROUPINGS.__getitem__,
        key="budget_by",
        bind="query-params",
        label_visibility="collapsed",
    )
    show_figure(store.compute(budgets.ranking_by, selection, by=by), key="budget_ranking")

town = store.overview(selection)
if town is None or town.pace is None:
    st.caption("还没有填报执行数；填报后这里显示预算执行率和序时进度。")
else:
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        show_figure(town.pace, key="execution")
    with right.container(border=True, height="stretch"):
        show_figure(store.compute(spending.progress_of, selection), key="progress")

with st.container(border=True):
    st.subheader("明细", anchor=False)
    show_totals(
        store.compute(summaries.budget_table, selection),
        alt="各项目预算、占比、周期与出处，末行为合计",
        key="budget_table",
    )
