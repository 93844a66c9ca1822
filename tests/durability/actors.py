"""Two people whose pages are as old as their last look, beside a plain model of what each of their clicks must do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random

import pytest
from sqlalchemy import Engine

from perfdata.core.errors import StorageError
from perfdata.core.terms import Act, ReviewStatus
from perfdata.storing import store
from perfdata.usecases import auditing, history, uploading
from perfdata.usecases.preview import Preview
from tests.durability.comparing import expected_values, stored_values
from tests.durability.files import YEAR, goal_file, result_csv
from tests.durability.model import INDICATORS, PROJECTS, Model, Report, Table

NAMES = ("张会计", "李科长")
DAY, TODAY = date(2024, 12, 31), date(2025, 1, 20)
TABLES = {project: Table(20_000, dict.fromkeys(INDICATORS, 90)) for project in PROJECTS}
Outcome = str  # what the person is told, as a pattern; '' where the click did what its button says


@dataclass
class Person:
    """What one of the two sees: each upload with whether it holds and the last entry about it, and a checked file."""

    name: str
    seen: dict[int, tuple[bool, int]] = field(default_factory=dict)
    draft: tuple[Preview, Report, int] | None = None
    last_click: Callable[[], Outcome] | None = None


class Office:
    """One store, its model, the log as it must be, and the two; ``steps`` counts what happened."""

    def __init__(self, engine: Engine, random: Random, steps: Counter[str]):
        self.engine, self.random, self.steps = engine, random, steps
        self.model, self.log = Model(), list[tuple[str, Act, int]]()
        self.people = [Person(name) for name in NAMES]
        self._confirm_tables()
        for person in self.people:
            self.look(person)

    def run(self, *, length: int) -> None:
        for _ in range(length):
            person = self.random.choice(self.people)
            step = self.random.choice([self.look, self.check_file, self.confirm, self.undo, self.undo, self.redo])
            if self.random.random() < 0.1:
                step = self.answer
            if self.random.random() < 0.25 and person.last_click:
                self.steps["second click"] += 1
                person.last_click()
            else:
                step(person)
            self.compare()

    def look(self, person: Person) -> None:
        self.steps["look"] += 1
        uploads = store.list_uploads(self.engine)
        acts = store.acts_on(self.engine, [upload.upload_id for upload in uploads])
        person.seen = {
            upload.upload_id: (upload.voided_at is None, acts[upload.upload_id][-1].entry_id) for upload in uploads
        }

    def check_file(self, person: Person) -> None:
        self.steps["check a file"] += 1
        report = Report(DAY, {(project, INDICATORS[0]): self.random.choice([89, 91]) for project in PROJECTS[:2]}, {})
        content = result_csv(report)
        preview = uploading.preview_file(self.engine, content, file_name="完成情况.csv", today=TODAY)
        person.draft = None if preview.has_errors else (preview, report, self.model.revision)

    def confirm(self, person: Person) -> None:
        if person.draft:
            preview, report, at_revision = person.draft
            self._click(person, lambda: self._confirm(person.name, preview, report, at_revision))

    def undo(self, person: Person) -> None:
        self._switch(person, Act.VOID, [number for number, (holds, _) in person.seen.items() if holds])

    def redo(self, person: Person) -> None:
        self._switch(person, Act.RESTORE, [number for number, (holds, _) in person.seen.items() if not holds])

    def answer(self, person: Person) -> None:
        """An answer to the audit is an upload as well, so that every draft is older than it."""
        self.steps["answer"] += 1
        status, note = self.random.choice(list(ReviewStatus)), f"{len(self.log)}"
        words = {"status": status, "note": note, "message": "预算是否相符？"}
        auditing.set_status(self.engine, "q1", fiscal_year=YEAR, who=person.name, **words)
        self.model.append(f"answer {len(self.log)}".encode(), {})
        self.log.append((person.name, Act.APPEND, len(self.model.uploads)))

    def compare(self) -> None:
        """State and log are those of the model."""
        uploads = {upload.upload_id: upload for upload in store.list_uploads(self.engine)}
        assert sorted(uploads) == list(range(1, len(self.model.uploads) + 1))
        in_force = {number for number, upload in uploads.items() if upload.voided_at is None}
        assert in_force == {upload.upload_id for upload in self.model.in_force()}
        assert store.revision(self.engine) == self.model.revision
        entries = store.list_log(self.engine, store.LogFilter())
        assert [(entry.who, entry.act, entry.upload_id) for entry in entries] == self.log[::-1]
        for number in uploads.keys() - in_force:
            assert uploads[number].voided_by == self._last(number, Act.VOID)
        assert stored_values(self.engine) == expected_values(self.model)

    def _confirm_tables(self) -> None:
        content = goal_file(TABLES)
        preview = uploading.preview_file(self.engine, content, file_name="目标表.txt", today=TODAY)
        uploading.confirm(self.engine, preview, uploaded_by=NAMES[0])
        self.model.append(content, TABLES)
        self.log.append((NAMES[0], Act.APPEND, 1))

    def _click(self, person: Person, click: Callable[[], Outcome]) -> None:
        person.last_click = click
        click()

    def _confirm(self, who: str, preview: Preview, report: Report, at_revision: int) -> Outcome:
        twin = self.model.twin(preview.content, report)
        told = "" if twin or at_revision == self.model.revision else f"数据已更新.*{self._told(at_revision)}"
        stored = self._refused("confirm", told, lambda: uploading.confirm(self.engine, preview, uploaded_by=who))
        if not told and isinstance(stored, store.Stored):
            assert (stored.upload_id, stored.is_new) == self.model.append(preview.content, report)
            if stored.is_new:
                self.log.append((who, Act.APPEND, stored.upload_id))
        return told

    def _switch(self, person: Person, act: Act, offered: list[int]) -> None:
        if offered:
            number = self.random.choice(offered)
            entry = person.seen[number][1]
            self._click(person, lambda: self._switched(person.name, act, number, entry))

    def _switched(self, who: str, act: Act, number: int, entry: int) -> Outcome:
        upload, told = self.model.uploads[number - 1], self._refusal(act, number, entry)
        switch = history.undo if act is Act.VOID else history.redo
        self._refused(act.value, told, lambda: switch(self.engine, number, who=who, seen=entry))
        if not told:
            (self.model.undo if act is Act.VOID else self.model.redo)(upload)
            self.log.append((who, act, number))
        return told

    def _refusal(self, act: Act, number: int, entry: int) -> Outcome:
        upload = self.model.uploads[number - 1]
        if act is Act.VOID and not upload.is_in_force:
            return f"已经撤销，不必再次撤销：已由 {self._last(number, Act.VOID)} 于 .* 撤销。"
        if act is Act.RESTORE and upload.is_in_force:
            who = self._last(number, Act.RESTORE)
            return f"没有撤销，不必恢复：已由 {who} 于 .* 恢复。" if who else "没有撤销，不必恢复。"
        if any(found == number for _, _, found in self.log[entry:]):
            return f"在您看过之后.*{self._told(entry, number)}"
        twin = act is Act.RESTORE and self.model.twin(upload.content, upload.said)
        return f"同一文件已作为上传记录 {twin.upload_id} 在使用" if twin else ""

    def _told(self, entry: int, number: int | None = None) -> str:
        """Who did something since, at most the last three of them; entries of the log are numbered from 1."""
        later = [who for who, _, found in self.log[entry:] if number in (None, found)]
        return ".*".join(f"已由 {who} 于" for who in (later if number else later[-3:]))

    def _last(self, number: int, act: Act) -> str | None:
        return next((who for who, done, found in reversed(self.log) if (done, found) == (act, number)), None)

    def _refused(self, click: str, told: Outcome, do: Callable[[], object]) -> object:
        self.steps[f"{click} refused" if told else click] += 1
        if not told:
            return do()
        with pytest.raises(StorageError, match=told):
            do()
        return None


def run_offices(new_store: Callable[[], Engine], *, count: int, length: int, seed: int) -> Counter[str]:
    """So many sequences of so many steps; how often each thing happened."""
    steps: Counter[str] = Counter()
    for number in range(count):
        engine = new_store()
        try:
            Office(engine, Random(f"{seed} {number}"), steps).run(length=length)
        finally:
            engine.dispose()
    print(dict(steps))
    return steps
