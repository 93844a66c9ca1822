"""Targets of goal tables that no reported value will be compared with by itself."""

from __future__ import annotations

from collections.abc import Sequence

from perfdata.checking.words import CHECKS
from perfdata.core.findings import Finding
from perfdata.core.model import Indicator
from perfdata.core.terms import ValueKind
from perfdata.core.text import listed

_NOT_COMPARED = (ValueKind.TEXT_WITH_NUMBER, ValueKind.UNRECOGNISED)


def values_not_compared(indicators: Sequence[Indicator]) -> list[Finding]:
    """One notice for all annual targets of a file that are neither a value nor words to be graded; none without."""
    found = [item for item in indicators if item.annual_target.kind in _NOT_COMPARED]
    if not found:
        return []
    names = listed([f"{item.indicator_name}“{item.annual_target.raw}”" for item in found])
    return [CHECKS["values_not_compared"].finding(found[0].place, count=len(found), listed=names)]
