"""A filled template of 50,000 rows: read and checked, confirmed, undone; each against the bare work below it."""

from __future__ import annotations

import gc
import sqlite3
import statistics
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from perfdata.storing import store
from perfdata.usecases import history, uploading
from perfdata.usecases.preview import FormsPreview
from tests.bench.report import Target, median_ratio, print_targets, print_times
from tests.result_builders import TODAY, checked, filled_form, office

PROJECTS, ROUNDS = 8_334, 5
ROWS = 6 * PROJECTS
AS_OF = date(2024, 12, 31)

CALAMINE, CHECK = "python-calamine alone reads the cells", "read and checked"
PREVIEW = "preview: also what is stored loaded and compared"
EXECUTEMANY, CONFIRM = "bare executemany of the same rows", "confirm"
UNDO, REDO = "undo", "redo"


def run() -> None:
    """Fill the template of a large office once, then measure in turn."""
    with TemporaryDirectory(prefix="bench-uploads-", ignore_cleanup_errors=True) as folder:
        engine = store.open_store(f"sqlite:///{Path(folder) / 'perfdata.db'}")
        content = _fill(engine)
        measured = _measure(engine, content, Path(folder))
        engine.dispose()
    print(f"  {ROWS:,} rows, {len(content) / 1024:,.0f} KiB; medians of {ROUNDS}, interleaved")
    print_times(measured)
    print_targets(
        [
            Target("read and checked ÷ python-calamine", median_ratio(measured[CHECK], measured[CALAMINE]), 4),
            Target("confirm ÷ executemany", median_ratio(measured[CONFIRM], measured[EXECUTEMANY]), 2.5),
            Target("seconds of an undo", statistics.median(measured[UNDO]), 1),
        ]
    )


def _fill(engine: Engine) -> bytes:
    """Goal tables of many projects into the store; their template, with formats and all, filled by a clerk."""
    records = office(PROJECTS)
    store.append_goal_tables(
        engine,
        file_name="目标表.txt",
        content=b"goal tables",
        uploaded_by="基准",
        projects=records.projects,
        indicators=records.indicators,
    )
    return filled_form(records).content()


def _measure(engine: Engine, content: bytes, folder: Path) -> dict[str, list[float]]:
    measured: dict[str, list[float]] = {
        name: [] for name in (CALAMINE, CHECK, PREVIEW, EXECUTEMANY, CONFIRM, UNDO, REDO)
    }

    def timed(name: str, task: Callable[[], Any]) -> Any:
        gc.collect()
        began = time.perf_counter()
        result = task()
        measured[name].append(time.perf_counter() - began)
        return result

    for number in range(ROUNDS):
        timed(CALAMINE, partial(_read_cells, content))
        timed(CHECK, partial(checked, content, office(PROJECTS).reference))
        draft = timed(PREVIEW, partial(uploading.preview_file, engine, content, file_name="填报.xlsx", today=TODAY))
        timed(EXECUTEMANY, partial(_insert_bare, draft, content, folder / f"bare{number}.db"))
        stored = timed(CONFIRM, partial(uploading.confirm, engine, draft, uploaded_by="基准"))
        timed(UNDO, partial(history.undo, engine, stored.upload_id, who="基准"))
        timed(REDO, partial(history.redo, engine, stored.upload_id, who="基准"))
        history.undo(engine, stored.upload_id, who="基准")
    return measured


def _read_cells(content: bytes) -> None:
    with CalamineWorkbook.from_object(BytesIO(content)) as workbook:
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def _insert_bare(draft: FormsPreview, content: bytes, path: Path) -> None:
    """The same rows and bytes by the driver alone, as durable, into tables with the same keys and indexes."""
    results = [
        (1, at, item.indicator_id, item.fiscal_year, item.as_of.isoformat(), item.actual.raw,
         item.attainment and item.attainment.value, None, item.deviation_reason, item.evidence,
         item.place.sheet, item.place.cell, item.place.line)
        for at, item in enumerate(draft.records.results)
    ]  # fmt: skip
    amounts = [
        (1, at, item.project_id, item.fiscal_year, item.as_of.isoformat(), str(item.initial_budget_yuan),
         str(item.adjusted_budget_yuan), str(item.spent_yuan), item.place.sheet, item.place.cell, item.place.line)
        for at, item in enumerate(draft.records.spending)
    ]  # fmt: skip
    store.open_store(f"sqlite:///{path}").dispose()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        "INSERT INTO uploads (kind, file_name, sha256, uploaded_by, uploaded_at, row_count, content)"
        " VALUES ('actual_results', 'x', 'x', 'x', '2024-12-31 00:00:00', 1, ?)",
        (content,),
    )
    connection.executemany(f"INSERT INTO actual_results VALUES ({', '.join('?' * 13)})", results)
    connection.executemany(f"INSERT INTO spending VALUES ({', '.join('?' * 11)})", amounts)
    connection.execute("COMMIT")
    connection.close()


if __name__ == "__main__":
    run()
