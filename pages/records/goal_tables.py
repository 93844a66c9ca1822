"""绩效目标表: every goal and indicator as written, what was read from it, and where it stands."""

import streamlit as st

from pages.shared import filters, store
from pages.shared.tables import show_table
from perfdata.presenting import summaries
from perfdata.presenting.formats import amount

selection = filters.choose()
frames = store.frames(selection)
projects, indicators = frames["projects"], frames["indicators"]

st.title("绩效目标表", anchor=False)
st.caption(f"{len(projects)} 个项目、{len(indicators)} 项指标；指标值保留原文，右侧各列是从原文读出的内容。")

with st.container(border=True):
    st.subheader("绩效指标", anchor=False)
    show_table(
        store.compute(summaries.indicator_table, selection),
        "indicators",
        alt=f"{len(indicators)} 项绩效指标的原文、读取结果与出处",
        key="indicators",
    )

st.subheader("项目与目标", anchor=False)
for project in projects.itertuples():
    with st.expander(f"{project.project_name}　{amount(project.budget_yuan)}"):
        for label, text in summaries.project_facts(project):
            st.markdown(f":gray[{label}]　{text}")
