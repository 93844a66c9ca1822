"""Normal forms of Chinese office text."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

# Not NFKC: it would turn ㎡ into m2 and ① into 1. Only U+FF01-FF5E, spaces, and signs of one meaning.
_UNIFIED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(source): target
    for source, target in {
        "\u3000": " ",
        "\u00a0": " ",
        "\u200b": "",
        "\ufeff": "",
        "≧": "≥",
        "⩾": "≥",
        "≦": "≤",
        "⩽": "≤",
        "﹥": ">",
        "﹤": "<",
        "﹦": "=",
        "﹪": "%",
        "−": "-",
    }.items()
}
_BRACKETS_AND_QUOTES = str.maketrans(
    dict.fromkeys("【〔〖[{", "(") | dict.fromkeys("】〕〗]}", ")") | dict.fromkeys("“”„‟‘’「」『』\"'", "")
)
_KEY = _BRACKETS_AND_QUOTES | {code: chr(code).translate(_UNIFIED).translate(_BRACKETS_AND_QUOTES) for code in _UNIFIED}
_LONGEST_REMEMBERED = 200
EXCEL_ERRORS = frozenset(
    "#DIV/0! #N/A #NAME? #NULL! #NUM! #REF! #VALUE! #SPILL! #CALC! #FIELD! #BLOCKED! #GETTING_DATA".split()
)


def unify_width(text: str) -> str:
    """Full-width ASCII, odd spaces and twin comparison signs in one form; everything else untouched."""
    return text.translate(_UNIFIED)


def normalise_label(text: str) -> str:
    """The text as a key: one width, no spaces, one kind of bracket, no quotes."""
    return _remembered_key(text) if len(text) <= _LONGEST_REMEMBERED else _key(text)


def _key(text: str) -> str:
    return "".join(text.translate(_KEY).split())


_remembered_key = lru_cache(maxsize=65_536)(_key)


def thousands(number: Decimal) -> str:
    """A number as people write it: 831,100 or 0.5; at most two decimals, no trailing zeros."""
    text = f"{number:,.2f}"
    return text.rstrip("0").rstrip(".")


def shortened(text: str) -> str:
    """At most 40 characters, with … where something is left out."""
    return text if len(text) <= 40 else f"{text[:39]}…"


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """The letters of a column counted from 0: A, Z, AA."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
