"""``check --rebuild`` concludes everything anew and tells what came out otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import update

from perfdata.core.errors import StorageError
from perfdata.storing.conclusion_tables import project_years
from perfdata.usecases import keeping
from perfdata.usecases.opening import open_with_bundled_tables


def test_a_rebuild_agrees_with_what_is_kept_and_mends_what_is_not(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    engine = open_with_bundled_tables(url)
    assert keeping.rebuild(url) == {"重新判断": "与原有的一致"}
    with engine.begin() as connection:
        connection.execute(update(project_years).values(met_count=99))
    assert keeping.rebuild(url) == {"重新判断": "与原有的不同：project_years 8 行"}
    assert keeping.rebuild(url) == {"重新判断": "与原有的一致"}
    engine.dispose()


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path):
    with pytest.raises(StorageError):
        keeping.rebuild(f"sqlite:///{tmp_path / 'none.db'}")
    assert not (tmp_path / "none.db").exists()
