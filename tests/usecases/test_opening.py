"""The store opens with the goal tables that come with the system; a bad one is named and keeps no other away."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import goal_table, goal_tables

ROOT = Path(__file__).parents[2]
BROKEN = {
    "broken.txt": b"abc\tdef",
    "empty.txt": b"",
    "picture.TXT": b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
    "scan.txt": b"%PDF-1.7\n",
    "too_much.txt": goal_tables(goal_table(year=2025, budget="99999999999999999999")),
}


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A copy of the product with bad files and a good one beside the bundled table."""
    folder = tmp_path / "perfdata"
    ignored = shutil.ignore_patterns("__pycache__", "perfdata.db*")
    for name in ("perfdata", "pages", "data", ".streamlit"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "app.py", folder)
    added = folder / "data" / "goal_tables" / "2025"
    added.mkdir()
    for name, content in BROKEN.items():
        (added / name).write_bytes(content)
    (added / "folder.txt").mkdir()
    (added / "zz_good.txt").write_bytes(goal_tables(goal_table(year=2025, name="好的项目")))
    return folder


def _run(folder: Path, *arguments: str) -> str:
    environment = os.environ | {"PERFDATA_DATABASE_URL": "", "PYTHONPATH": str(folder)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


def test_a_bad_bundled_file_is_named_and_the_rest_works(installed: Path) -> None:
    status = json.loads(_run(installed, "-m", "perfdata", "status", "--json"))
    assert [project["fiscal_year"] for project in status["projects"]] == [2024] * 4 + [2025]
    named = [reason.partition("：")[0] for reason in status["left_out"]]
    assert named == [f"data/goal_tables/2025/{name}" for name in sorted([*BROKEN, "folder.txt"])]
    again = _run(installed, "-m", "perfdata", "status")
    assert "没有读入　data/goal_tables/2025/broken.txt：没有找到项目绩效目标表" in again


def test_the_upload_page_names_it_and_every_page_opens(installed: Path) -> None:
    code = (
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('app.py', default_timeout=60).run()\n"
        "assert not app.error and not app.exception, app.error\n"
        "app.switch_page('pages/records/upload.py').run()\n"
        "assert not app.error and not app.exception, app.error\n"
        "print(app.warning[0].value)"
    )
    told = _run(installed, "-c", code).replace("\\", "")
    assert all(name in told for name in BROKEN)
    assert "其余一切照常" in told
