"""Remembered corrections of lay-outs: trouble with the database is one Chinese sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfdata.core.errors import StorageError
from perfdata.storing.connecting import connect
from perfdata.storing.layout_store import corrections_of_upload, remembered_corrections


def test_a_database_that_cannot_be_opened_is_told_in_chinese(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}")
    with pytest.raises(StorageError, match="无法打开数据库文件"):
        remembered_corrections(engine)
    with pytest.raises(StorageError, match="无法打开数据库文件"):
        corrections_of_upload(engine, 1)
    engine.dispose()
