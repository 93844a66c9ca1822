"""Reruns of a visitor while another one's large file is read, against his reruns while nobody else is there."""

from __future__ import annotations

import io
import os
import statistics
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_STORED, ZipFile

from tests import hostile_files
from tests.bench import servers
from tests.bench.client import Client
from tests.bench.report import Target, print_targets, print_times
from tests.bench.workbooks import forms_workbook

IDLE_RERUNS, FEWEST_BUSY, MOST_TIMES = 100, 60, 2
PAUSE_SECONDS = 0.02
_FIFTY_MB = 50_000_000
_PAGE = """
from datetime import date
from pathlib import Path

from pages.shared import store
from perfdata.core.errors import PerfdataError
from perfdata.usecases import uploading

try:
    uploading.preview_file(
        store.engine(), Path({path!r}).read_bytes(), file_name="大表.dat", today=date(2024, 12, 31)
    )
except PerfdataError:
    pass
"""


def run() -> None:
    """The start page is asked for again and again: alone, then while a file is uploaded again and again, for each."""
    with TemporaryDirectory(prefix="bench-others-") as folder, ExitStack() as stack:
        paths = {name: Path(folder) / str(at) for at, name in enumerate(FILES)}
        for name, path in paths.items():
            path.write_bytes(FILES[name]())
        scripts = {f"bench_{at}": _PAGE.format(path=str(path)) for at, path in enumerate(paths.values())}
        server = stack.enter_context(servers.serve_app([], scripts=scripts))
        visitor = stack.enter_context(Client(server.port))
        alone, busy = {}, {}
        for name, page in zip(FILES, scripts, strict=True):
            alone[name] = [_rerun(visitor) for _ in range(IDLE_RERUNS)]
            busy[name] = _while_read(server.port, page, partial(_rerun, visitor))
    print_times({f"{name}{what}": times[name] for name in FILES for what, times in ((", before", alone), ("", busy))})
    ratios = {name: _p95(busy[name]) / _p95(alone[name]) for name in FILES}
    print_targets([Target(f"p95, {name} ÷ just before", ratio, MOST_TIMES) for name, ratio in ratios.items()])


def _rerun(visitor: Client) -> float:
    time.sleep(PAUSE_SECONDS)
    return visitor.rerun(servers.HOME).seconds


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _while_read(port: int, page: str, rerun: Callable[[], float]) -> list[float]:
    """Only reruns that began and ended while the file was read."""
    is_over = threading.Event()
    seconds: list[float] = []

    def upload() -> None:
        with Client(port) as other:
            while not is_over.is_set():
                other.rerun(page)

    thread = threading.Thread(target=upload)
    thread.start()
    time.sleep(1)
    while len(seconds) < FEWEST_BUSY:
        seconds.append(rerun())
    is_over.set()
    thread.join()
    return seconds


def _with_pictures() -> bytes:
    buffer = io.BytesIO(forms_workbook())
    with ZipFile(buffer, "a", ZIP_STORED) as archive:
        archive.writestr("xl/media/image1.png", os.urandom(_FIFTY_MB - len(buffer.getvalue()) - 1_000))
    return buffer.getvalue()


def _ledger() -> bytes:
    line = ",".join(["记账凭证", "转账", "摘要" * 30])
    return "\n".join(f"{at},{line}" for at in range(199_000))[: _FIFTY_MB // 3].encode()


FILES: dict[str, Callable[[], bytes]] = {
    "1,000 forms, 50 MB with pictures": _with_pictures,
    "text of 40 MB that is no table": _ledger,
    "one cell of 50 MB": lambda: b"a," + b"x" * (_FIFTY_MB - 2),
    "a page of 5 s of work": lambda: hostile_files.pdf(b"[" * 500_000),
}
