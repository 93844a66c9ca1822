"""Which stored project each form of a file is: the same, the one a clerk said, a new one, or one to ask about first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from perfdata.checking.near_projects import (
    ProjectQuestion,
    project_row_key,
    question_about,
    question_among,
    question_beside,
)
from perfdata.checking.words import CHECKS
from perfdata.core.findings import Finding
from perfdata.core.keys import IndicatorIds, name_key, project_key
from perfdata.core.model import Indicator, Place, Project, SelfEvaluation
from perfdata.core.text import listed


@dataclass(slots=True, kw_only=True)
class Identities:
    """The projects that hold by year and id, what clerks answered by row key, and the ids that the file itself names.

    ``reports`` says that the forms tell of projects (自评表, 监控表) which goal tables have set up.
    What is found on the way gathers in ``findings``, ``questions``, ``new`` and ``taken`` (ids by a clerk's word).
    """

    held: Mapping[int | None, Mapping[str, Project]]
    answers: Mapping[str, str]
    stated: frozenset[str] = frozenset()
    reports: bool = False
    known_years: Collection[int] = ()
    findings: list[Finding] = field(default_factory=list)
    questions: list[ProjectQuestion] = field(default_factory=list)
    new: list[Project] = field(default_factory=list)
    taken: set[tuple[int | None, str]] = field(default_factory=set)
    named: dict[tuple[int | None, str], list[Project]] = field(default_factory=lambda: defaultdict(list))

    def find(
        self, name: str, unit: str | None, *, fiscal_year: int | None, place: Place
    ) -> tuple[Project | None, bool]:
        """The held project of that name and unit, and whether the form must wait: why stands in an error finding."""
        held, own_id = self.held.get(fiscal_year, {}), project_key(name, unit)
        if own_id in held:
            return held[own_id], False
        said = self.answers.get(project_row_key(name, unit), "")
        if said in held and said not in self.stated:
            return self._adopt(name, unit, held[said], fiscal_year, place)
        beside = self.named[fiscal_year, name_key(name)]
        if any(item.project_id == own_id for item in beside):
            return None, False
        if twin := next((item for item in beside if item.project_id == said), None):
            self.taken.add((fiscal_year, said))
            return self._adopt(name, unit, twin, fiscal_year, place)
        question = None
        if said != own_id:
            question = question_about(name, unit, held.values(), stated=self.stated, reports=self.reports)
            question = question or question_beside(name, unit, beside)
        if question is not None:
            self.questions.append(question)
            self._report_question(question, fiscal_year, place)
        return None, question is not None

    def near(self, name: str, unit: str | None, *, fiscal_year: int | None) -> str:
        """The candidates for a form that must be of a stored project and is of none; which one it is, is asked."""
        question = question_among(name, unit, self.held.get(fiscal_year, {}).values())
        if question is None:
            return ""
        self.questions.append(question)
        return f"是否就是{_candidates(question)}？"

    def settle(self, project: Project) -> Project | None:
        """The project under the id and names that hold; None where it must wait."""
        name, unit = project.project_name, project.spending_unit
        same, waits = self.find(name, unit, fiscal_year=project.fiscal_year, place=project.place)
        if waits:
            return None
        if same is None:
            self.new.append(project)
            self.named[project.fiscal_year, name_key(name)].append(project)
        if same is None or same.project_id == project.project_id:
            return project
        names = {"project_name": same.project_name, "spending_unit": same.spending_unit}
        return replace(project, project_id=same.project_id, **names)

    def report_new(self, *, first_year: bool) -> None:
        """One notice that names the new projects; those of a year without any only on demand."""
        years = {*self.known_years, *(year for year, held in self.held.items() if held)}
        added = [item for item in self.new if first_year or item.fiscal_year in years]
        if not added:
            return
        names = listed([f"“{item.project_name}”" for item in added])
        self._ask("project_new", added[0].place, observed=names, count=len(added))

    def _report_question(self, question: ProjectQuestion, fiscal_year: int | None, place: Place) -> None:
        written = _named(question.project_name, question.spending_unit)
        self._ask("project_unclear", place, observed=written, year=fiscal_year, near=_candidates(question))

    def _adopt(
        self, name: str, unit: str | None, project: Project, fiscal_year: int | None, place: Place
    ) -> tuple[Project | None, bool]:
        shown, key = _named(project.project_name, project.spending_unit), (fiscal_year, project.project_id)
        if key in self.taken:
            self._ask("project_confirmed_twice", place, observed=name, shown=shown)
            return None, True
        self.taken.add(key)
        stored = project.project_name
        words = {"written": _named(name, unit or "未写用款单位"), "shown": shown, "stored": stored}
        self._ask("match_confirmed", place, observed=name, project=project, **words)
        return project, False

    def _ask(self, rule_id: str, place: Place, **words: Any) -> None:
        self.findings.append(CHECKS[rule_id].finding(place, **words))


def identities_of(
    projects: Iterable[Project],
    *,
    answers: Mapping[str, str],
    stated: Iterable[Project] = (),
    reports: bool = True,
    known_years: Collection[int] = (),
) -> Identities:
    """The identities of a file that states some projects, among those that hold.

    ``known_years`` have projects, though perhaps none that the file may be about.
    """
    held: dict[int | None, dict[str, Project]] = defaultdict(dict)
    for project in projects:
        held[project.fiscal_year][project.project_id] = project
    own = frozenset(item.project_id for item in stated)
    return Identities(held=held, answers=answers, stated=own, reports=reports, known_years=known_years)


def settled_evaluations(
    evaluations: Iterable[SelfEvaluation], identities: Identities, *, fiscal_year: int | None
) -> list[SelfEvaluation]:
    """The forms of the year under the identities that hold; one that must wait is not sound."""
    settled = [
        _settled_evaluation(item, identities)
        if item.is_sound and item.project.fiscal_year == fiscal_year is not None
        else item
        for item in evaluations
    ]
    identities.report_new(first_year=True)
    return settled


def _settled_evaluation(evaluation: SelfEvaluation, identities: Identities) -> SelfEvaluation:
    project = identities.settle(evaluation.project)
    if project is None:
        return replace(evaluation, is_sound=False)
    if project is evaluation.project:
        return evaluation
    indicators = indicators_under(project, evaluation.indicators)
    results = tuple(
        result and replace(result, indicator_id=indicator.indicator_id)
        for indicator, result in zip(indicators, evaluation.results, strict=True)
    )
    return replace(evaluation, project=project, indicators=tuple(indicators), results=results)


def indicators_under(project: Project, indicators: Iterable[Indicator]) -> list[Indicator]:
    """The indicators as those of the project."""
    ids = IndicatorIds(project.project_id)
    return [
        item._replace(
            project_id=project.project_id, indicator_id=ids.next(item.level1, item.level2, item.indicator_name)[0]
        )
        for item in indicators
    ]


def _candidates(question: ProjectQuestion) -> str:
    return "、".join(_named(item.project_name, item.spending_unit) for item in question.candidates)


def _named(name: str, unit: str | None) -> str:
    return f"“{name}”（{unit}）" if unit else f"“{name}”"
