"""Zip files: members unpacked piece by piece and never further than their directory says; archives of office files one
level deep, names as the office wrote them, what cannot be read told."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from perfdata.containers.grids import RawSheet
from perfdata.containers.isolated import tell_at
from perfdata.core.errors import UnusableFileError

_PACKED_CHUNK_BYTES = 1 << 16
UNREADABLE = (BadZipFile, ElementTree.ParseError, EOFError, LookupError, OSError, RuntimeError, ValueError, zlib.error)
MOST_MEMBERS = 200
_MOST_BYTES = 100_000_000
MOST_UNPACKED_BYTES = 300_000_000
_UTF8_NAME = 0x800
_UNASKED = ("__MACOSX/", ".", "~$", "Thumbs.db", "desktop.ini")

Reader = Callable[[bytes, str], list[RawSheet]]


def unpack(content: bytes, archive: ZipFile, member: str) -> bytes:
    """The bytes of a member. Raises BadZipFile where it is damaged or larger than the directory says."""
    return b"".join(pieces(content, archive.getinfo(member)))


def pieces(content: bytes, info: ZipInfo) -> Iterator[bytes]:
    """A member piece by piece, unpacked without the checksum of ZipFile: half the time, little memory."""
    packed = memoryview(content)[_data_start(content, info) :][: info.compress_size]
    if info.compress_type != ZIP_DEFLATED:
        yield bytes(packed)
        return
    unpacker, byte_count = zlib.decompressobj(-zlib.MAX_WBITS), 0
    for start in range(0, len(packed), _PACKED_CHUNK_BYTES):
        try:
            piece = unpacker.decompress(packed[start : start + _PACKED_CHUNK_BYTES])
        except zlib.error as error:
            raise BadZipFile(info.filename) from error
        byte_count += len(piece)
        if byte_count > info.file_size:
            raise BadZipFile(info.filename)
        yield piece


def head(content: bytes, info: ZipInfo, *, byte_count: int) -> bytes:
    """The first bytes of a member. Raises BadZipFile where it is damaged."""
    start = _data_start(content, info)
    packed = content[start : start + min(info.compress_size, byte_count)]
    if info.compress_type != ZIP_DEFLATED:
        return packed
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, byte_count)
    except zlib.error as error:
        raise BadZipFile(info.filename) from error


def _data_start(content: bytes, info: ZipInfo) -> int:
    lengths_at = info.header_offset + 26
    name_length = int.from_bytes(content[lengths_at : lengths_at + 2], "little")
    extra_length = int.from_bytes(content[lengths_at + 2 : lengths_at + 4], "little")
    return lengths_at + 4 + name_length + extra_length


def read_archive(content: bytes, *, file_name: str, read: Reader, unread: Mapping[str, str]) -> list[RawSheet]:
    """The sheets of all files in a zip, each under ``archive/member``; unread members are told in ``notices``.

    ``read`` reads one file by content and name; ``unread`` says of members by their names why they must not be read.
    Raises UnusableFileError where no member can be read.
    """
    sheets: list[RawSheet] = []
    notices: list[str] = []
    unpacked = 0
    with ZipFile(BytesIO(content)) as archive:
        members = [item for item in archive.infolist() if is_asked(item)]
        if refused := _refused(members):
            raise UnusableFileError(f"{file_name}：{refused}。")
        for item in members:
            name = f"{file_name}/{member_name(item)}"
            try:
                if name in unread:
                    raise UnusableFileError(unread[name])
                tell_at(name)
                inner = unpacked_member(archive, item, name=name, most_bytes=item.file_size + 1)
                if unpacked + (size := unpacked_size(inner)) > MOST_UNPACKED_BYTES:
                    raise UnusableFileError(f"{name}：与压缩包里前面的文件一起，展开后超过 300 MB，请分几次上传。")
                unpacked += size
                sheets += read(inner, name)
            except UnusableFileError as error:
                notices.append(str(error))
    tell_at("")
    if not sheets:
        raise UnusableFileError(notices[0])
    return [replace(sheet, notices=(*sheet.notices, *notices)) for sheet in sheets]


def _refused(members: list[ZipInfo]) -> str | None:
    if not members:
        return "压缩包里没有文件，请确认选对了文件"
    if len(members) > MOST_MEMBERS:
        return f"压缩包里有 {len(members):,} 个文件，超过 {MOST_MEMBERS} 个，请分几次上传"
    is_too_large = sum(item.file_size for item in members) > _MOST_BYTES
    return "压缩包展开后超过 100 MB，请分几次上传" if is_too_large else None


def is_asked(item: ZipInfo) -> bool:
    """Whether a member is a file of an office, see ``is_asked_name``."""
    return is_asked_name(member_name(item))


def is_asked_name(name: str) -> bool:
    """Whether a path is that of a file, and of none that office programs and systems leave beside their files."""
    is_file = bool(name) and not name.endswith("/")
    return is_file and not name.startswith("__MACOSX/") and not name.rpartition("/")[2].startswith(_UNASKED)


def unpacked_member(archive: ZipFile, item: ZipInfo, *, name: str, most_bytes: int) -> bytes:
    """The first bytes of a member. Raises UnusableFileError under the name where it is damaged."""
    try:
        with archive.open(item) as stream:
            return stream.read(most_bytes)
    except UNREADABLE as error:
        raise UnusableFileError(f"{name}：压缩包里的这个文件已损坏，请重新压缩后再试。") from error


def unpacked_size(content: bytes) -> int:
    """The bytes of all members of a zip by its directory; 0 of what is none."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            return sum(item.file_size for item in archive.infolist())
    except UNREADABLE:
        return 0


def member_name(item: ZipInfo) -> str:
    """The name as it was written: UTF-8 where the zip says so, else GB18030, which Windows writes without saying."""
    name = item.filename.replace("\\", "/")
    if item.flag_bits & _UTF8_NAME:
        return name
    try:
        raw = item.filename.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return name
