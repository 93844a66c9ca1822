"""Goal tables as they come into a store."""

from sqlalchemy import Engine

from perfdata.reading.goal_tables import read_goal_tables
from perfdata.storing import store


def import_tables(engine: Engine, content: bytes, *, file_name: str = "目标表.txt") -> None:
    read = read_goal_tables(content, file_name=file_name)
    store.append_goal_tables(
        engine,
        file_name=file_name,
        content=content,
        uploaded_by="张会计",
        projects=read.projects,
        indicators=read.indicators,
    )
