"""Members of a zip file, unpacked piece by piece and never further than its directory says."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

_PACKED_CHUNK_BYTES = 1 << 16
UNREADABLE = (
    BadZipFile,
    ElementTree.ParseError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    zlib.error,
)


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
