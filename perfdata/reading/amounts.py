"""Amounts of money as offices write them in one cell."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from perfdata.core.text import unify_width

YUAN_PER_UNIT = {"元": Decimal(1), "万元": Decimal(10_000), "万": Decimal(10_000)}
_AMOUNT = re.compile(r"[¥￥]?(-?\d[\d,]*(?:\.\d+)?)(元|万元|万)?整?")


class Amount(NamedTuple):
    """The number of an amount, and its unit where the text states one."""

    number: Decimal
    unit: str | None


def stated_amount(text: str) -> Amount | None:
    """The amount that the whole text spells: 1,200.5, ¥120, 150万元整; None for anything else."""
    found = _AMOUNT.fullmatch(unify_width(text).replace(" ", ""))
    return Amount(Decimal(found[1].replace(",", "")), found[2]) if found else None
