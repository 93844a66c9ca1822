"""Findings on the rows of a goal table, in the words that the clerk reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdata.containers.sheets import Row
from perfdata.core.model import Place
from perfdata.core.terms import Severity
from perfdata.reading.rows import IndicatorRow

if TYPE_CHECKING:
    from perfdata.reading.drafts import Draft


def report_row(table: Draft, read: IndicatorRow, row: Row) -> None:
    """What was put back, unknown, ambiguous or missing in an indicator row."""
    raw, place = " | ".join(filter(None, row.cells)), table.sheet.place(row, read.first_column)
    if read.is_recovered:
        table.report(
            "row_recovered",
            Severity.WARNING,
            place,
            f"第 {row.number} 行的单元格不在表头所在列，已按顺序归位，请核对。",
            observed=raw,
            expected="指标名称与指标值位于各自表头之下",
            suggestion="多为插入行后纵向合并单元格未延伸所致；核对归位结果，并修正原表的合并单元格。",
        )
    if read.unknown_labels:
        labels = "、".join(cell.text for cell in read.unknown_labels)
        table.report(
            "category_unknown",
            Severity.WARNING,
            place,
            f"不认识的指标类别“{labels}”，指标已保留但未归类。",
            observed=raw,
            expected="一级、二级指标的规范名称",
            suggestion="请改用规范的一级、二级指标名称。",
        )
    if read.leftover:
        table.report(
            "target_ambiguous",
            Severity.ERROR,
            place,
            f"“{'、'.join(read.leftover)}”不能确定属于哪一列，未采用。",
            observed=raw,
            expected="每个指标值位于其表头之下",
            suggestion="请在原表中把指标值放回对应的列。",
        )
    if not read.name:
        _report_nameless(table, read, raw, place)


def _report_nameless(table: Draft, read: IndicatorRow, raw: str, place: Place) -> None:
    if read.cycle_target or read.annual_target:
        table.report(
            "indicator_without_name",
            Severity.ERROR,
            place,
            "这一行有指标值而没有三级指标名称，未采用。",
            observed=raw,
            expected="三级指标名称",
            suggestion="请补写三级指标名称。",
        )
    elif read.level2:
        table.report(
            "category_empty",
            Severity.NOTICE,
            place,
            f"“{read.level2.label}”已列出，但没有设置指标。",
            observed=raw,
        )


def report_unread(table: Draft, texts: tuple[str, ...], place: Place) -> None:
    """A row of which nothing was taken."""
    raw = " | ".join(texts)
    table.report(
        "row_not_understood",
        Severity.NOTICE,
        place,
        f"“{raw}”不是目标表的已知内容，未采用。",
        observed=raw,
        suggestion="如有用，请核对其标签写法。",
    )


def report_duplicate(table: Draft, name: str, place: Place) -> None:
    """An indicator whose name stood in its category already."""
    table.report(
        "indicator_duplicate",
        Severity.WARNING,
        place,
        f"同一类别下重复出现指标“{name}”，两行都已保留，请核对。",
        observed=name,
    )
