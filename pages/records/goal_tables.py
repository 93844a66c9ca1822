"""绩效目标表: every goal and indicator as written, what was read from it, and where it stands."""

import streamlit as st

from pages.shared import filters, store
from pages.shared.tables import show_table, unfolded
from perfdata.presenting import summaries
from perfdata.presenting.formats import amount, plain_markdown
from perfdata.presenting.schemas import rows_of
from perfdata.usecases import sources

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

st.subheader("原表与读取结果对照", anchor=False)
for project in unfolded(list(rows_of(projects)), "个项目", key="sources"):
    label = f"{plain_markdown(project.project_name)}　{amount(project.budget_yuan)}"
    details = st.expander(label, key=f"source_{project.project_id}", on_change="rerun")
    if not details.open:
        continue
    with details:
        for name, text in summaries.project_facts(project):
            st.markdown(f":gray[{name}]　{plain_markdown(text)}")
        lines = sources.source_lines(store.engine(), project_id=project.project_id, fiscal_year=selection.fiscal_year)
        st.caption("左为原表各行，右为读取结果；“已归位”是错列后放回的行，“空类别”是列出而没有设置指标的类别。")
        show_table(
            lines, "source_lines", alt=f"{project.project_name}的原表与读取结果", key=f"lines_{project.project_id}"
        )
