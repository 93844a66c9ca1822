"""A sheet as forms of any lay-out: fields, funds, goals, indicator rows, with an account of every cell."""

from __future__ import annotations

from perfdata.containers.sheets import Row, Sheet
from perfdata.core.cell_uses import CellRole
from perfdata.core.terms import Severity
from perfdata.reading import form_labels as labels
from perfdata.reading.form_drafts import Corrections, Form, SheetAccount, Text, cells_of, is_title, title_year
from perfdata.reading.form_fields import read_fields, read_goal_text
from perfdata.reading.form_funding import read_funding_row
from perfdata.reading.form_headers import Cell, find_form_columns, find_funding_columns, with_second_row
from perfdata.reading.form_lines import opens_listed_project, read_line

HEADER = "表头"


def read_forms(sheet: Sheet, corrections: Corrections | None = None) -> tuple[list[Form], SheetAccount]:
    """Every form of the sheet in its order, and the account of the sheet's cells."""
    account = SheetAccount(sheet)
    chosen = corrections or Corrections()
    forms: list[Form] = [Form(account, chosen)]
    for row in sheet.rows:
        cells = cells_of(row)
        if not cells:
            continue
        if _starts_form(forms[-1], cells):
            forms.append(Form(account, chosen, unit_line=forms[-1].unit_line if not forms[-1].started else None))
        elif opens_listed_project(forms[-1], cells):
            forms.append(forms[-1].next_listed())
        _read_row(forms[-1], row, cells)
    return forms, account


def _starts_form(form: Form, cells: list[Cell]) -> bool:
    if not form.started:
        return False
    if is_title(cells) and (not form.open_goals or cells[0].key.endswith(("表", ")"))):
        return True
    first = labels.FIELDS.get(cells[0].key)
    return first == "project_name" and "project_name" in form.texts and not find_form_columns(cells, {})


def _read_row(form: Form, row: Row, cells: list[Cell]) -> None:
    if _read_head_line(form, row, cells):
        return
    meanings, awaits_second_row = form.corrections.meanings, form.awaits_second_row
    form.awaits_second_row = False
    if columns := find_form_columns(cells, meanings):
        form.started, form.columns, form.funding_columns, form.awaits_second_row = True, columns, None, True
        form.open_goals.clear()
        form.level1 = None
        form.level2.clear()
        _mark_header(form, row, cells)
    elif awaits_second_row and form.columns and (second := with_second_row(form.columns, cells)):
        form.columns = second
        for cell in cells:
            form.mark(row, cell, CellRole.LABEL, HEADER)
    elif form.columns is None and (funding := find_funding_columns(cells, meanings)):
        form.funding_columns = funding
        form.open_goals.clear()
        _mark_funding_header(form, row, cells)
    elif (form.columns is None or form.totals or not read_line(form, row, cells)) and not (
        read_funding_row(form, row, cells) or read_fields(form, row, cells) or read_goal_text(form, row, cells)
    ):
        _report_unread(form, row, cells)


def _read_head_line(form: Form, row: Row, cells: list[Cell]) -> bool:
    """Title, year, unit, names of persons and notes: lines of their own, wherever they stand."""
    first = cells[0]
    if is_title(cells) and not form.open_goals and form.columns is None and not form.title:
        form.title, form.title_year = first.text, title_year(first.key)
        form.title_place = form.take(row, first, "标题").place
        return True
    is_goal = bool(form.open_goals) and first.column >= min(form.open_goals)
    if len(cells) == 1 and (found := labels.YEAR_LINE.fullmatch(first.key)) and form.columns is None and not is_goal:
        form.title_year = int(found[1])
        form.take(row, first, "年度")
        return True
    if all(labels.UNIT_LINE.fullmatch(cell.key) or labels.PERSON_LINE.match(cell.key) for cell in cells):
        for cell in cells:
            _read_remark(form, row, cell)
        return True
    if len(cells) == 1 and labels.FOOT.match(first.key) and not is_goal:
        form.mark(row, first, CellRole.IGNORED, "填表说明")
        return True
    return False


def _read_remark(form: Form, row: Row, cell: Cell) -> None:
    if found := labels.UNIT_LINE.fullmatch(cell.key):
        form.unit_line = found[1]
        form.take(row, cell, "金额单位")
    else:
        form.mark(row, cell, CellRole.IGNORED, labels.PERSONAL)


def _mark_header(form: Form, row: Row, cells: list[Cell]) -> None:
    assert form.columns
    form.account.header_labels.extend(cell.key for cell in cells)
    for cell in cells:
        if reason := form.columns.ignored.get(cell.column):
            form.mark(row, cell, CellRole.IGNORED, reason)
        elif cell.column not in form.columns.unknown:
            form.mark(row, cell, CellRole.LABEL, HEADER)
            form.note_unit(cell.key, name=next((n for n, at in form.columns.listed.items() if at == cell.column), ""))
    if form.columns.unknown:
        texts = "、".join(cell.text for cell in cells if cell.column in form.columns.unknown)
        form.report(
            "column_not_understood",
            Severity.WARNING,
            form.account.sheet.place(row, form.columns.unknown[0]),
            f"不认识的列“{texts}”，该列内容未采用。",
            observed=texts,
            suggestion="如有用，请在核对页指明这一列的含义。",
        )


def _mark_funding_header(form: Form, row: Row, cells: list[Cell]) -> None:
    assert form.funding_columns is not None
    form.started = True
    form.account.header_labels.extend(cell.key for cell in cells)
    for cell in cells:
        form.note_unit(cell.key, name="funding")
        if "weight" not in form.funding_columns.values() and (found := labels.POINTS.search(cell.key)):
            form.funding_points = form.funding_points or Text(found[1], form.account.sheet.place(row, cell.column))
        key = labels.label_key(cell.key)
        if cell.column in form.funding_columns or labels.FUNDING_SECTION.fullmatch(key) or key == "资金来源":
            form.mark(row, cell, CellRole.LABEL, "项目资金表头")
    form.report_unread(row, cells)


def _report_unread(form: Form, row: Row, cells: list[Cell]) -> None:
    """Indicators without a header are an error; anything else that nothing claimed is told."""
    unread = [cell for cell in cells if (row.number, cell.column) not in form.account.uses]
    if len(unread) <= 2 or not any(labels.level_key(cell.key) in labels.LEVEL2 for cell in unread):
        form.report_unread(row, cells)
        return
    raw = " | ".join(cell.text for cell in unread)
    form.report(
        "indicators_without_header",
        Severity.ERROR,
        form.account.sheet.place(row, unread[0].column),
        f"“{raw}”像是指标行，但上方没有表头（一级指标、三级指标……），未采用。",
        observed=raw,
        suggestion="请补上表头，或把这些行接到上一张表后再导入。",
    )
