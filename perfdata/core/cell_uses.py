"""What became of each cell of a source sheet: the account that shows that nothing was dropped."""

from typing import NamedTuple

from perfdata.core.terms import Term

MOST_ROWS, MOST_OTHERS = 300, 2_000


class CellRole(Term):
    """How a reader took one cell."""

    LABEL = "label", "标签"
    VALUE = "value", "内容"
    IGNORED = "ignored", "忽略"
    NOT_UNDERSTOOD = "not_understood", "未识别"


class CellUse(NamedTuple):
    """One non-empty cell, its row counted from 1 and its column from 0, its field or why it was ignored. A tuple, as
    there is one for every cell."""

    sheet: str | None
    row: int
    column: int
    text: str
    role: CellRole
    meaning: str


class FormLayout(Term):
    """How the forms of a file are laid out."""

    BUNDLED = "bundled", "项目绩效目标表"
    SINGLE = "single", "单张表"
    STACKED = "stacked", "多张表上下排列"
    SIDE_BY_SIDE = "side_by_side", "中期与年度并列"
    FLAT_LIST = "flat_list", "项目清单"
    SELF_EVALUATION = "self_evaluation", "绩效自评表"
    MONITORING = "monitoring", "绩效监控表"
    UNKNOWN = "unknown", "未识别"
