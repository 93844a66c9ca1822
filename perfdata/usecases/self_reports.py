"""The door to 绩效自评报告 as published with final accounts (structure in domain.md §8.5): of a project, or of many."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from perfdata.presenting.formats import percent, wan
from perfdata.storing import year_rows
from perfdata.storing.connecting import reading
from perfdata.storing.loading import projects_in
from perfdata.storing.scope import Scope
from perfdata.usecases import meeting, town
from perfdata.usecases.concluding import keep_up

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from perfdata.presenting.meeting.briefing import Briefing, Section


def self_report(engine: Engine, scope: Scope) -> Briefing:
    """The report of the selection, of one moment; passages that only people can write are marked.

    Of one project as 项目自评报告, of more with 自评汇总表. Raises UnusableFileError where there is no project.
    """
    from perfdata.presenting.meeting.briefing import Briefing

    _, left = keep_up(engine)
    with reading(engine) as connection:
        overview = meeting.overview_or_refused(connection, scope)
        rows = year_rows.project_rows(connection, scope)
        if len(rows) == 1:
            sections = _of_project(connection, rows[0], year_rows.indicator_rows(connection, scope))
            title = f"“{rows[0].project_name}”{scope.fiscal_year} 年度绩效自评报告"
        else:
            summary = meeting.summary(connection, scope, overview.totals).sentences
            grades = meeting.grades(connection, scope, overview.totals)
            sections = _of_many(overview, rows, summary, grades)
            title = f"{scope.fiscal_year} 年度项目支出绩效自评报告"
        made = Briefing(
            title=title,
            subtitle=meeting.subtitle(connection, scope, overview),
            verdicts=overview.cards,
            sections=sections,
            sources=meeting.sources(overview.totals),
        )
        made = meeting.with_invented_told(connection, scope, made)
    return replace(made, subtitle=f"{made.subtitle}{meeting.waiting_text(left)}")


def _of_many(overview: town.Overview, rows: Any, summary: Any, grades: Section) -> list[Section]:
    from perfdata.presenting.meeting import contents
    from perfdata.presenting.meeting.briefing import Section

    scored = sum(row.total_score is not None for row in rows)
    coverage = f"纳入 {len(rows):,} 个项目，已完成自评 {scored:,} 个，自评覆盖率 {percent(scored / len(rows))}。"
    issues = contents.issue_section(overview.issues)
    return [
        Section(title="基本情况", sentences=[*summary, coverage], by_hand=["单位职能和年度重点工作"]),
        Section(title="自评组织实施情况", by_hand=["组织方式、时间安排、复核和公开情况"]),
        grades,
        contents.completion_section(overview.totals, overview.categories),
        Section(title="存在的问题", sentences=issues.sentences, tables=issues.tables, by_hand=["未完成的原因"]),
        Section(title="整改措施和结果应用", by_hand=["整改措施、责任人和期限，结果与预算安排的结合"]),
        meeting.projects_section(rows),
    ]


def _of_project(connection: Connection, row: Any, indicators: Any) -> list[Section]:
    from perfdata.presenting.meeting import contents
    from perfdata.presenting.meeting.briefing import Section

    [project] = projects_in(connection, fiscal_year=row.fiscal_year, project_ids=[row.project_id])
    cycle = f"实施周期 {project.cycle_start_year}–{project.cycle_end_year} 年。" if project.cycle_start_year else ""
    money = f"年度预算 {wan(row.budget_yuan)}，主管部门{row.competent_department or '未写明'}。{cycle}"
    spent = "还没有填报执行数。"
    if row.execution_budget_yuan:
        pace = town.pace_of_project(row)
        told = f"截至 {row.month} 月执行 {wan(row.spent_yuan)}，执行率 {percent(pace.executed)}"
        spent = f"全年预算 {wan(row.execution_budget_yuan)}，{told}（{pace.sentence}）。"
    reported = row.indicator_count - row.no_data_count
    done = (
        f"{row.indicator_count} 项指标已填报 {reported} 项：达成 {row.met_count} 项，"
        f"部分达成 {row.partly_met_count} 项，未达成 {row.not_met_count} 项。"
    )
    score = "指标还没有全部填报，没有自评总分。"
    if row.total_score is not None:
        score = f"自评得分 {row.total_score:f} 分，等级为{row.grade}。"
    problem = meeting.problem_of(row)
    return [
        Section(
            title="项目概况",
            sentences=[money, f"年度目标：{project.annual_goal}" if project.annual_goal else "目标表没有写年度目标。"],
            by_hand=["立项背景和主要内容"],
        ),
        Section(title="资金使用与管理", sentences=[spent], by_hand=["资金管理制度和支付审批情况"]),
        Section(
            title="目标完成情况",
            sentences=[done],
            tables=[contents.indicator_table(indicators)],
            by_hand=["未完成指标的原因"],
        ),
        Section(title="自评结论", sentences=[score]),
        Section(title="问题与建议", sentences=[f"{problem}。"] if problem else [], by_hand=["改进措施和建议"]),
    ]
