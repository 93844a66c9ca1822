"""Readers in a process of their own end by the time they compute, not by the clock on the wall."""

import sys
import time
from pathlib import Path

import pytest

from perfdata.containers import isolated
from perfdata.containers.isolated import Ended, run_isolated

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="counts no seconds of computing")
_READER = "from perfdata.containers import isolated\nisolated.SECONDS = 1\n{}\nisolated.serve(read)\n"


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def write(name: str, body: str) -> str:
        (tmp_path / f"{name}.py").write_text(_READER.format(body), "utf-8")
        return name

    return write


def test_a_reader_that_waits_longer_than_it_may_compute_gives_its_result(reader):
    module = reader("waiting_reader", "import time\ndef read(content):\n    time.sleep(2)\n    return content")
    assert run_isolated(module, b"x") == b"x"


def test_a_reader_that_computes_too_long_is_slow(reader):
    started = time.monotonic()
    with pytest.raises(Ended) as ended:
        run_isolated(reader("busy_reader", "def read(content):\n    while True: pass"), b"x")
    assert ended.value.is_slow
    assert time.monotonic() - started < isolated._WAITED_SECONDS


def test_a_reader_that_never_answers_is_slow_by_the_clock(reader, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(isolated, "_WAITED_SECONDS", 2)
    module = reader("sleeping_reader", "import time\ndef read(content):\n    time.sleep(60)")
    with pytest.raises(Ended) as ended:
        run_isolated(module, b"x")
    assert ended.value.is_slow
