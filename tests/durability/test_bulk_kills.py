"""An import of a folder that is killed again and again ends as one that nobody disturbed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from perfdata.__main__ import main
from perfdata.storing import store
from tests.usecases.bulk import state, use, write_folder

ROOT = Path(__file__).parents[2]
KILLS = 40 if os.environ.get("PERFDATA_SOAK") else 1


def test_an_import_that_was_killed_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    folder = tmp_path / "files"
    write_folder(folder, files=110)
    whole = use(monkeypatch, f"sqlite:///{tmp_path / 'whole.db'}")
    main(["import", str(folder), "--json"])
    killed = use(monkeypatch, f"sqlite:///{tmp_path / 'killed.db'}")
    store.open_store(killed).dispose()
    random = Random(3)
    stored = [_killed_import(folder, killed, after=random.uniform(0.0, 0.3)) for _ in range(KILLS)]
    assert stored == sorted(stored)
    assert stored[-1] > 0
    capsys.readouterr()
    main(["import", str(folder), "--json"])
    counts = json.loads(capsys.readouterr().out)["counts"]
    assert counts["此前已入库"] >= stored[-1]
    assert state(killed) == state(whole)


def _killed_import(folder: Path, url: str, *, after: float) -> int:
    """How many uploads an import stored that was killed some time after its first, the bundled table not counted."""
    command = [sys.executable, "-m", "perfdata", "import", str(folder), "--json"]
    environment = {**os.environ, "PERFDATA_DATABASE_URL": url}
    engine = store.open_store(url)
    before = store.revision(engine)
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        while store.revision(engine) <= max(before, 1) and running.poll() is None:
            time.sleep(0.01)
        time.sleep(after)
        running.send_signal(signal.SIGKILL)
    stored = len(store.list_uploads(engine)) - 1
    engine.dispose()
    return max(stored, 0)
