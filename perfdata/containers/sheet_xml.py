"""The worksheets of an .xlsx file as raw XML: what python-calamine does not tell, found without parsing every cell."""

import re
from collections.abc import Iterable, Iterator
from posixpath import join, normpath
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import ZipFile

from perfdata.containers.visible_text import is_odd
from perfdata.containers.zip_files import pieces, unpack

_RELATIONSHIP_ID = re.compile(r"\{http://[^}]*/relationships\}id")
_LONGEST_TAG = 4_096
_TAG_END = rb'(?: s="\d+")?(?: t="\w+")?(?: (?:cm|vm|ph)="\w+")*/?>'
_FAR_OR_UNUSUAL_CELL = re.compile(rb'<c(?! r="[A-Z][0-9]{1,5}+"(?: t="s">|%s))[\s/>]' % _TAG_END)  # texts first: fast
_PREFIXED_CELL = re.compile(rb":c[\s/>]")
# What <row r="7" spans="1:6"><c r="A7" s="1" t="s"><v>0</v></c></row> is made of: all else is quickly seen to be absent
_PLAIN_SIGNS = b'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ acnoprstvw<>/=:"'
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})')
_ROW = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})"')
MOST_BYTES = 20_000_000
CELL_ADDRESS = re.compile(rb"""\sr=["']([A-Z]{1,3}\d+)["']""")
_CELL_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_TELLING_LOOKS = (b"strike", b"vertAlign", b"Symbol", b"dings", b"&#", b'"FFFFFFFF"', b'theme="0"', b'sz val="1"')
_SIZE_OF_NOTHING = re.compile(rb""" (?:ht|width)=["']0""")
_ERROR_TYPE = b't="e"'
_PREFIX = re.compile(rb"<(\w+:)?worksheet\b")
_HAS_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]")
_FILLED_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d+)["'][^>]*(?<!/)>(?!</(?:\w+:)?c>)""")
_MAY_BE_FORMULA = re.compile(b"<f")  # two bytes are found faster by a pattern than by ``in``
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_EMPTY_VALUE = re.compile(rb"<(?:\w+:)?v\s*/?>")
_TEXT_RESULT = re.compile(rb"""\st=["']str["']""")


def read_book(archive: ZipFile) -> dict[str, str]:
    """Sheet name -> member of the zip, in the order of the workbook, charts included. Raises KeyError or
    ElementTree.ParseError where it is damaged."""
    members = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
    relations = ElementTree.fromstring(archive.read(members["xl/_rels/workbook.xml.rels"]))
    targets = {item.attrib["Id"]: _member(item.attrib["Target"]) for item in relations}
    parts: dict[str, str] = {}
    for element in ElementTree.fromstring(archive.read(members["xl/workbook.xml"])).iter():
        if element.tag.rpartition("}")[2] == "sheet":
            key = next((value for name, value in element.items() if _RELATIONSHIP_ID.fullmatch(name)), "")
            parts[element.attrib["name"]] = members[targets[key].lower()]
    return parts


def _member(target: str) -> str:
    return normpath(join("/xl", target.replace("\\", "/"))).lstrip("/")


def survey_texts(content: bytes, archive: ZipFile) -> bool:
    """Whether a shared text may look otherwise than it is stored.

    Raises BadZipFile where a member that calamine reads whole is larger than the directory says, or damaged.
    """
    has_looks = False
    for item in archive.infolist():
        name = item.filename.lower()
        if name.endswith("sharedstrings.xml"):
            for part in _whole_tags(pieces(content, item)):
                has_looks = has_looks or may_look_otherwise(part)
        elif name.endswith(("styles.xml", "workbook.xml")):
            unpack(content, archive, item.filename)
    return has_looks


def may_look_otherwise(xml: bytes) -> bool:
    """Whether some text may not be seen as it is stored: looks that say so, and odd signs. Fast."""
    return any(word in xml for word in _TELLING_LOOKS) or is_odd(xml.decode("utf-8", "replace"))


def _whole_tags(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts cut before a tag, so that no tag of usual length is cut in two."""
    rest = b""
    for part in parts:
        whole = rest + part
        cut = whole.rfind(b"<")
        yield whole[:cut] if cut > 0 else whole
        rest = whole[cut : cut + _LONGEST_TAG] if cut >= 0 else b""
    yield rest


class Survey(NamedTuple):
    """Whether every cell of a sheet is written as office programs do, none beyond column Z or row 99,999; and whether
    there are Excel errors, formulas, hidden rows or columns, and texts of its own that look otherwise."""

    is_near: bool = True
    has_errors: bool = False
    has_formulas: bool = False
    hides: bool = False
    has_looks: bool = False


def survey(content: bytes, archive: ZipFile, member: str) -> Survey:
    """What must be known before calamine reads a sheet. Fast."""
    is_near, has_errors, has_formulas, hides, has_looks = Survey()
    for part in _whole_tags(pieces(content, archive.getinfo(member))):
        is_near = is_near and not (_FAR_OR_UNUSUAL_CELL.search(part) or _PREFIXED_CELL.search(part))
        if not part.translate(None, _PLAIN_SIGNS):
            continue
        has_errors = has_errors or _ERROR_TYPE in part
        has_formulas = has_formulas or _MAY_BE_FORMULA.search(part) is not None or b":f" in part
        is_sized = b" ht=" in part or b" width=" in part
        hides = hides or b" hidden=" in part or (is_sized and _SIZE_OF_NOTHING.search(part) is not None)
        has_looks = has_looks or (b'"inlineStr"' in part and may_look_otherwise(part))
    return Survey(is_near, has_errors, has_formulas, hides, has_looks)


def uncalculated(sheet_xml: bytes) -> Iterator[str]:
    """The addresses of the formulas of a sheet that have no stored result; a stored empty text is one."""
    found = _PREFIX.search(sheet_xml)
    prefix = (found[1] or b"") if found else b""
    end = 0
    for formula in re.finditer(b"<" + prefix + rb"f[\s/>]", sheet_xml):
        if formula.start() < end:
            continue
        start = sheet_xml.rfind(b"<" + prefix + b"c ", max(end, formula.start() - _LONGEST_TAG), formula.start())
        end = sheet_xml.find(b"</" + prefix + b"c>", formula.start())
        if end < 0:
            return
        cell = sheet_xml[start:end] if start >= 0 else b""
        address = CELL_ADDRESS.search(cell)
        if address and not (_HAS_VALUE.search(cell) or (_TEXT_RESULT.search(cell) and _EMPTY_VALUE.search(cell))):
            yield address[1].decode()


def extent(sheet_xml: bytes) -> tuple[int, int]:
    """The numbers of rows and columns up to the last cells, formatted empty cells included."""
    rows = {found[1] for found in _ROW.finditer(sheet_xml)}
    columns = {found[1] for found in _COLUMN.finditer(sheet_xml)}
    return max(map(int, rows), default=0), max((column_number(letters.decode()) for letters in columns), default=0)


def filled_extent(sheet_xml: bytes) -> tuple[int, int]:
    """The numbers of rows and columns up to the last cells that hold something; slower than extent."""
    row_count = column_count = 0
    for found in _FILLED_CELL.finditer(sheet_xml):
        row_count = max(row_count, int(found[2]))
        column_count = max(column_count, column_number(found[1].decode()))
    return row_count, column_count


def column_number(letters: str) -> int:
    """The column of letters such as AB, counted from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def position(address: str) -> tuple[int, int]:
    """The row, from 1, and the column, from 0, of a cell such as AB12."""
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]), column_number(letters) - 1


def error_texts(sheet_xml: bytes) -> Iterator[tuple[str, str]]:
    """Address and text of every cell that holds an Excel error, e.g. ("B7", "#REF!")."""
    position = sheet_xml.find(_ERROR_TYPE)
    while position >= 0:
        start = sheet_xml.rfind(b"<", max(position - _LONGEST_TAG, 0), position)
        end = sheet_xml.find(b">", position, position + _LONGEST_TAG)
        address = CELL_ADDRESS.search(sheet_xml, start, end) if 0 <= start < end else None
        value = _CELL_VALUE.search(sheet_xml, end, end + _LONGEST_TAG) if address else None
        if address and value:
            yield address[1].decode(), value[1].decode()
        position = sheet_xml.find(_ERROR_TYPE, position + 1)


def formula_count(sheet_xml: bytes) -> int:
    return len(_FORMULA.findall(sheet_xml))
