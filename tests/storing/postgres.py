"""A PostgreSQL server of one's own: started in a temporary folder, reached through a socket in it, gone at the end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

START_SECONDS = 60


def find_binaries() -> Path | None:
    """The folder of initdb and postgres, on the path or where Debian puts them; the newest version wins."""
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in found), key=lambda path: int(path.parent.name), default=None)


@contextmanager
def running_server(binaries: Path) -> Iterator[Path]:
    """A server that listens on a socket in the folder given out, and nowhere else; many can run side by side."""
    with _own_folder() as folder:
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        _run(folder, binaries / "initdb", "-D", folder / "data", *options)
        with _started(binaries, folder):
            yield folder


@contextmanager
def running_replica(binaries: Path, primary: Path) -> Iterator[Path]:
    """A server that follows the one of that folder and can only be read."""
    with _own_folder() as folder:
        source = ["-h", primary, "-U", "postgres", "--checkpoint=fast", "--no-sync"]
        _run(folder, binaries / "pg_basebackup", "-D", folder / "data", "-R", *source)
        with _started(binaries, folder):
            yield folder


def address(folder: Path, name: str, *, user: str = "postgres") -> str:
    """The URL of a database as a user would write it."""
    return f"postgresql://{user}@/{name}?host={folder}"


def execute(folder: Path, statement: str) -> None:
    """Run a statement as the administrator of the server."""
    with psycopg.connect(_conninfo(folder), autocommit=True) as connection:
        connection.execute(statement.encode())


def create_database(folder: Path, name: str, *, encoding: str = "UTF8", like: str = "template0") -> str:
    """A database on the server of that folder, empty or like another one; its URL as a user would write it."""
    execute(folder, f"CREATE DATABASE \"{name}\" TEMPLATE {like} ENCODING '{encoding}'")
    return address(folder, name)


@contextmanager
def admitted(folder: Path, role: str, *, limit: str) -> Iterator[None]:
    """A user who is no administrator, while a role or database takes no connection."""
    with psycopg.connect(_conninfo(folder), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN".encode())
        connection.execute(f"ALTER {limit} CONNECTION LIMIT 0".encode())
        try:
            yield
        finally:
            connection.execute(f"DROP ROLE {role}".encode())


@contextmanager
def every_connection_taken(folder: Path) -> Iterator[None]:
    """As many connections as the server allows."""
    with ExitStack() as held:
        with suppress(psycopg.OperationalError):
            while True:
                held.enter_context(psycopg.connect(_conninfo(folder)))
        yield


@contextmanager
def _own_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="perfdata-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, *command: object) -> None:
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, capture_output=True, text=True, check=False, **_server_user()
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr}")


@contextmanager
def _started(binaries: Path, folder: Path) -> Iterator[None]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "fsync": "off",
        "full_page_writes": "off",
        "shared_buffers": "16MB",
    }
    command = [str(binaries / "postgres"), "-D", str(folder / "data")]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output, text=True, **_server_user())
        try:
            _wait_until_ready(server, folder, log)
            yield
        finally:
            _stop(server)


def _wait_until_ready(server: subprocess.Popen[str], folder: Path, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(_conninfo(folder), connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}") from error
            time.sleep(0.05)


def _stop(server: subprocess.Popen[str]) -> None:
    """Stop at once, without waiting for connections: nothing here is worth a checkpoint."""
    server.send_signal(signal.SIGQUIT)
    server.wait(timeout=30)


def _conninfo(folder: Path) -> str:
    return f"host={folder} user=postgres dbname=postgres"


def _server_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
