"""The rows of a sheet as drafts of goal tables: what stands where, before it becomes records."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from perfdata.containers.sheets import Row, Sheet
from perfdata.core.findings import Finding
from perfdata.core.keys import IndicatorIds, project_key
from perfdata.core.model import Indicator, Place
from perfdata.core.terms import LEVEL1_OF, Level1, Level2, Severity
from perfdata.core.text import normalise_label
from perfdata.core.values import parse_value
from perfdata.reading.draft_findings import report_duplicate, report_row, report_unread
from perfdata.reading.labels import COLUMN_LABELS, SECTION_LABELS
from perfdata.reading.row_facts import Budget, RowFacts, row_facts
from perfdata.reading.rows import (
    Cell,
    Columns,
    IndicatorRow,
    find_columns,
    known_level1,
    known_level2,
    plain_row,
    read_indicator_row,
)

_HEAD_ROWS = 60
_BLANK = parse_value(None)


@dataclass(slots=True)
class Draft:
    """One goal table while its rows are being read; ``texts`` and ``places`` are keyed by record field.

    ``title_year`` is the year of the title, for tables that state none of their own.
    """

    sheet: Sheet
    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    years: list[int] = field(default_factory=list)
    title_year: int | None = None
    budget_yuan: Decimal | None = None
    indicators: list[Indicator] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    columns: Columns | None = None
    level1: Level1 | None = None
    level2: Level2 | None = None
    open_goal: str | None = None
    project_id: str = ""
    fiscal_year: int | None = None
    ids: IndicatorIds = field(default_factory=lambda: IndicatorIds(""))

    def identify(self) -> None:
        """Project and year of the table, from the fields above its indicators."""
        self.project_id = project_key(self.texts.get("project_name", ""), self.texts.get("spending_unit"))
        self.fiscal_year = next(iter(self.years), self.title_year)

    def report(self, rule_id: str, severity: Severity, where: Row | Place, message: str, **texts: str) -> None:
        place = self.sheet.place(where) if isinstance(where, Row) else where
        self.findings.append(Finding(rule_id=rule_id, severity=severity, place=place, message=message, **texts))


def is_bundled_layout(sheet: Sheet) -> bool:
    """Whether the first form of a sheet is laid out as the bundled tables: their six columns, and no funds block."""
    for row in sheet.rows[:_HEAD_ROWS]:
        if normalise_label(next(filter(None, row.cells))).startswith("项目资金"):
            return False
        if columns := find_columns(row.cells):
            labels = [normalise_label(text) for text in row.cells if text]
            known = sum(label in COLUMN_LABELS or label in SECTION_LABELS for label in labels)
            return len(columns.targets) == 2 and len(labels) == known <= 6
    return False


def read_drafts(sheet: Sheet) -> list[Draft]:
    """One draft for every goal table of the sheet, from its title or its 项目名称 row to the next."""
    tables: list[Draft] = []
    columns: Columns | None = None
    awaits_name = False
    for row in sheet.rows:
        if columns and (read := plain_row(row.cells, columns)):
            table = tables[-1]
            _take_levels(table, read, row)
            _add_indicator(table, read, row)
            continue
        facts = row_facts(row.cells)
        if facts.is_title:
            tables.append(Draft(sheet, title_year=facts.title_year))
            awaits_name, columns = True, None
        elif facts.is_year and awaits_name:
            tables[-1].title_year = facts.title_year
        else:
            if facts.names_project or not tables:
                if not awaits_name:
                    tables.append(Draft(sheet))
                awaits_name = not facts.names_project
            table = tables[-1]
            if facts.columns:
                _open_indicators(table, facts.columns)
            elif table.columns:
                _read_indicator(table, table.columns, row)
            else:
                _read_fields(table, row, facts)
            columns = table.columns
    return tables


def _open_indicators(table: Draft, columns: Columns) -> None:
    """Fields end where the indicators begin."""
    if table.columns is None:
        table.identify()
        table.ids = IndicatorIds(table.project_id)
    table.columns, table.open_goal = columns, None


def _read_fields(table: Draft, row: Row, facts: RowFacts) -> None:
    """Labels with their values; a goal heading opens the text that follows it, in its row or below."""
    place = table.sheet.place(row)
    for name, text in facts.fields:
        table.texts[name], table.places[name] = text, place
    for year in facts.years:
        if year not in table.years:
            table.years.append(year)
    if facts.goal is not None:
        table.open_goal = facts.goal or None
    if facts.budget:
        _take_budget(table, facts.budget, place)
    if facts.unread and not _read_goal_text(table, facts.unread, place):
        report_unread(table, facts.unread, place)


def _read_goal_text(table: Draft, texts: tuple[str, ...], place: Place) -> bool:
    if table.open_goal is None:
        return False
    text = "\n".join(texts)
    earlier = table.texts.get(table.open_goal)
    table.texts[table.open_goal] = text if earlier is None else f"{earlier}\n{text}"
    if earlier is None:
        table.places[table.open_goal] = place
    return True


def _take_budget(table: Draft, budget: Budget, place: Place) -> None:
    table.places["budget_yuan"] = place
    if budget.yuan is not None:
        table.budget_yuan = budget.yuan
        return
    table.report(
        "budget_unreadable",
        Severity.ERROR,
        place,
        f"预算金额读作“{budget.raw}”，{budget.fault}，未采用。",
        observed=budget.raw,
        expected="数字金额，并在标签中写明（元）或（万元）",
        suggestion="请在原表中补正预算金额后重新导入。",
    )


def _read_indicator(table: Draft, columns: Columns, row: Row) -> None:
    read = read_indicator_row(row.cells, columns, table.level1)
    _take_levels(table, read, row)
    if read.unknown_labels:
        _forget_levels(table, read.unknown_labels[0])
    if not read.is_clear:
        report_row(table, read, row)
    if read.name:
        _add_indicator(table, read, row)


def _add_indicator(table: Draft, read: IndicatorRow, row: Row) -> None:
    indicator_id, is_repeated = table.ids.next(table.level1, table.level2, read.name)
    place = table.sheet.place(row, read.first_column)
    indicator = Indicator(
        indicator_id=indicator_id,
        project_id=table.project_id,
        fiscal_year=table.fiscal_year,
        level1=table.level1,
        level2=table.level2,
        indicator_name=read.name,
        cycle_target=read.cycle_target or _BLANK,
        annual_target=read.annual_target or _BLANK,
        order=len(table.indicators) + 1,
        is_recovered=read.is_recovered,
        place=place,
    )
    table.indicators.append(indicator)
    if is_repeated and "project_name" in table.texts:
        report_duplicate(table, read.name, place)


def _take_levels(table: Draft, read: IndicatorRow, row: Row) -> None:
    if read.level1:
        table.level1, table.level2 = read.level1, None
    if read.level2:
        table.level2 = read.level2
        _infer_level1(table, read.level2, row)


def _forget_levels(table: Draft, unknown: Cell) -> None:
    table.level2 = None
    if table.columns and unknown.column <= table.columns.level1:
        table.level1 = None


def _infer_level1(table: Draft, level2: Level2, row: Row) -> None:
    implied = LEVEL1_OF[level2]
    if table.level1 is implied or table.level1 in (implied, Level1.COST if level2 is Level2.COST else implied):
        return
    table.level1 = implied
    table.report(
        "level1_inferred",
        Severity.WARNING,
        row,
        f"“{level2.label}”上方没有对应的一级指标，按“{implied.label}”归类，请核对。",
        expected=implied.label,
        suggestion="如归类不对，请在原表中补写一级指标。",
    )


def forget_rows() -> None:
    """Frees the rows that were remembered while a file was read: they may be as large as the file."""
    for remembered in (row_facts, read_indicator_row, known_level1, known_level2):
        remembered.cache_clear()
