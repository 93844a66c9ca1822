"""The tables of what units owe and of years that take no change; rows are ended, never changed otherwise or deleted."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, Table, Text

from perfdata.storing.tables import UtcDateTime, metadata

# Owed by the units named in ``task_units``, else by those of the department, else by all.
tasks = Table(
    "tasks",
    metadata,
    Column("task_id", Integer, primary_key=True),
    Column("fiscal_year", Integer, nullable=False),
    Column("month", Integer, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("owed", Text, nullable=False),
    Column("department", Text),
    Column("is_of_named", Boolean, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", UtcDateTime),
    sqlite_autoincrement=True,
)
task_units = Table(
    "task_units",
    metadata,
    Column("task_id", ForeignKey("tasks.task_id"), primary_key=True, autoincrement=False),
    Column("unit_key", Text, primary_key=True),
    Column("unit", Text, nullable=False),
)
# Of one unit, or without a ``unit_key`` of all.
closings = Table(
    "closings",
    metadata,
    Column("closing_id", Integer, primary_key=True),
    Column("fiscal_year", Integer, nullable=False),
    Column("through", Date, nullable=False),
    Column("unit_key", Text),
    Column("unit", Text),
    Column("closed_by", Text, nullable=False),
    Column("closed_at", UtcDateTime, nullable=False),
    Column("reopened_by", Text),
    Column("reopened_at", UtcDateTime),
    Column("reason", Text),
    sqlite_autoincrement=True,
)
