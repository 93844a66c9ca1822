"""Tables as text: encodings, delimiters, quoted cells, and the line every row stands on."""

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from perfdata.containers.sheets import Row, Sheet, read_raw_sheets, read_sheets
from perfdata.core.errors import UnusableFileError
from perfdata.core.model import Place
from tests.builders import BUNDLED

TEXT = "项目名称\t助学补助\n年度指标值\t≥90％，①“两新”"
HANZI = st.sampled_from("项目绩效目标表指标值补助人数满意度党组织“”（）≥①，。、；：％元ABCxyz0123456789 .%-/")
CELL = st.text(HANZI, min_size=1, max_size=8).map(str.strip).filter(bool)
TABLE = st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1))


def rows_of(content: bytes | str) -> list[tuple[int, tuple[str, ...]]]:
    raw = content if isinstance(content, bytes) else content.encode()
    (sheet,) = read_sheets(raw, file_name="表.txt")
    return [(row.number, row.cells) for row in sheet.rows]


def test_the_bundled_file_is_read_line_by_line_at_tabs():
    lines = BUNDLED.read_text("utf-8").split("\n")
    expected = [
        (number, tuple(cell.strip() for cell in line.split("\t")))
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]
    assert rows_of(BUNDLED.read_bytes()) == expected
    assert expected[0] == (3, ("项目绩效目标表",))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_of_chinese_offices_is_read(encoding: str):
    assert rows_of(TEXT.encode(encoding)) == [
        (1, ("项目名称", "助学补助")),
        (2, ("年度指标值", "≥90％，①“两新”")),
    ]


def test_utf_16_big_endian_with_its_mark_is_read():
    assert rows_of(b"\xfe\xff" + "项\t目".encode("utf-16-be")) == [(1, ("项", "目"))]


@given(TABLE, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]))
def test_a_table_comes_back_from_any_encoding(table: list[list[str]], encoding: str):
    text = "\n".join("\t".join(cells) for cells in table)
    content = text.encode(encoding)
    # One hanzi alone may be both; no table of real length is.
    as_utf8 = content.decode("utf-8", errors="replace")
    assume(encoding != "gb18030" or as_utf8 == text or "\ufffd" in as_utf8)
    assert rows_of(content) == [(number, tuple(cells)) for number, cells in enumerate(table, start=1)]


@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.text(st.sampled_from('项目值,;"\n12 '), max_size=6), min_size=width, max_size=width), min_size=1
        )
    ),
    st.sampled_from(",;"),
)
def test_what_a_csv_writer_writes_is_read_back(table: list[list[str]], delimiter: str):
    table = [["甲", *cells] for cells in table]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(table)
    rows = rows_of(buffer.getvalue())
    assert [cells for _, cells in rows] == [tuple(cell.strip() for cell in cells) for cells in table]


def test_commas_and_line_breaks_in_csv_quotes_stay_in_their_cell_and_lines_are_counted():
    content = '名称,说明,金额\r\n"补助","第一行\r\n第二行,""甲""","1,000"\r\n合计,,2000\r\n'
    assert rows_of(content) == [
        (1, ("名称", "说明", "金额")),
        (2, ("补助", '第一行\n第二行,"甲"', "1,000")),
        (4, ("合计", "", "2000")),
    ]


def test_semicolons_separate_where_they_are_the_rule():
    assert rows_of("名称;金额\n补助;1,5\n") == [(1, ("名称", "金额")), (2, ("补助", "1,5"))]


def test_a_comma_here_and_there_separates_nothing():
    assert rows_of("项目绩效目标表\n补助(甲,乙)\n其他\n") == [
        (1, ("项目绩效目标表",)),
        (2, ("补助(甲,乙)",)),
        (3, ("其他",)),
    ]


def test_tabs_win_over_commas():
    assert rows_of("a,b\tc,d\n") == [(1, ("a,b", "c,d"))]


def test_a_quote_that_is_never_closed_swallows_no_rows():
    assert rows_of('名称,值\n"甲,1\n乙,2\n') == [(1, ("名称", "值")), (2, ('"甲', "1")), (3, ("乙", "2"))]


def test_a_cell_copied_from_excel_with_a_line_break_is_one_cell_and_lines_are_counted():
    content = '目标\t"1.保障""两新""组织\n2.发放补贴"\t30人\n下一行\t值\n'
    assert rows_of(content) == [
        (1, ("目标", '1.保障"两新"组织\n2.发放补贴', "30人")),
        (3, ("下一行", "值")),
    ]


@pytest.mark.parametrize("cell", ["“两新”组织", '"两新"组织', '"两新"', '5"管', '"'])
def test_quotes_that_are_part_of_the_words_of_tab_text_stay(cell: str):
    assert rows_of(f"名称\t{cell}\n值\t1\n") == [(1, ("名称", cell)), (2, ("值", "1"))]


def test_a_lone_quote_does_not_join_lines_of_tab_text():
    assert rows_of('名称\t"甲\n乙\t"丙\n丁\t1\n') == [(1, ("名称", '"甲')), (2, ("乙", '"丙')), (3, ("丁", "1"))]


def test_old_line_ends_are_line_ends():
    assert rows_of("甲\t1\r乙\t2\r") == [(1, ("甲", "1")), (2, ("乙", "2"))]


def test_raw_rows_of_text_have_their_line_as_their_position():
    (sheet,) = read_raw_sheets('甲\t"a\nb"\n\n乙\t c \n'.encode(), file_name="表.txt")
    assert sheet.name is None
    assert sheet.first_row_number == 1
    assert sheet.rows == [["甲", '"a\nb"'.strip('"')], [], [""], ["乙", " c "], [""]]


def test_a_row_of_text_is_placed_by_its_line():
    sheet = Sheet("表.txt", None, [])
    assert sheet.place(Row(7, ("甲",)), 0) == Place(source_file="表.txt", line=7)


@pytest.mark.parametrize("encoding", ["big5", "shift_jis"])
def test_other_encodings_are_refused_rather_than_garbled(encoding: str):
    words = {
        "big5": "專案績效目標表補助人數滿意度達成率經費預算執行",
        "shift_jis": "これはプロジェクトのせいかひょうかひょうです",
    }[encoding]
    with pytest.raises(UnusableFileError, match="UTF-8"):
        read_sheets(words.encode(encoding), file_name="表.txt")


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf", b"\xff\xfe \x00\n\x00", b" \r\n"])
def test_a_text_without_any_words_is_empty(content: bytes):
    with pytest.raises(UnusableFileError, match="空的"):
        read_sheets(content, file_name="表.txt")


@given(st.text(st.sampled_from('甲乙",;\t\n\r \x0b'), max_size=60))
def test_no_sign_of_a_text_gets_lost(text: str):
    if not text.strip():
        return
    read = "".join("".join(cells) for _, cells in rows_of(text))
    assert [sign for sign in read if sign in "甲乙"] == [sign for sign in text if sign in "甲乙"]
