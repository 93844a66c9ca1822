from pathlib import Path

import pytest
from sqlalchemy import create_engine

from perfdata import __version__
from perfdata.usecases import about, browsing, installation, keeping
from perfdata.usecases.about import SelfTest
from perfdata.usecases.opening import open_with_bundled_tables
from tests.pages.conftest import OpenPage
from tests.pages.test_dashboards import all_text
from tests.storing.postgres import create_database

ABOUT = "pages/records/about.py"
SOURCE = Path(__file__).parents[2] / "data" / "goal_tables" / "2024" / "goal_tables_2024.txt"


def test_the_page_tells_version_database_backup_and_that_the_reader_is_sound(
    open_page: OpenPage, database_url: str, tmp_path: Path
):
    app = open_page(ABOUT)
    rows = app.table[0].value.astype(str).to_string().replace("\\", "")
    assert __version__ in rows
    assert f"SQLite：{database_url.removeprefix('sqlite:///')}" in rows
    assert "还没有备份" in rows
    assert app.success[0].value == "重新读取随系统提供的 4 张目标表，预算合计 831,100 元、36 项指标"
    keeping.back_up(database_url, tmp_path / "copy.db", who="管理员")
    app.run()
    assert str(tmp_path / "copy.db") in app.table[0].value.astype(str).to_string().replace("\\", "")
    assert "还没有备份" not in all_text(app)


def test_a_password_is_not_shown():
    url = "postgresql+psycopg://perfdata:geheim@10.1.2.3:5433/town"
    assert about.database(create_engine(url)) == "PostgreSQL：10.1.2.3:5433/town"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("504000", "504001", "读到 831,101 元、36 项指标"),
        ("", None, "但没能读取"),
    ],
)
def test_a_reader_or_a_source_that_changed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str | None, said: str
):
    changed = tmp_path / "goal_tables_2024.txt"
    if after is not None:
        text = SOURCE.read_bytes().decode("utf-8-sig")
        assert before in text
        changed.write_text(text.replace(before, after), "utf-8")
    monkeypatch.setattr(about, "_BUNDLED", changed)
    result = about.self_test()
    assert not result.is_passed
    assert said in result.text
    assert isinstance(result, SelfTest)


def test_a_replica_beside_sqlite_is_told_to_be_of_no_use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    engine = open_with_bundled_tables(f"sqlite:///{tmp_path / 'own.db'}", read_url="postgresql://replica/town")
    assert about.replica(engine) is None
    monkeypatch.setenv("PERFDATA_READ_DATABASE_URL", "postgresql://replica/town")
    assert about.replica(engine) == "SQLite 没有读库：PERFDATA_READ_DATABASE_URL 没有使用，读写都在上面的数据库"
    engine.dispose()


def test_the_page_tells_that_the_replica_is_down(monkeypatch: pytest.MonkeyPatch, postgres_folder: Path):
    url = create_database(postgres_folder, "about_replica")
    monkeypatch.setenv("PERFDATA_READ_DATABASE_URL", "postgresql://perfdata:geheim@127.0.0.1:1/town")
    engine = open_with_bundled_tables(url, read_url=installation.read_url())
    assert browsing.revision(engine) == 1
    text = about.replica(engine) or ""
    assert text.startswith("127.0.0.1:1/town：20")
    assert text.endswith(" 起连不上，现在改读主库")
    engine.dispose()
