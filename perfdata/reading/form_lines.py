"""Indicator rows of a form, its total row, and the project columns of a flat list."""

from __future__ import annotations

from perfdata.containers.sheets import Row
from perfdata.core.cell_uses import CellRole
from perfdata.core.terms import LEVEL1_OF, Level1, Level2, Severity
from perfdata.reading import form_labels as labels
from perfdata.reading.form_drafts import Form, IndicatorLine
from perfdata.reading.form_headers import Cell
from perfdata.reading.form_rows import FormRow, read_form_row

_NAMES = {
    "level1": "一级指标",
    "level2": "二级指标",
    "name": "三级指标",
    "cycle_target": "实施周期指标值",
    "annual_target": "年度指标值",
    "sign": "指标性质",
    "unit": "计量单位",
    "actual": "实际完成值",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因",
}


def opens_listed_project(form: Form, cells: list[Cell]) -> bool:
    """Whether a row of a flat list begins another project than the one being read."""
    if form.columns is None or not form.columns.listed or "project_name" not in form.texts:
        return False
    at = {cell.column: cell for cell in cells}
    name = at.get(form.columns.listed["project_name"])
    unit = at.get(form.columns.listed.get("spending_unit", -1))
    known = form.texts.get("spending_unit")
    other_unit = bool(unit and known and unit.text != known.text)
    return bool(name and (name.text != form.texts["project_name"].text or other_unit))


def read_line(form: Form, row: Row, cells: list[Cell]) -> bool:
    """A row under an indicator header; False for one that is about something else."""
    columns = form.columns
    assert columns
    if labels.TOTAL_ROW.fullmatch(cells[0].key) and not columns.listed:
        _read_total(form, row, cells)
        return True
    if _leaves_table(form, cells):
        return False
    rest = _take_ignored(form, row, cells)
    if columns.listed:
        rest = _take_listed(form, row, rest)
    for position, half in enumerate(columns.halves):
        name: labels.Half | None = None if len(columns.halves) == 1 else ("cycle", "annual")[position]
        _read_half(form, row, _within(form, rest, position), half, name)
    return True


def _leaves_table(form: Form, cells: list[Cell]) -> bool:
    """A label of the form in a row that starts left of the levels, or a label with its one value."""
    assert form.columns
    first = cells[0]
    key = first.key.rstrip(":")
    is_label = key in labels.FIELDS or labels.ignored_label(key) is not None
    is_label |= bool(labels.FOOT.match(first.key) or labels.PERSON_LINE.match(first.key))
    return is_label and not form.columns.listed and (first.column <= form.columns.first or len(cells) <= 2)


def _take_ignored(form: Form, row: Row, cells: list[Cell]) -> list[Cell]:
    assert form.columns
    ignored, unknown = form.columns.ignored, form.columns.unknown
    for cell in cells:
        if reason := ignored.get(cell.column):
            form.mark(row, cell, CellRole.IGNORED, reason)
    return [cell for cell in cells if cell.column not in ignored and cell.column not in unknown]


def _take_listed(form: Form, row: Row, cells: list[Cell]) -> list[Cell]:
    """Project columns of a flat list: the first row of a project states them; subtotals are ignored."""
    assert form.columns
    at = {column: name for name, column in form.columns.listed.items()}
    listed = [cell for cell in cells if cell.column in at]
    rest = [cell for cell in cells if cell.column not in at]
    is_project = any(at[cell.column] == "project_name" for cell in listed)
    if listed and not is_project and not rest:
        for cell in listed:
            form.mark(row, cell, CellRole.IGNORED, "小计行，不是项目")
            if at[cell.column] == "spending_unit" and not labels.TOTAL_ROW.fullmatch(cell.key):
                form.listed_unit = form.text_at(row, cell)
        return []
    for cell in listed:
        name = at[cell.column]
        text = form.take(row, cell, "项目信息")
        if name == "budget":
            form.budget = form.budget or text
        else:
            form.texts.setdefault(name, text)
        if name == "spending_unit":
            form.listed_unit = text
    if is_project and form.listed_unit:
        form.texts.setdefault("spending_unit", form.listed_unit)
    return rest


def _within(form: Form, cells: list[Cell], position: int) -> list[Cell]:
    """The cells of one half: those from its first own column on; a single half has all."""
    assert form.columns
    halves = form.columns.halves
    if len(halves) == 1:
        return cells
    border = min(column for name, column in halves[1].items() if name != "level1" or column > halves[0]["name"])
    shared = [cell for cell in cells if cell.column == halves[1].get("level1", -1)]
    if position == 0:
        return [cell for cell in cells if cell.column < border]
    return [*(cell for cell in shared if cell.column < border), *(cell for cell in cells if cell.column >= border)]


def _read_half(form: Form, row: Row, cells: list[Cell], columns: dict[str, int], half: labels.Half | None) -> None:
    if not cells:
        return
    if _read_execution(form, row, cells, columns):
        return
    read = read_form_row(cells, columns, level1=form.level1)
    _enter_levels(form, row, read, half)
    if read.section:
        form.mark(row, read.section, CellRole.LABEL, "绩效指标")
    for name, cell in read.cells.items():
        role = CellRole.LABEL if name in ("level1", "level2") else CellRole.VALUE
        form.mark(row, cell, role, _NAMES.get(name, "年度指标值"))
    _report_row(form, row, read, cells)
    if read.text("name") and not _is_placeholder(form, row, read):
        place = form.account.sheet.place(row, read.cells["name"].column)
        line = IndicatorLine(read, form.level1, form.level2.get(half), half, place, row.number)
        form.lines.append(line)


def _read_execution(form: Form, row: Row, cells: list[Cell], columns: dict[str, int]) -> bool:
    """A row of the execution rate that names no indicator: its points are those of the funds block."""
    named = [cell for cell in cells if cell.column <= columns["name"]]
    is_execution = named and all(labels.EXECUTION.fullmatch(labels.level_key(cell.key)) for cell in named)
    if not is_execution or named[-1].column == columns["name"]:
        return False
    at = {column: name for name, column in columns.items() if name in ("weight", "score")}
    for cell in cells:
        if name := at.get(cell.column):
            form.execution[name] = form.take(row, cell, f"执行率{_NAMES[name]}")
        else:
            form.mark(row, cell, CellRole.IGNORED, "执行率由看板按执行数和预算数计算")
    return True


def _enter_levels(form: Form, row: Row, read: FormRow, half: labels.Half | None) -> None:
    if read.names_level1:
        if half != "annual" or read.level1 is not form.level1:
            form.level2.clear()
        form.level1 = read.level1
    if read.names_level1 or read.names_level2:
        form.level2[half] = read.level2
    level2 = read.level2
    is_open = not read.names_level1 or (read.level1 is not None and level2 is not Level2.COST)
    if level2 and is_open:
        _infer_level1(form, row, level2)


def _infer_level1(form: Form, row: Row, level2: Level2) -> None:
    implied = LEVEL1_OF[level2]
    if form.level1 in (implied, Level1.COST if level2 is Level2.COST else implied):
        return
    form.level1 = implied
    form.report(
        "level1_inferred",
        Severity.WARNING,
        form.account.sheet.place(row),
        f"“{level2.label}”上方没有对应的一级指标，按“{implied.label}”归类，请核对。",
        expected=implied.label,
        suggestion="如归类不对，请在原表中补写一级指标。",
    )


def _is_placeholder(form: Form, row: Row, read: FormRow) -> bool:
    """指标1: or …… with nothing beside it is a row of the blank form."""
    others = [name for name in read.cells if name not in ("level1", "level2", "name")]
    if others or not labels.PLACEHOLDER_NAME.fullmatch(read.cells["name"].key):
        return False
    form.mark(row, read.cells["name"], CellRole.IGNORED, "空表中的占位行")
    form.report(
        "indicator_placeholder",
        Severity.NOTICE,
        form.account.sheet.place(row),
        f"“{read.text('name')}”是空表中的占位行，没有填写指标。",
        observed=read.text("name"),
    )
    return True


def _report_row(form: Form, row: Row, read: FormRow, cells: list[Cell]) -> None:
    raw = " | ".join(cell.text for cell in cells)
    place = form.account.sheet.place(row)
    filled = [name for name in read.cells if name not in ("level1", "level2")]
    if read.is_recovered and filled:
        form.report(
            "row_recovered",
            Severity.WARNING,
            place,
            f"第 {row.number} 行的单元格不在表头所在列，已按顺序归位，请核对。",
            observed=raw,
            expected="指标名称与指标值位于各自表头之下",
            suggestion="多为插入行后纵向合并单元格未延伸所致；核对归位结果，并修正原表的合并单元格。",
        )
    if read.unknown_levels:
        texts = "、".join(cell.text for cell in read.unknown_levels)
        form.report(
            "category_unknown",
            Severity.WARNING,
            place,
            f"不认识的指标类别“{texts}”，指标已保留但未归类。",
            observed=raw,
            expected="一级、二级指标的规范名称",
        )
    if read.leftover:
        texts = "、".join(cell.text for cell in read.leftover)
        form.report(
            "target_ambiguous",
            Severity.ERROR,
            place,
            f"“{texts}”不能确定属于哪一列，未采用。",
            observed=raw,
            suggestion="请在原表中把内容放回对应的列。",
        )
    if filled and not read.text("name"):
        form.report(
            "indicator_without_name",
            Severity.ERROR,
            place,
            "这一行有内容而没有三级指标名称，未采用。",
            observed=raw,
            expected="三级指标名称",
            suggestion="请补写三级指标名称。",
        )
    if not filled and read.level2:
        label = read.level2.label
        form.report("category_empty", Severity.NOTICE, place, f"“{label}”已列出，但没有设置指标。", observed=raw)


def _read_total(form: Form, row: Row, cells: list[Cell]) -> None:
    assert form.columns
    form.mark(row, cells[0], CellRole.LABEL, "总分")
    half = form.columns.halves[-1]
    at = {half[name]: name for name in ("weight", "score") if name in half}
    for cell in cells[1:]:
        if name := at.get(cell.column):
            form.totals.setdefault(name, form.take(row, cell, f"总{_NAMES[name]}"))
        else:
            form.mark(row, cell, CellRole.IGNORED, "总分行的其他内容，看板不使用")
