"""Numbers as Chinese offices write them: 元 below ten million, 万元 above, thousands separators, never 500k."""

import math
import re
from decimal import Decimal
from html import escape

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


def plain(number: float) -> str:
    """Thousands separators, at most two decimals, no trailing zeros."""
    text = f"{number:,.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(ratio: float | None) -> str:
    """0.6064 as 60.6%; a missing ratio is 待填报."""
    return "待填报" if ratio is None or math.isnan(ratio) else f"{ratio:.1%}"


def cycle_text(start: int | None, end: int | None) -> str:
    """The years of a cycle, 2022–2024, or 未写明."""
    return "未写明" if start is None or end is None else f"{start}–{end}"


def wrapped(text: str, *, width: int, lines: int = 4) -> str:
    """The text in even lines of at most ``width`` characters for axis labels; … where it is cut."""
    return "<br>".join(_even_lines(text, width=width, lines=lines))


def wrapped_label(text: str, *, width: int) -> str:
    """Foreign text wrapped for plotly: each line is escaped after the cut, so that no entity is cut in two."""
    return "<br>".join(escape(line, quote=False) for line in _even_lines(text, width=width, lines=4))


def _even_lines(text: str, *, width: int, lines: int) -> list[str]:
    room = width * lines
    text = text if len(text) <= room else f"{text[: room - 1]}…"
    length = math.ceil(len(text) / max(math.ceil(len(text) / width), 1))
    return [text[start : start + length] for start in range(0, len(text), max(length, 1))]


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
