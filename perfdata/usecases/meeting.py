"""The door to the material of a meeting: a briefing of a selection, and the files that are written of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from perfdata.core.errors import UnusableFileError
from perfdata.presenting.formats import percent
from perfdata.storing import aggregates, year_rows
from perfdata.storing.connecting import reading
from perfdata.storing.scope import Scope
from perfdata.usecases import town
from perfdata.usecases.concluding import keep_up

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from perfdata.presenting.meeting.briefing import Briefing, Section

_MOST_GAPS = 12
_NO_GRADE = "未评"


def briefing(engine: Engine, scope: Scope) -> Briefing:
    """领导简报 of the selection, all of one moment. Raises UnusableFileError where it has no project."""
    return _of_one_moment(engine, scope, _briefing)


def self_report(engine: Engine, scope: Scope) -> Briefing:
    """绩效自评报告 of the selection with its 汇总表; passages of people are marked. Raises UnusableFileError."""
    return _of_one_moment(engine, scope, _self_report)


def _of_one_moment(engine: Engine, scope: Scope, make: Callable[[Connection, Scope], Briefing]) -> Briefing:
    keep_up(engine)
    with reading(engine) as connection:
        return make(connection, scope)


def _overview(connection: Connection, scope: Scope) -> town.Overview:
    overview = town.overview_of(connection, scope)
    if overview is None:
        raise UnusableFileError(f"{scope.fiscal_year} 年度所选范围内没有项目，请换一个年度或单位，或先导入绩效目标表。")
    return overview


def _briefing(connection: Connection, scope: Scope) -> Briefing:
    from perfdata.presenting.meeting import contents
    from perfdata.presenting.meeting.briefing import Briefing

    overview = _overview(connection, scope)
    totals = overview.totals
    count = totals.unit_count if overview.by_unit else totals.project_count
    sections = [
        _summary(connection, scope, totals),
        contents.issue_section(overview.issues),
        contents.league_section(overview.table, overview.pace, by_unit=overview.by_unit, count=count),
        contents.completion_section(totals, overview.categories),
        contents.subsidy_section(totals, year_rows.largest_gaps(connection, scope, most=_MOST_GAPS)),
        _grade_section(connection, scope, totals),
        contents.year_section(
            totals,
            aggregates.totals(connection, scope._replace(fiscal_year=scope.fiscal_year - 1)),
            pace_of=town.pace_of_sums,
            fiscal_year=scope.fiscal_year,
        ),
    ]
    return Briefing(
        title=f"{scope.fiscal_year} 年度项目绩效简报",
        subtitle=_subtitle(scope, overview),
        verdicts=overview.cards,
        sections=[section for section in sections if section],
        sources=_sources(totals),
    )


def _summary(connection: Connection, scope: Scope, totals: Any) -> Section:
    from perfdata.presenting.meeting import contents

    grade = None
    if totals.score_count:
        grade = town.grading(connection, scope)[0].grade_of(Decimal(totals.mean_score))
    return contents.summary_section(totals, town.pace_of_sums(totals), grade=grade)


def _grade_section(connection: Connection, scope: Scope, totals: Any) -> Section:
    from perfdata.presenting.meeting import contents

    held = {row.grade or _NO_GRADE: row for row in year_rows.money_by_grade(connection, scope)}
    order = [*(name for name, _ in town.grading(connection, scope)[0].grades), _NO_GRADE]
    names = [*(name for name in order if name in held), *(name for name in held if name not in order)]
    grades = [(name, held[name].project_count, held[name].budget_yuan or Decimal(0)) for name in names]
    return contents.grade_section(grades, mean=totals.mean_score)


def _self_report(connection: Connection, scope: Scope) -> Briefing:
    from perfdata.presenting.meeting import contents
    from perfdata.presenting.meeting.briefing import Briefing, Section

    overview = _overview(connection, scope)
    rows = year_rows.project_rows(connection, scope)
    scored = sum(row.total_score is not None for row in rows)
    coverage = f"纳入 {len(rows):,} 个项目，已完成自评 {scored:,} 个，自评覆盖率 {percent(scored / len(rows))}。"
    issues = contents.issue_section(overview.issues)
    sections = [
        Section(
            title="基本情况",
            sentences=[*_summary(connection, scope, overview.totals).sentences, coverage],
            by_hand=["单位职能和年度重点工作"],
        ),
        Section(title="自评组织实施情况", by_hand=["组织方式、时间安排、复核和公开情况"]),
        _grade_section(connection, scope, overview.totals),
        contents.completion_section(overview.totals, overview.categories),
        Section(
            title="存在的问题",
            sentences=issues.sentences,
            tables=issues.tables,
            by_hand=["未完成的原因"],
        ),
        Section(title="整改措施和结果应用", by_hand=["整改措施、责任人和期限，结果与预算安排的结合"]),
        Section(title="自评汇总表", tables=[contents.summary_table(rows, problem_of=_problem)]),
    ]
    return Briefing(
        title=f"{scope.fiscal_year} 年度项目支出绩效自评报告",
        subtitle=_subtitle(scope, overview),
        verdicts=overview.cards,
        sections=sections,
        sources=_sources(overview.totals),
    )


def _problem(row: Any) -> str:
    """What keeps a project from being as it was meant, in a few words; '' of one that is."""
    told = []
    if row.not_met_count:
        told.append(f"{row.not_met_count} 项指标未达成")
    if row.execution_budget_yuan and row.month:
        pace = town.pace_of_project(row)
        if pace.due is not None and pace.executed is not None and pace.due - pace.executed > 0:
            told.append(f"执行 {percent(pace.executed)}，{pace.sentence}")
    if row.no_data_count:
        told.append(f"{row.no_data_count} 项指标待填报")
    return "；".join(told)


def _subtitle(scope: Scope, overview: town.Overview) -> str:
    chosen = "、".join(scope.units[:3]) + (f"等 {len(scope.units)} 个单位" if len(scope.units) > 3 else "")
    return "　".join(filter(None, [chosen, overview.scope]))


def _sources(totals: Any) -> list[str]:
    until = f"数据截至 {totals.as_of:%Y-%m-%d}。" if totals.as_of else ""
    return [
        f"来源：已确认入库的项目绩效目标表、实际完成情况和项目支出。{until}",
        "灯号和提示供核实，不是结论。应达 = 已过月份 ÷ 12；达成率 = 达成项数 ÷ 已填报项数。",
    ]
