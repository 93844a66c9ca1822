"""Several processes on one database: nothing confirmed is lost, nobody meets a lock, readers see whole states."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
from sqlalchemy import select

from perfdata.core.terms import UploadKind
from perfdata.storing import store
from perfdata.storing.tables import audit_log
from perfdata.usecases import browsing, demo, history
from tests.durability.clerks import (
    TABLES,
    Confirmed,
    first_report,
    four_uploads,
    import_tables,
    report_of,
    write_until,
)
from tests.durability.comparing import check_figures, expected_values, stored_values
from tests.durability.files import YEAR
from tests.durability.model import GRADED, INDICATORS, PROJECTS, Model
from tests.storing.processes import FRESH, SECONDS, at_the_same_time

# The writer never pauses, so that every read has more history to look through than the one before.
READING_SECONDS = 15


def test_8_processes_that_upload_at_once_lose_nothing(database_url: str) -> None:
    engine = store.open_store(database_url)
    model = Model()
    model.append(import_tables(engine), TABLES)

    by_clerk: list[list[Confirmed]] = at_the_same_time(four_uploads, database_url, processes=8)

    for confirmed in by_clerk:
        revisions = [upload.revision for upload in confirmed]
        assert revisions == sorted(set(revisions))
    for upload in sorted((upload for confirmed in by_clerk for upload in confirmed), key=lambda item: item.upload_id):
        assert model.append(upload.content, upload.said) == (upload.upload_id, True)
    in_force = [upload.upload_id for upload in store.list_uploads(engine) if upload.voided_at is None]
    assert in_force == list(range(33, 0, -1))
    with engine.connect() as connection:
        assert connection.scalars(select(audit_log.c.upload_id).order_by(audit_log.c.entry_id)).all() == in_force[::-1]
    assert store.revision(engine) == model.revision == 33
    assert stored_values(engine) == expected_values(model)
    check_figures(engine, model.figures())
    engine.dispose()


def test_first_reports_at_the_same_time_replace_the_demo_data_together(database_url: str) -> None:
    engine = store.open_store(database_url)
    import_tables(engine)
    demo.load_demo(engine, fiscal_year=YEAR, who="演示")

    ids: list[int] = at_the_same_time(first_report, database_url, processes=4)

    uploads = {upload.upload_id: upload for upload in store.list_uploads(engine)}
    assert sorted(ids) == [3, 4, 5, 6]
    assert [number for number, upload in uploads.items() if upload.voided_at is not None] == [2]
    assert uploads[2].kind is UploadKind.DEMO_RESULTS
    newest = report_of(ids.index(max(ids)))
    assert {item.actual.number for item in store.current(engine).actual_results} == set(newest.results.values())
    engine.dispose()


def test_a_reader_sees_only_whole_states_while_another_process_writes(database_url: str) -> None:
    engine = store.open_store(database_url)
    import_tables(engine)
    seen: set[str] = set()
    reads, deadline = 0, time.monotonic() + READING_SECONDS
    with _writer(database_url) as written:
        while time.monotonic() < deadline and (reads < 100 or len(seen) < 5):
            _check_one_value(store.current(engine))
            seen.add(history.state_hash(engine))
            if reads % 20 == 0:
                _check_frames(browsing.load_frames(engine, fiscal_year=YEAR))
            reads += 1
    engine.dispose()
    print(f"{reads} reads, {len(seen)} states seen of {len(written)} written")
    assert len(seen) > 1
    assert seen <= written


def _check_one_value(records: store.Current) -> None:
    """All results and all spending show one value, or nothing is reported."""
    values = {item.actual.number for item in records.actual_results} | {row.spent_yuan for row in records.spending}
    assert len(records.actual_results) in (0, len(PROJECTS) * (len(INDICATORS) - 1))
    assert len(records.spending) == (len(PROJECTS) if records.actual_results else 0)
    assert len(values) <= 1


def _check_frames(frames: dict[str, pd.DataFrame]) -> None:
    """The dashboard shows one value for all measured indicators and for all spending."""
    completions = frames["completions"]
    shown = completions.loc[completions["indicator_name"] != GRADED, "actual"].dropna().str.strip("户%").astype(float)
    assert set(shown) == set(frames["spending"]["spent_yuan"])
    assert len(set(shown)) <= 1


@contextmanager
def _writer(url: str) -> Iterator[set[str]]:
    """A process that writes as long as the block lasts; afterwards the hashes of all states it wrote."""
    stop, (receiver, sender) = FRESH.Event(), FRESH.Pipe(duplex=False)
    process = FRESH.Process(target=write_until, args=(url, stop, sender))
    process.start()
    sender.close()
    written: set[str] = set()
    try:
        yield written
        stop.set()
        assert receiver.poll(SECONDS), "the writer ended by itself"
        written.update(receiver.recv())
    finally:
        stop.set()
        process.join(SECONDS)
        process.kill()
        receiver.close()
    assert process.exitcode == 0
