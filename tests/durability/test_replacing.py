"""Real results take the place of the demo data: both happen, or neither."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from perfdata.core.terms import UploadKind
from perfdata.storing import store
from perfdata.usecases import demo, history
from tests.conftest import NewStore
from tests.durability.clerks import import_tables, report_of
from tests.durability.files import YEAR, result_records

GOAL_TABLES, DEMO, REPORT = 1, 2, 3


def with_demo(url: str) -> Engine:
    """A store with goal tables and the demo data."""
    engine = store.open_store(url)
    import_tables(engine)
    demo.load_demo(engine, fiscal_year=YEAR, who="演示")
    return engine


@pytest.fixture
def engine(copied: NewStore) -> Iterator[Engine]:
    opened = store.open_store(copied(with_demo))
    yield opened
    opened.dispose()


def test_results_take_the_demo_data_out_of_force(engine: Engine) -> None:
    assert _replace_demo(engine) == store.Stored(upload_id=REPORT, is_new=True)
    assert _in_force(engine) == [REPORT, GOAL_TABLES]


def test_a_file_that_is_in_force_already_leaves_the_demo_data_alone(engine: Engine) -> None:
    _replace_demo(engine)
    history.redo(engine, DEMO, who="李会计")
    assert _replace_demo(engine) == store.Stored(upload_id=REPORT, is_new=False)
    assert _in_force(engine) == [REPORT, DEMO, GOAL_TABLES]


def test_an_upload_that_breaks_off_leaves_the_demo_data_alone(engine: Engine) -> None:
    before = history.state_hash(engine)
    event.listen(engine, "before_cursor_execute", _break_off)
    with pytest.raises(KeyboardInterrupt):
        _replace_demo(engine)
    event.remove(engine, "before_cursor_execute", _break_off)
    assert _in_force(engine) == [DEMO, GOAL_TABLES]
    assert history.state_hash(engine) == before


def test_the_demo_data_can_be_removed_twice(engine: Engine) -> None:
    demo.remove_demo(engine, who="李会计")
    demo.remove_demo(engine, who="王会计")
    assert _in_force(engine) == [GOAL_TABLES]
    assert store.revision(engine) == 3


def _replace_demo(engine: Engine) -> store.Stored:
    return store.append_actual_results(
        engine,
        file_name="完成情况.csv",
        content=b"report",
        uploaded_by="张会计",
        fiscal_year=YEAR,
        actual_results=result_records(report_of(95)),
        spending=[],
        replacing=UploadKind.DEMO_RESULTS,
    )


def _in_force(engine: Engine) -> list[int]:
    return [upload.upload_id for upload in store.list_uploads(engine) if upload.voided_at is None]


def _break_off(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    if statement.startswith("INSERT INTO actual_results"):
        raise KeyboardInterrupt
