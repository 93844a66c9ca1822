"""预算: how the money is spread over projects, units and cycles."""

from functools import partial

import streamlit as st

from pages.shared import filters, store
from pages.shared.figures import show_figure
from pages.shared.tables import show_parts, show_totals
from perfdata.presenting.formats import amount, percent, plain_markdown
from perfdata.presenting.summaries import GROUPINGS
from perfdata.usecases import money

selection = filters.choose()
town = store.overview(selection)

st.title(f"{selection.fiscal_year} 年度预算", anchor=False)

if town is None:
    filters.stop_without_projects(selection)
if town.left_out:
    st.warning(town.left_out)
largest = store.ask(money.budget_ranking, selection, by="short_name").table.iloc[0]
with st.grid(4, min_column_width=180):
    st.metric("预算总额", amount(town.budget_yuan), border=True, height="stretch")
    st.metric("项目", f"{town.totals.project_count:,} 个", border=True, height="stretch")
    st.metric(
        "预算执行率",
        percent(town.executed),
        border=True,
        height="stretch",
        help="已填报项目的全年执行数 ÷ 这些项目的全年预算数（调整后；未填的按预算金额）",
    )
    st.metric(
        "最大项目占比",
        percent(largest["占比"]),
        border=True,
        height="stretch",
        help=plain_markdown(largest["项目"]),
    )

with st.container(border=True):
    by = st.segmented_control(
        "排名口径",
        list(GROUPINGS),
        default="short_name",
        required=True,
        format_func=GROUPINGS.__getitem__,
        key="budget_by",
        bind="query-params",
        label_visibility="collapsed",
    )
    show_figure(store.ask(money.budget_ranking, selection, by=by), key="budget_ranking")

if town.pace is None:
    st.caption("还没有填报执行数；填报后这里显示预算执行率和应达。")
else:
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        show_figure(town.pace, key="execution")
    with right.container(border=True, height="stretch"):
        show_figure(store.ask(money.progress, selection), key="progress")

with st.container(border=True):
    st.subheader("明细", anchor=False)
    on_phone = ("项目名称", "预算金额（元）", "执行率（%）")
    told = {"alt": "各项目预算、占比、支出、周期与出处，末行为合计", "on_phone": on_phone}
    show_parts(
        lambda start: store.ask(money.budget_table, selection, start=start),
        partial(show_totals, **told, key="budget_table", opens="项目名称"),
        most=money.MOST_PROJECTS,
        key="budget_table",
        what="个项目",
    )
