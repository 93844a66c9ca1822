"""指标完成: which indicators are met, how far the others are from their targets, and how it went through the year."""

import streamlit as st

from pages.shared import filters, store
from pages.shared.figures import show_figure
from pages.shared.tables import show_table
from perfdata.core.terms import Outcome
from perfdata.presenting import completion_summaries as completion
from perfdata.presenting import indicator_summaries as indicators
from perfdata.presenting.charts import completions as charts

FILTERS = {"level1": "一级指标", "level2": "二级指标", "kinds": "指标性质", "outcomes": "完成情况"}

selection = filters.choose()
frames = store.frames(selection)
totals = store.compute(completion.outcome_totals, selection)

st.title(f"{selection.fiscal_year} 年度指标完成", anchor=False)

with st.grid(5, min_column_width=130):
    for outcome in Outcome:
        st.metric(outcome.label, f"{totals[outcome.label]} 项", border=True, height="stretch")

with st.container(border=True):
    show_figure(store.compute(charts.outcomes_of, selection), key="outcomes")

if totals[Outcome.NO_DATA.label] == len(frames["completions"]):
    filters.invite(selection, "还没有填报实际完成情况。下载模板、填写后上传，这里就会显示完成率和与目标的差距。")
else:
    left, right = st.columns([3, 2])
    with left.container(border=True, height="stretch"):
        show_figure(store.compute(charts.gaps_of, selection), key="gaps")
    with right.container(border=True):
        show_figure(store.compute(charts.bands_of, selection), key="bands")
    if frames["reports"]["as_of"].nunique() > 1:
        with right.container(border=True):
            show_figure(store.compute(charts.met_share_of, selection), key="met_share")

if not (pooled := store.compute(completion.pooled_rates, selection)).empty:
    with st.container(border=True):
        st.subheader("同名比率合计", anchor=False)
        show_table(pooled, "pooled_rates", alt=f"{len(pooled)} 个比率按分子、分母跨项目、跨单位合计", key="pooled")

with st.container(border=True):
    st.subheader("逐项查看", anchor=False)
    options = store.compute(indicators.filter_options, selection)
    wanted = {}
    with st.grid(4, min_column_width=150):
        for name, label in FILTERS.items():
            wanted[name] = tuple(
                st.multiselect(
                    label, options[name], key=name, placeholder="全部", select_all=False, bind="query-params", wrap=True
                )
            )
    rows = store.compute(indicators.indicator_rows, selection, **wanted)
    if rows.empty:
        st.caption("没有符合条件的指标，请放宽筛选。")
    else:
        show_table(rows, "indicator_rows", alt=f"{len(rows)} 项指标的目标、读取结果、实际与完成情况", key="rows")
