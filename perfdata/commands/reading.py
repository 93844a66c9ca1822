"""Commands that need no database: read, value."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from perfdata.commands.output import finding_json, json_number, place_json, print_json
from perfdata.core.model import Indicator
from perfdata.core.values import parse_value
from perfdata.reading.goal_tables import GoalTable, GoalTables
from perfdata.reading.layouts import file_facts
from perfdata.usecases import browsing


def add_commands(commands: Any) -> None:
    """Add these commands to the parser."""
    read = commands.add_parser("read", help="读取目标表，不写入数据库")
    read.add_argument("files", nargs="+", type=Path, metavar="FILE")
    read.add_argument("--json", action="store_true", help="输出 JSON")
    read.set_defaults(run=_read)
    value = commands.add_parser("value", help="解析一个指标值")
    value.add_argument("text", metavar="TEXT")
    value.set_defaults(run=_value)


def _read(options: argparse.Namespace) -> int:
    if options.json:
        files: list[dict[str, str | None]] = []
        tables = browsing.read_files(options.files, describe=lambda *told: files.append(file_facts(*told)))
        print_json({**_tables_json(tables), "files": files})
        return 0
    tables = browsing.read_files(options.files)
    print(f"共读到 {len(tables.projects)} 个项目、{len(tables.indicators)} 项指标、{len(tables.findings)} 条提示。")
    for finding in tables.findings:
        print(f"{finding.severity.label}　{finding.place}：{finding.message}")
    return 0


def _value(options: argparse.Namespace) -> int:
    value = parse_value(options.text)
    print_json(
        {
            "kind": value.kind.value,
            "comparator": value.comparator.label if value.comparator else None,
            "number": json_number(value.number),
            "upper": json_number(value.upper),
            "unit": value.unit,
            "per": value.per,
            "is_approximate": value.is_approximate,
        }
    )
    return 0


def _tables_json(tables: GoalTables) -> dict[str, Any]:
    return {
        "projects": [_table_json(table) for table in tables.tables],
        "findings": [finding_json(finding) for finding in tables.findings],
    }


def _table_json(table: GoalTable) -> dict[str, Any]:
    project = table.project
    plain = (
        "project_name project_type project_level competent_department spending_unit "
        "cycle_start_year cycle_end_year fiscal_year"
    )
    return {
        **{name: getattr(project, name) for name in plain.split()},
        "budget_yuan": json_number(project.budget_yuan),
        "cycle_goal": project.cycle_goal,
        "annual_goal": project.annual_goal,
        "indicators": [_indicator_json(indicator) for indicator in table.indicators],
    }


def _indicator_json(indicator: Indicator) -> dict[str, Any]:
    return {
        "level1": indicator.level1.label if indicator.level1 else None,
        "level2": indicator.level2.label if indicator.level2 else None,
        "indicator_name": indicator.indicator_name,
        "cycle_target": indicator.cycle_target.raw or None,
        "annual_target": indicator.annual_target.raw or None,
        "is_recovered": indicator.is_recovered,
        "place": place_json(indicator.place),
    }
