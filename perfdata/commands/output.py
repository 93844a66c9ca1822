"""What the commands print: JSON with absent values as null and numbers as numbers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.model import Place


def print_json(data: object) -> None:
    """Indented JSON in UTF-8, whatever the console's encoding."""
    sys.stdout.reconfigure(encoding="utf-8")  # pyright: ignore[reportAttributeAccessIssue]
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    print()


def finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "rule_id": finding.rule_id,
        "severity": finding.severity.value,
        "message": finding.message,
        "place": place_json(finding.place),
    }


def place_json(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {"source_file": place.source_file, "sheet": place.sheet, "cell": place.cell, "line": place.line}


def json_number(number: Any) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def write_file(content: bytes, path: Path, *, may_replace: bool) -> None:
    """Write a file, by default only a new one. Raises UnusableFileError in Chinese."""
    try:
        with path.open("wb" if may_replace else "xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise UnusableFileError(f"{path}：文件已存在，没有覆盖。请换一个文件名，或加上 --force。") from error
    except OSError as error:
        raise UnusableFileError(f"{path}：写不进去，请检查文件夹是否存在、是否有权限、磁盘是否已满。") from error
