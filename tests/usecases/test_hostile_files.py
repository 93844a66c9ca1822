"""Files made to hurt are refused in one sentence or read, soon, and the server holds little of them."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine

from perfdata.containers.isolated import MOST_AT_ONCE, run_isolated
from perfdata.containers.sheets import read_raw_sheets, read_sheets
from perfdata.core.errors import UnusableFileError
from perfdata.usecases.uploading import preview_file
from tests import hostile_files as made
from tests import jobs
from tests.office_files import Grid, write_container

MOST_SECONDS, MOST_MEBIBYTES = 30, 150
LOOP = made.sector(12, 1, 1)
FORM = Grid((("项目名称", "助学补助"), ("2024年预算金额（元）", "20000")))

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "sectors of four bytes": (lambda: made.ole(2, more_tables=16), "旧版 Office 文件.*已损坏"),
    "directory in a circle": (lambda: made.ole(12, table=0, sectors=[LOOP, bytes(4096)]), "旧版 Office 文件.*已损坏"),
    "one table 109 times": (lambda: made.ole(9, sectors=[made.sector(9, 1, 2, 1)] * 3), "旧版 Office 文件.*已损坏"),
    "tables in a circle": (
        lambda: made.ole(9, more_tables=1, sectors=[made.sector(9), struct_loop(9)]) + bytes(2_000_000),
        "旧版 Office 文件.*已损坏",
    ),
    "type of 60 MB": (lambda: made.zip_of({"mimetype": bytes(60_000_000), "content.xml": b"<a/>"}), "."),
    "type that unpacks to 400 MB": (
        lambda: made.zip_of({"mimetype": bytes(400_000_000), "content.xml": b"<a/>"}),
        "300 MB",
    ),
    "ods of a huge type": (lambda: made.ods("", mimetype=made.ODS_TYPE + bytes(50_000_000)), "."),
    "one text in 2,000 cells": (lambda: made.square(2_000, 1_000_000), "太大|个字"),
    "one text in 60,000 cells": (lambda: made.square(60_000, 30_000), "太大|个字"),
    "40,000 sheets on one part": (lambda: made.sheets_on_one_part(40_000, rows=10), "40,000 个工作表"),
    "400 sheets of 1,000 rows": (lambda: made.sheets_on_one_part(400, rows=1_000), "400,000 行"),
    "one sheet of 100 MB four times": (
        lambda: made.zip_of({**dict(members(made.sheets_on_one_part(4, rows=10))), PART: bytes(100_000_000)}),
        "300 MB",
    ),
    "line ends": (lambda: b"a\n" + b"\n" * 20_000_000, "20,000,001 行"),
    "line ends of UTF-16": (lambda: b"\xff\xfea\0" + b"\n\0" * 10_000_000, "10,000,000 行"),
    "old line ends": (lambda: b"a" + b"\r" * 10_000_000, "10,000,000 行"),
    "one open quote": (lambda: b'a,"' + b"x\n" * 10_000_000, "10,000,000 行"),
    "one cell": (lambda: "a,甲".encode() + b"x" * 30_000_000, "个字"),
    "only commas": (lambda: b"a" + b"," * 30_000_000, "30,000,000 个单元格"),
    "all texts new": (lambda: "\n".join(f"甲{at},乙{at},丙{at}" for at in range(190_000)).encode(), "种不同的内容"),
    "zero bytes": (lambda: bytes(20_000_000), "空字节"),
    "rows of a page": (lambda: b"<table>" + b"<TR><td>a" * 300_000, "太大"),
    "tables of a page": (lambda: b"<html>" + b"<table><tr><td>a</table>x" * 6_000, "太大"),
    "columns spanned": (lambda: (b"<table>" + b"<tr><td colspan=999>a" * 490 + b"</table>x") * 9, "个单元格"),
    "tables of a document": (lambda: made.word(made.WORD_TABLE * 100_000), "太大"),
    "rows of a document": (lambda: made.word(f"<w:tbl>{f'<w:tr>{made.WORD_CELL}</w:tr>' * 210_000}</w:tbl>"), "太大"),
    "rows of XML": (lambda: made.xml_2003("<Row/>" * 250_000), "太大"),
    "sheets of XML": (
        lambda: made.xml_2003("<Row><Cell><Data>a</Data></Cell></Row>", sheets=6_000),
        "6,000 个工作表",
    ),
    "no end of digits in ods": (
        lambda: made.ods(made.ods_table(made.ods_cell("percentage", 'office:value="1E999999"'))),
        "已损坏",
    ),
    "rows repeated": (
        lambda: made.ods(made.ods_table(made.ods_cell("string"), attributes='table:number-rows-repeated="900000"')),
        "900,000 行",
    ),
    "padded workbooks": (lambda: made.archive_of(made.padded(40), 20, "xlsx"), "没有找到|展开后超过"),
    "archive of circles": (lambda: made.archive_of(made.ole(12, sectors=[LOOP, LOOP]), 150, "xls"), "已损坏"),
    "one member 5,000 times": (lambda: made.members_on_one(5_000, b"x" * 100_000), "300 MB"),
    "page tree in a circle": (lambda: made.pdf(b"", kids=b"[2 0 R 2 0 R]"), "PDF"),
    "form that calls itself": (lambda: made.pdf(b"/X Do " * 2_000), "PDF"),
    "stream of 300 MB": (lambda: made.packed_stream(300_000_000), "PDF|太大"),
    "arrays in arrays": (lambda: made.pdf(b"[" * 500_000), "PDF|太大"),
}
READ: dict[str, Callable[[], bytes]] = {
    "styles in a circle": lambda: made.word(made.WORD_TABLE, made.looped_styles(1_000)),
    "hidden columns": lambda: made.book(
        lambda data: data.replace(
            b"<sheetData>", b"<cols>" + b'<col min="1" max="16383" hidden="1"/>' * 50_000 + b"</cols><sheetData>"
        )
    ),
    "formulas without a cell": lambda: made.with_sheet_end(b"<f>1</f>" * 300_000),
    "formulas in one cell": lambda: made.with_sheet_end(b'<c r="B99">' + b"<f>1</f>" * 300_000 + b"</c>"),
    "errors without a cell": lambda: made.with_sheet_end(b' t="e"' * 300_000),
    "spaces in a document": lambda: made.word("<w:p/>" * 100_000 + made.WORD_TABLE),
}
PART = "xl/worksheets/sheet1.xml"


def struct_loop(power: int) -> bytes:
    """A sector of numbers of tables whose last number is its own."""
    return made.sector(power)[:-4] + b"\x01\0\0\0"


def members(content: bytes) -> list[tuple[str, bytes]]:
    with ZipFile(BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def held_mebibytes(field: str) -> int:
    """Of this process: VmRSS, or the most since the last reset, VmHWM; 0 where the system does not say."""
    status = Path("/proc/self/status")
    found = re.search(rf"{field}:\s*(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) // 1024 if found else 0


def reset_most_memory() -> None:
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_made_to_hurt_is_refused_in_one_sentence_soon_and_with_little_memory(name: str, engine: Engine):
    make, words = REFUSED[name]
    content = make()
    reset_most_memory()
    before, started = held_mebibytes("VmRSS"), time.monotonic()
    with pytest.raises(UnusableFileError, match=words) as raised:
        preview_file(engine, content, file_name="坏.dat", today=date(2024, 12, 31))
    assert time.monotonic() - started < MOST_SECONDS
    assert held_mebibytes("VmHWM") - before < MOST_MEBIBYTES
    assert str(raised.value).startswith("坏.dat")
    assert str(raised.value).count("。") <= 2
    assert "无法读出" not in str(raised.value)


@pytest.mark.parametrize("name", READ)
def test_what_only_looks_dangerous_is_read(name: str):
    content = READ[name]()
    started = time.monotonic()
    assert read_sheets(content, file_name="表.dat")[0].rows
    assert time.monotonic() - started < MOST_SECONDS


def test_a_member_that_ends_its_reader_is_named_and_the_others_are_read():
    good = write_container(FORM, "xlsx")
    content = made.zip_of({"甲.xlsx": good, "乙.xlsx": made.square(2_000, 1_000_000), "丙.xlsx": good})
    sheets = read_sheets(content, file_name="报送.zip")
    assert [sheet.source_file for sheet in sheets] == ["报送.zip/甲.xlsx", "报送.zip/丙.xlsx"]
    assert [notice.partition("：")[0] for notice in sheets[0].notices] == ["报送.zip/乙.xlsx"]


def test_rows_that_nobody_knows_are_not_read_to_their_end(engine: Engine):
    ledger = "\n".join(f"{at},凭证{at},转账{at}" for at in range(60_000)).encode()
    content = made.zip_of({"1.csv": ledger, "2.xlsx": write_container(FORM, "xlsx")})
    preview = preview_file(engine, content, file_name="各表.zip", today=date(2024, 12, 31))
    told = [finding for finding in preview.findings if finding.rule_id == "rest_not_read"]
    assert [(finding.place and finding.place.line, finding.message) for finding in told] == [
        (3_001, "前 2,000 行里没有表格的已知内容，其后的 57000 行没有读取。")
    ]


def test_who_waits_for_other_files_is_told_how_many(engine: Engine):
    told: list[str] = []
    busy = partial(run_isolated, partial(jobs.wait, seconds=1), b"")
    threads = [threading.Thread(target=busy) for _ in range(MOST_AT_ONCE + 1)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    content = write_container(FORM, "docx")
    preview_file(
        engine, content, file_name="表.docx", today=date(2024, 12, 31), tell=lambda _share, what: told.append(what)
    )
    for thread in threads:
        thread.join()
    assert told[:2] == ["正在读取文件……", "前面还有 2 份文件在读取，请稍候……"]


def test_a_pdf_is_read_once_on_its_way_through_the_checks():
    content = write_container(FORM, "pdf")
    first = read_raw_sheets(content, file_name="表.pdf")
    assert read_raw_sheets(content, file_name="表.pdf")[0] is first[0]
    assert read_raw_sheets(content, file_name="另一份.pdf")[0].source_file == "另一份.pdf"


def test_what_stands_below_a_table_is_told_once_and_soon_however_long_it_is(engine: Engine):
    header = "绩效指标\t一级指标\t二级指标\t三级指标\t实施周期指标值\t当年度指标值"
    form = f"项目名称\t助学补助\n2024年预算金额（元）\t20000\n{header}\n\t产出指标\t数量指标\t补助户数\t30户\t10户\n"
    foot = "\n".join(f"见附页第{at}条\t{'说明' * 50}{at}" for at in range(2_000))
    reset_most_memory()
    before, started = held_mebibytes("VmRSS"), time.thread_time()
    preview = preview_file(engine, f"{form}{foot}".encode(), file_name="表.txt", today=date(2024, 12, 31))
    assert time.thread_time() - started < 5
    assert held_mebibytes("VmHWM") - before < MOST_MEBIBYTES
    (told,) = (finding for finding in preview.findings if finding.rule_id == "foot_not_understood")
    assert "等 2000 行" in told.message
    assert len(told.observed or "") == 3_000
