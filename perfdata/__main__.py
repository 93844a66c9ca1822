"""Command line: python -m perfdata read FILE… --json | value TEXT."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from perfdata import usecases
from perfdata.core.errors import PerfdataError
from perfdata.core.findings import Finding
from perfdata.core.model import Indicator, Place
from perfdata.core.values import parse_value
from perfdata.reading.goal_tables import GoalTable, GoalTables


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 on success, 2 for an unusable file (one Chinese line on stderr)."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except PerfdataError as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m perfdata", description="项目绩效目标表的批量读取")
    commands = parser.add_subparsers(required=True, metavar="命令")
    read = commands.add_parser("read", help="读取目标表，不写入数据库")
    read.add_argument("files", nargs="+", type=Path, metavar="FILE")
    read.add_argument("--json", action="store_true", help="输出 JSON")
    read.set_defaults(run=_read)
    value = commands.add_parser("value", help="解析一个指标值")
    value.add_argument("text", metavar="TEXT")
    value.set_defaults(run=_value)
    return parser


def _read(options: argparse.Namespace) -> int:
    tables = usecases.read_files(options.files)
    if options.json:
        _print_json(_tables_json(tables))
        return 0
    print(f"共读到 {len(tables.projects)} 个项目、{len(tables.indicators)} 项指标、{len(tables.findings)} 条提示。")
    for finding in tables.findings:
        print(f"{finding.severity.label}　{finding.place}：{finding.message}")
    return 0


def _value(options: argparse.Namespace) -> int:
    value = parse_value(options.text)
    _print_json(
        {
            "kind": value.kind.value,
            "comparator": value.comparator.label if value.comparator else None,
            "number": _json_number(value.number),
            "upper": _json_number(value.upper),
            "unit": value.unit,
            "per": value.per,
            "is_approximate": value.is_approximate,
        }
    )
    return 0


def _print_json(data: object) -> None:
    sys.stdout.reconfigure(encoding="utf-8")  # pyright: ignore[reportAttributeAccessIssue]
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    print()


def _tables_json(tables: GoalTables) -> dict[str, Any]:
    return {
        "projects": [_table_json(table) for table in tables.tables],
        "findings": [_finding_json(finding) for finding in tables.findings],
    }


def _table_json(table: GoalTable) -> dict[str, Any]:
    project = table.project
    plain = (
        "project_name project_type project_level competent_department spending_unit "
        "cycle_start_year cycle_end_year fiscal_year"
    )
    return {
        **{name: getattr(project, name) for name in plain.split()},
        "budget_yuan": _json_number(project.budget_yuan),
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
        "place": _place_json(indicator.place),
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "rule_id": finding.rule_id,
        "severity": finding.severity.value,
        "message": finding.message,
        "place": _place_json(finding.place),
    }


def _place_json(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"source_file": place.source_file, "sheet": place.sheet, "cell": place.cell, "line": place.line}


def _json_number(number: Any) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


if __name__ == "__main__":
    raise SystemExit(main())
