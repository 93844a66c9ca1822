"""`import --dry-run` of a file of several kinds says what the real import says, part by part."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import xlsxwriter

from perfdata.__main__ import main
from tests.builders import goal_table
from tests.form_texts import UNIT, monitoring, self_evaluation

GOAL = goal_table(name="驿站改造（镇）", unit=UNIT)
MONITORED = "产出指标\t数量指标\t补助户数\t10户\t6户\t确定能"


def workbook(*sheets: str) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for text in sheets:
        sheet = book.add_worksheet()
        for row, line in enumerate(text.splitlines()):
            sheet.write_row(row, 0, line.split("\t"))
    book.close()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ((GOAL, self_evaluation("驿站改造", UNIT)), 1),
        ((GOAL, self_evaluation("驿站改造（镇）", UNIT)), 0),
        (
            (GOAL, self_evaluation("驿站改造（镇）", UNIT, rows=["产出指标\t数量指标\t补助户数\t≥12户\t12户\t90\t90"])),
            0,
        ),
        ((GOAL, monitoring("驿站改造（镇）", UNIT, rows=[MONITORED])), 0),
        ((GOAL, monitoring("驿站改造", UNIT, rows=[MONITORED])), 1),
        ((GOAL, monitoring("湖心岛绿化", UNIT, rows=[MONITORED])), 1),
    ],
)
def test_a_dry_run_tells_what_the_import_tells_and_stores_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sheets: tuple[str, ...],
    code: int,
):
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'dry.db'}")
    path = tmp_path / "合订.xlsx"
    path.write_bytes(workbook(*sheets))
    told = []
    for arguments in (["--dry-run"], []):
        assert main(["import", str(path), *arguments, "--json"]) == code
        parts = json.loads(capsys.readouterr().out)["files"]
        facts = "kind", "row_count", "held_count", "findings"
        told.append([{name: part[name] for name in facts} for part in parts])
        assert parts[0]["stored"] is (not arguments)
    assert told[0] == told[1]
