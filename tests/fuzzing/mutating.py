"""Broken files by number: the same number always gives the same file, so that a finding can be repeated."""

from __future__ import annotations

import io
import random
import re
import struct
import zlib
from collections.abc import Callable
from functools import lru_cache
from zipfile import ZIP_DEFLATED, ZipFile

from perfdata.containers.sheets import Merge
from tests.office_files import CONTAINERS, ENCODED, ENCODINGS, Grid, write_container

LINED = ("tsv", "csv", "semicolon", "pipe")
ZIPPED = ("xlsx", "xlsm", "ods", "docx", "zip")
PDF_EVERY = 15
_NO_SECTOR = 0xFFFFFFFE
_HEADER_FIELDS = (24, 26, 28, 30, 32, 44, 48, 56, 60, 64, 68, 72)
_DIRECTORY_FIELDS = (8, 10, 16, 20, 24, 28, 30, 32, 34, 42)
_NUMBERS = ("0", "-1", "1048576", "4294967295", "99999999999999999999", "1e308", "NaN", "", "a")
_MARKUP = (
    "<",
    ">",
    "</",
    "&",
    "&#0;",
    "&x;",
    "<!--",
    "<![CDATA[",
    '"',
    "<a>" * 400,
    "</table>",
    "<!DOCTYPE a>",
    "\x00",
)
_SPELLINGS = (' r="{}"', " r='{}'", '\tr="{}"', ' r = "{}"', '\nr="{}"', ' R="{}"', ' s="0" r="{}"', "")
_ADDRESSES = ("XFD1000000", "xfd99", "A1048576", "ZZZ1", "B0000900000", "A0", "7", "A99999999999", "B2")
_WILD = (
    *(
        "",
        " ",
        "\t",
        "\n",
        "\r\n",
        "\x00",
        "\x07",
        "\ufeff",
        "\ufffe",
        "\ud800",
        "\U0001f600",
        '"',
        "'",
        "=1/0",
        "@SUM(A1)",
    ),
    *(
        "甲" * 5_000,
        "1e400",
        "-0",
        "≥90%",
        "２０２４年",
        "1,234.50",
        "a|b;c,d",
        "<td>",
        "&amp;",
        "项目名称",
        "三级指标",
    ),
)
_FORM = Grid(
    rows=(
        ("项目绩效目标表（2024年度）", "", "", "", "", ""),
        ("项目名称", "助学补助", "", "", "", ""),
        ("2024年预算金额（元）", "20000", "", "", "", ""),
        ("绩效指标", "一级指标", "二级指标", "三级指标", "实施周期指标值", "当年度指标值"),
        ("", "产出指标", "数量指标", "补助户数", "30户", "10户"),
        ("", "", "质量指标", "发放准确率", "≥98%", "≥98%"),
    ),
    merges=(Merge(1, 0, 1, 5), Merge(4, 0, 6, 0), Merge(5, 1, 6, 1)),
)


def mutant(number: int) -> tuple[str, bytes]:
    """What was done, and the file."""
    chance = random.Random(number)
    container = (
        "pdf" if number % PDF_EVERY == 0 else chance.choice([name for name in CONTAINERS if name not in ("pdf", "et")])
    )
    encoding = chance.choice(ENCODINGS) if container in ENCODED else "utf-8"
    kinds: list[Callable[[random.Random, str, str], bytes]] = [_bytes, _cells]
    kinds += [_members, _xml] if container in ZIPPED else []
    kinds += [_addresses] if container in ("xlsx", "xlsm") else []
    kinds += [_encodings, _text] if container in ENCODED else []
    kinds += [_directory] if container in ZIPPED else []
    kinds += [_sectors, _records] if container == "xls" else []
    kinds += [_objects] if container == "pdf" else []
    kinds += [_lines] if container in LINED else []
    kind = chance.choice(kinds)
    return f"{number} {container} {encoding} {kind.__name__.strip('_')}", kind(chance, container, encoding)


@lru_cache(maxsize=128)
def _whole(container: str, encoding: str) -> bytes:
    return write_container(_FORM, container, encoding=encoding)


def _bytes(chance: random.Random, container: str, encoding: str) -> bytes:
    return _damaged(chance, _whole(container, encoding))


def _damaged(chance: random.Random, content: bytes) -> bytes:
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 40))):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(5):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                data[at:at] = chance.randbytes(chance.choice((1, 4, 64)))
            case 2:
                del data[at : at + chance.choice((1, 4, 64, 1_000))]
            case 3:
                data[at:at] = data[at : at + chance.choice((8, 512))]
            case _:
                data[at : at + 4] = chance.choice((b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"\x01\x00\x00\x00"))
    return bytes(data)


def _cells(chance: random.Random, container: str, encoding: str) -> bytes:
    """A sound file of odd contents; what the writer itself refuses to write is written without it."""
    rows = [list(row) for row in _FORM.rows]
    for _ in range(chance.choice((1, 3, 10))):
        rows[chance.randrange(len(rows))][chance.randrange(6)] = chance.choice(_WILD)
    try:
        return write_container(Grid(tuple(map(tuple, rows)), _FORM.merges), container, encoding=encoding)
    except Exception:
        return _damaged(chance, _whole(container, encoding))


def _members(chance: random.Random, container: str, encoding: str) -> bytes:
    """A zip with a member dropped, doubled, renamed, emptied or damaged."""
    members = _unzipped(container, encoding)
    at = chance.randrange(len(members))
    name, data = members[at]
    changed = {
        "dropped": [],
        "emptied": [(name, b"")],
        "renamed": [(name[:-1] + chance.choice("x/\\ 甲"), data)],
        "damaged": [(name, _damaged(chance, data))],
        "swapped": [(name, chance.choice(members)[1])],
        "nested": [(name, _whole(container, encoding))],
    }
    members[at : at + 1] = changed[chance.choice(list(changed))]
    return _zipped(members)


def _xml(chance: random.Random, container: str, encoding: str) -> bytes:
    members = _unzipped(container, encoding)
    at = chance.choice([at for at, (name, _) in enumerate(members) if name.endswith((".xml", ".rels"))] or [0])
    name, data = members[at]
    members[at] = name, _markup(chance, data.decode("utf-8", "replace")).encode("utf-8", "replace")
    return _zipped(members)


def _addresses(chance: random.Random, container: str, encoding: str) -> bytes:
    """Addresses of cells far away or spelled as no office program does, counts that promise too much."""
    members = dict(_unzipped(container, encoding))
    name = next(name for name in members if name.endswith("sheet1.xml"))
    text = members[name].decode()
    for _ in range(chance.choice((1, 2, 4))):
        first, last = chance.choice([found.span() for found in re.finditer(r' r="[A-Z]*\d+"', text)])
        spelled = chance.choice(_SPELLINGS).format(chance.choice(_ADDRESSES))
        text = text[:first] + spelled + text[last:]
    if chance.random() < 0.2:
        text = re.sub(r"<(/?)c\b", r"<\1x:c", text)
    members[name] = text.encode()
    if chance.random() < 0.2 and "xl/sharedStrings.xml" in members:
        members["xl/sharedStrings.xml"] = re.sub(rb'ount="\d+"', b'ount="4000000000"', members["xl/sharedStrings.xml"])
    return _zipped(list(members.items()))


def _directory(chance: random.Random, container: str, encoding: str) -> bytes:
    """A zip whose directories lie: sizes, offsets, flags, methods, numbers of members, or a member named many times."""
    data = bytearray(_whole(container, encoding))
    starts = [found.start() for found in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", data)]
    for _ in range(chance.choice((1, 2, 5))):
        at = chance.choice(starts) + chance.choice(_DIRECTORY_FIELDS)
        data[at : at + 4] = chance.choice((bytes(4), b"\xff" * 4, b"\x01\0\0\0", b"\0\0\0\x10", chance.randbytes(4)))
    if chance.random() < 0.2:
        first, end = data.find(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
        data[first:end] = bytes(data[first:end]) * chance.choice((2, 50))
    return bytes(data)


def _sectors(chance: random.Random, container: str, encoding: str) -> bytes:
    """An OLE container whose header, sector table or directory leads elsewhere: in a circle, back, or far away."""
    data = bytearray(_whole(container, encoding))
    count = len(data) // 512
    table = 512 * (struct.unpack_from("<I", data, 76)[0] + 1)
    directory = 512 * (struct.unpack_from("<I", data, 48)[0] + 1)
    for _ in range(chance.choice((1, 2, 8))):
        entry = directory + 128 * chance.randrange(4) + chance.choice((64, 66, 68, 72, 76, 116, 120))
        fields = (
            chance.choice(_HEADER_FIELDS),
            76 + 4 * chance.randrange(109),
            table + 4 * chance.randrange(128),
            entry,
        )
        target = chance.choice((0, 1, 2, chance.randrange(count), count, _NO_SECTOR, 0x7FFFFFFF, 0xFFFFFFFF))
        at = min(chance.choice(fields), len(data) - 4)
        struct.pack_into("<I", data, at, target)
    return bytes(data) + bytes(chance.choice((0, 0, 5_000, 2_000_000)))


def _records(chance: random.Random, container: str, encoding: str) -> bytes:
    """An old workbook with lengths and counts of its records changed: texts, sheets, cells, fonts, formats, merges."""
    data = bytearray(_whole(container, encoding))
    marks = rb"\xfc\0|\x85\0|\xfd\0|\x03\x02|\x31\0|\x1e\x04|\xe5\0|\x08\x02|\0\x02|\x3c\0"
    starts = [found.start() for found in re.finditer(marks, data[512:])]
    for _ in range(chance.choice((1, 3, 10))):
        at = 512 + chance.choice(starts) + chance.choice((2, 4, 6, 8, 10))
        data[at : at + 2] = chance.choice((b"\0\0", b"\xff\xff", b"\x20\x20", chance.randbytes(2)))
    return bytes(data)


def _objects(chance: random.Random, container: str, encoding: str) -> bytes:
    """A PDF with references in circles, numbers that promise too much, and streams that unpack to more."""
    data = _whole(container, encoding)
    for _ in range(chance.choice((1, 2, 6))):
        references = [found.span(1) for found in re.finditer(rb"(\d+) 0 R", data)]
        numbers = [found.span() for found in re.finditer(rb"(?<=[ \[])\d+(?=[ \]\r\n>/])", data)]
        first, last = chance.choice(chance.choice([spans for spans in (references, numbers) if spans]))
        number = chance.choice((str(chance.randrange(20)), *_NUMBERS)).encode()
        data = data[:first] + number + data[last:]
    if chance.random() < 0.3:
        packed = zlib.compress(chance.choice((b"q ", b"[", b"0 0 m 9 9 l S ", b"(a) Tj ", b" ")) * 200_000)
        data = re.sub(
            rb"stream\r?\n.*?endstream", lambda _: b"stream\n" + packed + b"\nendstream", data, count=1, flags=re.S
        )
    return data


def _lines(chance: random.Random, container: str, encoding: str) -> bytes:
    """Text with lines, cells, quotes and delimiters without measure."""
    lines = _whole(container, "utf-8").decode().split("\n")
    for _ in range(chance.choice((1, 2, 4))):
        at, size = chance.randrange(len(lines)), chance.choice((3, 300, 20_000))
        lines[at:at] = chance.choice(
            (
                [""] * size,
                ['"' * size],
                ['甲,"' + "乙\n" * size],
                ["\t" * size, ";" * size],
                ["甲" * size],
                [f"{number}\t甲{number}" for number in range(size // 10)],
                [lines[at]] * (size // 10),
                ["|".join(["-"] * size)],
            )
        )
    text = chance.choice(("\n", "\r\n", "\r", "\n\r")).join(lines)
    return text.encode(encoding, "replace")


def _text(chance: random.Random, container: str, encoding: str) -> bytes:
    text = _whole(container, encoding).decode(encoding, "replace")
    return _markup(chance, text).encode(encoding, "replace")


def _markup(chance: random.Random, text: str) -> str:
    for _ in range(chance.choice((1, 2, 6))):
        at = chance.randrange(len(text) + 1)
        match chance.randrange(4):
            case 0:
                text = text[:at] + chance.choice(_MARKUP) + text[at:]
            case 1:
                numbers = [found.span() for found in re.finditer(r"\d+", text)] or [(at, at)]
                first, last = chance.choice(numbers)
                text = text[:first] + chance.choice(_NUMBERS) + text[last:]
            case 2:
                tags = [found.span() for found in re.finditer(r"<[^>]*>", text)] or [(at, at)]
                first, last = chance.choice(tags)
                text = text[:first] + chance.choice(("", text[first:last] * 2)) + text[last:]
            case _:
                text = text[:at] + text[at + chance.randrange(200) :]
    return text


def _encodings(chance: random.Random, container: str, encoding: str) -> bytes:
    """Bytes under another mark, cut in the middle of a sign, or two encodings in one file."""
    content, other = _whole(container, encoding), _whole(container, chance.choice(ENCODINGS))
    cut = chance.randrange(len(content))
    return chance.choice(
        (
            chance.choice((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) + content,
            content[:cut],
            content[1:],
            content[:cut] + other[cut:],
            content.decode(encoding, "replace").encode(chance.choice(("utf-7", "utf-32", "big5", "cp1252")), "replace"),
        )
    )


def _unzipped(container: str, encoding: str) -> list[tuple[str, bytes]]:
    with ZipFile(io.BytesIO(_whole(container, encoding))) as archive:
        return [(item.filename, archive.read(item)) for item in archive.infolist()]


def _zipped(members: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()
