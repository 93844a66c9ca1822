"""Is a file a filled official form? Told by the headers at the top of a sheet, whatever its lay-out."""

from __future__ import annotations

from collections.abc import Sequence

from perfdata.containers.sheets import RawSheet, Row, Sheet, cell_text
from perfdata.core.errors import UnusableFileError
from perfdata.core.terms import UploadKind
from perfdata.reading.monitoring import is_monitoring_header
from perfdata.reading.self_evaluations import holds_self_evaluations

_DEPTH = 60


def form_kind(sheets: Sequence[RawSheet] | Sequence[Sheet], *, file_name: str) -> UploadKind | None:
    """MONITORING where a header asks for 完成目标可能性, SELF_EVALUATIONS where a form asks for results, else None.

    Raises UnusableFileError where the file holds both.
    """
    heads = [_head(sheet, file_name) for sheet in sheets]
    monitoring = [head for head in heads if any(map(is_monitoring_header, head.rows))]
    evaluations = [head for head in heads if holds_self_evaluations([_without_monitoring(head)])]
    if monitoring and evaluations:
        raise UnusableFileError(
            f"{file_name}：文件中既有绩效监控表{_named(monitoring)}，又有绩效自评表{_named(evaluations)}，"
            "请分开存为两个文件，分别上传。"
        )
    if monitoring:
        return UploadKind.MONITORING
    return UploadKind.SELF_EVALUATIONS if evaluations else None


def _without_monitoring(head: Sheet) -> Sheet:
    return Sheet(head.source_file, head.name, [row for row in head.rows if not is_monitoring_header(row)])


def _named(heads: Sequence[Sheet]) -> str:
    names = "、".join(f"“{head.name}”" for head in heads if head.name)
    return f"（工作表{names}）" if names else ""


def _head(sheet: RawSheet | Sheet, file_name: str) -> Sheet:
    """The first rows of a sheet as text."""
    if isinstance(sheet, Sheet):
        return Sheet(sheet.source_file, sheet.name, sheet.rows[:_DEPTH])
    texts = [tuple(cell_text(cell).strip() for cell in cells) for cells in sheet.rows[:_DEPTH]]
    rows = [Row(number, cells) for number, cells in enumerate(texts, start=sheet.first_row_number) if any(cells)]
    return Sheet(file_name, sheet.name, rows)
