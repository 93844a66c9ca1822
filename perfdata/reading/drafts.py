"""The rows of a sheet as drafts of goal tables: what stands where, before it becomes records."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from perfdata.core.findings import Finding
from perfdata.core.model import Place
from perfdata.core.terms import LEVEL1_OF, Level1, Level2, Severity
from perfdata.core.text import normalise_label, unify_width
from perfdata.reading.labels import (
    BUDGET_LABEL,
    COLUMN_LABELS,
    FIELD_LABELS,
    GOAL_LABELS,
    SECTION_LABELS,
    TITLE,
    YEARLY_GOAL_LABEL,
)
from perfdata.reading.rows import Columns, IndicatorRow, find_columns, read_indicator_row
from perfdata.reading.sheets import Row, Sheet

_MONEY = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)(元|万元)?")
_TITLE_YEAR = re.compile(r"(?<![\d\-—–~至])(\d{4})年")
_YEAR_LINE = re.compile(r"\(?(\d{4})年度?\)?")
_HEAD_ROWS = 60
_YUAN_PER_UNIT = {"元": Decimal(1), "万元": Decimal(10_000)}


@dataclass(slots=True)
class Draft:
    """One goal table while its rows are being read; ``texts`` and ``places`` are keyed by record field.

    ``title_year`` is the year of the title, for tables that state none of their own.
    """

    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    years: dict[int, Place] = field(default_factory=dict)
    title_year: int | None = None
    budget_yuan: Decimal | None = None
    rows: list[tuple[IndicatorRow, Level1 | None, Level2 | None, Place]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    columns: Columns | None = None
    level1: Level1 | None = None
    level2: Level2 | None = None
    open_goal: str | None = None

    def report(self, rule_id: str, severity: Severity, place: Place, message: str, **texts: str) -> None:
        self.findings.append(Finding(rule_id=rule_id, severity=severity, place=place, message=message, **texts))


def is_bundled_layout(sheet: Sheet) -> bool:
    """Whether the first form of a sheet is laid out as the bundled tables: their six columns, and no funds block."""
    for row in sheet.rows[:_HEAD_ROWS]:
        filled = [normalise_label(text) for text in row.cells if text]
        if filled[0].startswith("项目资金"):
            return False
        if columns := find_columns(row.cells):
            known = sum(label in COLUMN_LABELS or label in SECTION_LABELS for label in filled)
            return len(columns.targets) == 2 and len(filled) == known <= 6
    return False


def read_drafts(sheet: Sheet) -> list[Draft]:
    """One draft for every goal table of the sheet, from its title or its 项目名称 row to the next."""
    tables: list[Draft] = []
    awaits_name = False
    for row in sheet.rows:
        filled = [text for text in row.cells if text]
        if len(filled) == 1 and TITLE.search(normalise_label(filled[0])):
            tables.append(Draft(title_year=_matched_year(_TITLE_YEAR.search(normalise_label(filled[0])))))
            awaits_name = True
            continue
        if awaits_name and len(filled) == 1 and (match := _YEAR_LINE.fullmatch(normalise_label(filled[0]))):
            tables[-1].title_year = _matched_year(match)
            continue
        if FIELD_LABELS.get(normalise_label(filled[0])) == "project_name":
            if not awaits_name:
                tables.append(Draft())
            awaits_name = False
        if not tables:
            tables.append(Draft())
            awaits_name = True
        _read_row(tables[-1], row, sheet.place(row))
    return tables


def _read_row(table: Draft, row: Row, place: Place) -> None:
    if columns := find_columns(row.cells):
        table.columns, table.open_goal = columns, None
    elif table.columns:
        _read_indicator(table, row, place)
    elif not _read_fields(table, row, place):
        texts = [text for text in row.cells if text]
        if not _read_goal_text(table, texts, place):
            _report_unread(table, texts, place)


def _read_fields(table: Draft, row: Row, place: Place) -> bool:
    """Pairs of label and value; a goal heading opens the text that follows it, in its row or below."""
    understood, unread = False, []
    label: str | None = None
    for text in filter(None, row.cells):
        key = normalise_label(text)
        if label:
            table.texts[label], table.places[label] = text, place
            label = None
        elif key in FIELD_LABELS:
            understood, label, table.open_goal = True, FIELD_LABELS[key], None
        elif match := BUDGET_LABEL.fullmatch(key):
            table.open_goal = None
            _read_budget(table, row, place, match)
            return True
        elif goal := GOAL_LABELS.get(YEARLY_GOAL_LABEL.sub("年度", key)):
            understood, table.open_goal = True, goal
            _note_year(table, YEARLY_GOAL_LABEL.match(key), place)
        elif key in SECTION_LABELS:
            understood = True
        else:
            unread.append(text)
    if understood and unread and not _read_goal_text(table, unread, place):
        _report_unread(table, unread, place)
    return understood


def _read_goal_text(table: Draft, texts: list[str], place: Place) -> bool:
    if table.open_goal is None:
        return False
    text = "\n".join(texts)
    earlier = table.texts.get(table.open_goal)
    table.texts[table.open_goal] = text if earlier is None else f"{earlier}\n{text}"
    table.places.setdefault(table.open_goal, place)
    return True


def _matched_year(match: re.Match[str] | None) -> int | None:
    return int(match[1]) if match else None


def _note_year(table: Draft, match: re.Match[str] | None, place: Place) -> None:
    if match and match[1]:
        table.years.setdefault(int(match[1]), place)


def _read_budget(table: Draft, row: Row, place: Place, label: re.Match[str]) -> None:
    _note_year(table, label, place)
    table.places["budget_yuan"] = place
    values = [text for text in row.cells if text and not BUDGET_LABEL.fullmatch(normalise_label(text))]
    raw = values[0] if values else ""
    money = _MONEY.fullmatch(unify_width(raw).replace(" ", ""))
    unit = (money and money[2]) or label[2]
    if money and unit:
        table.budget_yuan = Decimal(money[1].replace(",", "")) * _YUAN_PER_UNIT[unit]
        return
    missing = "标签和金额都没有写明元或万元" if money else "不是金额"
    table.report(
        "budget_unreadable",
        Severity.ERROR,
        place,
        f"预算金额读作“{raw}”，{missing}，未采用。",
        observed=raw,
        expected="数字金额，并在标签中写明（元）或（万元）",
        suggestion="请在原表中补正预算金额后重新导入。",
    )


def _read_indicator(table: Draft, row: Row, place: Place) -> None:
    assert table.columns
    read = read_indicator_row(row.cells, columns=table.columns, level1=table.level1)
    if read.level1:
        table.level1, table.level2 = read.level1, None
    if read.level2:
        table.level2 = read.level2
        _infer_level1(table, read.level2, place)
    if read.unknown_labels:
        table.level2 = None
        if read.unknown_labels[0].column <= table.columns.level1:
            table.level1 = None
    raw = " | ".join(filter(None, row.cells))
    _report_row(table, read, place, raw, row.number)
    if read.name:
        table.rows.append((read, table.level1, table.level2, place))


def _infer_level1(table: Draft, level2: Level2, place: Place) -> None:
    implied = LEVEL1_OF[level2]
    if table.level1 in (implied, Level1.COST if level2 is Level2.COST else implied):
        return
    table.level1 = implied
    table.report(
        "level1_inferred",
        Severity.WARNING,
        place,
        f"“{level2.label}”上方没有对应的一级指标，按“{implied.label}”归类，请核对。",
        expected=implied.label,
        suggestion="如归类不对，请在原表中补写一级指标。",
    )


def _report_row(table: Draft, read: IndicatorRow, place: Place, raw: str, number: int) -> None:
    if read.is_recovered:
        table.report(
            "row_recovered",
            Severity.WARNING,
            place,
            f"第 {number} 行的单元格不在表头所在列，已按顺序归位，请核对。",
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
    if read.targets and not read.name:
        table.report(
            "indicator_without_name",
            Severity.ERROR,
            place,
            "这一行有指标值而没有三级指标名称，未采用。",
            observed=raw,
            expected="三级指标名称",
            suggestion="请补写三级指标名称。",
        )
    if read.level2 and not read.name and not read.targets:
        table.report(
            "category_empty",
            Severity.NOTICE,
            place,
            f"“{read.level2.label}”已列出，但没有设置指标。",
            observed=raw,
        )


def _report_unread(table: Draft, texts: list[str], place: Place) -> None:
    raw = " | ".join(texts)
    table.report(
        "row_not_understood",
        Severity.NOTICE,
        place,
        f"“{raw}”不是目标表的已知内容，未采用。",
        observed=raw,
        suggestion="如有用，请核对其标签写法。",
    )
