"""Several clerks at several computers: what each process does."""

from __future__ import annotations

from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import NamedTuple

from sqlalchemy import Engine

from perfdata.core.errors import StorageError
from perfdata.storing import store
from perfdata.usecases import history, uploading
from tests.durability.files import YEAR, goal_file, result_csv, result_records, spending_csv, spending_records
from tests.durability.model import GRADED, INDICATORS, PROJECTS, Amounts, Report, Table
from tests.storing.processes import wait_for_the_others

DAY, TODAY = date(2024, 12, 31), date(2025, 1, 20)
TABLES = {project: Table(20_000, dict.fromkeys(INDICATORS, 90)) for project in PROJECTS}


class Confirmed(NamedTuple):
    """One confirmed upload, and the revision seen right after it."""

    upload_id: int
    revision: int
    content: bytes
    said: Report


def confirm(engine: Engine, content: bytes, *, name: str) -> store.Stored:
    """Preview and confirm a file as the page does, anew when someone else changed the data in between."""
    while True:
        preview = uploading.preview_file(engine, content, file_name=name, today=TODAY)
        assert not preview.has_errors
        try:
            return uploading.confirm(engine, preview, uploaded_by="张会计")
        except StorageError as error:
            if "数据已更新" not in str(error):
                raise


def import_tables(engine: Engine) -> bytes:
    """Import TABLES; the file's bytes."""
    content = goal_file(TABLES)
    confirm(engine, content, name="目标表.txt")
    return content


def report_of(value: int) -> Report:
    """Every measured indicator of every project at that value."""
    measured = [indicator for indicator in INDICATORS if indicator != GRADED]
    return Report(DAY, {(project, indicator): value for project in PROJECTS for indicator in measured}, {})


def spending_of(value: int) -> Report:
    return Report(DAY, {}, {project: Amounts(20_000, 20_000, value) for project in PROJECTS})


def four_uploads(url: str, number: int) -> list[Confirmed]:
    """Report all results and all spending twice, each time with other values."""
    engine = store.open_store(url)
    wait_for_the_others()
    confirmed = []
    for turn in range(2):
        value = number * 10 + turn
        for said, content in (
            (report_of(value), result_csv(report_of(value))),
            (spending_of(value), spending_csv(spending_of(value))),
        ):
            stored = confirm(engine, content, name=f"{number}.csv")
            assert stored.is_new
            confirmed.append(Confirmed(stored.upload_id, store.revision(engine), content, said))
    engine.dispose()
    return confirmed


def first_report(url: str, number: int) -> int:
    """Report once; the upload's id."""
    engine = store.open_store(url)
    wait_for_the_others()
    stored = confirm(engine, result_csv(report_of(number)), name=f"{number}.csv")
    engine.dispose()
    return stored.upload_id


def write_until(url: str, stop: Event, sender: Connection) -> None:
    """Report, undo and redo, so that every whole state shows one value everywhere; at the end, send their hashes."""
    engine = store.open_store(url)
    hashes, value = {history.state_hash(engine)}, 0
    while not stop.is_set():
        value += 1
        report = Report(DAY, report_of(value).results, spending_of(value).spending)
        upload_id = store.append_actual_results(
            engine,
            file_name="接口",
            content=repr(report).encode(),
            uploaded_by="张会计",
            fiscal_year=YEAR,
            actual_results=result_records(report),
            spending=spending_records(report),
        ).upload_id
        hashes.add(history.state_hash(engine))
        history.undo(engine, upload_id, who="李会计")
        hashes.add(history.state_hash(engine))
        history.redo(engine, upload_id, who="李会计")
    engine.dispose()
    sender.send(hashes)
