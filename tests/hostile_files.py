"""Small files that would cost their reader much: loops, directories that lie, and things said very often."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import xlsxwriter

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_NO_SECTOR = 0xFFFFFFFE
_SHEET = "xl/worksheets/sheet1.xml"


def zip_of(members: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def ole(
    power: int, *, directory: int = 1, more_tables: int = _NO_SECTOR, table: int = 0, sectors: list[bytes] | None = None
) -> bytes:
    """An OLE header with 109 times the same sector table, and what stands in the sectors."""
    header = bytearray(1 << power if power in (9, 12) else 512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, power, 6)
    struct.pack_into("<II", header, 44, 1, directory)
    struct.pack_into("<II", header, 68, more_tables, 1)
    struct.pack_into("<109I", header, 76, *([table] * 109))
    return bytes(header) + b"".join(sectors or [])


def sector(power: int, *numbers: int) -> bytes:
    return struct.pack(f"<{(1 << power) // 4}I", *numbers, *([0] * ((1 << power) // 4 - len(numbers))))


def book(change: Callable[[bytes], bytes] = bytes, part: str = _SHEET, *, rows: int = 10, text: str = "x") -> bytes:
    """A workbook of one column of texts, one of its parts changed."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet("表")
        for row in range(rows):
            sheet.write(row, 0, text)
    with ZipFile(buffer) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zip_of({name: change(data) if name == part else data for name, data in members.items()})


def sheets_on_one_part(count: int, *, rows: int) -> bytes:
    def change(data: bytes) -> bytes:
        head, tail = data.split(b"<sheets>")[0], data.split(b"</sheets>")[1]
        sheets = "".join(f'<sheet name="S{number}" sheetId="{number}" r:id="rId1"/>' for number in range(1, count + 1))
        return head + b"<sheets>" + sheets.encode() + b"</sheets>" + tail

    return book(change, "xl/workbook.xml", rows=rows)


def square(cells: int, signs: int) -> bytes:
    """One shared text in many cells."""
    return book(lambda data: data.replace(b"TEXT", b"y" * signs), "xl/sharedStrings.xml", rows=cells, text="TEXT")


def padded(megabytes: int) -> bytes:
    return book(lambda data: data + b" " * megabytes * 1_000_000)


def with_sheet_end(xml: bytes) -> bytes:
    return book(lambda data: data.replace(b"</sheetData>", xml + b"</sheetData>"))


def word(body: str, styles: str = "") -> bytes:
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return zip_of(
        {
            "word/document.xml": document.encode(),
            "word/styles.xml": f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>'.encode(),
        }
    )


WORD_CELL = "<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
WORD_TABLE = f"<w:tbl><w:tr>{WORD_CELL}</w:tr></w:tbl>"


def looped_styles(count: int) -> str:
    """Each style based ten times on the next one, the last on the first."""
    based = (f'<w:basedOn w:val="s{(number + 1) % count}"/>' * 10 for number in range(count))
    return "".join(f'<w:style w:styleId="s{number}">{base}</w:style>' for number, base in enumerate(based))


def ods(rows: str, *, mimetype: bytes = ODS_TYPE) -> bytes:
    spaces = " ".join(f'xmlns:{name}="{_OPEN_DOCUMENT}:{name}:1.0"' for name in ("office", "table", "text"))
    content = f"<office:document-content {spaces}><office:body><office:spreadsheet>{rows}"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    ends = "</office:spreadsheet></office:body></office:document-content>"
    return zip_of(
        {"mimetype": mimetype, "content.xml": (content + ends).encode(), "META-INF/manifest.xml": manifest.encode()}
    )


def ods_cell(kind: str, attributes: str = "", text: str = "<text:p>1%</text:p>") -> str:
    return f'<table:table-cell office:value-type="{kind}" {attributes}>{text}</table:table-cell>'


def ods_table(cells: str, *, attributes: str = "") -> str:
    return f'<table:table table:name="表"><table:table-row {attributes}>{cells}</table:table-row></table:table>'


def xml_2003(rows: str, *, sheets: int = 1) -> bytes:
    sheet = f'<Worksheet ss:Name="a"><Table>{rows}</Table></Worksheet>' * sheets
    return f'<?xml version="1.0"?><Workbook xmlns="{SPREADSHEET}" xmlns:ss="{SPREADSHEET}">{sheet}</Workbook>'.encode()


def pdf(page: bytes, *, kids: bytes = b"[3 0 R]", form: bytes = b"/X Do /X Do", filters: bytes = b"") -> bytes:
    """One page with a content stream and a form, which may call itself."""
    resources = b"/Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids " + kids + b" /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R " + resources + b" >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(page), filters, page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 1 1] %s /Length %d >>\nstream\n%s\nendstream"
        % (resources, len(form), form),
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % item for item in enumerate(objects, start=1))
    return body + b"trailer\n<< /Root 1 0 R /Size 7 >>\n%%EOF"


def packed_stream(byte_count: int) -> bytes:
    return pdf(zlib.compress(b" " * byte_count, 9), filters=b"/Filter /FlateDecode")


def members_on_one(count: int, data: bytes) -> bytes:
    """A zip whose directory names one member many times."""
    content = zip_of({"0.txt": data})
    first, end = content.find(b"PK\x01\x02"), content.rfind(b"PK\x05\x06")
    entry, tail = content[first:end], bytearray(content[end:])
    struct.pack_into("<HHI", tail, 8, count, count, len(entry) * count)
    names = (entry.replace(b"0.txt", f"{number:05}"[:5].encode()) for number in range(count))
    return content[:first] + b"".join(names) + bytes(tail)


def archive_of(member: bytes, count: int, ending: str) -> bytes:
    return zip_of({f"{number}.{ending}": member for number in range(count)}, ZIP_STORED)
