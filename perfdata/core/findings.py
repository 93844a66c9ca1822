"""Findings: data problems as data. A finding asks (提示，供核实); it never accuses."""

from __future__ import annotations

from dataclasses import dataclass

from perfdata.core.model import Place
from perfdata.core.terms import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One question about the data: what was read, what was expected, what to do, and where."""

    rule_id: str
    severity: Severity
    message: str
    project_id: str | None = None
    indicator_id: str | None = None
    observed: str | None = None
    expected: str | None = None
    suggestion: str | None = None
    place: Place | None = None
