"""绩效目标表: every goal and indicator as written, what was read from it, and where it stands."""

import streamlit as st

from pages.shared import filters, store
from pages.shared.person import may_see_originals
from pages.shared.tables import show_parts, show_table
from perfdata.presenting import summaries
from perfdata.presenting.formats import amount, plain_markdown
from perfdata.presenting.schemas import rows_of
from perfdata.usecases import results, sources


def show_tables(part) -> None:
    """The indicators of a part of the tables, and each table beside what was read from it, on demand."""
    projects, indicators = part.frames["projects"], part.frames["indicators"]
    with st.container(border=True):
        st.subheader("绩效指标", anchor=False)
        alt = f"{len(indicators)} 项绩效指标的原文、读取结果与出处"
        show_table(summaries.indicator_table(part.frames), "indicators", alt=alt, key="indicators")
    st.subheader("原表与读取结果对照", anchor=False)
    for project in rows_of(projects):
        label = f"{plain_markdown(project.project_name)}　{amount(project.budget_yuan)}"
        details = st.expander(label, key=f"source_{project.project_id}", on_change="rerun")
        if details.open:
            with details:
                show_source(project)


def show_source(project) -> None:
    for name, text in summaries.project_facts(project):
        st.markdown(f":gray[{name}]　{plain_markdown(text)}")
    if not may_see_originals():
        st.caption("原表可能含有个人信息，不向查看账号显示；从中读出的指标见上表。")
        return
    lines = sources.source_lines(store.engine(), project_id=project.project_id, fiscal_year=selection.fiscal_year)
    st.caption("左为原表各行，右为读取结果；“已归位”是错列后放回的行，“空类别”是列出而没有设置指标的类别。")
    alt, key = f"{project.project_name}的原表与读取结果", f"lines_{project.project_id}"
    show_table(lines, "source_lines", alt=alt, key=key)


selection = filters.choose()
first, indicator_count = store.ask(results.goal_tables, selection)

st.title(f"{selection.fiscal_year} 年度绩效目标表", anchor=False)
st.caption(f"{first.total:,} 个项目、{indicator_count:,} 项指标；指标值保留原文，右侧各列是从原文读出的内容。")


def ask(start: int):
    part, _ = store.ask(results.goal_tables, selection, start=start)
    return part.total, part


show_parts(ask, show_tables, most=results.MOST_TABLES, key="tables", what="个项目")
