"""Scores as frames, and what the page 绩效自评 tells about them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol

import pandas as pd

from perfdata.core.evidence import evidence_of
from perfdata.core.model import ActualResult, Indicator, Project
from perfdata.core.scores import SCORING_RULES, ProjectScore, Score
from perfdata.core.terms import WeightSource
from perfdata.presenting.formats import plain, score_text
from perfdata.presenting.frames import frame_of, name_projects
from perfdata.presenting.summaries import Frames

EXECUTION, NO_LEVEL = "预算执行率", "未列一级指标"
BY_SPENDING = "按执行数计算"
ALONE, TOGETHER = "任选一项即可", "合并完成"


class Evaluated(Protocol):
    """One project by one scheme, as the door for scores gives it."""

    @property
    def project(self) -> Project: ...
    @property
    def indicators(self) -> Sequence[Indicator]: ...
    @property
    def scheme(self) -> Any: ...
    @property
    def score(self) -> ProjectScore: ...
    @property
    def next_grade(self) -> Any: ...
    @property
    def strict(self) -> ProjectScore: ...
    @property
    def differences(self) -> Sequence[Any]: ...


def score_frames(
    evaluated: Sequence[Evaluated],
    results: Mapping[str, ActualResult],
    *,
    among: Sequence[Any] | None = None,
    file_counts: Mapping[tuple[str, int], int] = MappingProxyType({}),
) -> dict[str, pd.DataFrame]:
    """One row a project, an indicator, a part of the points, and a way up; short names are unique ``among`` others.

    ``file_counts`` are the files of evidence by indicator and year.
    """
    names = name_projects([item.project for item in evaluated], among=among)

    def frame(schema: str, rows: Callable[[Evaluated], Iterator[tuple[Any, ...]]]) -> pd.DataFrame:
        named = ((item, names.of(item.project)) for item in evaluated)
        return frame_of(schema, ((*row, own) for item, own in named for row in rows(item)))

    return {
        "project_scores": frame("project_scores", _project_rows),
        "scores": frame("scores", partial(_score_rows, results=results, file_counts=file_counts)),
        "level_scores": frame("level_scores", _level_rows),
        "score_differences": frame("score_differences", _difference_rows),
        "ways": frame("ways", _way_rows),
    }


def grade_counts(rows: Sequence[Any], grades: Sequence[str]) -> dict[str, int]:
    """Projects by grade, best first, and those without one, of rows with ``grade`` and ``project_count``."""
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row.grade] += row.project_count
    return {**{grade: counts[grade] for grade in grades}, "未评": counts[""]}


def project_table(frames: Frames, other: Frames | None = None, *, other_title: str = "") -> pd.DataFrame:
    """The projects under Chinese headers, with the total and grade of another scheme beside them."""
    own = frames["project_scores"]
    table = pd.DataFrame(
        {
            "项目": own["short_name"],
            "总分": _texts(own["total_points_score"]),
            "等级": own["grade"].fillna("未评"),
            "已填报部分得分 / 满分": own["reported"],
        }
    )
    if other is not None:
        beside = other["project_scores"].set_index("project_id").reindex(own["project_id"]).reset_index()
        table[f"{other_title}：总分"] = _texts(beside["total_points_score"])
        table[f"{other_title}：等级"] = beside["grade"].fillna("未评")
    table["模拟复核"] = _texts(own["strict_score"])
    table["计分方案"] = own["scheme"]
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


def evidence_text(frames: Frames, project_id: str) -> str:
    """By what the reported results are proved, in a sentence; '' while no file stands beside one of them."""
    rows = _of(frames["scores"], project_id)
    rows = rows[rows["actual"].notna() & (rows["actual"] != BY_SPENDING)]
    by_file = int((rows["file_count"] > 0).sum())
    said = int(rows["evidence"].notna().sum()) - by_file
    if not by_file:
        return ""
    counts = {"附有文件": by_file, "写明材料": said, "还没有佐证": len(rows) - by_file - said}
    return f"佐证：{'，'.join(f'{count} 项{what}' for what, count in counts.items() if count)}。"


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
    return ["待填报" if pd.isna(point) else score_text(point) for point in points]


def _project_rows(item: Evaluated) -> Iterator[tuple[Any, ...]]:
    score, strict, step = item.score, item.strict, item.next_grade
    derived = {
        "scheme": item.scheme.title,
        "total_points_score": score.total_score,
        "reported": f"{score_text(float(score.reported_score))} / {plain(float(score.reported_points))}",
        "execution_points": score.execution.points,
        "execution_score": score.execution.score,
        "execution_explanation": score.execution.explanation,
        "strict_score": strict.total_score,
        "strict_grade": strict.grade,
        "next_grade": step.grade if step else None,
        "missing_points": step.missing_points if step else None,
        "notes": "".join(score.notes),
    }
    yield derived, score


def _score_rows(
    item: Evaluated, *, results: Mapping[str, ActualResult], file_counts: Mapping[tuple[str, int], int]
) -> Iterator[tuple[Any, ...]]:
    for indicator, score, strict in zip(item.indicators, item.score.scores, item.strict.scores, strict=True):
        result = results.get(indicator.indicator_id)
        file_count = file_counts.get((indicator.indicator_id, indicator.fiscal_year or 0), 0)
        derived = {
            "actual": _actual(score, result),
            "evidence": evidence_of(result and result.evidence, file_count=file_count) or None,
            "file_count": file_count,
            "outcome": score.completion.outcome,
            "points_score": score.score,
            "strict_score": strict.score,
            "strict_reason": _strict_reason(score, strict),
            "formula": score.formula or None,
        }
        yield derived, score, indicator


def _actual(score: Score, result: ActualResult | None) -> str | None:
    if result is None or score.completion.from_spending:
        return BY_SPENDING if score.completion.from_spending else None
    return result.actual.raw or (result.attainment.label if result.attainment else None)


def _strict_reason(score: Score, strict: Score) -> str | None:
    if strict is score:
        return None
    return f"{SCORING_RULES[strict.rule_id].statement.removeprefix('模拟复核：')}：{strict.formula}"


def _level_rows(item: Evaluated) -> Iterator[tuple[Any, ...]]:
    execution, zero = item.score.execution, Decimal(0)
    reported_points = zero if execution.score is None else execution.points
    columns = ("level", "points", "reported_points", "reported_score")
    yield (dict(zip(columns, (EXECUTION, execution.points, reported_points, execution.score or zero), strict=True)),)
    for level in item.score.levels:
        name = level.level1.label if level.level1 else NO_LEVEL
        yield (dict(zip(columns, (name, level.points, level.reported_points, level.reported_score), strict=True)),)


def _difference_rows(item: Evaluated) -> Iterator[tuple[Any, ...]]:
    for found in item.differences:
        yield {"published_score": found.published, "computed_score": found.computed}, found


def _way_rows(item: Evaluated) -> Iterator[tuple[Any, ...]]:
    if item.next_grade:
        yield from (({"kind": ALONE}, way) for way in item.next_grade.alone)
        yield from (({"kind": TOGETHER}, way) for way in item.next_grade.together)


WEIGHT_SOURCE_NOTES = {
    WeightSource.GOAL_TABLE.label: "分值取自表中原有的分值。",
    WeightSource.EQUAL_SPLIT.label: "表中没有分值：各部分分值在指标间平均分配（系统默认等权），可在下面改。",
    WeightSource.NONE.label: "表中没有分值，不能复算；在下面设定分值后即可计算。",
    WeightSource.MANUAL.label: "分值由人工设定；在“历史”中撤销那次设定即恢复原来的分值。",
}
