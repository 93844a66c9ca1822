"""`python -m perfdata user`."""

import io
import json
from pathlib import Path

import pytest

from perfdata.__main__ import main
from perfdata.storing.store import open_store
from perfdata.usecases import installation, people


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'users.db'}")

    def run(*arguments: str, typed: str = "Correct-horse-7\n") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(["user", *arguments])
        out, err = capsys.readouterr()
        return code, out.strip(), err.strip()

    return run


def test_accounts_are_made_listed_reset_and_disabled(run):
    assert run("list") == (0, "没有账号：看板不须登录。", "")
    assert run("add", "李主任", "--role", "管理") == (
        0,
        "已建立账号“李主任”（管理，全部单位）。首次登录须修改口令。",
        "",
    )
    code, out, error = run("add", "张会计", "--role", "填报", "--unit", "甲局", "--unit", "乙局")
    assert (code, out) == (0, "已建立账号“张会计”（填报，甲局、乙局）。首次登录须修改口令。")
    assert error == ("提示：已入库的目标表中没有“甲局”、“乙局”，这个账号看不到它的项目；名称须与目标表上写的一致。")
    assert run("disable", "张会计")[:2] == (0, "已停用账号“张会计”，已登录的已经退出。")
    assert run("list")[1] == "李主任　管理　全部单位　待改口令\n张会计　填报　甲局、乙局　已停用"
    assert run("reset", "张会计")[0] == 0
    listed = json.loads(run("list", "--json")[1])
    assert [(item["name"], item["role"], item["disabled_at"]) for item in listed] == [
        ("李主任", "administrator", None),
        ("张会计", "clerk", None),
    ]
    assert "hash" not in str(listed)


def test_accounts_that_others_recognise_have_no_password(run):
    run("add", "李主任", "--role", "管理")
    add = "add", "张会计", "--role", "填报", "--unit", "甲局"
    assert run(*add, "--oidc", "u-1001", typed="")[1] == (
        "已建立账号“张会计”（填报，甲局）。没有口令，由统一身份认证或门户登录。"
    )
    assert run("add", "陈观察", "--role", "查看", "--no-password", typed="")[0] == 0
    assert run("bind", "李主任", "--oidc", "u-1000")[1] == "已为账号“李主任”登记统一身份 u-1000，已登录的已经退出。"
    assert run("bind", "陈观察", "--oidc", "u-1000")[2] == (
        "统一身份 u-1000 已登记给账号“李主任”：一个身份只能是一个账号。"
    )
    assert run("list")[1].splitlines() == [
        "李主任　管理　全部单位　待改口令，统一身份 u-1000",
        "张会计　填报　甲局　没有口令，统一身份 u-1001",
        "陈观察　查看　全部单位　没有口令",
    ]
    engine = open_store(installation.database_url())
    for typed in ("", "Correct-horse-7", "nobody signs in with this"):
        assert people.sign_in(engine, "陈观察", typed, address="10.0.0.5") is None
    engine.dispose()


@pytest.mark.parametrize(
    ("arguments", "typed", "told"),
    [
        (["add", "张会计", "--role", "填报", "--unit", "甲局"], "Correct-horse-7\n", "第一个账号须是管理全部单位的"),
        (["add", "李主任", "--role", "管理", "--unit", "甲局"], "Correct-horse-7\n", "第一个账号须是管理全部单位的"),
        (["add", "张会计", "--role", "填报"], "Correct-horse-7\n", "填报账号要写明所属单位"),
        (["add", "李主任", "--role", "管理"], "short\n", "口令要有 10 到 200 个字符"),
        (["add", "李主任", "--role", "管理"], "", "口令要有 10 到 200 个字符"),
        (["add", "李", "--role", "管理"], "Correct-horse-7\n", "账号名要有 2 到 40 个字"),
        (["add", "李主任", "--role", "局长"], "", "没有 '局长'，可以写：'查看', '填报', '审核', '管理'"),
        (["add", "李主任", "--role", "管理", "--password", "x"], "", "多写了或不认识"),
        (["disable", "无人"], "", "没有账号“无人”"),
        (["reset", "无人"], "Correct-horse-7\n", "没有账号“无人”"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(run, arguments: list[str], typed: str, told: str):
    code, out, err = run(*arguments, typed=typed)
    assert (code, out) == (2, "")
    assert told in err
    assert run("list")[1] == "没有账号：看板不须登录。"
