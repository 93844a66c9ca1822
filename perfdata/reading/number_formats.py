"""What the number format of a cell adds to its number: 0.9 shown as 90%, 36 shown as 36人 or ≥36."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from xml.etree import ElementTree
from zipfile import ZipFile

PERCENT_BUILTINS = {9: "0%", 10: "0.00%"}
_LITERAL = r'(?:"[^"]*"|[\\!].|[≥≤><=＝％])*'
_FORMAT = re.compile(rf"({_LITERAL})(?:General|G/通用格式|[#0,?]*[#0](?:[\\!]\.(0+)|\.[#0?]+)?(,*))(%?)({_LITERAL})")
_NO_TEXT = re.compile(r'"[^"]*"|[\\!].|\[[^\]]*\]|_.|\*.')
_PADDING = re.compile(r"\[[^\]]*\]|_.|\*.")
_TELLING = re.compile(r"[≥≤><=＝%％‰℃㎡\u4e00-\u9fff]")
_ADDRESS = re.compile(rb"""\sr=["']([A-Z]{1,3}\d+)["']""")
_OTHER_THAN_NUMBER = re.compile(rb"""\st=["'][^n]""")


class _Affixes(NamedTuple):
    """What stands before and after the number, and the power of ten that it is shown in: -4 of 12.3万 for 123456."""

    before: str
    exponent: int
    after: str


def shown(number: float, number_format: str) -> str | None:
    """The number with what its format shows beside it; None where that is nothing but decimals or a currency sign.

    All digits of the number are kept: 0.9555 as 0% is 95.55%.
    """
    affixes = _affixes(number_format)
    if affixes is None:
        return None
    exact = Decimal(repr(number)).scaleb(affixes.exponent)
    return f"{affixes.before}{exact.normalize():f}{affixes.after}"


@lru_cache(maxsize=1024)
def _affixes(number_format: str) -> _Affixes | None:
    first = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)[0]
    found = _FORMAT.fullmatch(_PADDING.sub("", first).strip())
    if found is None:
        return _Affixes("", 2, "%") if "%" in _NO_TEXT.sub("", first) else None
    before, typed_decimals, commas, percent, after = found.groups(default="")
    exponent = (2 if percent else 0) - 3 * len(commas) - len(typed_decimals)
    affixes = _Affixes(_unquoted(before), exponent, percent + _unquoted(after))
    return affixes if _TELLING.search(affixes.before + affixes.after) else None


def _unquoted(literal: str) -> str:
    return re.sub(r"[\\!](.)", r"\1", literal.replace('"', ""))


def telling_styles(archive: ZipFile) -> dict[int, str]:
    """The formats of an .xlsx file that add something, by the number of the style that cells refer to."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    root = ElementTree.fromstring(archive.read("xl/styles.xml"))
    own = {int(item.attrib["numFmtId"]): item.attrib["formatCode"] for item in root.iterfind("{*}numFmts/{*}numFmt")}
    numbers = [int(item.get("numFmtId", "0")) for item in root.iterfind("{*}cellXfs/{*}xf")]
    formats = {at: own.get(number, PERCENT_BUILTINS.get(number, "")) for at, number in enumerate(numbers)}
    return {at: number_format for at, number_format in formats.items() if _affixes(number_format)}


def styled_numbers(sheet_xml: bytes, styles: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """Address and format of the cells that are numbers of one of the styles."""
    if not styles:
        return
    numbers = b"|".join(str(style).encode() for style in styles)
    for cell in re.finditer(rb"""<(?:\w+:)?c(\s[^<>]*?\bs=["'](%s)["'][^<>]*)>""" % numbers, sheet_xml):
        address = _ADDRESS.search(cell[1])
        if address and not _OTHER_THAN_NUMBER.search(cell[1]):
            yield address[1].decode(), styles[int(cell[2])]
