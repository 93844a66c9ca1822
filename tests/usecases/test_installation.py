"""Where files lie and which setting holds."""

import os
from pathlib import Path

import pytest
from sqlalchemy import make_url

from perfdata.core.errors import UnusableFileError
from perfdata.usecases import installation
from perfdata.usecases.installation import database_url, setting


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Working folder, project and home of a user, all empty."""
    for name in ("PERFDATA_SECRETS", "PERFDATA_DATABASE_URL", "PERFDATA_SCHEMES"):
        monkeypatch.delenv(name, raising=False)
    found = {name: tmp_path / name for name in ("work", "house", "home")}
    for folder in found.values():
        (folder / ".streamlit").mkdir(parents=True)
    monkeypatch.chdir(found["work"])
    monkeypatch.setattr(installation, "HOUSE", found["house"])
    monkeypatch.setattr(Path, "home", lambda: found["home"])
    return found


def say(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / ".streamlit" / "secrets.toml"
    path.write_text(text, encoding)
    return path


def test_the_nearest_file_that_has_the_setting_holds(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch):
    assert setting("access", "password") is None
    say(folders["home"], '[access]\npassword = "家"\n[connections.perfdata]\nurl = "sqlite:///home.db"\n')
    assert setting("access", "password") == "家"
    say(folders["house"], '[access]\npassword = "项目"\n')
    assert setting("access", "password") == "项目"
    say(folders["work"], '[access]\npassword = "这里"\n')
    assert setting("access", "password") == "这里"
    assert database_url() == "sqlite:///home.db"
    monkeypatch.setenv("PERFDATA_SECRETS", str(folders["work"] / "named.toml"))
    assert setting("access", "password") is None
    monkeypatch.setenv("PERFDATA_DATABASE_URL", "postgresql://elsewhere/perfdata")
    assert database_url() == "postgresql://elsewhere/perfdata"


def test_notepad_writes_a_mark_before_the_first_line(folders: dict[str, Path]):
    say(folders["work"], '[access]\npassword = "芝麻"\n', encoding="utf-8-sig")
    assert setting("access", "password") == "芝麻"


@pytest.mark.parametrize("text", ["[access\n", "access = 1\n", '[access]\npassword = "\udc80"\n'])
def test_a_file_that_cannot_be_read_is_named_and_hides_nothing(folders: dict[str, Path], text: str):
    path = folders["work"] / ".streamlit" / "secrets.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UnusableFileError, match="读不出来") as error:
        setting("access", "password")
    assert str(path) in str(error.value)


def test_data_lie_in_the_project_or_in_the_home_of_who_installed_it(
    folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
):
    assert database_url() == f"sqlite:///{folders['house'] / 'data' / 'perfdata.db'}"
    monkeypatch.setattr(installation, "IS_INSTALLED", True)
    assert database_url() == f"sqlite:///{folders['home'] / 'perfdata' / 'perfdata.db'}"
    bundled = folders["house"] / "data" / "goal_tables" / "2024" / "a.txt"
    own = folders["home"] / "perfdata" / "goal_tables" / "2025" / "b.txt"
    for path in (bundled, own):
        path.parent.mkdir(parents=True)
        path.touch()
    if os.name != "nt":
        os.mkfifo(own.with_name("c.txt"))  # nobody reads from a pipe, which never ends
    assert installation.goal_table_files() == [bundled, own]
    schemes = folders["home"] / "perfdata" / "scoring_schemes.local.toml"
    assert installation.scheme_files() == [folders["house"] / "data" / "scoring_schemes.toml"]
    schemes.touch()
    assert installation.scheme_files() == [folders["house"] / "data" / "scoring_schemes.toml", schemes]


@pytest.mark.parametrize("name", ["绩效%20看板", "100%", "看板?", "a%3Fb", "看 板#1"])
def test_data_lie_in_the_folder_whatever_signs_its_name_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folders: dict[str, Path], name: str
):
    assert folders
    monkeypatch.setattr(installation, "HOUSE", tmp_path / name)
    assert make_url(database_url()).database == str(tmp_path / name / "data" / "perfdata.db")


def test_another_database_is_another_installation(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch):
    assert folders
    first = installation.fingerprint()
    assert first == installation.fingerprint()
    monkeypatch.setenv("PERFDATA_DATABASE_URL", "postgresql://user:secret@elsewhere/perfdata")
    assert installation.fingerprint() != first
    assert "secret" not in installation.fingerprint()
