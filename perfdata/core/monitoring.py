"""Records of a monitoring form: what the office expects of the year, beside what is reported so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from perfdata.core.model import Place
from perfdata.core.terms import DeviationCause, Likelihood


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What an office expects of an indicator as of a day; ``forecast`` is 全年预计完成情况 as it is written."""

    indicator_id: str
    fiscal_year: int
    as_of: date
    likelihood: Likelihood | None = None
    causes: tuple[DeviationCause, ...] = ()
    reason: str | None = None
    forecast: str | None = None
    remark: str | None = None
    place: Place

    @property
    def lacks_reason(self) -> bool:
        """有可能 and 完全不可能 need a reason (财预〔2019〕136号 as local notes of the form repeat it)."""
        return self.likelihood not in (None, Likelihood.CERTAIN) and not (self.reason or "").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingForecast:
    """全年预计执行数 of a project as of a day, in yuan."""

    project_id: str
    fiscal_year: int
    as_of: date
    expected_yuan: Decimal
    place: Place
