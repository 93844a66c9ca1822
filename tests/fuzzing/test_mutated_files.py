"""Mutated files are read or refused in one sentence; nothing else happens, not for long, not in much memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOAK = os.environ.get("PERFDATA_SOAK") == "1"
PARTS = [(1 + 1_000 * part, 1_000) for part in range(100)] if SOAK else [(1, 150), (10_001, 150)]


@pytest.mark.skipif(sys.platform == "win32", reason="bounds of memory need a POSIX system")
@pytest.mark.parametrize(("first", "count"), PARTS)
def test_mutated_files_are_read_or_refused(first: int, count: int):
    command = [sys.executable, "-m", "tests.fuzzing.campaign", str(first), str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3_000:]
    report = json.loads(done.stdout)
    assert report["failures"] == []
    assert "refused in other than one sentence" not in report
    assert report["slowest_seconds"] < 3
    assert report["peak_mib"] < 512
    assert report["read"] + report["refused"] + report.get("read without a goal table", 0) == count
