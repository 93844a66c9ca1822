"""One indicator row of a form: which cell is what, also where lost merges moved the cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from perfdata.core.keys import NUMBER
from perfdata.core.levels import LEVEL1, LEVEL2, level_key
from perfdata.core.terms import LEVEL1_OF, Level1, Level2
from perfdata.core.text import SAYS_NOTHING, normalise_label
from perfdata.core.values import parse_value
from perfdata.reading.cells import Cell
from perfdata.reading.headers import PLACE
from perfdata.reading.vocabulary import EXECUTION, is_section

if TYPE_CHECKING:
    from perfdata.reading.drafts import Form, IndicatorLine

_TARGETS = ("cycle_target", "annual_target")
_UNSORTED = "未归类"  # what the forms we write say of an indicator without a level
_DIRECTION = re.compile(r"^(?:正向|反向)(?:指标)?[:、]?")
_QUALITATIVE = frozenset({"定性", "定性指标", "其他", "是/否", "有/无"})
_UNIT_GLOSS = re.compile(r"^([%‰])[(（].*[)）]$")
# Level 2 of an evaluation by 决策 过程 产出 效益 (财预〔2020〕10号), of which no goal table knows.
_OF_EVALUATIONS = frozenset(
    "项目立项 立项 绩效目标 目标设定 资金投入 资金落实 资金到位 资金分配 预算编制 资金管理 财务管理 资金使用 组织实施 "
    "业务管理 项目管理 实施管理 质量控制 制度建设 制度执行 监督管理 绩效管理 过程管理 "
    "项目产出 项目效益 实施效益 实施效果 社会影响".split()
)


@dataclass(slots=True)
class FormRow:
    """Cells of one row by field; ``unknown_levels`` are labels that no vocabulary knows."""

    cells: dict[str, Cell] = field(default_factory=dict)
    level1: Level1 | None = None
    level2: Level2 | None = None
    unknown_levels: list[Cell] = field(default_factory=list)
    names_level1: bool = False
    names_level2: bool = False
    section: Cell | None = None
    is_recovered: bool = False
    leftover: list[Cell] = field(default_factory=list)

    def text(self, name: str) -> str:
        cell = self.cells.get(name)
        return cell.text if cell else ""


def read_form_row(cells: Sequence[Cell], columns: dict[str, int], *, level1: Level1 | None) -> FormRow:
    """The cells of a row under their headers, put back in order where they slid left; nothing is guessed.

    ``level1`` is the level 1 in force above the row.
    """
    row = FormRow()
    cells = list(cells)
    if cells and is_section(cells[0].key):
        row.section = cells.pop(0)
    if not cells:
        return row
    placed = _placed(cells, columns)
    if placed is not None and _is_in_place(placed, columns):
        row.cells = placed
    else:
        _recover(row, cells, columns, level1)
    _name_levels(row)
    return row


@lru_cache(maxsize=4_096)
def known_levels(label1: str, label2: str, above: Level1 | None) -> tuple[Level1 | None, Level2 | None] | None:
    """The levels of two labels, each known or blank, below level 1 ``above``; None where that needs a closer look."""
    key1, key2 = level_key(normalise_label(label1)), level_key(normalise_label(label2))
    if (label1 and key1 not in LEVEL1) or (label2 and key2 not in LEVEL2):
        return None
    level1, level2 = LEVEL1.get(key1), LEVEL2.get(key2)
    if level1 is Level1.SATISFACTION and level2 is None:
        return None
    level1 = level1 or above
    is_of_cost = level2 is Level2.COST and level1 is Level1.COST
    return None if level2 and LEVEL1_OF[level2] is not level1 and not is_of_cost else (level1, level2)


def _placed(cells: Sequence[Cell], columns: dict[str, int]) -> dict[str, Cell] | None:
    """Cells by the header above them, or the nearest one to the left; None where two cells share a header."""
    at = {column: name for name, column in columns.items()}
    placed: dict[str, Cell] = {}
    for cell in cells:
        name = at.get(cell.column) or at.get(max((column for column in at if column < cell.column), default=-1))
        if name is None or name in placed:
            return None
        placed[name] = cell
    return placed


def _is_in_place(placed: dict[str, Cell], columns: dict[str, int]) -> bool:
    """Whether labels stand under level headers: every cell there is a known level, or a label beside its name."""
    first, second = placed.get("level1"), placed.get("level2")
    if "level2" not in columns or "level1" not in columns:
        return True
    if first and (key := level_key(first.key)) not in LEVEL1:
        is_twice = second is not None and level_key(second.key) == key and "name" in placed
        return is_twice or (key not in LEVEL2 and _is_label(key, placed, columns))
    if second and (key := level_key(second.key)) not in LEVEL2:
        return (key not in LEVEL1 or _is_of_evaluation(key)) and _is_label(key, placed, columns)
    return True


def _is_of_evaluation(key: str) -> bool:
    return key.removesuffix("指标") in _OF_EVALUATIONS


def _is_label(key: str, placed: dict[str, Cell], columns: dict[str, int]) -> bool:
    """An unknown label rather than a name that slid left: a name stands in its column, and the values in theirs."""
    if "name" not in placed:
        return False
    last = max((name for name in _TARGETS if name in columns), key=lambda name: columns[name], default=None)
    if key == _UNSORTED or key.endswith("指标") or (last in placed):
        return True
    return "weight" in columns and not parse_value(placed["name"].text).is_quantitative


def _recover(row: FormRow, cells: list[Cell], columns: dict[str, int], level1: Level1 | None) -> None:
    """Levels are a closed vocabulary and the order of cells survives; both together give the row back."""
    row.is_recovered = True
    if cells and _opens_level1(cells, level1):
        row.cells["level1"] = cells.pop(0)
    if cells and level_key(cells[0].key) in LEVEL2 and "level2" in columns:
        row.cells["level2"] = cells.pop(0)
    if not cells:
        return
    row.cells["name"] = cells.pop(0)
    after = sorted((column, name) for name, column in columns.items() if column > columns["name"])
    if len(cells) == len(after):
        row.cells |= {name: cell for (_, name), cell in zip(after, cells, strict=True)}
        return
    shift = columns["name"] - row.cells["name"].column
    own = {column - shift: name for column, name in after} if "level1" in row.cells else {}
    if not shift:
        own = dict(after)
    row.leftover = [cell for cell in cells if cell.column not in own]
    row.cells |= {own[cell.column]: cell for cell in cells if cell.column in own}


def _opens_level1(cells: Sequence[Cell], level1: Level1 | None) -> bool:
    key = level_key(cells[0].key)
    if key not in LEVEL1:
        return False
    if key not in LEVEL2:
        return True
    if len(cells) == 1:
        return level1 is not Level1.OUTPUT
    return level_key(cells[1].key) in LEVEL2


def _name_levels(row: FormRow) -> None:
    first, second = row.cells.get("level1"), row.cells.get("level2")
    if first and not (second and second.key == first.key and level_key(first.key) in LEVEL2.keys() - LEVEL1.keys()):
        row.names_level1 = True
        row.level1 = LEVEL1.get(level_key(first.key))
        if row.level1 is None and first.key != _UNSORTED and not EXECUTION.fullmatch(level_key(first.key)):
            row.unknown_levels.append(first)
        elif not second and row.level1 is Level1.SATISFACTION and "对象" in first.key:
            row.level2 = Level2.BENEFICIARY_SATISFACTION
    if second:
        row.names_level2 = True
        row.level2 = LEVEL2.get(level_key(second.key))
        key = level_key(second.key)
        if row.level2 is None and not _is_of_evaluation(key) and not EXECUTION.fullmatch(key):
            row.unknown_levels.append(second)


_VALUES = ("cycle_target", "annual_target", "actual", "weight", "score")
_SHARED = ("sign", "unit")


def split_line(form: Form, line: IndicatorLine) -> list[IndicatorLine]:
    """A row for each line of its name, the row itself where it names one indicator or its cells do not agree.

    Lines that are numbered and do not agree with those of the values are a warning; a name may also just be wrapped.
    """
    names = _lines(line.text("name"))
    if len(names) < 2:
        return [line]
    parts = {key: lines for key in (*_VALUES, *_SHARED) if (lines := _lines(line.text(key)))}
    targets = parts.get("annual_target") or parts.get("cycle_target") or []
    is_numbered = all(map(NUMBER.match, names))
    if not is_numbered and not (
        len(targets) == len(names) and all(parse_value(_plain(text)).is_quantitative for text in targets)
    ):
        return [line]
    agree = targets and all(len(lines) == len(names) for name, lines in parts.items() if name in _VALUES)
    if agree and all(len(lines) in (1, len(names)) for lines in parts.values()):
        return [_part(line, {"name": names, **parts}, at) for at in range(len(names))]
    form.ask("indicators_in_one_cell", form.place_of(line), observed=" | ".join(names), count=len(names))
    return [line]


def _lines(text: str) -> list[str]:
    return [part.strip() for part in text.splitlines() if part.strip()]


def _plain(text: str) -> str:
    return NUMBER.sub("", text, count=1)


def _part(line: IndicatorLine, parts: dict[str, list[str]], at: int) -> IndicatorLine:
    cells = list(line.cells)
    for name, lines in parts.items():
        cells[line.columns[name]] = _plain(lines[at]) if len(lines) > 1 else lines[0]
    return line._replace(cells=tuple(cells))


def target_text(line: IndicatorLine) -> str:
    """The annual target; sign, number and unit of separate columns in one text, 定性 left out.

    Targets in one column a place keep it, 甲县≥3个；乙县≥2个, unless all say the same.
    """
    if "annual_target" in line.columns:
        return _target(line, line.text("annual_target"))
    places = [name for name in line.columns if name.startswith(PLACE)]
    texts = {name.removeprefix(PLACE): text for name in places if (text := _target(line, line.text(name)))}
    if len(set(texts.values())) > 1 or len(texts) < len(places):
        return "；".join(place + text for place, text in texts.items())
    return next(iter(texts.values()), "")


def _target(line: IndicatorLine, number: str) -> str:
    if not number or not ("sign" in line.columns or "unit" in line.columns):
        return number
    raw_sign, unit = line.text("sign").strip(), _UNIT_GLOSS.sub(r"\1", line.text("unit"))
    sign = _DIRECTION.sub("", normalise_label(raw_sign))
    sign = raw_sign if sign and len(raw_sign) == 1 else sign
    if sign in _QUALITATIVE or sign in SAYS_NOTHING:
        sign = ""
    if unit in SAYS_NOTHING or number.endswith(unit):
        unit = ""
    return f"{sign}{number}{unit}"
