"""指标完成: which indicators are met, how far the others are from their targets, and how it went through the year."""

import streamlit as st

from pages.shared import filters, store
from pages.shared.figures import show_figure
from pages.shared.tables import show_table
from perfdata.core.terms import Outcome
from perfdata.presenting import completion_summaries as completion
from perfdata.presenting.charts import completions as charts

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
    st.info("还没有填报实际完成情况。下载模板、填写后上传，这里就会显示完成率和与目标的差距。", title="待填报")
    with st.container(horizontal=True):
        st.page_link("pages/records/upload.py", label="去填报上传", icon=":material/upload_file:")
        filters.offer_demo(selection)
else:
    left, right = st.columns([3, 2])
    with left.container(border=True, height="stretch"):
        show_figure(store.compute(charts.gaps_of, selection), key="gaps")
    with right.container(border=True):
        show_figure(store.compute(charts.bands_of, selection), key="bands")
    if frames["reports"]["as_of"].nunique() > 1:
        with right.container(border=True):
            show_figure(store.compute(charts.met_share_of, selection), key="met_share")

with st.container(border=True):
    st.subheader("明细", anchor=False)
    show_table(
        store.compute(completion.completion_table, selection),
        "completions",
        alt="各项指标的目标、实际、完成率、偏差与计算说明",
        key="completions",
    )
