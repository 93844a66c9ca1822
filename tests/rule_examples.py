"""The examples of a rule's docstring as tables, so that what the page shows is what is tested here.

正例 and 反例 are lists of ``栏目=内容`` parted by ；, several tables parted by ｜. Fields are those of ``_FIELDS``;
``数量指标·补贴人数=6场次→2场次`` is an indicator with cycle → annual target (one value: both), 上年· a result of last
year, 实际· one of this, 错列· an indicator that was put back in place, and a category that is unknown stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from perfdata.assessing.audit.examples import examples_of
from perfdata.assessing.audit.rule import Table
from perfdata.core.keys import stable_id
from perfdata.core.model import ActualResult, Indicator, IndicatorValue, Place, Project
from perfdata.core.terms import LEVEL1_OF, Level1, Level2
from perfdata.core.values import parse_value

_FIELDS = {
    "项目名称": "project_name",
    "主管部门": "competent_department",
    "用款单位": "spending_unit",
    "总目标": "cycle_goal",
    "年度目标": "annual_goal",
    "预算": "budget_yuan",
    "周期": "cycle",
}
_LEVELS = {level.label: level for level in Level2} | {"满意度指标": Level2.BENEFICIARY_SATISFACTION}
_FIELD = re.compile(r"；\s*(?=[^；=]{2,20}=)")
_POINTS = re.compile(r"（(\d+)分）$")


def read_example(text: str) -> list[Table]:
    """The tables of an example, of the fiscal year 2024."""
    return [_table(part.strip(), number) for number, part in enumerate(text.split("｜"))]


def _table(text: str, number: int) -> Table:
    fields: dict[str, str] = {"project_name": "甲项目" if number == 0 else f"甲项目{number}", "spending_unit": "甲单位"}
    indicators: list[Indicator] = []
    previous: dict[str, IndicatorValue] = {}
    results: dict[str, ActualResult] = {}
    for part in _FIELD.split(text.rstrip("；")):
        name, _, content = part.partition("=")
        name = name.strip()
        kind, dot, label = name.partition("·")
        if not dot:
            fields[_FIELDS[name]] = content.strip()
        elif kind == "上年":
            previous[stable_id(str(number), label)] = parse_value(content.strip())
        elif kind == "实际":
            results[stable_id(str(number), label)] = _result(stable_id(str(number), label), content.strip())
        else:
            indicators.append(_indicator(kind, label, content.strip(), number, len(indicators)))
    return Table(project=_project(fields, number), indicators=indicators, previous=previous, results=results)


def _result(indicator_id: str, actual: str) -> ActualResult:
    return ActualResult(
        indicator_id=indicator_id,
        fiscal_year=2024,
        as_of=date(2024, 12, 31),
        actual=parse_value(actual),
        place=Place(source_file="示例", line=1),
    )


def _project(fields: dict[str, str], number: int) -> Project:
    start, _, end = fields.get("cycle", "2024-2026").partition("-")
    budget = fields.get("budget_yuan")
    return Project(
        project_id=stable_id("example", str(number)),
        project_name=fields["project_name"],
        project_type=None,
        project_level=None,
        competent_department=fields.get("competent_department"),
        spending_unit=fields["spending_unit"],
        cycle_start_year=int(start),
        cycle_end_year=int(end),
        fiscal_year=2024,
        budget_yuan=Decimal(budget) if budget else None,
        cycle_goal=fields.get("cycle_goal"),
        annual_goal=fields.get("annual_goal"),
        place=Place(source_file="示例", line=1),
    )


def _indicator(kind: str, name: str, content: str, number: int, order: int) -> Indicator:
    points = _POINTS.search(content)
    cycle, _, annual = _POINTS.sub("", content).partition("→")
    level2 = Level2.QUANTITY if kind == "错列" else _LEVELS.get(kind)
    return Indicator(
        indicator_id=stable_id(str(number), name),
        project_id=stable_id("example", str(number)),
        fiscal_year=2024,
        level1=_level1(level2),
        level2=level2,
        indicator_name=name,
        cycle_target=parse_value(cycle),
        annual_target=parse_value(annual or cycle),
        weight_points=Decimal(points[1]) if points else None,
        order=order,
        is_recovered=kind == "错列",
        place=Place(source_file="示例", line=order + 2),
    )


def _level1(level2: Level2 | None) -> Level1 | None:
    return LEVEL1_OF[level2] if level2 else None


def verdict_examples(docstring: str) -> tuple[Sequence[Table], Sequence[Table]]:
    """The tables of the good and of the bad example."""
    found = examples_of(docstring)
    return read_example(found["正例"]), read_example(found["反例"])
