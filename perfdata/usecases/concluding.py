"""The door to what is concluded of each project and indicator, and kept beside the uploads."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from hashlib import sha256
from itertools import chain
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from perfdata import __version__
from perfdata.assessing.audit import RULES, audit, rule_of
from perfdata.assessing.execution import budget_of, budgeted, execution_ratio
from perfdata.assessing.monitoring import monitor_budget
from perfdata.assessing.subsidies import derive_subsidy
from perfdata.core.conclusions import IndicatorYear, ProjectYear
from perfdata.core.findings import AuditFinding
from perfdata.core.keys import name_key
from perfdata.core.model import ActualResult, Completion, Indicator, Project, Spending
from perfdata.core.terms import Light, Outcome
from perfdata.storing import store
from perfdata.storing.conclusions import (
    MOST_AT_ONCE,
    Concluder,
    Conclusions,
    renew,
    stale_count,
    waiting,
)
from perfdata.storing.connecting import RE_ASSESSING, alone
from perfdata.storing.rules_in_force import claim, stay
from perfdata.usecases.evaluating import Evaluated, evaluate, scheme_files, sound_schemes
from perfdata.usecases.latest import completions_of, latest_results, latest_spending, only

if TYPE_CHECKING:
    from sqlalchemy import Engine

# All that decides what is concluded: what counts as current, what of it is the latest, and how it is judged.
_JUDGING = ("core", "assessing", "storing/loading.py", "storing/newest.py", "storing/rows.py")
_JUDGING_HERE = ("usecases/concluding.py", "usecases/latest.py", "usecases/evaluating.py")
_LOG = logging.getLogger("perfdata")
_PATIENCE_SECONDS = 3
_SEEN, _LEFT = timedelta(minutes=1), timedelta(minutes=10)
_known: WeakKeyDictionary[Engine, str] = WeakKeyDictionary()  # the rules that this process last had
_threads: WeakKeyDictionary[Engine, Thread] = WeakKeyDictionary()


def concluder() -> Concluder:
    """Today's rules: their version is a digest of all code that judges and of the scoring schemes."""
    return _concluder(scheme_files())


@cache
def _concluder(files: tuple[tuple[Path, int], ...]) -> Concluder:
    package = Path(__file__).parents[1]
    named = [package / name for name in (*_JUDGING, *_JUDGING_HERE)]
    judging = sorted(path for name in named for path in (name.rglob("*.py") if name.is_dir() else [name]))
    digest = sha256()
    for path in (*judging, *(path for path, _ in files)):
        with suppress(OSError):  # own schemes that cannot be read are told on 绩效自评, and judged by without
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    certainty = {rule_of(module).id: position for position, module in enumerate(RULES)}
    return Concluder(digest.hexdigest()[:12], conclude_projects, conclude_unit, certainty)


def take_charge(engine: Engine) -> None:
    """For a process that serves pages: the rules of the one that started last are in force, but never older ones."""
    _known.setdefault(engine, "")


def catch_up(engine: Engine, *, tell: Callable[[int], None] = lambda _left: None) -> None:
    """Conclude anew all that waits, in parts that are kept; ``tell`` hears how many project-years are left.

    One process at a time does so; another one that does is waited for.
    """
    with alone(engine, RE_ASSESSING):
        _catch_up(engine, _rules_of(engine), tell=tell)


def _catch_up(engine: Engine, rules: Concluder, *, tell: Callable[[int], None] = lambda _left: None) -> None:
    before = 0
    while (left := stale_count(engine)) and left != before:  # what cannot be concluded is logged and waits
        tell(left)
        renew(engine, rules)
        before = left


def keep_up(engine: Engine) -> tuple[str, int]:
    """For pages: little is concluded at once, much by a thread while pages show what was concluded before.

    The version of the rules, and how many project-years are left. Nothing is done here while another process is at it.
    """
    rules, thread = _rules_of(engine), _threads.get(engine)
    left, held = waiting(engine)
    if held is None or held.version != rules.version:
        return held.version if held else rules.version, left
    if left > MOST_AT_ONCE and not (thread and thread.is_alive()):
        thread = _threads[engine] = Thread(target=_catch_up_if_free, args=(engine, rules), daemon=True)
        thread.start()
        thread.join(_PATIENCE_SECONDS)
    elif 0 < left <= MOST_AT_ONCE:
        _catch_up_if_free(engine, rules)
    return rules.version, stale_count(engine) if left else 0


def _catch_up_if_free(engine: Engine, rules: Concluder) -> None:
    with alone(engine, RE_ASSESSING, waits=False) as is_alone:
        if is_alone:
            _catch_up(engine, rules)


def _rules_of(engine: Engine) -> Concluder:
    """Today's rules, in force from now on where they may be."""
    rules, now = concluder(), datetime.now(UTC)
    held = waiting(engine)[1]
    is_changed = _known.get(engine, rules.version) != rules.version
    if held is not None and held.version == rules.version:
        if now - held.seen_at > _SEEN:
            stay(engine, version=rules.version)
    elif held is None or _may_follow(held, is_changed=is_changed, now=now):
        claim(engine, version=rules.version, release=__version__)
    elif is_changed:
        _LOG.warning("conclusions are made by the rules of release %s, not by those of %s", held.release, __version__)
    _known[engine] = rules.version
    return rules


def _may_follow(held: Any, *, is_changed: bool, now: datetime) -> bool:
    """Newer rules at once; of one release those of who started last, or where the others are at work no more."""
    if (own := _order(__version__)) != (other := _order(held.release)):
        return own > other
    return is_changed or now - held.seen_at > _LEFT


def _order(release: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", release)]


def conclude_projects(records: store.Current, before: store.Current) -> Conclusions:
    """What the rules say of the projects of a year; ``before`` are their records of the year before.

    A fault in a rule never keeps data from being stored: its project is kept with its budget and without a judgement.
    """
    try:
        return _concluded_of(records, before)
    except Exception:
        if len(records.projects) > 1:
            alone = (conclude_projects(_own(records, each), _own(before, each)) for each in records.projects)
            projects, indicators, findings = zip(*alone, strict=True)
            return Conclusions(*(list(chain.from_iterable(part)) for part in (projects, indicators, findings)))
        _LOG.exception("project %s could not be judged", [project.project_id for project in records.projects])
        return Conclusions([_unjudged(project, len(records.indicators)) for project in records.projects], [], [])


def _own(records: store.Current, project: Project) -> store.Current:
    """What of the records is the project's; results of other projects' indicators do no harm."""
    grouped = ("projects", "indicators", "spending", "published", "weights")
    return only(records, *grouped, keep=lambda item: item.project_id == project.project_id)


def _stated(project: Project) -> dict[str, Any]:
    """What the goal table says of the project."""
    return {
        "fiscal_year": project.fiscal_year or 0,
        "unit_key": name_key(project.spending_unit),
        "project_id": project.project_id,
        "project_name": project.project_name,
        "spending_unit": project.spending_unit,
        "competent_department": project.competent_department,
        "budget_yuan": project.budget_yuan,
    }


def _unjudged(project: Project, indicator_count: int) -> ProjectYear:
    return ProjectYear(
        **_stated(project),
        budget_light=Light.UNKNOWN,
        indicator_count=indicator_count,
        not_comparable_count=indicator_count,
    )


def _concluded_of(records: store.Current, before: store.Current) -> Conclusions:
    results, spending = latest_results(records), latest_spending(records)
    stands = dict(zip(map(_key, records.indicators), completions_of(records), strict=True))
    projects: list[ProjectYear] = []
    indicators: list[IndicatorYear] = []
    for item in evaluate(records, known=sound_schemes()):
        known = _Known(
            item,
            [stands[_key(indicator)] for indicator in item.indicators],
            [results.get(indicator.indicator_id) for indicator in item.indicators],
            spending.get(item.project.project_id),
        )
        projects.append(_project_year(known))
        indicators += _indicator_years(known)
    previous = {key: result.actual for key, result in latest_results(before).items()}
    audited = audit(records.projects, records.indicators, results=results, previous=previous, scopes=["table"])
    return Conclusions(projects, indicators, audited.findings)


def conclude_unit(records: store.Current) -> Sequence[AuditFinding]:
    """What the rules say that compare the goal tables of one unit and year; nothing where one of them fails."""
    try:
        return audit(records.projects, records.indicators, results=latest_results(records), scopes=["year"]).findings
    except Exception:
        _LOG.exception("tables could not be compared: %s", [project.project_id for project in records.projects])
        return ()


def _key(indicator: Indicator) -> tuple[str, int]:
    return indicator.indicator_id, indicator.order


@dataclass(frozen=True, eq=False)
class _Known:
    """A project with what holds of it: completions and results in the order of its indicators."""

    evaluated: Evaluated
    completions: Sequence[Completion]
    results: Sequence[ActualResult | None]
    spending: Spending | None

    @property
    def project(self) -> Project:
        return self.evaluated.project

    @cached_property
    def month(self) -> int | None:
        """The month of the latest spending, December where it came after the year; None without one."""
        last = self.spending.as_of if self.spending else None
        return last and (last.month if last.year == self.project.fiscal_year else 12)


def _project_year(known: _Known) -> ProjectYear:
    project, score, indicators = known.project, known.evaluated.score, known.evaluated.indicators
    spending = known.spending and budgeted(known.spending, project)
    is_spent = spending is not None and execution_ratio(spending) is not None
    subsidy = derive_subsidy(project, indicators)
    outcomes = Counter(completion.outcome for completion in known.completions)
    counts: dict[str, Any] = {f"{outcome.value}_count": outcomes[outcome] for outcome in Outcome}
    return ProjectYear(
        **_stated(project),
        execution_budget_yuan=budget_of(spending)[0] if spending and is_spent else None,
        spent_yuan=spending.spent_yuan if spending else None,
        as_of=max((report.as_of for report in (*known.results, known.spending) if report), default=None),
        month=known.month,
        budget_light=monitor_budget(project.project_id, spending, month=known.month or 12).light,
        indicator_count=len(indicators),
        **counts,
        total_score=score.total_score,
        grade=score.grade,
        scheme_id=score.scheme_id,
        formula_yuan=subsidy.total_yuan if subsidy else None,
        budget_gap_yuan=subsidy.budget_gap_yuan if subsidy else None,
    )


def _indicator_years(known: _Known) -> Iterator[IndicatorYear]:
    item = known.evaluated
    rows = zip(item.indicators, item.score.scores, known.completions, known.results, strict=True)
    for indicator, score, stands, result in rows:
        given = result and (result.actual.raw or (result.attainment.label if result.attainment else None))
        yield IndicatorYear(
            fiscal_year=known.project.fiscal_year or 0,
            unit_key=name_key(known.project.spending_unit),
            project_id=known.project.project_id,
            indicator_id=indicator.indicator_id,
            order=indicator.order,
            level1=indicator.level1,
            level2=indicator.level2,
            indicator_name=indicator.indicator_name,
            target=indicator.annual_target.raw,
            reported=given or None,
            as_of=result.as_of if result else None,
            outcome=stands.outcome,
            completion_ratio=None if stands.completion_ratio is None else float(stands.completion_ratio),
            weight_points=score.weight_points,
            score=score.score,
        )
