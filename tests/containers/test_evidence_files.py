"""Files that may prove a result: the kind by the content, and a sentence for all that is not kept."""

from __future__ import annotations

import struct

import pytest

from perfdata.containers.evidence_files import fitting_ending
from perfdata.core.errors import UnusableFileError
from tests.evidence_files import DOCX, JPG, OFD, PDF, PNG
from tests.hostile_files import book, ole, sector, zip_of
from tests.office_files import Grid, write_container

GRID = Grid((("甲", "1"),))


def ole_of(*names: str) -> bytes:
    """An OLE container with these streams at its root, each the right neighbour of the one before."""
    entries = [("Root Entry", 1, 0xFFFFFFFF), *((name, 0xFFFFFFFF, at) for at, name in enumerate(names, start=2))]
    rows = []
    for at, (name, child, right) in enumerate(entries):
        raw = name.encode("utf-16-le")
        last = right if at and right <= len(names) else 0xFFFFFFFF
        links = [0xFFFFFFFF, last, child if at == 0 else 0xFFFFFFFF]
        head = raw.ljust(64, b"\x00") + (len(raw) + 2).to_bytes(2, "little") + b"\x02\x01"
        rows.append((head + b"".join(link.to_bytes(4, "little") for link in links)).ljust(128, b"\x00"))
    content = bytearray(
        ole(9, directory=1, sectors=[sector(9, 0xFFFFFFFD, 0xFFFFFFFE), b"".join(rows).ljust(512, b"\x00")])
    )
    struct.pack_into("<109I", content, 76, 0, *[0xFFFFFFFF] * 108)  # one sector table
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (JPG, "jpg"),
        (DOCX, "docx"),
        (OFD, "ofd"),
        (book(), "xlsx"),
        (write_container(GRID, "xls"), "xls"),
        (PDF + DOCX, "pdf"),  # of two kinds at once: as programs open it, by its beginning
        (PNG + b"<script>alert(1)</script>", "png"),
        (JPG + zip_of({"a.exe": b"MZ"}), "jpg"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_kind_is_told_from_the_content(content: bytes, ending: str):
    assert fitting_ending(content, file_name="验收单.bin") == ending


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "文件是空的"),
        (b" \r\n\x00 ", "文件是空的"),
        (b"<html><script>alert(1)</script></html>", "这是网页或标记文本"),
        (b"\xef\xbb\xbf\n<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "这是网页或标记文本"),
        (b"<!-- %PDF-1.7 --> %%EOF", "这是网页或标记文本"),
        (b"MZ\x90\x00\x03%PDF-1.7 %%EOF", "这是程序"),
        (b"GIF89a" + bytes(20), "这是 GIF 图片"),
        (bytes(4) + b"ftypheic" + bytes(20), "这是 HEIC 图片"),
        (b"Rar!\x1a\x07\x00", "这是压缩包"),
        ("一段文字".encode(), "不认识这种文件"),
        (PDF[:40], "文件不完整"),
        (PNG[:30], "文件不完整"),
        (JPG[:20], "文件不完整"),
        (DOCX[:-30], "文件已损坏"),
        (zip_of({"验收单.pdf": PDF}), "这是压缩包或其他打包的文件"),
        (zip_of({"ppt/presentation.xml": b"<p/>"}), "这是演示文稿"),
        (zip_of({"word/document.xml": b"<w/>", "word/vbaProject.bin": b"x"}), "文件带有宏"),
        (write_container(GRID, "xlsm"), "文件带有宏"),
        (b"\xd0\xcf\x11\xe0" + bytes(40), "文件已损坏"),
    ],
)
def test_what_is_not_kept_is_told_with_what_to_do(content: bytes, told: str):
    with pytest.raises(UnusableFileError) as caught:
        fitting_ending(content, file_name="佐证.png")
    assert str(caught.value).startswith(f"佐证.png：{told}")
    assert str(caught.value).endswith("没有保存。")


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["WordDocument"], "doc"),
        (["WordDocument", "Macros"], "文件带有宏"),
        (["Workbook", "_VBA_PROJECT_CUR"], "文件带有宏"),
        (["EncryptedPackage"], "文件有密码"),
        (["PowerPoint Document"], "不认识这种旧版 Office 文件"),
    ],
)
def test_old_office_files_are_told_by_their_streams(names: list[str], found: str):
    try:
        said = fitting_ending(ole_of(*names), file_name="台账")
    except UnusableFileError as error:
        said = str(error).removeprefix("台账：")
    assert said.startswith(found)
