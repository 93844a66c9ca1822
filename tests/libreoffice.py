"""LibreOffice as a second reader of our files: it recalculates workbooks and prints them."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(
    SOFFICE is None and not os.environ.get("CI"),
    reason="LibreOffice is not installed: apt-get install libreoffice-calc-nogui libreoffice-writer-nogui",
)


def converted(content: bytes, suffix: str, *, to: str, folder: Path) -> bytes:
    """The file as LibreOffice saves it in another format, with a profile of its own."""
    assert SOFFICE, "LibreOffice is not installed"
    source = folder / f"form{suffix}"
    source.write_bytes(content)
    profile = (folder / "profile").as_uri()
    target = folder / "out"
    command = [
        SOFFICE,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        to,
        "--outdir",
        target,
        source,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    made = target / f"form.{to}"
    assert made.exists(), done.stdout + done.stderr
    return made.read_bytes()


def without_cached_values(workbook: bytes) -> bytes:
    """The workbook with the results of all formulas taken out, so that a reader has to calculate them."""
    source, target = zipfile.ZipFile(io.BytesIO(workbook)), io.BytesIO()
    with source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            data = source.read(name)
            if name.startswith("xl/worksheets/"):
                data = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", data)
            package.writestr(name, data)
    return target.getvalue()
