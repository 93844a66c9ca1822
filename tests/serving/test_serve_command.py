"""`python -m perfdata serve` as a clerk and an administrator meet it."""

import gzip
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.browsing import ROOT, free_port, wait_until_healthy

Process = subprocess.Popen[bytes]


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "perfdata", "serve", "--no-browser", *options]


def environment(folder: Path) -> dict[str, str]:
    settings = {"PERFDATA_DATABASE_URL": f"sqlite:///{folder / 'serve.db'}", "PYTHONIOENCODING": "utf-8"}
    return os.environ | settings | {"PERFDATA_SECRETS": str(folder / "secrets.toml")}


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A start that is over at once."""
    return subprocess.run(
        command(*options), cwd=ROOT, env=environment(folder), capture_output=True, encoding="utf-8", timeout=60
    )


@contextmanager
def serving(folder: Path, *options: str, health: str = "/_stcore/health") -> Iterator[tuple[Process, int, Path]]:
    """The process, its port and what it says; killed at the end where it still runs."""
    port, log = free_port(), folder / "serve.log"
    with log.open("wb") as output:
        arguments = command("--port", str(port), *options)
        process = subprocess.Popen(arguments, cwd=ROOT, env=environment(folder), stdout=output, stderr=output)
        try:
            wait_until_healthy(process, port=port, log=log, path=health)
            yield process, port, log
        finally:
            process.kill()
            process.wait()


def get(port: int, path: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int, Path]]:
    folder = tmp_path_factory.mktemp("served")
    with serving(folder) as (_, port, log):
        yield folder, port, log


def test_the_start_says_where_the_dashboard_is_in_chinese_and_nothing_else(served: tuple[Path, int, Path]):
    _, port, log = served
    text = log.read_text("utf-8").splitlines()
    assert text[0] == f"看板已启动：http://127.0.0.1:{port}/　（停止：按 Ctrl+C，或关闭这个窗口）"
    assert not [line for line in text if "Streamlit" in line or "INFO" in line]


def test_health_asks_the_database(served: tuple[Path, int, Path], tmp_path: Path):
    status, headers, body = get(served[1], "/healthz")
    told = json.loads(body)
    assert (status, told["status"], told["name"]) == (200, "ok", "perfdata")
    assert headers["x-content-type-options"] == "nosniff"
    with serving(tmp_path) as (_, port, _):
        (tmp_path / "serve.db").write_bytes(b"no database any more" * 1000)
        for left in tmp_path.glob("serve.db-*"):
            left.unlink()
        status, _, body = get(port, "/healthz")
        assert status == 503
        assert json.loads(body)["reason"] == "数据库不可用，原因见日志"


def test_pages_scripts_and_headers_come_from_the_shell(served: tuple[Path, int, Path]):
    _, port, _ = served
    status, headers, body = get(port, "/upload")
    assert status == 200
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    page = gzip.decompress(body).decode()
    assert '<html lang="zh-CN" translate="no">' in page
    for address in re.findall(r'src="\.(/static/v-[0-9a-f]{8}/[^"]+)"', page):
        status, headers, script = get(port, address)
        assert (status, headers["content-encoding"]) == (200, "gzip")
        assert headers["cache-control"] == "public, immutable, max-age=31536000"
        assert "跳到正文" in gzip.decompress(script).decode() or "beforeprint" in gzip.decompress(script).decode()
    assert get(port, "/_stcore/metrics")[0] == 404


def test_below_a_path_of_a_proxy(tmp_path: Path):
    with serving(tmp_path, "--path", "perf", health="/perf/_stcore/health") as (_, port, log):
        assert f"http://127.0.0.1:{port}/perf　" in log.read_text("utf-8")
        assert get(port, "/healthz")[0] == 200
        assert get(port, "/perf/upload")[0] == 200
        assert get(port, "/perf/_stcore/metrics")[0] == 404


def test_a_second_double_click_shows_what_runs_already(served: tuple[Path, int, Path]):
    folder, port, _ = served
    done = run(folder, "--port", str(port))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"看板已经在运行：http://127.0.0.1:{port}/\n", "")


def test_a_port_of_another_installation_is_named_with_the_way_out(served: tuple[Path, int, Path], tmp_path: Path):
    _, port, _ = served
    done = run(tmp_path, "--port", str(port))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"端口 {port} 已被其他程序占用：请用 --port 换一个，如 --port {port + 1}。\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_ends_it_in_order(tmp_path: Path):
    with serving(tmp_path) as (process, _, log):
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert log.read_text("utf-8").endswith("看板已停止。\n")


def test_the_help_is_its_own():
    done = subprocess.run(
        [sys.executable, "-m", "perfdata", "serve", "--help"],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert all(
        word in done.stdout for word in ("--port", "--address", "--path", "--no-browser", "默认 8501", "0.0.0.0")
    )
    assert "Streamlit" not in done.stdout


@pytest.mark.skipif(shutil.which("streamlit", path=str(Path(sys.executable).parent)) is None, reason="no script")
def test_plain_streamlit_run_still_works(tmp_path: Path):
    port, log = free_port(), tmp_path / "log"
    options = ["--server.port", str(port), "--server.headless", "true"]
    with log.open("wb") as output:
        arguments = [sys.executable, "-m", "streamlit", "run", "app.py", *options]
        process = subprocess.Popen(arguments, cwd=ROOT, env=environment(tmp_path), stdout=output, stderr=output)
        try:
            wait_until_healthy(process, port=port, log=log)
            assert b"<title>" in get(port, "/")[2]
        finally:
            process.kill()
            process.wait()
