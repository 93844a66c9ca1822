"""HTML pages and SpreadsheetML 2003 (both also under the ending .xls) as sheets; nothing is loaded from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from decimal import Decimal, DecimalException

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from perfdata.containers.decoding import decode_text
from perfdata.containers.flows import Span, Table, flow_sheets, spanned_table
from perfdata.containers.grids import RawSheet
from perfdata.core.errors import UnusableFileError

_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w-]+)|encoding\s*=\s*["']([\w-]+)""", re.I)
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs"}
_ENTITY = re.compile(r"<!ENTITY", re.I)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_UNSEEN = {"script", "style", "head", "template", "noscript", "title"}
_BLOCKS = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "caption", "dt", "dd", "section"}
_MOST_SPAN = 100_000
SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{SPREADSHEETML}}}"


def read_html(content: bytes, *, file_name: str) -> list[RawSheet]:
    """Every table of a page, with rowspan and colspan as merges. Raises UnusableFileError."""
    text, encoding = _decoded(content, file_name)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
        if root is None or any(error.level_name == "FATAL" for error in parser.error_log):
            raise _broken(file_name, "网页")
        flow = list(_paragraphs(_flow(root)))
    except OverflowError as error:
        raise _too_large(file_name) from error
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise _broken(file_name, "网页") from error
    reason = "网页里没有表格，请把表格复制到 Excel 并存为 .xlsx 后再试"
    return flow_sheets(flow, container="html", file_name=file_name, encoding=encoding, reason=reason)


def _decoded(content: bytes, file_name: str) -> tuple[str, str]:
    """By what the page says of itself where that is a Chinese encoding and holds, else as any text."""
    declared = _CHARSET.search(content[:2000].decode("ascii", "replace"))
    encoding = _CHARSETS.get((declared[1] or declared[2]).lower()) if declared else None
    text = None
    if encoding and b"\x00" not in content[:2000]:
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
    if text is None or encoding is None:
        text, encoding = decode_text(content, file_name=file_name)
    if _ENTITY.search(text[:100_000]):
        raise UnusableFileError(f"{file_name}：文件里有自定义的 XML 实体，可能有害，没有读取，请另存为 .xlsx 后再试。")
    return text, encoding


def _broken(file_name: str, what: str) -> UnusableFileError:
    return UnusableFileError(
        f"{file_name}：{what}的内容已损坏，无法读出，请在 WPS 或 Excel 中打开并另存为 .xlsx 后再试。"
    )


def _too_large(file_name: str) -> UnusableFileError:
    return UnusableFileError(f"{file_name}：表格太大或合并单元格有误，请在 WPS 或 Excel 中另存为 .xlsx 后再试。")


def _flow(element: etree._Element) -> Iterator[str | Table]:
    """Text outside tables piece by piece, line breaks where blocks begin and end, and the tables in their order."""
    tag = _local(element)
    if tag == "table":
        yield from _tables(element)
    elif tag not in _UNSEEN:
        if tag in _BLOCKS:
            yield "\n"
        yield _SPACES.sub(" ", element.text or "")
        for child in element:
            yield from _flow(child)
            yield _SPACES.sub(" ", child.tail or "")
        if tag in _BLOCKS:
            yield "\n"


def _paragraphs(flow: Iterator[str | Table]) -> Iterator[str | Table]:
    pieces: list[str] = []
    for item in flow:
        if isinstance(item, str):
            pieces.append(item)
            continue
        yield "".join(pieces)
        yield item
        pieces = []
    yield "".join(pieces)


def _tables(table: etree._Element) -> Iterator[str | Table]:
    """A table, after it the tables inside its cells; captions go before it as text."""
    for caption in table.findall("caption"):
        yield "\n" + "".join(item for item in _flow(caption) if isinstance(item, str))
    inner: list[Table] = []
    yield spanned_table([_html_row(row, inner) for row in _own(table, {"tr"}, {"thead", "tbody", "tfoot"})])
    yield from inner


def _own(element: etree._Element, wanted: set[str], through: set[str]) -> Iterator[etree._Element]:
    for child in element:
        tag = _local(child)
        if tag in wanted:
            yield child
        elif tag in through:
            yield from _own(child, wanted, through)


def _html_row(row: etree._Element, inner: list[Table]) -> list[Span]:
    spans: list[Span] = []
    for cell in _own(row, {"td", "th"}, {"form"}):
        parts = list(_flow(cell))
        inner += [part for part in parts if isinstance(part, Table)]
        lines = "".join(part for part in parts if isinstance(part, str)).split("\n")
        text = "\n".join(filter(None, [line.replace("\xa0", " ").strip() for line in lines]))
        spans.append(Span(text, _span(cell.get("rowspan")), _span(cell.get("colspan"))))
    return spans


def _span(text: str | None) -> int:
    found = re.match(r"\s*(\d{1,9})", text or "")
    count = int(found[1]) if found else 1
    return min(count, _MOST_SPAN) if count else 1


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def read_spreadsheetml(content: bytes, *, file_name: str) -> list[RawSheet]:
    """The worksheets of an XML workbook of Excel 2003; numbers of percent cells are texts such as 90%."""
    text, encoding = _decoded(content, file_name)
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace"), parser)
        percent_styles = _percent_styles(root)
        sheets = [
            _xml_sheet(sheet, percent_styles, encoding) for sheet in root.iter(f"{_SS}Worksheet") if len(sheet) > 0
        ]
    except OverflowError as error:
        raise _too_large(file_name) from error
    except (etree.LxmlError, ValueError, DecimalException) as error:
        raise _broken(file_name, " XML 表格") from error
    if not any(sheet.rows for sheet in sheets):
        raise UnusableFileError(f"{file_name}：工作簿里没有任何单元格有内容，请确认选对了文件。")
    return sheets


def _percent_styles(root: etree._Element) -> set[str]:
    return {
        style.get(f"{_SS}ID", "")
        for style in root.iter(f"{_SS}Style")
        for number_format in style.iter(f"{_SS}NumberFormat")
        if "Percent" in (code := number_format.get(f"{_SS}Format", "")) or "%" in code
    }


def _xml_sheet(sheet: etree._Element, percent_styles: set[str], encoding: str) -> RawSheet:
    rows: list[list[Span]] = []
    for row in sheet.iter(f"{_SS}Row"):
        number = int(row.get(f"{_SS}Index") or len(rows) + 1)
        if number > 200_000:
            raise OverflowError
        rows += [[] for _ in range(number - len(rows) - 1)]
        rows.append([_xml_span(cell, percent_styles) for cell in row.iter(f"{_SS}Cell")])
    table = spanned_table(rows)
    return RawSheet(
        sheet.get(f"{_SS}Name") or "表",
        [] if table.is_empty else table.rows,
        merges=tuple(table.merges),
        container="spreadsheetml",
        encoding=encoding,
    )


def _xml_span(cell: etree._Element, percent_styles: set[str]) -> Span:
    index = cell.get(f"{_SS}Index")
    rows, columns = (_span(cell.get(f"{_SS}{name}") or "0") for name in ("MergeDown", "MergeAcross"))
    down = rows if cell.get(f"{_SS}MergeDown") not in (None, "0") else 0
    across = columns if cell.get(f"{_SS}MergeAcross") not in (None, "0") else 0
    value = _xml_value(cell, is_percent=cell.get(f"{_SS}StyleID") in percent_styles)
    return Span(value, down + 1, across + 1, max(int(index) - 1, 0) if index else None)


def _xml_value(cell: etree._Element, *, is_percent: bool) -> object:
    data = cell.find(f"{_SS}Data")
    if data is None:
        return ""
    text, kind = "".join(data.itertext()), data.get(f"{_SS}Type")
    if kind == "Number" and is_percent:
        return f"{(Decimal(text) * 100).normalize():f}%"
    if kind == "Number":
        return float(text)
    if kind == "Boolean":
        return text.strip() in ("1", "true")
    return datetime.fromisoformat(text) if kind == "DateTime" else text
