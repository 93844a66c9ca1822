"""The 100-point self-evaluation of a project (财预〔2020〕10号), by a scheme that is data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from perfdata.assessing.schemes import Scheme
from perfdata.core.model import ActualResult, Indicator, Project, Spending
from perfdata.core.scores import ProjectScore


def score_project(
    project: Project,
    indicators: Sequence[Indicator],
    *,
    results: Mapping[str, ActualResult],
    spending: Spending | None,
    scheme: Scheme,
    weights: Mapping[str, Decimal] | None = None,
) -> ProjectScore:
    """Score every indicator and the execution; ``results`` and manual ``weights`` by indicator_id. Never raises."""
    raise NotImplementedError
