"""`undo` and `redo`: the second one is told who was first."""

from pathlib import Path

import pytest

from perfdata.__main__ import main


def test_a_second_undo_tells_who_did_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'undo.db'}")
    assert main(["redo", "1", "--by", "王主任"]) == 2
    assert capsys.readouterr().err.strip() == "第 1 号上传没有撤销，不必恢复。"
    assert main(["undo", "1", "--by", "张会计"]) == 0
    assert main(["undo", "1", "--by", "王主任"]) == 2
    assert "第 1 号上传已经撤销，不必再次撤销：已由 张会计 于 " in capsys.readouterr().err
    assert main(["redo", "1", "--by", "王主任"]) == 0
    assert main(["redo", "1", "--by", "张会计"]) == 2
    assert "没有撤销，不必恢复：已由 王主任 于 " in capsys.readouterr().err
