"""A double click: finds a Python, installs once, says what is missing."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import start

ROOT = Path(__file__).parents[1]
BATCH, COMMAND, SHELL = (ROOT / f"启动看板.{ending}" for ending in ("bat", "command", "sh"))
needs_shell = pytest.mark.skipif(os.name == "nt", reason="a shell script")

PIP = """
import os, sys
from pathlib import Path
with open(os.environ["PIP_LOG"], "a") as log: print(*sys.argv[1:], file=log)
sys.exit(int(os.environ.get("PIP_FAILS", 0)))
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the start files, a package perfdata that says how it was called, and a pip that only notes it."""
    folder = tmp_path / "看板 (1)"
    modules = {"perfdata": "import sys; print('serving', *sys.argv[1:])", "site/pip": PIP, "site/streamlit": ""}
    for module, text in modules.items():
        place = folder / module
        place.mkdir(parents=True)
        (place / "__init__.py").touch()
        (place / "__main__.py").write_text(text, "utf-8")
    (folder / "requirements.lock").write_text("some==1\n", "utf-8")
    for path in (ROOT / "start.py", COMMAND, SHELL):
        shutil.copy(path, folder)
    monkeypatch.setenv("PYTHONPATH", str(folder / "site"))
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    monkeypatch.setenv("PIP_LOG", str(folder / "pip.log"))
    return folder


def run(house: Path, *options: str, program: str = sys.executable) -> subprocess.CompletedProcess[str]:
    arguments = [program, str(house / "start.py"), *options]
    return subprocess.run(arguments, capture_output=True, encoding="utf-8", cwd=house.parent, timeout=60)


def pips(house: Path) -> list[str]:
    return (house / "pip.log").read_text("utf-8").splitlines()


def test_it_is_installed_once_and_again_where_the_lock_changed(house: Path):
    first, second = run(house, "--port", "8502"), run(house, "--port", "8503")
    assert first.returncode == second.returncode == 0
    assert first.stdout.splitlines()[0].startswith("正在安装看板需要的软件包")
    assert first.stdout.splitlines()[1:] == ["安装完成。", "serving serve --port 8502"]
    assert second.stdout == "serving serve --port 8503\n"
    (house / "requirements.lock").write_text("some==2\n", "utf-8")
    assert "安装完成。" in run(house).stdout
    assert len(pips(house)) == 2
    assert all("--require-hashes" in line and "--no-index" not in line for line in pips(house))


def test_a_failed_install_stops_and_is_taken_up_again(house: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PIP_FAILS", "1")
    failed = run(house)
    assert failed.returncode == 1
    assert "安装没有完成" in failed.stdout
    assert "serving" not in failed.stdout
    monkeypatch.delenv("PIP_FAILS")
    assert "serving serve" in run(house).stdout


def test_wheels_beside_it_are_installed_without_a_network(house: Path):
    (house / "wheels").mkdir()
    assert run(house, "install").stdout.splitlines()[-1] == "安装完成。"
    assert f"--no-index --find-links {house / 'wheels'}" in pips(house)[0]


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 15, 0), (3, 6, 15)])
def test_another_python_is_told_which_is_needed(
    version: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys, "version_info", version)
    assert start.main([]) == 1
    assert f"是 {version[0]}.{version[1]}，看板需要 3.11 至 3.14" in capsys.readouterr().out


def test_a_shared_folder_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(start, "HERE", r"\\server\share\perfdata")
    assert start.main([]) == 1
    assert "复制到本机硬盘" in capsys.readouterr().out


@needs_shell
def test_an_environment_whose_python_or_packages_are_gone_is_made_anew(house: Path):
    python = house / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to("/usr/bin/python-that-was-removed")
    shutil.copy(house / "requirements.lock", house / ".venv" / "installed")
    assert run(house).stdout.splitlines()[1:] == ["安装完成。", "serving serve"]
    assert run(house).stdout == "serving serve\n"
    shutil.rmtree(house / "site" / "streamlit")
    assert run(house).stdout.splitlines()[0].startswith("正在安装")


@needs_shell
@pytest.mark.parametrize("name", [COMMAND.name, SHELL.name])
def test_a_double_click_starts_it_from_any_folder(house: Path, name: str):
    done = subprocess.run(
        [str(house / name), "--port", "8504"], capture_output=True, encoding="utf-8", cwd="/", timeout=60
    )
    assert done.stdout.splitlines()[-1] == "serving serve --port 8504"
    assert done.returncode == 0
    link = house.parent / "看板"
    link.symlink_to(house / name)
    for script in (COMMAND, SHELL):
        (house / script.name).chmod(0o644)
    linked = subprocess.run(["sh", str(link)], capture_output=True, encoding="utf-8", cwd="/", timeout=60)
    assert linked.stdout.splitlines()[-1] == "serving serve", (
        "by a link on the desktop, from a disk that keeps no rights"
    )


@needs_shell
def test_without_python_it_is_said_where_to_get_it(house: Path, tmp_path: Path):
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("sh", "dirname"):
        (tools / tool).symlink_to(str(shutil.which(tool)))
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n", "utf-8")
    (tools / "python3").chmod(0o755)
    command = ["/bin/sh", str(house / COMMAND.name)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env={"PATH": str(tools)}, timeout=60)
    assert done.returncode == 1
    assert "没有找到 Python 3.11 至 3.14" in done.stdout
    assert "python.org" in done.stdout


def test_the_batch_file_is_plain_ascii_with_the_line_ends_of_windows():
    content = BATCH.read_bytes()
    assert content.isascii()
    assert content.count(b"\r\n") == content.count(b"\n") == len(content.splitlines())
    shown = re.findall(rb'type "%~dp0([^"]+)"', content)
    assert [(ROOT / path.decode().replace("\\", "/")).is_file() for path in shown] == [True]


def test_every_place_names_the_same_versions_of_python():
    oldest, newest = (".".join(map(str, version)) for version in (start.OLDEST, start.NEWEST))
    versions = [f"3.{minor}" for minor in range(start.OLDEST[1], start.NEWEST[1] + 1)]
    check = f"not {start.OLDEST} <= sys.version_info[:2] <= {start.NEWEST}"
    batch, command = BATCH.read_text("ascii"), COMMAND.read_text("utf-8")
    assert check in batch
    assert check in command
    assert sorted(re.findall(r'"py -([\d.]+)"', batch)) == versions
    assert sorted(re.findall(r"python(3\.\d+)\b", command.splitlines()[2])) == versions
    assert f"{oldest} 至 {newest}" in (ROOT / "docs" / "python_missing.txt").read_text("utf-8")
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'requires-python = ">={oldest},<3.{start.NEWEST[1] + 1}"' in project
    assert f"Python {oldest}–{newest}" in (ROOT / "README.md").read_text("utf-8")
