"""How the cells of an .xlsx file look, by its styles and rich texts: formats of numbers, and what is struck through,
raised, hidden or in a symbol font."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from itertools import islice
from typing import NamedTuple
from zipfile import ZipFile

from perfdata.containers.number_formats import adds_text
from perfdata.containers.sheet_xml import MOST_BYTES, may_look_otherwise
from perfdata.containers.visible_text import Run, sign_font
from perfdata.containers.zip_members import unpack

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
_SIGN_FONT = re.compile(rb"""<(?:\w+:)?(?:name|rFont)\s+val=["']([^"']*(?:symbol|dings)[^"']*)["']""", re.I)
_PLAIN = Run("")
_CELL = re.compile(rb"<(?:\w+:)?c(?=\s)([^<>]*)>(?:<(?:\w+:)?(v|is)\b[^<>]*>([^<]*))?")
_ADDRESS = re.compile(rb"""\sr=["']([A-Z]{1,3}\d+)["']""")
_STYLE_OF_CELL = re.compile(rb"""\ss=["'](\d+)["']""")
_TYPE_OF_CELL = re.compile(rb"""\st=["'](\w+)["']""")
_SHARED = re.compile(rb"<(?:\w+:)?si(?=[\s/>])")
_PHONETIC = re.compile(rb"<(?:\w+:)?rPh\b")
_RICH = re.compile(rb"<(?:\w+:)?r>")
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)<")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b(?=[^<>]*\shidden=["'](?:1|true)["'])[^<>]*?\sr=["'](\d{1,7})["']""")
_HIDDEN_COLUMNS = re.compile(rb"""<(?:\w+:)?col\b(?=[^<>]*\shidden=["'](?:1|true)["'])([^<>]*)""")
_OTHER_THAN_NUMBER = re.compile(rb"""\st=["'][^n]""")


class Looks(NamedTuple):
    """What of a workbook looks otherwise: formats that add something to a number and looks of cells, by the number of
    the style that cells refer to; pieces of shared texts by their number, None for the look of the cell."""

    formats: Mapping[bytes, str] = {}
    styles: Mapping[bytes, Run] = {}
    texts: Mapping[bytes, Sequence[tuple[str, Run | None]]] = {}


class LookedAt(NamedTuple):
    """A cell to look at: its address, its look, and the pieces of its text where they are known."""

    address: str
    look: Run
    pieces: Sequence[tuple[str, Run | None]] | None


def read_looks(content: bytes, archive: ZipFile, *, has_telling_texts: bool) -> Looks:
    """Looks of a workbook; of its shared texts only where styles or the texts themselves tell anything."""
    formats, styles = _styles(content, archive)
    member = next((name for name in archive.namelist() if name.lower() == "xl/sharedstrings.xml"), None)
    is_needed = member is not None and (styles or has_telling_texts)
    return Looks(formats, styles, _shared_texts(unpack(content, archive, member)) if is_needed and member else {})


def _styles(content: bytes, archive: ZipFile) -> tuple[dict[bytes, str], dict[bytes, Run]]:
    if "xl/styles.xml" not in archive.namelist() or archive.getinfo("xl/styles.xml").file_size > MOST_BYTES:
        return {}, {}
    styles_xml = unpack(content, archive, "xl/styles.xml")
    own = dict(filter(None, map(_own_format, islice(_OWN_FORMAT.finditer(styles_xml), _MOST_STYLES))))
    telling = _PERCENT_FORMATS | {number: code for number, code in own.items() if adds_text(code)}
    fonts = _fonts(styles_xml) if may_look_otherwise(styles_xml) else {}
    section = _CELL_STYLES.search(styles_xml)
    formats: dict[bytes, str] = {}
    looks: dict[bytes, Run] = {}
    for at, style in enumerate(islice(_CELL_STYLE.finditer(section[0]), _MOST_STYLES) if section else ()):
        name, number, font = str(at).encode(), _FORMAT_ID.search(style[1]), _FONT_ID.search(style[1])
        look = fonts.get(font[1], _PLAIN) if font else _PLAIN
        if number and number[1] in telling:
            formats[name] = telling[number[1]]
        if number and own.get(number[1]) == _SHOWS_NOTHING:
            look = look._replace(is_hidden=True)
        if look != _PLAIN:
            looks[name] = look
    return formats, looks


def _own_format(found: re.Match[bytes]) -> tuple[bytes, str] | None:
    number, code = _FORMAT_ID.search(found[0]), _FORMAT_CODE.search(found[0])
    return (number[1], unescape(code[2].decode("utf-8", "replace"))) if number and code else None


def _fonts(styles_xml: bytes) -> dict[bytes, Run]:
    begin = _FONTS.search(styles_xml)
    section = styles_xml[begin.end() : styles_xml.find(b"fonts>", begin.end())] if begin else b""
    return {str(at).encode(): _look(font) for at, font in enumerate(_FONT.split(section, _MOST_STYLES)[1:])}


def _look(properties: bytes) -> Run:
    font = _SIGN_FONT.search(properties)
    return Run(
        "",
        is_struck=_STRIKE.search(properties) is not None,
        is_raised=_RAISED.search(properties) is not None,
        font=sign_font(font[1].decode()) if font else "",
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
        (unescape(text[1].decode("utf-8", "replace")), _look(part[: text.start()]) if b"rPr" in part else None)
        for part in _RICH.split(item)[1:] or [item]
        for text in _TEXT.finditer(part)
    ]


def styled_numbers(sheet_xml: bytes, formats: Mapping[bytes, str]) -> Iterator[tuple[str, str]]:
    """Address and format of the cells that are numbers of one of the styles."""
    if not formats:
        return
    for cell in re.finditer(rb"""<(?:\w+:)?c(\s[^<>]*?\bs=["'](%s)["'][^<>]*)>""" % b"|".join(formats), sheet_xml):
        address = _ADDRESS.search(cell[1])
        if address and not _OTHER_THAN_NUMBER.search(cell[1]):
            yield address[1].decode(), formats[cell[2]]


def looked_at(sheet_xml: bytes, looks: Looks) -> Iterator[LookedAt]:
    """The cells of a sheet that may look otherwise than they are stored."""
    position = 0
    while cell := _CELL.search(sheet_xml, position):
        position, head, pieces = cell.end(), cell[1], None
        style = _STYLE_OF_CELL.search(head) if looks.styles else None
        look = looks.styles.get(style[1], _PLAIN) if style else _PLAIN
        if cell[2] == b"is":
            position = sheet_xml.find(b"is>", cell.end())
            if position < 0:
                return
            pieces = _pieces(sheet_xml[cell.start(3) : position])
        elif cell[3] in looks.texts and (kind := _TYPE_OF_CELL.search(head)) and kind[1] == b"s":
            pieces = looks.texts[cell[3]]
        if (pieces is not None or look != _PLAIN) and (address := _ADDRESS.search(head)):
            yield LookedAt(address[1].decode(), look, pieces)


def hidden_lines(sheet_xml: bytes) -> tuple[set[int], set[int]]:
    """The numbers of the hidden rows, from 1, and of the hidden columns, from 0."""
    columns: set[int] = set()
    for found in _HIDDEN_COLUMNS.finditer(sheet_xml):
        ends = [re.search(rb"""\s%s=["'](\d{1,5})["']""" % name, found[1]) for name in (b"min", b"max")]
        if ends[0] and ends[1]:
            columns.update(range(int(ends[0][1]) - 1, min(int(ends[1][1]), _MOST_COLUMNS)))
    return {int(found[1]) for found in _HIDDEN_ROW.finditer(sheet_xml)}, columns
