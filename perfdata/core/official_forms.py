"""Official forms as records: what only they bring (outlooks, printed scores), and what is written into them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from perfdata.core.amounts import MONEY_UNIT_MISSING
from perfdata.core.findings import Finding
from perfdata.core.model import ActualResult, FundingRow, Indicator, Place, Project, Spending
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedForm:
    """What a filled 自评表 prints of a project as a whole; kept beside our own scores and never overwritten."""

    project_id: str
    fiscal_year: int
    execution_points: Decimal | None
    execution_score: Decimal | None
    total_points: Decimal | None
    total_score: Decimal | None
    actual_goal: str | None
    funding: tuple[FundingRow, ...] = ()
    place: Place

    @property
    def has_points(self) -> bool:
        """Whether it prints 分值 beside those of its rows."""
        return self.execution_points is not None or self.total_points is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRecords:
    """Everything that one file of filled forms would store: nothing where it states no year."""

    fiscal_year: int | None
    projects: tuple[Project, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    results: tuple[ActualResult, ...] = ()
    spending: tuple[Spending, ...] = ()
    published: tuple[PublishedForm, ...] = ()
    outlooks: tuple[Outlook, ...] = ()
    forecasts: tuple[SpendingForecast, ...] = ()

    @property
    def row_count(self) -> int:
        groups = self.indicators, self.results, self.spending, self.outlooks, self.forecasts
        return sum(map(len, groups))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """One indicator row of a 自评表 to be written.

    ``share`` is the part of the points that was reached where the score is points × share rounded to two decimals.
    """

    indicator: Indicator
    actual: str
    points: Decimal | None
    score: Decimal | None
    share: Decimal | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfEvaluationForm:
    """One 自评表 to be written. ``funding`` has the four rows of the block; ``remarks`` are listed on its face."""

    project: Project
    fiscal_year: int | None
    funding: tuple[FundingRow, ...]
    execution_points: Decimal | None
    execution_ratio: Decimal | None
    execution_score: Decimal | None
    lines: tuple[FormLine, ...]
    total_points: Decimal | None
    total_score: Decimal | None
    total_note: str | None = None
    actual_goal: str | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringLine:
    """One indicator row of a monitoring form to be written: reported so far, and what the office expects."""

    indicator: Indicator
    actual: str
    outlook: Outlook | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringForm:
    """One monitoring form to be written as of the end of a month; amounts in yuan."""

    project: Project
    fiscal_year: int
    month: int
    initial_budget_yuan: Decimal | None
    spent_yuan: Decimal | None
    expected_yuan: Decimal | None
    lines: tuple[MonitoringLine, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitoringRow:
    """One indicator row as text; ``likelihoods`` are all that are ticked, so that two of them can be told."""

    level1: str
    level2: str
    name: str
    target: str
    actual: str
    forecast: str
    causes: tuple[DeviationCause, ...]
    reason: str
    likelihoods: tuple[Likelihood, ...]
    remark: str
    place: Place


@dataclass(slots=True, kw_only=True)
class FilledMonitoring:
    """One filled form; amounts in yuan, None where the form is blank."""

    place: Place
    project_name: str = ""
    spending_unit: str = ""
    fiscal_year: int | None = None
    month: int | None = None
    initial_budget_yuan: Decimal | None = None
    adjusted_budget_yuan: Decimal | None = None
    spent_yuan: Decimal | None = None
    expected_yuan: Decimal | None = None
    rows: list[MonitoringRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def lacks_unit(self) -> bool:
        """Whether amounts were left out because nothing says 元 or 万元."""
        return any(finding.rule_id == MONEY_UNIT_MISSING for finding in self.findings)
