"""What five people of three units may see and change, in plain Python; nothing here calls the code under test."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from perfdata.core.terms import Act, Role

UNITS = ("甲单位", "乙单位", "丙单位")
DEPARTMENT_OF = {"甲单位": "甲局", "乙单位": "乙局", "丙单位": "乙局"}
YEAR_END = date(2024, 12, 31)
WAITING, RETURNED, WITHDRAWN = "待审", "已退回", "已撤回"
UNREVIEWED, APPROVED, VOIDED = "有效", "已审", "已撤销"


@dataclass(frozen=True)
class Person:
    """An account; without units and departments it is of all units, but a clerk."""

    name: str
    role: Role
    units: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()

    @property
    def is_of_all(self) -> bool:
        return self.role is not Role.CLERK and not (self.units or self.departments)

    @property
    def may_review(self) -> bool:
        return self.role in (Role.REVIEWER, Role.ADMINISTRATOR)


Choice = tuple[Person, Any]


def _as_reviewer(person: Person) -> Person:
    return replace(person, role=Role.REVIEWER)


def _of_more_units(person: Person) -> Person:
    return replace(person, units=() if person.may_review else UNITS, departments=())


@dataclass(frozen=True)
class Said:
    """A file: of each unit in it the budget of its project, or what it reports as of a day."""

    values: dict[str, int]
    content: bytes
    day: date | None = None


@dataclass
class Upload:
    upload_id: int
    said: Said
    by: str
    state: str
    was_approved: bool = False
    reason: str | None = None

    @property
    def units(self) -> set[str]:
        return set(self.said.values)

    @property
    def counts(self) -> bool:
        return self.state in (UNREVIEWED, APPROVED)


@dataclass
class Closing:
    closing_id: int
    unit: str | None
    through: date
    is_reopened: bool = False

    def covers(self, unit: str | None, day: date | None) -> bool:
        return not self.is_reopened and self.unit in (None, unit) and (day or YEAR_END) <= self.through


@dataclass
class Proof:
    """A file of evidence beside the result of a unit."""

    evidence_id: int
    unit: str
    is_there: bool = True


@dataclass(frozen=True)
class Done:
    """An act on record."""

    who: str
    act: Act
    upload_id: int | None = None


@dataclass
class Model:
    is_reviewed: bool = False
    is_own_review_allowed: bool = False
    uploads: list[Upload] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)

    def budgets(self) -> dict[str, int]:
        """The budget in force of each unit."""
        tables = [each.said.values for each in self.uploads if each.counts and each.said.day is None]
        return {unit: budget for values in tables for unit, budget in values.items()}

    def results(self) -> dict[tuple[str, date], int]:
        """The result in force of each unit and day."""
        reports = [each.said for each in self.uploads if each.counts]
        return {(unit, said.day): value for said in reports if said.day for unit, value in said.values.items()}

    def twin(self, said: Said, *, of: Upload | None = None, with_waiting: bool = False) -> Upload | None:
        """Another upload of the same bytes that counts, else the last that waits."""
        same = [each for each in self.uploads if each is not of and each.said.content == said.content]
        held = [each for each in same if each.counts] or [each for each in same if each.state == WAITING]
        return held[-1] if held and (with_waiting or held[-1].counts) else None

    # Who sees what

    def units_of(self, person: Person) -> set[str]:
        if person.is_of_all:
            return set(UNITS)
        return {*person.units, *(unit for unit in self.budgets() if DEPARTMENT_OF[unit] in person.departments)}

    def sees(self, person: Person, upload: Upload) -> bool:
        return bool(upload.units & self.units_of(person)) or upload.by == person.name

    def sees_whole(self, person: Person, upload: Upload) -> bool:
        return upload.units <= self.units_of(person)

    def reads_review(self, person: Person, upload: Upload) -> bool:
        """What the reviewer said of it, and what waits with all its values."""
        return upload.by == person.name or self.sees_whole(person, upload)

    def sees_done(self, person: Person, done: Done) -> bool:
        about = [each for each in self.uploads if each.upload_id == done.upload_id]
        return person.is_of_all or done.who == person.name or any(self.sees(person, each) for each in about)

    def waiting(self, person: Person) -> list[Upload]:
        """What the page of the review lists: a clerk's own, for the others what is of their units."""
        waits = [each for each in self.uploads if each.state == WAITING]
        if person.role is Role.CLERK:
            return [each for each in waits if each.by == person.name]
        return [each for each in waits if self.reads_review(person, each)]

    def returned(self, person: Person) -> list[Upload]:
        """What came back to the person and was not handed in again by anybody, the newest first."""
        own = [each for each in self.uploads if each.state == RETURNED and each.by == person.name]
        return [each for each in reversed(own) if not self._is_followed_up(each)]

    def _is_followed_up(self, upload: Upload) -> bool:
        later = [each for each in self.uploads if each.upload_id > upload.upload_id]
        return any(
            (each.counts or each.state == WAITING)
            and (each.said.day is None) is (upload.said.day is None)
            and each.units & upload.units
            for each in later
        )

    # Who may do what

    def near_misses(self, may: str, choices: Collection[Choice]) -> list[list[Choice]]:
        """What one fact alone forbids, a list a fact: a closing, the review, the own upload, role or units."""
        refused = [choice for choice in choices if not getattr(self, may)(*choice)]
        others = replace(self, closings=[]), replace(self, is_reviewed=False), replace(self, is_own_review_allowed=True)
        found = [[choice for choice in refused if getattr(other, may)(*choice)] for other in others]
        found += [
            [(who, target) for who, target in refused if getattr(self, may)(change(who), target)]
            for change in (_as_reviewer, _of_more_units)
        ]
        return [each for each in found if each]

    def may_change(self, person: Person, units: Collection[str]) -> bool:
        return person.role is not Role.VIEWER and set(units) <= self.units_of(person)

    def may_confirm(self, person: Person, said: Said) -> bool:
        is_known = said.day is None or said.values.keys() <= self.budgets().keys()
        is_free = self.twin(said, with_waiting=True) is not None or not self.is_closed(said.values, said.day)
        return self.may_change(person, said.values) and is_known and is_free

    def may_approve(self, person: Person, upload: Upload) -> bool:
        is_others = upload.by != person.name or self.is_own_review_allowed
        is_free = self.twin(upload.said, of=upload) is None and not self.is_closed(upload.units, upload.said.day)
        return self.may_return(person, upload) and is_others and is_free

    def may_return(self, person: Person, upload: Upload) -> bool:
        return upload.state == WAITING and person.may_review and self.may_change(person, upload.units)

    def may_withdraw(self, person: Person, upload: Upload) -> bool:
        return upload.state == WAITING and upload.by == person.name and self.may_change(person, upload.units)

    def may_undo(self, person: Person, upload: Upload) -> bool:
        return upload.counts and self._may_switch(person, upload)

    def may_redo(self, person: Person, upload: Upload) -> bool:
        is_unseen = self.is_reviewed and not self.is_own_review_allowed and not upload.was_approved
        if upload.state != VOIDED or (is_unseen and upload.by == person.name):
            return False
        return self._may_switch(person, upload) and self.twin(upload.said, of=upload) is None

    def _may_switch(self, person: Person, upload: Upload) -> bool:
        is_open = not self.is_closed(upload.units, upload.said.day)
        return is_open and self.may_change(person, upload.units) and (person.may_review or not self.is_reviewed)

    def may_take(self, person: Person, upload: Upload) -> bool:
        """The file as it came."""
        return person.role is not Role.VIEWER and self.sees_whole(person, upload)

    def is_closed(self, units: Collection[str], day: date | None) -> bool:
        return any(closing.covers(unit, day) for closing in self.closings for unit in units)

    def may_close(self, person: Person, what: tuple[str | None, date]) -> bool:
        unit, through = what
        if any(closing.covers(unit, through) for closing in self.closings):
            return False
        return self._may_lock(person, unit) and (unit is None or unit in self.budgets())

    def may_reopen(self, person: Person, closing: Closing) -> bool:
        return not closing.is_reopened and self._may_lock(person, closing.unit)

    def _may_lock(self, person: Person, unit: str | None) -> bool:
        return person.may_review and (person.is_of_all if unit is None else unit in self.units_of(person))

    def may_prove(self, person: Person, unit: str) -> bool:
        return self._may_change_proofs(person, unit) and unit in self.budgets()

    def may_remove(self, person: Person, proof: Proof) -> bool:
        return proof.is_there and self._may_change_proofs(person, proof.unit)

    def may_put_back(self, person: Person, proof: Proof) -> bool:
        return not proof.is_there and self._may_change_proofs(person, proof.unit)

    def _may_change_proofs(self, person: Person, unit: str) -> bool:
        return self.may_change(person, [unit]) and not self.is_closed([unit], None)
