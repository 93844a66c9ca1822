"""The door of the page 关于: what runs here, on which data, and whether it still reads what it was made with."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from perfdata import __version__
from perfdata.core.clock import told_moment
from perfdata.core.errors import PerfdataError
from perfdata.reading.goal_tables import read_goal_tables
from perfdata.storing.connecting import where_of
from perfdata.storing.replicas import replica_of
from perfdata.usecases.installation import HOUSE, read_url
from perfdata.usecases.opening import read_bytes

if TYPE_CHECKING:
    from sqlalchemy import Engine

_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_BUNDLED = HOUSE / "data" / "goal_tables" / "2024" / "goal_tables_2024.txt"
_SUM_YUAN, _INDICATORS = Decimal(831_100), 36


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What reading the bundled goal tables anew gave."""

    is_passed: bool
    text: str


def versions() -> str:
    """Those of the dashboard and of Python."""
    return f"{__version__}（Python {platform.python_version()}）"


def database(engine: Engine) -> str:
    """Kind and place, never a password."""
    return f"{_DATABASES[engine.dialect.name]}：{where_of(engine)}"


def replica(engine: Engine) -> str | None:
    """Whether reads go to a replica, in a sentence; None where none is set."""
    url = read_url()
    if not url:
        return None
    found = replica_of(engine)
    if found is None:
        return "SQLite 没有读库：PERFDATA_READ_DATABASE_URL 没有使用，读写都在上面的数据库"
    if found.trouble:
        return f"{where_of(found.engine)}：{found.trouble}，现在改读主库"
    if found.down_since:
        return f"{where_of(found.engine)}：{told_moment(found.down_since)} 起连不上，现在改读主库"
    return f"{where_of(found.engine)}：可用，查询读它，写入和刚写入的内容读主库"


def self_test() -> SelfTest:
    """Whether the bundled tables, read anew from their file, still say 831,100 元 and 36 indicators."""
    expected = f"预算合计 {_SUM_YUAN:,} 元、{_INDICATORS} 项指标"
    try:
        tables = read_goal_tables(read_bytes(_BUNDLED), file_name=_BUNDLED.name)
    except PerfdataError as error:
        return SelfTest(False, f"应为{expected}，但没能读取：{error}")
    total, count = sum(project.budget_yuan or 0 for project in tables.projects), len(tables.indicators)
    if (total, count) == (_SUM_YUAN, _INDICATORS):
        return SelfTest(True, f"重新读取随系统提供的 4 张目标表，{expected}")
    return SelfTest(False, f"应为{expected}，读到 {total:,} 元、{count} 项指标：请停止使用并告诉管理员")
