"""Streamlit servers to measure: this app with empty pages beside its own, and a stock empty page."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from urllib.error import HTTPError, URLError

from sqlalchemy import Engine

from perfdata.usecases import opening
from tests.bench.client import Client
from tests.town import fill_town

ROOT = Path(__file__).parents[2]
COPIED = ("app.py", "pages", "perfdata", "data", ".streamlit/config.toml")
HOME = ""
"""The url path of the start page, 总览."""
START_SECONDS, STOP_SECONDS = 60, 10

EMPTY_PAGE = '"""Nothing: what remains is app.py, that is page config, access gate, navigation, filters."""\n'

# What streamlit[performance] adds to streamlit, made unfindable: the server of a plain `pip install streamlit`.
WITHOUT_EXTRAS = """
import sys
sys.modules.update(dict.fromkeys(("uvloop", "httptools", "orjson")))
from streamlit.web.cli import main
main(prog_name="streamlit")
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its port on 127.0.0.1 and its process id."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def has_loaded(self, library: str) -> bool | None:
        """Whether the process has a native library of this name; None where the system does not say (not Linux)."""
        try:
            return library in Path(f"/proc/{self.pid}/maps").read_text("utf-8", errors="replace")
        except OSError:
            return None


@contextmanager
def serve_app(empty_pages: Sequence[str], *, scripts: Mapping[str, str] = MappingProxyType({})) -> Iterator[Server]:
    """A copy of this app with empty pages at these url paths, and pages of these scripts, its own settings and a
    temporary database, visited once.

    The first visit fills the database and imports what the pages need, so that nothing measured pays for it; it is to
    the start page, because plain Streamlit answers the first deep link of a cold server with "page not found".
    """
    with TemporaryDirectory(prefix="bench-app-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder)
        copy_app(copy, [*empty_pages, *scripts])
        for url_path, script in scripts.items():
            (copy / "pages" / "bench" / f"{url_path}.py").write_text(script, "utf-8")
        database = copy / "bench.db"
        with serve(copy, own_program, PERFDATA_DATABASE_URL=f"sqlite:///{database}") as server:
            with Client(server.port) as first_visitor:
                first_visitor.rerun(HOME)
            yield server


@contextmanager
def serve_town(
    empty_pages: Sequence[str], *, prepare: Callable[[Engine], None] = lambda _engine: None, is_open: bool = True
) -> Iterator[Server]:
    """This app as it is started for users, with empty pages, over a town of 31 units and 124 projects.

    ``prepare`` adds to its store; where it makes accounts the server is not open, and nobody visits it first.
    """
    with TemporaryDirectory(prefix="bench-town-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder)
        copy_app(copy, empty_pages)
        url = f"sqlite:///{copy / 'bench.db'}"
        engine = opening.open_with_bundled_tables(url)
        fill_town(engine)
        prepare(engine)
        engine.dispose()
        with serve(copy, own_program, PERFDATA_DATABASE_URL=url) as server:
            if is_open:
                with Client(server.port) as first_visitor:
                    first_visitor.rerun(HOME)
            yield server


@contextmanager
def serve_charts(script: str) -> Iterator[Server]:
    """A script in its own folder, without settings, as ``streamlit run`` serves it."""
    with TemporaryDirectory(prefix="bench-charts-", ignore_cleanup_errors=True) as folder:
        (Path(folder) / "charts.py").write_text(script, "utf-8")
        with serve(Path(folder), partial(_stock, script="charts.py")) as server:
            yield server


@contextmanager
def serve_stock(*, with_extras: bool) -> Iterator[Server]:
    """An empty script in its own folder without settings, with or without the packages of streamlit[performance]."""
    with TemporaryDirectory(prefix="bench-stock-", ignore_cleanup_errors=True) as folder:
        (Path(folder) / "empty.py").write_text("", "utf-8")
        with serve(Path(folder), partial(_stock, script="empty.py", with_extras=with_extras)) as server:
            yield server


def own_program(port: int) -> list[str]:
    return ["-m", "perfdata", "serve", "--port", str(port), "--no-browser"]


def _stock(port: int, *, script: str, with_extras: bool = True) -> list[str]:
    settings = {"server.port": str(port), "server.address": "127.0.0.1", "server.headless": "true"}
    said = [word for name, value in settings.items() for word in (f"--{name}", value)]
    return [*(["-m", "streamlit"] if with_extras else ["-c", WITHOUT_EXTRAS]), "run", script, *said]


def copy_app(to: Path, empty_pages: Sequence[str]) -> None:
    """The app as it stands, with the empty pages as a first section of its menu.

    Every entry of the menu costs each page about 0.1 ms, so ask for no more pages than needed.
    """
    for name in COPIED:
        source, target = ROOT / name, to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.db*"))
        else:
            shutil.copyfile(source, target)
    (to / "pages" / "bench").mkdir()
    for url_path in empty_pages:
        (to / "pages" / "bench" / f"{url_path}.py").write_text(EMPTY_PAGE, "utf-8")
    entry = to / "app.py"
    section = f'"基准": [{", ".join(map(_menu_entry, empty_pages))}],'
    text, count = re.subn(r"_PAGES = \{", lambda found: found[0] + section, entry.read_text("utf-8"))
    if count != 1:
        raise RuntimeError("app.py no longer lists its _PAGES: tell tests/bench/servers.py where pages stand")
    entry.write_text(text, "utf-8")


def _menu_entry(url_path: str) -> str:
    return f'("bench/{url_path}", "{url_path}", "circle", "")'


@contextmanager
def serve(
    folder: Path,
    program: Callable[[int], Sequence[str]],
    *,
    health: str = "/_stcore/health",
    **environment: str,
) -> Iterator[Server]:
    """A server by this program on a port, without the settings of the user who measures; stopped by its process id."""
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("STREAMLIT_", "PERFDATA_"))}
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *program(port)],
            cwd=folder,
            env=inherited | {"HOME": str(folder), "USERPROFILE": str(folder)} | environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _await_health(process, f"http://127.0.0.1:{port}{health}", folder / "server.log")
            yield Server(port, process.pid)
        finally:
            _stop(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await_health(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except HTTPError as answer:
            if answer.code == HTTPStatus.UNAUTHORIZED:  # it stands, and has accounts
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text('utf-8', errors='replace')[-2000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_SECONDS)
