import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from perfdata.__main__ import main
from tests.builders import BUNDLED, goal_table, goal_tables
from tests.layouts import LAYOUTS
from tests.office_files import write_container

ROOT = Path(__file__).parents[1]


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(autouse=True)
def database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERFDATA_DATABASE_URL", "sqlite:////nowhere/at/all.db")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(arguments, main(list(arguments)), *capsys.readouterr())

    return run


def run_program(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a clerk types it."""
    command = [sys.executable, "-m", "perfdata", *arguments]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_read_prints_projects_indicators_and_findings_as_json():
    done = run_program("read", str(BUNDLED), "--json")
    result = json.loads(done.stdout)
    assert done.returncode == 0
    assert [project["budget_yuan"] for project in result["projects"]] == [2_500, 25_000, 299_600, 504_000]
    assert result["projects"][3]["indicators"][8] == {
        "level1": "产出指标",
        "level2": "成本指标",
        "indicator_name": "补贴标准",
        "cycle_target": "1000元/人/月",
        "annual_target": "1000元/人/月",
        "is_recovered": True,
        "place": {"source_file": "goal_tables_2024.txt", "sheet": None, "cell": None, "line": 100},
    }
    recovered = [item["place"]["line"] for item in result["findings"] if item["rule_id"] == "row_recovered"]
    assert recovered == [71, 100, 105]


def test_read_takes_several_files_and_absent_is_null(run: Run, tmp_path: Path):
    other = tmp_path / "另一张.txt"
    other.write_bytes(goal_tables(goal_table(budget="待定", cycle_goal="")))
    result = json.loads(run("read", str(BUNDLED), str(other), "--json").stdout)
    assert len(result["projects"]) == 5
    assert result["projects"][4]["budget_yuan"] is None
    assert result["projects"][4]["cycle_goal"] is None


def test_read_without_json_speaks_chinese(run: Run):
    assert run("read", str(BUNDLED)).stdout.startswith("共读到 4 个项目、36 项指标、11 条提示。")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("≥90%", {"kind": "number", "comparator": "≥", "number": 90, "unit": "%", "per": None}),
        ("1000元/人/月", {"kind": "number", "comparator": None, "number": 1000, "unit": "元/人", "per": "月"}),
        ("约36人", {"kind": "number", "number": 36, "unit": "人", "is_approximate": True}),
        ("4.5亩", {"kind": "number", "number": 4.5, "unit": "亩"}),
        ("80%-90%", {"kind": "range", "number": 80, "upper": 90}),
        ("有效提升", {"kind": "qualitative", "number": None}),
    ],
)
def test_value_prints_what_was_read(run: Run, text: str, expected: dict[str, object]):
    result = json.loads((run_program if text == "≥90%" else run)("value", text).stdout)
    assert result | expected == result
    assert set(result) == {"kind", "comparator", "number", "upper", "unit", "per", "is_approximate"}


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04", "没有表".encode()])
def test_an_unusable_file_is_one_chinese_line_and_exit_2(run: Run, tmp_path: Path, content: bytes | None):
    path = tmp_path / "坏.txt"
    if content is not None:
        path.write_bytes(content)
    done = run("read", str(path), "--json")
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "坏.txt" in done.stderr


def test_a_template_is_not_written_over_a_file_nor_into_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'data.db'}")
    path = tmp_path / "模板.xlsx"
    path.write_bytes(b"mine")
    for target in (path, tmp_path / "没有" / "模板.xlsx"):
        assert main(["template", "-o", str(target)]) == 2
        assert str(target) in capsys.readouterr().err
    assert path.read_bytes() == b"mine"
    assert main(["template", "-o", str(path), "--force"]) == 0
    assert path.read_bytes().startswith(b"PK")


def test_read_says_container_layout_and_encoding_of_each_file(run: Run, tmp_path: Path):
    other = tmp_path / "另一张.csv"
    other.write_bytes(write_container(LAYOUTS["side_by_side"](), "csv", encoding="gb18030"))
    result = json.loads(run("read", str(BUNDLED), str(other), "--json").stdout)
    assert result["files"] == [
        {"file_name": "goal_tables_2024.txt", "container": "tsv", "layout": "bundled", "encoding": "utf-8"},
        {"file_name": "另一张.csv", "container": "csv", "layout": "side_by_side", "encoding": "gb18030"},
    ]


def test_audit_of_a_file_prints_questions_as_json():
    result = json.loads(run_program("audit", str(BUNDLED), "--json").stdout)
    first = result["findings"][0]
    assert set(first) >= set(
        "rule_id rule_version severity dimension project_name indicator_name message observed expected basis "
        "question place".split()
    )
    assert first["rule_id"] == "budget_equals_subsidy_total"
    assert first["message"] == "预算 504,000 元比测算 432,000 元多 72,000 元"
    assert first["place"]["line"] == 86
    assert [item["kind"] for item in result["findings"]] == ["question"] * 27 + ["remark"] * 37
    assert {"rule_id", "reason"} <= set(result["not_applicable"][0])


def test_audit_of_the_store_speaks_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'perfdata.db'}")
    assert main(["audit"]) == 0
    assert "共 27 个问题，形式 37 处，仅作提示，供核实。" in capsys.readouterr().out


def test_status_prints_amounts_as_numbers_and_absent_ones_as_null(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'perfdata.db'}")
    assert main(["status", "--json"]) == 0
    projects = json.loads(capsys.readouterr().out)["projects"]
    assert [project["budget_yuan"] for project in projects] == [2_500, 25_000, 299_600, 504_000]
    assert {project["spent_yuan"] for project in projects} == {None}
