"""A process of its own that appends large uploads, one after another, until it is killed.

``python -m tests.durability.uploader URL ROWS FIRST_NUMBER`` says on standard output how far each upload is: ``begin``
before it, ``inside`` as soon as its transaction has written something, ``commit`` just before it commits, ``done``
after it.
"""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import Connection, Engine, event

from perfdata.core.model import ActualResult, Place, Spending
from perfdata.core.values import parse_value
from perfdata.storing.store import append_actual_results, open_store

YEAR, DAY = 2024, date(2024, 12, 31)
FILE = "完成情况.xlsx"


def content_of(number: int) -> bytes:
    return f"upload {number} ".encode() * 5_000


def actual_of(number: int, row: int) -> str:
    return f"{(number * 37 + row) % 1_000}户"


def spent_of(number: int) -> int:
    return 1_000 + number


def append_numbered(engine: Engine, number: int, *, rows: int) -> int:
    """The upload of that number: ``rows`` results and one amount. Its id."""
    values = {text: parse_value(text) for text in {actual_of(number, row) for row in range(rows)}}
    results = [
        ActualResult(
            indicator_id=f"i{row}",
            fiscal_year=YEAR,
            as_of=DAY,
            actual=values[actual_of(number, row)],
            place=Place(source_file=FILE, sheet="指标完成情况", cell=f"H{row + 4}"),
        )
        for row in range(rows)
    ]
    amount = Spending(
        project_id="p1",
        fiscal_year=YEAR,
        as_of=DAY,
        initial_budget_yuan=None,
        adjusted_budget_yuan=None,
        spent_yuan=Decimal(spent_of(number)),
        place=Place(source_file=FILE, sheet="项目支出", cell="F4"),
    )
    return append_actual_results(
        engine,
        file_name=FILE,
        content=content_of(number),
        uploaded_by="张会计",
        fiscal_year=YEAR,
        actual_results=results,
        spending=[amount],
    ).upload_id


def main(url: str, *, rows: int, first_number: int) -> None:
    engine = open_store(url)
    event.listen(engine, "after_cursor_execute", _say_inside)
    event.listen(engine, "commit", _say_commit)
    for number in count(first_number):
        _say("begin")
        append_numbered(engine, number, rows=rows)
        _say("done")


def _say_inside(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    if statement.startswith("INSERT INTO uploads"):
        _say("inside")


def _say_commit(_connection: Connection) -> None:
    _say("commit")


def _say(word: str) -> None:
    print(word, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], rows=int(sys.argv[2]), first_number=int(sys.argv[3]))
