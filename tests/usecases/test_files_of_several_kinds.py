"""A file of several kinds: each is read by its own kind, one after the other, and what is not read is named."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import Engine

from perfdata.__main__ import main
from perfdata.core.errors import UnusableFileError
from perfdata.core.result_form import ACTUAL
from perfdata.core.terms import UploadKind
from perfdata.reading.goal_tables import read_goal_tables
from perfdata.storing import store
from perfdata.usecases import history, opening, sources, uploading
from perfdata.usecases.uploading import Preview
from tests.builders import goal_table
from tests.conftest import Stores
from tests.result_builders import opened

TODAY = date(2025, 3, 1)
GOALS, RESULTS = UploadKind.GOAL_TABLES, UploadKind.ACTUAL_RESULTS
SELF, MONITORING = UploadKind.SELF_EVALUATIONS, UploadKind.MONITORING
NAME, UNIT = "两新组织党务工作者补贴（镇）", "东莞市东坑镇非公有制经济组织和社会组织党建服务中心"
GOAL_TEXT = goal_table(name="助学补助（镇）")
SELF_TEXT = "\n".join(
    [
        "项目支出绩效自评表",
        "（2024年度）",
        f"项目名称\t{NAME}",
        f"主管部门\t党委\t实施单位\t{UNIT}",
        "项目资金（元）\t\t年初预算数\t全年预算数\t全年执行数",
        "\t年度资金总额\t504000\t504000\t432000",
        "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分",
        "\t产出指标\t数量指标\t补贴人数\t36人\t36人\t90\t90",
    ]
)
MONITORING_TEXT = "\n".join(
    [
        "项目支出绩效目标执行监控表",
        "（2024 年度，1-7月）",
        f"项目名称\t{NAME}",
        "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t1-7月执行情况\t完成目标可能性",
        "\t产出指标\t数量指标\t补贴人数\t36人\t30人\t确定能",
    ]
)
Sheets = dict[str, str]


@pytest.fixture
def engine(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> Engine:
    engine = stores.restored(opening.open_with_bundled_tables)
    monkeypatch.setenv("PERFDATA_DATABASE_URL", str(engine.url))
    return engine


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def workbook(sheets: Sheets, *, book: Any = None) -> bytes:
    """A workbook with the lines and tabs of each text, behind the sheets of ``book``."""
    if book is None:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
    for name, text in sheets.items():
        sheet = book.create_sheet(name)
        for line in text.splitlines():
            sheet.append(line.split("\t"))
    return saved(book)


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def preview(engine: Engine, content: bytes, name: str, kind: UploadKind | None = None) -> Preview:
    return uploading.preview_file(engine, content, file_name=name, today=TODAY, kind=kind)


def kinds_in_turn(engine: Engine, content: bytes, name: str) -> list[UploadKind]:
    found, kind = [], None
    while True:
        draft = preview(engine, content, name, kind)
        found.append(draft.kind)
        if not draft.remaining:
            return found
        kind = draft.remaining[0].kind


TEXTS = {GOALS: GOAL_TEXT, SELF: SELF_TEXT, MONITORING: MONITORING_TEXT}


@pytest.mark.parametrize(
    "kinds", [[SELF, GOALS], [MONITORING, GOALS], [MONITORING, SELF], [MONITORING, SELF, GOALS]], ids=str
)
def test_every_sheet_of_a_workbook_and_every_member_of_a_zip_has_its_turn(engine: Engine, kinds: Sequence[UploadKind]):
    """Goal tables come first, then 自评表, then 监控表, wherever they stand."""
    turns = [kind for kind in (GOALS, SELF, MONITORING) if kind in kinds]
    book = workbook({kind.label: TEXTS[kind] for kind in kinds})
    assert kinds_in_turn(engine, book, "全部.xlsx") == turns
    members = archive({f"{kind.label}.txt": TEXTS[kind].encode() for kind in kinds})
    assert kinds_in_turn(engine, members, "全部.zip") == turns


def test_the_template_has_its_turn_beside_a_goal_table(engine: Engine):
    form = opened(uploading.result_template(engine, fiscal_year=2024, today=TODAY))
    people = next(item for item in store.current(engine).indicators if item.indicator_name == "补贴人数")
    form.write(people, ACTUAL, "36人")
    content = workbook({"新目标": GOAL_TEXT}, book=form.workbook)
    first = preview(engine, content, "填报.xlsx")
    assert (first.kind, [table.project.project_name for table in first.read_tables]) == (GOALS, ["助学补助（镇）"])
    second = preview(engine, content, "填报.xlsx", RESULTS)
    assert (second.kind, second.row_count, second.remaining) == (RESULTS, 1, [])


def test_a_folder_that_was_stopped_within_a_file_goes_on_with_the_rest_of_it(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    members = {"目标.txt": GOAL_TEXT.encode(), "自评.txt": SELF_TEXT.encode()}
    (tmp_path / "全部.zip").write_bytes(archive(members))
    first = preview(engine, archive(members), "全部.zip")
    uploading.confirm(engine, first, uploaded_by="张三")
    for counts in ({"此前已入库": 1, "已写入": 1}, {"此前已入库": 2}):
        main(["import", str(tmp_path), "--accept-sound-rows", "--json"])
        assert json.loads(capsys.readouterr().out)["counts"] == counts
    kinds = [upload.kind for upload in store.list_uploads(engine) if upload.file_name == "全部.zip"]
    assert kinds == [SELF, GOALS]


def test_a_preview_says_what_the_file_still_holds(engine: Engine):
    content = archive(
        {"目标.txt": GOAL_TEXT.encode(), "自评.txt": SELF_TEXT.encode(), "监控.txt": MONITORING_TEXT.encode()}
    )
    draft = preview(engine, content, "全部.zip")
    assert draft.remaining_text == (
        "文件中还有 1 份绩效自评表（自评.txt）、1 份绩效运行监控表（监控.txt），入库后继续核对。"
    )
    last = preview(engine, content, "全部.zip", MONITORING)
    assert last.remaining_text == ""


def test_each_kind_is_an_upload_of_its_own_of_the_same_bytes(engine: Engine):
    content = workbook({"自评": SELF_TEXT, "目标": GOAL_TEXT})
    for kind in (GOALS, SELF):
        draft = preview(engine, content, "全部.xlsx", kind)
        assert draft.known_upload_id is None
        uploading.confirm(engine, draft, uploaded_by="张三")
    uploads = [item for item in history.list_uploads(engine) if item.file_name == "全部.xlsx"]
    assert sorted(item.kind.value for item in uploads) == ["goal_tables", "self_evaluations"]
    assert len({item.sha256 for item in uploads}) == 1
    again = [preview(engine, content, "全部.xlsx", kind).known_upload_id for kind in (GOALS, SELF)]
    assert sorted(filter(None, again)) == sorted(item.upload_id for item in uploads)


def test_the_goal_table_of_such_a_file_is_not_taken_from_its_self_evaluation(engine: Engine):
    own = SELF_TEXT.replace(NAME, "助学补助（镇）").replace(UNIT, "某镇教育办")
    content = workbook({"目标": GOAL_TEXT, "自评": own})
    [table] = read_goal_tables(content, file_name="全部.xlsx").tables
    assert (table.project.place.sheet, len(table.indicators)) == ("目标", 4)
    uploading.confirm(engine, preview(engine, content, "全部.xlsx"), uploaded_by="张三")
    lines = sources.source_lines(engine, project_id=table.project.project_id, fiscal_year=2024)
    raw = "".join(lines["raw"])
    assert "助学补助（镇）" in raw
    assert "年度资金总额" not in raw


def test_a_kind_that_cannot_be_read_does_not_hide_the_others(engine: Engine):
    without_rows = SELF_TEXT.rpartition("\n")[0]
    draft = preview(engine, workbook({"自评": without_rows, "监控": MONITORING_TEXT}), "全部.xlsx")
    assert (draft.kind, draft.remaining) == (MONITORING, [])
    [told] = [finding for finding in draft.findings if finding.rule_id == "part_unusable"]
    assert told.message.startswith("1 份绩效自评表（自评）没有读取。")


def test_the_last_kind_that_cannot_be_read_is_refused(engine: Engine):
    without_rows = SELF_TEXT.rpartition("\n")[0]
    content = workbook({"目标": GOAL_TEXT, "自评": without_rows})
    assert preview(engine, content, "全部.xlsx").kind is GOALS
    with pytest.raises(UnusableFileError, match="没有找到绩效自评表"):
        preview(engine, content, "全部.xlsx", SELF)


SHEET_OF_SUMS = "单位\t金额\n某局\t5"


@pytest.mark.parametrize("text", [GOAL_TEXT, SELF_TEXT, MONITORING_TEXT], ids=["goals", "self", "monitoring"])
def test_a_sheet_that_holds_nothing_known_is_named_once(engine: Engine, text: str):
    draft = preview(engine, workbook({"表": text, "汇总": SHEET_OF_SUMS, "填表说明": "请如实填写"}), "全部.xlsx")
    unread = [finding for finding in draft.findings if finding.rule_id == "sheet_unread"]
    assert [(item.place and item.place.sheet, item.severity.value) for item in unread] == [("汇总", "warning")]
    assert "“汇总”" in unread[0].message


def test_members_that_cannot_be_read_are_named_with_the_reason(engine: Engine):
    content = archive(
        {
            "目标.txt": GOAL_TEXT.encode(),
            "自评.txt": SELF_TEXT.encode(),
            "照片.png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 64,
            "空.txt": b"",
            "通知.txt": "请各单位按时报送。".encode(),
        }
    )
    draft = preview(engine, content, "全部.zip")
    told = {
        name: [item for item in draft.findings if name in f"{item.message}{item.place}"]
        for name in ("照片.png", "空.txt", "通知.txt")
    }
    assert {name: len(items) for name, items in told.items()} == {"照片.png": 1, "空.txt": 1, "通知.txt": 1}
    again = preview(engine, content, "全部.zip", SELF)
    assert [item for item in again.findings if "照片.png" in item.message] == []


def test_a_file_of_one_kind_has_nothing_remaining(engine: Engine):
    for kind, text in TEXTS.items():
        draft = preview(engine, text.encode(), "表.txt")
        assert (draft.kind, draft.remaining, draft.remaining_text) == (kind, [], "")


def test_the_command_line_stores_every_kind(engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "全部.zip"
    path.write_bytes(archive({"自评.txt": SELF_TEXT.encode(), "目标.txt": GOAL_TEXT.encode()}))
    assert main(["import", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["files"]
    assert [(item["kind"], item["stored"]) for item in told] == [("goal_tables", True), ("self_evaluations", True)]
    assert len([item for item in history.list_uploads(engine) if item.file_name == "全部.zip"]) == 2


def test_the_history_of_an_upload_is_that_of_its_kind(engine: Engine):
    content = workbook({"自评": SELF_TEXT, "目标": GOAL_TEXT})
    draft = preview(engine, content, "全部.xlsx", SELF)
    uploading.confirm(engine, draft, uploaded_by="张三")
    upload = next(item for item in history.list_uploads(engine) if item.file_name == "全部.xlsx")
    findings, as_confirmed = history.findings_of(engine, upload)
    assert as_confirmed
    assert [item.rule_id for item in findings] == [item.rule_id for item in draft.findings]
