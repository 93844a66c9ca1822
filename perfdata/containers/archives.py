"""Zip archives of office files: one level, names as the office wrote them, what cannot be read is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from perfdata.containers.grids import RawSheet
from perfdata.containers.zip_members import UNREADABLE
from perfdata.core.errors import UnusableFileError

MOST_MEMBERS = 200
_MOST_BYTES = 100_000_000
_MOST_CELLS = 2_000_000
_UTF8_NAME = 0x800
_UNASKED = ("__MACOSX/", ".", "~$", "Thumbs.db", "desktop.ini")

Reader = Callable[[bytes, str], list[RawSheet]]


def read_archive(content: bytes, *, file_name: str, read: Reader) -> list[RawSheet]:
    """The sheets of all files in a zip, each under ``archive/member``; unread members are told in ``notices``.

    ``read`` reads one file by content and name. Raises UnusableFileError where no member can be read.
    """
    sheets: list[RawSheet] = []
    notices: list[str] = []
    with ZipFile(BytesIO(content)) as archive:
        members = [item for item in archive.infolist() if _is_asked(item)]
        _check(members, file_name)
        for item in members:
            try:
                sheets += _read_member(archive, item, file_name, read)
            except UnusableFileError as error:
                notices.append(str(error))
            if sum(len(row) for sheet in sheets for row in sheet.rows) > _MOST_CELLS:
                raise UnusableFileError(f"{file_name}：压缩包里的表格一共太大，请分几次上传。")
    if not sheets:
        raise UnusableFileError(notices[0])
    return [replace(sheet, notices=(*sheet.notices, *notices)) for sheet in sheets]


def _check(members: list[ZipInfo], file_name: str) -> None:
    if not members:
        raise UnusableFileError(f"{file_name}：压缩包里没有文件，请确认选对了文件。")
    if len(members) > MOST_MEMBERS:
        raise UnusableFileError(
            f"{file_name}：压缩包里有 {len(members):,} 个文件，超过 {MOST_MEMBERS} 个，请分几次上传。"
        )
    if sum(item.file_size for item in members) > _MOST_BYTES:
        raise UnusableFileError(f"{file_name}：压缩包展开后超过 100 MB，请分几次上传。")


def _is_asked(item: ZipInfo) -> bool:
    name = member_name(item)
    is_file = bool(name) and not name.endswith("/")
    return is_file and not name.startswith("__MACOSX/") and not name.rpartition("/")[2].startswith(_UNASKED)


def _read_member(archive: ZipFile, item: ZipInfo, file_name: str, read: Reader) -> list[RawSheet]:
    name = f"{file_name}/{member_name(item)}"
    try:
        with archive.open(item) as stream:
            content = stream.read(item.file_size + 1)
    except UNREADABLE as error:
        raise UnusableFileError(f"{name}：压缩包里的这个文件已损坏，请重新压缩后再试。") from error
    return read(content, name)


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
