"""Cells that are struck, hidden, raised or in a symbol font, as any container writes them."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter


class Piece(NamedTuple):
    """A text of one look: struck, hidden, tiny, white, headed (white in a dark cell), raised, lowered (in no pdf),
    plain, or the name of a font."""

    text: str
    look: str = "plain"


Cell = str | float | Sequence[Piece]


class Page(NamedTuple):
    """Rows of cells; hidden rows are counted from 1, hidden columns from 0."""

    rows: Sequence[Sequence[Cell]]
    hidden_rows: Collection[int] = ()
    hidden_columns: Collection[int] = ()
    is_hidden: bool = False


FONTS = ("Symbol", "Wingdings", "Wingdings 2")


def write_page(page: Page, container: str) -> bytes:
    """The file. Raises KeyError for an unknown container."""
    return _WRITERS[container](page)


def _pieces(cell: Cell) -> Sequence[Piece]:
    return [Piece(str(cell))] if isinstance(cell, str | float | int) else cell


def _xlsx(page: Page) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        formats = {name: workbook.add_format({"font_name": name}) for name in FONTS} | {
            "plain": workbook.add_format(),
            "struck": workbook.add_format({"font_strikeout": True}),
            "raised": workbook.add_format({"font_script": 1}),
            "lowered": workbook.add_format({"font_script": 2}),
            "hidden": workbook.add_format({"num_format": ";;;"}),
            "white": workbook.add_format({"font_color": "#FFFFFF"}),
            "headed": workbook.add_format({"font_color": "#FFFFFF", "bg_color": "#1F4E79"}),
            "tiny": workbook.add_format({"font_size": 1}),
        }
        sheet = workbook.add_worksheet("表")
        for row, cells in enumerate(page.rows):
            for column, cell in enumerate(cells):
                pieces = _pieces(cell)
                if isinstance(cell, int | float):
                    sheet.write_number(row, column, cell)
                elif len(pieces) == 1 and pieces[0].text.replace(".", "").isdigit() and pieces[0].look != "plain":
                    sheet.write_number(row, column, float(pieces[0].text), formats[pieces[0].look])
                elif len(pieces) == 1:
                    sheet.write_string(row, column, pieces[0].text, formats[pieces[0].look])
                else:
                    parts = [part for piece in pieces for part in (formats[piece.look], piece.text)]
                    sheet.write_rich_string(row, column, *parts)
        for row in page.hidden_rows:
            sheet.set_row(row - 1, None, None, {"hidden": True})
        for column in page.hidden_columns:
            sheet.set_column(column, column, None, None, {"hidden": True})
        if page.is_hidden:
            workbook.add_worksheet("新稿").activate()
            sheet.hide()
    return buffer.getvalue()


def _xls(page: Page) -> bytes:
    import xlwt

    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet("表")
    styles = {name: xlwt.easyxf(f"font: name {name}") for name in FONTS} | {
        "plain": xlwt.easyxf(""),
        "struck": xlwt.easyxf("font: struck_out on"),
        "raised": xlwt.easyxf("font: escapement superscript"),
        "lowered": xlwt.easyxf("font: escapement subscript"),
        "hidden": xlwt.easyxf("", num_format_str=";;;"),
        "white": xlwt.easyxf("font: colour white"),
        "headed": xlwt.easyxf("font: colour white; pattern: pattern solid, fore_colour dark_blue"),
        "tiny": xlwt.easyxf("font: height 20"),
    }
    for row, cells in enumerate(page.rows):
        for column, cell in enumerate(cells):
            pieces = _pieces(cell)
            if len(pieces) > 1:
                sheet.write_rich_text(row, column, [(piece.text, styles[piece.look].font) for piece in pieces])
            elif isinstance(cell, int | float) or pieces[0].text.replace(".", "").isdigit():
                sheet.write(row, column, float(pieces[0].text), styles[pieces[0].look])
            else:
                sheet.write(row, column, pieces[0].text, styles[pieces[0].look])
    for row in page.hidden_rows:
        sheet.row(row - 1).hidden = True
    for column in page.hidden_columns:
        sheet.col(column).hidden = True
    if page.is_hidden:
        workbook.add_sheet("新稿")
        sheet.visibility = 1
        workbook.set_active_sheet(1)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


_ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "table", "text", "style")
)
_ODS_NAMES += ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
_ODS_LOOKS = {name: f'style:font-name="{name}"' for name in FONTS} | {
    "plain": "",
    "struck": 'style:text-line-through-style="solid"',
    "hidden": 'text:display="none"',
    "white": 'fo:color="#ffffff"',
    "headed": 'fo:color="#ffffff" fo:background-color="#1f4e79"',
    "tiny": 'fo:font-size="1pt"',
    "raised": 'style:text-position="super 58%"',
    "lowered": 'style:text-position="sub 58%"',
}


def _ods(page: Page) -> bytes:
    styles = "".join(
        f'<style:style style:name="{family[0]}{name}" style:family="{family}">'
        f"<style:text-properties {look}/></style:style>"
        for name, look in _ODS_LOOKS.items()
        for family in ("text", "cell")
    )
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_NAMES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="表">{_ods_columns(page)}{_ods_rows(page)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", body)
    return buffer.getvalue()


def _ods_columns(page: Page) -> str:
    return "".join(
        f"<table:table-column{_collapsed(column in page.hidden_columns)}/>" for column in range(len(page.rows[0]))
    )


def _collapsed(is_hidden: bool) -> str:
    return ' table:visibility="collapse"' if is_hidden else ""


def _ods_rows(page: Page) -> str:
    lines: list[str] = []
    for number, cells in enumerate(page.rows, start=1):
        lines.append(f"<table:table-row{_collapsed(number in page.hidden_rows)}>")
        for cell in cells:
            pieces = _pieces(cell)
            if len(pieces) == 1:
                (text, look), kind = pieces[0], "string"
                value = ""
                if text.replace(".", "").isdigit():
                    kind, value = "float", f' office:value="{text}"'
                inner = f"<text:p>{html.escape(text)}</text:p>" if text else ""
                lines.append(
                    f'<table:table-cell table:style-name="c{look}" office:value-type="{kind}"{value}>{inner}'
                    "</table:table-cell>"
                )
                continue
            spans = "".join(
                f'<text:span text:style-name="t{look}">{html.escape(text)}</text:span>' for text, look in pieces
            )
            lines.append(f'<table:table-cell office:value-type="string"><text:p>{spans}</text:p></table:table-cell>')
        lines.append("</table:table-row>")
    return "".join(lines)


def _docx(page: Page) -> bytes:
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    document = docx.Document()
    table = document.add_table(len(page.rows), len(page.rows[0]))
    for row, cells in enumerate(page.rows):
        for column, cell in enumerate(cells):
            paragraph = table.cell(row, column).paragraphs[0]
            for text, look in _pieces(cell):
                run = paragraph.add_run(text)
                run.font.strike = True if look == "struck" else None
                run.font.hidden = True if look == "hidden" else None
                run.font.superscript = True if look == "raised" else None
                if look == "lowered":
                    run.font.subscript = True
                if look in ("white", "headed"):
                    run.font.color.rgb = RGBColor(255, 255, 255)
                if look == "headed":
                    cell_properties: Any = table.cell(row, column)._tc.get_or_add_tcPr()
                    shading = OxmlElement("w:shd")
                    shading.set(qn("w:fill"), "1F4E79")
                    cell_properties.append(shading)
                run.font.size = Pt(1) if look == "tiny" else None
                if look in FONTS:
                    run.font.name = look
    for row in page.hidden_rows:
        properties: Any = table.rows[row - 1]._tr.get_or_add_trPr()
        hidden = OxmlElement("w:hidden")
        hidden.set(qn("w:val"), "true")
        properties.append(hidden)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


_CSS = {name: f"font-family:'{name}'" for name in FONTS} | {
    "struck": "text-decoration: line-through",
    "hidden": "display:none",
    "white": "color: #FFF",
    "headed": "color: white; background: #1F4E79",
    "tiny": "font-size: 0.5pt",
    "raised": "vertical-align:super",
    "lowered": "vertical-align:sub",
    "plain": "",
}


_NOT_DISPLAYED = ' style="display:none"'


def _html(page: Page) -> bytes:
    columns = "".join(
        f"<col{_NOT_DISPLAYED if column in page.hidden_columns else ''}>" for column in range(len(page.rows[0]))
    )
    rows = "".join(
        f"<tr{_NOT_DISPLAYED if number in page.hidden_rows else ''}>{''.join(map(_html_cell, cells))}</tr>"
        for number, cells in enumerate(page.rows, start=1)
    )
    table = f"<table{_NOT_DISPLAYED if page.is_hidden else ''}>{columns}{rows}</table>"
    return f"<html><head><meta charset=utf-8></head><body>{table}</body></html>".encode()


def _html_cell(cell: Cell) -> str:
    spans = "".join(f'<span style="{_CSS[look]}">{html.escape(text)}</span>' for text, look in _pieces(cell))
    return f"<td>{spans}</td>"


_XML_HIDDEN = ' ss:Hidden="1"'
_XML_HIDDEN_SHEET = (
    '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>'
)


def _spreadsheetml(page: Page) -> bytes:
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    columns = "".join(f'<Column ss:Index="{column + 1}"{_XML_HIDDEN}/>' for column in page.hidden_columns)
    rows = "".join(
        f"<Row{_XML_HIDDEN if number in page.hidden_rows else ''}>{''.join(map(_xml_cell, cells))}</Row>"
        for number, cells in enumerate(page.rows, start=1)
    )
    options = _XML_HIDDEN_SHEET if page.is_hidden else ""
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}">{_XML_STYLES}'
        f'<Worksheet ss:Name="表"><Table>{columns}{rows}</Table>{options}</Worksheet></Workbook>'
    ).encode()


_XML_STYLES = (
    '<Styles><Style ss:ID="struck"><Font ss:StrikeThrough="1"/></Style><Style ss:ID="plain"/>'
    '<Style ss:ID="raised"><Font ss:VerticalAlign="Superscript"/></Style>'
    '<Style ss:ID="lowered"><Font ss:VerticalAlign="Subscript"/></Style>'
    + '<Style ss:ID="white"><Font ss:Color="#FFFFFF"/></Style><Style ss:ID="tiny"><Font ss:Size="1"/></Style>'
    + '<Style ss:ID="headed"><Font ss:Color="#FFFFFF"/><Interior ss:Color="#1F4E79" ss:Pattern="Solid"/></Style>'
    + "".join(f'<Style ss:ID="{name}"><Font ss:FontName="{name}"/></Style>' for name in FONTS)
    + "</Styles>"
)
_XML_TAGS = {
    "plain": ("", ""),
    "struck": ("<S>", "</S>"),
    "raised": ("<Sup>", "</Sup>"),
    "lowered": ("<Sub>", "</Sub>"),
    "white": ('<Font html:Color="#FFFFFF">', "</Font>"),
} | {name: (f'<Font html:Face="{name}">', "</Font>") for name in FONTS}


def _xml_cell(cell: Cell) -> str:
    pieces = _pieces(cell)
    if len(pieces) == 1:
        text, look = pieces[0]
        kind = "Number" if text.replace(".", "").isdigit() else "String"
        return f'<Cell ss:StyleID="{look}"><Data ss:Type="{kind}">{html.escape(text)}</Data></Cell>'
    rich = "".join(f"{_XML_TAGS[look][0]}{html.escape(text)}{_XML_TAGS[look][1]}" for text, look in pieces)
    names = 'xmlns="http://www.w3.org/TR/REC-html40" xmlns:html="http://www.w3.org/TR/REC-html40"'
    return f'<Cell><ss:Data ss:Type="String" {names}>{rich}</ss:Data></Cell>'


def _pdf(page: Page) -> bytes:
    """Cells of 120 by 30 points; what is struck has a line through the middle, what is raised is small and high."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for row, cells in enumerate(page.rows):
        for column, cell in enumerate(cells):
            x, y = 50 + 120 * column, 750 - 30 * row
            canvas.rect(x, y, 120, 30)
            x += 5
            for text, look in _pieces(cell):
                size = {"raised": 6, "tiny": 1}.get(look, 10)
                width = pdfmetrics.stringWidth(text, "STSong-Light", size)
                if look == "headed":
                    canvas.setFillGray(0.2)
                    canvas.rect(x - 5, y, 120, 30, fill=1)
                canvas.setFillGray(1 if look in ("white", "headed") else 0)
                canvas.setFont("STSong-Light", size)
                canvas.drawString(x, y + (15 if look == "raised" else 10), text)
                if look == "struck":
                    canvas.line(x, y + 13.5, x + width, y + 13.5)
                if look == "doubled":
                    canvas.drawString(x + 0.4, y + 10, text)
                x += width
    canvas.save()
    return buffer.getvalue()


_WRITERS: dict[str, Callable[[Page], bytes]] = {
    "xlsx": _xlsx,
    "xls": _xls,
    "ods": _ods,
    "docx": _docx,
    "html": _html,
    "spreadsheetml": _spreadsheetml,
    "pdf": _pdf,
}
CONTAINERS = tuple(_WRITERS)
WORKBOOKS = ("xlsx", "xls", "ods", "spreadsheetml")
