"""The command on scores: score."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from perfdata.assessing.published_scores import Difference, ScoredForm, finding_of
from perfdata.commands.arguments import add_account, year
from perfdata.commands.output import (
    Refusals,
    fields_json,
    finding_json,
    indicator_json,
    json_of,
    open_store,
    print_json,
    stored_year,
)
from perfdata.core.findings import Finding
from perfdata.core.model import ActualResult, Indicator, SelfEvaluation
from perfdata.core.scores import Score
from perfdata.usecases import evaluating
from perfdata.usecases.evaluating import Evaluated


def add_commands(commands: Any) -> None:
    """Add these commands to the parser."""
    score = commands.add_parser("score", help="按计分方案计算自评得分（不写入）；不给文件时计算已入库的项目")
    score.add_argument("files", nargs="*", type=Path, metavar="FILE", help="填好的项目支出绩效自评表")
    score.add_argument("--scheme", metavar="ID", help="计分方案，默认按各表的表式选用")
    score.add_argument("--year", type=year, metavar="年度", help="已入库项目的年度，默认最近的年度")
    score.add_argument("--json", action="store_true", help="输出 JSON")
    score.set_defaults(run=_score)
    add_account(score)


def _score(options: argparse.Namespace) -> int:
    refused = Refusals(options.files, as_json=options.json)
    found, findings = _of_files(options, refused) if options.files else (_of_store(options), [])
    if options.json:
        print_json({**found, "findings": list(map(finding_json, findings)), "refused": refused.told})
        return refused.code
    for finding in findings:
        print(f"{finding.severity.label}　{finding.place}：{finding.message}")
    for project in found["projects"]:
        print(f"{project['project_name']}　{_result_text(project)}")
        for difference in project["differences"]:
            print(f"　提示　{difference['message']}")
    return refused.code


def _result_text(project: dict[str, Any]) -> str:
    if project["total_score"] is None:
        notes = "".join(project["notes"])
        return f"已填报部分得分 {project['reported_score']} / 满分 {project['reported_points']}　{notes}".rstrip()
    return f"{project['total_score']} 分　{project['grade'] or '不评等级'}"


def _of_files(options: argparse.Namespace, refused: Refusals) -> tuple[dict[str, Any], Sequence[Finding]]:
    forms, findings = evaluating.score_files(options.files, scheme_id=options.scheme, refused=refused)
    projects = [_project_json(form.evaluation, form, form.evaluation.results) for form in forms]
    return {"scheme": options.scheme, "projects": projects}, findings


def _of_store(options: argparse.Namespace) -> dict[str, Any]:
    engine = open_store(options.account)
    year = stored_year(engine, options.year)
    evaluated = evaluating.evaluate_store(engine, fiscal_year=year, scheme_id=options.scheme)
    results = evaluating.results_of(engine, fiscal_year=year)
    return {
        "scheme": options.scheme,
        "projects": [
            _project_json(item, item, [results.get(each.indicator_id) for each in item.indicators])
            for item in evaluated
        ],
    }


def _project_json(
    stated: SelfEvaluation | Evaluated, scored: ScoredForm | Evaluated, results: Sequence[ActualResult | None]
) -> dict[str, Any]:
    score = scored.score
    return {
        "project_name": stated.project.project_name,
        **fields_json(score, "scheme_id weight_source"),
        "execution": fields_json(score.execution, "budget_yuan spent_yuan ratio points score explanation"),
        "indicators": list(_indicators_json(stated.indicators, results, score.scores)),
        **fields_json(score, "total_score total_points reported_score reported_points grade notes"),
        "differences": [_difference_json(item, stated.project.project_id) for item in scored.differences],
    }


def _indicators_json(
    indicators: Sequence[Indicator], results: Sequence[ActualResult | None], scores: Sequence[Score]
) -> Iterator[dict[str, Any]]:
    for indicator, result, score in zip(indicators, results, scores, strict=True):
        yield {
            **indicator_json(indicator),
            "target": indicator.annual_target.raw or None,
            "actual": _actual(result),
            "weight_points": json_of(score.weight_points),
            "published_score": json_of(result.given_points) if result else None,
            "score": json_of(score.score),
            **fields_json(score.completion, "completion_ratio outcome"),
            "rule": score.rule_id,
            "formula": score.formula or None,
            "explanation": score.explanation,
        }


def _actual(result: ActualResult | None) -> str | None:
    if result is None:
        return None
    return result.actual.raw or (result.attainment.label if result.attainment else None)


def _difference_json(difference: Difference, project_id: str) -> dict[str, Any]:
    scores = {"published_score": json_of(difference.published), "score": json_of(difference.computed)}
    message = finding_of(difference, project_id=project_id).message
    return {"item": difference.item, **scores, "message": message, **fields_json(difference, "reason place")}
