"""`import` with several files: each is reported by itself, and the exit code is the worst."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from perfdata.__main__ import main
from tests.builders import goal_table, goal_tables


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'import.db'}")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A sound goal table, one without a readable budget, and a file that cannot be read."""
    contents = {
        "好.txt": goal_tables(goal_table(name="甲项目")),
        "另.txt": goal_tables(goal_table(name="乙项目")),
        "缺.txt": goal_tables(goal_table(name="丙项目", budget="待定")),
        "坏.txt": b"PK\x03\x04",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: str(tmp_path / name) for name in contents}


def test_each_file_is_stored_and_reported_by_itself(files: dict[str, str], capsys: pytest.CaptureFixture[str]):
    assert main(["import", files["好.txt"], files["另.txt"]]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.endswith("：")] == ["好.txt：", "另.txt："]
    assert [line for line in lines if line.startswith("已写入")] == [
        "已写入，记为第 2 号上传。",
        "已写入，记为第 3 号上传。",
    ]


@pytest.mark.parametrize(
    ("names", "code"),
    [(["好.txt"], 0), (["缺.txt", "好.txt"], 1), (["坏.txt", "好.txt"], 2), (["好.txt", "坏.txt", "缺.txt"], 2)],
)
def test_the_exit_code_is_the_worst_and_sound_files_are_stored_all_the_same(
    files: dict[str, str], capsys: pytest.CaptureFixture[str], names: list[str], code: int
):
    assert main(["import", *[files[name] for name in names]]) == code
    told = capsys.readouterr()
    assert "已写入，记为第 2 号上传。" in told.out
    assert len(told.err.splitlines()) == names.count("坏.txt")
    assert main(["uploads", "--json"]) == 0
    uploads = json.loads(capsys.readouterr().out)["uploads"]
    assert [upload["file_name"] for upload in uploads if upload["upload_id"] > 1] == ["好.txt"]


def test_json_of_several_files_is_a_list_and_of_one_an_object(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
):
    assert main(["import", files["好.txt"], files["坏.txt"], "--json"]) == 2
    several = json.loads(capsys.readouterr().out)["files"]
    assert [(item["file_name"], item.get("stored")) for item in several] == [("好.txt", True), ("坏.txt", None)]
    assert "坏.txt" in several[1]["error"]
    assert main(["import", files["另.txt"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["stored"] is True


def test_a_doubtful_budget_is_printed_where_it_is_stored(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "大.txt"
    path.write_bytes(goal_tables(goal_table(budget="504000", budget_label="2024年预算金额（万元）")))
    assert main(["import", str(path)]) == 0
    assert "504,000 万元 = 50.4 亿元，是否应为 504,000 元？" in capsys.readouterr().out


def test_a_console_in_gbk_shows_what_it_can(tmp_path: Path):
    path = tmp_path / "绿化.txt"
    path.write_bytes(goal_tables(goal_table(name="绿化工程", annual_goal="新增绿地 300 ㎡（m²）。", budget="1²")))
    environment = {**os.environ, "PYTHONIOENCODING": "gbk"}
    done = subprocess.run(
        [sys.executable, "-m", "perfdata", "import", str(path)], env=environment, capture_output=True, check=False
    )
    assert b"Traceback" not in done.stderr
    assert "绿化工程" in done.stdout.decode("gbk")


def test_sound_tables_of_the_only_file_are_stored_where_that_is_accepted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "两张.txt"
    path.write_bytes(goal_tables(goal_table(name="甲项目"), goal_table(name="乙项目", budget="待定")))
    assert main(["import", str(path), "--accept-sound-rows"]) == 0
    assert "已写入" in capsys.readouterr().out
