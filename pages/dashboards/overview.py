"""总览: how much money, where it goes, whether the arithmetic holds, what the indicators promise."""

import streamlit as st

from pages.shared import filters, questions, store
from pages.shared.figures import show_figure
from perfdata.presenting import audit_summaries, narrative, summaries
from perfdata.presenting.charts import budgets, completions, indicators, subsidies
from perfdata.presenting.formats import labelled_amount, percent, plain_markdown

CARD = {"border": True, "delta_color": "off", "delta_arrow": "off", "height": "stretch"}

selection = filters.choose()
frames = store.frames(selection)
figures = store.compute(summaries.headline, selection)

st.title(f"{selection.fiscal_year} 年度项目绩效总览", anchor=False)
st.caption(plain_markdown(store.compute(narrative.scope_sentence, selection)))

with st.grid(6, min_column_width=130):
    st.metric(*labelled_amount("预算总额", figures.budget_yuan), delta=figures.budget_note, **CARD)
    st.metric("项目", f"{figures.project_count} 个", delta=f"{figures.unit_count} 个单位", **CARD)
    st.metric("绩效指标", f"{figures.indicator_count} 项", delta=figures.kinds_note, **CARD)
    st.metric(
        "补贴测算",
        f"{figures.matching_count} 符 {figures.gap_count} 差",
        delta=figures.gap_note,
        help="按目标表原文推出的“人数 × 标准 × 期数”与预算金额相符、有差额的项目数",
        **CARD,
    )
    st.metric(
        "已填报",
        f"{figures.reported_count} / {figures.indicator_count}",
        delta=figures.reported_note,
        help="已有结果的指标数；“算得”是没有另填、由执行数 ÷ 全年预算数算出的预算执行率",
        **CARD,
    )
    st.metric(
        "预算执行率",
        percent(figures.execution_ratio),
        delta=figures.spending_note,
        help="已填报项目的全年执行数 ÷ 这些项目的全年预算数（调整后；未填的按预算金额）",
        **CARD,
    )

for sentence in store.compute(narrative.overview_sentences, selection, fiscal_year=selection.fiscal_year):
    st.markdown(f"- {plain_markdown(sentence)}")

left, right = st.columns([3, 2])
with left.container(border=True, height="stretch"):
    show_figure(store.compute(budgets.ranking_of_projects, selection), key="budget_by_project")
with right.container(border=True, height="stretch"):
    if frames["subsidies"].empty:
        st.subheader("测算与预算", anchor=False)
        st.caption("所选项目的目标表没有写明“人数 × 标准”的测算式。")
    else:
        show_figure(store.compute(subsidies.subsidies_of, selection), key="subsidy_gap")

if figures.reported_count:
    with st.container(border=True):
        show_figure(store.compute(completions.outcomes_of, selection), key="outcomes")

with st.container(border=True):
    show_figure(store.compute(indicators.heatmap_of, selection), key="indicator_heatmap")

with st.container(border=True):
    asked = store.compute(audit_summaries.questions, selection)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("需要关注", anchor=False, width="stretch")
        st.page_link("pages/evaluation/findings.py", label="看全部", icon=":material/arrow_forward:")
    if asked.open_count:
        st.markdown(f"目标审核有 **{asked.open_count}** 条待核实的提示，涉及 {asked.kind_count} 类问题。最该先问：")
        questions.show_weightiest(asked)
    else:
        st.caption("没有需要核实的提示。")
