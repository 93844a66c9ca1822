"""What a person of the campaign sees through the doors, against what the model says, no more and no less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import Engine

from perfdata.core.people import Actor
from perfdata.core.terms import Act
from perfdata.storing import aggregates, store
from perfdata.storing.conclusions import concluded_rows
from perfdata.storing.connecting import reading
from perfdata.storing.marks import mark_all
from perfdata.storing.scope import Scope
from perfdata.storing.sight import seen_by
from perfdata.usecases import closing, evidence, history, reviewing
from perfdata.usecases.concluding import catch_up
from tests.durability.offices_model import WAITING, Model, Person

YEAR = 2024
_ACTS = [act for act in Act if act is not Act.REFUSAL]


def compare(engine: Engine, actor: Actor, model: Model, *, person: Person, unit_of: Mapping[str, str]) -> None:
    """``unit_of`` is the unit of an indicator."""
    seen = seen_by(engine, actor)
    _compare_values(seen, model, person, unit_of)
    _compare_uploads(seen, model, person)
    _compare_reviews(seen, actor, model, person)
    _compare_log(seen, model, person)
    own = model.units_of(person)
    found = closing.list_closings(seen, YEAR, with_reopened=True)
    closed = [(item.closing_id, item.reopened_at is not None) for item in found]
    assert closed[::-1] == [
        (each.closing_id, each.is_reopened)
        for each in model.closings
        if each.unit is None or each.unit in own or person.is_of_all
    ]
    proofs = [(file.evidence_id, file.removed_at is None) for file in evidence.list_files(seen)]
    assert proofs == [(each.evidence_id, each.is_there) for each in model.proofs if each.unit in own]


def _compare_values(seen: Engine, model: Model, person: Person, unit_of: Mapping[str, str]) -> None:
    own, current = model.units_of(person), store.current(seen)
    budgets = {item.spending_unit: int(item.budget_yuan or 0) for item in current.projects}
    assert budgets == {unit: budget for unit, budget in model.budgets().items() if unit in own}
    assert {item.project_id for item in current.indicators} == {item.project_id for item in current.projects}
    results = {(unit_of[item.indicator_id], item.as_of): item.actual.raw for item in current.actual_results}
    assert results == {key: f"{value}户" for key, value in model.results().items() if key[0] in own}


def _compare_uploads(seen: Engine, model: Model, person: Person) -> None:
    visible = [(each.upload_id, each.state) for each in model.uploads if model.sees(person, each)]
    assert [(each.upload_id, each.state) for each in reversed(store.list_uploads(seen))] == visible
    whole = {each.upload_id for each in model.uploads if model.sees_whole(person, each)}
    assert history.to_give(seen, [each.upload_id for each in model.uploads]) == whole


def _compare_reviews(seen: Engine, actor: Actor, model: Model, person: Person) -> None:
    assert _ids(reviewing.waiting(seen, actor)) == [each.upload_id for each in model.waiting(person)]
    assert _ids(reviewing.returned(seen, actor)) == [each.upload_id for each in model.returned(person)]
    for each in [each for each in model.uploads if each.state == WAITING][-1:]:
        is_shown = reviewing.waiting_upload(seen, actor, each.upload_id) is not None
        assert is_shown == model.reads_review(person, each)
    by_id = {each.upload_id: each for each in model.uploads}
    for upload_id, hand_in in reviewing.hand_ins_of(seen, by_id).items():
        said = by_id[upload_id].reason if model.reads_review(person, by_id[upload_id]) else None
        assert hand_in.reason == said


def _ids(items: list[reviewing.HandedIn]) -> list[int]:
    return [item.upload.upload_id for item in items]


def _compare_log(seen: Engine, model: Model, person: Person) -> None:
    """Every act on record by who did it, and the reason of a return for those whom it concerns."""
    entries = store.list_log(seen, store.LogFilter(acts=_ACTS))
    told = Counter((entry.who, entry.act, entry.upload_id) for entry in entries)
    assert told == Counter((done.who, done.act, done.upload_id) for done in model.done if model.sees_done(person, done))
    by_id = {each.upload_id: each for each in model.uploads}
    for entry in entries:
        if entry.act is Act.RETURN:
            upload = by_id[entry.upload_id or 0]
            is_told = (upload.reason or "") in (entry.detail or "")
            assert is_told == (entry.who == person.name or model.reads_review(person, upload))


def check_conclusions(engine: Engine, model: Model, people: Iterable[tuple[Person, Actor]]) -> None:
    """What was concluded step by step is what all uploads give at once, and each sees the sums of the own part."""
    catch_up(engine)
    before = concluded_rows(engine)
    mark_all(engine)
    catch_up(engine)
    assert concluded_rows(engine) == before
    for person, actor in people:
        with reading(seen_by(engine, actor)) as connection:
            shown = aggregates.totals(connection, Scope(YEAR))
        own = model.units_of(person)
        budgets = [budget for unit, budget in model.budgets().items() if unit in own]
        assert (shown.project_count, shown.budget_yuan or 0) == (len(budgets), sum(budgets))
