"""The door to lists: a part at a time, sorted and filtered by the database; only what is shown is read and judged."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from perfdata.storing import aggregates, listings
from perfdata.storing.connecting import reading
from perfdata.storing.listings import IndicatorOrder, Listed, ProjectOrder, Slice
from perfdata.storing.scope import Scope
from perfdata.usecases.browsing import load_frames

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

Frames = Mapping[str, "pd.DataFrame"]
_AT_ONCE, _EVERY = 500, 10**9


class Part(NamedTuple):
    """How many there are in all, and the frames of the projects that are shown, their ids in order."""

    total: int
    ids: tuple[str, ...]
    frames: Frames


def projects_listed(engine: Engine, scope: Scope, *, part: Slice, **order: Any) -> Listed:
    """The ids of a part of the projects; see ``list_projects``."""
    with reading(engine) as connection:
        return listings.list_projects(connection, scope, part=part, **order)


def of_projects(scope: Scope, ids: Collection[str]) -> Scope:
    """The scope of these projects, of which there is one at least."""
    return scope._replace(projects=tuple(ids) or ("",))


def projects_part(engine: Engine, scope: Scope, *, order: ProjectOrder, part: Slice, **more: Any) -> Part:
    """A part of the projects with all their frames, the projects in that order."""
    from perfdata.presenting.summaries import in_order

    listed = projects_listed(engine, scope, part=part, order=order, **more)
    own = of_projects(scope, listed.ids)
    frames = load_frames(engine, fiscal_year=own.fiscal_year, projects=own.projects)
    return Part(listed.total, listed.ids, {**frames, "projects": in_order(frames["projects"], listed.ids)})


def in_parts(
    engine: Engine, scope: Scope, make: Callable[[Frames], pd.DataFrame], *, order: ProjectOrder = "file", **more: Any
) -> pd.DataFrame:
    """What ``make`` makes of the frames of every project, some at a time, one below the other."""

    def frames_of(own: Scope) -> Frames:
        from perfdata.presenting.summaries import in_order

        frames = load_frames(engine, fiscal_year=own.fiscal_year, projects=own.projects)
        return {**frames, "projects": in_order(frames["projects"], own.projects)}

    return every_part(engine, scope, lambda own: make(frames_of(own)), order=order, **more)


def every_part(
    engine: Engine, scope: Scope, make: Callable[[Scope], pd.DataFrame], *, at_once: int = _AT_ONCE, **order: Any
) -> pd.DataFrame:
    """What ``make`` makes of every project of the selection, ``at_once`` at a time, one below the other.

    Which projects there are is asked once: who stores something meanwhile moves none of them out of its place.
    """
    import pandas as pd

    ids = projects_listed(engine, scope, part=Slice(0, _EVERY), **order).ids
    parts = [ids[start : start + at_once] for start in range(0, max(len(ids), 1), at_once)]
    return pd.concat([make(of_projects(scope, part)) for part in parts], ignore_index=True)


def indicators_part(
    engine: Engine,
    scope: Scope,
    *,
    part: Slice,
    order: IndicatorOrder = "file",
    wanted: Mapping[str, Collection[Any]] | None = None,
    month: int | None = None,
) -> tuple[Sequence[str], Scope]:
    """The ids of a part of the indicators in their order, and the scope of the projects that own them."""
    with reading(engine) as connection:
        rows = listings.list_indicators(connection, scope, part=part, order=order, wanted=wanted, month=month)
    owners = dict.fromkeys(project_id for project_id, _ in rows)
    return [indicator_id for _, indicator_id in rows], of_projects(scope, owners)


def indicator_count(engine: Engine, scope: Scope, wanted: Mapping[str, Collection[Any]]) -> int:
    """How many indicators have one of the wanted values of level1, level2, value_kind, outcome and band each."""
    with reading(engine) as connection:
        rows = aggregates.outcomes(connection, scope, *wanted)
    return sum(row.indicator_count for row in rows if _is_wanted(row, wanted))


def _is_wanted(row: Any, wanted: Mapping[str, Collection[Any]]) -> bool:
    return all(not values or getattr(row, name) in values for name, values in wanted.items())


def project_ids(engine: Engine, scope: Scope) -> Iterator[str]:
    """The ids of every project of the selection."""
    yield from projects_listed(engine, scope, part=Slice(0, _EVERY)).ids
