"""The leader's list of questions as a document and as a workbook. Imports docx and XlsxWriter."""

from io import BytesIO

import pandas as pd
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.styles.style import ParagraphStyle
from xlsxwriter import Workbook

from perfdata.presenting.audit_summaries import counted, parts_of, projects_in_order, rows_where
from perfdata.presenting.exports.cells import column_cells, markup_text
from perfdata.presenting.exports.chart_workbook import CELL_CAPACITY, CREATED
from perfdata.presenting.schemas import SCHEMAS

NOTE = "以下由规则自动提出，仅作提示，供核实，不是绩效目标审核结论。"
_NAMES = "short_name kind dimension message arithmetic question expected basis place status note".split()
_COLUMNS = dict(zip(_NAMES, (24, 8, 10, 48, 48, 40, 36, 18, 28, 10, 30), strict=True))


def list_title(fiscal_year: int) -> str:
    """The title of the list, which is also the name of its files."""
    return f"{fiscal_year} 年度绩效目标审核问题清单"


def question_document(audit: pd.DataFrame, *, fiscal_year: int) -> bytes:
    """A .docx file: for each project its numbered questions with arithmetic, place and a line for the answer, and one
    line of its remarks on the form.
    """
    document = Document()
    document.core_properties.created = document.core_properties.modified = CREATED
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.name, normal.font.size = "宋体", Pt(11)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    document.add_heading(list_title(fiscal_year), level=0)
    document.add_paragraph(f"{NOTE}共 {counted(audit)}。")
    for name in projects_in_order(audit):
        document.add_heading(markup_text(name), level=1)
        first, rest, remarks = parts_of(rows_where(audit, "short_name", name))
        for number, row in enumerate([*first.itertuples(), *rest.itertuples()], start=1):
            _add_question(document, number, row)
        if len(remarks):
            document.add_paragraph(f"形式 {len(remarks)} 处：{markup_text('；'.join(remarks['message']))}")
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _add_question(document, number: int, row) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{number}. {markup_text(row.message)}").bold = True
    lines = [("问", row.question), ("算式", row.arithmetic), ("读到", row.observed), ("出处", row.place)]
    lines += [("状态", row.status if pd.isna(row.note) else f"{row.status}：{row.note}")]
    for label, text in lines:
        if isinstance(text, str) and text:
            document.add_paragraph(f"{label}：{markup_text(text)}").paragraph_format.left_indent = Pt(18)
    document.add_paragraph("答复：").paragraph_format.left_indent = Pt(18)


def question_workbook(audit: pd.DataFrame, *, fiscal_year: int) -> bytes:
    """An .xlsx file with one row a question and an empty column for the answer."""
    buffer = BytesIO()
    with Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": CREATED, "title": list_title(fiscal_year)})
        sheet = workbook.add_worksheet("问题清单")
        header = workbook.add_format({"bold": True, "border": 1, "bg_color": "#F4F5F7", "text_wrap": True})
        cell = workbook.add_format({"border": 1, "valign": "top", "text_wrap": True})
        sheet.write_string(0, 0, f"{list_title(fiscal_year)}。{NOTE}")
        for column, (name, width) in enumerate([*_COLUMNS.items(), ("答复", 30)]):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, SCHEMAS["audit"][name].label if name in _COLUMNS else name, header)
            cells = column_cells(audit[[name]], 0) if name in _COLUMNS else [None] * len(audit)
            for row, text in enumerate(cells, start=2):
                sheet.write_string(row, column, markup_text(str(text or ""))[:CELL_CAPACITY], cell)
        sheet.freeze_panes(2, 1)
        sheet.autofilter(1, 0, len(audit) + 1, len(_COLUMNS))
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return buffer.getvalue()
