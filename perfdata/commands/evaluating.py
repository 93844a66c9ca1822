"""The command on scores: score."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from perfdata.assessing.published_scores import Difference, ScoredForm
from perfdata.commands.output import finding_json, json_number, place_json, print_json
from perfdata.core.errors import UnusableFileError
from perfdata.core.model import ActualResult, Indicator, Project
from perfdata.core.scores import ProjectScore, Score
from perfdata.usecases import browsing, evaluating


def add_commands(commands: Any) -> None:
    """Add these commands to the parser."""
    score = commands.add_parser("score", help="按计分方案计算自评得分（不写入）；不给文件时计算已入库的项目")
    score.add_argument("files", nargs="*", type=Path, metavar="FILE", help="填好的项目支出绩效自评表")
    score.add_argument("--scheme", metavar="ID", help="计分方案，默认为第一个")
    score.add_argument("--year", type=int, metavar="年度", help="已入库项目的年度，默认最近的年度")
    score.add_argument("--json", action="store_true", help="输出 JSON")
    score.set_defaults(run=_score)


def _score(options: argparse.Namespace) -> int:
    found = _of_files(options) if options.files else _of_store(options)
    if options.json:
        print_json(found)
        return 0
    for project in found["projects"]:
        print(f"{project['project_name']}　{_result_text(project)}")
        for difference in project["differences"]:
            print(f"　提示　{difference['message']}")
    return 0


def _result_text(project: dict[str, Any]) -> str:
    if project["total_score"] is None:
        return f"已填报部分得分 {project['reported_score']} / 应得 {project['reported_points']}"
    return f"{project['total_score']} 分　{project['grade'] or '不评等级'}"


def _of_files(options: argparse.Namespace) -> dict[str, Any]:
    forms, findings = evaluating.score_files(options.files, scheme_id=options.scheme)
    return {
        "scheme": evaluating.scheme_of(options.scheme).scheme_id,
        "projects": [_form_json(form) for form in forms],
        "findings": [finding_json(finding) for finding in findings],
    }


def _of_store(options: argparse.Namespace) -> dict[str, Any]:
    engine = browsing.open_with_bundled_tables(browsing.database_url())
    years = browsing.fiscal_years(engine)
    if not years or options.year not in (None, *years):
        raise UnusableFileError(f"没有 {options.year or ''} 年度的绩效目标表，请先导入。")
    evaluated = evaluating.evaluate_store(engine, fiscal_year=options.year or years[0], scheme_id=options.scheme)
    results = evaluating.results_of(engine, fiscal_year=options.year or years[0])
    return {
        "scheme": evaluating.scheme_of(options.scheme).scheme_id,
        "projects": [
            _project_json(
                item.project,
                item.indicators,
                item.score,
                [results.get(each.indicator_id) for each in item.indicators],
                differences=item.differences,
            )
            for item in evaluated
        ],
        "findings": [],
    }


def _form_json(form: ScoredForm) -> dict[str, Any]:
    evaluation = form.evaluation
    return _project_json(
        evaluation.project, evaluation.indicators, form.score, evaluation.results, differences=form.differences
    )


def _project_json(
    project: Project,
    indicators: Sequence[Indicator],
    score: ProjectScore,
    results: Sequence[ActualResult | None],
    *,
    differences: Sequence[Difference] = (),
) -> dict[str, Any]:
    execution = score.execution
    return {
        "project_name": project.project_name,
        "scheme_id": score.scheme_id,
        "weight_source": score.weight_source.value,
        "execution": {
            "budget_yuan": json_number(execution.budget_yuan),
            "spent_yuan": json_number(execution.spent_yuan),
            "ratio": json_number(execution.ratio),
            "points": json_number(execution.points),
            "score": json_number(execution.score),
            "explanation": execution.explanation,
        },
        "indicators": list(_indicators_json(indicators, results, score.scores)),
        "total_score": json_number(score.total_score),
        "total_points": json_number(score.total_points),
        "reported_score": json_number(score.reported_score),
        "reported_points": json_number(score.reported_points),
        "grade": score.grade,
        "notes": list(score.notes),
        "differences": [_difference_json(difference) for difference in differences],
    }


def _indicators_json(
    indicators: Sequence[Indicator], results: Sequence[ActualResult | None], scores: Sequence[Score]
) -> Iterator[dict[str, Any]]:
    for indicator, result, score in zip(indicators, results, scores, strict=True):
        yield {
            "level1": indicator.level1.label if indicator.level1 else None,
            "level2": indicator.level2.label if indicator.level2 else None,
            "indicator_name": indicator.indicator_name,
            "target": indicator.annual_target.raw or None,
            "actual": _actual(result),
            "weight_points": json_number(score.weight_points),
            "published_score": json_number(result.given_points) if result else None,
            "score": json_number(score.score),
            "completion_ratio": json_number(score.completion.completion_ratio),
            "outcome": score.completion.outcome.value,
            "rule": score.rule_id,
            "formula": score.formula or None,
            "explanation": score.explanation,
        }


def _actual(result: ActualResult | None) -> str | None:
    if result is None:
        return None
    return result.actual.raw or (result.attainment.label if result.attainment else None)


def _difference_json(difference: Difference) -> dict[str, Any]:
    return {
        "item": difference.item,
        "published_score": json_number(difference.published),
        "score": json_number(difference.computed),
        "message": difference.message,
        "reason": difference.reason,
        "place": place_json(difference.place),
    }
