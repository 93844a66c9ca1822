"""Bytes of a text file as text, and text as rows of cells: tab, comma, semicolon or bar, quoted cells included."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import repeat

from perfdata.containers.grids import MOST_CELLS, refuse_more
from perfdata.core.errors import UnusableFileError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_LENGTH = 200_000
# ASCII, general and mathematical signs (“ ≥ ① ㎡), hanzi and full-width forms: what a Chinese table is written in.
_USUAL = re.compile(
    "[\t\r\n -~\u00a0-\u00ff\u2000-\u206f\u2100-\u22ff\u2460-\u24ff\u3000-\u33ff\u4e00-\u9fff\uff00-\uffef]"
)
_USUAL_SHARE = 0.95
_COMMON_SHARE = 0.5
_FEWEST_TO_JUDGE = 20
_QUOTED_PART = re.compile('"[^"]*"')
# A cell of tab text in quotes as Excel copies it: inner quotes doubled, line breaks but no tabs inside.
_QUOTED_CELL = re.compile(r'(?:\A|(?<=[\t\n]))"((?:[^"\t]+|"")*+)"(?=[\t\n]|\Z)')
_LINE_BREAK_IN_CELL = "\x00"


def decode_text(content: bytes, *, file_name: str) -> tuple[str, str]:
    """The text of a file in UTF-8, UTF-16 or GB18030, its line ends as LF, and the encoding it was read by.

    UTF-16 needs a byte order mark or must be plain from its zero bytes. Raises UnusableFileError for anything else,
    also where GB18030 would give mostly characters that no Chinese office writes.
    """
    text, encoding = _decode(content, file_name)
    if "\x00" in text:
        raise _not_text(file_name)
    text = text.replace("\r\n", "\n")
    return (text if "\n" in text else text.replace("\r", "\n")), encoding


def text_rows(text: str, *, file_name: str) -> tuple[list[list[str]], str]:
    """The cells of every physical line, and tsv, csv or text; further lines of a cell with breaks give empty rows.

    Tabs win wherever they occur; else commas, semicolons or bars if at least half of the lines have them; else a line
    is one cell. In tab text quotes are signs like any other unless they enclose a cell with line breaks, commas or
    doubled quotes, as Excel writes it. Raises UnusableFileError where there are too many cells.
    """
    delimiter = _delimiter(text)
    refuse_more(file_name, (text.count(delimiter or "\n"), MOST_CELLS, "个单元格"))
    if delimiter is None or delimiter == "\t":
        return _tab_rows(text), "tsv" if delimiter else "text"
    return _delimited_rows(text.replace("\r", " "), delimiter), "csv"


def _decode(content: bytes, file_name: str) -> tuple[str, str]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decode_strictly(content, encoding, file_name).removeprefix("\ufeff"), encoding
    if b"\x00" in content:
        return _decode_bare_utf16(content, file_name)
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decode_gb18030(content, file_name), "gb18030"


def _decode_strictly(content: bytes, encoding: str, file_name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnusableFileError(
            f"{file_name}：第 {error.start + 1} 个字节处无法按 UTF-8 或 GB18030 读出，请另存为 UTF-8 文本后再试。"
        ) from error


def _decode_bare_utf16(content: bytes, file_name: str) -> tuple[str, str]:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE_LENGTH]
        if len(_USUAL.findall(sample)) >= _USUAL_SHARE * len(sample):
            return text, encoding
    raise _not_text(file_name)


def _decode_gb18030(content: bytes, file_name: str) -> str:
    """GB18030 reads nearly any bytes, so what comes out must be made of the common characters of GB2312."""
    text = _decode_strictly(content, "gb18030", file_name)
    beyond_ascii = [sign for sign in text[:_SAMPLE_LENGTH] if sign > "\x7f"]
    common_count = len("".join(beyond_ascii).encode("gb2312", "ignore")) // 2
    if len(beyond_ascii) >= _FEWEST_TO_JUDGE and common_count < _COMMON_SHARE * len(beyond_ascii):
        raise UnusableFileError(
            f"{file_name}：文字不是 UTF-8 或 GB18030 编码（按此读出的多为生僻字），请另存为 UTF-8 文本后再试。"
        )
    return text


def _not_text(file_name: str) -> UnusableFileError:
    return UnusableFileError(f"{file_name}：不是文本文件（含有空字节），也不是认识的表格文件，请另存为 .xlsx 后再试。")


def _delimiter(text: str) -> str | None:
    if "\t" in text:
        return "\t"
    lines = [line for line in _QUOTED_PART.sub("", text[:_SAMPLE_LENGTH]).split("\n") if line.strip()]
    counts = {sign: (sum(sign in line for line in lines), sum(map(str.count, lines, repeat(sign)))) for sign in ",;|"}
    best = max(counts, key=lambda sign: counts[sign])
    return best if counts[best][0] and counts[best][0] * 2 >= len(lines) else None


def _tab_rows(text: str) -> list[list[str]]:
    if '"' not in text:
        return [line.split("\t") for line in text.split("\n")]
    rows: list[list[str]] = []
    for line in _QUOTED_CELL.sub(_unquote, text).split("\n"):
        rows.append(line.replace(_LINE_BREAK_IN_CELL, "\n").split("\t"))
        rows.extend([] for _ in range(line.count(_LINE_BREAK_IN_CELL)))
    return rows


def _unquote(cell: re.Match[str]) -> str:
    body = cell[1]
    if not any(sign in body for sign in ("\n", ",", '""')):
        return cell[0]
    return body.replace('""', '"').replace("\n", _LINE_BREAK_IN_CELL)


def _delimited_rows(text: str, delimiter: str) -> list[list[str]]:
    """Rows by the rules of CSV; where a quote is never closed, or a cell is huge, quotes are taken as plain signs."""
    for strict in (True, False) if text.count('"') % 2 == 0 else (True,):
        with suppress(csv.Error):
            return list(_csv_rows(text, delimiter, strict=strict))
    return [line.split(delimiter) for line in text.split("\n")]


def _csv_rows(text: str, delimiter: str, *, strict: bool) -> Iterator[list[str]]:
    reader = csv.reader((f"{line}\n" for line in text.split("\n")), delimiter=delimiter, strict=strict)
    line_count = 0
    for row in reader:
        yield row
        yield from ([] for _ in range(reader.line_num - line_count - 1))
        line_count = reader.line_num
