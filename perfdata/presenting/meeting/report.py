"""领导简报 as a Word document: A4, verdicts first, numbered tables and native charts. Imports python-docx."""

from collections.abc import Sequence
from io import BytesIO
from itertools import accumulate, count
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from perfdata.presenting.charts.theme import TONE_TEXTS
from perfdata.presenting.exports.cells import TableColumn
from perfdata.presenting.exports.form_document import keep_together, set_margins
from perfdata.presenting.exports.form_grid import FANGSONG, SONG
from perfdata.presenting.meeting.briefing import (
    Briefing,
    Section,
    Table,
    head_of,
    is_of_numbers,
    lines_of,
    texts_of,
    width_shares,
)
from perfdata.presenting.meeting.fixed_package import fixed_package
from perfdata.presenting.meeting.office_charts import is_drawable
from perfdata.presenting.meeting.word_charts import ChartPlacer
from perfdata.presenting.verdicts import Verdict

HEI = "黑体"
_ROOM_MM, _ACROSS_MM, _MARGIN_MM, _LESS_MM = 160, 247, 25, 20
_CELL_SIZE, _CHARACTER_MM, _CELL_MARGINS = 9, 1.6, 2.5
_MOST_ROWS, _MOST_ROWS_WIDE = 40, 400
_MOST_ROWS_SHORT, _MOST_LINES_SHORT = 6, 9  # of each table on the one page
_GREY = RGBColor(0x5B, 0x66, 0x72)


def report(briefing: Briefing, *, in_short: bool = False) -> bytes:
    """The briefing as .docx; in short its verdicts and the sections that one page needs."""
    writer = _Writer(in_short=in_short)
    writer.head(briefing)
    for section in briefing.sections:
        if section.in_short or not in_short:
            writer.section(section)
    writer.sources(briefing.sources)
    buffer = BytesIO()
    writer.document.save(buffer)
    return fixed_package(buffer.getvalue())


class _Writer:
    """One document while it is written, with the numbers of its sections, tables and charts."""

    def __init__(self, *, in_short: bool) -> None:
        self.document: Any = Document()
        self.in_short = in_short
        self._sections, self._tables, self._charts = count(1), count(1), count(1)
        self._placer = ChartPlacer(self.document)
        _set_page(self.document, above_mm=_LESS_MM if in_short else _MARGIN_MM)
        _set_styles(self.document, body_size=10.5 if in_short else 12)

    def head(self, briefing: Briefing) -> None:
        self._line(briefing.title, font=SONG, size=18, bold=True, centred=True)
        self._line(briefing.subtitle, size=10.5, centred=True, colour=_GREY)
        _add_verdicts(self.document, briefing.verdicts)

    def section(self, section: Section) -> None:
        self._turn(is_across=any(table.is_wide for table in section.tables))
        self.document.add_heading(f"{_ORDINALS[next(self._sections) - 1]}、{section.title}", level=1)
        for sentence in section.sentences:
            self._paragraph(sentence, keeps=bool(section.tables))
        for table in section.tables:
            self._table(table)
        for chart in () if self.in_short else filter(is_drawable, section.charts):
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.keep_with_next, paragraph.paragraph_format.space_before = True, Pt(6)
            self._placer.add(paragraph, chart, alt=chart.alt)
            self._line(f"图 {next(self._charts)}　{chart.title}", size=10, centred=True)
        for passage in section.by_hand:
            self._line(f"【由填报人撰写：{passage}】", colour=_GREY)

    def sources(self, sources: Sequence[str]) -> None:
        for source in sources:
            self._line(source, size=9, colour=_GREY)

    def _table(self, table: Table) -> None:
        most = _fitting(table) if self.in_short else _MOST_ROWS_WIDE if table.is_wide else _MOST_ROWS
        self._line(f"表 {next(self._tables)}　{table.title}", font=HEI, size=10.5, centred=True, keeps=True)
        _add_table(self.document, table.columns(most=most), room_mm=_ACROSS_MM if table.is_wide else _ROOM_MM)
        left = len(table.frame) - most
        rest = f"其余 {left:,} 行见数据工作簿。" if left > 0 else ""
        if rest or table.note:
            self._line(f"{rest}{table.note}", size=9, colour=_GREY)

    def _turn(self, *, is_across: bool) -> None:
        """Go on on a page of that orientation."""
        last = self.document.sections[-1]
        if is_across is (last.page_width > last.page_height):
            return
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.page_width, section.page_height = last.page_height, last.page_width
        section.orientation = WD_ORIENT.LANDSCAPE if is_across else WD_ORIENT.PORTRAIT

    def _paragraph(self, text: str, *, keeps: bool) -> None:
        paragraph = self.document.add_paragraph(text)
        paragraph.paragraph_format.keep_with_next = keeps
        paragraph.paragraph_format.first_line_indent = Pt(21 if self.in_short else 24)

    def _line(
        self,
        text: str,
        *,
        font: str = FANGSONG,
        size: float | None = None,
        bold: bool = False,
        centred: bool = False,
        keeps: bool = False,
        colour: RGBColor | None = None,
    ) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.keep_with_next = keeps
        paragraph.paragraph_format.space_before = Pt(3) if colour else None
        _write(paragraph, text, font=font, size=size, bold=bold, colour=colour)


_ORDINALS = "一 二 三 四 五 六 七 八 九 十 十一 十二".split()


def _write(
    paragraph: Any,
    text: str,
    *,
    font: str = FANGSONG,
    size: float | None = None,
    bold: bool = False,
    colour: RGBColor | None = None,
) -> None:
    run = paragraph.add_run(text)
    _set_font(run, font)
    run.font.bold = bold
    run.font.size = Pt(size) if size else None
    if colour is not None:
        run.font.color.rgb = colour


def _set_font(owner: Any, font: str) -> None:
    owner.font.name = font
    owner.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _set_page(document: Any, *, above_mm: float) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(above_mm)
    section.left_margin = section.right_margin = Mm(_MARGIN_MM)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, field in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES"), (" 页", "")):
        _write(foot, text, size=9)
        if field:
            _add_field(foot, field)


def _add_field(paragraph: Any, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    _write(paragraph, "1", size=9)
    field.append(paragraph.runs[-1]._r)
    paragraph._p.append(field)


def _set_styles(document: Any, *, body_size: float) -> None:
    body = document.styles["Normal"]
    _set_font(body, FANGSONG)
    body.font.size = Pt(body_size)
    body.paragraph_format.space_after = Pt(3)
    body.paragraph_format.line_spacing = 1.25
    heading = document.styles["Heading 1"]
    _set_font(heading, HEI)
    heading.font.size, heading.font.bold, heading.font.color.rgb = Pt(body_size + 2), False, RGBColor(0, 0, 0)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(10), Pt(4)


def _add_verdicts(document: Any, verdicts: Sequence[Verdict]) -> None:
    table = document.add_table(rows=1, cols=len(verdicts))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    set_margins(table)
    for cell, verdict in zip(table.rows[0].cells, verdicts, strict=True):
        colour = RGBColor.from_string(TONE_TEXTS[verdict.tone].removeprefix("#"))
        _write(cell.paragraphs[0], f"{verdict.subject}：{verdict.word}", font=HEI, size=10.5, colour=colour)
        _write(cell.add_paragraph(), verdict.figure, font=HEI, size=16, bold=True)
        for line in filter(None, verdict.lines):
            _write(cell.add_paragraph(), line, size=9)
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(0), 1.15
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _fitting(table: Table) -> int:
    """How many rows of a table stand on the one page, at least one."""
    columns, room = table.columns(most=_MOST_ROWS_SHORT), _ROOM_MM / _CHARACTER_MM
    shares = width_shares(columns, room=room, margin=_CELL_MARGINS)
    lines = accumulate(lines_of(columns, shares, room=room, margin=_CELL_MARGINS)[1:])
    return max(sum(count <= _MOST_LINES_SHORT for count in lines), 1)


def _add_table(document: Any, columns: Sequence[TableColumn], *, room_mm: float) -> None:
    """A table as wide as the page whose head stands again on each page; numbers to the right."""
    texts = [texts_of(column) for column in columns]
    table = document.add_table(rows=len(texts[0]) + 1, cols=len(columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    _repeat_head(table.rows[0])
    for row in table.rows:
        keep_together(row)
    set_margins(table)
    shares = width_shares(columns, room=room_mm / _CHARACTER_MM, margin=_CELL_MARGINS)
    cells = table._cells
    for position, (column, own) in enumerate(zip(columns, texts, strict=True)):
        width = table.columns[position].width = Mm(room_mm * shares[position])
        aligned = WD_ALIGN_PARAGRAPH.RIGHT if is_of_numbers(column) else WD_ALIGN_PARAGRAPH.LEFT
        for row, text in enumerate([head_of(column), *own]):
            cell = cells[row * len(columns) + position]
            cell.width, cell.vertical_alignment = width, WD_ALIGN_VERTICAL.CENTER
            _fill(cell, text, font=FANGSONG if row else HEI, aligned=aligned if row else WD_ALIGN_PARAGRAPH.CENTER)


def _fill(cell: Any, text: str, *, font: str, aligned: Any) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(0), 1.0
    paragraph.alignment = aligned
    _write(paragraph, text, font=font, size=_CELL_SIZE)


def _repeat_head(row: Any) -> None:
    mark = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(mark)
