"""The store and the dashboards beside the model, in the model's own words."""

from __future__ import annotations

from collections.abc import Hashable
from math import isclose

from sqlalchemy import Engine

from perfdata.storing import aggregates, store
from perfdata.storing.connecting import reading
from perfdata.storing.scope import Scope
from perfdata.usecases import town
from perfdata.usecases.concluding import catch_up
from tests.durability.files import YEAR, indicator_ids, project_ids
from tests.durability.model import Figures, Model, actual_text, grade_text, target_text


def expected_values(model: Model) -> dict[str, dict]:
    """Everything in force by the model, as texts and whole yuan."""
    return {
        "projects": {project: table.budget for project, table in model.tables().items()},
        "indicators": {
            (project, indicator): (position, target_text(indicator, target))
            for project, table in model.tables().items()
            for position, (indicator, target) in enumerate(table.targets.items(), start=1)
        },
        "results": {
            (*key, day): (actual_text(key[1], value), grade_text(key[1], value))
            for (key, day), value in model.results().items()
        },
        "spending": model.spending(),
    }


def stored_values(engine: Engine) -> dict[str, dict]:
    """Everything in force by the store, the same way."""
    records = store.current(engine)
    names = {project_id: name for name, project_id in project_ids().items()}
    keys = {indicator_id: key for key, indicator_id in indicator_ids().items()}
    return {
        "projects": {project.project_name: project.budget_yuan for project in records.projects},
        "indicators": {keys[item.indicator_id]: (item.order, item.annual_target.raw) for item in records.indicators},
        "results": {
            (*keys[item.indicator_id], item.as_of): (item.actual.raw, item.attainment and item.attainment.label)
            for item in records.actual_results
        },
        "spending": {
            (names[row.project_id], row.as_of): (row.initial_budget_yuan, row.adjusted_budget_yuan, row.spent_yuan)
            for row in records.spending
        },
    }


def frozen(values: dict[str, dict]) -> Hashable:
    return tuple((name, frozenset(group.items())) for name, group in values.items())


def check_figures(engine: Engine, expected: Figures) -> None:
    """The sums that 总览 shows, once all is concluded."""
    catch_up(engine)
    with reading(engine) as connection:
        shown = aggregates.totals(connection, Scope(YEAR))
    assert shown.budget_yuan == expected.budget
    assert shown.project_count == expected.projects
    assert shown.indicator_count == expected.indicators
    assert shown.indicator_count - shown.no_data_count == expected.reported
    assert shown.met_count == expected.met
    executed = town.pace_of_sums(shown).executed
    if expected.execution_ratio is None:
        assert executed is None
    else:
        assert executed is not None
        assert isclose(executed, expected.execution_ratio, rel_tol=1e-12)
