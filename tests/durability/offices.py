"""Five people of three units at one store, beside a plain model of what each may see and change.

``Model`` knows nothing of the code under test. Another kind of step is a method of ``Offices`` in ``STEPS``: it asks
the model what must happen, does it, and tells the model; after every step all that each person sees is compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from random import Random
from typing import ClassVar

import pytest
from sqlalchemy import Engine

from perfdata.core.errors import StorageError
from perfdata.core.people import Actor
from perfdata.core.terms import Act, Role
from perfdata.storing import store
from perfdata.storing.connecting import reading
from perfdata.storing.sight import seen_by, units_of_departments
from perfdata.usecases import history, log, uploading
from tests.builders import goal_table, goal_tables

UNITS = ("甲单位", "乙单位", "丙单位")
DEPARTMENT_OF = {"甲单位": "甲局", "乙单位": "乙局", "丙单位": "乙局"}
YEAR, TODAY = 2024, date(2025, 3, 1)


@dataclass
class Upload:
    """A file with the budget of the project of each unit in it."""

    upload_id: int
    budgets: dict[str, int]
    by: str
    is_in_force: bool = True


@dataclass(frozen=True)
class Person:
    """An account; without units and departments it is of all units, but a clerk."""

    name: str
    role: Role
    units: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()


@dataclass
class Model:
    uploads: list[Upload] = field(default_factory=list)

    def held(self) -> dict[str, int]:
        """The budget in force of each unit."""
        return {unit: budget for each in self.uploads if each.is_in_force for unit, budget in each.budgets.items()}

    def units_of(self, person: Person) -> set[str]:
        if person.role is not Role.CLERK and not (person.units or person.departments):
            return set(UNITS)
        return {*person.units, *(unit for unit in self.held() if DEPARTMENT_OF[unit] in person.departments)}

    def may_change(self, person: Person, units: set[str]) -> bool:
        return person.role is not Role.VIEWER and units <= self.units_of(person)

    def sees(self, person: Person, upload: Upload) -> bool:
        return bool(upload.budgets.keys() & self.units_of(person)) or upload.by == person.name

    def sees_whole(self, person: Person, upload: Upload) -> bool:
        return upload.budgets.keys() <= self.units_of(person)


class Offices:
    STEPS: ClassVar[list[str]] = ["upload", "upload", "undo", "redo", "hand_over"]

    def __init__(self, engine: Engine, random: Random, steps: Counter[str]):
        self.engine, self.random, self.steps = engine, random, steps
        self.model, self.acts, self._budgets = Model(), list[tuple[str, Act, int]](), count(10_000)
        self.people = [
            Person("张会计", Role.CLERK, ("甲单位",)),
            Person("王会计", Role.CLERK, ("乙单位",)),
            Person("钱科长", Role.REVIEWER, (), ("乙局",)),
            Person("陈观察", Role.VIEWER, ("甲单位", "丙单位")),
            Person("李主任", Role.ADMINISTRATOR),
        ]

    def run(self, *, length: int) -> None:
        for _ in range(length):
            getattr(self, self.random.choice(self.STEPS))(self.random.choice(self.people))
            for person in self.people:
                self.compare(person)

    def actor(self, person: Person) -> Actor:
        """As the gate makes it anew for every message."""
        with reading(self.engine) as connection:
            keys = units_of_departments(self.engine, connection, person.departments)
        words = {"units": person.units, "departments": person.departments, "keys_of_departments": keys}
        return Actor(account_id=1, session_id=1, name=person.name, role=person.role, address="10.0.0.5", **words)

    def upload(self, person: Person) -> None:
        """A table of one unit or of two, own or foreign."""
        budgets = {unit: next(self._budgets) for unit in self.random.sample(UNITS, self.random.choice((1, 1, 2)))}
        tables = [
            goal_table(unit=unit, year=YEAR, budget=str(budget)).replace(
                f"主管部门\t{unit}", f"主管部门\t{DEPARTMENT_OF[unit]}"
            )
            for unit, budget in budgets.items()
        ]
        actor, content = self.actor(person), goal_tables(*tables)
        seen = seen_by(self.engine, actor)

        def confirm() -> None:
            preview = uploading.preview_file(seen, content, file_name="表.txt", today=TODAY)
            stored = uploading.confirm(seen, preview, uploaded_by=actor, accept_sound_rows=True)
            self.model.uploads.append(Upload(stored.upload_id, budgets, person.name))
            self.acts.append((person.name, Act.APPEND, stored.upload_id))

        self._try("upload", confirm, is_allowed=self.model.may_change(person, set(budgets)))

    def undo(self, person: Person) -> None:
        self._switch(person, history.undo, Act.VOID, is_in_force=False)

    def redo(self, person: Person) -> None:
        self._switch(person, history.redo, Act.RESTORE, is_in_force=True)

    def hand_over(self, person: Person) -> None:
        """The account is of other units from now on."""
        if not (person.units or person.departments):
            return
        units = tuple(self.random.sample(UNITS, self.random.choice((1, 2))))
        is_of_department = self.random.random() < 0.3
        own = {"units": (), "departments": ("乙局",)} if is_of_department else {"units": units, "departments": ()}
        self.people[self.people.index(person)] = replace(person, **own)
        self.steps["hand_over"] += 1

    def _switch(self, person: Person, switch: Callable[..., None], act: Act, *, is_in_force: bool) -> None:
        if not self.model.uploads:
            return
        upload = self.random.choice(self.model.uploads)
        actor = self.actor(person)

        def click() -> None:
            switch(seen_by(self.engine, actor), upload.upload_id, who=actor)
            upload.is_in_force = is_in_force
            self.acts.append((person.name, act, upload.upload_id))

        is_own = self.model.may_change(person, set(upload.budgets))
        self._try(act.value, click, is_allowed=is_own and upload.is_in_force is not is_in_force)

    def _try(self, name: str, do: Callable[[], None], *, is_allowed: bool) -> None:
        self.steps[name if is_allowed else f"{name} refused"] += 1
        if is_allowed:
            do()
            return
        with pytest.raises(StorageError) as refused:
            do()
        told = str(refused.value).partition("，账号")[0]
        assert name == "upload" or not any(unit in told for unit in UNITS)

    def compare(self, person: Person) -> None:
        """What the person sees is what the model says, no more and no less."""
        seen, own = seen_by(self.engine, self.actor(person)), self.model.units_of(person)
        current = store.current(seen)
        budgets = {item.spending_unit: int(item.budget_yuan or 0) for item in current.projects}
        assert budgets == {unit: budget for unit, budget in self.model.held().items() if unit in own}
        assert {item.project_id for item in current.indicators} <= {item.project_id for item in current.projects}
        visible = [each.upload_id for each in self.model.uploads if self.model.sees(person, each)]
        assert [each.upload_id for each in reversed(store.list_uploads(seen))] == visible
        whole = {each.upload_id for each in self.model.uploads if self.model.sees_whole(person, each)}
        assert history.to_give(seen, [each.upload_id for each in self.model.uploads]) == whole
        acts = log.acts_on(seen, [each.upload_id for each in self.model.uploads])
        told = [(each.who, each.act, key) for key, entries in acts.items() for each in entries]
        assert Counter(told) == Counter(act for act in self.acts if act[2] in visible or act[0] == person.name)


def run_offices(new_store: Callable[[], Engine], *, sequences: int, length: int, seed: int) -> Counter[str]:
    """How often each kind of step happened."""
    steps = Counter[str]()
    for number in range(sequences):
        engine = new_store()
        Offices(engine, Random(seed + number), steps).run(length=length)
        engine.dispose()
    return steps
