"""Indicator rows of a form, its total row, and the project columns of a flat list."""

import re
from collections.abc import Sequence

from perfdata.containers.sheets import Row
from perfdata.core.cell_uses import CellRole
from perfdata.core.model import new_record
from perfdata.core.terms import LEVEL1_OF, PROCESS_LEVELS, Level1, Level2
from perfdata.core.text import holds_person_number, may_hold_number, normalise_label, without_persons
from perfdata.reading import vocabulary as labels
from perfdata.reading.cells import Cell, is_foot_label, is_label, is_quantity, is_subtotal
from perfdata.reading.drafts import Form, IndicatorLine
from perfdata.reading.headers import INDICATOR_FIELDS, PLACE, SPLIT, PlainColumns, indicator_uses
from perfdata.reading.row_kinds import RowFacts
from perfdata.reading.rows import FormRow, known_levels, read_form_row

_PLACEHOLDER_NAME = re.compile(r"(?:指标\d*[:：]?[/—-]?|…+|\.{3,})")
_EVIDENCE = frozenset({"cycle_target", "annual_target", "weight", "score", "actual"})
_LONGEST_PERSON, _ROUND = 3, re.compile(r"\d+0000")
_IDENTITY = ("project_name", "spending_unit", "fiscal_year")


def listed_project(form: Form, cells: Sequence[Cell]) -> tuple[str, ...] | None:
    """The key of the project of a row of a flat list, None where it is the one being read or names none."""
    if form.columns is None or not form.columns.listed or "project_name" not in form.texts:
        return None
    at = {cell.column: cell.text for cell in cells}
    stated = {name: at.get(column, "") for name, column in form.columns.listed.items() if name in _IDENTITY}
    own = {name: form.texts[name].text if name in form.texts else text for name, text in stated.items()}
    if not stated["project_name"] and form.columns.halves[0]["name"] in at:
        stated["budget"] = at.get(form.columns.listed.get("budget", -1), "")
        own["budget"] = form.budget.text if form.budget else stated["budget"]
    elif not stated["project_name"]:
        return None
    if is_subtotal(stated["project_name"]) or all(text in ("", own[name]) for name, text in stated.items()):
        return None
    if "spending_unit" in stated and not stated["spending_unit"] and form.listed_unit:
        stated["spending_unit"] = form.listed_unit.text
    return form.title, str(form.title_year), *(stated.get(name, "") for name in (*_IDENTITY, "budget"))


def listed_key(form: Form) -> tuple[str, ...]:
    """What the rows of the project being read are found by; they may stand anywhere in the list."""
    assert form.columns
    own = {name: form.texts[name].text for name in form.columns.listed if name in form.texts}
    budget = form.budget.text if form.budget and not own.get("project_name") else ""
    return form.title, str(form.title_year), *(own.get(name, "") for name in _IDENTITY), budget


def read_plain_lines(form: Form, plain: PlainColumns, rows: Sequence[Row], start: int) -> int:
    """Reads rows with a name, levels known or blank, every cell below its header, without looking for what slid: most
    rows of most tables. The position of the first row from ``start`` on that is none."""
    columns, width, own_uses, cells_of, targets_of = plain
    uses, lines, at, has_numbers = form.account.uses, form.lines, start, form.account.sheet.traces.numbers
    level1, level2 = form.level1, form.level2.get(None)
    for at in range(start, len(rows)):
        number, cells = rows[at]
        try:
            values = cells_of(cells)
        except IndexError:
            break
        label1, label2, name = values[:3]
        filled = width - values.count("")
        levels = bool(label1) + bool(label2)
        if cells.count("") != len(cells) - filled or not (filled > levels + 1 if name else filled == levels and label2):
            break
        if has_numbers and may_hold_number("".join(cells)):
            break
        if levels:
            known = known_levels(label1, label2, level1)
            if known is None:
                break
            level1, level2 = known
        elif is_foot_label(name, values[-1]) if is_quantity(values[-1]) else is_label(name):
            break
        uses[number] = own_uses
        if name:
            texts = targets_of(cells) if targets_of and "\n" not in name else None
            lines.append(new_record(IndicatorLine, (cells, columns, level1, level2, number, None, False, texts)))
        else:
            _ask_of_empty_category(form, rows[at], level2, " | ".join(filter(None, cells)))
    else:
        at = len(rows)
    if at > start:
        form.level1, form.level2[None] = level1, level2
    return at


def read_line(form: Form, row: Row, facts: RowFacts) -> None:
    """A row under an indicator header."""
    columns = form.columns
    assert columns
    rest = _take_ignored(form, row, facts.cells) if columns.ignored or columns.unknown else facts.cells
    rest = _take_listed(form, row, rest) if columns.listed else rest
    for position, half in enumerate(columns.halves):
        name: labels.Half | None = None if len(columns.halves) == 1 else ("cycle", "annual")[position]
        _read_half(form, row, _within(form, rest, position), half, name)


def _take_ignored(form: Form, row: Row, cells: Sequence[Cell]) -> Sequence[Cell]:
    assert form.columns
    ignored, unknown = form.columns.ignored, form.columns.unknown
    for cell in cells:
        if reason := ignored.get(cell.column):
            form.mark(row, cell, CellRole.IGNORED, reason)
    return [cell for cell in cells if cell.column not in ignored and cell.column not in unknown]


def _take_listed(form: Form, row: Row, cells: Sequence[Cell]) -> Sequence[Cell]:
    """Project columns of a flat list: the first row of a project states them; subtotals are ignored."""
    assert form.columns
    at = {column: name for name, column in form.columns.listed.items()}
    listed = [cell for cell in cells if cell.column in at]
    rest = [cell for cell in cells if cell.column not in at]
    is_project = any(at[cell.column] == "project_name" and not is_subtotal(cell.text) for cell in listed)
    if listed and not is_project and not rest:
        for cell in listed:
            form.mark(row, cell, CellRole.IGNORED, "小计行，不是项目")
            if at[cell.column] == "spending_unit" and not is_subtotal(cell.text):
                form.listed_unit = form.text_at(row, cell)
        return []
    for cell in listed:
        name = at[cell.column]
        text = form.take(row, cell, "项目信息")
        if name == "budget":
            form.set_budget(text)
        else:
            form.texts.setdefault(name, text)
        if name == "spending_unit":
            form.listed_unit = text
    if is_project and form.listed_unit:
        form.texts.setdefault("spending_unit", form.listed_unit)
    if "project_name" not in form.texts and any(cell.column == form.columns.halves[0]["name"] for cell in rest):
        form.name_place = form.account.sheet.place(row, form.columns.listed["project_name"])
        form.take_name()
    return rest


def _within(form: Form, cells: Sequence[Cell], position: int) -> Sequence[Cell]:
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


def _read_half(form: Form, row: Row, cells: Sequence[Cell], columns: dict[str, int], half: labels.Half | None) -> None:
    if not cells:
        return
    read = read_form_row(cells, columns, level1=form.level1)
    is_of_person = form.account.sheet.traces.numbers and _holds_person_number(read)
    if read.is_recovered and not is_of_person and not _is_of_table(read):
        form.foot, form.plain = form.foot or labels.SIGNED, None
        report_foot(form, row, cells)
        return
    form.foot = None
    _enter_levels(form, row, read, half)
    if read.section:
        form.mark(row, read.section, CellRole.LABEL, "绩效指标")
        form.sections.append((row.number, read.section.key))
    own = {name: cell.column for name, cell in read.cells.items()}
    form.account.uses.setdefault(row.number, {}).update(indicator_uses(own))
    if is_of_person:
        _leave_out_person(form, row, read, cells)
        return
    _ask_of_row(form, row, read, cells)
    if read.text("name") and not _is_placeholder(form, row, read):
        places = {name: at for name, at in columns.items() if name.startswith(PLACE)}
        level1, level2 = form.level1, form.level2.get(half)
        is_plain = half is None and not places and own.keys().isdisjoint(SPLIT) and "\n" not in read.text("name")
        texts = (read.text("name"), read.text("cycle_target"), read.text("annual_target")) if is_plain else None
        columns = own if read.is_recovered else places | own
        form.lines.append(IndicatorLine(row.cells, columns, level1, level2, row.number, half, read.is_recovered, texts))


def _holds_person_number(read: FormRow) -> bool:
    """Whether the name, a target or what belongs nowhere has a number of a person; one with a unit is an amount,
    and a round one of what no person is called."""
    own = [] if "unit" in read.cells else [read.text("cycle_target"), read.text("annual_target")]
    if len(name := read.text("name")) > _LONGEST_PERSON:
        own = [text for text in own if not _ROUND.fullmatch(text)]
    return any(map(holds_person_number, [name, *own, *(cell.text for cell in read.leftover)]))


def _leave_out_person(form: Form, row: Row, read: FormRow, cells: Sequence[Cell]) -> None:
    """A row with a number of a person is no indicator; it is told without its text, in a category as an error."""
    is_named = read.names_level1 or read.names_level2
    if not is_named:
        form.foot, form.plain = labels.PERSONAL, None
    levels = [read.cells[name] for name in ("level1", "level2") if name in read.cells]
    own = [cell for cell in cells if cell not in levels]
    for cell in own:
        form.mark(row, cell, CellRole.IGNORED, labels.PERSONAL)
    form.ask("person_in_row/level" if is_named else "person_in_row", form.account.sheet.place(row, own[0].column))


def _is_of_table(read: FormRow) -> bool:
    """Whether a row out of order names a level, or carries a target, a result or points."""
    is_sure = read.names_level1 or read.names_level2 or any(is_quantity(cell.text) for cell in read.leftover)
    values = [read.text(name) for name in _EVIDENCE & read.cells.keys()]
    return is_sure or (bool(values) and any(":" not in normalise_label(text) for text in (read.text("name"), *values)))


def read_execution(form: Form, row: Row, facts: RowFacts) -> None:
    """The printed points of the execution rate, where a row of the table states them."""
    assert form.columns
    at = {column: name for name, column in form.columns.halves[-1].items() if name in ("weight", "score")}
    for cell in facts.cells:
        if name := at.get(cell.column):
            form.execution[name] = form.take(row, cell, f"执行率{INDICATOR_FIELDS[name]}")
        else:
            form.mark(row, cell, CellRole.IGNORED, "执行率由看板按执行数和预算数计算")


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
    if all(line.level1 not in PROCESS_LEVELS for line in form.lines):
        form.ask("level1_inferred", form.account.sheet.place(row), level1=implied, level2=level2)


def _is_placeholder(form: Form, row: Row, read: FormRow) -> bool:
    """指标1: or …… with nothing beside it is a row of the blank form."""
    others = [name for name in read.cells if name not in ("level1", "level2", "name")]
    if others or not _PLACEHOLDER_NAME.fullmatch(read.cells["name"].key):
        return False
    form.mark(row, read.cells["name"], CellRole.IGNORED, "空表中的占位行")
    form.ask("indicator_placeholder", form.account.sheet.place(row), observed=read.text("name"))
    return True


def _ask_of_row(form: Form, row: Row, read: FormRow, cells: Sequence[Cell]) -> None:
    filled = [name for name in read.cells if name not in ("level1", "level2")]
    if read.text("name") and not (read.is_recovered or read.unknown_levels or read.leftover):
        return
    raw = " | ".join(cell.text for cell in cells)
    place = form.account.sheet.place(row)
    if read.is_recovered and filled:
        form.ask("row_recovered", place, observed=raw, number=row.number)
    if read.unknown_levels:
        texts = "、".join(cell.text for cell in read.unknown_levels)
        form.ask("category_unknown", place, observed=raw, texts=texts)
    if read.leftover:
        texts = "、".join(cell.text for cell in read.leftover)
        form.ask("target_ambiguous", place, observed=raw, texts=texts)
    if filled and not read.text("name"):
        form.ask("indicator_without_name", place, observed=raw)
    if not filled:
        _ask_of_empty_category(form, row, read.level2, raw)


def _ask_of_empty_category(form: Form, row: Row, level2: Level2 | None, raw: str) -> None:
    if level2:
        form.ask("category_empty", form.account.sheet.place(row), observed=raw, level2=level2)


def read_total(form: Form, row: Row, facts: RowFacts) -> None:
    """The row of 总分; what stands below it is no indicator."""
    assert form.columns
    form.plain, form.foot = None, labels.SIGNED
    form.mark(row, facts.cells[0], CellRole.LABEL, "总分")
    half = form.columns.halves[-1]
    at = {half[name]: name for name in ("weight", "score") if name in half}
    for cell in facts.cells[1:]:
        if name := at.get(cell.column):
            form.totals.setdefault(name, form.take(row, cell, f"总{INDICATOR_FIELDS[name]}"))
        else:
            form.mark(row, cell, CellRole.IGNORED, "总分行的其他内容，看板不使用")


def report_foot(form: Form, row: Row, cells: Sequence[Cell]) -> None:
    """What stands below a table and is none of its rows is told once: how many rows, and 3,000 signs of them."""
    raw = without_persons(" | ".join(cell.text for cell in cells))
    earlier = form.findings.pop() if form.foot_rows and form.findings[-1].rule_id == "foot_not_understood" else None
    form.account.finding_count -= earlier is not None
    form.foot_rows = form.foot_rows + 1 if earlier else 1
    observed = f"{earlier.observed}\n{raw}"[:3_000] if earlier else raw
    place = earlier.place if earlier and earlier.place else form.account.sheet.place(row, cells[0].column)
    form.ask("foot_not_understood", place, observed=observed, first=observed.partition("\n")[0], count=form.foot_rows)
