"""A city in a store, as large as is asked for: units of 13 projects with results, the same at every call."""

from __future__ import annotations

from random import Random

from sqlalchemy import Engine

from perfdata.reading.goal_tables import GoalTables, read_goal_tables
from perfdata.storing import store
from perfdata.storing.store import GoalFile, UploadedFile
from tests.builders import goal_tables
from tests.town import _report, _table

PROJECTS_OF_UNIT = 13
_UNITS_AT_ONCE = 15
YEAR, MONTH = 2024, 10
_KINDS = ("街道", "镇", "乡", "园区", "管理区")
_OFFICES = ("教育科", "民政办", "水务站", "农业中心", "城管中队", "卫生院", "文化站", "统计办", "财政所", "安监站")


def unit_name(number: int) -> str:
    """某市第3镇民政办."""
    place = number // len(_OFFICES)
    return f"某市第{place + 1}{_KINDS[place % len(_KINDS)]}{_OFFICES[number % len(_OFFICES)]}"


def fill_city(engine: Engine, *, projects: int) -> None:
    """So many projects of one year, each with nine indicators, reported until October."""
    random = Random(projects)
    units = range(-(-projects // PROJECTS_OF_UNIT))
    for start in range(0, len(units), _UNITS_AT_ONCE):
        read = [_unit(number, projects, random) for number in units[start : start + _UNITS_AT_ONCE]]
        files = [_file(content, tables, name) for name, content, tables in read]
        store.append_goal_files(engine, files, expected_revision=store.revision(engine))
        own = [project for _, _, tables in read for project in tables.projects]
        indicators = [item for _, _, tables in read for item in tables.indicators]
        _report(engine, own, indicators, year=YEAR, month=MONTH, random=random)


def _unit(number: int, projects: int, random: Random) -> tuple[str, bytes, GoalTables]:
    first = number * PROJECTS_OF_UNIT
    numbers = range(first, min(first + PROJECTS_OF_UNIT, projects))
    name = unit_name(number)
    content = goal_tables(*(_table(name, own, YEAR, random) for own in numbers))
    return name, content, read_goal_tables(content, file_name=f"{name}.txt")


def _file(content: bytes, tables: GoalTables, name: str) -> GoalFile:
    said = UploadedFile(file_name=f"{name}.txt", content=content, uploaded_by="基准")
    return GoalFile(tables.projects, tables.indicators, said)
