"""The door for 绩效自评: schemes, and scores of the store or of given forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from perfdata.assessing.published_scores import Difference, ScoredForm, differences_of, score_form
from perfdata.assessing.scheme import Scheme
from perfdata.assessing.schemes import fitting_scheme, load_schemes
from perfdata.assessing.score_improvement import NextGrade, next_grade, review_strictly
from perfdata.assessing.scoring import score_project
from perfdata.core.collection import collection_paused
from perfdata.core.errors import SchemeError, UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.model import ActualResult, Indicator, Project, SelfEvaluation
from perfdata.core.official_forms import PublishedForm
from perfdata.core.scores import ProjectScore
from perfdata.storing import store
from perfdata.storing.scope import Scope
from perfdata.usecases import installation
from perfdata.usecases.latest import alike, latest_results, latest_spending, records_of
from perfdata.usecases.opening import read_bytes, refuse

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """One project by one scheme: its score, the way to the next grade, and what a strict reviewer may leave.

    ``differences`` are from the scores printed on the form it handed in, if one is stored.
    """

    project: Project
    indicators: Sequence[Indicator]
    scheme: Scheme
    score: ProjectScore
    next_grade: NextGrade | None
    strict: ProjectScore
    differences: tuple[Difference, ...] = ()


def schemes() -> Mapping[str, Scheme]:
    """The bundled schemes and the office's own, by id, the default first. Raises SchemeError with line and reason."""
    return _loaded(scheme_files())


def sound_schemes() -> Mapping[str, Scheme]:
    """All schemes, or the bundled ones alone while the office's own cannot be read: nothing waits for them."""
    try:
        return schemes()
    except SchemeError:
        return _loaded(scheme_files()[:1])


def scheme_files() -> tuple[tuple[Path, int], ...]:
    """The files of the schemes with the time of their last change, a key for what is computed from them."""
    return tuple((path, path.stat().st_mtime_ns if path.exists() else 0) for path in installation.scheme_files())


@lru_cache(maxsize=4)
def _loaded(files: tuple[tuple[Path, int], ...]) -> Mapping[str, Scheme]:
    return load_schemes(*(path for path, _ in files))


def scheme_of(scheme_id: str | None) -> Scheme | None:
    """The scheme of this id; None leaves the choice to each form. Raises SchemeError naming those there are."""
    known = schemes()
    if scheme_id is None:
        return None
    if scheme_id not in known:
        raise SchemeError(f"没有计分方案“{scheme_id}”，可用的有：{'、'.join(known)}。")
    return known[scheme_id]


@collection_paused()
def evaluate(
    records: store.Current, scheme: Scheme | None = None, *, known: Mapping[str, Scheme] | None = None
) -> list[Evaluated]:
    """Every project of the records, in their order, by the scheme or by that of all (``known``) that fits its form."""
    results = latest_results(records)
    evaluated = []
    for project, own, used, score, form in _scored(records, scheme, known or (schemes() if scheme is None else {})):
        printed = form and _as_printed(form, project, own, results)
        evaluated.append(
            Evaluated(
                project=project,
                indicators=own,
                scheme=used,
                score=score,
                next_grade=next_grade(score, own, results=results, scheme=used),
                strict=review_strictly(score, results=results, scheme=used, file_counts=records.file_counts),
                differences=tuple(differences_of(printed, score)) if printed else (),
            )
        )
    return evaluated


def chosen_scores(
    records: store.Current, *, known: Mapping[str, Scheme]
) -> Iterator[tuple[str, Project, ProjectScore]]:
    """The score of every project by each scheme, under its id, and under '' by the one that fits its form."""
    for chosen, scheme in (("", None), *known.items()):
        for project, _, _, score, _ in _scored(records, scheme, known):
            yield chosen, project, score


class _Scored(NamedTuple):
    project: Project
    indicators: Sequence[Indicator]
    scheme: Scheme
    score: ProjectScore
    form: PublishedForm | None


def _scored(records: store.Current, scheme: Scheme | None, known: Mapping[str, Scheme]) -> Iterator[_Scored]:
    results, spending = latest_results(records), latest_spending(records)
    indicators: dict[tuple[str, int | None], list[Indicator]] = defaultdict(list)
    for indicator in records.indicators:
        indicators[indicator.project_id, indicator.fiscal_year].append(indicator)
    weights = {weight.indicator_id: weight.weight_points for weight in records.weights}
    published = {(form.project_id, form.fiscal_year): form for form in records.published}
    for project in records.projects:
        own = indicators[project.project_id, project.fiscal_year]
        manual = {item.indicator_id: weights[item.indicator_id] for item in own if item.indicator_id in weights}
        form = published.get((project.project_id, project.fiscal_year or 0))
        is_printed = form is not None and not manual and any(item.weight_points is not None for item in own)
        used = scheme or fitting_scheme(known, own, execution_points=form.execution_points if form else None)
        score = score_project(
            project,
            own,
            results=results,
            spending=spending.get(project.project_id),
            scheme=used,
            weights=manual,
            execution_points=form.execution_points if form and is_printed else None,
            is_form_without_points=scheme is None
            and form is not None
            and not (manual or is_printed or form.has_points),
        )
        yield _Scored(project, own, used, score, form)


def _as_printed(
    form: PublishedForm, project: Project, indicators: Sequence[Indicator], results: Mapping[str, ActualResult]
) -> SelfEvaluation:
    """The form as it was read, out of what is stored of it."""
    return SelfEvaluation(
        project=project,
        indicators=tuple(indicators),
        results=tuple(results.get(indicator.indicator_id) for indicator in indicators),
        funding=form.funding,
        execution_points=form.execution_points,
        execution_score=form.execution_score,
        total_points=form.total_points,
        total_score=form.total_score,
        actual_goal=form.actual_goal,
    )


def evaluate_store(engine: Engine, *, fiscal_year: int, scheme_id: str | None = None) -> list[Evaluated]:
    """Every project of a fiscal year as stored, for a command that prints them all."""
    return evaluate(store.current(engine, fiscal_year=fiscal_year), scheme_of(scheme_id))


def results_of(engine: Engine, *, fiscal_year: int) -> Mapping[str, ActualResult]:
    """The latest result of every indicator of a year."""
    return latest_results(store.current(engine, fiscal_year=fiscal_year))


def score_frames(engine: Engine, scope: Scope, *, scheme_id: str | None = None) -> dict[str, pd.DataFrame]:
    """The frames of the scores of a selection by one scheme."""
    from perfdata.presenting import score_frames as make

    records = records_of(engine, scope)
    among = alike(engine, records, scope.fiscal_year)
    evaluated, results = evaluate(records, scheme_of(scheme_id)), latest_results(records)
    return make.score_frames(evaluated, results, among=among, file_counts=records.file_counts)


def score_files(
    paths: Iterable[Path], *, scheme_id: str | None, refused: Callable[[Path, UnusableFileError], None] = refuse
) -> tuple[list[ScoredForm], list[Finding]]:
    """The self-evaluations in the files, scored but not stored, and what an import of each would ask.

    Raises SchemeError, and UnusableFileError unless ``refused`` takes note of it.
    """
    from perfdata.checking.self_evaluation_checks import questions_of_forms
    from perfdata.reading.self_evaluations import read_self_evaluations

    scheme, forms, findings = scheme_of(scheme_id), [], []
    for path in paths:
        try:
            read = read_self_evaluations(read_bytes(path), file_name=path.name)
        except UnusableFileError as error:
            refused(path, error)
            continue
        forms += [scored(evaluation, scheme) for evaluation in read.evaluations]
        findings += [*read.findings, *questions_of_forms(read.evaluations, file_name=path.name)]
    return forms, findings


def scored(evaluation: SelfEvaluation, scheme: Scheme | None = None) -> ScoredForm:
    """A form by the scheme, or by the one that fits it."""
    points = evaluation.execution_points
    fits = scheme or fitting_scheme(schemes(), evaluation.indicators, execution_points=points)
    return score_form(evaluation, scheme=fits, is_chosen=scheme is not None)
