"""Is a file a filled official form? Told by the headers at the top of a sheet, whatever its lay-out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from perfdata.core.terms import UploadKind
from perfdata.core.text import normalise_label
from perfdata.reading.self_evaluations import holds_self_evaluations
from perfdata.reading.sheets import RawSheet, Row, Sheet, cell_text

_NAME = re.compile(r"^三级指标|^指标(?:名称|内容)?$")
_LIKELIHOOD = re.compile(r"^完成(?:目标)?可能性")
_DEPTH = 60
_LONGEST_LABEL = 30


def form_kind(sheets: Sequence[RawSheet] | Sequence[Sheet], *, file_name: str) -> UploadKind | None:
    """MONITORING where a header asks for 完成目标可能性, SELF_EVALUATIONS where a form asks for results, else None."""
    heads = [_head(sheet, file_name) for sheet in sheets]
    if any(_LIKELIHOOD.search(label) for head in heads for labels in _headers(head) for label in labels):
        return UploadKind.MONITORING
    return UploadKind.SELF_EVALUATIONS if holds_self_evaluations(heads) else None


def _head(sheet: RawSheet | Sheet, file_name: str) -> Sheet:
    """The first rows of a sheet as text."""
    if isinstance(sheet, Sheet):
        return Sheet(sheet.source_file, sheet.name, sheet.rows[:_DEPTH])
    texts = [tuple(cell_text(cell).strip() for cell in cells) for cells in sheet.rows[:_DEPTH]]
    rows = [Row(number, cells) for number, cells in enumerate(texts, start=sheet.first_row_number) if any(cells)]
    return Sheet(file_name, sheet.name, rows)


def _headers(head: Sheet) -> Iterator[list[str]]:
    """The labels of rows with a column for indicators."""
    return (labels for labels in map(_labels, head.rows) if any(_NAME.search(label) for label in labels))


def _labels(row: Row) -> list[str]:
    """The short texts of a row, normalised."""
    labels = [normalise_label(text) for text in row.cells if text]
    return [label for label in labels if label and len(label) <= _LONGEST_LABEL]
