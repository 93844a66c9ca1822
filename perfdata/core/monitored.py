"""How projects and their indicators stand at a cut-off month of the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from perfdata.core.terms import Light


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitored:
    """How one indicator, or the budget of a project, stands at the cut-off.

    ``progress_ratio`` is the share of what is due by then, None where nothing is computed; ``is_prorated`` says that
    the calendar counted. ``explanation`` is one Chinese sentence with the arithmetic.
    """

    subject_id: str
    light: Light
    progress_ratio: Decimal | None
    explanation: str
    is_prorated: bool = False
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoredProject:
    """One project at the cut-off: its budget, its indicators in their order, and the worst of their lights."""

    project_id: str
    light: Light
    budget: Monitored
    indicators: tuple[Monitored, ...]
