"""Parts of 填报进度: units by tasks, what a unit still owes, a message to send; forms for tasks and closings."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import streamlit as st

from pages.shared import access, drill, filters, store, visitor
from pages.shared.buttons import offer_file, refusal_shown
from pages.shared.desk import ask_for_name
from pages.shared.store import Selection
from pages.shared.tables import show_parts
from perfdata.core.errors import StorageError
from perfdata.presenting import progress as words
from perfdata.presenting.charts.theme import leading
from perfdata.presenting.formats import plain_markdown
from perfdata.presenting.league import without_place
from perfdata.usecases import closing, tasks

_MOST_UNITS, _ROW_HEIGHT, _MOST_SHOWN_ON_PHONE = 20, 34, 1
_MOST_TOLD_UNASKED, _MOST_TASKS = 60, 10
_CARDS = {"good": st.success, "doubtful": st.warning, "bad": st.error, "neutral": st.info}
_USUAL_TIME = timedelta(days=14)
_WHOM = ("全部单位", "左侧所选的单位", "一个主管部门的单位")


def progress_of(selection: Selection) -> Any:
    """How far the selected units are with the tasks of the year."""
    held = tuple(tasks.list_tasks(store.engine(), selection.fiscal_year))
    return store.ask(tasks.progress, store.with_reviews(selection), tasks=held, today=visitor.today())


def choose_year(selection: Selection) -> Selection:
    """Another year than that of the filters, where tasks ask for the goal tables of one that has none yet."""
    years = {task.fiscal_year for task in tasks.list_tasks(store.engine())} - set(
        store.fiscal_years(selection.revision)
    )
    if not years:
        return selection
    offered = [selection.fiscal_year, *sorted(years)]
    year = st.segmented_control("年度", offered, default=offered[0], required=True, key="progress_year")
    return selection._replace(fiscal_year=year or offered[0])


def show_answer(progress: Any) -> None:
    tone, answer, counted = words.headline(progress, today=visitor.today())
    _CARDS[tone](f"## {answer}\n:gray[{counted}]")


def show_units(progress: Any) -> None:
    """A row a unit, the worst first; the name leads into the unit."""
    st.caption("逾期在前；点单位名称，看它还差哪些项目。“36/40”为已报项数和应报项数。")

    def ask(start: int) -> tuple[int, Any]:
        return len(progress.units), progress.units[start : start + _MOST_UNITS]

    def show(units: Any) -> None:
        table = words.progress_table(progress, units)
        names = table[words.UNIT].tolist()
        shown = table.assign(**{words.UNIT: without_place(names)})
        _show(shown, words.UNIT, leading("unit", names), alt=f"{len(units):,} 个单位在各项任务上的进度")

    show_parts(ask, show, most=_MOST_UNITS, key="progress", what="个单位")


def show_owing(progress: Any, selection: Selection) -> None:
    """What one unit still owes: its standing in each task, and the projects that are not complete."""
    [unit] = progress.units
    for task, standing in zip(progress.tasks, unit.standings, strict=True):
        left = f"，{words.told_left(standing)}" if standing.state.is_open else ""
        st.markdown(f"{words.badge(standing.state)} {plain_markdown(task.what)}，{task.due_on} 前{left}")
    rows = store.ask(tasks.owing_projects, store.with_reviews(selection), tasks=progress.tasks)
    if rows:
        st.caption("各列为项目还差的项数；点项目名称进入。")
        table = words.owing_table(rows, progress.tasks)
        alt = f"{len(rows):,} 个项目各项任务还差的项数"
        _show(table, words.PROJECT, leading("id", table.index), alt=alt)


def _show(table: Any, opens: str, leads_to: Any, *, alt: str) -> None:
    order = list(table.columns[: 1 + _MOST_SHOWN_ON_PHONE]) if visitor.is_on_phone() else None
    is_by_unit = opens == words.UNIT
    narrow = {name: st.column_config.Column(width=150) for name in order or () if name != opens}
    drill.show_rows(
        words.styled(table, is_dark=visitor.is_dark()) if is_by_unit else table,
        opens,
        leads_to,
        height=(len(table) + 1) * _ROW_HEIGHT + 4,
        row_height=_ROW_HEIGHT,
        column_config=narrow | {opens: st.column_config.TextColumn(opens, width=150 if visitor.is_on_phone() else 260)},
        column_order=order,
        key=f"progress_{opens}",
        alt=alt,
        placeholder="",
    )


def offer_message(progress: Any, selection: Selection) -> None:
    """Words to copy for the units that are late with one task, and everything as a workbook."""
    today, year = visitor.today(), selection.fiscal_year
    texts = {task: text for task in progress.tasks if (text := words.message(task, progress, today=today))}
    is_for_others = access.may_review() or len(progress.units) > 1
    with st.container(border=is_for_others):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            if is_for_others:
                st.subheader("催报", anchor=False, width="content")
            make = partial(words.progress_workbook, progress, fiscal_year=year, today=today)
            offer_file("下载（Excel）", make, name=filters.file_name("填报进度", ".xlsx"), key="progress_workbook")
        if not is_for_others:
            return
        if not texts:
            st.caption("没有要催报的单位。")
            return
        task = st.selectbox("任务", list(texts), format_func=lambda task: task.what, key="message_task")
        st.code(texts[task], language=None, wrap_lines=True, height=min(28 * texts[task].count("\n") + 60, 220))
        st.caption("点右上角复制，贴到工作群或通知里。")


def manage(selection: Selection, progress: Any) -> None:
    """Make and withdraw tasks, close and reopen the year; only for who reviews or administers."""
    if not access.may_review():
        return
    st.subheader("布置与封账", anchor=False)
    who = ask_for_name(key="who_progress")
    with st.expander("布置任务", icon=":material/add_task:", expanded=not progress.tasks):
        _ask_for_task(selection, who)
    held = tasks.list_tasks(store.engine(), selection.fiscal_year)
    if held:
        with st.expander(f"已布置的任务（{len(held)}）", icon=":material/checklist:"):
            show_parts(
                lambda start: (len(held), held[start : start + _MOST_TASKS]),
                lambda part: [_show_task(task, who) for task in part],
                most=_MOST_TASKS,
                key="tasks",
                what="项任务",
            )
    with st.expander("封账、重开", icon=":material/lock:"):
        _ask_for_closing(selection, who)


def _ask_for_task(selection: Selection, who: Any) -> None:
    today, years = visitor.today(), [selection.fiscal_year, selection.fiscal_year + 1]
    with st.form("new_task", border=False):
        with st.grid(3, min_column_width=200):
            months = {month: f"{month} 月末" for month in range(1, 12)} | {12: "全年（12 月末）"}
            year = st.selectbox("年度", years)
            month = st.selectbox("截至", list(months), index=11, format_func=months.__getitem__)
            due_on = st.date_input("截止日（当天不算逾期）", value=today + _USUAL_TIME, format="YYYY-MM-DD")
            whom = st.selectbox("报送单位", _WHOM, index=1 if selection.units else 0)
            department = st.selectbox(
                "主管部门",
                tasks.departments(store.engine(), selection.fiscal_year),
                index=None,
                placeholder="选了“主管部门”时填",
            )
        owed = st.pills("报送什么", tasks.Owed.labels(), selection_mode="multi", default=[tasks.Owed.RESULTS.label])
        is_sent = st.form_submit_button("布置", type="primary")
    if is_sent:
        with refusal_shown("没有布置", who=who, done="已布置，各单位在“填报上传”和本页看到。"):
            tasks.add(
                store.engine(),
                fiscal_year=year,
                month=month,
                due_on=due_on,
                owed=[tasks.Owed.of(label) for label in owed],
                units=_named(selection.units, "单位") if whom == _WHOM[1] else (),
                department=_named(department, "主管部门") if whom == _WHOM[2] else None,
                who=who,
            )


def _named(chosen: Any, what: str) -> Any:
    if not chosen:
        raise StorageError(f"请先选{what}，再点一次。没有布置。")
    return chosen


def _show_task(task: Any, who: Any) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        told = f"**{plain_markdown(task.what)}**，{task.due_on} 前，{plain_markdown(task.whom)}"
        made = (
            f":gray[:small[第 {task.task_id} 号，{plain_markdown(task.made_by)} 于 {visitor.told(task.made_at)} 布置]]"
        )
        st.markdown(f"{told}　{made}", width="stretch")
        if st.button("撤回", key=f"withdraw_{task.task_id}"):
            with refusal_shown("没有撤回", who=who, done=f"已撤回第 {task.task_id} 号任务。"):
                tasks.withdraw(store.engine(), task.task_id, who=who)


def _ask_for_closing(selection: Selection, who: Any) -> None:
    year = selection.fiscal_year
    st.caption(
        "封账后，截至日期在封账日或之前的完成情况、执行数和预计不能再上传、撤销或恢复；封到 12-31，"
        "这一年度的目标表、自评表、分值和核实意见也不能再改。重开须写明原因，都记入操作记录。"
    )
    units = selection.units
    with st.form("new_closing", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        through = st.date_input(
            f"封到（{year} 年度的一天）",
            value=closing.usual_day(year, today=visitor.today()),
            min_value=date(year, 1, 1),
            max_value=closing.last_day(year),
            format="YYYY-MM-DD",
            width=240,
        )
        whose = "、".join(units) if units else "全部单位"
        is_sent = st.form_submit_button(f"封账：{whose if len(units) < 3 else f'所选 {len(units)} 个单位'}")
    if is_sent:
        with refusal_shown("没有封账", who=who, done=f"已封账：{whose}，截至 {through}。要改须先重开。"):
            closing.close(store.engine(), fiscal_year=year, through=through, units=units, who=who)
    if held := closing.of_units(closing.list_closings(store.engine(), year), units):
        _ask_to_reopen(held, who)


def _ask_to_reopen(held: Any, who: Any) -> None:
    told = {item.closing_id: words.closing_line(item, visitor.told(item.closed_at)) for item in held}
    with st.form("reopen", border=False):
        closing_id = st.selectbox("已封账", list(told), format_func=told.__getitem__)
        reason = st.text_input("重开的原因", max_chars=200)
        is_sent = st.form_submit_button("重开")
    if is_sent and closing_id is not None:
        with refusal_shown("没有重开", who=who, done="已重开，可以再上传和更正。"):
            closing.reopen(store.engine(), closing_id, reason=reason, who=who)


def tell_closings(selection: Selection) -> None:
    """What is closed of the year, for all or the selected units."""
    held = closing.of_units(closing.list_closings(store.engine(), selection.fiscal_year), selection.units)
    for item in held[:3]:
        st.caption(f":material/lock: {plain_markdown(words.closing_line(item, visitor.told(item.closed_at)))}")
    if len(held) > 3:
        st.caption(f"另有 {len(held) - 3} 处封账，见下面的“封账、重开”。")


def tell_owed(selection: Selection) -> None:
    """One calm line a year on what the own or selected units still owe; nothing of a whole city."""
    today = visitor.today()
    held, selection = tasks.list_tasks(store.engine()), store.with_reviews(selection)
    units = store.units(selection.revision, selection.fiscal_year)
    if not selection.units and (units is None or len(units) > _MOST_TOLD_UNASKED):
        return
    for year in sorted({task.fiscal_year for task in held}):
        asked = selection._replace(fiscal_year=year, projects=())
        own = tuple(task for task in held if task.fiscal_year == year)
        if line := words.owed_line(store.ask(tasks.progress, asked, tasks=own, today=today), today=today):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.info(plain_markdown(line), width="stretch")
                st.page_link(
                    "pages/records/progress.py",
                    label="看进度",
                    icon=":material/chevron_right:",
                    width="content",
                    query_params=drill.elsewhere(year=str(year)),
                )
