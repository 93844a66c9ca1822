"""The door for 绩效自评: schemes, scores of the store or of given forms, and weights that a person sets."""

from __future__ import annotations

import csv
import io
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from perfdata.assessing.published_scores import Difference, ScoredForm, differences_of, score_form
from perfdata.assessing.scheme import Scheme
from perfdata.assessing.schemes import load_schemes
from perfdata.assessing.score_improvement import NextGrade, next_grade, review_strictly
from perfdata.assessing.scoring import score_project
from perfdata.core.errors import SchemeError, StorageError
from perfdata.core.findings import Finding
from perfdata.core.model import ActualResult, Indicator, Project, SelfEvaluation
from perfdata.core.official_forms import PublishedForm
from perfdata.core.scores import ManualWeight, ProjectScore
from perfdata.storing import store
from perfdata.storing.weight_store import append_weights
from perfdata.usecases.browsing import DATA_FOLDER, latest_results, latest_spending, read_bytes

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
    score: ProjectScore
    next_grade: NextGrade | None
    strict: ProjectScore
    differences: tuple[Difference, ...] = ()


def schemes() -> Mapping[str, Scheme]:
    """The bundled schemes and the office's own, by id, the default first. Raises SchemeError with line and reason.

    Own schemes stand in the file that PERFDATA_SCHEMES names, else in data/scoring_schemes.local.toml if there is one.
    """
    named = os.environ.get("PERFDATA_SCHEMES")
    own = Path(named) if named else DATA_FOLDER / "scoring_schemes.local.toml"
    paths = [DATA_FOLDER / "scoring_schemes.toml", *([own] if named or own.exists() else [])]
    return _loaded(tuple((path, path.stat().st_mtime_ns if path.exists() else 0) for path in paths))


@lru_cache(maxsize=4)
def _loaded(files: tuple[tuple[Path, int], ...]) -> Mapping[str, Scheme]:
    return load_schemes(*(path for path, _ in files))


def scheme_of(scheme_id: str | None) -> Scheme:
    """The scheme of this id, or the default. Raises SchemeError naming those there are."""
    known = schemes()
    if scheme_id is None:
        return next(iter(known.values()))
    if scheme_id not in known:
        raise SchemeError(f"没有计分方案“{scheme_id}”，可用的有：{'、'.join(known)}。")
    return known[scheme_id]


def evaluate(records: store.Current, scheme: Scheme) -> list[Evaluated]:
    """Every project of the records, in their order."""
    results, spending = latest_results(records), latest_spending(records)
    indicators: dict[tuple[str, int | None], list[Indicator]] = defaultdict(list)
    for indicator in records.indicators:
        indicators[indicator.project_id, indicator.fiscal_year].append(indicator)
    weights = {weight.indicator_id: weight.weight_points for weight in records.weights}
    published = {(form.project_id, form.fiscal_year): form for form in records.published}
    evaluated = []
    for project in records.projects:
        own = indicators[project.project_id, project.fiscal_year]
        manual = {item.indicator_id: weights[item.indicator_id] for item in own if item.indicator_id in weights}
        form = published.get((project.project_id, project.fiscal_year or 0))
        is_printed = form is not None and not manual and all(item.weight_points is not None for item in own)
        score = score_project(
            project,
            own,
            results=results,
            spending=spending.get(project.project_id),
            scheme=scheme,
            weights=manual,
            execution_points=form.execution_points if form and is_printed else None,
        )
        printed = form and _as_printed(form, project, own, results)
        evaluated.append(
            Evaluated(
                project=project,
                indicators=own,
                score=score,
                next_grade=next_grade(score, own, results=results, scheme=scheme),
                strict=review_strictly(score, results=results, scheme=scheme),
                differences=tuple(differences_of(printed, score)) if printed else (),
            )
        )
    return evaluated


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
    """Every project of a fiscal year as stored."""
    return evaluate(store.current(engine, fiscal_year=fiscal_year), scheme_of(scheme_id))


def results_of(engine: Engine, *, fiscal_year: int) -> Mapping[str, ActualResult]:
    """The latest result of every indicator of a year."""
    return latest_results(store.current(engine, fiscal_year=fiscal_year))


def score_frames(engine: Engine, *, fiscal_year: int, scheme_id: str | None = None) -> dict[str, pd.DataFrame]:
    """The frames of the scores of a year by one scheme."""
    from perfdata.presenting import score_frames as make

    records = store.current(engine, fiscal_year=fiscal_year)
    return make.score_frames(evaluate(records, scheme_of(scheme_id)), latest_results(records))


def score_files(paths: Iterable[Path], *, scheme_id: str | None) -> tuple[list[ScoredForm], list[Finding]]:
    """The self-evaluations in the files, scored but not stored, and the findings of reading them.

    Raises UnusableFileError, SchemeError.
    """
    from perfdata.reading.self_evaluations import read_self_evaluations

    scheme, forms, findings = scheme_of(scheme_id), [], []
    for path in paths:
        read = read_self_evaluations(read_bytes(path), file_name=path.name)
        forms += [score_form(evaluation, scheme=scheme) for evaluation in read.evaluations]
        findings += read.findings
    return forms, findings


def save_weights(
    engine: Engine, points: Mapping[str, Decimal], *, fiscal_year: int, project_id: str, who: str, at: datetime
) -> store.Stored:
    """Store the 分值 of all indicators of a project as an upload that history shows and undo takes back.

    Raises StorageError where the points do not cover every indicator, are negative, or do not leave the execution
    its usual share of 100.
    """
    records = store.current(engine, fiscal_year=fiscal_year)
    own = [indicator for indicator in records.indicators if indicator.project_id == project_id]
    project = next((item for item in records.projects if item.project_id == project_id), None)
    if project is None or {indicator.indicator_id for indicator in own} != set(points):
        raise StorageError("指标已有变动，分值没有保存：请刷新页面后重新设定。")
    if any(point < 0 or not point.is_finite() for point in points.values()):
        raise StorageError("分值不能为负数，没有保存。")
    if sum(points.values()) not in (Decimal(80), Decimal(90), Decimal(100)):
        total = f"{sum(points.values()):f}"
        raise StorageError(f"分值合计 {total} 分，应为 90 分（执行率 20 分的方案为 80 分），没有保存。")
    return append_weights(
        engine,
        [
            ManualWeight(project_id=project_id, fiscal_year=fiscal_year, indicator_id=key, weight_points=point)
            for key, point in points.items()
        ],
        file_name=f"指标分值_{project.project_name}.csv",
        content=_weights_file(project, own, points, who=who, at=at),
        uploaded_by=who,
        fiscal_year=fiscal_year,
        expected_revision=records.revision,
    )


def _weights_file(
    project: Project, indicators: Sequence[Indicator], points: Mapping[str, Decimal], *, who: str, at: datetime
) -> bytes:
    """The set weights as a CSV that people can read; the moment makes each saving a file of its own."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["项目名称", project.project_name, "设定人", who, "设定时间", at.isoformat()])
    writer.writerow(["指标编号", "一级指标", "二级指标", "三级指标", "分值"])
    for indicator in indicators:
        levels = [level.label if level else "" for level in (indicator.level1, indicator.level2)]
        writer.writerow(
            [indicator.indicator_id, *levels, indicator.indicator_name, f"{points[indicator.indicator_id]:f}"]
        )
    return text.getvalue().encode("utf-8-sig")
