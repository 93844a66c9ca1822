"""Is a file a filled official form? Told by the headers and the title at the top of a sheet, whatever its lay-out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from perfdata.core.terms import UploadKind
from perfdata.core.text import normalise_label
from perfdata.reading.sheets import RawSheet, Sheet, cell_text

_NAME = re.compile(r"^三级指标|^指标(?:名称|内容)?$")
_ACTUAL = re.compile(r"完成值|实际完成|完成情况|实际值")
_SCORE = re.compile(r"得分|自评分")
_SELF_EVALUATION = re.compile(r"自评(?:表|报告)")
_LIKELIHOOD = re.compile(r"^完成(?:目标)?可能性")
_DEPTH = 60
_LONGEST_LABEL = 30


def form_kind(sheets: Sequence[RawSheet] | Sequence[Sheet]) -> UploadKind | None:
    """MONITORING where a header asks for 完成目标可能性; SELF_EVALUATIONS where it asks for results and scores, or for
    indicators below a title that says 自评表; else None."""
    return next((kind for sheet in sheets if (kind := _kind_of(sheet)) is not None), None)


def _kind_of(sheet: RawSheet | Sheet) -> UploadKind | None:
    is_titled = False
    for labels in _labels(sheet):
        is_titled = is_titled or any(_SELF_EVALUATION.search(label) for label in labels)
        if not any(_NAME.search(label) for label in labels):
            continue
        if any(_LIKELIHOOD.search(label) for label in labels):
            return UploadKind.MONITORING
        is_about_results = any(_ACTUAL.search(label) for label in labels)
        if is_titled or (is_about_results and any(_SCORE.search(label) for label in labels)):
            return UploadKind.SELF_EVALUATIONS
    return None


def _labels(sheet: RawSheet | Sheet) -> Iterator[list[str]]:
    """The short texts of the first rows, normalised."""
    rows = (row.cells for row in sheet.rows) if isinstance(sheet, Sheet) else sheet.rows
    for cells in islice(rows, _DEPTH):
        labels = [normalise_label(cell_text(cell)) for cell in cells if cell not in ("", None)]
        yield [label for label in labels if label and len(label) <= _LONGEST_LABEL]
