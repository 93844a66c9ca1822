"""`python -m perfdata task`, `close`, `reopen` and `status --overdue`."""

import json
from pathlib import Path
from typing import Any

import pytest

from perfdata.__main__ import main
from perfdata.usecases import opening
from tests.conftest import Stores

UNIT = "东莞市东坑镇非公有制经济组织和社会组织党建服务中心"


@pytest.fixture
def run(stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    url = stores.copied(opening.open_with_bundled_tables, tmp_path / "tasks.db")
    monkeypatch.setenv("PERFDATA_DATABASE_URL", url)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        out, err = capsys.readouterr()
        return code, out.strip(), err.strip()

    return run


def test_tasks_are_made_listed_withdrawn_and_told_when_overdue(run: Any):
    assert run("status", "--overdue") == (0, "没有填报任务。", "")
    made = ["task", "add", "--year", "2024", "--month", "10", "--owe", "完成情况", "--by", "李主任"]
    assert run(*made, "--due", "2024-11-05") == (0, "已布置，记为第 1 号任务。", "")
    assert run(*made, "--due", "2999-11-05", "--owe", "监控表")[0] == 0
    assert run("task", "list")[1].splitlines() == [
        "2　2024 年 10 月完成情况、监控表　2999-11-05 前　全部单位　李主任",
        "1　2024 年 10 月完成情况　2024-11-05 前　全部单位　李主任",
    ]
    code, out, _ = run("status", "--overdue")
    assert (code, out) == (1, f"{UNIT}　2024 年 10 月完成情况　应于 2024-11-05 前　已报 0/40")
    code, out, _ = run("status", "--overdue", "--json")
    [late] = json.loads(out)["overdue"]
    assert (code, late["unit"], late["task_id"], late["due_on"], late["owed"]) == (
        1,
        UNIT,
        1,
        "2024-11-05",
        ["results"],
    )
    assert (late["total"], late["held"]) == (40, 0)
    assert run("task", "withdraw", "1", "--by", "李主任")[1] == "已撤回第 1 号任务（2024 年 10 月完成情况）。"
    assert run("status", "--overdue") == (0, "1 项任务，没有逾期的单位。", "")
    assert [item["task_id"] for item in json.loads(run("task", "list", "--json", "--all")[1])] == [2, 1]


def test_a_year_is_closed_listed_and_reopened(run: Any):
    assert run("close", "--list") == (0, "没有封账。", "")
    assert run("close", "--year", "2024", "--through", "2024-06-30", "--by", "李主任") == (
        0,
        "1　全部单位 2024 年度（截至 2024-06-30）　李主任　已封账",
        "",
    )
    assert run("close", "--by", "李主任")[1] == "2　全部单位 2024 年度　李主任　已封账"
    code, _, err = run("undo", "1")
    assert (code, err.startswith("全部单位 2024 年度的数据已由 李主任 于 ")) == (2, True)
    assert (
        run("reopen", "2", "--reason", "更正目标", "--by", "王科长")[1] == "已重开：全部单位 2024 年度。改后请再封账。"
    )
    assert run("undo", "1")[0] == 0
    listed = json.loads(run("close", "--list", "--json")[1])
    assert [(item["closing_id"], item["through"], item["reason"]) for item in listed] == [
        (2, "2024-12-31", "更正目标"),
        (1, "2024-06-30", None),
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["task", "add", "--year", "2024", "--due", "11月5日", "--owe", "完成情况"], "读到的是“11月5日”"),
        (["task", "add", "--year", "2024", "--due", "2024-11-05", "--owe", "总结"], "没有 '总结'"),
        (["task", "withdraw", "9"], "没有第 9 号任务"),
        (["close", "--year", "2024", "--through", "2023-06-30"], "不在 2024 年度内"),
        (["close", "--year", "2031"], "没有 2031 年度的绩效目标表"),
        (["reopen", "1", "--reason", "更正"], "没有第 1 号封账"),
        (["reopen", "1", "--reason", " "], "--reason：是空的"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(run: Any, arguments: list[str], told: str):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert told in err
