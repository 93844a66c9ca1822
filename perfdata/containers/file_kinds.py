"""What kind of file some bytes are, told from the content alone; files that hold no table are refused."""

import re
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import Enum
from io import BytesIO
from itertools import chain
from zipfile import ZipFile, ZipInfo

from perfdata.containers.grids import data_lines
from perfdata.containers.zip_files import MOST_UNPACKED_BYTES, UNREADABLE, head
from perfdata.core.errors import UnusableFileError


class FileKind(Enum):
    """The kinds of file that can be read."""

    XLSX = "xlsx"
    XLSM = "xlsm"
    XLS = "xls"
    ODS = "ods"
    DOCX = "docx"
    HTML = "html"
    SPREADSHEETML = "spreadsheetml"
    PDF = "pdf"
    ARCHIVE = "zip"
    TEXT = "text"


_ENDINGS = {
    FileKind.XLSX: ("xlsx",),
    FileKind.XLSM: ("xlsm",),
    FileKind.XLS: ("xls", "et"),
    FileKind.ODS: ("ods",),
    FileKind.DOCX: ("docx",),
    FileKind.HTML: ("html", "htm"),
    FileKind.SPREADSHEETML: ("xml",),
    FileKind.PDF: ("pdf",),
    FileKind.ARCHIVE: ("zip",),
    FileKind.TEXT: ("txt", "csv", "tsv", "json"),
}
_UNSAFE_SIGNS = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]')
_ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0"
_ADVICE = "请在 WPS 或 Excel 中另存为 .xlsx 后再试"
_PICTURE = "这是图片，不含可读取的单元格，请提供原始表格（.xlsx 或文本）"
_HTML = re.compile(r"<(?:html|table|body|head|meta|tr|div|!doctype\s+html)[\s>/]", re.I)
_SPREADSHEETML = "urn:schemas-microsoft-com:office:spreadsheet"
_HEAD_BYTES = 4_000
_TYPE_BYTES = 200
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_MOST_DIRECTORY_BYTES = 4_000_000
_NO_ENTRY = 0xFFFFFFFA  # sector and entry numbers from here on are marks, not numbers


def is_packed(content: bytes) -> bool:
    """Whether the content is a container of streams, which must be looked into to tell what it is."""
    return content.startswith((*_ZIP_SIGNATURES, _OLE_SIGNATURE))


def safe_name(file_name: str, kind_of_content: Callable[[], FileKind]) -> str:
    """The name under which a file may be given back: with an ending that starts no program, that of its kind if its own
    is another."""
    name = _UNSAFE_SIGNS.sub("_", file_name).strip()
    if "." in name and name.rpartition(".")[2].lower() in chain.from_iterable(_ENDINGS.values()):
        return name
    return f"{name.replace('.', '_')}.{_ENDINGS[kind_of_content()][0]}"


def recognise(content: bytes, *, file_name: str) -> FileKind:
    """The kind of the file. Raises UnusableFileError, one Chinese sentence, for a file that holds no table."""
    if not content.strip():
        raise UnusableFileError(f"{file_name}：文件是空的，请确认选对了文件。")
    if content.startswith(_ZIP_SIGNATURES):
        return _zip_kind(content, file_name)
    if content.startswith(_OLE_SIGNATURE):
        return _ole_kind(content, file_name)
    if sentence := _told("start", lambda signature: content.startswith(bytes.fromhex(signature))):
        raise UnusableFileError(f"{file_name}：{sentence}。")
    if content[:1024].lstrip().startswith(b"%PDF"):
        return FileKind.PDF
    if content.startswith(b"BM") and content[6:10] == bytes(4):
        raise UnusableFileError(f"{file_name}：{_PICTURE}。")
    return _text_kind(content, file_name)


def _told(place: str, holds: Callable[[str], bool]) -> str | None:
    """What is said of the first kind of file whose mark at the place holds; or that it can be read."""
    marks = ((mark, sentence) for at, mark, sentence in data_lines("refused_kinds") if at == place)
    return next((sentence for mark, sentence in marks if holds(mark)), None)


def _text_kind(content: bytes, file_name: str) -> FileKind:
    """Markup is told by its first tag, whatever the encoding."""
    head = content[:_HEAD_BYTES].replace(b"\x00", b"").decode("ascii", "ignore").lstrip()
    if head[:13].lower() == "mime-version:":
        raise UnusableFileError(f"{file_name}：这是单个文件网页（.mht），{_ADVICE}。")
    if not head.startswith("<"):
        return FileKind.TEXT
    if _SPREADSHEETML in head:
        return FileKind.SPREADSHEETML
    if _HTML.search(head):
        return FileKind.HTML
    if head[:5].lower() == "<?xml" or head.startswith(("<!DOCTYPE", "<!ENTITY")):
        raise UnusableFileError(f"{file_name}：这是 XML 文件，不是认识的表格，{_ADVICE}。")
    return FileKind.TEXT


def _zip_kind(content: bytes, file_name: str) -> FileKind:
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            types = [head(content, item, byte_count=_TYPE_BYTES) for item in members if item.filename == "mimetype"]
    except UNREADABLE as error:
        raise UnusableFileError(f"{file_name}：工作簿或压缩包已损坏，无法打开，{_ADVICE}。") from error
    if _has_entities(content, members):
        raise UnusableFileError(f"{file_name}：文件里有自定义的 XML 实体，可能有害，没有读取，{_ADVICE}。")
    if any(item.flag_bits & 1 for item in members):
        raise UnusableFileError(f"{file_name}：压缩包有密码，请先解压，再提供其中的工作簿。")
    if sum(item.file_size for item in members) > MOST_UNPACKED_BYTES:
        raise UnusableFileError(f"{file_name}：工作簿展开后超过 300 MB，请删去无关的工作表和图片，或拆分后再试。")
    names = [item.filename.lower().replace("\\", "/").lstrip("/") for item in members]
    if any(_ODS_TYPE in stated for stated in types):
        return FileKind.ODS
    if "xl/workbook.xml" in names or any(name.startswith("xl/worksheets/") for name in names):
        return FileKind.XLSM if "xl/vbaproject.bin" in names else FileKind.XLSX
    if any(name.startswith("word/document") for name in names):
        return FileKind.DOCX
    if sentence := _told("zip", lambda part: any(name.startswith(part) for name in names)):
        raise UnusableFileError(f"{file_name}：{sentence}。")
    return FileKind.ARCHIVE


def _has_entities(content: bytes, members: list[ZipInfo]) -> bool:
    """Office programs never write a document type into their XML; entities in one may grow without end."""
    for item in members:
        if item.filename.lower().endswith((".xml", ".rels")) and not item.flag_bits & 1:
            with suppress(*UNREADABLE):
                if b"<!DOCTYPE" in head(content, item, byte_count=_HEAD_BYTES).replace(b"\x00", b"").upper():
                    return True
    return False


def _ole_kind(content: bytes, file_name: str) -> FileKind:
    try:
        names = set(stream_names(content))
    except (struct.error, ValueError, IndexError) as error:
        raise UnusableFileError(f"{file_name}：旧版 Office 文件（.xls / .doc）已损坏，{_ADVICE}。") from error
    sentence = _told("ole", names.__contains__)
    if sentence == FileKind.XLS.value:
        return FileKind.XLS
    raise UnusableFileError(f"{file_name}：{sentence or f'旧版 Office 文件里没有工作簿，{_ADVICE}'}。")


def stream_names(content: bytes) -> Iterator[str]:
    """Names directly below the root of an OLE2 container; what is embedded in the document lies deeper."""
    directory = _ole_directory(content)
    waiting = [struct.unpack_from("<I", directory, 76)[0]]
    seen: set[int] = set()
    while waiting:
        entry = waiting.pop()
        if entry >= _NO_ENTRY or entry in seen:
            continue
        seen.add(entry)
        raw_name, name_bytes, _, _, left, right = struct.unpack_from("<64sHBBII", directory, entry * 128)
        yield raw_name[: max(name_bytes - 2, 0)].decode("utf-16-le")
        waiting += [left, right]


def _ole_directory(content: bytes) -> bytes:
    size_power = struct.unpack_from("<H", content, 30)[0]
    if size_power not in (9, 12):
        raise struct.error(f"sectors of 2^{size_power} bytes")
    sector_size = 1 << size_power
    sector = struct.unpack_from("<I", content, 48)[0]
    table = _sector_table(content, sector_size)
    parts: list[bytes] = []
    for _ in range(min(len(table), _MOST_DIRECTORY_BYTES // sector_size)):
        if sector >= _NO_ENTRY:
            return b"".join(parts)
        parts.append(content[(sector + 1) * sector_size : (sector + 2) * sector_size])
        sector = table[sector]
    raise struct.error("a directory without end")


def _sector_table(content: bytes, sector_size: int) -> list[int]:
    """For every sector the next one of its chain."""
    in_sector = sector_size // 4
    table_sectors = list(struct.unpack_from("<109I", content, 76))
    more = struct.unpack_from("<I", content, 68)[0]
    while more < _NO_ENTRY and len(table_sectors) * sector_size <= len(content) + 109 * sector_size:
        *numbers, more = struct.unpack_from(f"<{in_sector}I", content, (more + 1) * sector_size)
        table_sectors += numbers
    used = [sector for sector in table_sectors if sector < _NO_ENTRY]
    if len(set(used)) < len(used):
        raise struct.error("a table that names a sector twice")
    table: list[int] = []
    for sector in used:
        table += struct.unpack_from(f"<{in_sector}I", content, (sector + 1) * sector_size)
    return table
