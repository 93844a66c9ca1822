"""Scores as frames, and what the page 绩效自评 tells about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

import pandas as pd

from perfdata.core.model import ActualResult, Indicator, Project
from perfdata.core.scores import SCORING_RULES, ProjectScore, Score
from perfdata.core.terms import WeightSource
from perfdata.presenting.formats import plain
from perfdata.presenting.frames import Names, name_projects
from perfdata.presenting.schemas import frame_of
from perfdata.presenting.summaries import Frames

EXECUTION, NO_LEVEL = "预算执行率", "未列一级指标"
ALONE, TOGETHER = "任选一项即可", "合并完成"


class Evaluated(Protocol):
    """One project by one scheme, as the door for scores gives it."""

    @property
    def project(self) -> Project: ...
    @property
    def indicators(self) -> Sequence[Indicator]: ...
    @property
    def score(self) -> ProjectScore: ...
    @property
    def next_grade(self) -> Any: ...
    @property
    def strict(self) -> ProjectScore: ...
    @property
    def differences(self) -> Sequence[Any]: ...


def score_frames(evaluated: Sequence[Evaluated], results: Mapping[str, ActualResult]) -> dict[str, pd.DataFrame]:
    """One row a project, an indicator, a part of the points, and a way up; ``projects`` too, to select by."""
    names = name_projects([item.project for item in evaluated])
    units = [{"project_id": item.project.project_id, "spending_unit": item.project.spending_unit} for item in evaluated]
    return {
        "projects": pd.DataFrame(units, columns=["project_id", "spending_unit"]),
        "project_scores": frame_of("project_scores", [_project_row(item, names) for item in evaluated]),
        "scores": frame_of("scores", [row for item in evaluated for row in _score_rows(item, results, names)]),
        "level_scores": frame_of("level_scores", [row for item in evaluated for row in _level_rows(item, names)]),
        "score_differences": frame_of(
            "score_differences", [row for item in evaluated for row in _difference_rows(item, names)]
        ),
        "ways": frame_of("ways", [row for item in evaluated for row in _way_rows(item, names)]),
    }


def grade_counts(frames: Frames, grades: Sequence[str]) -> dict[str, int]:
    """Projects by grade, best first, and those without one."""
    projects = frames["project_scores"]
    counts = projects["grade"].value_counts()
    return {**{grade: int(counts.get(grade, 0)) for grade in grades}, "未评": int(projects["grade"].isna().sum())}


def is_reported(frames: Frames) -> bool:
    """Whether anything at all can be scored."""
    projects = frames["project_scores"]
    return bool((projects["reported_points"] > 0).any())


def project_table(frames: Frames, other: Frames | None = None, *, other_title: str = "") -> pd.DataFrame:
    """The projects under Chinese headers, with the total and grade of another scheme beside them."""
    own = frames["project_scores"]
    table = pd.DataFrame(
        {
            "项目": own["short_name"],
            "总分": _texts(own["total_points_score"]),
            "等级": own["grade"].fillna("未评"),
            "已填报部分得分 / 应得": own["reported"],
        }
    )
    if other is not None:
        beside = other["project_scores"].set_index("project_id").reindex(own["project_id"]).reset_index()
        table[f"{other_title}：总分"] = _texts(beside["total_points_score"])
        table[f"{other_title}：等级"] = beside["grade"].fillna("未评")
    table["模拟复核"] = _texts(own["strict_score"])
    table["分值来源"] = own["weight_source"]
    table["说明"] = own["notes"]
    return table


def indicator_table(frames: Frames, project_id: str) -> pd.DataFrame:
    """The indicators of a project with their scores, in the order of the table."""
    columns = "level1 indicator_name annual_target actual outcome weight_points points_score lost_points explanation"
    return _of(frames["scores"], project_id)[columns.split()]


def lost_points(frames: Frames, project_id: str) -> pd.DataFrame:
    """``item``, ``lost_points`` and ``explanation``: what was lost where, the most first; execution included."""
    rows = _of(frames["scores"], project_id)
    project = _of(frames["project_scores"], project_id).iloc[0]
    lost = rows.rename(columns={"indicator_name": "item"})[["item", "lost_points", "explanation"]]
    execution = pd.DataFrame(
        {
            "item": [EXECUTION],
            "lost_points": [project["execution_points"] - project["execution_score"]],
            "explanation": [project["execution_explanation"]],
        }
    )
    both = pd.concat([execution, lost], ignore_index=True)
    return both[both["lost_points"] > 0].sort_values("lost_points", ascending=False, kind="stable", ignore_index=True)


def ways_up(frames: Frames, project_id: str) -> pd.DataFrame:
    """The ways to the next grade of a project."""
    return _of(frames["ways"], project_id)[["kind", "gained_points", "sentence"]]


def difference_table(frames: Frames, project_id: str) -> pd.DataFrame:
    """Scores that a form states otherwise than they are computed."""
    return _of(frames["score_differences"], project_id).drop(columns=["project_id", "short_name"])


def strict_table(frames: Frames, project_id: str) -> pd.DataFrame:
    """The indicators of which a strict reviewer would leave less."""
    rows = _of(frames["scores"], project_id)
    return rows[rows["strict_reason"].notna()][["indicator_name", "points_score", "strict_score", "strict_reason"]]


def weight_table(frames: Frames, project_id: str) -> pd.DataFrame:
    """The indicators of a project with their points, to be edited; the index is the indicator id."""
    rows = _of(frames["scores"], project_id).set_index("indicator_id")
    return rows[["level1", "level2", "indicator_name", "annual_target", "weight_points"]]


def project_of(frames: Frames, project_id: str) -> Any:
    """The row of one project."""
    return next(_of(frames["project_scores"], project_id).itertuples())


def _of(frame: pd.DataFrame, project_id: str) -> pd.DataFrame:
    return frame[frame["project_id"] == project_id].reset_index(drop=True)


def _texts(points: pd.Series) -> list[str]:
    return ["待填报" if pd.isna(point) else plain(point) for point in points]


def _project_row(item: Evaluated, names: Names) -> dict[str, Any]:
    score, strict, step = item.score, item.strict, item.next_grade
    return {
        **_named(item, names),
        "total_points_score": _number(score.total_score),
        "grade": score.grade,
        "reported": f"{plain(float(score.reported_score))} / {plain(float(score.reported_points))}",
        "reported_points": _number(score.reported_points),
        "reported_score": _number(score.reported_score),
        "execution_points": _number(score.execution.points),
        "execution_score": _number(score.execution.score),
        "execution_explanation": score.execution.explanation,
        "weight_source": score.weight_source.label,
        "strict_score": _number(strict.total_score),
        "strict_grade": strict.grade,
        "next_grade": step.grade if step else None,
        "missing_points": _number(step.missing_points) if step else None,
        "notes": "".join(score.notes),
    }


def _score_rows(item: Evaluated, results: Mapping[str, ActualResult], names: Names) -> Iterator[dict[str, Any]]:
    for indicator, score, strict in zip(item.indicators, item.score.scores, item.strict.scores, strict=True):
        yield {
            **_named(item, names),
            "indicator_id": indicator.indicator_id,
            "indicator_name": indicator.indicator_name,
            "level1": score.level1.label if score.level1 else None,
            "level2": indicator.level2.label if indicator.level2 else None,
            "annual_target": indicator.annual_target.raw,
            "actual": _actual(score, results.get(indicator.indicator_id)),
            "outcome": score.completion.outcome.label,
            "weight_points": _number(score.weight_points),
            "points_score": _number(score.score),
            "lost_points": _number(score.lost_points),
            "strict_score": _number(strict.score),
            "strict_reason": _strict_reason(score, strict),
            "formula": score.formula or None,
            "explanation": score.explanation,
            "needs_reason": score.needs_reason,
        }


def _actual(score: Score, result: ActualResult | None) -> str | None:
    if result is None or score.completion.from_spending:
        return "按执行数计算" if score.completion.from_spending else None
    return result.actual.raw or (result.attainment.label if result.attainment else None)


def _strict_reason(score: Score, strict: Score) -> str | None:
    if strict is score:
        return None
    return f"{SCORING_RULES[strict.rule_id].statement.removeprefix('模拟复核：')}：{strict.formula}"


def _level_rows(item: Evaluated, names: Names) -> Iterator[dict[str, Any]]:
    execution = item.score.execution
    is_known = execution.score is not None
    parts = [(EXECUTION, execution.points, execution.points if is_known else Decimal(0), execution.score or Decimal(0))]
    parts += [
        (
            level.level1.label if level.level1 else NO_LEVEL,
            level.points,
            level.reported_points,
            level.reported_score,
        )
        for level in item.score.levels
    ]
    for name, points, reported_points, reported_score in parts:
        yield {
            **_named(item, names),
            "level": name,
            "points": _number(points),
            "reported_points": _number(reported_points),
            "reported_score": _number(reported_score),
        }


def _difference_rows(item: Evaluated, names: Names) -> Iterator[dict[str, Any]]:
    for difference in item.differences:
        yield {
            **_named(item, names),
            "item": difference.item,
            "published_score": _number(difference.published),
            "computed_score": _number(difference.computed),
            "reason": difference.reason,
            "place": str(difference.place),
        }


def _way_rows(item: Evaluated, names: Names) -> Iterator[dict[str, Any]]:
    if item.next_grade is None:
        return
    for kind, ways in ((ALONE, item.next_grade.alone), (TOGETHER, item.next_grade.together)):
        for way in ways:
            yield {
                **_named(item, names),
                "kind": kind,
                "gained_points": _number(way.gained_points),
                "sentence": way.sentence,
            }


def _named(item: Evaluated, names: Names) -> dict[str, Any]:
    found = names.of(item.project.project_id)
    return {"project_id": item.project.project_id, **{name: found[name] for name in ("project_name", "short_name")}}


def _number(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


WEIGHT_SOURCE_NOTES = {
    WeightSource.GOAL_TABLE.label: "分值取自表中原有的分值。",
    WeightSource.EQUAL_SPLIT.label: "表中没有分值：各部分分值在指标间平均分配（系统默认等权），可在下面改。",
    WeightSource.MANUAL.label: "分值由人工设定；在“历史”中撤销那次设定即恢复原来的分值。",
}
