"""Numbers as Chinese offices write them: 元 below ten million, 万元 above, thousands separators, never 500k."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal

# Backslashes do not help against what Streamlit seeks after parsing: arrows and dashes, :emoji:, addresses.
_MEANT = re.compile(
    r"""(?:^|(?<=\s))(?P<sign><->|->|<-|--|>=|<=|~=)(?=\s|$)
    |(?P<parted>:(?=[\w+-]+:|material/|//)|(?<=www)\.|@)
    |^(?P<number>\d+)(?P<point>[.)])
    |(?P<mark>[\\`*~\[\]{}<>$:!\#|&]|(?<![^\W_])_|_(?![^\W_])|^[-+=])""",
    re.VERBOSE | re.IGNORECASE,
)


def amount(yuan: float | None, *, wan_from: float = 10_000_000) -> str:
    """831,100 元, or 1,234.50 万元 from ``wan_from`` yuan on; a missing amount is 待填报."""
    if yuan is None or math.isnan(yuan):
        return "待填报"
    if abs(yuan) >= wan_from:
        return f"{yuan / 10_000:,.2f} 万元"
    return f"{plain(yuan)} 元"


def wan(yuan: Decimal | float | None) -> str:
    """6,374.91 万元, the one unit of town figures; below a hundred yuan in yuan; a missing amount is 待填报."""
    if yuan is None or math.isnan(yuan):
        return "待填报"
    return amount(float(yuan)) if abs(yuan) < 100 else f"{float(yuan) / 10_000:,.2f} 万元"


def score_text(points: float) -> str:
    """Points that were got, and their mean: always two decimals, 85.255 as 85.26: halves go up."""
    return f"{Decimal(str(points)).quantize(Decimal('0.01'), ROUND_HALF_UP)}"


def wan_number(yuan: Decimal | float | None) -> float | None:
    """Yuan as the number of 万元 that charts and tables show; None where it is not known."""
    return None if yuan is None else float(yuan) / 10_000


def plain(number: float) -> str:
    """Thousands separators, at most two decimals, no trailing zeros."""
    text = f"{number:,.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(ratio: float | None) -> str:
    """0.6064 as 60.6%; a missing ratio is 待填报."""
    return "待填报" if ratio is None or math.isnan(ratio) else f"{ratio:.1%}"


def file_size(byte_count: int) -> str:
    """12 KB, from a megabyte on 1.5 MB."""
    return f"{byte_count / (1 << 20):,.1f} MB" if byte_count >= 1 << 20 else f"{max(byte_count // 1024, 1):,} KB"


def cycle_text(start: int | None, end: int | None) -> str:
    """The years of a cycle, 2022–2024, or 未写明."""
    return "未写明" if start is None or end is None else f"{start}–{end}"


def cut(text: str, *, most: int) -> str:
    """The text, or its beginning and … where it has more than ``most`` characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def cut_inside(text: str, *, most: int) -> str:
    """The text, or its beginning, … and its end: names that begin alike are told apart by how they end."""
    if len(text) <= most:
        return text
    end = most // 2
    return f"{text[: most - end - 1]}…{text[-end:]}"


def fitted(text: str, *, wide: int) -> str:
    """The text cut to the width of so many Chinese characters, inside the longest of its parts between wide spaces."""
    parts = text.split("　")
    longest = max(range(len(parts)), key=lambda at: _width(parts[at]))
    room = wide - _width(text) + _width(parts[longest])
    if _width(parts[longest]) > room:
        parts[longest] = cut_inside(
            parts[longest], most=max(int(len(parts[longest]) * room / _width(parts[longest])), 3)
        )
    return "　".join(parts)


def _width(text: str) -> float:
    """In Chinese characters; letters and digits are little more than half as wide."""
    return sum(1 if ord(character) > 0x2E7F else 0.6 for character in text)


def wrapped(text: str, *, width: int, lines: int = 4) -> str:
    """The text in even lines of at most ``width`` characters for axis labels; … where it is cut."""
    text = cut(text, most=width * lines)
    length = max(math.ceil(len(text) / max(math.ceil(len(text) / width), 1)), 1)
    return "<br>".join(text[start : start + length] for start in range(0, len(text), length))


def plain_markdown(text: str) -> str:
    """Markdown that Streamlit shows as exactly this text: nothing in it formats, links, loads or turns into signs."""
    lines = (line.strip(" \t") for line in text.strip().splitlines())
    return "\\\n".join(_MEANT.sub(_escape, line) for line in lines if line)


def _escape(found: re.Match[str]) -> str:
    if found["sign"]:
        return "".join(_parted(character) for character in found["sign"])
    if found["parted"]:
        return _parted(found["parted"])
    return f"{found['number'] or ''}\\{found['mark'] or found['point']}"


def _parted(character: str) -> str:
    """The character in an element without a look: signs and links that are sought after parsing are not found."""
    return f":color[\\{character}]"
