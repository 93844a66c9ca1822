"""Several processes on one database: nothing confirmed is lost, nobody meets a lock, readers see whole states."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select
from tests.durability.comparing import check_figures, expected_values, stored_values

from perfdata.core.terms import UploadKind
from perfdata.storing import store
from perfdata.storing.tables import audit_log
from perfdata.usecases import browsing, demo, history
from tests.durability.clerks import (
    SECONDS,
    TABLES,
    Confirmed,
    at_once,
    first_report,
    import_tables,
    report_of,
    six_uploads,
    write_until,
)
from tests.durability.files import YEAR
from tests.durability.model import GRADED, INDICATORS, PROJECTS, Model


def test_8_processes_that_upload_at_once_lose_nothing(database_url: str) -> None:
    engine = store.open_store(database_url)
    model = Model()
    model.append(import_tables(engine), TABLES)

    by_clerk: list[list[Confirmed]] = at_once(six_uploads, database_url, processes=8)

    for confirmed in by_clerk:
        revisions = [upload.revision for upload in confirmed]
        assert revisions == sorted(set(revisions))
    for upload in sorted((upload for confirmed in by_clerk for upload in confirmed), key=lambda item: item.upload_id):
        assert model.append(upload.content, upload.said) == (upload.upload_id, True)
    in_force = [upload.upload_id for upload in store.list_uploads(engine) if upload.voided_at is None]
    assert in_force == list(range(49, 0, -1))
    with engine.connect() as connection:
        assert connection.scalars(select(audit_log.c.upload_id).order_by(audit_log.c.entry_id)).all() == in_force[::-1]
    assert store.revision(engine) == model.revision == 49
    assert stored_values(engine) == expected_values(model)
    check_figures(engine, model.figures())
    engine.dispose()


def test_8_first_reports_at_once_all_replace_the_demo_data(database_url: str) -> None:
    engine = store.open_store(database_url)
    import_tables(engine)
    demo.load_demo(engine, fiscal_year=YEAR, who="演示")

    ids: list[int] = at_once(first_report, database_url, processes=8)

    uploads = {upload.upload_id: upload for upload in store.list_uploads(engine)}
    assert sorted(ids) == list(range(3, 11))
    assert [number for number, upload in uploads.items() if upload.voided_at is not None] == [2]
    assert uploads[2].kind is UploadKind.DEMO_RESULTS
    newest = report_of(ids.index(max(ids)))
    assert {item.actual.number for item in store.current(engine).actual_results} == set(newest.results.values())
    engine.dispose()


def test_a_reader_sees_only_whole_states_while_another_process_writes(database_url: str) -> None:
    engine = store.open_store(database_url)
    import_tables(engine)
    rows = len(PROJECTS) * (len(INDICATORS) - 1)
    hash_of: dict[frozenset[str], str] = {}
    reads = 0
    with _writer(database_url):
        while reads < 25 or len(hash_of) < 5:
            completions = browsing.load_frames(engine, fiscal_year=YEAR)["completions"]
            reported = completions.loc[completions["indicator_name"] != GRADED, "actual"].dropna()
            assert len(reported) in (0, rows)
            assert len({text.strip("户%") for text in reported}) <= 1
            _check_state(engine, hash_of, rows)
            reads += 1
    print(f"{reads} reads, {len(hash_of)} states seen")
    engine.dispose()


def _check_state(engine: store.Engine, hash_of: dict[frozenset[str], str], rows: int) -> None:
    """The hash belongs to a state in which all results show one value: that of one upload."""
    revision = store.revision(engine)
    found = history.state_hash(engine)
    texts = [item.actual.raw for item in store.current(engine).actual_results]
    if store.revision(engine) == revision:
        assert len(texts) in (0, rows)
        assert hash_of.setdefault(frozenset(texts), found) == found


@contextmanager
def _writer(url: str) -> Iterator[None]:
    """A process that writes as long as the block lasts."""
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    process = context.Process(target=write_until, args=(url, stop))
    process.start()
    try:
        yield
        assert process.is_alive(), "the writer ended by itself"
    finally:
        stop.set()
        process.join(SECONDS)
        process.kill()
    assert process.exitcode == 0


@pytest.mark.parametrize("kind", [UploadKind.ACTUAL_RESULTS, UploadKind.DEMO_RESULTS])
def test_taking_a_kind_of_upload_out_of_force_twice_is_no_trouble(database_url: str, kind: UploadKind) -> None:
    engine = store.open_store(database_url)
    import_tables(engine)
    demo.load_demo(engine, fiscal_year=YEAR, who="演示")
    store.void_uploads(engine, kind=kind, who="李会计")
    store.void_uploads(engine, kind=kind, who="李会计")
    voided = [upload.kind for upload in store.list_uploads(engine) if upload.voided_at is not None]
    assert voided == ([kind] if kind is UploadKind.DEMO_RESULTS else [])
    engine.dispose()
