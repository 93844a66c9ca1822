"""By whose rules conclusions are made, where several processes of unlike versions work on one database.

One row names them. A process by other rules leaves marks and concludes nothing, so that neither overwrites the other.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, Engine, Row, Table, Text, delete, false, func, insert, select, update

from perfdata.storing.conclusion_tables import project_years, stale_projects
from perfdata.storing.connecting import reading, writing
from perfdata.storing.sight import whole
from perfdata.storing.tables import UtcDateTime, metadata

rules_in_force = Table(
    "rules_in_force",
    metadata,
    Column("version", Text, primary_key=True),
    Column("release", Text, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)


def holder(connection: Connection) -> Row[Any] | None:
    """``version``, ``release`` and when a process of theirs was last at work; None before any was."""
    return connection.execute(select(rules_in_force)).one_or_none()


def may_conclude(connection: Connection, *, version: str) -> bool:
    """Whether conclusions by these rules may be written: they are in force, or none are yet."""
    held = holder(connection)
    return held is None or held.version == version


def waiting(engine: Engine) -> tuple[int, Row[Any] | None]:
    """How many project-years wait to be concluded anew, and the rules in force."""
    with reading(whole(engine)) as connection:
        keys = select(stale_projects.c.fiscal_year, stale_projects.c.project_id).distinct().subquery()
        return connection.execute(select(func.count()).select_from(keys)).scalar_one(), holder(connection)


def claim(engine: Engine, *, version: str, release: str) -> None:
    """From now on these rules are in force, and what others concluded is marked."""
    now = {"version": version, "release": release, "seen_at": datetime.now(UTC)}
    with writing(engine) as connection:
        connection.execute(delete(rules_in_force))
        connection.execute(insert(rules_in_force), now)
        _mark_others(connection, version)


def stay(engine: Engine, *, version: str) -> None:
    """A process of these rules is still at work; what others concluded meanwhile is marked."""
    with writing(engine) as connection:
        own = rules_in_force.c.version == version
        connection.execute(update(rules_in_force).where(own).values(seen_at=datetime.now(UTC)))
        if may_conclude(connection, version=version):
            _mark_others(connection, version)


def _mark_others(connection: Connection, version: str) -> None:
    keys = project_years.c.fiscal_year, project_years.c.project_id, false()
    outdated = select(*keys).where(project_years.c.version != version)
    connection.execute(insert(stale_projects).from_select(list(stale_projects.c), outdated))
