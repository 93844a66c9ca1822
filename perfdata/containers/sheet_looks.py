"""How the cells of an .xlsx file look, by its styles and rich texts: formats of numbers, and what is struck through,
raised, hidden or in a symbol font."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import unescape
from itertools import islice
from typing import NamedTuple
from zipfile import ZipFile

from perfdata.containers.grids import adds_text, shown
from perfdata.containers.sheet_xml import CELL_ADDRESS, MOST_BYTES, error_texts, may_look_otherwise, position
from perfdata.containers.visible_text import PLAIN, Change, Run, Seen, seen_cell, sign_font
from perfdata.containers.zip_files import unpack

_MOST_STYLES = 70_000
_MOST_COLUMNS = 16_384
_PERCENT_FORMATS = {b"9": "0%", b"10": "0.00%"}
_OWN_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*")
_CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.S)
_CELL_STYLE = re.compile(rb"<(?:\w+:)?xf\b([^>]*)")
_FORMAT_ID = re.compile(rb"""\snumFmtId=["'](\d+)["']""")
_FORMAT_CODE = re.compile(rb"""\sformatCode=(["'])(.*?)\1""", re.S)
_SHOWS_NOTHING = ";;;"
_FONTS = re.compile(rb"<(?:\w+:)?fonts\b")
_FONT = re.compile(rb"<(?:\w+:)?font(?=[\s/>])")
_FONT_ID = re.compile(rb"""\sfontId=["'](\d+)["']""")
_STRIKE = re.compile(rb"""<(?:\w+:)?strike(?!\s+val=["'](?:0|false)["'])\s*[\s/>]""")
_RAISED = re.compile(rb"""<(?:\w+:)?vertAlign\s+val=["']superscript["']""")
_LOWERED = re.compile(rb"""<(?:\w+:)?vertAlign\s+val=["']subscript["']""")
_WHITE = re.compile(rb"""<(?:\w+:)?color\s+(?:rgb=["']FFFFFFFF["']|theme=["']0["']\s*/)""")
_FILL_ID = re.compile(rb"""\sfillId=["'](\d+)["']""")
_FILLS = re.compile(rb"<(?:\w+:)?fills\b")
_FILL = re.compile(rb"<(?:\w+:)?fill>")
_NO_GROUND = re.compile(
    rb"""patternType=["']none["']|<(?:\w+:)?fgColor\s+(?:rgb=["'](?:FF|00)FFFFFF["']|theme=["']0["']\s*/)|^\s*<(?:\w+:)?patternFill\s*/>"""
)
_TINY = re.compile(rb"""<(?:\w+:)?sz\s+val=["'][01](?:\.\d+)?["']""")
_SIGN_FONT = re.compile(rb"""<(?:\w+:)?(?:name|rFont)\s+val=["']([^"']*(?:symbol|dings)[^"']*)["']""", re.I)
_CELL = re.compile(rb"<(?:\w+:)?c(?=\s)([^<>]*)>(?:<(?:\w+:)?(v|is)\b[^<>]*>([^<]*))?")
_STYLE_OF_CELL = re.compile(rb"""\ss=["'](\d+)["']""")
_TYPE_OF_CELL = re.compile(rb"""\st=["'](\w+)["']""")
_SHARED = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_PHONETIC = re.compile(rb"<(?:\w+:)?rPh\b")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_RICH = re.compile(rb"<(?:\w+:)?r>")
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)<")
_HIDDEN = rb"""(?=[^<>]*\s(?:hidden=["'](?:1|true)|(?:ht|width)=["']0(?:\.0*)?)["'])"""
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b%s[^<>]*?\sr=["'](\d{1,7})["']""" % _HIDDEN)
_HIDDEN_COLUMNS = re.compile(rb"<(?:\w+:)?col\b%s([^<>]*)" % _HIDDEN)
_OTHER_THAN_NUMBER = re.compile(rb"""\st=["'][^n]""")


class Looks(NamedTuple):
    """What of a workbook looks otherwise: formats that add something to a number and looks of cells, by the number of
    the style that cells refer to; pieces of shared texts by their number, None for the look of the cell."""

    formats: Mapping[bytes, str] = {}
    styles: Mapping[bytes, Run] = {}
    texts: Mapping[bytes, Sequence[tuple[str, Run | None]]] = {}


def read_looks(content: bytes, archive: ZipFile, *, has_telling_texts: bool) -> Looks:
    """Looks of a workbook; of its shared texts only where styles or the texts themselves tell anything."""
    formats, styles = _styles(content, archive, has_telling_texts=has_telling_texts)
    member = next((name for name in archive.namelist() if name.lower() == "xl/sharedstrings.xml"), None)
    is_needed = member is not None and (styles or has_telling_texts)
    return Looks(formats, styles, _shared_texts(unpack(content, archive, member)) if is_needed and member else {})


def _styles(content: bytes, archive: ZipFile, *, has_telling_texts: bool) -> tuple[dict[bytes, str], dict[bytes, Run]]:
    """The ground of cells is looked at where some text may be white."""
    if "xl/styles.xml" not in archive.namelist() or archive.getinfo("xl/styles.xml").file_size > MOST_BYTES:
        return {}, {}
    styles_xml = unpack(content, archive, "xl/styles.xml")
    own = dict(filter(None, map(_own_format, islice(_OWN_FORMAT.finditer(styles_xml), _MOST_STYLES))))
    telling = _PERCENT_FORMATS | {number: code for number, code in own.items() if adds_text(code)}
    fonts = _fonts(styles_xml) if may_look_otherwise(styles_xml) else {}
    grounds = _grounds(styles_xml)
    section = _CELL_STYLES.search(styles_xml)
    formats: dict[bytes, str] = {}
    looks: dict[bytes, Run] = {}
    for at, style in enumerate(islice(_CELL_STYLE.finditer(section[0]), _MOST_STYLES) if section else ()):
        name, number, font = str(at).encode(), _FORMAT_ID.search(style[1]), _FONT_ID.search(style[1])
        look = fonts.get(font[1], PLAIN) if font else PLAIN
        if number and number[1] in telling:
            formats[name] = telling[number[1]]
        if number and own.get(number[1]) == _SHOWS_NOTHING:
            look = look._replace(is_hidden=True)
        if (has_telling_texts or look.is_white) and (fill := _FILL_ID.search(style[1])) and fill[1] in grounds:
            look = look._replace(is_filled=True)
        if look != PLAIN:
            looks[name] = look
    return formats, looks


def _own_format(found: re.Match[bytes]) -> tuple[bytes, str] | None:
    number, code = _FORMAT_ID.search(found[0]), _FORMAT_CODE.search(found[0])
    return (number[1], unescape(code[2].decode("utf-8", "replace"))) if number and code else None


def _fonts(styles_xml: bytes) -> dict[bytes, Run]:
    begin = _FONTS.search(styles_xml)
    section = styles_xml[begin.end() : styles_xml.find(b"fonts>", begin.end())] if begin else b""
    return {str(at).encode(): _look(font) for at, font in enumerate(_FONT.split(section, _MOST_STYLES)[1:])}


def _grounds(styles_xml: bytes) -> set[bytes]:
    """The numbers of the fills that are a ground of some colour other than white."""
    begin = _FILLS.search(styles_xml)
    section = styles_xml[begin.end() : styles_xml.find(b"fills>", begin.end())] if begin else b""
    fills = enumerate(_FILL.split(section, _MOST_STYLES)[1:])
    return {str(at).encode() for at, fill in fills if not _NO_GROUND.search(fill)}


def _look(properties: bytes) -> Run:
    font = _SIGN_FONT.search(properties)
    return Run(
        "",
        is_struck=_STRIKE.search(properties) is not None,
        is_raised=_RAISED.search(properties) is not None,
        font=sign_font(font[1].decode()) if font else "",
        is_lowered=_LOWERED.search(properties) is not None,
        is_white=_WHITE.search(properties) is not None,
        is_tiny=_TINY.search(properties) is not None,
    )


def _shared_texts(strings_xml: bytes) -> dict[bytes, Sequence[tuple[str, Run | None]]]:
    return {
        str(at).encode(): _pieces(item)
        for at, item in enumerate(_SHARED.split(strings_xml)[1:])
        if _RICH.search(item) or may_look_otherwise(item)
    }


def _pieces(item: bytes) -> list[tuple[str, Run | None]]:
    """The texts of an item with their looks; those without properties look as the cell does. Phonetic guides, which
    come last, are no part of it."""
    item = _PHONETIC.split(item, 1)[0]
    return [
        (_decoded(text[1]), _look(part[: text.start()]) if b"rPr" in part else None)
        for part in _RICH.split(item)[1:] or [item]
        for text in _TEXT.finditer(part)
    ]


def _decoded(text: bytes) -> str:
    """The text of an element; _x000D_ stands for the character of that number."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), unescape(text.decode("utf-8", "replace")))


def changes(sheet_xml: bytes, looks: Looks, *, has_looks: bool) -> Iterator[tuple[int, int, Change]]:
    """What is seen of cells that hold errors, numbers of telling formats, and texts that look otherwise."""
    yield from ((*position(address), Seen(text)) for address, text in error_texts(sheet_xml))
    yield from _styled_numbers(sheet_xml, looks.formats)
    if looks.styles or looks.texts or has_looks:
        yield from _looked_at(sheet_xml, looks)


def _styled_numbers(sheet_xml: bytes, formats: Mapping[bytes, str]) -> Iterator[tuple[int, int, Change]]:
    if not formats:
        return
    changes = {style: partial(_styled, number_format=number_format) for style, number_format in formats.items()}
    for cell in re.finditer(rb"""<(?:\w+:)?c(\s[^<>]*?\bs=["'](%s)["'][^<>]*)>""" % b"|".join(formats), sheet_xml):
        address = CELL_ADDRESS.search(cell[1])
        if address and not _OTHER_THAN_NUMBER.search(cell[1]):
            yield *position(address[1].decode()), changes[cell[2]]


def _styled(value: object, *, number_format: str) -> Seen | None:
    text = shown(value, number_format) if isinstance(value, int | float) and not isinstance(value, bool) else None
    return Seen(text) if text else None


def _looked_at(sheet_xml: bytes, looks: Looks) -> Iterator[tuple[int, int, Change]]:
    at = 0
    changes = {look: partial(seen_cell, look=look, pieces=None) for look in looks.styles.values()}
    while cell := _CELL.search(sheet_xml, at):
        at, head, pieces = cell.end(), cell[1], None
        style = _STYLE_OF_CELL.search(head) if looks.styles else None
        look = looks.styles.get(style[1], PLAIN) if style else PLAIN
        if cell[2] == b"is":
            at = sheet_xml.find(b"is>", cell.end())
            if at < 0:
                return
            item = sheet_xml[cell.start(3) : at]
            pieces = _pieces(item) if _RICH.search(item) or b"rPh" in item or may_look_otherwise(item) else None
        elif cell[3] in looks.texts and (kind := _TYPE_OF_CELL.search(head)) and kind[1] == b"s":
            pieces = looks.texts[cell[3]]
        if (pieces is not None or look != PLAIN) and (address := CELL_ADDRESS.search(head)):
            change = changes[look] if pieces is None else partial(seen_cell, look=look, pieces=pieces)
            yield *position(address[1].decode()), change


def hidden_lines(sheet_xml: bytes) -> tuple[set[int], set[int]]:
    """The numbers of the rows, from 1, and of the columns, from 0, that are hidden or have no height or width."""
    ranges: set[tuple[int, int]] = set()
    for found in _HIDDEN_COLUMNS.finditer(sheet_xml):
        ends = [re.search(rb"""\s%s=["'](\d{1,5})["']""" % name, found[1]) for name in (b"min", b"max")]
        if ends[0] and ends[1]:
            ranges.add((int(ends[0][1]) - 1, min(int(ends[1][1]), _MOST_COLUMNS)))
    columns: set[int] = set()
    reached = 0
    for first, end in sorted(ranges):
        columns.update(range(max(first, reached), end))
        reached = max(reached, end)
    return {int(found[1]) for found in _HIDDEN_ROW.finditer(sheet_xml)}, columns
