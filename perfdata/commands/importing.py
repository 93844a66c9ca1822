"""The command import: files one by one, folders and large zips in bulk."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from perfdata.checking.near_projects import ProjectQuestion
from perfdata.checking.results_draft import CellQuestion
from perfdata.commands.answers import Heard, choices_of, refuse_unasked, ways_to_name
from perfdata.commands.arguments import add_person, year
from perfdata.commands.bulk import import_bulk, import_json
from perfdata.commands.output import acting, open_store, print_json, tell_error
from perfdata.core import clock
from perfdata.core.errors import PerfdataError
from perfdata.core.indicator_answers import IndicatorQuestion
from perfdata.core.people import Who
from perfdata.storing.store import Stored
from perfdata.usecases import opening, uploading
from perfdata.usecases.bulk_importing import Parts, is_bulk
from perfdata.usecases.understanding import FISCAL_YEAR, MONEY_UNIT
from perfdata.usecases.uploading import Preview


def add_commands(commands: Any) -> None:
    """Add the command to the parser."""
    take_in = commands.add_parser("import", help="导入目标表或填报结果（按内容识别）")
    take_in.add_argument("file", type=Path, nargs="+", metavar="FILE", help="文件、文件夹，或超过 200 个文件的 zip")
    take_in.add_argument("--dry-run", action="store_true", help="只核对，不写入")
    take_in.add_argument("--accept-sound-rows", action="store_true", help="有错误时仍写入没有错误的行")
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
    take_in.add_argument("--report", type=Path, metavar="FILE", help="每个文件一行的清单，.csv 或 .xlsx")
    take_in.add_argument("--json", action="store_true", help="输出 JSON")
    take_in.set_defaults(run=_import)
    add_person(take_in)


def _import(options: argparse.Namespace) -> int:
    """Every file by itself, each of its kinds after the other; the exit code is the worst, 2 for one not readable."""
    engine, codes, told, heard = open_store(options.account), [], [], Heard()
    who = acting(engine, options)
    if options.report or any(map(is_bulk, options.file)):
        import_one = partial(_import_one, engine, options, heard)
        return import_bulk(engine, options, heard, import_one=import_one, who=who, **_said(options))
    for path in options.file:
        if len(options.file) > 1 and not options.json:
            print(f"{path.name}：")
        try:
            for preview, stored, code in _import_file(engine, path, options, heard, who=who):
                codes.append(code)
                told.append(import_json(preview, stored))
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


def _import_file(engine: Any, path: Path, options: argparse.Namespace, heard: Heard, *, who: Who) -> Parts:
    def keep(preview: Preview) -> Stored:
        return uploading.confirm(engine, preview, uploaded_by=who, accept_sound_rows=options.accept_sound_rows)

    content, is_only, is_last = opening.read_bytes(path), len(options.file) == 1, path is options.file[-1]
    said = {"keep": keep, "is_only": is_only, "is_last": is_last}
    return _import_one(engine, options, heard, content, file_name=path.name, **said)


def _import_one(
    engine: Any,
    options: argparse.Namespace,
    heard: Heard,
    content: bytes,
    *,
    file_name: str,
    keep: Callable[[Preview], Stored | None],
    is_only: bool = False,
    is_last: bool = False,
    **known: Any,
) -> Parts:
    """For each kind in the file what it would do, the upload if it was stored, and the exit code."""
    ask = partial(uploading.preview_file, engine, content, file_name=file_name, **_said(options), **known)
    kind, after = None, []
    while True:
        preview, asked = _answered(partial(ask, kind=kind, after=after), options, heard)
        if is_only and not (kind or preview.remaining):
            refuse_unasked(options.take, [item for item in asked if isinstance(item, CellQuestion)])
        unused = list(heard.unused(options)) if is_last and not preview.remaining else []
        preview = replace(preview, findings=[*preview.findings, *unused])
        refused = preview.has_errors and (preview.row_count == 0 or not options.accept_sound_rows or bool(unused))
        stored = None
        if preview.row_count and not (refused or options.dry_run):
            stored = keep(preview)
        elif preview.row_count and not refused:
            after.append(preview)
        yield preview, stored, 1 if refused else 0
        if not preview.remaining:
            return
        kind = preview.remaining[0].kind


def _said(options: argparse.Namespace) -> dict[str, Any]:
    """The day, and what is said of the lay-out."""
    stated = {MONEY_UNIT: options.money_unit, FISCAL_YEAR: options.fiscal_year}
    return {"today": clock.today(), "corrections": {name: str(value) for name, value in stated.items() if value}}


def _answered(ask: Callable[..., Preview], options: argparse.Namespace, heard: Heard) -> tuple[Preview, list[Any]]:
    """The preview after all that the command line answers, and all that was asked on the way."""
    choices, asked = {}, {}
    while True:
        preview = ask(choices=choices)
        asked |= {item.row_key: item for item in preview.questions}
        heard.listen(preview)
        more = choices_of(list(asked.values()), options)
        if more.items() <= choices.items():
            return preview, list(asked.values())
        choices |= more


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
        did, later = ("已交审", "批准后计入各项数字。") if stored.waits else ("已写入", "")
        print(f"{did}，记为第 {stored.upload_id} 号上传。{later}")
    else:
        print(preview.known_text)
