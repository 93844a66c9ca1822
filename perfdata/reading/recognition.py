"""What kinds of official tables a file holds, sheet by sheet: told by their headers, whatever the lay-out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from perfdata.containers.sheets import RawSheet, Row, cell_text
from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.model import Place
from perfdata.core.terms import UploadKind
from perfdata.core.text import listed
from perfdata.core.words import WORDS
from perfdata.reading.cells import cell_of
from perfdata.reading.headers import FormColumns, with_second_row
from perfdata.reading.results import holds_results
from perfdata.reading.row_kinds import RowFacts, row_facts

DEPARTMENT_TITLE = re.compile(r"整体(?:支出)?(?:预算)?绩效")
_DEPTH = 60
_ORDER = (UploadKind.GOAL_TABLES, UploadKind.ACTUAL_RESULTS, UploadKind.SELF_EVALUATIONS, UploadKind.MONITORING)
_TITLE_DEPTH = 3
_FLOWS = frozenset({"docx", "html", "pdf"})
_EXPLAINS = re.compile("说明|封面|目录|下拉|选项|字典|代码|范例|样表|示例")


class Part(NamedTuple):
    """All of one kind in a file, with the sheets that hold it."""

    kind: UploadKind
    sheets: list[RawSheet]

    def __str__(self) -> str:
        """1 份绩效自评表（自评.xlsx）: members of a zip, else sheets, by their names."""
        first = self.sheets[0].source_file.partition("/")
        names = [sheet.source_file.removeprefix(f"{first[0]}/") if first[1] else sheet.name for sheet in self.sheets]
        own = list(dict.fromkeys(name for name in names if name))
        names = f"（{listed(own, 3)}）" if own else ""
        return f"{len(own) or 1} 份{self.kind.label}{names}"


class FileParts(NamedTuple):
    """What a file holds, in the order in which the kinds are read, and sheets that hold nothing known."""

    parts: list[Part]
    unread: list[RawSheet]

    def findings(self) -> Iterator[Finding]:
        """One line for each sheet or member of a zip that is not read."""
        for sheet in self.unread:
            name = f"工作表“{sheet.name}”" if sheet.name else "这份文件"
            place = Place(source_file=sheet.source_file, sheet=sheet.name, cell="A1" if sheet.name else None)
            yield WORDS["sheet_unread"].finding(place, name=name)


def parts_of(sheets: Sequence[RawSheet]) -> FileParts:
    """Every sheet under the kind it holds; a file that holds nothing known is taken for goal tables.

    A sheet that holds nothing known goes along with the one kind of its file. Raises UnusableFileError where one
    sheet holds both a 自评表 and a 监控表.
    """
    found: dict[UploadKind, list[RawSheet]] = {kind: [] for kind in _ORDER}
    unread: list[RawSheet] = []
    for _, members in groupby(sheets, key=lambda sheet: sheet.source_file):
        own = [(sheet, _kind(sheet)) for sheet in members]
        kinds = {kind for _, kind in own if kind}
        only = kinds.pop() if len(kinds) == 1 else None
        for sheet, kind in own:
            if target := kind or only:
                found[target].append(sheet)
            if kind is None and _is_missed(sheet, goes_along=only is not None):
                unread.append(sheet)
    parts = [Part(kind, own) for kind, own in found.items() if own]
    return FileParts(parts, unread) if parts else FileParts([Part(UploadKind.GOAL_TABLES, list(sheets))], [])


def goal_sheets(sheets: Sequence[RawSheet]) -> list[RawSheet]:
    """The sheets that hold goal tables; all where none does."""
    return next((part.sheets for part in parts_of(sheets).parts if part.kind is UploadKind.GOAL_TABLES), list(sheets))


def _is_missed(sheet: RawSheet, *, goes_along: bool) -> bool:
    """Whether the clerk is told of a sheet that is not read: not of a blank one, nor of one that only explains."""
    says_something = any(any(row) for row in sheet.rows) and not _EXPLAINS.search(sheet.name or "")
    return says_something and not (goes_along and sheet.container in _FLOWS)


def _kind(sheet: RawSheet) -> UploadKind | None:
    """MONITORING where a header asks for 完成目标可能性, SELF_EVALUATIONS where a form asks for results, goal tables
    where any other header of indicators stands."""
    rows = others = _head(sheet)
    if "可能" in "".join("".join(cell for row in rows for cell in row.cells).split()):
        others = [row for row in rows if not _heads_monitoring(row)]
    has_name, columns = _form_head(others)
    is_monitoring = len(others) < len(rows)
    if has_name and columns and columns.has_actual:
        if is_monitoring:
            where = f"（工作表“{sheet.name}”）" if sheet.name else ""
            raise UnusableFileError(
                f"{sheet.source_file}：同一张表中既有绩效监控表，又有绩效自评表{where}，请分开存为两个工作表后再上传。"
            )
        return UploadKind.SELF_EVALUATIONS
    if is_monitoring:
        return UploadKind.MONITORING
    if columns and any(DEPARTMENT_TITLE.search(cell) for row in rows[:_TITLE_DEPTH] for cell in row.cells):
        return UploadKind.GOAL_TABLES  # which refuse it
    if (columns is None or columns.has_actual) and holds_results([sheet]):
        return UploadKind.ACTUAL_RESULTS
    return UploadKind.GOAL_TABLES if columns else None


def _heads_monitoring(row: Row) -> bool:
    columns = row_facts(row.cells, {}).columns
    return columns is not None and columns.is_monitoring


def _head(sheet: RawSheet) -> list[Row]:
    """The first rows of a sheet as text."""
    texts = [tuple(cell_text(cell).strip() for cell in cells) for cells in sheet.rows[:_DEPTH]]
    return [Row(number, cells) for number, cells in enumerate(texts, start=sheet.first_row_number) if any(cells)]


@lru_cache(maxsize=4_096)
def _plain_facts(cells: tuple[str, ...]) -> RowFacts:
    return row_facts(cells, {})


def _form_head(rows: Iterable[Row]) -> tuple[bool, FormColumns | None]:
    """Whether 项目名称 stands above the first header of indicators, and that header with its second row."""
    has_name, left = False, iter(rows)
    for row in left:
        facts = _plain_facts(row.cells)
        if facts.columns:
            following = next(left, None)
            second = following and with_second_row(facts.columns, _plain_facts(following.cells).cells)
            return has_name, second or facts.columns
        has_name |= any(cell_of(0, cell.key.partition(":")[0], {}).kind == "project_name" for cell in facts.cells)
    return has_name, None
