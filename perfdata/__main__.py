"""Command line: python -m perfdata read | value | import | uploads | undo | redo | template | status."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from perfdata.core.errors import PerfdataError, UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.model import Indicator, Place
from perfdata.core.values import parse_value
from perfdata.reading.goal_tables import GoalTable, GoalTables
from perfdata.usecases import browsing, history, uploading
from perfdata.usecases.uploading import Preview


def main(arguments: list[str] | None = None) -> int:
    """Run one command: 0 done, 1 findings with errors and nothing stored, 2 unusable file (one line on stderr)."""
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
    _add_storing_commands(commands)
    return parser


def _add_storing_commands(commands: Any) -> None:
    take_in = commands.add_parser("import", help="导入目标表或填报结果（按内容识别）")
    take_in.add_argument("file", type=Path, metavar="FILE")
    take_in.add_argument("--dry-run", action="store_true", help="只核对，不写入")
    take_in.add_argument("--accept-sound-rows", action="store_true", help="有错误时仍写入没有错误的行")
    take_in.add_argument("--by", default="命令行", metavar="姓名", help="记入历史的操作人")
    take_in.set_defaults(run=_import)
    uploads = commands.add_parser("uploads", help="列出所有上传")
    uploads.set_defaults(run=_uploads)
    status = commands.add_parser("status", help="各项目的填报和执行情况")
    status.set_defaults(run=_status)
    for command in (take_in, uploads, status):
        command.add_argument("--json", action="store_true", help="输出 JSON")
    for name, act, words in (("undo", history.undo, "撤销一次上传"), ("redo", history.redo, "恢复一次上传")):
        command = commands.add_parser(name, help=words)
        command.add_argument("upload_id", type=int, metavar="UPLOAD_ID")
        command.add_argument("--by", default="命令行", metavar="姓名", help="记入历史的操作人")
        command.set_defaults(run=_toggle, act=act)
    template = commands.add_parser("template", help="生成填报模板")
    template.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    template.add_argument("--year", type=int, metavar="年度", help="默认最近的年度")
    template.add_argument("--unit", action="append", default=[], metavar="用款单位", help="默认全部，可重复")
    template.add_argument("--force", action="store_true", help="覆盖已有的文件")
    template.set_defaults(run=_template)


def _read(options: argparse.Namespace) -> int:
    tables = browsing.read_files(options.files)
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


def _engine() -> Any:
    return browsing.open_with_bundled_tables(browsing.database_url())


def _import(options: argparse.Namespace) -> int:
    engine, path = _engine(), options.file
    preview = uploading.preview_file(engine, browsing.read_bytes(path), file_name=path.name, today=date.today())
    refused = preview.row_count == 0 or (preview.has_errors and not options.accept_sound_rows)
    stored = None
    if not (refused or options.dry_run):
        stored = uploading.confirm(engine, preview, uploaded_by=options.by, accept_sound_rows=options.accept_sound_rows)
    if options.json:
        _print_json(_import_json(preview, stored))
    else:
        _print_import(preview, stored)
    return 1 if refused else 0


def _import_json(preview: Preview, stored: Any) -> dict[str, Any]:
    return {
        "kind": preview.kind.value,
        "stored": stored is not None and stored.is_new,
        "upload_id": stored.upload_id if stored else None,
        "row_count": preview.row_count,
        "held_count": preview.held_count,
        "findings": [
            {**_finding_json(finding), "observed": finding.observed, "suggestion": finding.suggestion}
            for finding in preview.findings
        ],
    }


def _print_import(preview: Preview, stored: Any) -> None:
    for finding in preview.findings:
        print(f"{finding.severity.label}　{finding.place}：{finding.message}")
    print("，".join(f"{label} {count}" for label, count in preview.counts.items()) + "。")
    if stored is None:
        print("没有写入。")
    elif stored.is_new:
        print(f"已写入，记为第 {stored.upload_id} 号上传。")
    else:
        print(f"这份文件已在第 {stored.upload_id} 号上传中，没有重复写入。")


def _uploads(options: argparse.Namespace) -> int:
    uploads = history.list_uploads(_engine())
    if options.json:
        _print_json({"uploads": [_upload_json(upload) for upload in uploads]})
        return 0
    for upload in uploads:
        state = "已撤销" if upload.voided_at else "有效"
        print(f"{upload.upload_id}　{state}　{upload.kind.label}　{upload.file_name}　{upload.uploaded_by}")
    return 0


def _upload_json(upload: Any) -> dict[str, Any]:
    return {
        "upload_id": upload.upload_id,
        "kind": upload.kind.value,
        "file_name": upload.file_name,
        "sha256": upload.sha256,
        "fiscal_year": upload.fiscal_year,
        "uploaded_by": upload.uploaded_by,
        "uploaded_at": upload.uploaded_at.isoformat(),
        "row_count": upload.row_count,
        "is_voided": upload.voided_at is not None,
    }


def _toggle(options: argparse.Namespace) -> int:
    options.act(_engine(), options.upload_id, who=options.by)
    print(f"第 {options.upload_id} 号上传：已{'撤销' if options.act is history.undo else '恢复'}。")
    return 0


def _template(options: argparse.Namespace) -> int:
    engine = _engine()
    years = browsing.fiscal_years(engine)
    if not years or options.year not in (None, *years):
        raise UnusableFileError(f"没有 {options.year or ''} 年度的绩效目标表，请先导入。")
    content = uploading.result_template(
        engine, fiscal_year=options.year or years[0], today=date.today(), units=options.unit
    )
    _write(content, options.output, may_replace=options.force)
    print(f"模板已写入 {options.output}。")
    return 0


def _write(content: bytes, path: Path, *, may_replace: bool) -> None:
    try:
        with path.open("wb" if may_replace else "xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise UnusableFileError(f"{path}：文件已存在，没有覆盖。请换一个文件名，或加上 --force。") from error
    except OSError as error:
        raise UnusableFileError(f"{path}：写不进去，请检查文件夹是否存在、是否有权限、磁盘是否已满。") from error


def _status(options: argparse.Namespace) -> int:
    status = history.status(_engine())
    if options.json:
        _print_json(status)
        return 0
    for project in status["projects"]:
        print(
            f"{project['fiscal_year']}　{project['project_name']}　已填报 {project['reported']}/{project['indicators']}"
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
