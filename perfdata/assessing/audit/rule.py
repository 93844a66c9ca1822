"""What a rule is, what it looks at and what it answers. No framework: a rule is a module with RULE and check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple, NotRequired, TypedDict, Unpack

from perfdata.assessing.audit.examples import basis_of
from perfdata.assessing.execution import is_execution_indicator
from perfdata.assessing.subsidies import derive_subsidy
from perfdata.assessing.target_amounts import read_target_formula
from perfdata.assessing.text_amounts import Formula, read_formula
from perfdata.assessing.text_tokens import Token, plain_text, read_tokens
from perfdata.core.findings import AuditFinding
from perfdata.core.fiscal_months import last_day
from perfdata.core.keys import finding_key, name_key
from perfdata.core.model import ActualResult, Indicator, IndicatorValue, Place, Project, Subsidy
from perfdata.core.terms import FindingKind, ReviewDimension, Severity, ValueKind


class Skip(NamedTuple):
    """A rule has nothing to say here, and why."""

    reason: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """One goal table with what rules derive from it; ``results`` and last year's (``previous``) by indicator id."""

    project: Project
    indicators: Sequence[Indicator]
    previous: Mapping[str, IndicatorValue] = field(default_factory=dict)
    results: Mapping[str, ActualResult] = field(default_factory=dict)

    @cached_property
    def goals(self) -> str:
        """Both goals without cited titles and document numbers, in one width."""
        return f"{self.annual_goal}\n{plain_text(self.project.cycle_goal or '')}"

    @cached_property
    def annual_goal(self) -> str:
        return plain_text(self.project.annual_goal or "")

    @cached_property
    def subsidy(self) -> Subsidy | None:
        return derive_subsidy(self.project, self.indicators)

    @cached_property
    def formula(self) -> Formula | None:
        """What the annual goal, else the cycle goal, says the money comes to; else the formula over the indicators.

        Prices and counts of targets count where they come to a third of the budget: below, they are one cost of many.
        """
        formula = read_formula(self.project.annual_goal) or read_formula(self.project.cycle_goal)
        formula = formula or (Formula.of_subsidy(self.subsidy) if self.subsidy else None)
        if formula:
            return formula
        formula = read_target_formula(self.indicators, self.goal_tokens)
        return formula if formula and formula.total_yuan * 3 >= (self.project.budget_yuan or 0) else None

    @cached_property
    def goal_tokens(self) -> Sequence[Token]:
        """The quantities of the annual goal."""
        return read_tokens(self.annual_goal)

    @cached_property
    def execution(self) -> Indicator | None:
        """The budget execution rate with its percentage, where there is one."""
        found = (indicator for indicator in self.indicators if is_execution_indicator(indicator))
        return next((indicator for indicator in found if percentage(indicator) is not None), None)

    @cached_property
    def rates(self) -> list[tuple[Indicator, Decimal]]:
        """Indicators whose annual target is a percentage, with it."""
        found = ((indicator, percentage(indicator)) for indicator in self.indicators)
        return [(indicator, number) for indicator, number in found if number is not None]

    @cached_property
    def is_closed(self) -> bool:
        """Whether results of the end of the year are in: all that a rule of the scope year may ask of results."""
        reported, year = (self.results.get(item.indicator_id) for item in self.indicators), self.project.fiscal_year
        return any(result and year and result.as_of >= last_day(year) for result in reported)

    def place_of(self, name: str) -> Place:
        return self.project.field_places.get(name, self.project.place)


Tables = Sequence[Table]
Verdict = AuditFinding | Skip | None
Verdicts = list[AuditFinding] | Skip


class Words(TypedDict):
    """What a question says; it is at the first indicator it is ``about``, all are listed unless it has ``observed``."""

    question: str
    expected: str
    observed: NotRequired[str]
    arithmetic: NotRequired[str | None]
    about: NotRequired[Sequence[Indicator]]
    place: NotRequired[Place | None]
    stake_yuan: NotRequired[Decimal]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule by the name and the docstring of its module.

    ``check`` of a rule of the scope table takes one and answers with one finding at most; of the scope year it takes
    all tables of a year and answers with one finding at most of each table, or of each spending unit.
    """

    name: str
    doc: str | None
    kind: FindingKind
    dimension: ReviewDimension
    scope: Literal["table", "year"] = "table"
    version: int = 1

    @cached_property
    def id(self) -> str:
        return self.name.rpartition(".")[2]

    @cached_property
    def basis(self) -> str:
        return basis_of(self.doc or "")

    @cached_property
    def severity(self) -> Severity:
        return Severity.WARNING if self.kind is FindingKind.QUESTION else Severity.NOTICE

    def asks_of_each(
        self, table: Table, said: Sequence[tuple[Indicator, str]], *, expected: str, question: str
    ) -> AuditFinding | None:
        """One question with what is said of each indicator; None where nothing is."""
        if not said:
            return None
        words = several([text for _, text in said])
        return self.asks(table, words, expected=expected, question=question, about=[item for item, _ in said])

    def asks(self, asked: Table | Tables, message: str, **words: Unpack[Words]) -> AuditFinding:
        """The finding about the table, or of several about their unit."""
        about_one = isinstance(asked, Table)
        owner = asked.project if about_one else asked[0].project
        about = words.get("about", ())
        indicator = about[0] if about else None
        project_id = owner.project_id if about_one else None
        return AuditFinding(
            finding_id=finding_key(self.id, owner.fiscal_year, owner.spending_unit, project_id),
            rule_id=self.id,
            rule_version=self.version,
            kind=self.kind,
            severity=self.severity,
            dimension=self.dimension,
            basis=self.basis,
            fiscal_year=owner.fiscal_year,
            spending_unit=owner.spending_unit,
            project_id=project_id,
            project_name=owner.project_name if about_one else None,
            indicator_id=indicator and indicator.indicator_id,
            indicator_name=indicator and indicator.indicator_name,
            message=message,
            observed=words["observed"] if "observed" in words else listed(about),
            expected=words["expected"],
            arithmetic=words.get("arithmetic"),
            suggestion=words["question"],
            stake_yuan=words.get("stake_yuan"),
            place=words.get("place") or (indicator.place if indicator else owner.place if about_one else None),
        )


def percentage(indicator: Indicator) -> Decimal | None:
    """The annual target as a percentage, None where it is none."""
    target = indicator.annual_target
    return target.number if target.kind is ValueKind.NUMBER and target.unit == "%" else None


def listed(indicators: Sequence[Indicator]) -> str:
    """参与率 ≥80%、覆盖率 ≥80%."""
    return "、".join(f"{indicator.indicator_name} {indicator.annual_target.raw}" for indicator in indicators)


def trouble_of(indicator: Indicator, trouble: str) -> tuple[Indicator, str]:
    """“满意度”100%：有一人不满意就达不到."""
    return indicator, f"“{indicator.indicator_name}”{indicator.annual_target.raw}：{trouble}"


def several(parts: Sequence[str], *, most: int = 3) -> str:
    """The first parts, and how many more there are."""
    more = f"；另有 {len(parts) - most} 项" if len(parts) > most else ""
    return "；".join(parts[:most]) + more


@lru_cache(maxsize=65_536)
def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters, for likeness of short Chinese texts."""
    return frozenset(text[start : start + 2] for start in range(len(text) - 1))


def is_about(text: str, other: str, *, share: float = 0.5) -> bool:
    """Whether at least that share of the pairs of characters of the text stand in the other."""
    pairs = bigrams(text)
    return bool(pairs) and len(pairs & bigrams(other)) >= share * len(pairs)


def by_unit(tables: Tables) -> list[list[Table]]:
    """The tables of each spending unit, in their order."""
    groups: dict[str, list[Table]] = {}
    for table in tables:
        groups.setdefault(name_key(table.project.spending_unit), []).append(table)
    return list(groups.values())
