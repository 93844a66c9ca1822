"""What became of each cell of a source sheet: the account that shows that nothing was dropped."""

from __future__ import annotations

from dataclasses import dataclass

from perfdata.core.terms import Term


class CellRole(Term):
    """How a reader took one cell."""

    LABEL = "label", "标签"
    VALUE = "value", "内容"
    IGNORED = "ignored", "忽略"
    NOT_UNDERSTOOD = "not_understood", "未识别"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellUse:
    """One non-empty cell, its row counted from 1 and its column from 0, its field or why it was ignored."""

    sheet: str | None
    row: int
    column: int
    text: str
    role: CellRole
    meaning: str
