"""Any office file as sheets of text cells with addresses: workbooks, text, Word, HTML, PDF, and zip files of them.

Whatever is not a short plain text is read in a process of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from operator import attrgetter, is_
from time import monotonic
from typing import NamedTuple, TypeVar, cast

from perfdata.containers.decoding import decode_text, text_rows
from perfdata.containers.file_kinds import FileKind, is_packed, recognise
from perfdata.containers.grids import MOST_ROWS, Merge, RawSheet, cell_text, compact, refuse_more
from perfdata.containers.isolated import SECONDS, Ended, run_isolated, tell_at
from perfdata.containers.markup import read_html, read_spreadsheetml
from perfdata.containers.pdf_tables import read_pdf
from perfdata.containers.spreadsheets import WORKBOOKS, read_workbook
from perfdata.containers.visible_text import is_odd, plain_text, remark_findings
from perfdata.containers.word_tables import read_word
from perfdata.containers.zip_files import read_archive
from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.model import Place, new_record
from perfdata.core.text import ANY_TRACES, Traces, column_letters, traces
from perfdata.core.words import WORDS

MOST_BYTES_READ_HERE = 100_000
_LARGE_BYTES = 10_000_000
_MACROS = "{}：文件带有宏，只读取了单元格，宏没有运行也没有保存。"
_SHARED_FIELDS = ("source_file", "name", "merges", "container", "encoding", "notices", "uncalculated", "is_hidden")
_MACRO_FOLDER = "_VBA_PROJECT_CUR".encode("utf-16-le")
_Result = TypeVar("_Result")


class Row(NamedTuple):
    """One row: its number counted from 1, and its stripped cell texts ('' where empty)."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The non-blank rows of one sheet; text files have one sheet without a name.

    Of a merged range only the first cell holds the text. ``container`` is the kind of file by
    content (xlsx, xlsm, xls, ods, csv, docx, html, spreadsheetml, pdf), ``encoding`` that of a text file, else None.
    ``notices`` are Chinese sentences on what of the file was left out, ``uncalculated`` the addresses of formulas that
    have no stored result. ``is_hidden`` where the file hides the whole sheet; visible sheets come first. ``traces``
    are what may stand somewhere in it.
    """

    source_file: str
    name: str | None
    rows: list[Row]
    merges: tuple[Merge, ...] = ()
    container: str = "text"
    encoding: str | None = None
    notices: tuple[str, ...] = ()
    uncalculated: tuple[str, ...] = ()
    raw: RawSheet | None = field(default=None, repr=False, compare=False)
    is_hidden: bool = False
    traces: Traces = ANY_TRACES

    def place(self, row: Row, column: int | None = None) -> Place:
        """Where a row, or its cell in a column counted from 0, stands: the line of a text file, a cell of a workbook.

        A row of a workbook without a column is placed at its first cell that is not empty.
        """
        if column is None:
            column = row.cells.index(next(filter(None, row.cells), "")) if row.cells else 0
        return self.place_at(row.number, column)

    def place_at(self, number: int, column: int) -> Place:
        """The place of a cell by the number of its row and its column."""
        if self.name is None:
            return new_record(Place, (self.source_file, None, None, number))
        return new_record(Place, (self.source_file, self.name, f"{column_letters(column)}{number}", None))

    def value(self, row: Row, column: int) -> object:
        """The value of a cell as it is stored; '' where there is none."""
        if self.raw is None:
            return row.cells[column] if column < len(row.cells) else ""
        values = self.raw.rows[row.number - self.raw.first_row_number]
        return values[column] if column < len(values) else ""


def read_sheets(content: bytes, *, file_name: str) -> list[Sheet]:
    """All sheets of a file, recognised by content, hidden ones included.

    Raises UnusableFileError, with one Chinese sentence, for a file that cannot be read: see read_raw_sheets.
    """
    return text_sheets(read_raw_sheets(content, file_name=file_name))


def text_sheets(raw_sheets: Sequence[RawSheet]) -> list[Sheet]:
    """The sheets with the texts of their cells, blank rows left out."""
    return [_text_sheet(raw) for raw in raw_sheets]


def read_raw_sheets(
    content: bytes, *, file_name: str, waiting: Callable[[int], None] = lambda _ahead: None
) -> list[RawSheet]:
    """All sheets of a file, recognised by content, without converting the cells: see work_on_sheets."""
    return work_on_sheets(list, content, file_name=file_name, waiting=waiting)


def work_on_sheets(
    work: Callable[[list[RawSheet]], _Result],
    content: bytes,
    *,
    file_name: str,
    waiting: Callable[[int], None] = lambda _ahead: None,
) -> _Result:
    """What a function of a module, or a partial of one, makes of all sheets of a file, in the process that reads them.

    Raises UnusableFileError, with one Chinese sentence, for a file that is empty, damaged, needs a password, is too
    large (200,000 rows, 2 million cells, 300 MB unpacked), takes more than 8 seconds to read and work on, holds no cell
    or no table, is of another kind, or is text in an unknown encoding; and what ``work`` raises. The members of a zip
    are files of their own, named ``archive/member``. ``waiting`` hears how many files must be read before this one.
    """
    if is_short_text(content, file_name=file_name):
        return work(_any_sheets(content, file_name=file_name, unread={}))
    if not content.startswith(b"%PDF"):
        return _isolated(work, content, file_name, waiting)
    if (kept := _KEPT.get((file_name, content))) is None:
        kept = _KEPT[file_name, content] = _isolated(list, content, file_name, waiting)
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)), None)
    return work(list(kept))


def is_short_text(content: bytes, *, file_name: str) -> bool:
    """Whether a file is text that is read sooner than it is sent to another process."""
    is_short = len(content) <= MOST_BYTES_READ_HERE and not is_packed(content)
    return is_short and recognise(content, file_name=file_name) is FileKind.TEXT


_KEPT: dict[tuple[str, bytes], list[RawSheet]] = {}
_MOST_KEPT = 2  # PDF files are slow but short, and one is read several times on its way: checked, again, stored


def _isolated(
    work: Callable[[list[RawSheet]], _Result], content: bytes, file_name: str, waiting: Callable[[int], None]
) -> _Result:
    """Without the members of a zip that end their reader, as long as there is time."""
    unread: dict[str, str] = {}
    ends_at = monotonic() + SECONDS
    while True:
        left = max(ends_at - monotonic(), 1) if unread else SECONDS
        try:
            job = partial(_work, work=work, file_name=file_name, unread=unread)
            return run_isolated(job, content, seconds=left, waiting=waiting)
        except Ended as error:
            reason = _reason(error, is_doubtful=content.startswith(b"\xd0\xcf") and len(content) < _LARGE_BYTES)
            if not error.at or error.is_slow or monotonic() > ends_at:
                raise UnusableFileError(f"{error.at or file_name}：{reason}。") from error
            unread[error.at] = f"{error.at}：{reason}。"


def _work(
    content: bytes, *, work: Callable[[list[RawSheet]], _Result], file_name: str, unread: Mapping[str, str]
) -> _Result:
    sheets = _any_sheets(content, file_name=file_name, unread=unread)
    tell_at("")  # no longer at a member of a zip
    return work(sheets)


def _reason(ended: Ended, *, is_doubtful: bool) -> str:
    """Why there is no result; a short .xls file that fills the memory is rather damaged than large."""
    if ended.is_slow:
        return f"文件太大或太复杂，{SECONDS} 秒内没有读完，请只保留有表格的页和工作表，另存为 .xlsx 后再试"
    if ended.is_full and not is_doubtful:
        return "工作表太大，或写法特殊，放不进内存，请在 WPS 或 Excel 中删去远处多余的单元格，另存为 .xlsx 后再试"
    return "文件已损坏，或太大、写法特殊，无法读出，请在 WPS 或 Excel 中打开并另存为 .xlsx 后再试"


def _any_sheets(content: bytes, *, file_name: str, unread: Mapping[str, str]) -> list[RawSheet]:
    kind = recognise(content, file_name=file_name)
    if kind is FileKind.ARCHIVE:
        sheets = read_archive(content, file_name=file_name, read=_member_sheets, unread=unread)
    else:
        sheets = _file_sheets(content, file_name, kind)
    compact(sheets, file_name=file_name)
    return sheets


def _member_sheets(content: bytes, file_name: str) -> list[RawSheet]:
    kind = recognise(content, file_name=file_name)
    if kind is FileKind.ARCHIVE:
        raise UnusableFileError(f"{file_name}：压缩包里还有压缩包，请先解压里面的一层。")
    return _file_sheets(content, file_name, kind)


def _file_sheets(content: bytes, file_name: str, kind: FileKind) -> list[RawSheet]:
    if kind in WORKBOOKS:
        sheets = read_workbook(content, kind=kind, file_name=file_name)
    else:
        sheets = _READERS[kind](content, file_name=file_name)
    has_macros = kind is FileKind.XLSM or (kind is FileKind.XLS and _MACRO_FOLDER in content)
    notices = (_MACROS.format(file_name),) if has_macros else ()
    sheets.sort(key=attrgetter("is_hidden"))
    return [replace(sheet, source_file=file_name, notices=(*sheet.notices, *notices)) for sheet in sheets]


def file_findings(sheets: Sequence[Sheet | RawSheet]) -> list[Finding]:
    """A notice for everything of the file that was left out: macros, pages without text, members of a zip; a warning
    for formulas that no program has calculated, hidden sheets, and cells where the eye sees another text."""
    raw = [found for sheet in sheets if (found := sheet if isinstance(sheet, RawSheet) else sheet.raw)]
    notices = dict.fromkeys(notice for sheet in sheets for notice in sheet.notices)
    return [
        *[WORDS["file_partly_read"].finding(None, notice=notice) for notice in notices],
        *[_uncalculated(sheet) for sheet in sheets if sheet.uncalculated],
        *chain.from_iterable(map(remark_findings, raw)),
    ]


def _uncalculated(sheet: Sheet | RawSheet) -> Finding:
    place = Place(sheet.source_file, sheet.name, sheet.uncalculated[0])
    cells = "、".join(sheet.uncalculated[:3])
    return WORDS["formula_without_value/sheet"].finding(place, observed=cells, count=len(sheet.uncalculated))


def _read_text(content: bytes, *, file_name: str) -> list[RawSheet]:
    text, encoding = decode_text(content, file_name=file_name)
    if not text.strip():
        raise UnusableFileError(f"{file_name}：文件是空的，请确认选对了文件。")
    refuse_more(file_name, (text.count("\n"), MOST_ROWS, "行"))
    rows, container = text_rows(text, file_name=file_name)
    cells = cast(list[list[object]], rows)
    remarks = plain_text(cells) if is_odd(text) else ()
    return [RawSheet(None, cells, container=container, encoding=encoding, remarks=remarks)]


_READERS = {
    FileKind.TEXT: _read_text,
    FileKind.HTML: read_html,
    FileKind.SPREADSHEETML: read_spreadsheetml,
    FileKind.DOCX: read_word,
    FileKind.PDF: read_pdf,
}


def _text_sheet(raw: RawSheet) -> Sheet:
    """Each distinct text is stripped and looked at once; equal texts stay one object, which makes what follows fast."""
    values = set(chain.from_iterable(raw.rows))
    texts = {value: value.strip() for value in values if type(value) is str}
    others = [cell_text(value) for value in values if type(value) is not str]
    is_plain = not others and all(map(is_, texts, texts.values()))
    rows: list[Row] = []
    for number, row in enumerate(raw.rows, start=raw.first_row_number):
        own = row if is_plain else [texts[cell] if type(cell) is str else cell_text(cell) for cell in row]
        if any(own):
            rows.append(new_record(Row, (number, tuple(own))))
    facts = {name: getattr(raw, name) for name in _SHARED_FIELDS}
    return Sheet(rows=rows, raw=raw, traces=traces("\t".join([*texts.values(), *others])), **facts)
