"""Commands on the store: import, uploads, undo, redo, template, status."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from perfdata.checking.near_projects import ProjectQuestion
from perfdata.checking.results_draft import CellQuestion
from perfdata.commands.answers import Heard, choices_of, refuse_unasked, ways_to_name
from perfdata.commands.arguments import positive, year
from perfdata.commands.output import fields_json, json_of, open_store, print_json, stored_year, tell_error, write_file
from perfdata.core import clock
from perfdata.core.errors import PerfdataError, UnusableFileError
from perfdata.core.indicator_answers import IndicatorQuestion
from perfdata.core.keys import name_key
from perfdata.usecases import about, browsing, history, opening, uploading
from perfdata.usecases.understanding import FISCAL_YEAR, MONEY_UNIT
from perfdata.usecases.uploading import Preview


def add_commands(commands: Any) -> None:
    """Add these commands to the parser."""
    take_in = commands.add_parser("import", help="导入目标表或填报结果（按内容识别）")
    take_in.add_argument("file", type=Path, nargs="+", metavar="FILE")
    take_in.add_argument("--dry-run", action="store_true", help="只核对，不写入")
    take_in.add_argument("--accept-sound-rows", action="store_true", help="有错误时仍写入没有错误的行")
    take_in.add_argument("--by", default="命令行", metavar="姓名", help="记入历史的操作人")
    take_in.add_argument("--money-unit", choices=("元", "万元"), help="这份文件的金额单位，先于表中写明的，不同时提示")
    take_in.add_argument("--fiscal-year", type=year, metavar="年度", help="这份文件的年度，先于表中写明的，不同时提示")
    names = "读到的名称=已有名称，或只写已有名称；同名的写 名称@用款单位或项目编号"
    take_in.add_argument(
        "--same-as", action="append", default=[], metavar="名称", help=f"被问到的项目就是它（{names}）"
    )
    take_in.add_argument("--new-projects", action="store_true", help="被问到的其余项目都是新项目")
    take_in.add_argument(
        "--take", action="append", default=[], metavar="位置", help="采用所问单元格的建议（F7 或 F7=读法；all 为全部）"
    )
    answer = "被问到的指标：越大越好、越小越好、全年合计或每月的数"
    take_in.add_argument("--answer", action="append", default=[], metavar="指标名称=回答", help=answer)
    take_in.set_defaults(run=_import)
    uploads = commands.add_parser("uploads", help="列出所有上传")
    uploads.set_defaults(run=_uploads)
    status = commands.add_parser("status", help="各项目的填报和执行情况")
    status.set_defaults(run=_status)
    for command in (take_in, uploads, status):
        command.add_argument("--json", action="store_true", help="输出 JSON")
    for name, act, words in (("undo", history.undo, "撤销一次上传"), ("redo", history.redo, "恢复一次上传")):
        command = commands.add_parser(name, help=words)
        command.add_argument("upload_id", type=positive, metavar="UPLOAD_ID", help="上传的编号，见 uploads")
        command.add_argument("--by", default="命令行", metavar="姓名", help="记入历史的操作人")
        command.set_defaults(run=_toggle, act=act)
    template = commands.add_parser("template", help="生成填报模板")
    template.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    template.add_argument("--year", type=year, metavar="年度", help="默认最近的年度")
    template.add_argument("--unit", action="append", default=[], metavar="用款单位", help="默认全部，可重复")
    template.add_argument("--parts", action="store_true", help="附比率的分子、分母两列")
    template.add_argument("--force", action="store_true", help="覆盖已有的文件")
    template.set_defaults(run=_template)


def _import(options: argparse.Namespace) -> int:
    """Every file by itself, each of its kinds after the other; the exit code is the worst, 2 for one not readable."""
    engine, codes, told, heard = open_store(), [], [], Heard()
    for path in options.file:
        if len(options.file) > 1 and not options.json:
            print(f"{path.name}：")
        try:
            for preview, stored, code in _import_file(engine, path, options, heard):
                codes.append(code)
                told.append(_import_json(preview, stored))
                if not options.json:
                    _print_import(preview, stored)
        except PerfdataError as error:
            if len(options.file) == 1 and not told:
                raise
            tell_error(error, as_json=options.json)
            codes.append(2)
            told.append({"file_name": path.name, "error": str(error)})
    if options.json:
        print_json(told[0] if len(told) == 1 else {"files": told})
    return max(codes)


def _import_file(
    engine: Any, path: Path, options: argparse.Namespace, heard: Heard
) -> Iterator[tuple[Preview, Any, int]]:
    """For each kind in the file what it would do, the upload if it was stored, and the exit code."""
    stated = {MONEY_UNIT: options.money_unit, FISCAL_YEAR: options.fiscal_year}
    ask = partial(
        uploading.preview_file,
        engine,
        browsing.read_bytes(path),
        file_name=path.name,
        today=clock.today(),
        corrections={name: str(value) for name, value in stated.items() if value},
    )
    kind, after = None, []
    while True:
        choices, asked = {}, {}
        while True:
            preview = ask(kind=kind, choices=choices, after=after)
            asked |= {item.row_key: item for item in preview.questions}
            heard.listen(preview)
            more = choices_of(list(asked.values()), options)
            if more.items() <= choices.items():
                break
            choices |= more
        if len(options.file) == 1 and not (kind or preview.remaining):
            refuse_unasked(options.take, [item for item in asked.values() if isinstance(item, CellQuestion)])
        is_last = path is options.file[-1] and not preview.remaining
        unused = list(heard.unused(options)) if is_last else []
        preview = replace(preview, findings=[*preview.findings, *unused])
        refused = preview.has_errors and (preview.row_count == 0 or not options.accept_sound_rows or bool(unused))
        stored = None
        if preview.row_count and not (refused or options.dry_run):
            stored = uploading.confirm(
                engine, preview, uploaded_by=options.by, accept_sound_rows=options.accept_sound_rows
            )
        elif preview.row_count and not refused:
            after.append(preview)
        yield preview, stored, 1 if refused else 0
        if not preview.remaining:
            return
        kind = preview.remaining[0].kind


def _import_json(preview: Preview, stored: Any) -> dict[str, Any]:
    names = "rule_id severity message place observed suggestion"
    cells = [item for item in preview.questions if isinstance(item, CellQuestion)]
    return {
        "file_name": preview.file_name,
        "kind": preview.kind.value,
        "stored": stored is not None and stored.is_new,
        "upload_id": stored.upload_id if stored else None,
        "row_count": preview.row_count,
        "held_count": preview.held_count,
        "findings": [fields_json(finding, names) for finding in preview.findings],
        "projects": [_question_json(item) for item in preview.questions if isinstance(item, ProjectQuestion)],
        "readings": [fields_json(item, "address text readings") for item in cells],
    }


def _question_json(question: ProjectQuestion) -> dict[str, Any]:
    near = [fields_json(item, "project_id project_name spending_unit") for item in question.candidates]
    return {**fields_json(question, "project_name spending_unit"), "candidates": near}


def _print_import(preview: Preview, stored: Any) -> None:
    for finding in preview.findings:
        print(f"{finding.severity.label}　{finding.place or preview.file_name}：{finding.message}")
    counts = "，".join(f"{label} {count}" for label, count in preview.counts.items())
    print(f"{preview.kind.label}：{counts}。")
    cells = [item for item in preview.questions if isinstance(item, CellQuestion)]
    if any(isinstance(item, IndicatorQuestion) for item in preview.questions):
        print("方向或周期不明的指标请用 --answer 写明，如 --answer 指标名称=越小越好、--answer 全年合计。")
    if projects := [item for item in preview.questions if isinstance(item, ProjectQuestion)]:
        print(f"请用 --same-as 写明是哪一个项目（{ways_to_name(projects)}），或用 --new-projects 作为新项目。")
    for item in cells:
        print(f"{item.address} 可以改读：{' / '.join(item.readings)}（--take '{item.address}'；全部采用：--take all）")
    if preview.row_count == 0 and not preview.has_errors:
        print("文件中没有新内容（与已入库的相同，或没有填写），没有写入。")
    elif stored is None:
        print("没有写入。")
    elif stored.is_new:
        print(f"已写入，记为第 {stored.upload_id} 号上传。")
    else:
        print(preview.known_text)


def _uploads(options: argparse.Namespace) -> int:
    uploads = history.list_uploads(open_store())
    if options.json:
        print_json({"uploads": [_upload_json(upload) for upload in uploads]})
        return 0
    for upload in uploads:
        state = "已撤销" if upload.voided_at else "有效"
        print(f"{upload.upload_id}　{state}　{upload.kind.label}　{upload.file_name}　{upload.uploaded_by}")
    return 0


def _upload_json(upload: Any) -> dict[str, Any]:
    names = "upload_id kind file_name sha256 fiscal_year uploaded_by uploaded_at row_count"
    return {**fields_json(upload, names), "is_voided": upload.voided_at is not None}


def _toggle(options: argparse.Namespace) -> int:
    options.act(open_store(), options.upload_id, who=options.by)
    print(f"第 {options.upload_id} 号上传：已{'撤销' if options.act is history.undo else '恢复'}。")
    return 0


def _template(options: argparse.Namespace) -> int:
    engine = open_store()
    fiscal_year = stored_year(engine, options.year)
    content = uploading.result_template(
        engine,
        fiscal_year=fiscal_year,
        today=clock.today(),
        units=_stored_units(engine, options.unit, fiscal_year),
        with_parts=options.parts,
    )
    write_file(content, options.output, may_replace=options.force)
    print(f"模板已写入 {options.output}。")
    return 0


def _stored_units(engine: Any, wanted: Sequence[str], fiscal_year: int) -> list[str]:
    """The spending units as they are stored. Raises UnusableFileError naming all where one is unknown."""
    projects = browsing.current_projects(engine, fiscal_year=fiscal_year)
    units = {name_key(unit): unit for project in projects if (unit := project.spending_unit)}
    if unknown := [name for name in wanted if name_key(name) not in units]:
        known = "、".join(units.values()) or "（目标表都没有写用款单位）"
        raise UnusableFileError(f"{fiscal_year} 年度没有用款单位“{unknown[0]}”，可以写：{known}。没有写入。")
    return [units[name_key(name)] for name in wanted]


def _status(options: argparse.Namespace) -> int:
    engine = open_store()
    status, replica = history.status(engine), about.replica(engine)
    if options.json:
        projects = [{name: json_of(value) for name, value in project.items()} for project in status["projects"]]
        print_json({**status, "projects": projects, "left_out": opening.left_out(engine), "replica": replica})
        return 0
    if replica:
        print(f"读库　{replica}")
    for reason in opening.left_out(engine):
        print(f"没有读入　{reason}")
    for project in status["projects"]:
        print(
            f"{project['fiscal_year']}　{project['project_name']}　已填报 {project['reported']}/{project['indicators']}"
        )
    return 0
