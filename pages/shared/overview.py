"""Parts of 总览: verdict cards, the things to ask today, and the league table that leads into a unit."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pages.shared import drill, visitor
from perfdata.presenting import league
from perfdata.presenting.charts.theme import leading
from perfdata.presenting.formats import plain_markdown, wan
from perfdata.presenting.verdicts import DUE_OF_SEVERAL

_CARDS = {"good": st.success, "doubtful": st.warning, "bad": st.error, "neutral": st.info}
_BADGES: dict[str, Any] = {"good": "green", "doubtful": "orange", "bad": "red", "neutral": "gray"}
_PAGES = {
    "资金": ("pages/dashboards/budgets.py", "看资金"),
    "目标": ("pages/dashboards/indicators.py", "看指标"),
    "得分": ("pages/evaluation/self_evaluation.py", "看得分"),
    "要过问": ("pages/evaluation/monitoring.py", "看名单"),
    "测算": ("pages/dashboards/subsidies.py", "看测算"),
}
_EVIDENCE = {
    "monitoring": "pages/evaluation/monitoring.py",
    "indicators": "pages/dashboards/indicators.py",
    "findings": "pages/evaluation/findings.py",
    "upload": "pages/records/upload.py",
}


def show_cards(cards: Sequence[Any], *, query: dict[str, Any] | None = None) -> None:
    """The verdicts, each with the way one step deeper; ``query`` is what that way chooses there."""
    _show_grid(cards, leads=True, query=query)


def show_figures(cards: Sequence[Any]) -> None:
    """The verdicts alone."""
    _show_grid(cards, leads=False)


def _show_grid(cards: Sequence[Any], *, leads: bool, query: dict[str, Any] | None = None) -> None:
    """Four cards in the colour of their verdict, the word in the title."""
    with st.grid(4, min_column_width=150):
        for card in cards:
            with st.container(gap="xsmall"):
                lines = "  \n".join(f":gray[:small[{plain_markdown(line) or '　'}]]" for line in card.lines)
                body = f"## {plain_markdown(card.figure)}\n{lines}"
                _CARDS[card.tone](body, title=f"{card.subject}：{card.word}")
                if leads:
                    path, label = _PAGES[card.subject]
                    st.page_link(
                        path, label=label, icon=":material/chevron_right:", icon_position="right", query_params=query
                    )


def show_issues(issues: Sequence[Any]) -> None:
    """One row an issue: word, unit and project, one sentence, amount, and where its grounds stand."""
    with st.container(border=True):
        st.subheader(f"今天要过问的 {len(issues)} 件事" if issues else "今天要过问的事", anchor=False)
        if not issues:
            st.caption("没有落后、未达成、未报齐的项目，也没有待核实的提示。")
        else:
            st.caption("每类事由先取最重的一件，再按涉及金额排列；一个项目只列一次。")
        units = league.without_place([issue.spending_unit or "" for issue in issues])
        for issue, unit in zip(issues, units, strict=True):
            _show_issue(issue, unit)


def _show_issue(issue: Any, unit: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(issue.word, color=_BADGES[issue.tone], width=72)
        who = f"**{plain_markdown(unit)}**　{plain_markdown(issue.project_name or '')}"
        st.markdown(who, width=300)
        st.markdown(plain_markdown(issue.line), width="stretch")
        st.markdown(f"**{wan(issue.amount_yuan) if issue.amount_yuan is not None else '–'}**", width="content")
        page, query = _grounds(issue)
        of = "　".join(filter(None, [unit, issue.project_name]))
        st.page_link(
            page,
            label="看依据",
            icon=":material/chevron_right:",
            icon_position="right",
            help=plain_markdown(of),  # Also what a screen reader tells one link from the next by.
            width="content",
            query_params=query,
        )


def _grounds(issue: Any) -> tuple[str, dict[str, str]]:
    """The page of the project, or where a thing to ask of a whole unit stands."""
    if issue.project_id:
        return drill.here(), drill.on_this_page(id=issue.project_id)
    unit = {"unit": issue.spending_unit} if issue.spending_unit else {}
    return _EVIDENCE[issue.page], drill.elsewhere(**unit)


def show_league(town: Any, *, row_height: int = 34) -> None:
    """The table with the most lagging row first; choosing a row goes into that unit or project."""
    table = town.table
    what = "单位" if town.by_unit else "项目"
    count = town.totals.unit_count if town.by_unit else town.totals.project_count
    st.subheader(f"{count:,} 个{what}，落后的在前", anchor=False)
    left = f"这里是差距最大的 {len(table)} 个，其余请用左侧的筛选。" if count > len(table) else ""
    st.caption(
        f"按应达减执行（百分点）排列，竖线为应达；红灯按预算执行进度判断。"
        f"{f'点{what}名称进入。' if len(table) > 1 else ''}{left}"
    )
    names = table[what].tolist()
    shown = table.assign(**{what: league.without_place(names)}) if town.by_unit else table
    if shown["较上年"].isna().all():
        shown = shown.drop(columns="较上年")
    leads_to = leading("unit", names) if town.by_unit else leading("id", table.index)
    width, row_height = 96 if visitor.is_on_phone() else 150, visitor.row_height(row_height)
    drill.show_rows(
        league.styled(shown, is_dark=visitor.is_dark()),
        what,
        leads_to,
        height=min(len(table), 12) * row_height + row_height + 4,
        row_height=row_height,
        column_config={**_columns(), what: st.column_config.TextColumn(what, width=width)},
        column_order=[what, "预算（万元）", "执行", "进度"] if visitor.is_on_phone() else None,
        key="league",
        alt=f"{len(table)} 个{what}的预算、执行、应达、达成率、平均分，落后的在前",
        placeholder="–",
    )
    if town.why_they_differ:
        st.caption(town.why_they_differ)


def _columns() -> dict[str, Any]:
    def number(shown: str, width: int, said: str | None = None) -> Any:
        return st.column_config.NumberColumn(format=shown, width=width, help=said)

    return {
        "预算（万元）": number("%,.2f", 92),
        "执行": number("%.1f%%", 62, "全年执行数 ÷ 全年预算数，已填报的项目"),
        "执行与应达": st.column_config.ImageColumn(width=150, help=f"深色条为执行，竖线为应达。{DUE_OF_SEVERAL}"),
        "进度": st.column_config.TextColumn(width=56),
        "差距": number("%.1f", 92, "应达减执行，百分点"),
        "达成率": st.column_config.ProgressColumn(
            format="%.1f%%", min_value=0, max_value=100, color="gray", width=104, help="达成项数 ÷ 已填报项数"
        ),
        "平均分": number("%.2f", 62, "全部填报的项目的平均分"),
        "红灯": number("%d", 50, "预算执行为红灯的项目数"),
        "待填报": number("%d", 60, "还没有结果的指标数"),
        "较上年": number("%+.1f", 62, "执行率比上年增减，百分点"),
    }
