"""Commands on the store: uploads, undo, redo, template, status."""

import argparse
from pathlib import Path
from typing import Any

from perfdata.commands.arguments import add_account, add_person, positive, year
from perfdata.commands.output import (
    acting,
    fields_json,
    json_of,
    open_store,
    print_json,
    stored_units,
    stored_year,
    write_file,
)
from perfdata.commands.progress import overdue
from perfdata.core import clock
from perfdata.usecases import about, history, opening, reviewing, uploading


def add_commands(commands: Any) -> None:
    """Add these commands to the parser."""
    uploads = commands.add_parser("uploads", help="列出所有上传")
    uploads.set_defaults(run=_uploads)
    status = commands.add_parser("status", help="各项目的填报和执行情况")
    status.add_argument("--overdue", action="store_true", help="只列出填报任务逾期的单位；有逾期时返回 1")
    status.add_argument("--year", type=year, metavar="年度", help="只看这个年度的逾期，默认全部年度")
    status.set_defaults(run=_status)
    for command in (uploads, status):
        command.add_argument("--json", action="store_true", help="输出 JSON")
    for name, act, words in (("undo", history.undo, "撤销一次上传"), ("redo", history.redo, "恢复一次上传")):
        command = commands.add_parser(name, help=words)
        command.add_argument("upload_id", type=positive, metavar="UPLOAD_ID", help="上传的编号，见 uploads")
        command.set_defaults(run=_toggle, act=act)
        add_person(command)
    template = commands.add_parser("template", help="生成填报模板")
    template.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    template.add_argument("--year", type=year, metavar="年度", help="默认最近的年度")
    template.add_argument("--unit", action="append", default=[], metavar="用款单位", help="默认全部，可重复")
    template.add_argument("--parts", action="store_true", help="附比率的分子、分母两列")
    template.add_argument("--force", action="store_true", help="覆盖已有的文件")
    template.set_defaults(run=_template)
    add_account(uploads, status, template)


def _uploads(options: argparse.Namespace) -> int:
    uploads = history.list_uploads(open_store(options.account))
    if options.json:
        print_json({"uploads": [_upload_json(upload) for upload in uploads]})
        return 0
    for upload in uploads:
        print(f"{upload.upload_id}　{upload.state}　{upload.kind.label}　{upload.file_name}　{upload.uploaded_by}")
    return 0


def _upload_json(upload: Any) -> dict[str, Any]:
    names = "upload_id kind file_name sha256 fiscal_year uploaded_by uploaded_at row_count"
    return {**fields_json(upload, names), "is_voided": not upload.is_in_force, **fields_json(upload, "review")}


def _toggle(options: argparse.Namespace) -> int:
    engine = open_store(options.account)
    options.act(engine, options.upload_id, who=acting(engine, options))
    print(f"第 {options.upload_id} 号上传：已{'撤销' if options.act is history.undo else '恢复'}。")
    return 0


def _template(options: argparse.Namespace) -> int:
    engine = open_store(options.account)
    fiscal_year = stored_year(engine, options.year)
    content = uploading.result_template(
        engine,
        fiscal_year=fiscal_year,
        today=clock.today(),
        units=stored_units(engine, options.unit, fiscal_year),
        with_parts=options.parts,
    )
    write_file(content, options.output, may_replace=options.force)
    print(f"模板已写入 {options.output}。")
    return 0


def _status(options: argparse.Namespace) -> int:
    if options.overdue:
        return overdue(options)
    engine = open_store(options.account)
    replica, review = about.replica(engine), reviewing.setting_text(engine)
    if options.json:
        status = history.status(engine)
        projects = [{name: json_of(value) for name, value in project.items()} for project in status["projects"]]
        told = {"left_out": opening.left_out(engine), "replica": replica, "review": review or None}
        print_json({**status, "projects": projects, **told})
        return 0
    if replica:
        print(f"读库　{replica}")
    if review:
        print(f"审核　{review}")
    for reason in opening.left_out(engine):
        print(f"没有读入　{reason}")
    for project in history.project_status(engine):
        print(
            f"{project['fiscal_year']}　{project['project_name']}　已填报 {project['reported']}/{project['indicators']}"
        )
    return 0
