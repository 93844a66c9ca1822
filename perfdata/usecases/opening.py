"""Opening: the bytes of a file, and the configured store with the goal tables that come with the system."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from perfdata.core.errors import ClosedError, StorageError, UnstorableError, UnusableFileError
from perfdata.core.terms import Severity
from perfdata.reading.goal_tables import read_goal_tables
from perfdata.storing import store
from perfdata.storing.conclusions import conclude_with
from perfdata.usecases.installation import HOUSE, goal_table_files
from perfdata.usecases.log import note_schemes

if TYPE_CHECKING:
    from sqlalchemy import Engine

BUNDLED = "随系统提供"
MOST_BYTES = 50 * 2**20  # as much as .streamlit/config.toml lets the pages take
_left_out: WeakKeyDictionary[Engine, list[str]] = WeakKeyDictionary()


def read_bytes(path: Path) -> bytes:
    """The file's bytes. Raises UnusableFileError in Chinese when it cannot be opened or does not end after 50 MB."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise UnusableFileError(f"{path}：找不到这个文件，请检查路径。") from error
    except OSError as error:
        raise UnusableFileError(f"{path}：打不开这个文件（{error.strerror}），请检查权限或是否被占用。") from error
    refuse_large(content, path)
    return content


def refuse_large(content: bytes, name: object) -> None:
    """Raises UnusableFileError where more than may be taken was read."""
    if len(content) > MOST_BYTES:
        raise UnusableFileError(f"{name}：超过 50 MB，没有读取，请删去无关的工作表和图片，或拆分后再试。")


def refuse(_path: Path, error: UnusableFileError) -> None:
    """What is done by default about a file that cannot be used: nothing goes on."""
    raise error


def open_with_bundled_tables(url: str, *, read_url: str | None = None) -> Engine:
    """The store behind the URL, with the bundled goal tables imported if they never were; see ``open_store``.

    What cannot be read among them is left out, see ``left_out``. Raises StorageError if the database cannot be opened.
    """
    from perfdata.usecases.concluding import concluder

    engine = store.open_store(url, read_url=read_url)
    conclude_with(engine, concluder)
    reasons = {path: _import_bundled(engine, path) for path in goal_table_files()}
    note_schemes(engine)
    _left_out[engine] = [f"{_shown(path)}：{reason}" for path, reason in reasons.items() if reason]
    return engine


def left_out(engine: Engine) -> list[str]:
    """A sentence for each bundled goal table that could not be read when the store was opened."""
    return _left_out.get(engine, [])


def left_out_text(engine: Engine) -> str:
    """All of them for a page; '' where there is none."""
    told = left_out(engine)
    return (
        "\n".join(["以下随系统提供的目标表没有（全部）读入，其余一切照常。更正或移走后重新启动：", *told])
        if told
        else ""
    )


def _shown(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix() if path.is_relative_to(HOUSE) else str(path)


def _import_bundled(engine: Engine, path: Path) -> str:
    """Why the file or a table in it is left out; '' where all is stored. A bad file keeps no other from being used."""
    try:
        content = read_bytes(path)
        tables = read_goal_tables(content, file_name=path.name)
        if sound := [table for table in tables.tables if table.is_sound]:
            store.append_goal_tables(
                engine,
                file_name=path.name,
                content=content,
                uploaded_by=BUNDLED,
                projects=[table.project for table in sound],
                indicators=[indicator for table in sound for indicator in table.indicators],
                once=True,
            )
        errors = [finding for finding in tables.findings if finding.severity is Severity.ERROR]
        return "；".join(f"{finding.place}：{finding.message}" for finding in errors[:3])
    except (UnusableFileError, UnstorableError, ClosedError) as error:
        return str(error).removeprefix(f"{path}：").removeprefix(f"{path.name}：")
    except StorageError:
        raise
    except Exception:
        logging.getLogger("perfdata").exception("bundled table %s failed", path)
        return "读取时程序出错，请把这份文件交给维护人员。"
