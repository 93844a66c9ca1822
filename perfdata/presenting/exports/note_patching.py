"""Notes (批注) of a worksheet: the comments part, and the legacy drawing that gives every note its box."""

import re
from collections.abc import Iterable, Mapping
from itertools import count, islice
from math import ceil
from xml.sax.saxutils import escape

from perfdata.presenting.exports import markup as xml
from perfdata.presenting.exports.sheet_patching import MAIN_NAMESPACE, MOST_COLUMNS, position_of

AUTHOR = "数据核对"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
NEW_COMMENTS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<comments xmlns="{MAIN_NAMESPACE}"><authors/><commentList/></comments>'
)
_VML_NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_DECLARATIONS = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _VML_NAMESPACES.items())
NEW_DRAWING = f'<xml{_DECLARATIONS}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout></xml>'
_IDS_IN_BLOCK = 1024
_SHAPE_TYPE_ID = "_x0000_t202"
_ID_BLOCKS = re.compile(r"(<(?:\w+:)?idmap\b[^>]*?\bdata\s*=\s*[\"'])([\d,\s]*)")
_SIGNS_IN_LINE, _FEWEST_LINES, _MOST_LINES = 16, 4, 30


def with_notes(comments: str, notes: Mapping[str, str]) -> str:
    """The comments part with a note for every address; text is added below a note that is there already."""
    comments, author = _with_author(comments)
    prefix = xml.prefix_of(xml.root_tag(comments))
    waiting = dict(notes)
    section = _child(comments, xml.root_element(comments), "commentList")
    parts, at = [], section.content_start
    for comment in xml.direct_elements(comments, section.content_start, section.content_end):
        address = xml.attributes(xml.start_tag(comments, comment)).get("ref", "")
        if address in waiting:
            parts.append(comments[at : comment.start])
            parts.append(_extended(comments[comment.start : comment.end], waiting.pop(address)))
            at = comment.end
    parts.append(comments[at : section.content_end])
    parts.extend(
        f'<{prefix}comment ref="{address}" authorId="{author}"><{prefix}text>{_run(text, prefix)}</{prefix}text>'
        f"</{prefix}comment>"
        for address, text in waiting.items()
    )
    return xml.with_content(comments, section, "".join(parts))


def noted_addresses(comments: str) -> list[str]:
    """The addresses of all notes of a comments part."""
    section = _child(comments, xml.root_element(comments), "commentList")
    inside = xml.direct_elements(comments, section.content_start, section.content_end)
    return [xml.attributes(xml.start_tag(comments, comment))["ref"] for comment in inside]


def highest_id_block(drawings: Iterable[str]) -> int:
    """The highest block of shape ids in use in the drawings of a workbook; 0 where none is."""
    blocks = (block for drawing in drawings for found in _ID_BLOCKS.findall(drawing) for block in found[1].split(","))
    return max((int(block) for block in blocks if block.strip()), default=0)


def with_boxes(drawing: str, notes: Mapping[str, str], *, first_block: int) -> str:
    """The legacy drawing with a hidden box for every note (address -> text), with shape ids of free blocks."""
    end = drawing.rindex("</xml>")
    declared = xml.attributes(xml.root_tag(drawing))
    has_prefixes = all(declared.get(f"xmlns:{prefix}") == uri for prefix, uri in _VML_NAMESPACES.items())
    namespaces = "" if has_prefixes else _DECLARATIONS
    ids = (block * _IDS_IN_BLOCK + number for block in count(first_block) for number in range(1, _IDS_IN_BLOCK))
    boxes = [_box(*note, shape_id, namespaces) for note, shape_id in zip(notes.items(), ids, strict=False)]
    block_count = ceil(len(boxes) / (_IDS_IN_BLOCK - 1))
    shape_type = "" if f'"{_SHAPE_TYPE_ID}"' in drawing else _shape_type(namespaces)
    text = f"{drawing[:end]}{shape_type}{''.join(boxes)}{drawing[end:]}"
    return _ID_BLOCKS.sub(lambda found: found[1] + _joined(found[2], first_block, block_count), text, count=1)


def _joined(blocks: str, first_block: int, block_count: int) -> str:
    own = [block.strip() for block in blocks.split(",") if block.strip()]
    return ",".join([*own, *map(str, islice(count(first_block), block_count))])


def _child(text: str, parent: xml.Element, name: str) -> xml.Element:
    """The child of this name. Raises LookupError where there is none."""
    for element in xml.direct_elements(text, parent.content_start, parent.content_end):
        if element.name == name:
            return element
    raise LookupError(name)


def _with_author(comments: str) -> tuple[str, int]:
    """The comments part with our author, and the number of that author."""
    section = _child(comments, xml.root_element(comments), "authors")
    inside = xml.direct_elements(comments, section.content_start, section.content_end)
    names = [comments[item.content_start : item.content_end] for item in inside]
    if AUTHOR in names:
        return comments, names.index(AUTHOR)
    prefix = xml.prefix_of(xml.root_tag(comments))
    return xml.with_content_added(comments, section, f"<{prefix}author>{AUTHOR}</{prefix}author>"), len(names)


def _extended(comment: str, text: str) -> str:
    """A comment with more text at its end; a plain text becomes a run first, since runs follow it."""
    prefix = xml.prefix_of(xml.root_tag(comment))
    body = _child(comment, xml.root_element(comment), "text")
    children = list(xml.direct_elements(comment, body.content_start, body.content_end))
    inside, addition = "", _run(f"\n{text}", prefix)
    for child in children:
        piece = comment[child.start : child.end]
        if child.name not in ("t", "r"):
            inside, addition = inside + addition, ""
        if child.name == "t":
            tag = xml.with_attribute(xml.start_tag(comment, child), "xml:space", "preserve")
            piece = f"<{prefix}r>{tag}{comment[child.content_start : child.end]}</{prefix}r>"
        inside += piece
    return f"{comment[: body.start]}<{prefix}text>{inside}{addition}</{prefix}text>{comment[body.end :]}"


def _run(text: str, prefix: str) -> str:
    p = prefix
    font = f'<{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="宋体"/><{p}charset val="134"/>'
    return f'<{p}r><{p}rPr>{font}</{p}rPr><{p}t xml:space="preserve">{escape(text)}</{p}t></{p}r>'


def _shape_type(namespaces: str) -> str:
    return (
        f'<v:shapetype{namespaces} id="{_SHAPE_TYPE_ID}" coordsize="21600,21600" o:spt="202" '
        'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
        '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
    )


def _box(address: str, text: str, shape_id: int, namespaces: str) -> str:
    row, column = position_of(address)
    line_count = sum(ceil((len(line) or 1) / _SIGNS_IN_LINE) for line in text.split("\n")) + 1
    line_count = min(max(line_count, _FEWEST_LINES), _MOST_LINES)
    left, top = min(column, MOST_COLUMNS - 4), max(row - 2, 0)
    anchor = f"{left}, 15, {top}, 10, {left + 3}, 15, {top + line_count}, 4"
    return (
        f'<v:shape{namespaces} id="_x0000_s{shape_id}" type="#{_SHAPE_TYPE_ID}" '
        'style="position:absolute;margin-left:60pt;margin-top:1.5pt;width:192pt;height:80pt;z-index:1;'
        'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column>"
        "</x:ClientData></v:shape>"
    )
