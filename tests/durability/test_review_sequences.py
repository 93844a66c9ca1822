"""Random hand-ins, approvals, returns, withdrawals, undo and redo by five accounts, beside a plain list."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine

from perfdata.core.errors import StorageError
from perfdata.core.model import ActualResult, Place
from perfdata.core.official_forms import FormRecords
from perfdata.core.people import Actor
from perfdata.core.reports import ResultChange
from perfdata.core.terms import ChangeKind, Role
from perfdata.core.values import parse_value
from perfdata.storing import store
from perfdata.usecases import history, reviewing, uploading
from perfdata.usecases.preview import ResultsPreview
from tests.storing.builders import a_project, an_indicator, append_tables

UNITS = ("甲局", "乙局", "丙局")
DAY = date(2024, 12, 31)
SEQUENCES, STEPS = (300, 16) if os.environ.get("PERFDATA_SOAK") == "1" else (8, 16)
WAITING, COUNTS, VOIDED, RETURNED, WITHDRAWN = "待审", "已审", "已撤销", "已退回", "已撤回"


def person(name: str, role: Role, *units: str) -> Actor:
    return Actor(account_id=1, session_id=1, name=name, role=role, units=units, address="10.0.0.5")


PEOPLE = (
    person("甲会计", Role.CLERK, "甲局"),
    person("乙会计", Role.CLERK, "乙局", "丙局"),
    person("甲科长", Role.REVIEWER, "甲局"),
    person("乙科长", Role.REVIEWER, "乙局"),
    person("主任", Role.ADMINISTRATOR),
)


@dataclass
class Said:
    """An upload in the model: of which unit, by whom, what it says, and where it stands."""

    unit: str
    who: str
    text: str
    state: str


class Model:
    """What a person may do, in five lines each; nothing here calls the code under test."""

    def __init__(self) -> None:
        self.uploads: list[Said] = []

    def held(self) -> dict[str, str]:
        return {said.unit: said.text for said in self.uploads if said.state == COUNTS}

    def hand_in(self, who: Actor, unit: str, text: str) -> bool:
        if not _owns(who, unit):
            return False
        if not any((said.unit, said.text) == (unit, text) and said.state in (WAITING, COUNTS) for said in self.uploads):
            self.uploads.append(Said(unit, who.name, text, WAITING))
        return True

    def may(self, act: str, who: Actor, said: Said) -> bool:
        is_reviewer = who.role is not Role.CLERK and _owns(who, said.unit)
        is_twin = any(
            (other.unit, other.text, other.state) == (said.unit, said.text, COUNTS)
            for other in self.uploads
            if other is not said
        )
        return {
            "approve": said.state == WAITING and is_reviewer and said.who != who.name and not is_twin,
            "give_back": said.state == WAITING and is_reviewer,
            "withdraw": said.state == WAITING and said.who == who.name,
            "undo": said.state == COUNTS and is_reviewer,
            "redo": said.state == VOIDED and is_reviewer and not is_twin,
        }[act]


BECOMES = {"approve": COUNTS, "give_back": RETURNED, "withdraw": WITHDRAWN, "undo": VOIDED, "redo": COUNTS}
ACTS = ("hand_in",) * 4 + ("approve",) * 3 + ("give_back", "withdraw", "undo") * 2 + ("redo",)
DOORS: dict[str, Callable[..., None]] = {
    "approve": reviewing.approve,
    "give_back": lambda engine, upload_id, *, who: reviewing.give_back(engine, upload_id, who=who, reason="再核对"),
    "withdraw": reviewing.withdraw,
    "undo": history.undo,
    "redo": history.redo,
}


def _owns(who: Actor, unit: str) -> bool:
    return who.role is Role.ADMINISTRATOR or unit in who.units


def hand_in(engine: Engine, who: Actor, unit: str, text: str) -> None:
    place, key = Place("填报.csv", None, None, 2), f"{unit}-i1"
    result = ActualResult(indicator_id=key, fiscal_year=2024, as_of=DAY, actual=parse_value(text), place=place)
    preview = ResultsPreview(
        file_name="填报.csv",
        content=f"{unit} {text}".encode(),
        revision=store.revision(engine),
        known_upload_id=None,
        findings=[],
        held_count=0,
        changes=[ResultChange(ChangeKind.NEW, key, None, text, place)],
        records=FormRecords(fiscal_year=2024, results=(result,)),
    )
    uploading.confirm(engine, preview, uploaded_by=who)


def held(engine: Engine) -> dict[str, str]:
    return {item.indicator_id[:2]: item.actual.raw for item in store.current(engine).actual_results}


def states(engine: Engine) -> list[str]:
    return [upload.state for upload in store.list_uploads(engine)][::-1][len(UNITS) :]


def seen(engine: Engine, who: Actor, model: Model) -> tuple[list[int], list[int]]:
    """What waits for the person, by the door and by the model."""
    by_door = [item.upload.upload_id for item in reviewing.waiting(engine, who)]
    by_model = [
        number
        for number, said in enumerate(model.uploads, start=len(UNITS) + 1)
        if said.state == WAITING and (said.who == who.name if who.role is Role.CLERK else _sees(who, said))
    ]
    return by_door, by_model


def _sees(who: Actor, said: Said) -> bool:
    return said.who == who.name or _owns(who, said.unit)


@pytest.mark.parametrize("new_store", ["sqlite", "postgresql"], indirect=True)
def test_nobody_sees_or_changes_what_the_model_forbids(
    new_store: Callable[[], Engine], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
):
    monkeypatch.setenv("PERFDATA_REVIEW", "on")
    is_postgres = "postgresql" in request.node.name
    done: Counter[str] = Counter()
    engine = new_store()
    for unit in UNITS:
        project = a_project(unit, spending_unit=unit, project_name=f"{unit}项目")
        append_tables(engine, project, an_indicator(unit))
    model, number = Model(), 0
    for sequence in range(SEQUENCES // (4 if is_postgres else 1)):
        random = Random(sequence)
        for _ in range(STEPS):
            who, number = random.choice(PEOPLE), number + 1
            done[_step(engine, model, who, random, number)] += 1
            assert (held(engine), states(engine)) == (model.held(), [said.state for said in model.uploads])
        for who in PEOPLE:
            by_door, by_model = seen(engine, who, model)
            assert by_door == by_model
        for item in reviewing.waiting(engine, PEOPLE[-1])[:1]:
            said = model.uploads[item.upload.upload_id - len(UNITS) - 1]
            assert {row.new for row in reviewing.examine(engine, item, with_findings=True).rows} <= {
                said.text,
                model.held().get(said.unit),
            }
            assert held(engine) == model.held()
    engine.dispose()
    every = {f"{act}: {said}" for act in ("hand_in", *BECOMES) for said in ("done", "refused")}
    assert is_postgres or every == set(done), done


def _step(engine: Engine, model: Model, who: Actor, random: Random, number: int) -> str:
    """One act on the store and on the model; both refuse it or neither does."""
    recent: list[tuple[int, Any]] = list(enumerate(model.uploads, start=len(UNITS) + 1))[-4:]
    act = random.choice(ACTS) if recent else "hand_in"
    if act == "hand_in":
        own = [unit for unit in UNITS if _owns(who, unit)]
        unit = random.choice(own if random.random() < 0.7 else UNITS)
        text = f"{number if random.random() < 0.8 else 7}人"
        is_allowed = model.hand_in(who, unit, text)
        is_done = _tried(lambda: hand_in(engine, who, unit, text))
    else:
        every = [(upload_id, said, other) for upload_id, said in recent for other in PEOPLE]
        allowed = [choice for choice in every if model.may(act, choice[2], choice[1])]
        upload_id, said, who = random.choice(allowed if allowed and random.random() < 0.5 else every)
        is_allowed = model.may(act, who, said)
        is_done = _tried(lambda: DOORS[act](engine, upload_id, who=who))
        said.state = BECOMES[act] if is_allowed else said.state
    assert is_done is is_allowed, (act, who)
    return f"{act}: {'done' if is_done else 'refused'}"


def _tried(act: Callable[[], None]) -> bool:
    try:
        act()
    except StorageError:
        return False
    return True
