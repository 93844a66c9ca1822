"""Commands that need no database: read, value."""

import argparse
from pathlib import Path
from typing import Any

from perfdata.commands.output import Refusals, fields_json, finding_json, indicator_json, print_json
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
    refused = Refusals(options.files, as_json=options.json)
    if options.json:
        files: list[dict[str, str | None]] = []
        note = lambda *told: files.append(file_facts(*told))  # noqa: E731
        tables = browsing.read_files(options.files, describe=note, refused=refused)
        print_json({**_tables_json(tables), "files": files + refused.told})
        return refused.code
    tables = browsing.read_files(options.files, refused=refused)
    print(f"共读到 {len(tables.projects)} 个项目、{len(tables.indicators)} 项指标、{len(tables.findings)} 条提示。")
    for finding in tables.findings:
        print(f"{finding.severity.label}　{finding.place}：{finding.message}")
    return refused.code


def _value(options: argparse.Namespace) -> int:
    value = parse_value(options.text)
    comparator = value.comparator.label if value.comparator else None
    told = fields_json(value, "number upper unit per is_approximate")
    if value.denominator is not None:
        told |= fields_json(value, "numerator denominator")
    print_json({"kind": value.kind.value, "comparator": comparator, **told})
    return 0


def _tables_json(tables: GoalTables) -> dict[str, Any]:
    findings = list(map(finding_json, tables.findings))
    return {"projects": list(map(_table_json, tables.tables)), "findings": findings}


def _table_json(table: GoalTable) -> dict[str, Any]:
    names = (
        "project_name project_type project_level competent_department spending_unit "
        "cycle_start_year cycle_end_year fiscal_year budget_yuan cycle_goal annual_goal"
    )
    return {**fields_json(table.project, names), "indicators": list(map(_indicator_json, table.indicators))}


def _indicator_json(indicator: Indicator) -> dict[str, Any]:
    return {
        **indicator_json(indicator),
        "cycle_target": indicator.cycle_target.raw or None,
        "annual_target": indicator.annual_target.raw or None,
        **fields_json(indicator, "is_recovered place"),
    }
