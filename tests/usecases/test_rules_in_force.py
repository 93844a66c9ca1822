"""Several processes on one database, of unlike rules: the newest hold, and nobody works against another."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from perfdata.storing.conclusion_tables import project_years
from perfdata.storing.conclusions import conclude_with
from perfdata.storing.connecting import RE_ASSESSING, alone
from perfdata.storing.marks import mark_all, stale_count
from perfdata.storing.rules_in_force import claim, rules_in_force
from perfdata.storing.store import open_store, revision
from perfdata.usecases import keeping
from perfdata.usecases.concluding import concluder, keep_up, take_charge
from tests.storing.postgres import create_database
from tests.usecases.concluded import Town


def settled(engine: Engine) -> tuple[str, int]:
    """What pages hear once the thread that judges has done what it may; it is asked again until then, half a minute."""
    end = time.monotonic() + 30
    while (told := keep_up(engine))[1] and time.monotonic() < end:
        pass
    return told


class Processes:
    """Engines on one database, each as a process with scoring schemes of its own."""

    def __init__(self, url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.url, self._folder, self._monkeypatch = url, folder, monkeypatch
        self.opened: list[Engine] = []

    def as_process(self, title: str) -> None:
        """From now on act by the rules of the process of that title."""
        own = self._folder / f"{title}.toml"
        own.write_text(f'[ministry_2020]\nlike = "ministry_2020"\ntitle = "{title}"\n', "utf-8")
        self._monkeypatch.setenv("PERFDATA_SCHEMES", str(own))

    def start(self, title: str) -> Engine:
        """A process that serves pages."""
        self.as_process(title)
        engine = open_store(self.url)
        conclude_with(engine, concluder)
        take_charge(engine)
        settled(engine)
        self.opened.append(engine)
        return engine


@pytest.fixture
def processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Processes]:
    made = Processes(f"sqlite:///{tmp_path / 'town.db'}", tmp_path, monkeypatch)
    yield made
    for engine in made.opened:
        engine.dispose()


def versions(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.scalars(select(project_years.c.version)))


def test_a_process_of_older_rules_overwrites_nothing_and_what_it_stored_is_judged_by_the_newer(processes: Processes):
    old = processes.start("旧")
    town = Town(old, 7)
    town.tables()
    town.tables()
    processes.start("新")
    newer = concluder().version
    assert versions(old) == {newer}

    processes.as_process("旧")
    town.tables()
    assert keep_up(old)[0] == newer
    assert stale_count(old) > 0
    assert versions(old) == {newer}

    processes.as_process("新")
    assert settled(processes.opened[1]) == (newer, 0)
    assert versions(old) == {newer}


def test_rows_that_older_rules_left_behind_are_judged_anew(processes: Processes):
    engine = processes.start("新")
    Town(engine, 7).tables()
    with engine.begin() as connection:
        connection.execute(update(project_years).values(version="older"))
        connection.execute(update(rules_in_force).values(seen_at=datetime.now(UTC) - timedelta(minutes=2)))
    assert settled(engine) == (concluder().version, 0)
    assert versions(engine) == {concluder().version}


def test_rules_of_a_newer_release_are_left_in_force_until_a_rebuild_is_asked_for(processes: Processes):
    engine = processes.start("旧")
    Town(engine, 7).tables()
    claim(engine, version="future", release="99.0")
    with engine.begin() as connection:
        connection.execute(update(rules_in_force).values(seen_at=datetime.now(UTC) - timedelta(days=9)))
    left = stale_count(engine)
    assert left > 0
    assert keep_up(engine) == ("future", left)
    keeping.rebuild(processes.url)
    assert settled(engine) == (concluder().version, 0)


def test_a_command_by_other_rules_leaves_those_of_the_serving_process_in_force(processes: Processes):
    serving = processes.start("看板")
    Town(serving, 7).tables()
    own = concluder().version
    processes.as_process("命令行")
    command = open_store(processes.url)
    conclude_with(command, concluder)
    assert settled(command) == (own, 0)
    command.dispose()


def test_rules_that_nobody_works_by_any_more_are_followed_by_those_of_the_same_release(processes: Processes):
    first = processes.start("一")
    Town(first, 7).tables()
    processes.start("二")
    with first.begin() as connection:
        connection.execute(update(rules_in_force).values(seen_at=datetime.now(UTC) - timedelta(minutes=11)))
    processes.as_process("一")
    assert settled(first) == (concluder().version, 0)


def test_one_process_at_a_time_judges_anew_and_others_go_on_reading(postgres_folder: Path):
    url = create_database(postgres_folder, "rules_in_force")
    one, other = open_store(url), open_store(url)
    Town(one, 7).tables()
    settled(one)
    mark_all(one)
    with alone(one, RE_ASSESSING) as is_alone:
        assert is_alone
        left = keep_up(other)[1]
        assert left > 0
        assert revision(other) == revision(one)
    assert settled(other)[1] == 0
    one.dispose()
    other.dispose()
