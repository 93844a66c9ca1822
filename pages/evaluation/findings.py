"""目标审核: what to ask before the auditors do, with arithmetic and source line."""

import streamlit as st

from pages.shared import filters, questions, store
from pages.shared.figures import show_figure
from pages.shared.tables import show_parts
from perfdata.core.terms import ReviewDimension, ReviewStatus
from perfdata.presenting import audit_summaries
from perfdata.usecases import auditing, question_page

CARD = {"border": True, "delta_color": "off", "delta_arrow": "off", "height": "stretch"}
_VIEWS = ["按项目", "按规则", "规则清单"]

selection = filters.choose()
answer = store.ask(question_page.answer, selection)
counts = answer.counts
rules = auditing.rule_texts()

st.title(f"{selection.fiscal_year} 年度目标审核", anchor=False)
st.caption("由规则从目标表和预算中自动提出，仅作提示，供核实，不是绩效目标审核结论。")

with st.grid(3, min_column_width=150):
    st.metric("待核实", f"{counts.open_count:,} 条", delta=f"{counts.kind_count} 类问题", **CARD)
    st.metric("已核实或不适用", f"{counts.answered_count:,} 条", delta="意见记入历史", **CARD)
    st.metric("形式", f"{counts.remark_count:,} 处", delta="格式与写法", **CARD)

left, right = st.columns([3, 2])
with left.container(border=True, height="stretch"):
    st.subheader("最该先问", anchor=False)
    if not counts.open_count:
        st.caption("没有待核实的提示。")
    questions.show_weightiest(answer.weightiest)
with right.container(border=True, height="stretch"):
    show_figure(answer.dimensions, key="audit_dimensions")

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

LISTS = {"audit_dimension": ("审核方面", ReviewDimension), "audit_status": ("状态", ReviewStatus)}
with filters.of_page(*LISTS, "rule"):
    dimensions, statuses = (
        st.multiselect(label, terms.labels(), key=key, placeholder="全部", select_all=False, bind="query-params")
        for key, (label, terms) in LISTS.items()
    )
    statements = [text.statement for text in rules.values()]
    statement = st.selectbox("规则", statements, index=None, key="rule", placeholder="全部", bind="query-params")

rule = next((rule_id for rule_id, text in rules.items() if text.statement == statement), None)
wanted = question_page.Wanted(tuple(dimensions), tuple(statuses), rule)
by: question_page.Grouping = "rule" if view == _VIEWS[1] else "project"
if selection.projects:
    st.caption("已按项目筛选，跨项目的提示未列出。")
found = store.ask(question_page.groups, selection, by=by, wanted=wanted)
if not found.total:
    st.info("没有符合条件的提示。")
    st.stop()
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.markdown(f"共 **{found.counted}**", width="content")
    questions.offer_lists(selection, wanted)


def ask(start: int):
    part = store.ask(question_page.groups, selection, by=by, wanted=wanted, start=start)
    return part.total, part.shown


def show_groups(groups) -> None:
    for position, rows in enumerate(groups):
        name = rules[rows["rule_id"].iloc[0]].statement if by == "rule" else rows["short_name"].iloc[0]
        key = rows["finding_id"].iloc[0] if by == "project" else rows["rule_id"].iloc[0]
        questions.show_group(
            rows,
            title=f"{name}　{audit_summaries.counted(rows)}",
            key=f"group_{by}_{key}",
            is_open=position == 0,
            names_projects=by == "rule",
            selection=selection,
        )


show_parts(ask, show_groups, most=question_page.MOST_GROUPS, key=f"groups_{by}", what="组")
