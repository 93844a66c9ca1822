"""Which projects the rows of uploads are about, in force or not."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Date, Select, Table, func, null, select, type_coerce

from perfdata.storing import tables

_TABLES = *tables.OF_PROJECT, *tables.OF_INDICATOR


def said_by(upload_ids: Collection[int], *, among: Collection[Table] = _TABLES) -> Iterator[Select[Any, Any, Any, Any]]:
    """A query a table: upload, year (None of a goal table without one), project and earliest day, None without days."""
    owner = tables.indicators.c
    for table in among:
        of = table.c
        project_id = of.project_id if table in tables.OF_PROJECT else owner.project_id
        day = func.min(of.as_of) if "as_of" in of else type_coerce(null(), Date)
        own = select(of.upload_id, of.fiscal_year, project_id, day.label("as_of")).where(of.upload_id.in_(upload_ids))
        if table in tables.OF_INDICATOR:
            own = own.join(tables.indicators, owner.indicator_id == of.indicator_id)
        yield own.group_by(of.upload_id, of.fiscal_year, project_id)
