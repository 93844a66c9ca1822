"""The door to the material of a meeting: a briefing of a selection, and the files that are written of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from perfdata.core.errors import UnusableFileError
from perfdata.core.text import listed
from perfdata.presenting.formats import percent
from perfdata.presenting.verdicts import DUE_OF_SEVERAL
from perfdata.storing import aggregates, year_rows
from perfdata.storing.connecting import reading
from perfdata.storing.scope import Scope
from perfdata.storing.upload_list import holds_demo
from perfdata.usecases import town
from perfdata.usecases.concluding import keep_up

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from perfdata.presenting.meeting.briefing import Briefing, Section

_MOST_GAPS = 12
_NO_GRADE = "未评"


def briefing(engine: Engine, scope: Scope, *, with_projects: bool = False) -> Briefing:
    """领导简报 of the selection, all of one moment, if asked for with a row a project for the workbook.

    Raises UnusableFileError where the selection has no project.
    """
    _, left = keep_up(engine)
    with reading(engine) as connection:
        made = _briefing(connection, scope)
        if with_projects:
            made = replace(made, projects=projects_section(year_rows.project_rows(connection, scope)))
    return replace(made, subtitle=f"{made.subtitle}{waiting_text(left)}")


def waiting_text(left: int) -> str:
    """What is said as long as some projects are still to be concluded; '' afterwards."""
    return f"（还有 {left:,} 个项目正在重新汇总，本材料的合计尚不完整，请稍后重新生成）" if left else ""


def with_invented_told(connection: Connection, scope: Scope, made: Briefing) -> Briefing:
    """The briefing that says, and in each chart of results, where the year or the one before has demonstration data."""
    if holds_demo(connection, scope.fiscal_year):
        return made.invented("（演示数据，数字为虚构）")
    if holds_demo(connection, scope.fiscal_year - 1):
        return replace(made, subtitle=f"{made.subtitle}（上年为演示数据，上年的数字为虚构）")
    return made


def overview_or_refused(connection: Connection, scope: Scope) -> town.Overview:
    """The overview of the selection. Raises UnusableFileError where it has no project."""
    overview = town.overview_of(connection, scope)
    if overview is None:
        raise UnusableFileError(f"{scope.fiscal_year} 年度所选范围内没有项目，请换一个年度或单位，或先导入绩效目标表。")
    return overview


def _briefing(connection: Connection, scope: Scope) -> Briefing:
    from perfdata.presenting.meeting import contents
    from perfdata.presenting.meeting.briefing import Briefing

    overview = overview_or_refused(connection, scope)
    totals = overview.totals
    count = totals.unit_count if overview.by_unit else totals.project_count
    sections = [
        summary(connection, scope, totals),
        contents.issue_section(overview.issues),
        contents.league_section(overview.table, overview.pace, by_unit=overview.by_unit, count=count),
        contents.completion_section(totals, overview.categories),
        contents.subsidy_section(totals, year_rows.largest_gaps(connection, scope, most=_MOST_GAPS)),
        grades(connection, scope, totals),
        contents.year_section(
            totals,
            aggregates.totals(connection, scope._replace(fiscal_year=scope.fiscal_year - 1)),
            pace_of=town.pace_of_sums,
            fiscal_year=scope.fiscal_year,
        ),
    ]
    made = Briefing(
        title=f"{scope.fiscal_year} 年度项目绩效简报",
        subtitle=subtitle(connection, scope, overview),
        verdicts=overview.cards,
        sections=[section for section in sections if section],
        sources=sources(totals),
    )
    return with_invented_told(connection, scope, made)


def summary(connection: Connection, scope: Scope, totals: Any) -> Section:
    """The selection in a paragraph."""
    from perfdata.presenting.meeting import contents

    grade = None
    if totals.score_count:
        grade = town.grading(connection, scope)[0].grade_of(Decimal(totals.mean_score))
    return contents.summary_section(totals, town.pace_of_sums(totals), grade=grade)


def grades(connection: Connection, scope: Scope, totals: Any) -> Section:
    """Scores by grade, best first."""
    from perfdata.presenting.meeting import contents

    held = {row.grade or _NO_GRADE: row for row in year_rows.money_by_grade(connection, scope)}
    order = [*(name for name, _ in town.grading(connection, scope)[0].grades), _NO_GRADE]
    names = [*(name for name in order if name in held), *(name for name in held if name not in order)]
    rows = [(name, held[name].project_count, held[name].budget_yuan) for name in names]
    return contents.grade_section(rows, mean=totals.mean_score)


def projects_section(rows: Sequence[Any]) -> Section:
    """自评汇总表: a row a project."""
    from perfdata.presenting.meeting import contents
    from perfdata.presenting.meeting.briefing import Section

    return Section(title="自评汇总表", tables=[contents.summary_table(rows, problem_of=problem_of)])


def problem_of(row: Any) -> str:
    """What keeps a project from being as it was meant, in a few words; '' of one that is."""
    told = []
    if row.not_met_count:
        told.append(f"{row.not_met_count} 项指标未达成")
    if row.execution_budget_yuan and row.month:
        pace = town.pace_of_project(row)
        if pace.due is not None and pace.executed is not None and pace.due > pace.executed:
            told.append(f"执行 {percent(pace.executed)}，{pace.sentence}")
    if row.no_data_count:
        told.append(f"{row.no_data_count} 项指标待填报")
    return "；".join(told)


def subtitle(connection: Connection, scope: Scope, overview: town.Overview) -> str:
    """Whose data these are, also where there is one unit alone, how many, of which day."""
    units = scope.units
    if not units and not overview.by_unit:
        units = [row.spending_unit or "" for row in aggregates.ranked(connection, scope, by="unit", most=1)]
    chosen = listed(units, 3, counter="个单位")
    return "　".join(filter(None, [chosen, overview.scope]))


def sources(totals: Any) -> list[str]:
    """Where every number comes from, and the rules of lights and shares."""
    until = f"数据截至 {totals.as_of:%Y-%m-%d}。" if totals.as_of else ""
    return [
        f"来源：已确认入库的项目绩效目标表、实际完成情况和项目支出。{until}",
        "灯号和提示供核实，不是结论。达成率 = 达成项数 ÷ 已填报项数。"
        f"应达 = 执行数填报到的月份 ÷ 12，{DUE_OF_SEVERAL}。",
    ]
