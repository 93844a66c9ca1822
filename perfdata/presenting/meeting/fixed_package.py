"""Office files whose bytes tell their content alone: the same content gives the same bytes."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_MADE = (2000, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def fixed_package(content: bytes) -> bytes:
    """The zip of an office file with one day of making in its members and properties, its parts in their order."""
    buffer = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(buffer, "w") as new:
        for item in old.infolist():
            part = old.read(item)
            if item.filename == "docProps/core.xml":
                part = _STAMP.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", part)
            add_fixed(new, item.filename, part)
    return buffer.getvalue()


def add_fixed(archive: ZipFile, name: str, content: bytes) -> None:
    """Add a member that does not say when it was made."""
    archive.writestr(ZipInfo(name, _MADE), content, compress_type=ZIP_DEFLATED)
