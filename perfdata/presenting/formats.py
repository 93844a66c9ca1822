"""Numbers as Chinese offices write them: 元 below ten million, 万元 above, thousands separators, never 500k."""

from __future__ import annotations

import math

_WAN_FROM_YUAN = 10_000_000


def amount(yuan: float | None) -> str:
    """831,100 元 or 1,234.50 万元; a missing amount is 待填报."""
    if yuan is None or math.isnan(yuan):
        return "待填报"
    if abs(yuan) >= _WAN_FROM_YUAN:
        return f"{yuan / 10_000:,.2f} 万元"
    return f"{plain(yuan)} 元"


def plain(number: float) -> str:
    """Thousands separators, at most two decimals, no trailing zeros."""
    text = f"{number:,.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(ratio: float | None) -> str:
    """0.6064 as 60.6%; a missing ratio is 待填报."""
    return "待填报" if ratio is None or math.isnan(ratio) else f"{ratio:.1%}"


def wrapped(text: str, *, width: int = 9, lines: int = 3) -> str:
    """The text broken into lines of ``width`` characters for axis labels; the last line ends in … where it is cut."""
    pieces = [text[start : start + width] for start in range(0, len(text), width)]
    if len(pieces) > lines:
        pieces = [*pieces[: lines - 1], pieces[lines - 1][:-1] + "…"]
    return "<br>".join(pieces)
