"""Which stored project each form of a file is: the same, the one a clerk said, a new one, or one to ask about first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from perfdata.checking.near_projects import ProjectQuestion, project_row_key, question_about
from perfdata.core.findings import Finding
from perfdata.core.keys import IndicatorIds, project_key
from perfdata.core.model import Indicator, Place, Project, SelfEvaluation
from perfdata.core.terms import Severity


@dataclass(slots=True, kw_only=True)
class Identities:
    """The projects that hold by year and id, what clerks answered by row key, and the ids that the file itself names.

    What is found on the way gathers in ``findings``, ``questions`` and ``new``.
    """

    held: Mapping[int | None, Mapping[str, Project]]
    answers: Mapping[str, str]
    stated: frozenset[str] = frozenset()
    findings: list[Finding] = field(default_factory=list)
    questions: list[ProjectQuestion] = field(default_factory=list)
    new: list[Project] = field(default_factory=list)

    def find(self, name: str, unit: str | None, *, fiscal_year: int | None, place: Place) -> Project | None:
        """The held project; None where there is none, or where a question is asked, which is an error at the place."""
        held, own_id = self.held.get(fiscal_year, {}), project_key(name, unit)
        if own_id in held:
            return held[own_id]
        said = self.answers.get(project_row_key(name, unit), "")
        if said in held and said not in self.stated:
            self._report_confirmed(name, held[said], place)
            return held[said]
        question = None if said == own_id else question_about(name, unit, held.values(), stated=self.stated)
        if question is not None:
            self.questions.append(question)
            self._report_question(question, fiscal_year, place)
        return None

    def settle(self, project: Project) -> Project | None:
        """The project under the id and names that hold; None where it must be asked first."""
        asked = len(self.questions)
        name, unit = project.project_name, project.spending_unit
        same = self.find(name, unit, fiscal_year=project.fiscal_year, place=project.place)
        if same is None and len(self.questions) == asked:
            self.new.append(project)
            return project
        if same is None or same.project_id == project.project_id:
            return same and project
        return replace(
            project, project_id=same.project_id, project_name=same.project_name, spending_unit=same.spending_unit
        )

    def report_new(self, *, first_year: bool) -> None:
        """One notice that names the new projects; those of a year without any only on demand."""
        added = [item for item in self.new if first_year or self.held.get(item.fiscal_year)]
        if not added:
            return
        names = "、".join(f"“{item.project_name}”" for item in added[:5]) + ("等" if len(added) > 5 else "")
        self._report(
            "project_new", Severity.NOTICE, added[0].place, f"新增 {len(added)} 个项目：{names}。", observed=names
        )

    def _report_question(self, question: ProjectQuestion, fiscal_year: int | None, place: Place) -> None:
        near = "、".join(_named(item.project_name, item.spending_unit) for item in question.candidates)
        written = _named(question.project_name, question.spending_unit)
        self._report(
            "project_unclear",
            Severity.ERROR,
            place,
            f"{fiscal_year} 年度还没有{written}这个项目；是否就是{near}？暂不写入。",
            observed=written,
            expected=near,
            suggestion="请在核对页选定“就是”哪一个，或选“新项目”；也可以把名称改得与目标表一致后重新上传。",
        )

    def _report_confirmed(self, name: str, project: Project, place: Place) -> None:
        shown = _named(project.project_name, project.spending_unit)
        self._report(
            "match_confirmed",
            Severity.NOTICE,
            place,
            f"按确认过的对应关系，“{name}”就是{shown}。",
            observed=name,
            expected=project.project_name,
            suggestion="如果对应有误，请把名称改得与目标表一致。",
            project_id=project.project_id,
        )

    def _report(self, rule_id: str, severity: Severity, place: Place, message: str, **texts: str) -> None:
        self.findings.append(Finding(rule_id=rule_id, severity=severity, place=place, message=message, **texts))


def settled_evaluation(evaluation: SelfEvaluation, identities: Identities) -> SelfEvaluation:
    """The form under the identity that holds; held back where it must be asked first."""
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


def indicators_under(project: Project, indicators: Sequence[Indicator]) -> list[Indicator]:
    """The indicators as those of the project."""
    ids = IndicatorIds(project.project_id)
    return [
        item._replace(
            project_id=project.project_id, indicator_id=ids.next(item.level1, item.level2, item.indicator_name)[0]
        )
        for item in indicators
    ]


def _named(name: str, unit: str | None) -> str:
    return f"“{name}”（{unit}）" if unit else f"“{name}”"
