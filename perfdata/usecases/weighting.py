"""The door for 分值 that a person sets: whether they may be saved, and saving them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from perfdata.assessing.scheme import Scheme
from perfdata.core.errors import StorageError
from perfdata.core.model import Indicator, Project
from perfdata.core.people import Who, name_of
from perfdata.core.scores import ManualWeight
from perfdata.storing import store
from perfdata.usecases.rights import is_reviewed, refuse_subjects

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Weighed(NamedTuple):
    """The sum of set 分值, and why they cannot be saved ('' if they can)."""

    total: Decimal
    problem: str


def weigh(points: Iterable[Decimal], *, scheme: Scheme) -> Weighed:
    """The points of all indicators must be what the scheme's execution points leave of 100, none below 0."""
    own, wanted = list(points), 100 - scheme.execution_points
    if not all(point.is_finite() for point in own):
        return Weighed(Decimal(0), "分值须为数字")
    total = sum(own, Decimal(0))
    if min(own, default=total) < 0:
        return Weighed(total, "分值不能为负数")
    if total == wanted:
        return Weighed(total, "")
    return Weighed(
        total, f"应为 {wanted:f} 分，{'多' if total > wanted else '少'} {abs(total - wanted).normalize():f} 分"
    )


def save_weights(
    engine: Engine,
    points: Mapping[str, Decimal],
    *,
    fiscal_year: int,
    project_id: str,
    scheme: Scheme,
    expected_revision: int,
    who: Who,
    at: datetime,
) -> store.Stored:
    """Store the 分值 of all indicators of a project as an upload that history shows and undo takes back.

    With review switched on what an account saves waits for it.

    ``expected_revision`` is that of the data which the points were set beside. Raises StorageError where the points do
    not cover every indicator or cannot be right by the scheme, when the data have changed since, and where the project
    is not the person's.
    """
    refuse_subjects(engine, who, [project_id])
    records = store.current(engine, fiscal_year=fiscal_year, project_ids=[project_id])
    own = [indicator for indicator in records.indicators if indicator.project_id == project_id]
    project = next((item for item in records.projects if item.project_id == project_id), None)
    if project is None or {indicator.indicator_id for indicator in own} != set(points):
        raise StorageError("指标已有变动，分值没有保存：请刷新页面后重新设定。")
    total, problem = weigh(points.values(), scheme=scheme)
    if problem:
        raise StorageError(f"分值合计 {total:f} 分，{problem}，没有保存。")
    return store.append_weights(
        engine,
        [
            ManualWeight(project_id=project_id, fiscal_year=fiscal_year, indicator_id=key, weight_points=point)
            for key, point in points.items()
        ],
        file_name=f"指标分值_{project.project_name}.csv",
        content=_weights_file(project, own, points, who=name_of(who), at=at),
        uploaded_by=name_of(who),
        waits=is_reviewed(who),
        fiscal_year=fiscal_year,
        expected_revision=expected_revision,
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
