"""Backup and restore of a PostgreSQL database by its own programs: a dump is whole or absent, a restore one change.

The password goes by the environment, so that no list of processes shows it.
"""

import os
import re
import shutil
import subprocess
from glob import glob
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, inspect, text

from perfdata.core.errors import StorageError
from perfdata.storing.connecting import WAIT_SECONDS, reading, where_of
from perfdata.storing.file_backups import files_told, keep_on_disk, part_name
from perfdata.storing.migrations import refuse_newer
from perfdata.storing.tables import metadata, schema_migrations

_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/opt/homebrew/opt/libpq/bin",
)
_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL"
)


def back_up_server(engine: Engine, target: Path) -> None:
    """Dump the store's tables as they are at one moment, also while others write. StorageError; then no new file."""
    names = held_tables(engine)
    if schema_migrations.name not in names:
        raise StorageError(f"数据库 {where_of(engine)} 里还没有本系统的内容，没有可以备份的内容：请检查数据库地址。")
    part = part_name(target)
    try:
        chosen = [f"--table={name}" for name in names]
        _run(engine, "pg_dump", "-Fc", "--no-owner", "--no-privileges", f"--file={part}", *chosen)
        _run(engine, "pg_restore", "--list", str(part), connects=False)
        with files_told(target):
            keep_on_disk(part)
            part.replace(target)
    finally:
        with files_told(part):
            part.unlink(missing_ok=True)


def restore_server(engine: Engine, source: Path, *, aside: Path | None) -> None:
    """Put the tables of a dump in the place of the store's, in one transaction; the old ones are dumped to ``aside``.

    Raises StorageError where the dump is not whole or of a newer version, or where others are connected.
    """
    _refuse_other_kinds(source)
    with TemporaryDirectory(prefix="perfdata-") as folder:
        script, before = Path(folder) / "restore.sql", Path(folder) / "before.sql"
        _run(engine, "pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source), connects=False)
        refuse_newer(_migrations_in(script, source))
        engine.dispose()
        _refuse_while_in_use(engine)
        if aside is not None:
            back_up_server(engine, aside)
        drops = "".join(f'DROP TABLE IF EXISTS "{table.name}";\n' for table in reversed(metadata.sorted_tables))
        before.write_text(f"SET lock_timeout = '{WAIT_SECONDS}s';\n{drops}", "utf-8")
        engine.dispose()
        both = [f"--file={before}", f"--file={script}"]
        _run(engine, "psql", "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, *both)


def held_tables(engine: Engine) -> list[str]:
    """Those of the store's tables that the database has."""
    with reading(engine) as connection:
        present = set(inspect(connection).get_table_names())
    return [name for name in metadata.tables if name in present]


def _refuse_while_in_use(engine: Engine) -> None:
    with reading(engine) as connection:
        others = connection.scalar(_OTHERS)
    if others:
        raise StorageError(
            f"还有 {others} 个连接在使用数据库 {where_of(engine)}，没有恢复：请先停止看板和其他程序，再恢复。"
        )


def _refuse_other_kinds(source: Path) -> None:
    with files_told(source), source.open("rb") as file:
        start = file.read(16)
    if start.startswith(b"SQLite format 3"):
        raise StorageError(f"{source} 是 SQLite 的备份，而现在的数据库是 PostgreSQL：请改用 .dump 备份。")
    if not start.startswith(b"PGDMP"):
        raise StorageError(f"{source} 不是本系统的备份：请选择用 backup 命令（或 pg_dump -Fc）生成的文件。")


def _migrations_in(script: Path, source: Path) -> set[str]:
    """The migrations that the dumped database had."""
    names: set[str] = set()
    with script.open("rb") as lines:
        for line in lines:
            if re.match(rb'COPY [\w".]*\bschema_migrations\b"? \(name, ', line):
                for row in lines:
                    if row.startswith(b"\\."):
                        return names
                    names.add(row.split(b"\t")[0].decode())
    raise StorageError(f"{source} 里没有本系统的表：请选择用 backup 命令生成的文件。")


def _run(engine: Engine, program: str, *arguments: str, connects: bool = True) -> None:
    """Run a program of PostgreSQL on the engine's database. StorageError with its last words."""
    url = engine.url._replace(drivername="postgresql", password=None).difference_update_query(["password"])
    address = url.render_as_string(hide_password=False)
    secret = engine.url.password or engine.url.query.get("password")
    environment = os.environ | {"PGPASSWORD": str(secret)} if secret else None
    target = [f"--dbname={address}", "-w"] if connects else []
    done = subprocess.run(
        [_found(program), *target, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env=environment,
        check=False,
    )
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line.lower()), done.stderr.strip())
        raise StorageError(f"{program} 没有成功，数据库没有改动：{said[:300] or '没有说明原因'}")


def _found(program: str) -> str:
    """On the path, else where its installers put it; the newest version wins."""
    if on_path := shutil.which(program):
        return on_path
    folders = [*_FOLDERS, f"{os.environ.get('PROGRAMFILES', 'C:/Program Files')}/PostgreSQL/*/bin"]
    held = [folder for pattern in folders for folder in glob(pattern)]
    found = [path for folder in held if (path := shutil.which(program, path=folder))]
    if not found:
        raise StorageError(
            f"这台电脑上没有 {program}：请安装 PostgreSQL 的客户端程序（Debian：apt install postgresql-client），"
            f"版本不低于服务器。"
        )
    return max(found, key=lambda path: [int(number) for number in re.findall(r"\d+", path)])
