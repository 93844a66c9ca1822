"""Word documents (.docx) as sheets, straight from the XML: merged cells, paragraphs above tables, tables in cells."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from perfdata.containers.flows import MOST_COLUMNS, Span, Table, flow_sheets, spanned_table
from perfdata.containers.grids import RawSheet
from perfdata.containers.zip_members import UNREADABLE, unpack
from perfdata.core.errors import UnusableFileError

_MOST_BYTES = 50_000_000
_SIGNS = {"br": "\n", "cr": "\n", "tab": " ", "noBreakHyphen": "-"}


def read_word(content: bytes, *, file_name: str) -> list[RawSheet]:
    """Every table of the body. Raises UnusableFileError where the document is damaged, too large or has no table."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        with ZipFile(BytesIO(content)) as archive:
            member = next(name for name in archive.namelist() if name.lower().startswith("word/document"))
            if archive.getinfo(member).file_size > _MOST_BYTES:
                raise OverflowError
            root = etree.fromstring(unpack(content, archive, member), parser)
        flow = list(_flow(root))
    except OverflowError as error:
        raise UnusableFileError(
            f"{file_name}：Word 文档里的表格太大，请把表格复制到 Excel 并存为 .xlsx 后再试。"
        ) from error
    except (*UNREADABLE, StopIteration, etree.LxmlError, RecursionError) as error:
        raise UnusableFileError(
            f"{file_name}：Word 文档已损坏，无法打开，请在 WPS 或 Word 中修复并重新保存后再试。"
        ) from error
    reason = "Word 文档里没有表格，请把内容填入表格，或另存为 .xlsx 后再试"
    return flow_sheets(flow, container="docx", file_name=file_name, reason=reason)


def _flow(element: etree._Element) -> Iterator[str | Table]:
    for child in element:
        match _local(child):
            case "p":
                yield _text(child)
                for table in _inner_tables(child):
                    yield from _tables(table)
            case "tbl":
                yield from _tables(child)
            case "Fallback":
                pass
            case _:
                yield from _flow(child)


def _tables(table: etree._Element) -> Iterator[Table]:
    """A table, after it those inside its cells."""
    yield _table(table)
    for row in _own(table, "tr"):
        for cell in _own(row, "tc"):
            for inner in _inner_tables(cell):
                yield from _tables(inner)


def _own(element: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Children of the name, also inside content controls and marks of changes, but not inside other tables."""
    for child in element:
        name = _local(child)
        if name == wanted:
            yield child
        elif name not in ("tbl", "tr", "tc", "p", "Fallback"):
            yield from _own(child, wanted)


def _inner_tables(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if _local(child) == "tbl":
            yield child
        elif _local(child) != "Fallback":
            yield from _inner_tables(child)


def _table(table: etree._Element) -> Table:
    """A cell that goes on from above (vMerge) lengthens the span of the one where the merge began."""
    rows: list[list[Span]] = []
    open_spans: dict[int, tuple[list[Span], int]] = {}
    for row in _own(table, "tr"):
        spans: list[Span] = []
        column, continued = _number(row, "gridBefore", 0), {}
        for cell in _own(row, "tc"):
            width, merge = _number(cell, "gridSpan", 1), _property(cell, "vMerge")
            begun = open_spans.get(column)
            if merge is not None and merge.get(_value(merge), "continue") == "continue" and begun:
                above, at = begun
                above[at] = above[at]._replace(row_count=above[at].row_count + 1)
                continued[column] = begun
            else:
                spans.append(Span(_text(cell), 1, width, column))
                if merge is not None:
                    continued[column] = (spans, len(spans) - 1)
            column += width
            if column > MOST_COLUMNS:
                raise OverflowError
        open_spans = continued
        rows.append(spans)
    return spanned_table(rows)


def _property(element: etree._Element, name: str) -> etree._Element | None:
    """A property of a row or cell (trPr, tcPr), as it stands beside the content."""
    for child in element:
        if _local(child) in ("trPr", "tcPr"):
            return next((item for item in child if _local(item) == name), None)
    return None


def _number(element: etree._Element, name: str, default: int) -> int:
    found = _property(element, name)
    text = found.get(_value(found), "") if found is not None else ""
    return min(int(text), MOST_COLUMNS) if text.isascii() and text.isdigit() else default


def _value(element: etree._Element) -> str:
    return f"{{{etree.QName(element).namespace}}}val"


def _text(element: etree._Element) -> str:
    """The text of a paragraph or cell, its paragraphs as lines; not that of tables inside, nor of deleted words."""
    lines = "".join(_pieces(element)).split("\n")
    return "\n".join(filter(None, [line.strip() for line in lines]))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        name = _local(child)
        if name == "t":
            yield child.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name not in ("tbl", "Fallback", "pPr", "rPr", "tcPr", "del", "moveFrom"):
            yield from _pieces(child)
            if name == "p":
                yield "\n"


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
