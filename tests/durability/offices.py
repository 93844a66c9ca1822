"""Five people of three units at one store, beside a plain model of what each may see and change.

Another kind of step is a method of ``Offices`` in ``STEPS``: it asks the model what must happen, does it, and tells the
model; after every step all that each person sees is compared, so that a refused act is seen to change nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import count
from random import Random
from typing import Any, ClassVar

import pytest
from sqlalchemy import Engine

from perfdata.core.errors import StorageError
from perfdata.core.people import Actor
from perfdata.core.terms import Act, Role
from perfdata.storing import store
from perfdata.storing.connecting import reading
from perfdata.storing.sight import seen_by, units_of_departments
from perfdata.usecases import closing, evidence, history, reviewing, uploading
from perfdata.usecases.concluding import catch_up
from tests.builders import goal_table, goal_tables
from tests.durability.offices_model import (
    APPROVED,
    DEPARTMENT_OF,
    RETURNED,
    UNITS,
    UNREVIEWED,
    VOIDED,
    WAITING,
    WITHDRAWN,
    YEAR_END,
    Closing,
    Done,
    Model,
    Person,
    Proof,
    Said,
    Upload,
)
from tests.durability.offices_sight import YEAR, check_conclusions, compare
from tests.evidence_files import PDF

MIDSUMMER, TODAY = date(2024, 6, 30), date(2025, 3, 1)
PROJECT_OF = {"甲单位": "助学补助", "乙单位": "危房改造", "丙单位": "厕所管护"}
INDICATOR, KEEPER = "补助户数", "机房"
Do = Callable[[Engine, Actor, Any], None]


class Offices:
    """``settings`` sets the environment, as the keeper of the server does."""

    STEPS: ClassVar[list[str]] = [
        *("upload",) * 8,
        *("approve",) * 6,
        *("give_back", "withdraw", "undo", "redo", "hand_over", "close", "reopen") * 2,
        *("take", "prove", "remove", "put_back", "restart"),
    ]

    def __init__(self, engine: Engine, random: Random, steps: Counter[str], settings: pytest.MonkeyPatch):
        self.engine, self.random, self.steps, self.settings = engine, random, steps, settings
        self.model, self._numbers = Model(), count(10_000)
        self.people = [
            Person("张会计", Role.CLERK, ("甲单位",)),
            Person("王会计", Role.CLERK, ("乙单位",)),
            Person("钱科长", Role.REVIEWER, (), ("乙局",)),
            Person("陈观察", Role.VIEWER, ("甲单位", "丙单位")),
            Person("李主任", Role.ADMINISTRATOR),
        ]
        self._set(is_reviewed=random.random() < 0.8, is_own_allowed=False)
        for said in (self._tables([unit]) for unit in UNITS):  # so that every clerk has something in force
            preview = uploading.preview_file(engine, said.content, file_name="表.txt", today=TODAY)
            stored = uploading.confirm(engine, preview, uploaded_by=KEEPER)
            self.model.uploads.append(Upload(stored.upload_id, said, KEEPER, UNREVIEWED))
            self.model.done.append(Done(KEEPER, Act.APPEND, stored.upload_id))
        own = store.current(engine)
        units = {item.project_id: item.spending_unit or "" for item in own.projects}
        self.ids = {units[each.project_id]: each.indicator_id for each in own.indicators if each.order == 1}
        self.unit_of = {indicator_id: unit for unit, indicator_id in self.ids.items()}

    def run(self, *, length: int) -> None:
        start = self.steps.total()
        while (before := self.steps.total()) < start + length:
            while self.steps.total() == before:
                getattr(self, self.random.choice(self.STEPS))()
            for person in self.people:
                compare(self.engine, self.actor(person), self.model, person=person, unit_of=self.unit_of)
            if self.random.random() < 0.2:
                catch_up(self.engine)
        check_conclusions(self.engine, self.model, [(person, self.actor(person)) for person in self.people])

    def actor(self, person: Person) -> Actor:
        """As the gate makes it anew for every message."""
        with reading(self.engine) as connection:
            keys = units_of_departments(self.engine, connection, person.departments)
        words = {"units": person.units, "departments": person.departments, "keys_of_departments": keys}
        return Actor(account_id=1, session_id=1, name=person.name, role=person.role, address="10.0.0.5", **words)

    def upload(self) -> None:
        """Tables of one unit or of two, or what one reports, own or foreign, now and then a file that was known."""
        person = self.random.choice(self.people)
        own = sorted(self.model.units_of(person)) if self.random.random() < 0.7 else []
        units = self.random.sample(own or UNITS, min(len(own or UNITS), self.random.choice((1, 1, 2))))
        said = self._report(units[0]) if self.random.random() < 0.5 else self._tables(units)
        if self.random.random() < 0.2:
            said = self.random.choice(self.model.uploads).said
        self._try("upload", self.model.may_confirm, self._confirm, person, said)

    def _tables(self, units: Sequence[str]) -> Said:
        budgets = {unit: next(self._numbers) for unit in units}
        tables = [
            goal_table(name=PROJECT_OF[unit], unit=unit, year=YEAR, budget=str(budget)).replace(
                f"主管部门\t{unit}", f"主管部门\t{DEPARTMENT_OF[unit]}"
            )
            for unit, budget in budgets.items()
        ]
        return Said(budgets, goal_tables(*tables))

    def _report(self, unit: str) -> Said:
        day, value = self.random.choice((MIDSUMMER, YEAR_END)), next(self._numbers) - 9_980
        rows = f"年度,{YEAR},截至日期,{day}\n项目名称,三级指标,实际完成值\n{PROJECT_OF[unit]},{INDICATOR},{value}户"
        return Said({unit: value}, rows.encode(), day)

    def _confirm(self, seen: Engine, actor: Actor, said: Said) -> None:
        name = "完成情况.csv" if said.day else "表.txt"
        preview = uploading.preview_file(seen, said.content, file_name=name, today=TODAY)
        stored = uploading.confirm(seen, preview, uploaded_by=actor, accept_sound_rows=True)
        if known := self.model.twin(said, with_waiting=True):
            assert (stored.upload_id, stored.is_new) == (known.upload_id, False)
            return
        state = WAITING if self.model.is_reviewed else UNREVIEWED
        assert (stored.is_new, stored.waits) == (True, self.model.is_reviewed)
        self.model.uploads.append(Upload(stored.upload_id, said, actor.name, state))
        self._done(actor, Act.HAND_IN if self.model.is_reviewed else Act.APPEND, stored.upload_id)

    def approve(self) -> None:
        def do(seen: Engine, actor: Actor, upload: Upload) -> None:
            self._examine(seen, actor, upload)
            reviewing.approve(seen, upload.upload_id, who=actor)
            upload.state, upload.was_approved = APPROVED, True
            self._done(actor, Act.APPROVE, upload.upload_id)

        self._choose("approve", self.model.uploads[-6:], self.model.may_approve, do)

    def _examine(self, seen: Engine, actor: Actor, upload: Upload) -> None:
        """The effect that the reviewer is shown is the one that the approval has, and looking changes nothing."""
        item = reviewing.waiting_upload(seen, actor, upload.upload_id)
        if item is None or self.model.twin(upload.said, of=upload):
            return
        shown = reviewing.examine(seen, item, with_findings=False).standings
        before, upload.state = self.model.budgets(), APPROVED
        after, upload.state = self.model.budgets(), WAITING
        sums = [sum(budgets.get(unit, 0) for unit in upload.units) for budgets in (before, after)]
        assert [int(standing.budget_yuan) for standing in shown or ()] == sums

    def give_back(self) -> None:
        def do(seen: Engine, actor: Actor, upload: Upload) -> None:
            self._examine(seen, actor, upload)
            reason = f"再核对{next(self._numbers)}"
            reviewing.give_back(seen, upload.upload_id, who=actor, reason=reason)
            upload.state, upload.reason = RETURNED, reason
            self._done(actor, Act.RETURN, upload.upload_id)

        self._choose("return", self.model.uploads[-6:], self.model.may_return, do)

    def withdraw(self) -> None:
        def do(seen: Engine, actor: Actor, upload: Upload) -> None:
            reviewing.withdraw(seen, upload.upload_id, who=actor)
            upload.state = WITHDRAWN
            self._done(actor, Act.WITHDRAW, upload.upload_id)

        self._choose("withdraw", self.model.uploads[-6:], self.model.may_withdraw, do)

    def undo(self) -> None:
        def do(seen: Engine, actor: Actor, upload: Upload) -> None:
            history.undo(seen, upload.upload_id, who=actor)
            upload.state = VOIDED
            self._done(actor, Act.VOID, upload.upload_id)

        self._choose("undo", self.model.uploads, self.model.may_undo, do)

    def redo(self) -> None:
        def do(seen: Engine, actor: Actor, upload: Upload) -> None:
            history.redo(seen, upload.upload_id, who=actor)
            upload.state = APPROVED if upload.was_approved else UNREVIEWED
            self._done(actor, Act.RESTORE, upload.upload_id)

        self._choose("redo", self.model.uploads, self.model.may_redo, do)

    def take(self) -> None:
        def do(seen: Engine, actor: Actor, upload: Upload) -> None:
            assert history.file_of(seen, upload.upload_id, who=actor) == upload.said.content
            self._done(actor, Act.ORIGINAL)

        self._choose("take", self.model.uploads, self.model.may_take, do)

    def close(self) -> None:
        def do(seen: Engine, actor: Actor, what: tuple[str | None, date]) -> None:
            unit, through = what
            made = closing.close(seen, fiscal_year=YEAR, through=through, units=[unit] if unit else [], who=actor)
            self.model.closings.append(Closing(made[0].closing_id, unit, through))
            self._done(actor, Act.CLOSE)

        periods = [(unit, self.random.choice((MIDSUMMER, YEAR_END))) for unit in (*UNITS, None)]
        self._choose("close", periods, self.model.may_close, do)

    def reopen(self) -> None:
        def do(seen: Engine, actor: Actor, closed: Closing) -> None:
            closing.reopen(seen, closed.closing_id, reason="更正", who=actor)
            closed.is_reopened = True
            self._done(actor, Act.REOPEN)

        self._choose("reopen", self.model.closings, self.model.may_reopen, do)

    def prove(self) -> None:
        def do(seen: Engine, actor: Actor, unit: str) -> None:
            number, own = len(self.model.proofs) + 1, {"indicator_id": self.ids[unit], "fiscal_year": YEAR}
            evidence.add(seen, PDF + str(number).encode(), file_name=f"验收单{number}.pdf", who=actor, **own)
            self.model.proofs.append(Proof(number, unit))
            self._done(actor, Act.EVIDENCE)

        self._choose("prove", UNITS, self.model.may_prove, do)

    def remove(self) -> None:
        def do(seen: Engine, actor: Actor, proof: Proof) -> None:
            evidence.remove(seen, proof.evidence_id, why="传错了", who=actor)
            proof.is_there = False
            self._done(actor, Act.EVIDENCE_REMOVED)

        self._choose("remove", self.model.proofs, self.model.may_remove, do)

    def put_back(self) -> None:
        def do(seen: Engine, actor: Actor, proof: Proof) -> None:
            evidence.put_back(seen, proof.evidence_id, who=actor)
            proof.is_there = True
            self._done(actor, Act.EVIDENCE_RESTORED)

        self._choose("put back", self.model.proofs, self.model.may_put_back, do)

    def hand_over(self) -> None:
        """An account is of other units from now on."""
        person = self.random.choice([each for each in self.people if not each.is_of_all])
        units = tuple(self.random.sample(UNITS, self.random.choice((1, 2))))
        is_of_department = self.random.random() < 0.3
        own = {"units": (), "departments": ("乙局",)} if is_of_department else {"units": units, "departments": ()}
        self.people[self.people.index(person)] = replace(person, **own)
        self.steps["hand over"] += 1

    def restart(self) -> None:
        """The server runs with other settings from now on; what waits goes on waiting."""
        self._set(is_reviewed=self.random.random() < 0.7, is_own_allowed=self.random.random() < 0.3)
        self.steps["restart"] += 1

    def _set(self, *, is_reviewed: bool, is_own_allowed: bool) -> None:
        self.model.is_reviewed, self.model.is_own_review_allowed = is_reviewed, is_own_allowed
        self.settings.setenv("PERFDATA_REVIEW", "on" if is_reviewed else "off")
        self.settings.setenv("PERFDATA_REVIEW_SELF", "on" if is_own_allowed else "off")

    def _choose(self, name: str, targets: Sequence[Any], may: Callable[[Person, Any], bool], do: Do) -> None:
        """One person at one target, allowed or just not; where there is none another kind of step comes."""
        every = [(person, target) for target in targets for person in self.people]
        near, chance = self.model.near_misses(may.__name__, every), self.random.random()
        wanted = self.random.choice(near) if near and chance < 0.4 else [each for each in every if may(*each)]
        if wanted := every if chance > 0.9 else wanted:
            self._try(name, may, do, *self.random.choice(wanted))

    def _try(self, name: str, may: Callable[[Person, Any], bool], do: Do, person: Person, target: Any) -> None:
        is_allowed, actor = may(person, target), self.actor(person)
        self.steps[name if is_allowed else f"{name} refused"] += 1
        seen = seen_by(self.engine, actor)
        if is_allowed:
            do(seen, actor, target)
            return
        known = {*self.model.units_of(person), *person.units}
        known |= set(target.values) if isinstance(target, Said) else set()
        with pytest.raises(StorageError) as refused:
            do(seen, actor, target)
        assert {unit for unit in UNITS if unit in str(refused.value)} <= known

    def _done(self, actor: Actor, act: Act, upload_id: int | None = None) -> None:
        self.model.done.append(Done(actor.name, act, upload_id))


def run_offices(
    new_store: Callable[[], Engine], settings: pytest.MonkeyPatch, *, sequences: int, length: int, seed: int
) -> Counter[str]:
    """How often each kind of step happened."""
    steps = Counter[str]()
    for number in range(sequences):
        engine = new_store()
        Offices(engine, Random(seed + number), steps, settings).run(length=length)
        engine.dispose()
    return steps
