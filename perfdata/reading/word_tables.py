"""Tables of a Word document as sheets: one sheet a table, a merged cell's text in its first cell only."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table

from perfdata.core.errors import UnusableFileError
from perfdata.reading.sheets import Row, Sheet, read_sheets


def form_sheets(content: bytes, *, file_name: str) -> list[Sheet]:
    """The sheets of any file that may hold an official form, Word documents too. Raises UnusableFileError."""
    try:
        return read_sheets(content, file_name=file_name)
    except UnusableFileError:
        if not is_word(content):
            raise
        return list(_word_sheets(content, file_name))


def is_word(content: bytes) -> bool:
    """Whether it is a Word document (.docx)."""
    try:
        with ZipFile(BytesIO(content)) as package:
            return "word/document.xml" in package.namelist()
    except BadZipFile:
        return False


def _word_sheets(content: bytes, file_name: str) -> Iterator[Sheet]:
    try:
        tables = Document(BytesIO(content)).tables
    except Exception as error:
        raise UnusableFileError(f"{file_name}：Word 文档打不开，可能已损坏，请用 Word 另存后再试。") from error
    for number, table in enumerate(tables, start=1):
        rows = [Row(at, cells) for at, cells in enumerate(_rows(table), start=1) if any(cells)]
        yield Sheet(file_name, f"表{number}", rows)


def _rows(table: Table) -> Iterator[tuple[str, ...]]:
    for row in table._tbl.tr_lst:
        cells: list[str] = []
        for cell in row.tc_lst:
            merge = cell.tcPr.find(qn("w:vMerge")) if cell.tcPr is not None else None
            is_continued = merge is not None and merge.get(qn("w:val")) != "restart"
            text = "" if is_continued else "\n".join(_text(paragraph) for paragraph in cell.p_lst)
            cells += [text.strip(), *[""] * (cell.grid_span - 1)]
        yield tuple(cells)


def _text(paragraph: object) -> str:
    return "".join(
        "\n" if node.tag == qn("w:br") else node.text or ""
        for node in paragraph.iter(qn("w:t"), qn("w:br"))  # pyright: ignore[reportAttributeAccessIssue]
    )
