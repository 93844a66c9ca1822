"""Import in bulk: a bar on the terminal, a line a file that was not simply stored, and the list of all files."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from perfdata.checking.near_projects import ProjectQuestion
from perfdata.checking.results_draft import CellQuestion
from perfdata.commands.answers import Heard
from perfdata.commands.output import fields_json, print_json, tell_error, write_file
from perfdata.core.errors import UnusableFileError
from perfdata.core.people import Who
from perfdata.core.terms import Severity
from perfdata.storing.store import Stored
from perfdata.usecases.bulk_importing import Imported, Parts, Source, import_many, is_bulk, sources_of
from perfdata.usecases.opening import read_bytes
from perfdata.usecases.preview import Preview

_BAR = 30


def import_bulk(
    engine: Any, options: argparse.Namespace, heard: Heard, *, import_one: Callable[..., Parts], who: Who, **said: Any
) -> int:
    """All files of all paths; the exit code is the worst, 2 for one not readable."""
    if options.report:
        _refuse_report(options)
    sources = [source for path in options.file for source in (sources_of(path) if is_bulk(path) else [_single(path)])]
    if not sources:
        raise UnusableFileError(f"{options.file[0]}：里面没有文件，请确认选对了文件夹。")
    done: list[Imported] = []
    for item in _with_bar(
        import_many(
            engine,
            sources,
            import_one=import_one,
            uploaded_by=who,
            accept_sound_rows=options.accept_sound_rows,
            **said,
        ),
        total=len(sources),
    ):
        done.append(item)
        if not options.json:
            _tell(item)
    unused = list(heard.unused(options))
    for finding in unused:
        tell_error(finding.message, as_json=options.json)
    rows = [row for item in done for row in rows_of(item)]
    if options.report:
        from perfdata.presenting.exports.import_list import import_list

        write_file(import_list(rows, is_csv=options.report.suffix.lower() == ".csv"), options.report, may_replace=True)
    counts = Counter(row[1] for row in rows)
    if options.json:
        print_json({"files": [entry for item in done for entry in _json(item)], "counts": counts})
    else:
        print("，".join(f"{label} {count:,}" for label, count in counts.items()) + "。")
    return max(1 if unused else 0, *(item.code for item in done))


def rows_of(item: Imported) -> Iterator[list[Any]]:
    """The lines of a file in the list: one for each kind that it holds."""
    if item.error:
        yield [item.source.name, "不能用", None, None, 0, 0, 1, 0, item.error]
    elif item.known_upload_id is not None:
        yield [item.source.name, _known(item.known_waits), item.known_upload_id, None, 0, 0, 0, 0, None]
    for preview, stored, code in item.parts:
        severities = Counter(finding.severity for finding in preview.findings)
        is_known = stored is not None and not stored.is_new
        told = [finding.message for finding in preview.findings if finding.severity is not Severity.NOTICE]
        yield [
            item.source.name,
            _known(stored.waits) if stored and is_known else _result(preview, stored, code),
            stored.upload_id if stored else None,
            preview.kind.label,
            preview.row_count if stored and not is_known else 0,
            preview.held_count,
            severities[Severity.ERROR],
            severities[Severity.WARNING],
            "；".join(told[:5]) or None,
        ]


def _known(waits: bool) -> str:
    return "此前已交审，仍待审" if waits else "此前已入库"


def _result(preview: Preview, stored: Stored | None, code: int) -> str:
    if code:
        return "有错误，没有写入"
    if stored:
        return "已交审" if stored.waits else "已写入"
    return "只核对" if preview.row_count else "没有新内容"


def _refuse_report(options: argparse.Namespace) -> None:
    if options.report.suffix.lower() not in (".csv", ".xlsx"):
        raise UnusableFileError(f"{options.report}：清单只能写成 .csv 或 .xlsx，请换一个文件名。")
    if not options.report.absolute().parent.is_dir():
        raise UnusableFileError(f"{options.report}：没有这个文件夹，请先建立。")


def _single(path: Any) -> Source:
    return Source(path.name, lambda: read_bytes(path))


def _tell(item: Imported) -> None:
    for name, result, _, kind, *_, told in rows_of(item):
        if result not in ("已写入", "已交审", "只核对", _known(False), _known(True)) or (told and item.code):
            print(f"{name}：{result}{f'（{kind}）' if kind else ''}{f'：{told}' if told else ''}")


def _json(item: Imported) -> Iterator[dict[str, Any]]:
    if item.error:
        yield {"file_name": item.source.name, "error": item.error}
    elif item.known_upload_id is not None:
        yield {
            "file_name": item.source.name,
            "stored": False,
            "upload_id": item.known_upload_id,
            "is_known": True,
            "waits": item.known_waits,
        }
    for preview, stored, _ in item.parts:
        yield {**import_json(preview, stored), "file_name": item.source.name}


def _with_bar(items: Iterator[Imported], *, total: int) -> Iterator[Imported]:
    """The same, with a bar on standard error where that is a terminal."""
    shows, began, known = sys.stderr.isatty(), time.monotonic(), 0
    for at, item in enumerate(items, start=1):
        known += item.known_upload_id is not None
        if shows:
            filled, rate = _BAR * at // total, at / max(time.monotonic() - began, 0.001)
            text = f"[{'#' * filled}{'.' * (_BAR - filled)}] {at:,}/{total:,}　此前已有 {known:,}　{rate:,.0f} 个/秒"
            sys.stderr.write(f"\r{text}" if at < total else f"\r{text}\n")
        yield item


def import_json(preview: Preview, stored: Any) -> dict[str, Any]:
    names = "rule_id severity message place observed suggestion"
    cells = [item for item in preview.questions if isinstance(item, CellQuestion)]
    return {
        "file_name": preview.file_name,
        "kind": preview.kind.value,
        "stored": stored is not None and stored.is_new,
        "waits": stored is not None and stored.waits,
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
