"""Is a file a filled official form? Told by its headers and its title, whatever its lay-out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from perfdata.core.text import normalise_label
from perfdata.reading.sheets import Sheet

_NAME = re.compile(r"^三级指标|^指标(?:名称|内容)?$")
_ACTUAL = re.compile(r"完成值|实际完成|完成情况|实际值")
_SCORE = re.compile(r"得分|自评分")
_TITLE = re.compile(r"自评(?:表|报告)")
_DEPTH = 60


def holds_self_evaluations(sheets: Sequence[Sheet]) -> bool:
    """Whether a header asks for results and scores, or for indicators below a title that says 自评表."""
    return any(_is_self_evaluation(sheet) for sheet in sheets)


def _is_self_evaluation(sheet: Sheet) -> bool:
    is_titled = False
    for row in sheet.rows[:_DEPTH]:
        labels = [label for text in row.cells if text and len(label := normalise_label(text)) <= 30]
        is_titled = is_titled or any(_TITLE.search(label) for label in labels)
        if not any(_NAME.search(label) for label in labels):
            continue
        is_about_results = any(_ACTUAL.search(label) for label in labels)
        if is_titled or (is_about_results and any(_SCORE.search(label) for label in labels)):
            return True
    return False
