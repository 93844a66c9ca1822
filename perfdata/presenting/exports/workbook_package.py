"""An .xlsx file as a zip of parts of which a few are replaced or added; all others keep their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import basename, dirname, join, normpath
from xml.etree import ElementTree
from xml.parsers import expat
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from perfdata.presenting.exports.markup import prefix_of, root_element, root_tag, with_content_added

CONTENT_TYPES = "[Content_Types].xml"
RELATIONSHIP_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MOST_UNPACKED_BYTES = 300_000_000


class PatchError(Exception):
    """The workbook cannot be marked; the message is the Chinese reason, a clause without a full stop."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part: its id, the last word of its type, and the member it leads to."""

    key: str
    kind: str
    target: str


@dataclass(slots=True)
class WorkbookPackage:
    """The members of the zip by name; ``changed`` holds the text of every part replaced or added."""

    members: list[ZipInfo]
    contents: dict[str, bytes]
    changed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, content: bytes) -> WorkbookPackage:
        """Raises PatchError for a zip that is signed or too large, BadZipFile for one that is damaged."""
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(item.file_size for item in members) > _MOST_UNPACKED_BYTES:
                raise PatchError("原文件太大")
            if any(item.filename.startswith("_xmlsignatures/") for item in members):
                raise PatchError("原文件带有数字签名，标注会使签名失效")
            contents = {item.filename: archive.read(item) for item in members}
        if len(contents) != len(members):
            raise PatchError("原文件的内部结构特殊")
        return cls(members, contents)

    def text(self, part: str) -> str:
        """The text of a part as it stands now. Raises KeyError for a missing part."""
        if part not in self.changed:
            return self.contents[part].decode("utf-8")
        return self.changed[part]

    def has(self, part: str) -> bool:
        return part in self.changed or part in self.contents

    def texts_of(self, ending: str) -> Iterator[str]:
        """The texts of all parts with this ending."""
        for part in {*self.contents, *self.changed}:
            if part.lower().endswith(ending):
                yield self.text(part)

    def unused_name(self, pattern: str) -> str:
        """The first name of a numbered pattern such as xl/comments{}.xml that no member has."""
        taken = {name.lower() for name in (*self.contents, *self.changed)}
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        return pattern.format(number)

    def relationships(self, part: str) -> list[Relationship]:
        """The internal relationships of a part; '' stands for the package."""
        member = _relationships_part(part)
        if not self.has(member):
            return []
        return [
            Relationship(
                item.attrib["Id"],
                item.attrib["Type"].rpartition("/")[2],
                normpath(join("/", dirname(part), item.attrib["Target"])).lstrip("/"),
            )
            for item in ElementTree.fromstring(self.text(member).encode())
            if item.get("TargetMode") != "External"
        ]

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship from a part to another and return its id."""
        member = _relationships_part(part)
        if not self.has(member):
            namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
            self.changed[member] = (
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{namespace}"/>'
            )
        taken = {item.get("Id") for item in ElementTree.fromstring(self.text(member).encode())}
        key = next(key for number in range(1, len(taken) + 2) if (key := f"rId{number}") not in taken)
        attributes = f'Id="{key}" Type="{RELATIONSHIP_TYPES}/{kind}" Target={quoteattr(f"/{target}")}'
        self._append(member, f"Relationship {attributes}")
        return key

    def declare(self, part: str, content_type: str) -> None:
        """Tell the content type of a new part."""
        self._append(CONTENT_TYPES, f'Override PartName={quoteattr(f"/{part}")} ContentType="{content_type}"')

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Tell the content type of all parts with an ending, unless the package has it already."""
        defaults = ElementTree.fromstring(self.text(CONTENT_TYPES).encode()).iterfind("{*}Default")
        if ending not in {item.get("Extension", "").lower() for item in defaults}:
            self._append(CONTENT_TYPES, f'Default Extension="{ending}" ContentType="{content_type}"')

    def to_bytes(self) -> bytes:
        """The zip with the changed parts. Raises ExpatError if a changed part is not well-formed."""
        for part, text in self.changed.items():
            if not part.endswith(".vml"):
                expat.ParserCreate().Parse(text.encode(), True)
        buffer = BytesIO()
        with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
            for item in self.members:
                text = self.changed.get(item.filename)
                archive.writestr(item, self.contents[item.filename] if text is None else text.encode())
            for part in self.changed.keys() - self.contents.keys():
                archive.writestr(part, self.changed[part].encode())
        return buffer.getvalue()

    def _append(self, part: str, tag: str) -> None:
        text = self.text(part)
        prefix = prefix_of(root_tag(text))
        self.changed[part] = with_content_added(text, root_element(text), f"<{prefix}{tag}/>")


def _relationships_part(part: str) -> str:
    return join(dirname(part), "_rels", f"{basename(part)}.rels")
