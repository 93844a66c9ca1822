from collections.abc import Callable, Mapping

import pandas as pd
import pytest
from sqlalchemy import Engine

from perfdata.reading.goal_tables import read_goal_tables
from perfdata.storing.store import append_goal_tables
from perfdata.usecases import browsing, opening
from tests.builders import goal_table, goal_tables
from tests.conftest import Stores

Frames = Mapping[str, pd.DataFrame]


@pytest.fixture
def frames(stores: Stores) -> Frames:
    """Frames of the bundled tables."""
    return browsing.load_frames(stores.restored(opening.open_with_bundled_tables), fiscal_year=2024)


@pytest.fixture
def city(stores: Stores) -> Callable[..., Frames]:
    """Frames by year of a store with two units and two years beside the bundled tables."""
    engine = stores.restored(open_city)
    return lambda year, **chosen: browsing.load_frames(engine, fiscal_year=year, **chosen)


def open_city(url: str) -> Engine:
    engine = opening.open_with_bundled_tables(url)
    content = goal_tables(
        goal_table(name="助学补助（镇）", unit="某镇教育办", budget="20000"),
        goal_table(name="助学补助（镇）", unit="某镇民政办", budget="30000"),
        goal_table(name="助学补助（镇）", unit="某镇教育办", year=2025, budget="40000", cycle=("2025", "2027")),
        goal_table(name="无预算项目", unit="某镇教育办", budget="待定"),
    )
    tables = read_goal_tables(content, file_name="市.txt")
    append_goal_tables(
        engine,
        file_name="市.txt",
        content=content,
        uploaded_by="测试",
        projects=tables.projects,
        indicators=tables.indicators,
    )
    return engine
