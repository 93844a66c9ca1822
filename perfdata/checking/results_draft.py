"""What a file would store, before anyone confirms, and what is asked about its cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from perfdata.checking.matching import Suggestion
from perfdata.checking.words import CHECKS
from perfdata.core.amounts import Amount, stated_amount
from perfdata.core.findings import Finding
from perfdata.core.indicator_answers import IndicatorQuestion
from perfdata.core.model import ActualResult, IndicatorValue, Place, Spending
from perfdata.core.official_forms import FormRecords
from perfdata.core.terms import Severity
from perfdata.core.text import thousands, without_persons
from perfdata.core.values import parse_value

CELL_KEY = "读作｜"


class CellQuestion(NamedTuple):
    """A cell that may have been meant otherwise: what is asked, and what it may say, likeliest first.

    The answer counts for this text at this place of this file; other files are asked anew.
    """

    row_key: str
    place: Place
    text: str
    readings: tuple[str, ...]

    @property
    def address(self) -> str:
        """The place without the file: 自评表 F7 or 第 8 行."""
        return str(self.place._replace(source_file=""))


class Cell(NamedTuple):
    """What is checked in a cell: what it is, its text and its place."""

    name: str
    written: str
    place: Place

    @property
    def key(self) -> str:
        return f"{CELL_KEY}{self.place}｜{self.name}｜{self.written}"


@dataclass(slots=True, kw_only=True)
class Asked:
    """What was found, what is asked by key, and what the clerk answered."""

    findings: list[Finding] = field(default_factory=list)
    questions: dict[str, CellQuestion | IndicatorQuestion] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        return any(finding.severity is Severity.ERROR for finding in self.findings)

    def ask(self, rule_id: str, place: Place | None, **words: Any) -> None:
        """Report by a rule of the catalogue; ``words`` fill its blanks, numbers of persons are left out."""
        self.findings.append(CHECKS[rule_id].finding(place, hide=without_persons, **words))

    def ask_of_cell(self, rule_id: str, cell: Cell, readings: Sequence[str], **words: Any) -> None:
        """Report it, and offer what the cell may say instead."""
        self.ask(rule_id, cell.place, **{"observed": cell.written, **words})
        self.offer(cell, self.findings[-1].message, readings)

    def offer(self, cell: Cell, text: str, readings: Sequence[str]) -> None:
        """Ask for one of the readings, if there are any; what two checks ask of a cell is one question."""
        if readings:
            known = self.questions.get(cell.key)
            first = known if isinstance(known, CellQuestion) else CellQuestion(cell.key, cell.place, text, ())
            self.questions[cell.key] = first._replace(readings=tuple(dict.fromkeys((*first.readings, *readings))))

    def answer(self, cell: Cell) -> str | None:
        """What the clerk said that the cell says, which is told; what is said may be asked about and answered again."""
        said, now, left = None, cell, dict(self.answers)
        while (more := left.pop(now.key, None)) is not None:
            said, now = more, now._replace(written=more)
        if said is not None:
            self.ask("read_as_said", cell.place, observed=cell.written, name=cell.name, said=said)
        return said

    def value_of(self, cell: Cell, value: IndicatorValue) -> IndicatorValue:
        """The value that counts: the one that is written, or what the clerk said it is."""
        said = self.answer(cell) if self.answers else None
        return value if said is None else parse_value(said)

    def amount_of(self, name: str, yuan: Decimal, place: Place) -> Decimal:
        """The amount in yuan that counts, as ``value_of``; of a negative one it is asked whether it is."""
        if yuan >= 0 and not self.answers:
            return yuan
        cell = Cell(name, yuan_text(yuan), place)
        said = stated_amount(self.answer(cell) or "")
        if isinstance(said, Amount):
            return said.yuan("元")
        if yuan < 0:
            self.offer(cell, f"{name}为 {cell.written}，是否为调减？", [yuan_text(-yuan)])
        return yuan


@dataclass(slots=True)
class ResultsDraft(Asked):
    """What a file would store, before anyone confirms: accepted rows, held rows, findings, open suggestions."""

    file_name: str
    fiscal_year: int | None = None
    as_of: date | None = None
    results: list[ActualResult] = field(default_factory=list)
    spending: list[Spending] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    held_count: int = 0
    unmatched_count: int = 0

    @property
    def period(self) -> dict[str, Any]:
        """The year and the day of everything that a sound file stores."""
        return {"fiscal_year": self.fiscal_year, "as_of": self.as_of}

    def records(self, **more: Any) -> FormRecords:
        """What would be stored, with ``more`` that only official forms bring."""
        return FormRecords(
            fiscal_year=self.fiscal_year, results=tuple(self.results), spending=tuple(self.spending), **more
        )


def yuan_text(yuan: Decimal) -> str:
    """432,000 元."""
    return f"{thousands(yuan)} 元"
