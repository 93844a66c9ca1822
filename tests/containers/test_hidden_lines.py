"""Rows without height and columns without width are hidden ones, and told."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from perfdata.containers.sheets import file_findings, read_sheets
from tests.looks import Page, write_page

ROWS = (("项目名称", "甲项目", "备注"), ("数量", "1", "旧"), ("质量", "2", "新"))


def told(content: bytes, file_name: str) -> list[tuple[str, str]]:
    return [(item.rule_id, item.message) for item in file_findings(read_sheets(content, file_name=file_name))]


def rewritten(page: Page, old: str, new: str) -> bytes:
    source, target = ZipFile(io.BytesIO(write_page(page, "xlsx"))), io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as written:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            written.writestr(name, text)
    return target.getvalue()


@pytest.mark.parametrize("height", ['ht="0" customHeight="1"', "customHeight='1' ht='0.0'"])
def test_a_row_without_height_is_hidden(height: str):
    content = rewritten(Page(ROWS, hidden_rows=(2,)), 'hidden="1"', height)
    assert told(content, "表.xlsx") == [("hidden_rows", "第 2 行是隐藏的，也读取了。")]


def test_a_row_of_little_height_is_seen():
    assert told(rewritten(Page(ROWS, hidden_rows=(2,)), 'hidden="1"', 'ht="0.75"'), "表.xlsx") == []


@pytest.mark.parametrize("width", ['width="0"', "width='0.00'"])
def test_a_column_without_width_is_hidden(width: str):
    content = rewritten(Page(ROWS, hidden_columns=(2,)), 'width="0" hidden="1"', width)
    assert told(content, "表.xlsx") == [("hidden_columns", "第 C 列是隐藏的，也读取了。")]


def test_lines_without_size_of_an_xml_workbook_are_hidden():
    text = write_page(Page(ROWS, hidden_rows=(2,), hidden_columns=(2,)), "spreadsheetml").decode()
    text = text.replace('<Row ss:Hidden="1">', '<Row ss:Height="0">').replace(' ss:Hidden="1"', ' ss:Width="0"')
    assert [rule for rule, _ in told(text.encode(), "表.xml")] == ["hidden_columns", "hidden_rows"]
