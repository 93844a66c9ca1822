"""项目一页: all about one project on one page, every figure with the cell it stands in."""

from typing import Any

import streamlit as st

from pages.shared import filters, overview, project, store
from pages.shared.figures import show_figure
from pages.shared.store import Selection
from pages.shared.tables import show_table
from perfdata.presenting.formats import plain_markdown


def show() -> None:
    """The page of the project whose id stands in the address, or why there is none."""
    chosen = filters.choose()
    project_id = st.query_params.get("id")
    selection = chosen._replace(units=(), projects=(project_id or "",))
    page = store.project(selection) if project_id else None
    if page is None:
        project.missing(project_id, chosen.fiscal_year)
        return

    query = project.chosen_on_pages(page.project, selection.fiscal_year)
    project.show_head(page, selection.fiscal_year)
    overview.show_cards(page.cards, query=query)
    if page.why_they_differ:
        st.caption(page.why_they_differ)

    _show_money(page, query)
    project.show_goal(page)
    project.show_indicators(page, selection.fiscal_year)

    _show_rest(page, selection, query)
    st.caption(plain_markdown(f"没有写文件名的出处都在目标表文件“{page.table_file}”中。灯号和提示供核实，不是结论。"))


def _show_money(page: Any, query: dict[str, Any]) -> None:
    """The way through the year beside the formula; what there is of the two."""
    if page.course or page.formula:
        left, right = st.columns(2) if page.course and page.formula else (st.container(), st.container())
        if page.course:
            with left.container(border=True, height="stretch"):
                show_figure(page.course, key="project_course", query=query)
                st.caption(page.course.note)
        if page.formula:
            with right.container(border=True, height="stretch"):
                show_figure(page.formula, key="project_formula")
                if page.readings:
                    st.caption(plain_markdown(f"预算正好等于 {page.readings}，请核实。"))
                show_table(
                    page.basis, "subsidy_basis", alt="测算式各因素的原文与出处", key="project_basis", is_whole=True
                )


def _show_rest(page: Any, selection: Selection, query: dict[str, Any]) -> None:
    """Points and questions, history and sources."""
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        if page.parts:
            show_figure(page.parts, key="project_parts")
        else:
            filters.invite(selection, "还没有填报实际完成情况和执行数，填报后这里显示各部分的得分和扣分。")
    with right.container(border=True, height="stretch"):
        project.show_questions(page, query)

    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        project.show_history(selection)
    with right.container(border=True, height="stretch"):
        project.show_sources(page, selection, query)
