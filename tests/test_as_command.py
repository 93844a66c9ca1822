"""``--as``: a command reads and writes with the rights of an account."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from perfdata.__main__ import main
from tests.builders import goal_tables
from tests.conftest import Stores
from tests.rights.secrets import (
    BOSS_NAME,
    CLERK_NAME,
    OTHER,
    OTHER_NAME,
    OWN,
    fill_with_accounts,
    foreign_table,
    marks_in,
    own_table,
    told,
)

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("PERFDATA_DATABASE_URL", stores.copied(fill_with_accounts, tmp_path / "as.db"))
    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main([str(each) for each in arguments])
        out, err = capsys.readouterr()
        return code, out.strip(), err.strip()

    return run


READING = {
    "uploads": ("uploads", "--json"),
    "uploads in words": ("uploads",),
    "status": ("status", "--json"),
    "status in words": ("status",),
    "score": ("score", "--year", "2024", "--json"),
    "audit": ("audit", "--json"),
    "audit in words": ("audit",),
    "template of all": ("template", "--year", "2024", "-o", "out.xlsx"),
    "template of another unit": ("template", "--unit", OTHER, "-o", "out.xlsx"),
    "forms": ("export", "self-evaluation", "--year", "2024", "-o", "out"),
    "forms of another unit": ("export", "monitoring", "--unit", OTHER, "-o", "out"),
    "forms of another project": ("export", "self-evaluation", "--project", "路灯维护", "--year", "2024", "-o", "out"),
    "a report": ("export", "report", "--year", "2024", "-o", "out"),
    "an earlier report": ("export", "self-report", "--year", "2024", "--as-of", "2024-06-30", "-o", "out"),
    "a pack": ("export", "pack", "--year", "2024", "-o", "out"),
}


@pytest.mark.parametrize("name", READING)
def test_a_command_as_a_clerk_gives_nothing_of_other_units(run: Run, tmp_path: Path, name: str) -> None:
    code, out, err = run(*READING[name], "--as", CLERK_NAME)
    assert code == (2 if "another unit" in name else 0), err
    text = out + err + "".join(told([path.name, path.read_bytes()]) for path in _files(tmp_path))
    assert marks_in(text) == []
    assert "乙单位、" not in text


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("as.db")]


@pytest.mark.parametrize("name", ["uploads", "status", "score", "audit", "forms"])
def test_without_it_the_operator_of_the_server_sees_all(run: Run, tmp_path: Path, name: str) -> None:
    code, out, _ = run(*READING[name])
    assert code == 0
    assert marks_in(out + "".join(told([path.name, path.read_bytes()]) for path in _files(tmp_path)))


def test_an_import_as_a_clerk_stores_what_is_own_under_the_accounts_name(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "新.txt"
    own.write_bytes(goal_tables(own_table("校舍修缮", 2024)))
    assert run("import", own, "--as", CLERK_NAME, "--by", "别人")[0] == 0
    listed = json.loads(run("uploads", "--json")[1])["uploads"]
    assert (listed[0]["file_name"], listed[0]["uploaded_by"]) == ("新.txt", CLERK_NAME)
    assert run("undo", listed[0]["upload_id"], "--as", CLERK_NAME)[0] == 0


@pytest.mark.parametrize("is_bulk", [False, True])
def test_an_import_as_a_clerk_of_another_units_table_is_refused(run: Run, tmp_path: Path, is_bulk: bool) -> None:
    folder = tmp_path / "表"
    folder.mkdir()
    path = folder / "外.txt"
    path.write_bytes(goal_tables(foreign_table("校舍修缮", OTHER, 2024)))
    before = json.loads(run("uploads", "--json")[1])
    code, out, err = run("import", folder if is_bulk else path, "--as", CLERK_NAME, "--json")
    assert code == 2
    assert f"涉及{OTHER}（校舍修缮），账号“{CLERK_NAME}”只能改动自己的单位（{OWN}），没有写入" in out + err
    assert json.loads(run("uploads", "--json")[1]) == before


def test_what_is_of_others_is_neither_undone_nor_redone(run: Run) -> None:
    listed = json.loads(run("uploads", "--json")[1])["uploads"]
    foreign = next(each for each in listed if each["uploaded_by"] == OTHER_NAME and not each["is_voided"])
    for verb in ("undo", "redo"):
        code, _, err = run(verb, foreign["upload_id"], "--as", CLERK_NAME)
        assert (code, marks_in(err)) == (2, [])
        assert err.startswith("涉及其他单位的项目，账号“张会计”只能改动自己的单位（甲单位）")


@pytest.mark.parametrize("name", ["uploads", "score", "template of all", "a report"])
def test_an_account_that_is_not_there_gets_nothing(run: Run, tmp_path: Path, name: str) -> None:
    code, out, err = run(*READING[name], "--as", "无人")
    assert (code, out) == (2, "")
    assert err.replace('{"error": "', "").startswith("没有账号“无人”")
    assert _files(tmp_path) == []


def test_a_disabled_account_gets_nothing(run: Run) -> None:
    assert run("user", "disable", CLERK_NAME)[0] == 0
    assert run("uploads", "--as", CLERK_NAME) == (2, "", "账号“张会计”已经停用，没有执行。")


@pytest.mark.parametrize(
    "arguments",
    [
        ("backup", "out.db"),
        ("check",),
        ("user", "add", "新人", "--role", "管理"),
    ],
)
def test_what_is_of_all_units_is_for_who_administers_all(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments, "--as", CLERK_NAME, typed="Correct-horse-7\n")
    assert (code, out) == (2, "")
    assert "全部单位" in err
    assert _files(tmp_path) == []


def test_who_administers_all_backs_up_under_the_accounts_name(run: Run, tmp_path: Path) -> None:
    assert run("backup", "out.db", "--as", BOSS_NAME)[0] == 0
    assert run("check", "--as", BOSS_NAME)[0] == 0
    assert (tmp_path / "out.db").exists()


def test_an_account_of_a_department_has_its_units(run: Run) -> None:
    made = run("user", "add", "钱科长", "--role", "填报", "--department", "甲主管局", typed="Correct-horse-7\n")
    assert made[:2] == (0, "已建立账号“钱科长”（填报，甲主管局所属单位）。首次登录须修改口令。")
    assert "钱科长　填报　甲主管局所属单位　待改口令" in run("user", "list")[1]
    by_department, by_unit = (run("status", "--json", "--as", name)[1] for name in ("钱科长", CLERK_NAME))
    assert by_department == by_unit
    assert len(json.loads(by_department)["projects"]) == 5
