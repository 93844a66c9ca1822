"""Numbers as Chinese offices write them: 元 below ten million, 万元 above, thousands separators, never 500k."""

from __future__ import annotations

import math


def amount(yuan: float | None, *, wan_from: float = 10_000_000) -> str:
    """831,100 元, or 1,234.50 万元 from ``wan_from`` yuan on; a missing amount is 待填报."""
    if yuan is None or math.isnan(yuan):
        return "待填报"
    if abs(yuan) >= wan_from:
        return f"{yuan / 10_000:,.2f} 万元"
    return f"{plain(yuan)} 元"


def plain(number: float) -> str:
    """Thousands separators, at most two decimals, no trailing zeros."""
    text = f"{number:,.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(ratio: float | None) -> str:
    """0.6064 as 60.6%; a missing ratio is 待填报."""
    return "待填报" if ratio is None or math.isnan(ratio) else f"{ratio:.1%}"


def wrapped(text: str, *, width: int, lines: int = 4) -> str:
    """The text in even lines of at most ``width`` characters for axis labels; … where it is cut."""
    room = width * lines
    text = text if len(text) <= room else f"{text[: room - 1]}…"
    length = math.ceil(len(text) / max(math.ceil(len(text) / width), 1))
    return "<br>".join(text[start : start + length] for start in range(0, len(text), max(length, 1)))
