"""One grid, merges included, as the bytes of any container an office keeps tables in."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from perfdata.containers.sheets import Merge

Cells = tuple[tuple[str, ...], ...]
_TYPED = re.compile(r"((?:[1-9]\d*|0)(?:\.\d+)?)(%?)")


class Grid(NamedTuple):
    """Rows of equal length, '' where a cell is empty or covered; merges count rows from 1 and columns from 0."""

    rows: Cells
    merges: tuple[Merge, ...] = ()


def write_container(grid: Grid, container: str, *, encoding: str = "utf-8") -> bytes:
    """The file; ``encoding`` is that of text and markup: utf-8, utf-8-sig, gb18030, utf-16-le or utf-16-be (the last
    two with their mark). Raises KeyError for an unknown container."""
    return _WRITERS[container](grid, encoding)


def _spans(grid: Grid) -> tuple[dict[tuple[int, int], Merge], set[tuple[int, int]]]:
    """Merges by their first cell, and the cells they cover beside it; rows and columns from 0."""
    first = {(merge.first_row - 1, merge.first_column): merge for merge in grid.merges}
    covered = {
        (row - 1, column)
        for merge in grid.merges
        for row in range(merge.first_row, merge.last_row + 1)
        for column in range(merge.first_column, merge.last_column + 1)
    }
    return first, covered - first.keys()


def _encoded(text: str, encoding: str) -> bytes:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    return mark + text.encode(encoding)


def _typed(text: str) -> tuple[float, bool] | None:
    """What a workbook stores of a text typed by a clerk that is a number, and whether as a percent cell."""
    found = _TYPED.fullmatch(text)
    return (float(Decimal(found[1]) / (100 if found[2] else 1)), bool(found[2])) if found else None


def _xlsx(grid: Grid, _: str) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        _fill(workbook, grid)
    return buffer.getvalue()


def _xlsm(grid: Grid, _: str) -> bytes:
    """A workbook with a macro project; what stands in the project does not matter here."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        project: Any = io.BytesIO(b"\xd0\xcf\x11\xe0 macros")
        workbook.add_vba_project(project, True)
        _fill(workbook, grid)
    return buffer.getvalue()


def _fill(workbook: xlsxwriter.Workbook, grid: Grid) -> None:
    sheet, share = workbook.add_worksheet("表"), workbook.add_format({"num_format": "0.0%"})
    for merge in grid.merges:
        rows = merge.first_row - 1, merge.last_row - 1
        sheet.merge_range(rows[0], merge.first_column, rows[1], merge.last_column, "")
    for row, cells in enumerate(grid.rows):
        for column, text in enumerate(cells):
            if typed := _typed(text):
                sheet.write_number(row, column, typed[0], share if typed[1] else None)
            elif text:
                sheet.write_string(row, column, text)


def _xls(grid: Grid, _: str) -> bytes:
    import xlwt

    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet("表")
    first, covered = _spans(grid)
    plain, share = xlwt.XFStyle(), xlwt.XFStyle()
    share.num_format_str = "0.0%"
    for row, cells in enumerate(grid.rows):
        for column, text in enumerate(cells):
            number, is_share = _typed(text) or (None, False)
            value, style = text if number is None else number, share if is_share else plain
            if merge := first.get((row, column)):
                sheet.write_merge(row, merge.last_row - 1, column, merge.last_column, value, style)
            elif text and (row, column) not in covered:
                sheet.write(row, column, value, style)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


_ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text")
)


def _ods(grid: Grid, _: str) -> bytes:
    rows = "".join(
        f"<table:table-row>{''.join(_ods_cells(grid, row))}</table:table-row>" for row in range(len(grid.rows))
    )
    body = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_NAMES}><office:body><office:spreadsheet>'
        f'<table:table table:name="表">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", body)
    return buffer.getvalue()


def _ods_cells(grid: Grid, row: int) -> Iterator[str]:
    first, covered = _spans(grid)
    for column, text in enumerate(grid.rows[row]):
        if (row, column) in covered:
            yield "<table:covered-table-cell/>"
            continue
        span = ""
        if merge := first.get((row, column)):
            span = (
                f' table:number-columns-spanned="{merge.last_column - column + 1}"'
                f' table:number-rows-spanned="{merge.last_row - row}"'
            )
        lines = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in text.split("\n")) if text else ""
        kind = _ods_type(text) if text else ""
        yield f"<table:table-cell{span}{kind}>{lines}</table:table-cell>"


def _ods_type(text: str) -> str:
    if (typed := _typed(text)) is None:
        return ' office:value-type="string"'
    return f' office:value-type="{"percentage" if typed[1] else "float"}" office:value="{typed[0]}"'


def _delimited(delimiter: str) -> Callable[[Grid, str], bytes]:
    def write(grid: Grid, encoding: str) -> bytes:
        buffer = io.StringIO(newline="")
        csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerows(grid.rows)
        return _encoded(buffer.getvalue(), encoding)

    return write


def _docx(grid: Grid, _: str) -> bytes:
    import docx

    document = docx.Document()
    table = document.add_table(len(grid.rows), len(grid.rows[0]))
    for merge in grid.merges:
        first = table.cell(merge.first_row - 1, merge.first_column)
        first.merge(table.cell(merge.last_row - 1, merge.last_column))
    covered = _spans(grid)[1]
    for row, cells in enumerate(grid.rows):
        for column, text in enumerate(cells):
            if text and (row, column) not in covered:
                table.cell(row, column).text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _html(grid: Grid, encoding: str) -> bytes:
    """A page that names its encoding as Excel does: gb2312 where it is GB18030."""
    named = {"gb18030": "gb2312", "utf-8-sig": "utf-8"}.get(encoding, encoding)
    rows = "".join(f"<tr>{''.join(_html_cells(grid, row))}</tr>\n" for row in range(len(grid.rows)))
    head = f'<html><head><meta http-equiv=Content-Type content="text/html; charset={named}"><title>表</title></head>'
    return _encoded(f"{head}<body><table border=1>\n{rows}</table></body></html>", encoding)


def _html_cells(grid: Grid, row: int) -> Iterator[str]:
    first, covered = _spans(grid)
    for column, text in enumerate(grid.rows[row]):
        if (row, column) not in covered:
            merge = first.get((row, column))
            span = f" rowspan={merge.last_row - row} colspan={merge.last_column - column + 1}" if merge else ""
            yield f"<td{span}>{html.escape(text).replace(chr(10), '<br>')}</td>"


def _spreadsheetml(grid: Grid, encoding: str) -> bytes:
    rows = "".join(f"<Row>{''.join(_xml_cells(grid, row))}</Row>\n" for row in range(len(grid.rows)))
    named = {"utf-16-le": "utf-16", "utf-16-be": "utf-16", "utf-8-sig": "utf-8"}.get(encoding, encoding)
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    return _encoded(
        f'<?xml version="1.0" encoding="{named}"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        f'<Workbook xmlns="{name}" xmlns:ss="{name}"><Worksheet ss:Name="表"><Table>{rows}</Table></Worksheet>'
        "</Workbook>",
        encoding,
    )


def _xml_cells(grid: Grid, row: int) -> Iterator[str]:
    first, covered = _spans(grid)
    for column, text in enumerate(grid.rows[row]):
        if (row, column) not in covered:
            merge = first.get((row, column))
            across = f' ss:MergeAcross="{merge.last_column - column}"' if merge else ""
            down = f' ss:MergeDown="{merge.last_row - row - 1}"' if merge else ""
            data = html.escape(text).replace("\n", "&#10;")
            yield f'<Cell ss:Index="{column + 1}"{across}{down}><Data ss:Type="String">{data}</Data></Cell>'


def _pdf(grid: Grid, _: str) -> bytes:
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A3, landscape
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import SimpleDocTemplate, Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = [("FONT", (0, 0), (-1, -1), "STSong-Light", 9), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    style += [("SPAN", (m.first_column, m.first_row - 1), (m.last_column, m.last_row - 1)) for m in grid.merges]
    buffer = io.BytesIO()
    table = Table([list(row) for row in grid.rows], style=style)
    SimpleDocTemplate(buffer, pagesize=landscape(A3)).build([table])
    return buffer.getvalue()


def _zip(grid: Grid, encoding: str) -> bytes:
    """A zip as Windows makes it: the name in GBK, without saying so."""
    raw = "目标表.csv".encode("gbk")
    placeholder = "x" * len(raw)
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        archive.writestr(placeholder, _delimited(",")(grid, encoding))
    return buffer.getvalue().replace(placeholder.encode(), raw)


_WRITERS: dict[str, Callable[[Grid, str], bytes]] = {
    "xlsx": _xlsx,
    "xlsm": _xlsm,
    "xls": _xls,
    "et": _xls,
    "ods": _ods,
    "csv": _delimited(","),
    "tsv": _delimited("\t"),
    "semicolon": _delimited(";"),
    "pipe": _delimited("|"),
    "docx": _docx,
    "html": _html,
    "html.xls": _html,
    "spreadsheetml": _spreadsheetml,
    "pdf": _pdf,
    "zip": _zip,
}
CONTAINERS = tuple(_WRITERS)
ENCODED = ("csv", "tsv", "semicolon", "pipe", "html", "html.xls", "spreadsheetml", "zip")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be")
MERGING = tuple(name for name in CONTAINERS if name not in ("csv", "tsv", "semicolon", "pipe", "zip"))
