"""`review`, and what `import`, `uploads` and `status` say of what waits."""

import json
from pathlib import Path

import pytest

from perfdata.__main__ import main
from perfdata.storing.store import open_store
from tests.builders import goal_table, goal_tables
from tests.people import BOSS, CLERK, UNIT, make_accounts


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    url = f"sqlite:///{tmp_path / 'review.db'}"
    monkeypatch.setenv("PERFDATA_DATABASE_URL", url)
    monkeypatch.setenv("PERFDATA_REVIEW", "on")
    engine = open_store(url)
    make_accounts(engine)
    engine.dispose()

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        out, err = capsys.readouterr()
        return code, out.strip(), err.strip()

    return run


def test_what_an_account_imports_waits_and_is_returned_and_approved(run, tmp_path: Path):
    file = tmp_path / "目标表.txt"
    file.write_bytes(goal_tables(goal_table(unit=UNIT)))
    assert run("import", str(file), "--as", CLERK)[1].endswith("已交审，记为第 2 号上传。批准后计入各项数字。")
    assert f"这份文件已由{CLERK}于 " in run("import", str(file), "--as", CLERK)[1]
    told = run("review", "list", "--as", BOSS)[1]
    assert told.endswith(f"{CLERK}　{UNIT}　绩效目标表　目标表.txt\n待审 1 份。")
    [item] = json.loads(run("review", "list", "--as", BOSS, "--json")[1])["waiting"]
    assert (item["upload_id"], item["units"], len(item["changes"])) == (2, [UNIT], 11)
    code, _, error = run("review", "approve", "2", "--as", CLERK)
    assert (code, error) == (2, f"账号“{CLERK}”（填报）不能审核，没有批准。请由该单位的审核人员办理。")
    at = ("--at", "H7=预算有误")
    assert run("review", "return", "2", "--as", BOSS, "--reason", "请核对", *at)[1] == "已退回第 2 号上传。"
    assert run("uploads")[1].splitlines()[0] == f"2　已退回　绩效目标表　目标表.txt　{CLERK}"
    assert run("redo", "2")[2] == "第 2 号上传已退回，没有计入各项数字，不能恢复：请在“审核”中办理。"
    run("import", str(file), "--as", CLERK)
    assert run("review", "approve", "3", "--as", BOSS)[1] == "已批准第 3 号上传，已计入各项数字。"
    assert run("uploads")[1].splitlines()[0] == f"3　已审　绩效目标表　目标表.txt　{CLERK}"
    assert run("status")[1].splitlines()[0] == (
        "审核　已开启：账号确认的内容待审，批准后计入各项数字，填报人不能批准自己的填报"
    )


def test_a_folder_of_an_account_waits_file_by_file(run, tmp_path: Path):
    folder = tmp_path / "各表"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_bytes(goal_tables(goal_table(name=f"项目{number}号工程", unit=UNIT)))
    assert run("import", str(folder / "2.txt"))[1].endswith("已写入，记为第 2 号上传。")  # the keeper of the server
    assert run("import", str(folder), "--as", CLERK)[1].splitlines()[-1] == "已交审 2，此前已入库 1。"
    assert run("import", str(folder), "--as", CLERK)[1].splitlines()[-1] == "此前已交审，仍待审 2，此前已入库 1。"
    assert run("review", "list", "--as", CLERK)[1].splitlines()[-1] == "待审 2 份。"


def test_a_server_with_an_unclear_setting_does_not_start(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PERFDATA_REVIEW", "要")
    assert run("serve")[::2] == (2, "PERFDATA_REVIEW 只能写 on 或 off，读到的是“要”：请改正后重新启动。")
