"""kill -9 in the middle of a backup or a restore: a backup is whole or absent, the database the old or the new one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import make_url

from perfdata.storing.store import open_store
from perfdata.usecases import history, keeping
from tests.durability.killing import ROOT
from tests.durability.uploader import append_numbered

ROWS = 2_000


def _filled(url: str, *numbers: int) -> str:
    """Append those uploads; the digest of the state."""
    engine = open_store(url)
    for number in numbers:
        append_numbered(engine, number, rows=ROWS)
    digest = history.state_hash(engine)
    engine.dispose()
    return digest


def _looked_at(url: str) -> str:
    """The digest of a database in which nothing is wrong."""
    assert keeping.check(url).problems == []
    return _filled(url)


def _kill_one(random: Random, *arguments: str) -> int:
    """Start a keeper and kill it and what it started at a random moment; how often it had begun."""
    command = [sys.executable, "-m", "tests.durability.keeper", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        try:
            words = [process.stdout.readline().strip()]
            began = time.monotonic()
            if random.random() < 0.7:
                words += [process.stdout.readline().strip(), process.stdout.readline().strip()]
            took = time.monotonic() - began if len(words) > 1 else 0.3
            time.sleep(random.uniform(0, 1.1 * took))
        finally:
            os.killpg(process.pid, signal.SIGKILL)
        words += process.stdout.read().split()
    assert process.returncode == -signal.SIGKILL, "the keeper ended by itself"
    return words.count("begin")


def _backups_are_whole(new_url: Callable[[], str], folder: Path, *, kills: int) -> None:
    url, random, begun, found = new_url(), Random(kills), 0, 0
    digest = _filled(url, 1, 2)
    for _ in range(kills):
        begun += _kill_one(random, url, "back_up", str(folder))
        assert _looked_at(url) == digest
        for path in sorted(folder.iterdir()):
            if ".part" not in path.name:
                found += 1
                copy = new_url() if url.startswith("postgresql") else f"sqlite:///{folder.parent / 'copy.db'}"
                keeping.restore(copy, path, who="王管理员", may_replace=True)
                assert _looked_at(copy) == digest
            path.unlink()
    print(f"{kills} kills; of {begun} backups begun {found} were there and whole, {begun - found} absent")
    assert begun - found >= kills // 10, "too few kills came in the middle of a backup"


def _database_is_old_or_new(new_url: Callable[[], str], folder: Path, *, kills: int) -> None:
    url, random, begun, seen = new_url(), Random(kills), 0, Counter[str]()
    digests = {_filled(url, 1): "old"}
    keeping.back_up(url, folder / "old", who="王管理员")
    digests[_filled(url, 2)] = "new"
    keeping.back_up(url, folder / "new", who="王管理员")
    for turn in range(kills):
        sources = [str(folder / name) for name in ("old", "new")][:: 1 if turn % 2 else -1]
        begun += _kill_one(random, url, "restore", *sources)
        seen[digests[_looked_at(url)]] += 1
        for kept in _kept_aside(url, folder):
            assert _looked_at(kept) in digests
    print(f"{kills} kills, {begun} restores begun; afterwards {dict(seen)}, never anything else")
    assert len(seen) == 2 or kills < 10


def _kept_aside(url: str, folder: Path) -> list[str]:
    """The databases of SQLite that were kept, as a look at each; they are gone afterwards. Dumps are only removed."""
    if url.startswith("postgresql"):
        for path in folder.glob("perfdata-before-restore-*"):
            path.unlink()
        return []
    database = Path(str(make_url(url).database))
    kept = [path for path in database.parent.glob(f"{database.name}.before-restore-*") if ".part" not in path.name]
    return [f"sqlite:///{path.rename(folder / f'kept-{path.name}')}" for path in kept]


def test_a_backup_killed_at_a_random_moment_is_whole_or_absent(new_url: Callable[[], str], tmp_path: Path) -> None:
    (tmp_path / "备份").mkdir()
    _backups_are_whole(new_url, tmp_path / "备份", kills=2)


def test_a_restore_killed_at_a_random_moment_leaves_the_old_or_the_new(
    new_url: Callable[[], str], tmp_path: Path
) -> None:
    (tmp_path / "备份").mkdir()
    _database_is_old_or_new(new_url, tmp_path / "备份", kills=2)


@pytest.mark.soak
def test_50_backups_killed_at_random_moments_are_whole_or_absent(new_url: Callable[[], str], tmp_path: Path) -> None:
    (tmp_path / "备份").mkdir()
    _backups_are_whole(new_url, tmp_path / "备份", kills=50)


@pytest.mark.soak
def test_50_restores_killed_at_random_moments_leave_the_old_or_the_new(
    new_url: Callable[[], str], tmp_path: Path
) -> None:
    (tmp_path / "备份").mkdir()
    _database_is_old_or_new(new_url, tmp_path / "备份", kills=50)
