"""Parts of the goal audit page: groups of questions, one question with its answer, the rules and their downloads."""

from functools import partial
from typing import Any

import streamlit as st

from pages.shared import filters, store
from pages.shared.buttons import offer_file, refusal_shown
from pages.shared.desk import ask_for_name
from pages.shared.store import Selection
from perfdata.core.terms import ReviewStatus
from perfdata.presenting import audit_summaries
from perfdata.presenting.formats import plain_markdown
from perfdata.usecases import auditing, question_page

_MOST_REASONS, _MOST_LOOKED_THROUGH = 20, 200
_COLOURS = {"待核实": "orange", "待补正": "red", "已核实": "green", "不适用": "gray"}


def show_weightiest(weightiest: Any) -> None:
    """The questions to ask first, one line each."""
    for number, row in enumerate(weightiest.itertuples(), start=1):
        name, message, question = map(plain_markdown, (row.short_name, row.message, row.question))
        st.markdown(f"**{number}. {name}**：{message}  \n:gray[{question}]")


def link_to_rule(rule_id: str) -> None:
    """To the questions of one rule of the goal audit."""
    statement = auditing.rule_texts()[rule_id].statement
    query = {"rule": statement}
    st.page_link(
        "pages/evaluation/findings.py",
        label="看目标审核",
        icon=":material/chevron_right:",
        icon_position="right",
        query_params=query,
    )


def show_group(rows: Any, *, title: str, key: str, is_open: bool, selection: Selection, names_projects: bool) -> None:
    """Findings folded under a title, drawn only while it is open: the weightiest questions, all else on demand."""
    group = st.expander(plain_markdown(title), expanded=is_open, key=key, on_change="rerun")
    if not group.open:
        return
    first, rest, remarks = audit_summaries.parts_of(rows)
    folded = ((rest, f"其余 {len(rest)} 个问题", "rest"), (remarks, f"形式 {len(remarks)} 处", "remarks"))
    with group:
        _show_questions(first, key=key, names_projects=names_projects, selection=selection)
        for part, label, name in folded:
            if len(part) and st.toggle(label, key=f"{key}_{name}"):
                _show_questions(part, key=key, names_projects=names_projects, selection=selection)


def _show_questions(rows: Any, *, key: str, names_projects: bool, selection: Selection) -> None:
    for row in rows.itertuples():
        name = f"**{plain_markdown(row.short_name)}**　" if names_projects else ""
        _show_question(row, name, key=f"{key}_{row.finding_id}", selection=selection)


def _show_question(row: Any, name: str, *, key: str, selection: Selection) -> None:
    text, button = st.columns([9, 1], vertical_alignment="center", gap="small")
    badge = f":{_COLOURS[row.status]}-badge[{row.status}]"
    expected = f"应有：{row.expected}" if isinstance(row.expected, str) and row.expected else ""
    details = [row.place, row.arithmetic if isinstance(row.arithmetic, str) else row.observed, expected]
    small = "　".join(plain_markdown(part.replace("\n", " ")) for part in details if isinstance(part, str) and part)
    question = f"  \n:gray[{plain_markdown(row.question)}]" if isinstance(row.question, str) else ""
    text.markdown(
        f"{badge} :gray-badge[{row.dimension}]　{name}{plain_markdown(row.message)}{question}  \n:gray[:small[{small}]]"
    )
    if button.button("核实", key=key, width="stretch", help="查看详情，填写核实意见"):
        _answer(row, selection.fiscal_year)


@st.dialog("核实这条提示", width="large")
def _answer(row: Any, fiscal_year: int) -> None:
    rule = auditing.rule_texts()[row.rule_id]
    st.markdown(f"**{plain_markdown(row.short_name)}**　{plain_markdown(row.message)}")
    facts = {
        "读到": row.observed,
        "应有": row.expected,
        "算式": row.arithmetic,
        "出处": row.place,
        "建议的提问": row.question,
        "规则": f"{rule.statement}（{row.basis}，第 {row.rule_version} 版）",
    }
    st.markdown("\n".join(f"- {name}：{plain_markdown(text)}" for name, text in facts.items() if isinstance(text, str)))
    status = st.segmented_control(
        "状态", ReviewStatus.labels(), default=row.status, required=True, key=f"status_{row.finding_id}", wrap=True
    )
    note = st.text_area(
        "核实意见",
        value=row.note if isinstance(row.note, str) else "",
        max_chars=auditing.LONGEST_NOTE,
        key=f"note_{row.finding_id}",
    )
    who = ask_for_name(key="who_review")
    if st.button("保存", type="primary", key="save_review"):
        _save(row, fiscal_year, status=ReviewStatus.of(status or row.status), note=note, who=who)
    st.caption("保存后记入历史，可以撤销。")


def _save(row: Any, fiscal_year: int, *, status: ReviewStatus, note: str, who: Any) -> None:
    with refusal_shown("没有保存", who=who):
        auditing.set_status(
            store.engine(),
            row.finding_id,
            fiscal_year=fiscal_year,
            status=status,
            note=note,
            message=row.message,
            who=who,
        )


def show_rules(selection: Selection) -> None:
    """Every rule with its docstring, and where it does not apply with the reason."""
    town = store.overview(selection)
    is_long = town is not None and town.totals.project_count > _MOST_LOOKED_THROUGH
    silent = [] if is_long else store.ask(auditing.silent_of, selection)
    texts = auditing.rule_texts()
    st.caption(f"共 {len(texts)} 条规则，按轻重排列。正例和反例都在测试中逐条执行。")
    if is_long:
        st.caption(f"所选项目超过 {_MOST_LOOKED_THROUGH} 个：选一个单位后，这里列出各条规则不适用之处。")
    for rule in texts.values():
        own = [item for item in silent if item.rule_id == rule.rule_id]
        note = f"　不适用 {len(own)} 处" if own else ""
        label = f"{rule.statement}　{rule.kind.label} · {rule.dimension.label}{note}"
        with st.expander(plain_markdown(label), key=f"rule_{rule.rule_id}", on_change="rerun") as group:
            if not group.open:
                continue
            st.markdown(plain_markdown(rule.explanation))
            st.markdown(f":green-badge[正例] {plain_markdown(rule.good)}")
            st.markdown(f":orange-badge[反例] {plain_markdown(rule.bad)}")
            for item in own[:_MOST_REASONS]:
                st.caption(plain_markdown(f"不适用：{item.project_name or '跨项目'}，{item.reason}"))
            if len(own) > _MOST_REASONS:
                st.caption(f"另有 {len(own) - _MOST_REASONS} 处。")
            st.caption(f"规则 {rule.rule_id}，第 {rule.version} 版")


def offer_lists(selection: Selection, wanted: question_page.Wanted) -> None:
    """The leader's list of all that the filters leave as a document and as a workbook."""
    fiscal_year, engine = selection.fiscal_year, store.engine()

    def make(as_document: bool) -> bytes:
        from perfdata.presenting.exports.question_list import question_document, question_workbook

        audit = question_page.every_finding(engine, selection.scope, wanted=wanted)
        return (question_document if as_document else question_workbook)(audit, fiscal_year=fiscal_year)

    title = "绩效目标审核问题清单"
    with st.container(horizontal=True):
        for label, suffix in (("清单（Word）", ".docx"), ("清单（Excel）", ".xlsx")):
            made = partial(make, suffix == ".docx")
            offer_file(label, made, name=filters.file_name(title, suffix), key=f"questions{suffix}")
