"""目标审核: what to ask before the auditors do, with arithmetic and source line."""

import streamlit as st

from pages.shared import filters, questions, store
from pages.shared.figures import show_figure
from pages.shared.tables import unfolded
from perfdata.core.terms import ReviewDimension, ReviewStatus
from perfdata.presenting import audit_summaries
from perfdata.presenting.charts import audit as charts
from perfdata.usecases import auditing

CARD = {"border": True, "delta_color": "off", "delta_arrow": "off", "height": "stretch"}
_VIEWS = ["按项目", "按规则", "规则清单"]

selection = filters.choose()
answer = store.compute(audit_summaries.questions, selection)
rules = auditing.rule_texts()

st.title("目标审核", anchor=False)
st.caption("由规则从目标表和预算中自动提出，仅作提示，供核实，不是绩效目标审核结论。")

with st.grid(3, min_column_width=150):
    st.metric("待核实", f"{answer.open_count} 条", delta=f"{answer.kind_count} 类问题", **CARD)
    st.metric("已核实或不适用", f"{answer.answered_count} 条", delta="意见记入历史", **CARD)
    st.metric("形式", f"{answer.remark_count} 处", delta="格式与写法", **CARD)

left, right = st.columns([3, 2])
with left.container(border=True, height="stretch"):
    st.subheader("最该先问", anchor=False)
    if not answer.open_count:
        st.caption("没有待核实的提示。")
    questions.show_weightiest(answer)
with right.container(border=True, height="stretch"):
    show_figure(store.compute(charts.dimensions_of, selection), key="audit_dimensions")

view = st.segmented_control(
    "查看",
    _VIEWS,
    default=_VIEWS[0],
    required=True,
    key="audit_view",
    bind="query-params",
    label_visibility="collapsed",
)
if view == _VIEWS[2]:
    questions.show_rules(selection)
    st.stop()

with st.grid(3, min_column_width=150):
    dimensions = st.multiselect(
        "审核方面", ReviewDimension.labels(), key="audit_dimension", placeholder="全部", select_all=False
    )
    statuses = st.multiselect("状态", ReviewStatus.labels(), key="audit_status", placeholder="全部", select_all=False)
    statement = st.selectbox(
        "规则",
        [text.statement for text in rules.values()],
        index=None,
        key="rule",
        placeholder="全部",
        bind="query-params",
    )

rule = next((rule_id for rule_id, text in rules.items() if text.statement == statement), None)
shown = store.compute(
    audit_summaries.filtered,
    selection,
    dimensions=tuple(dimensions),
    statuses=tuple(statuses),
    rule=rule,
)
if selection.projects:
    st.caption("已按项目筛选，跨项目的提示未列出。")
if shown.empty:
    st.info("没有符合条件的提示。")
    st.stop()
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.markdown(f"共 **{audit_summaries.counted(shown)}**", width="content")
    questions.offer_lists(shown, fiscal_year=selection.fiscal_year)
by_rule = view == _VIEWS[1]
column = "rule_id" if by_rule else "short_name"
values = audit_summaries.rules_in_order(shown) if by_rule else audit_summaries.projects_in_order(shown)
for position, value in enumerate(unfolded(values, "组", key="groups")):
    rows = audit_summaries.rows_where(shown, column, value)
    questions.show_group(
        rows,
        title=f"{rules[value].statement if by_rule else value}　{audit_summaries.counted(rows)}",
        key=f"group_{column}_{value}",
        is_open=position == 0,
        names_projects=by_rule,
        selection=selection,
    )
