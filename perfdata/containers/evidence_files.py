"""Whether some bytes are a file that may stand beside a result as evidence, told from the content alone."""

import struct
from io import BytesIO
from zipfile import ZipFile

from perfdata.containers.file_kinds import stream_names
from perfdata.containers.zip_files import UNREADABLE
from perfdata.core.errors import UnusableFileError

ENDINGS = ("pdf", "docx", "doc", "xlsx", "xls", "ofd", "jpg", "png")
"""The ending that fits each kind that is kept."""
_ZIP, _OLE, _PDF, _PNG, _JPG = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_KNOWN = "可以保存 PDF、Word、Excel、OFD 和 JPG、PNG 图片"
_OTHERS = {
    b"GIF8": "这是 GIF 图片",
    b"BM": "这是 BMP 图片",
    b"RIFF": "这是 WebP 图片或音像文件",
    b"II*\x00": "这是 TIFF 图片",
    b"MM\x00*": "这是 TIFF 图片",
    b"MZ": "这是程序",
    b"\x7fELF": "这是程序",
    b"Rar!": "这是压缩包",
    b"7z\xbc\xaf": "这是压缩包",
    b"\x1f\x8b": "这是压缩包",
    b"{\\rtf": "这是 RTF 文档",
    b"<": "这是网页或标记文本",
}
_HEIC_BRANDS = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc")


def fitting_ending(content: bytes, *, file_name: str) -> str:
    """One of ``ENDINGS``, whatever the name says. Raises UnusableFileError, one Chinese sentence, for any other file.

    The kind is that of the first bytes, by which programs open it; what may run something (macros) or cannot be looked
    into (a password, an archive) is refused, and what breaks off.
    """
    if not content.strip(b"\x00\t\r\n "):
        raise _refusal(file_name, "文件是空的，请确认选对了文件")
    if content.startswith(_ZIP):
        return _of_zip(content, file_name)
    if content.startswith(_OLE):
        return _of_ole(content, file_name)
    for start, last, ending in ((_PDF, b"%%EOF", "pdf"), (_PNG, b"IEND", "png"), (_JPG, b"\xff\xd9", "jpg")):
        if content.startswith(start):
            if content.rfind(last) < 0:
                raise _refusal(file_name, "文件不完整，可能没有传完或已损坏，请重新取得原件")
            return ending
    raise _refusal(file_name, f"{_other(content)}，{_KNOWN}，请转换后再试")


def _other(content: bytes) -> str:
    if content[4:12] in _HEIC_BRANDS:
        return "这是 HEIC 图片"
    start = content[:64].lstrip(b"\xef\xbb\xbf\t\r\n ")
    return next((said for sign, said in _OTHERS.items() if start.startswith(sign)), "不认识这种文件")


def _of_zip(content: bytes, file_name: str) -> str:
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except UNREADABLE as error:
        raise _refusal(file_name, "文件已损坏，打不开，请重新取得原件") from error
    names = {item.filename.lower().replace("\\", "/").lstrip("/") for item in members}
    if any(item.flag_bits & 1 for item in members):
        raise _refusal(file_name, "文件有密码，请先取消密码")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise _refusal(file_name, "文件带有宏，请另存为不带宏的 .docx、.xlsx 或 PDF 后再试")
    if "ofd.xml" in names:
        return "ofd"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    if "ppt/presentation.xml" in names:
        raise _refusal(file_name, "这是演示文稿，请另存为 PDF 后再试")
    raise _refusal(file_name, f"这是压缩包或其他打包的文件，{_KNOWN}，请解开后逐份选择")


def _of_ole(content: bytes, file_name: str) -> str:
    try:
        names = set(stream_names(content))
    except (struct.error, ValueError, IndexError) as error:
        raise _refusal(file_name, "文件已损坏，打不开，请重新取得原件") from error
    if "EncryptedPackage" in names:
        raise _refusal(file_name, "文件有密码，请先取消密码")
    if names & {"_VBA_PROJECT_CUR", "Macros", "VBA"}:
        raise _refusal(file_name, "文件带有宏，请另存为不带宏的 .docx、.xlsx 或 PDF 后再试")
    if names & {"Workbook", "Book"}:
        return "xls"
    if "WordDocument" in names:
        return "doc"
    raise _refusal(file_name, f"不认识这种旧版 Office 文件，{_KNOWN}，请另存后再试")


def _refusal(file_name: str, what: str) -> UnusableFileError:
    return UnusableFileError(f"{file_name}：{what}。没有保存。")
