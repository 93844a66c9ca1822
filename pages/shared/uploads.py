"""Parts of the upload page: template, findings, questions, confirmation."""

from functools import partial
from typing import Any

import streamlit as st

from pages.shared import evidence, store, visitor
from pages.shared.buttons import offer_file
from pages.shared.desk import Done, Draft, acting, desk
from pages.shared.drafts import match_key, said_about
from pages.shared.store import Selection
from pages.shared.tables import first_of, show_table
from perfdata.checking.words import CHECKS
from perfdata.core.errors import PerfdataError, StorageError
from perfdata.core.people import Who
from perfdata.core.terms import Severity, UploadKind
from perfdata.presenting import previews
from perfdata.presenting.exports.result_template import template_file_name
from perfdata.presenting.formats import plain_markdown
from perfdata.usecases import closing, reviewing, uploading
from perfdata.usecases.preview import CellQuestion, IndicatorQuestion, ProjectQuestion, Suggestion
from perfdata.usecases.uploading import Preview

MOST_QUESTIONS = 20
WHO = "who_upload"
WAITS = "已交审"
_ACCEPT = "accept_sound_rows"
_WIDTHS = {"severity": 56, "place": 104, "message": 250, "observed": 140, "expected": 190, "suggestion": 240}
_SHOWN_ON = {
    UploadKind.GOAL_TABLES: ("pages/records/goal_tables.py", "绩效目标表"),
    UploadKind.ACTUAL_RESULTS: ("pages/dashboards/indicators.py", "指标完成"),
    UploadKind.SELF_EVALUATIONS: ("pages/evaluation/self_evaluation.py", "绩效自评"),
    UploadKind.MONITORING: ("pages/evaluation/monitoring.py", "运行监控"),
}


def offer_template(selection: Selection) -> None:
    """The template of the selected year and units, filled with what is already reported."""
    unit = selection.units[0] if len(selection.units) == 1 else None
    with_parts = st.toggle("附比率的分子、分母两列", key="template_parts")
    words = {"fiscal_year": selection.fiscal_year, "units": selection.units, "with_parts": with_parts}
    make = partial(uploading.result_template, store.engine(), today=visitor.today(), **words)
    name = template_file_name(selection.fiscal_year, unit)
    offer_file("下载填报模板", make, name=name, key="template")


def show_findings(draft: Draft) -> None:
    """Every finding at its cell, the file back with the cells marked, and folded away what merely explains."""
    preview = draft.preview
    findings = [finding for finding in preview.findings if finding.severity is not Severity.NOTICE]
    notices = [finding for finding in preview.findings if finding.severity is Severity.NOTICE]
    if findings:
        errors = sum(finding.severity is Severity.ERROR for finding in findings)
        held = "有错误的行暂不写入，提示不影响写入。" if errors else "提示供核实，不影响写入。"
        st.warning(f"发现 {errors} 处错误、{len(findings) - errors} 处提示。{held}")
        show_finding_table(findings, alt="每处问题的位置、内容与建议", key="draft_findings")
        if preview.kind is not UploadKind.GOAL_TABLES:
            _offer_marked_copy(draft)
    else:
        st.success("没有发现问题。")
    if notices:
        with st.expander(f"说明（{len(notices)}）", icon=":material/info:"):
            show_finding_table(notices, alt="读取时的说明，不影响写入", key="draft_notices")


def show_checks() -> None:
    """Everything that is asked about a filled file, with its weight and what to do, folded away."""
    with st.expander(f"全部检查项（{len(CHECKS)}）", icon=":material/checklist:"):
        lines = (f"{rule.severity.label}　{rule.title}　{rule.advice}" for rule in CHECKS.values())
        st.caption(plain_markdown("\n".join(lines)))


def show_finding_table(findings: Any, *, alt: str, key: str) -> None:
    """Findings of a file with their places in it and what to do, errors first."""
    weighty_first = sorted(findings, key=lambda finding: finding.severity is not Severity.ERROR)
    table = previews.finding_table(first_of(weighty_first, "条"))
    is_narrow = visitor.is_on_phone()
    if is_narrow:
        table = previews.findings_in_three_columns(table)
    show_table(table, "findings", alt=alt, key=key, widths=_WIDTHS, row_height=136 if is_narrow else 66)


def _offer_marked_copy(draft: Draft) -> None:
    """The file with its cells marked, made once for each draft."""
    draft.marked = draft.marked or uploading.marked_copy(draft.preview)
    name, content, reason = draft.marked
    offer_file("下载标出问题的文件", content, name=name, key="marked_copy", icon="draft")
    if reason:
        st.caption(plain_markdown(reason))


def tell_what_remains(draft: Draft) -> None:
    """What else the file holds, and the way to it where this part is not to be stored."""
    if not draft.preview.remaining:
        return
    st.info(plain_markdown(f"正在核对{draft.preview.kind.label}。{draft.preview.remaining_text}"))
    st.button("跳过这一部分，继续核对其余部分", key="pass_over", on_click=_pass_over, args=(draft,))


def _pass_over(draft: Draft) -> None:
    if desk().draft is draft:
        desk().put_away(draft)


def ask_for_matches(draft: Draft) -> None:
    """Rows that fit no indicator, each with the most similar one to confirm; what is confirmed can be taken back."""
    year = draft.preview.reported_year
    suggestions = [item for item in draft.offered.values() if isinstance(item, Suggestion)]
    if not suggestions or year is None:
        return
    names = store.subject_names(year, [item.indicator_id for item in suggestions])
    with st.container(border=True):
        st.markdown("**以下各行在目标表中找不到同名指标。是指建议的这一项吗？** 确认后会记住，下次自动对应。")
        for item in suggestions:
            label = f"“{item.indicator_name}”就是“{names.get(item.indicator_id, '')}”"
            st.checkbox(plain_markdown(label), **_answered(draft, item))
        st.button("按以上确认重新核对", key="recheck")


def _answered(draft: Draft, item: Any) -> dict[str, Any]:
    """A box whose answer stays while other pages are looked at."""
    return {"key": match_key(draft.file_id, item.row_key), "persist_state": "session"}


def ask_for_projects(draft: Draft) -> None:
    """Forms whose project nearly equals a stored one: which one it is, or a new project; an answer can be changed."""
    questions = [item for item in draft.offered.values() if isinstance(item, ProjectQuestion)]
    if not questions:
        return
    with st.container(border=True):
        st.markdown("**以下项目与已入库的项目名称相近。是否就是其中的一个？** 选定后重新核对，入库后会记住。")
        for item in questions:
            near = {
                other.project_id: f"就是“{other.project_name}”（{other.spending_unit}）" for other in item.candidates
            }
            st.selectbox(
                plain_markdown(f"“{item.project_name}”（{item.spending_unit or '未写单位'}）"),
                [*near, item.own_id],
                index=None,
                format_func=(near | {item.own_id: "新项目"}).__getitem__,
                placeholder="请选择，选定之前暂缓",
                **_answered(draft, item),
            )


def ask_for_readings(draft: Draft) -> None:
    """Cells that were likely meant otherwise, each with what it may say: one click takes it, another takes it back."""
    keys = {key: match_key(draft.file_id, key) for key, item in draft.offered.items() if isinstance(item, CellQuestion)}
    asked = {item.row_key for item in draft.preview.questions}
    shown = [draft.offered[key] for key, widget in keys.items() if key in asked or st.session_state.get(widget)]
    questions = [item for item in shown if isinstance(item, CellQuestion)]
    if not questions:
        return
    with st.container(border=True):
        st.markdown("**以下各格可能写错了。是否采用建议？** 点选后按所选的读法重新核对并记入这次上传；不选即按原文。")
        still_open = [item for item in questions if not st.session_state.get(keys[item.row_key])]
        if len(still_open) > 1:
            taken = {keys[item.row_key]: item.readings[0] for item in still_open}
            st.button(
                f"全部采用建议（{len(taken)} 格）", key="take_all", on_click=st.session_state.update, args=(taken,)
            )
        for item in questions[:MOST_QUESTIONS]:
            label = plain_markdown(f"{item.address}　{item.text}")
            st.pills(label, item.readings, format_func="改为 {}".format, **_answered(draft, item))
        if len(questions) > MOST_QUESTIONS:
            st.caption(
                f"其余 {len(questions) - MOST_QUESTIONS} 格未列出，可用上面的按钮一并采用，或更正原件后重新上传。"
            )


def ask_about_indicators(draft: Draft) -> None:
    """Results that say too little to be judged, each with what may be answered; an answer can be changed."""
    questions = [item for item in draft.offered.values() if isinstance(item, IndicatorQuestion)]
    if not questions:
        return
    with st.container(border=True):
        st.markdown("**以下指标须确认后才能判断。** 选定后重新核对，入库后会记住；未选定的按“无法比较”入库，不计分。")
        for item in questions:
            st.selectbox(
                plain_markdown(item.text),
                list(item.options),
                index=None,
                format_func=dict(item.options).__getitem__,
                placeholder="请选择",
                **_answered(draft, item),
            )


def show_changes(preview: Preview) -> None:
    """What would be written, row by row."""
    if not preview.changes:
        return
    with st.expander(f"将要写入的内容（{len(preview.changes)} 行）", icon=":material/difference:"):
        changes, year = first_of(previews.weightiest_first(preview.changes)), preview.reported_year
        ids = [change.subject_id for change in changes]
        names = preview.subjects if year is None else store.subject_names(year, ids)
        table = previews.changes_table(changes, names)
        show_table(table, "draft_changes", alt="每一行的原值与新值", key="draft_changes")


def show_effect(draft: Draft) -> None:
    """How far the reporting units are before and after."""
    year = draft.preview.reported_year
    if year is None or draft.preview.row_count == 0:
        return
    if draft.effect is None:
        draft.effect = previews.effect(*uploading.effect(store.engine(), draft.preview, fiscal_year=year))
    texts = [f"{label} {old} → **{new}**" for label, old, new in draft.effect]
    st.markdown("写入后：" + "；".join(texts) + "。")


def ask_for_confirmation(draft: Draft, who: Who) -> None:
    """The explicit choice where rows are held, and the button that writes."""
    preview = draft.preview
    if preview.has_errors:
        st.checkbox("只写入没有错误的行，其余暂缓", key=_ACCEPT)
    accept = preview.has_errors and st.session_state[_ACCEPT]
    closed = closing.refusal(store.engine(), preview)
    if closed:
        st.warning(plain_markdown(closed.told(visitor.zone())), title="已封账")
    is_held = preview.has_errors and not accept
    blocked = closed is not None or preview.row_count == 0 or preview.known_upload_id is not None or is_held
    label = "确认并交审" if reviewing.is_reviewed(who) else "确认入库"
    st.button(label, type="primary", key="confirm", disabled=blocked, on_click=_confirm, args=(draft,))


def _confirm(draft: Draft) -> None:
    """Before the page is drawn anew, so that just what the clerk looked at is stored, or a sentence says why not."""
    own = desk()
    if draft.is_stored:  # The second of two clicks.
        return
    try:
        if own.draft is not draft:
            raise StorageError("这份文件刚刚重新读取过：请看过下面的内容，再确认。")
        who = acting(WHO)
        if said_about(draft.file) != draft.said:
            raise StorageError("您刚才的更正还没有核对：请看过下面重新读取的内容，再确认。")
        accept = bool(st.session_state.get(_ACCEPT))
        stored = uploading.confirm(store.engine(), draft.preview, uploaded_by=who, accept_sound_rows=accept)
    except PerfdataError as error:
        own.done = Done(error.told(visitor.zone()))
        return
    own.done, draft.is_stored = _done(draft.preview, stored), True
    own.put_away(draft)
    st.session_state[_ACCEPT] = False


def _done(preview: Preview, stored: Any) -> Done:
    years = {table.project.fiscal_year for table in preview.sound_tables}
    year = preview.reported_year or max(filter(None, years), default=None)
    state = "交审" if stored.waits else "入库"
    what = f"此前已经{state}（第 {stored.upload_id} 号上传），没有重复写入。"
    if stored.is_new:
        kinds = {label: count for label, count in preview.counts.items() if label not in ("提示", "暂缓")}
        counts = "，".join(f"{label} {count}" for label, count in kinds.items() if count)
        held = f"另有 {preview.held_count} 行暂缓。" if preview.held_count else ""
        did = WAITS if stored.waits else "已写入"
        later = "批准后计入各项数字。" if stored.waits else ""
        what = f"{did}（{counts}），记为第 {stored.upload_id} 号上传。{later}{held}"
    title = WAITS if stored.waits else "已入库"
    return Done(
        f"“{preview.file_name}”{what}", kind=preview.kind, fiscal_year=year, title=title, upload_id=stored.upload_id
    )


def tell_stored() -> None:
    """What the last confirmation wrote, with the way to it."""
    done = desk().done
    if done is None or done.kind is None:
        return
    st.success(plain_markdown(done.text), title=done.title)
    if not done.is_told:  # The page may have been scrolled away from its head.
        st.toast(f"{done.title}，结果见页首。", icon=":material/check_circle:")
        done.is_told = True
    page, title = _SHOWN_ON[done.kind]
    with st.container(horizontal=True):
        asked = {"year": str(done.fiscal_year)} if done.fiscal_year else None
        if done.title == WAITS:
            page, title, asked = "pages/records/review.py", "待审", None
        st.page_link(page, label=f"看{title}", icon=":material/arrow_forward:", query_params=asked)
        st.page_link("pages/records/history.py", label="看历史", icon=":material/history:")
    if done.upload_id:
        evidence.hint(done.upload_id)


def tell_refused() -> None:
    """Why the click that was just answered wrote nothing."""
    own = desk()
    if own.done and own.done.kind is None:
        st.error(plain_markdown(own.done.text), title="没有写入")
        own.done = None
