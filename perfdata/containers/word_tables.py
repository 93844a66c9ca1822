"""Word documents (.docx) as sheets, straight from the XML: merged cells, paragraphs above tables, tables in cells."""

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from perfdata.containers.flows import MOST_COLUMNS, Span, Table, flow_sheets, refusing, spanned_table
from perfdata.containers.grids import MOST_ROWS, MOST_SHEETS, RawSheet
from perfdata.containers.visible_text import PLAIN, Run, Seen, sign_font, visible
from perfdata.containers.zip_files import unpack

_MOST_BYTES = 50_000_000
_DEEPEST_STYLE = 10
_LEAST_SHIFT, _LEAST_SIZE = 4, 4  # half points: less is for looks, and not seen
_ROW = re.compile(rb"<\w+:tr[\s>]")
_TABLE = re.compile(rb"<\w+:tbl>")
_TAB = re.compile(r"(?<!\d)\t+|\t+(?!\d)")
_OFF = ("0", "false", "off")
_NO_GROUND = ("", "AUTO", "NONE", "WHITE", "FFFFFF", "CLEAR", "NIL")
_SIGNS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}

Styles = Mapping[str, Mapping[str, Any]]


def read_word(content: bytes, *, file_name: str) -> list[RawSheet]:
    """Every table of the body. Raises UnusableFileError where the document is damaged, too large or has no table."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    with (
        refusing(
            file_name,
            too_large="Word 文档里的表格太大，请把表格复制到 Excel 并存为 .xlsx 后再试",
            damaged="Word 文档已损坏，无法打开，请在 WPS 或 Word 中修复并重新保存后再试",
        ),
        ZipFile(BytesIO(content)) as archive,
    ):
        member = next(name for name in archive.namelist() if name.lower().startswith("word/document"))
        if archive.getinfo(member).file_size > _MOST_BYTES:
            raise OverflowError
        xml = unpack(content, archive, member)
        if len(_ROW.findall(xml)) > MOST_ROWS or len(_TABLE.findall(xml)) > MOST_SHEETS:
            raise OverflowError
        root = etree.fromstring(xml, parser)
        flow = list(_flow(root, _styles(content, archive, parser)))
    reason = "Word 文档里没有表格，请把内容填入表格，或另存为 .xlsx 后再试"
    return flow_sheets(flow, container="docx", file_name=file_name, reason=reason)


def _flow(element: etree._Element, styles: Styles) -> Iterator[Seen | Table]:
    for child in element:
        match _local(child):
            case "p":
                yield _text(child, styles)
                for table in _inner_tables(child):
                    yield from _tables(table, styles)
            case "tbl":
                yield from _tables(child, styles)
            case "Fallback":
                pass
            case _:
                yield from _flow(child, styles)


def _tables(table: etree._Element, styles: Styles) -> Iterator[Table]:
    """A table, after it those inside its cells."""
    yield _table(table, styles)
    for row in _own(table, "tr"):
        for cell in _own(row, "tc"):
            for inner in _inner_tables(cell):
                yield from _tables(inner, styles)


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


def _table(table: etree._Element, styles: Styles) -> Table:
    """A cell that goes on from above (vMerge) lengthens the span of the one where the merge began; a row that someone
    deleted is none."""
    properties = next((child for child in table if _local(child) == "tblPr"), ())
    look = PLAIN._replace(**_changes(properties, styles))
    rows: list[list[Span]] = []
    hidden: list[int] = []
    open_spans: dict[int, tuple[list[Span], int]] = {}
    own = [row for row in _own(table, "tr") if _property(row, "del") is None]
    for number, row in enumerate(own, start=1):
        if _property(row, "hidden") is not None:
            hidden.append(number)
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
                shading = _property(cell, "shd")
                ground = look if shading is None else look._replace(**_changes([shading], styles))
                spans.append(Span(_text(cell, styles, ground), 1, width, column))
                if merge is not None:
                    continued[column] = (spans, len(spans) - 1)
            column += width
            if column > MOST_COLUMNS:
                raise OverflowError
        open_spans = continued
        rows.append(spans)
    return spanned_table(rows, hidden)


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


def _value(element: etree._Element, name: str = "val") -> str:
    return f"{{{etree.QName(element).namespace}}}{name}"


def _text(element: etree._Element, styles: Styles, look: Run = PLAIN) -> Seen:
    """The text of a paragraph or cell, its paragraphs as lines; not that of tables inside, nor of deleted words. A tab
    between digits stays one, and a text box is a line of its own: they are no part of a number."""
    seen = visible(_runs(element, look, styles)).trimmed()
    return seen._replace(text=_TAB.sub(" ", seen.text)) if "\t" in seen.text else seen


def _runs(element: etree._Element, look: Run, styles: Styles) -> Iterator[Run]:
    for child in element:
        name = _local(child)
        if name == "t":
            yield look._replace(text=child.text or "")
        elif name == "sym":
            font, code = (child.get(_value(child, part), "") for part in ("font", "char"))
            if sign := re.fullmatch("(?:[Ff]0|00)?([0-9A-Fa-f]{2})|([0-9A-Fa-f]{4})", code):
                yield look._replace(text=chr(int(f"F0{sign[1]}" if sign[1] else sign[2], 16)), font=sign_font(font))
        elif name in _SIGNS:
            yield look._replace(text=_SIGNS[name])
        elif name in ("pPr", "rPr"):
            look = look._replace(**_changes(child, styles))
        elif name not in ("tbl", "Fallback", "tcPr", "del", "moveFrom", "rt", "rubyPr"):
            if name == "txbxContent":
                yield Run("\n")
            yield from _runs(child, look, styles)
            if name == "p":
                yield Run("\n")


def _styles(content: bytes, archive: ZipFile, parser: etree.XMLParser) -> Styles:
    """What the styles of a document change of the look of a text, by their ids."""
    member = next((name for name in archive.namelist() if name.lower() == "word/styles.xml"), None)
    if member is None or archive.getinfo(member).file_size > _MOST_BYTES:
        return {}
    elements = [item for item in etree.fromstring(unpack(content, archive, member), parser) if _local(item) == "style"]
    own = {item.get(_value(item, "styleId"), ""): item for item in elements}
    return {name: _style(name, own, depth=_DEEPEST_STYLE) for name in own}


def _style(name: str, own: Mapping[str, etree._Element], *, depth: int) -> dict[str, Any]:
    """Of a style of tables too whether it has a ground anywhere: which rows have it is not looked at."""
    parts = {_local(child): child for child in own.get(name, ())} if depth else {}
    base, look = parts.get("basedOn"), parts.get("rPr")
    changes = {} if base is None else _style(base.get(_value(base), ""), own, depth=depth - 1)
    grounds = [item for item in own[name].iter() if _local(item) == "shd"] if depth and name in own else []
    return changes | _changes([*grounds, *(() if look is None else look)], {})


def _changes(properties: Iterable[etree._Element], styles: Styles) -> dict[str, Any]:
    """Fields of Run that properties of a text or of a paragraph set, those of their style among them."""
    changes: dict[str, Any] = {}
    is_struck = set[bool]()
    for item in properties:
        value = item.get(_value(item), "")
        match _local(item):
            case "rStyle" | "pStyle" | "tblStyle":
                changes |= styles.get(value, {})
            case "strike" | "dstrike":
                is_struck.add(value not in _OFF)
            case "vanish":
                changes["is_hidden"] = value not in _OFF
            case "color":
                changes["is_white"] = value.upper() == "FFFFFF"
            case "sz" if value.isdecimal():
                changes["is_tiny"] = int(value) < _LEAST_SIZE
            case "shd" | "highlight" if item.get(_value(item, "fill"), value).upper() not in _NO_GROUND:
                changes["is_filled"] = True
            case "vertAlign":
                changes |= {"is_raised": value == "superscript", "is_lowered": value == "subscript"}
            case "position" if (shift := re.fullmatch(r"(-?)(\d+)", value)) and int(shift[2]) >= _LEAST_SHIFT:
                changes |= {"is_raised": not shift[1], "is_lowered": bool(shift[1])}
            case "rFonts" if font := item.get(_value(item, "ascii")):
                changes["font"] = sign_font(font)
            case _:
                pass
    return changes | ({"is_struck": any(is_struck)} if is_struck else {})


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
