"""Subscripts, shifted texts, tabs and text boxes within a cell are no part of a number beside them."""

import io
import re
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from perfdata.containers.sheets import read_sheets
from perfdata.containers.visible_text import Run, visible
from tests.containers.test_visible_text import HEAD, read, told
from tests.looks import CONTAINERS, Page, Piece, write_page

NOTE = "上标或下标“{}”是注释标记，没有算进这一格的内容。"


def with_body(parts: Sequence[str]) -> bytes:
    """A document whose cell of 150 holds these runs instead."""
    source, target = ZipFile(io.BytesIO(write_page(Page((HEAD, ("预算", "150"))), "docx"))), io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as written:
        for name in source.namelist():
            text = source.read(name)
            if name == "word/document.xml":
                text = re.sub(rb"<w:r>(?:(?!<w:r>).)*?<w:t>150</w:t></w:r>", "".join(parts).encode(), text)
            written.writestr(name, text)
    return target.getvalue()


@pytest.mark.parametrize("container", [name for name in CONTAINERS if name != "pdf"])
def test_a_lowered_number_behind_a_number_is_a_note_mark(container: str):
    page = Page((HEAD, ("预算", (Piece("150"), Piece("2", "lowered"))), ("废气", (Piece("CO"), Piece("2", "lowered")))))
    sheet, findings = read(page, container)
    assert [row.cells for row in sheet.rows] == [HEAD, ("预算", "150"), ("废气", "CO2")]
    assert told(findings) == [("note_mark", "B2", NOTE.format("2"))]


@pytest.mark.parametrize(
    ("text", "seen"),
    [("H₂O排放量", "H₂O排放量"), ("150₂", "150"), ("≥90%₁", "≥90%"), ("培训人数₁", "培训人数"), ("C₆H₁₂O₆", "C₆H₁₂O₆")],
)
def test_lowered_digits_of_the_alphabet_are_marks_behind_numbers_and_words(text: str, seen: str):
    assert visible([Run(text)]).text == seen


@pytest.mark.parametrize(("shift", "text"), [("8", "150"), ("-6", "150"), ("1", "1501"), ("", "1501")])
def test_a_text_shifted_off_its_line_is_raised_or_lowered(shift: str, text: str):
    position = f'<w:rPr><w:position w:val="{shift}"/></w:rPr>' if shift else ""
    content = with_body(["<w:r><w:t>150</w:t></w:r>", f"<w:r>{position}<w:t>1</w:t></w:r>"])
    assert read_sheets(content, file_name="表.docx")[0].rows[1].cells == ("预算", text)


@pytest.mark.parametrize(
    ("between", "text"),
    [
        ("<w:r><w:tab/></w:r><w:r><w:t>120</w:t></w:r>", "150\t120"),
        ("<w:r><w:tab/></w:r><w:r><w:t>万元</w:t></w:r>", "150 万元"),
        (
            '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent><w:p><w:r>'
            "<w:t>99</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>",
            "150\n99",
        ),
    ],
)
def test_tabs_and_text_boxes_are_not_glued_to_a_number(between: str, text: str):
    content = with_body(["<w:r><w:t>150</w:t></w:r>", between])
    assert read_sheets(content, file_name="表.docx")[0].rows[1].cells == ("预算", text)
