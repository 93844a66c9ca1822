"""HTML pages and SpreadsheetML 2003 (both also under the ending .xls) as sheets; nothing is loaded from outside."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice, repeat
from typing import NamedTuple

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from perfdata.containers.decoding import decode_text
from perfdata.containers.flows import MOST_COLUMNS, Span, Table, flow_sheets, refusing, spanned_table
from perfdata.containers.grids import MOST_ROWS, MOST_SHEETS, RawSheet
from perfdata.containers.html_looks import LEAST_SIZE, local_name, look_of, style_rules
from perfdata.containers.visible_text import Run, Seen, sign_font, visible
from perfdata.core.errors import UnusableFileError

_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w-]+)|encoding\s*=\s*["']([\w-]+)""", re.I)
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs"}
_ENTITY = re.compile(r"<!ENTITY", re.I)
_ROW = re.compile(r"<tr\b", re.I)
_TABLE = re.compile(r"<table\b", re.I)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_UNSEEN = {"script", "style", "head", "template", "noscript", "title", "rt", "rp"}
_BLOCKS = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "caption", "dt", "dd", "section"}
_TOO_LARGE = "表格太大或合并单元格有误，请在 WPS 或 Excel 中另存为 .xlsx 后再试"
_BROKEN = "{}的内容已损坏，无法读出，请在 WPS 或 Excel 中打开并另存为 .xlsx 后再试"
_MOST_SPAN = 100_000
_LINE_BREAK = Run("\n")
SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"
_SS = f"{{{SPREADSHEETML}}}"


def read_html(content: bytes, *, file_name: str) -> list[RawSheet]:
    """Every table of a page, with rowspan and colspan as merges. Raises UnusableFileError."""
    text, encoding = _decoded(content, file_name)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    with refusing(file_name, too_large=_TOO_LARGE, damaged=_BROKEN.format("网页")):
        if len(_ROW.findall(text)) > MOST_ROWS or len(_TABLE.findall(text)) > MOST_SHEETS:
            raise OverflowError
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
        if root is None or any(error.level_name == "FATAL" for error in parser.error_log):
            raise ValueError
        flow = list(_paragraphs(_flow(root, Run(""), style_rules(root))))
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


def _flow(element: etree._Element, look: Run, rules: Mapping[str, str]) -> Iterator[Run | Table]:
    """Text outside tables piece by piece, line breaks where blocks begin and end, and the tables in their order."""
    tag = local_name(element)
    if tag == "table":
        yield from _tables(element, look, rules)
    elif tag not in _UNSEEN:
        own = look_of(element, look, rules)
        if tag in _BLOCKS:
            yield _LINE_BREAK
        yield own._replace(text=_SPACES.sub(" ", element.text or ""))
        for child in element if tag != "select" else _chosen(element):
            yield from _flow(child, own, rules)
            yield own._replace(text=_SPACES.sub(" ", child.tail or ""))
        if tag in _BLOCKS:
            yield _LINE_BREAK


def _chosen(element: etree._Element) -> list[etree._Element]:
    """The one option of a list that a page shows: the selected or the first."""
    options = list(element.iter("option"))
    return [item for item in options if "selected" in item.attrib][-1:] or options[:1]


def _paragraphs(flow: Iterator[Run | Table]) -> Iterator[Seen | Table]:
    runs: list[Run] = []
    for item in chain(flow, [_LINE_BREAK]):
        if isinstance(item, Table) or item is _LINE_BREAK:
            yield visible(runs)
            runs = []
        if isinstance(item, Table):
            yield item
        else:
            runs.append(item)


def _tables(table: etree._Element, look: Run, rules: Mapping[str, str]) -> Iterator[Run | Table]:
    """A table, after it the tables inside its cells; captions go before it as text. Hidden rows are read."""
    look = look_of(table, look, rules)
    for caption in table.findall("caption"):
        yield _LINE_BREAK
        yield from (item for item in _flow(caption, look, rules) if isinstance(item, Run))
    inner: list[Table] = []
    elements = list(_own(table, {"tr"}, {"thead", "tbody", "tfoot"}))
    looks = [look_of(row, look._replace(is_hidden=False), rules) for row in elements]
    hidden = [number for number, own in enumerate(looks, start=1) if own.is_hidden]
    rows = [_html_row(row, inner, own, rules) for row, own in zip(elements, looks, strict=True)]
    columns = chain.from_iterable(
        repeat(look_of(column, Run(""), rules).is_hidden, _span(column.get("span")))
        for column in _own(table, {"col"}, {"colgroup"})
    )
    read = spanned_table(rows, hidden, [at for at, is_hidden in enumerate(islice(columns, MOST_COLUMNS)) if is_hidden])
    read.is_hidden = look.is_hidden
    yield read
    yield from inner


def _own(element: etree._Element, wanted: set[str], through: set[str]) -> Iterator[etree._Element]:
    for child in element:
        tag = local_name(child)
        if tag in wanted:
            yield child
        elif tag in through:
            yield from _own(child, wanted, through)


def _html_row(row: etree._Element, inner: list[Table], look: Run, rules: Mapping[str, str]) -> list[Span]:
    spans: list[Span] = []
    for cell in _own(row, {"td", "th"}, {"form"}):
        parts = list(_flow(cell, look._replace(is_hidden=False), rules))
        inner += [part for part in parts if isinstance(part, Table)]
        seen = visible([part for part in parts if isinstance(part, Run)]).trimmed()
        spans.append(Span(seen, _span(cell.get("rowspan")), _span(cell.get("colspan"))))
    return spans


def _span(text: str | None) -> int:
    found = re.match(r"\s*(\d{1,9})", text or "")
    count = int(found[1]) if found else 1
    return min(count, _MOST_SPAN) if count else 1


def read_spreadsheetml(content: bytes, *, file_name: str) -> list[RawSheet]:
    """The worksheets of an XML workbook of Excel 2003; numbers of percent cells are texts such as 90%."""
    text, encoding = _decoded(content, file_name)
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True
    )
    with refusing(file_name, too_large=_TOO_LARGE, damaged=_BROKEN.format(" XML 表格")):
        root = etree.fromstring(text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace"), parser)
        styles = _xml_styles(root)
        sheets = [_xml_sheet(sheet, styles, encoding) for sheet in root.iter(f"{_SS}Worksheet") if len(sheet) > 0]
    if not any(sheet.rows for sheet in sheets):
        raise UnusableFileError(f"{file_name}：工作簿里没有任何单元格有内容，请确认选对了文件。")
    return sheets


class _Style(NamedTuple):
    is_percent: bool = False
    look: Run = Run("")


def _xml_styles(root: etree._Element) -> dict[str | None, _Style]:
    """The styles of a workbook by their ids; those that others are based on come first in the file."""
    styles: dict[str | None, _Style] = {}
    for element in root.iter(f"{_SS}Style"):
        is_percent, look = styles.get(element.get(f"{_SS}Parent"), _Style())
        for code in element.iter(f"{_SS}NumberFormat"):
            is_percent = any(sign in code.get(f"{_SS}Format", "") for sign in ("Percent", "%"))
        for font in element.iter(f"{_SS}Font"):
            stated = [font.get(f"{_SS}{name}", "") for name in ("StrikeThrough", "VerticalAlign", "FontName")]
            is_raised, is_lowered = (stated[1] == name for name in ("Superscript", "Subscript"))
            is_white = font.get(f"{_SS}Color", "").upper() == "#FFFFFF"
            look = Run("", stated[0] == "1", False, is_raised, sign_font(stated[2]), is_lowered, is_white)
            look = look._replace(is_tiny=float(font.get(f"{_SS}Size") or 10) < LEAST_SIZE)
        for ground in element.iter(f"{_SS}Interior"):
            look = look._replace(is_filled=ground.get(f"{_SS}Color", "#FFFFFF").upper() != "#FFFFFF")
        styles[element.get(f"{_SS}ID")] = _Style(is_percent, look)
    return styles


def _xml_sheet(sheet: etree._Element, styles: Mapping[str | None, _Style], encoding: str) -> RawSheet:
    rows: list[list[Span]] = []
    hidden: list[int] = []
    for row in sheet.iter(f"{_SS}Row"):
        number = int(row.get(f"{_SS}Index") or len(rows) + 1)
        if number > MOST_ROWS:
            raise OverflowError
        rows += [[] for _ in range(number - len(rows) - 1)]
        rows.append(
            [_xml_span(cell, styles.get(cell.get(f"{_SS}StyleID"), _Style())) for cell in row.iter(f"{_SS}Cell")]
        )
        if _is_hidden(row, "Height"):
            hidden.append(len(rows))
    table = spanned_table(rows, hidden, list(_hidden_columns(sheet)))
    return RawSheet(
        sheet.get(f"{_SS}Name") or "表",
        [] if table.is_empty else table.rows,
        merges=tuple(table.merges),
        container="spreadsheetml",
        encoding=encoding,
        remarks=tuple(table.remarks),
        is_hidden=any(
            local_name(item) == "visible" and item.text != "SheetVisible" for item in sheet.iter("{*}Visible")
        ),
    )


def _hidden_columns(sheet: etree._Element) -> Iterator[int]:
    at = 0
    for column in sheet.iter(f"{_SS}Column"):
        first = int(column.get(f"{_SS}Index") or at + 1) - 1
        at = first + min(int(column.get(f"{_SS}Span") or 0), MOST_COLUMNS) + 1
        if _is_hidden(column, "Width"):
            yield from range(first, at)


def _is_hidden(element: etree._Element, size: str) -> bool:
    """Whether a row or column is hidden, or has no height or width."""
    return element.get(f"{_SS}Hidden") == "1" or not (element.get(f"{_SS}{size}") or "1").strip("0.")


def _xml_span(cell: etree._Element, style: _Style) -> Span:
    index = cell.get(f"{_SS}Index")
    down, across = (
        0 if (stated := cell.get(f"{_SS}{name}")) in (None, "0") else _span(stated)
        for name in ("MergeDown", "MergeAcross")
    )
    return Span(_xml_value(cell, style), down + 1, across + 1, max(int(index) - 1, 0) if index else None)


def _xml_value(cell: etree._Element, style: _Style) -> object:
    data = cell.find(f"{_SS}Data")
    if data is None:
        return ""
    text, kind = "".join(data.itertext()), data.get(f"{_SS}Type", "String")
    if style.look.is_struck or style.look.is_unseen or kind == "String":
        return visible(_xml_runs(data, style.look))
    if kind == "Number" and style.is_percent:
        return f"{(Decimal(text) * 100).normalize():f}%"
    if kind == "Number":
        return float(text)
    if kind == "Boolean":
        return text.strip() in ("1", "true")
    return datetime.fromisoformat(text) if kind == "DateTime" else text


def _xml_runs(element: etree._Element, look: Run) -> Iterator[Run]:
    yield look._replace(text=element.text or "")
    for child in element:
        yield from (*_xml_runs(child, look_of(child, look, {})), look._replace(text=child.tail or ""))
