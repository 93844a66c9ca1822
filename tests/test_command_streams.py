"""What is printed never changes what is stored or the exit code; the command line speaks Chinese, in JSON UTF-8."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from perfdata.__main__ import main
from tests.builders import goal_table, goal_tables

ROOT = Path(__file__).parents[1]
UNIT = "东莞市东坑镇非公有制经济组织和社会组织党建服务中心"
VERBS = "read value import uploads status undo redo template score export audit backup restore check".split()


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'perfdata.db'}")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A sound table with signs that few encodings have, one without a readable budget, and no table."""
    contents = {
        "好².txt": goal_tables(goal_table(name="é²€𠮷🏗项目")),
        "缺.txt": goal_tables(goal_table(name="²项目", budget="待²定")),
        "坏.txt": "没有²表".encode(),
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {name: str(tmp_path / name) for name in contents}


def run(*arguments: str, encoding: str | None = None, **options: Any) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"PYTHONUTF8": "0", "LC_ALL": "C.UTF-8"}
    if encoding:
        environment["PYTHONIOENCODING"] = encoding
    command = [sys.executable, "-m", "perfdata", *arguments]
    piped: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, **piped)


def stored_names(capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    assert main(["uploads", "--json"]) == 0
    return [item["file_name"] for item in json.loads(capsys.readouterr().out)["uploads"] if item["upload_id"] > 1]


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp1252", "utf-16"])
def test_no_encoding_of_the_console_changes_what_is_stored_or_the_exit_code(
    files: dict[str, str], capsys: pytest.CaptureFixture[str], encoding: str
) -> None:
    done = run("import", *files.values(), encoding=encoding)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert stored_names(capsys) == ["好².txt"]


def test_json_is_utf8_on_every_console_also_where_a_file_is_refused(files: dict[str, str]) -> None:
    done = run("import", files["缺.txt"], "--json", encoding="gbk")
    assert done.returncode == 1
    assert json.loads(done.stdout.decode("utf-8"))["file_name"] == "缺.txt"
    done = run("import", files["坏.txt"], "--json", encoding="ascii")
    assert done.returncode == 2
    assert "坏.txt" in json.loads(done.stderr.decode("utf-8"))["error"]


def test_a_file_name_that_is_no_text_can_be_told(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + "/目标".encode("gbk") + b".txt"
    Path(os.fsdecode(path)).write_bytes(goal_tables(goal_table()))
    done = run("read", os.fsdecode(path), "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["files"][0]["file_name"].endswith(".txt")


@pytest.mark.parametrize("target", ["/dev/full", "closed", "gone"])
def test_output_that_goes_nowhere_changes_nothing(
    files: dict[str, str], capsys: pytest.CaptureFixture[str], target: str
) -> None:
    arguments = ["import", files["缺.txt"], files["好².txt"]]
    if target == "/dev/full":
        with Path(target).open("wb") as full:
            code = run(*arguments, stdout=full, stderr=full).returncode
    elif target == "closed":
        closed = lambda: (os.close(1), os.close(2))  # noqa: E731
        code = run(*arguments, stdout=None, stderr=None, preexec_fn=closed).returncode
    else:
        read_end, write_end = os.pipe()
        os.close(read_end)
        code = run(*arguments, stdout=write_end, stderr=write_end).returncode
        os.close(write_end)
    assert code == 1
    assert stored_names(capsys) == ["好².txt"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["undo", "99999999999999999999"], "找不到上传记录 99999999999999999999"),
        (["redo", "9" * 5_000], "找不到上传记录 99999"),
        (["undo", "xxx"], "UPLOAD_ID：要写 1 以上的整数，读到的是“xxx”"),
        (["undo", "0"], "要写 1 以上的整数"),
        (["undo"], "还要写 UPLOAD_ID"),
        (["undo", "1", "2"], "多写了或不认识：2"),
        (["score", "--year", "abc"], "--year：要写四位数的年份，如 2024，读到的是“abc”"),
        (["template", "-o", "x.xlsx", "--year", "99999999999999999999"], "要写四位数的年份"),
        (["template"], "还要写 -o/--output"),
        (["import", "--fiscal-year", "今年", "x"], "要写四位数的年份"),
        (["import", "--money-unit", "角", "x"], "--money-unit：没有 '角'，可以写："),
        (["export", "monitoring", "-o", "x", "--month", "13"], "--month：要写 1 到 12 的月份，读到的是“13”"),
        (["export", "自评", "-o", "x"], "没有 '自评'，可以写："),
        (["backup", "--keep", "-1", "x"], "要写 1 以上的整数"),
        (["nope"], "没有 'nope'，可以写："),
        ([], "还要写 命令"),
        (["template", "-o"], "-o/--output：后面要写一个值"),
        (["template", "-o", "x.xlsx", "--unit", "不存在"], f"没有用款单位“不存在”，可以写：{UNIT}。"),
        (["template", "-o", "x.xlsx", "--unit", UNIT, "--unit", "别的"], "没有用款单位“别的”"),
    ],
)
def test_what_cannot_be_done_is_one_chinese_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main(arguments) == 2
    output, line = capsys.readouterr()
    assert output == ""
    assert len(line.splitlines()) == 1
    assert told in line
    assert not re.search(r"[a-z]{3,} [a-z]{3,}", line.replace("python -m perfdata", ""))
    assert not Path("x.xlsx").exists()


def test_a_unit_is_found_by_its_name_however_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "u.xlsx"
    assert main(["template", "-o", str(path), "--unit", f" {UNIT}　"]) == 0
    assert openpyxl.load_workbook(path).worksheets[0].max_row == 39


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_is_chinese(capsys: pytest.CaptureFixture[str], verb: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*verb.split(), "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith("用法：python -m perfdata")
    assert not re.search(r"\b(usage|options|arguments|show|default|exit)\b", told)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert re.fullmatch(r"perfdata \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.parametrize("endless", ["/dev/zero", "/dev/urandom"])
def test_a_file_without_end_is_refused(capsys: pytest.CaptureFixture[str], endless: str) -> None:
    for verb in ("import", "read"):
        assert main([verb, endless]) == 2
        assert f"{endless}：超过 50 MB" in capsys.readouterr().err


@pytest.mark.parametrize(("verb", "found"), [("read", "projects"), ("audit", "findings"), ("score", "projects")])
def test_reading_goes_on_after_a_bad_file(
    tmp_path: Path, files: dict[str, str], capsys: pytest.CaptureFixture[str], verb: str, found: str
) -> None:
    good = files["好².txt"]
    if verb == "score":
        assert main(["export", "self-evaluation", "-o", str(tmp_path)]) == 0
        [path] = tmp_path.glob("项目支出绩效自评表*.xlsx")
        good = str(path)
    capsys.readouterr()
    assert main([verb, files["坏.txt"], str(tmp_path / "没有.txt"), good, "--json"]) == 2
    output, told = capsys.readouterr()
    result = json.loads(output)
    assert result[found] != []
    refused = [item for item in result["files" if verb == "read" else "refused"] if "error" in item]
    assert [item["file_name"] for item in refused] == ["坏.txt", "没有.txt"]
    assert [json.loads(line)["error"] for line in told.splitlines()] == [item["error"] for item in refused]
    assert main([verb, files["坏.txt"], good]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_monitoring_forms_of_two_months_stand_beside_each_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for month in ("6", "9月"):
        assert main(["export", "monitoring", "-o", str(tmp_path), "--month", month]) == 0
    names = sorted(path.name for path in tmp_path.glob("*.xlsx"))
    assert names == [f"绩效目标执行监控表_2024年1-{month}月_{UNIT}.xlsx" for month in (6, 9)]
    capsys.readouterr()
    assert main(["export", "monitoring", "-o", str(tmp_path), "--month", "6", "--json"]) == 2
    output, told = capsys.readouterr()
    assert output == ""
    assert "文件已存在" in json.loads(told)["error"]


def test_of_several_forms_none_is_written_where_one_is_there(tmp_path: Path, files: dict[str, str]) -> None:
    assert main(["import", files["好².txt"]]) == 0
    folder = tmp_path / "报送"
    assert main(["export", "self-evaluation", "-o", str(folder)]) == 0
    written = sorted(folder.iterdir())
    assert len(written) == 2
    written[0].unlink()
    assert main(["export", "self-evaluation", "-o", str(folder)]) == 2
    assert sorted(folder.iterdir()) == written[1:]


def test_a_fault_of_the_program_is_not_taken_for_findings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "open", lambda *_args, **_options: 1 / 0)
    assert main(["read", "x"]) == 3
    assert capsys.readouterr().err.splitlines()[-1].startswith("程序出错，请把以上内容交给维护人员：")


def test_backup_check_and_restore_tell_what_they_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 2
    assert "找不到数据库文件" in capsys.readouterr().err
    assert main(["status"]) == 0
    folder = tmp_path / "备份"
    capsys.readouterr()
    assert main(["backup", f"{folder}/"]) == 0
    [path] = folder.glob("perfdata-*.db")
    assert capsys.readouterr().out.startswith(f"已备份到 {path}（")
    assert main(["backup", str(path), "--json"]) == 2
    assert "没有覆盖" in json.loads(capsys.readouterr().err)["error"]
    assert main(["check"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "没有发现问题。"
    assert any(line.startswith("上次备份　") and str(path) in line for line in told)
    assert main(["restore", str(path)]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["restore", str(path), "--force", "--json"]) == 0
    kept = json.loads(capsys.readouterr().out)["kept"]
    assert Path(kept).is_file()


def test_check_ends_with_1_where_something_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 0
    connection = sqlite3.connect(tmp_path / "perfdata.db")
    connection.execute("UPDATE uploads SET content = x'00'")
    connection.commit()
    connection.close()
    capsys.readouterr()
    assert main(["check", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"] == [
        "第 1 号上传“goal_tables_2024.txt”的原件与入库时的 SHA-256 不符。"
    ]
