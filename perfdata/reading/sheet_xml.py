"""The worksheets of an .xlsx file as raw XML: what python-calamine does not tell, found without parsing every cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from posixpath import join, normpath
from xml.etree import ElementTree
from zipfile import ZipFile

from perfdata.reading.zip_members import UNREADABLE, pieces

_RELATIONSHIP_ID = re.compile(r"\{http://[^}]*/relationships\}id")
_CHUNK_BYTES = 1 << 20
_OVERLAP_BYTES = 64
_FAR_OR_UNUSUAL_CELL = re.compile(rb'<c(?! r="[A-Z]\d{1,5}")[\s/>]')
_UNUSUAL_CELL = re.compile(rb'<c(?! r="[A-Z]{1,3}\d{1,7}")[\s/>]')
_PREFIXED_CELL = re.compile(rb":c[\s/>]")
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})')
_ROW = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})"')
_COUNT = re.compile(rb"""ount\s*=\s*["'](\d+)""")
_CELL_ADDRESS = re.compile(rb"""\sr=["']([A-Z]{1,3}\d+)["']""")
_CELL_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_ERROR_TYPE = b't="e"'
_PREFIX = re.compile(rb"<(\w+:)?worksheet\b")
_HAS_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]")
_FILLED_CELL = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d+)["'][^>]*(?<!/)>(?!</)""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_EMPTY_VALUE = re.compile(rb"<(?:\w+:)?v\s*/?>")
_TEXT_RESULT = re.compile(rb"""\st=["']str["']""")


def worksheet_parts(archive: ZipFile) -> dict[str, str]:
    """Sheet name -> member of the zip, in the order of the workbook; sheets without cells (charts) included.

    Raises KeyError or ElementTree.ParseError where the workbook is damaged.
    """
    members = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
    targets = {
        item.attrib["Id"]: normpath(join("xl", item.attrib["Target"].replace("\\", "/"))).lstrip("/").lower()
        for item in ElementTree.fromstring(archive.read(members["xl/_rels/workbook.xml.rels"]))
    }
    parts: dict[str, str] = {}
    for element in ElementTree.fromstring(archive.read(members["xl/workbook.xml"])).iter():
        if element.tag.endswith("}sheet"):
            key = next((value for name, value in element.items() if _RELATIONSHIP_ID.fullmatch(name)), "")
            parts[element.attrib["name"]] = members[targets[key]]
    return parts


def is_ordinary(content: bytes, archive: ZipFile) -> bool:
    """Whether the members that calamine reads whole state no more texts than they can hold.

    Raises BadZipFile where one is larger than the directory says, or damaged.
    """
    return all(
        int(count) <= item.file_size
        for item in archive.infolist()
        if item.filename.lower().endswith(("sharedstrings.xml", "styles.xml", "workbook.xml"))
        for piece in _overlapping(pieces(content, item))
        for count in _COUNT.findall(piece)
    )


def _overlapping(parts: Iterable[bytes]) -> Iterator[bytes]:
    last = b""
    for part in parts:
        yield last[-_OVERLAP_BYTES:] + part
        last = part


def survey(content: bytes, archive: ZipFile, member: str) -> tuple[bool, bool]:
    """Whether every cell of a sheet states its address as office programs do, none beyond column Z or row 99,999; and
    whether it has Excel errors. Fast."""
    is_near, has_errors = True, False
    rest = b""
    for piece in pieces(content, archive.getinfo(member)):
        part = rest + piece
        cut = part.rfind(b"<")
        part, rest = part[:cut], part[cut:]
        is_near = is_near and not _FAR_OR_UNUSUAL_CELL.search(part) and not _PREFIXED_CELL.search(part)
        has_errors = has_errors or _ERROR_TYPE in part
    return is_near, has_errors


def states_addresses(sheet_xml: bytes) -> bool:
    """Whether every cell states its address as office programs write it, so that ``extent`` sees them all."""
    return not _UNUSUAL_CELL.search(sheet_xml) and not _PREFIXED_CELL.search(sheet_xml)


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


def error_texts(sheet_xml: bytes) -> Iterator[tuple[str, str]]:
    """Address and text of every cell that holds an Excel error, e.g. ("B7", "#REF!")."""
    position = sheet_xml.find(_ERROR_TYPE)
    while position >= 0:
        start = sheet_xml.rfind(b"<", 0, position)
        address = _CELL_ADDRESS.search(sheet_xml, start, sheet_xml.find(b">", position))
        value = _CELL_VALUE.search(sheet_xml, position, position + 100_000)
        if address and value:
            yield address[1].decode(), value[1].decode()
        position = sheet_xml.find(_ERROR_TYPE, position + 1)


def formulas_without_value(content: bytes) -> list[tuple[str, str]]:
    """(sheet name, address) of the .xlsx cells whose formula has no stored result, in the order of the file.

    A stored empty text is a result. Other kinds of file, and damaged ones, give an empty list.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            return [
                (name, address)
                for name, member in worksheet_parts(archive).items()
                for address in _uncalculated(_chunks(archive, member))
            ]
    except UNREADABLE:
        return []


def lacks_all_results(content: bytes) -> bool:
    """Whether an .xlsx file has formulas and not one stored result: no office program has calculated it.

    A formula that shows nothing has no result either, so single ones say little.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            sheets = [archive.read(member) for member in worksheet_parts(archive).values()]
    except UNREADABLE:
        return False
    count = sum(len(_FORMULA.findall(sheet)) for sheet in sheets)
    return 0 < count == len(formulas_without_value(content))


def _chunks(archive: ZipFile, member: str) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk


def _uncalculated(chunks: Iterable[bytes]) -> Iterator[str]:
    rest, prefix = b"", None
    for chunk in chunks:
        piece = rest + chunk
        if prefix is None:
            found = _PREFIX.search(piece)
            prefix = found[1] or b"" if found else b""
        end_tag = b"</" + prefix + b"c>"
        cut = piece.rfind(end_tag) + len(end_tag) if end_tag in piece else 0
        rest = piece[cut:]
        if b"<" + prefix + b"f" in piece:
            yield from _uncalculated_cells(piece[:cut], prefix)


def _uncalculated_cells(piece: bytes, prefix: bytes) -> Iterator[str]:
    for formula in re.finditer(b"<" + prefix + rb"f[\s/>]", piece):
        start = piece.rfind(b"<" + prefix + b"c ", 0, formula.start())
        end = piece.find(b"</" + prefix + b"c>", formula.start())
        cell = piece[start:end]
        address = _CELL_ADDRESS.search(cell)
        if address and not _has_result(cell):
            yield address[1].decode()


def _has_result(cell: bytes) -> bool:
    is_empty_text = _TEXT_RESULT.search(cell) and _EMPTY_VALUE.search(cell)
    return bool(is_empty_text or _HAS_VALUE.search(cell))
