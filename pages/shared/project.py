"""Parts of 项目一页: indicators, questions, history, sources and downloads of one project."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from pages.shared import downloads, drill, evidence, filters, forms, store, visitor
from pages.shared.review_cards import note_waiting
from pages.shared.store import Selection
from perfdata.core.terms import Outcome, ReviewStatus
from perfdata.presenting import project_tables
from perfdata.presenting.formats import plain_markdown
from perfdata.usecases import evidence as evidence_files

_BADGES: dict[str, Any] = {"good": "green", "doubtful": "orange", "bad": "red", "neutral": "gray"}
_ROW, _HEAD, _MOST_ROWS, _MOST_QUESTIONS = 32, 38, 16, 4
_NOT_MET = (Outcome.PARTLY_MET.label, Outcome.NOT_MET.label)


def missing(project_id: str | None, fiscal_year: int) -> None:
    """Why there is nothing to show, and the ways on."""
    years = store.years_of_project(project_id) if project_id else []
    st.title("项目", anchor=False)
    if not project_id:
        text = "链接里没有写明是哪个项目。请在右上角搜索，或从总览中点选一个项目。"
    elif years:
        text = f"这个项目在 {fiscal_year} 年度没有绩效目标表，在下面的年度有。"
    else:
        text = f"没有编号为“{plain_markdown(project_id)}”的项目，它可能已经撤销。请在右上角搜索，或回到总览。"
    st.info(text, title="没有这个项目")
    with st.container(horizontal=True):
        for year in years:
            query = drill.on_this_page(id=project_id or "", year=str(year))
            st.page_link(drill.here(), label=f"看 {year} 年度", query_params=query)
        st.page_link(drill.OVERVIEW, label="回到总览", icon=":material/arrow_back:")


def chosen_on_pages(project: Any, fiscal_year: int) -> dict[str, Any]:
    """What other pages must be asked for to show this project alone."""
    found = store.project_called(store.revision(), fiscal_year, project.project_id)
    name = found[0] if found else project.short_name
    unit = project.spending_unit if isinstance(project.spending_unit, str) else filters.ALL
    return drill.elsewhere(unit=unit, project=name)


def show_head(page: Any, fiscal_year: int) -> None:
    """Name, facts and the one verdict of the project."""
    project = page.project
    st.title(plain_markdown(project.project_name), anchor=False)
    cycle = [year for year in (project.cycle_start_year, project.cycle_end_year) if year == year and year is not None]
    texts = [
        project.spending_unit,
        "–".join(map(str, cycle)) and f"周期 {'–'.join(map(str, cycle))}",
        project.project_level,
    ]
    facts = "　".join(str(text) for text in texts if isinstance(text, str) and text)
    with st.container(horizontal=True, vertical_alignment="center"):
        word = f"{page.verdict.subject}{page.verdict.word}"
        st.badge(word, color=_BADGES[page.verdict.tone])
        st.caption(plain_markdown(f"{fiscal_year} 年度　{facts}"), width="stretch")
    note_waiting(project.project_id, fiscal_year)


def show_goal(page: Any) -> None:
    """The goals as written, with their place."""
    project = page.project
    with st.expander(plain_markdown(f"年度目标原文：{_start(project.annual_goal)}"), icon=":material/flag:"):
        for label, text in (("年度目标", project.annual_goal), ("实施周期总目标", project.cycle_goal)):
            written = text if isinstance(text, str) else "未写明"
            st.markdown(f":gray[{label}]  \n{plain_markdown(written)}")
        st.caption(plain_markdown(f"出处：{page.goal_place}"))


def _start(text: Any, *, most: int = 44) -> str:
    if not isinstance(text, str):
        return "未写明"
    return text if len(text) <= most else f"{text[: most - 1]}…"


@st.fragment
def show_indicators(page: Any, fiscal_year: int) -> None:
    """The indicators with target, result, a strip, the outcome as a word, where both stand, and their evidence."""
    files = evidence_files.list_files(store.engine(), fiscal_year=fiscal_year, project_ids=[page.project.project_id])
    _show_indicator_table(page, evidence_files.counts(files))
    evidence.show(page, files, fiscal_year=fiscal_year)


def _show_indicator_table(page: Any, file_counts: Mapping[str, int]) -> None:
    table = page.indicators
    if file_counts:
        table = project_tables.with_file_counts(table, [file_counts.get(each, 0) for each in page.indicator_ids])
    counts = table["结论"].value_counts()
    told = "，".join(f"{counts[word]} {word}" for word in Outcome.labels() if word in counts)
    with st.container(horizontal=True, vertical_alignment="center"):
        proved = f"，附佐证 {sum(file_counts.values())} 份" if file_counts else ""
        st.subheader(f"{len(table)} 项指标：{told}{proved}", anchor=False, width="stretch")
        only = st.pills("只看", ["未全达成"], key="only_not_met", label_visibility="collapsed")
    rows = table[table["结论"].isin(_NOT_MET)] if only else table
    if rows.empty:
        st.caption("没有未达成或部分达成的指标。")
        return
    st.dataframe(
        project_tables.styled(rows, is_dark=visitor.is_dark()),
        hide_index=True,
        row_height=_ROW,
        height=min(len(rows), _MOST_ROWS) * _ROW + _HEAD,
        column_order=("指标", "结论", "实际", "目标", "说明") if visitor.is_on_phone() else None,
        column_config={
            "类别": st.column_config.TextColumn(width=72),
            "指标": st.column_config.TextColumn(width=128 if visitor.is_on_phone() else 170),
            "目标": st.column_config.TextColumn(width=110, alignment="right"),
            "实际": st.column_config.TextColumn(width=110, alignment="right", help="– 为待填报，不是 0"),
            "与目标比": st.column_config.ImageColumn(
                "实际与目标（竖线 = 目标）", width=186, help="圆点为实际 ÷ 目标，从 60% 到 120%；三角表示在范围以外"
            ),
            "结论": st.column_config.TextColumn(width=72),
            "扣分": st.column_config.TextColumn(width=56, alignment="right"),
            "出处": st.column_config.TextColumn(width=84, help="年度指标值在目标表中的位置"),
            "说明": st.column_config.TextColumn(width=240),
            "佐证": st.column_config.TextColumn(width=56, help="附有几份佐证文件，在下面的“佐证材料”里"),
        },
        key="project_indicators",
        alt=f"{len(rows)} 项指标的目标、实际、结论、扣分和出处",
    )


def show_questions(page: Any, query: dict[str, Any]) -> None:
    """The questions of the audit, the open ones with most money first, and those that are answered."""
    asked = page.asked[page.asked["kind"].astype("str") == "问题"]
    is_open = asked["status"].isin([ReviewStatus.OPEN.label, ReviewStatus.TO_AMEND.label])
    rest = f"，另有 {len(asked) - is_open.sum()} 件已答复" if len(asked) > is_open.sum() else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        title = f"要问的 {is_open.sum()} 件事{rest}" if len(asked) else "没有要问的事"
        st.subheader(title, anchor=False, width="stretch")
        st.page_link("pages/evaluation/findings.py", label="目标审核", query_params=query)
    in_order = asked.loc[is_open.sort_values(ascending=False, kind="stable").index]
    for row in in_order.head(_MOST_QUESTIONS).itertuples():
        color = "orange" if row.status in (ReviewStatus.OPEN.label, ReviewStatus.TO_AMEND.label) else "gray"
        st.markdown(
            f":{color}-badge[{row.status}]　{plain_markdown(row.message)}  \n"
            f":gray[:small[{plain_markdown(' '.join(filter(None, [row.question, row.place])))}]]"
        )
    if len(asked) > _MOST_QUESTIONS:
        st.caption(f"其余 {len(asked) - _MOST_QUESTIONS} 件在目标审核。")


def show_history(selection: Selection) -> None:
    """Who uploaded, reported or revised what and when; an original stands beside what it was revised to."""
    rows = store.project_history(selection, str(visitor.zone()))
    st.subheader(f"历史：{len(rows)} 条，最近的在前", anchor=False)
    st.dataframe(
        rows,
        hide_index=True,
        row_height=_ROW,
        height=min(len(rows), 6) * _ROW + _HEAD,
        key="project_history",
        alt=f"{len(rows)} 条填报、修改和修订，有原值和新值",
        placeholder="",
    )


def show_sources(page: Any, selection: Selection, query: dict[str, Any]) -> None:
    """Where the figures stand, the way to the table as written, and files to take along."""
    st.subheader("出处与下载", anchor=False)
    st.dataframe(
        page.sources,
        hide_index=True,
        row_height=_ROW,
        height=min(len(page.sources), 6) * _ROW + _HEAD,
        key="project_sources",
        alt="各数字的值、原文和在原表中的位置",
    )
    with st.container(horizontal=True):
        st.page_link("pages/records/goal_tables.py", label="看原表", query_params=query)
        st.page_link("pages/records/history.py", label="看上传的原件", query_params=drill.elsewhere())
    forms.offer_self_evaluation_form(selection)
    if page.month:
        forms.offer_monitoring_form(selection, month=page.month)
    if page.original is not None:
        original, name = page.original, page.original.file_name
        downloads.offer_original(
            "目标表原件", original.upload_id, is_given=True, name=lambda: name, key="project_original"
        )
