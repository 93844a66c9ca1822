"""Whose projects are: which spending units an upload, or some projects, belong to, whoever asks."""

from collections.abc import Collection
from collections.abc import Set as AbstractSet

from sqlalchemy import Engine, select

from perfdata.storing import aggregates
from perfdata.storing.conclusion_tables import questions
from perfdata.storing.connecting import reading
from perfdata.storing.marks import touched_by
from perfdata.storing.rows import in_parts
from perfdata.storing.sight import whole
from perfdata.storing.tables import projects

Owned = AbstractSet[tuple[str, str | None]]
"""Names of projects with the spending units that their tables state."""


def owned_by_upload(engine: Engine, upload_id: int) -> Owned:
    """All projects that the upload touches, in force or not."""
    with reading(whole(engine)) as connection:
        ids = {row[1] for touched in touched_by(connection, upload_id) for row in connection.execute(touched)}
    return owned(engine, ids)


def owned_by_question(engine: Engine, finding_id: str) -> Owned:
    """What the question of the audit is about, as it was concluded last."""
    own = select(questions.c.project_name, questions.c.spending_unit).where(questions.c.finding_id == finding_id)
    with reading(whole(engine)) as connection:
        return {(row.project_name or "", row.spending_unit) for row in connection.execute(own)}


def owned(engine: Engine, subject_ids: Collection[str]) -> Owned:
    """The projects among ids of projects and indicators, and those that own the indicators among them."""
    columns = select(projects.c.project_name, projects.c.spending_unit).distinct()
    with reading(whole(engine)) as connection:
        found = set[tuple[str, str | None]]()
        for part in in_parts(aggregates.owners(connection, subject_ids)):
            own = columns.where(projects.c.project_id.in_(part))
            found |= {(row.project_name, row.spending_unit) for row in connection.execute(own)}
    return found
