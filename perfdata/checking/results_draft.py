"""What a file of results would store, before anyone confirms."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from perfdata.checking.matching import Suggestion
from perfdata.checking.words import CHECKS
from perfdata.core.findings import Finding
from perfdata.core.indicator_answers import IndicatorQuestion
from perfdata.core.model import ActualResult, Place, Spending
from perfdata.core.official_forms import FormRecords
from perfdata.core.terms import Severity


@dataclass(slots=True)
class ResultsDraft:
    """What a file would store, before anyone confirms: accepted rows, held rows, findings, suggestions, questions."""

    file_name: str
    fiscal_year: int | None = None
    as_of: date | None = None
    results: list[ActualResult] = field(default_factory=list)
    spending: list[Spending] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    questions: list[IndicatorQuestion] = field(default_factory=list)
    held_count: int = 0
    unmatched_count: int = 0

    @property
    def has_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def period(self) -> dict[str, Any]:
        """The year and the day of everything that a sound file stores."""
        return {"fiscal_year": self.fiscal_year, "as_of": self.as_of}

    def records(self, **more: Any) -> FormRecords:
        """What would be stored, with ``more`` that only official forms bring."""
        return FormRecords(
            fiscal_year=self.fiscal_year, results=tuple(self.results), spending=tuple(self.spending), **more
        )

    def ask(self, rule_id: str, place: Place | None, **words: Any) -> None:
        """Report by a rule of the catalogue; ``words`` fill its blanks."""
        self.findings.append(CHECKS[rule_id].finding(place, **words))
