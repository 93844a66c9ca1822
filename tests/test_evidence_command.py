"""`python -m perfdata evidence`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from perfdata.__main__ import main
from perfdata.usecases import opening
from tests.conftest import Stores
from tests.evidence_files import PDF, PNG

PROJECT = "两新组织党务工作者补贴（镇）"


@pytest.fixture
def run(stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("PERFDATA_DATABASE_URL", stores.copied(opening.open_with_bundled_tables, tmp_path / "own.db"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "验收单.pdf").write_bytes(PDF)
    (tmp_path / "补贴人数_花名册.pdf").write_bytes(PDF + b"% 2")
    (tmp_path / "照片.png").write_bytes(PNG)
    (tmp_path / "网页.png").write_bytes(b"<html>")

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["evidence", *arguments])
        out, err = capsys.readouterr()
        return code, out.strip(), err.strip()

    return run


def test_files_are_added_listed_taken_removed_and_put_back(run, tmp_path: Path):
    assert run("list") == (0, "没有佐证材料。", "")
    of = ("--project", PROJECT, "--year", "2024")
    assert run("add", "验收单.pdf", *of, "--indicator", "补贴人数", "--note", "镇级", "--by", "张会计")[:2] == (
        0,
        "“验收单.pdf”已保存为“补贴人数”的佐证。",
    )
    code, out, err = run("add", "补贴人数_花名册.pdf", "照片.png", *of)
    assert (code, out) == (2, "“补贴人数_花名册.pdf”已保存为“补贴人数”的佐证。")
    assert err == "照片.png：文件名开头不是一项指标的名称或序号，请指明是哪项指标。没有保存。"
    listed = json.loads(run("list", "--json")[1])
    assert [(item["evidence_id"], item["file_name"], item["note"], item["added_by"]) for item in listed] == [
        (1, "验收单.pdf", "镇级", "张会计"),
        (2, "补贴人数_花名册.pdf", None, "命令行"),
    ]
    assert listed[0]["indicator_name"] == "补贴人数"
    assert run("get", "1", "-o", "取出.pdf")[:2] == (0, "已写入 取出.pdf（70 字节）。")
    assert (tmp_path / "取出.pdf").read_bytes() == PDF
    assert run("remove", "1", "--why", "传错了")[:2] == (0, "“验收单.pdf”已移除，可以放回。")
    assert run("list")[1].splitlines()[0].startswith(f"1　已移除　{PROJECT}　补贴人数　验收单.pdf　70 字节　张会计")
    assert run("get", "1")[0] == 2
    assert run("restore", "1")[:2] == (0, "“验收单.pdf”已放回。")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["add", "验收单.pdf", "--project", "没有", "--indicator", "补贴人数"], "--project “没有”对不上这一年度的项目"),
        (["add", "验收单.pdf", "--project", PROJECT, "--indicator", "没有"], "--indicator “没有”对不上这个项目的指标"),
        (["add", "网页.png", "--project", PROJECT, "--indicator", "补贴人数"], "网页.png：这是网页或标记文本"),
        (["add", "没有.pdf", "--project", PROJECT, "--indicator", "补贴人数"], "没有.pdf"),
        (["add", "验收单.pdf", "--indicator", "补贴人数"], "还要写 --project"),
        (["remove", "1"], "还要写 --why"),
        (["remove", "1", "--why", "错"], "没有第 1 号佐证"),
        (["get", "9"], "没有第 9 号佐证"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(run, arguments: list[str], told: str):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert told in err
