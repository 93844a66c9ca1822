"""Any office file as sheets of text cells with addresses. So far: tab-separated text."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from perfdata.core.errors import UnusableFileError
from perfdata.core.model import Place

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY_KINDS = (
    (b"PK\x03\x04", "Office 工作簿或压缩包"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文件（.xls / .doc）"),
    (b"%PDF", "PDF 文件"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number counted from 1, and its stripped cell texts ('' where empty)."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The non-blank rows of one sheet; text files have one sheet without a name."""

    source_file: str
    name: str | None
    rows: list[Row]

    def place(self, row: Row) -> Place:
        return Place(source_file=self.source_file, sheet=self.name, line=row.number)


def read_sheets(content: bytes, *, file_name: str) -> list[Sheet]:
    """All sheets of a file, recognised by content.

    Raises UnusableFileError for an empty file, another kind of file, or text in an unknown encoding.
    """
    if not content.strip():
        raise UnusableFileError(f"{file_name}：文件是空的，请确认选对了文件。")
    for signature, kind in _BINARY_KINDS:
        if content.startswith(signature):
            raise UnusableFileError(f"{file_name}：这是{kind}，本版本只读取制表符分隔的文本，请另存为文本后再试。")
    return [Sheet(file_name, None, _text_rows(_decode(content, file_name)))]


def _decode(content: bytes, file_name: str) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decode_strictly(content, encoding, file_name)
    if b"\x00" in content:
        raise UnusableFileError(f"{file_name}：不是文本文件（含有空字节），请另存为 UTF-8 文本后再试。")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_strictly(content, "gb18030", file_name)


def _decode_strictly(content: bytes, encoding: str, file_name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnusableFileError(
            f"{file_name}：第 {error.start + 1} 个字节处无法按 UTF-8 或 GB18030 读出，请另存为 UTF-8 文本后再试。"
        ) from error


def _text_rows(text: str) -> list[Row]:
    return [
        Row(number, tuple(cell.strip() for cell in line.split("\t")))
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]
