"""Uploaders killed with SIGKILL at random moments, and a look at the database after each."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import IO

from sqlalchemy import Connection, Engine, func, select

from perfdata.storing import store
from perfdata.storing.tables import actual_results, audit_log, spending, uploads
from tests.durability.uploader import actual_of, content_of, spent_of

ROOT = Path(__file__).parents[2]


@dataclass
class Campaign:
    """``last_words`` counts how far the upload in hand was when its process was killed.

    ``seconds`` is the time from each word to the commit, as last measured.
    """

    url: str
    rows: int
    random: Random
    stored: list[int] = field(default_factory=list)
    last_words: Counter[str] = field(default_factory=Counter)
    survivors: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: {"begin": 0.1, "inside": 0.02})

    def kill_one(self) -> None:
        """Start an uploader, kill it at a random moment and see what is left of its uploads."""
        first = self.stored[-1] + 1 if self.stored else 1
        words = self._killed_uploader(first)
        begun, done = words.count("begin"), words.count("done")
        self.last_words[words[-1] if words else "not begun"] += 1
        engine = store.open_store(self.url)
        try:
            found = check_uploads_are_whole(engine, rows=self.rows)
        finally:
            engine.dispose()
        certain = [*self.stored, *range(first, first + done)]
        if begun > done and words[-1] == "commit" and len(found) > len(certain):
            certain.append(first + done)
            self.survivors += 1
        assert found == certain, f"after {words[-1:]}: expected {certain}, found {found}"
        self.stored = found

    def _killed_uploader(self, first: int) -> list[str]:
        """All the words it said."""
        command = [sys.executable, "-m", "tests.durability.uploader", self.url, str(self.rows), str(first)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                words = self._listen(process.stdout)
            finally:
                process.send_signal(signal.SIGKILL)
            words += process.stdout.read().split()
        assert process.returncode == -signal.SIGKILL, "the uploader ended by itself"
        return words

    def _listen(self, output: IO[str]) -> list[str]:
        """Wait for the first, second or third upload; then a random part of the time to the end of what it began."""
        word, turns = self.random.choice(["begin", "inside", "inside"]), self.random.randint(1, 3)
        heard: list[tuple[str, float]] = []
        while [one for one, _ in heard].count(word) < turns:
            heard.append((output.readline().strip(), time.monotonic()))
            assert heard[-1][0], "the uploader ended by itself"
        moments = dict(heard)
        if "commit" in moments:
            began = max(moment for one, moment in heard if one == word and moment < moments["commit"])
            self.seconds[word] = moments["commit"] - began
        time.sleep(self.random.uniform(0, 1.2 * self.seconds[word]))
        return [one for one, _ in heard]


def check_uploads_are_whole(engine: Engine, *, rows: int) -> list[int]:
    """The numbers of the uploads found, in order; each with its bytes, all its rows and one entry in the log."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        found = connection.execute(select(uploads).order_by(uploads.c.upload_id)).all()
        numbers = [int(upload.content[:20].split()[1]) for upload in found]
        for upload, number in zip(found, numbers, strict=True):
            assert upload.content == content_of(number)
            assert upload.sha256 == sha256(upload.content).hexdigest()
            assert (upload.row_count, upload.voided_at) == (rows + 1, None)
            _check_rows(connection, upload.upload_id, number, rows=rows)
        for table in (actual_results, spending):
            kept = connection.scalar(select(func.count()).select_from(table))
            assert kept == len(found) * (rows if table is actual_results else 1)
        log = connection.execute(select(audit_log.c.upload_id, audit_log.c.action).order_by(audit_log.c.entry_id))
        assert [tuple(entry) for entry in log] == [(upload.upload_id, "append") for upload in found]
    if numbers:
        _check_newest_holds(engine, numbers[-1], rows=rows)
    return numbers


def _check_rows(connection: Connection, upload_id: int, number: int, *, rows: int) -> None:
    table = actual_results.c
    columns = select(table.row_number, table.indicator_id, table.actual).where(table.upload_id == upload_id)
    expected = [(row + 1, f"i{row}", actual_of(number, row)) for row in range(rows)]
    assert [tuple(row) for row in connection.execute(columns.order_by(table.row_number))] == expected
    amount = select(spending.c.spent_yuan).where(spending.c.upload_id == upload_id)
    assert connection.scalars(amount).all() == [spent_of(number)]


def _check_newest_holds(engine: Engine, number: int, *, rows: int) -> None:
    """Every upload reports the same indicators, so that the newest alone is in force."""
    records = store.current(engine)
    assert {item.indicator_id: item.actual.raw for item in records.actual_results} == {
        f"i{row}": actual_of(number, row) for row in range(rows)
    }
    assert [row.spent_yuan for row in records.spending] == [spent_of(number)]


def run_campaign(new_url: Callable[[], str], *, kills: int, rows: int, seed: int) -> Campaign:
    """That many kills on one database, each after the others."""
    campaign = Campaign(new_url(), rows, Random(seed))
    for _ in range(kills):
        campaign.kill_one()
    print(
        f"{kills} kills, {len(campaign.stored)} uploads of {rows} rows stored; last words {dict(campaign.last_words)}, "
        f"{campaign.survivors} stored although killed before they said so"
    )
    return campaign
