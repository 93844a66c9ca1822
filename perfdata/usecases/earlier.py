"""The door to a store as it stood by the figures of a day: copied, and concluded anew by the same rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from perfdata.core import clock
from perfdata.core.errors import UnusableFileError
from perfdata.storing import aggregates
from perfdata.storing.connecting import reading
from perfdata.storing.earlier import copy_until
from perfdata.storing.scope import Scope
from perfdata.storing.sight import seen_alike
from perfdata.storing.store import open_store
from perfdata.usecases.concluding import catch_up

if TYPE_CHECKING:
    from sqlalchemy import Engine


def refuse_day(day: date, *, fiscal_year: int) -> None:
    """Raises UnusableFileError for a day that is not of the year, or still to come."""
    if day.year != fiscal_year:
        raise UnusableFileError(
            f"截至日 {day} 不在 {fiscal_year} 年度内，没有生成。"
            f"请写 {fiscal_year}-01-01 到 {fiscal_year}-12-31 之间的一天。"
        )
    if day > clock.today():
        raise UnusableFileError(f"截至日 {day} 还没有到（今天是 {clock.today()}），没有生成。请写今天或更早的一天。")


def reported_days(engine: Engine, scope: Scope) -> list[date]:
    """The days of the year up to today for which something of the selection is reported, the latest first."""
    with reading(engine) as connection:
        days = [row.as_of for row in aggregates.days(connection, scope)]
    return [day for day in reversed(days) if day.year == scope.fiscal_year and day <= clock.today()]


@contextmanager
def as_of(
    engine: Engine, scope: Scope, day: date, *, tell: Callable[[int], None] = lambda _left: None
) -> Iterator[Engine]:
    """A store of the selection with nothing that is reported of later days, seen as the engine sees its own.

    It is a file of its own that is gone afterwards. ``tell`` hears how many projects are still to be concluded. Raises
    UnusableFileError, see ``refuse_day``.
    """
    refuse_day(day, fiscal_year=scope.fiscal_year)
    with TemporaryDirectory(prefix="perfdata-", ignore_cleanup_errors=True) as folder:
        copy = open_store(f"sqlite:///{Path(folder) / 'earlier.db'}")
        try:
            copy_until(engine, copy, scope, day=day)
            catch_up(copy, tell=tell)
            yield seen_alike(copy, engine)
        finally:
            copy.dispose()
