"""File names that every office computer accepts. Standard library only."""

import re
import unicodedata
from collections.abc import Iterable

MAX_LENGTH = 80
UNTITLED = "未命名"
_FORBIDDEN = frozenset('\\/:*?"<>|')
_UNWRITABLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE | re.DOTALL
)


def safe_file_name(title: str, suffix: str) -> str:
    """``title`` + ``suffix`` (``".xlsx"``) as one file name of at most 80 characters, suffix included.

    Chinese stays. Characters that Windows forbids, controls and invisible direction marks become ``_``; spaces and
    dots at either end go; a device name (CON, COM1 …) gets a leading ``_``; an empty title is 未命名.
    """
    name = "".join("_" if _is_forbidden(character) else character for character in title)
    stem = name.strip(". \u3000\u00a0")
    if _RESERVED.fullmatch(stem):
        stem = f"_{stem}"
    stem = stem[: MAX_LENGTH - len(suffix)].rstrip(". \u3000\u00a0")
    return (stem or UNTITLED) + suffix


def free_file_name(title: str, suffix: str, *, taken: Iterable[str]) -> str:
    """The safe name; with a number where another one, cut or without what may not stand in it, is the same."""
    held = {name.casefold() for name in taken}
    name, number = safe_file_name(title, suffix), 2
    while name.casefold() in held:
        name, number = safe_file_name(title, f"_{number}{suffix}"), number + 1
    return name


def _is_forbidden(character: str) -> bool:
    return character in _FORBIDDEN or unicodedata.category(character) in _UNWRITABLE
