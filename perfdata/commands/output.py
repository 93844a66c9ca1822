"""What the commands share: the store they open, and JSON with absent values as null and numbers as numbers."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.model import Indicator, Place
from perfdata.core.terms import Term
from perfdata.usecases import browsing, installation

if TYPE_CHECKING:
    from sqlalchemy import Engine


def print_json(data: object) -> None:
    """Indented JSON in UTF-8, whatever the console's encoding."""
    sys.stdout.reconfigure(encoding="utf-8")  # pyright: ignore[reportAttributeAccessIssue]
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    print()


def json_of(value: Any) -> Any:
    """A value as JSON says it: ids of terms, numbers, lists, and of a place its parts."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case Term():
            return value.value
        case datetime():
            return value.isoformat()
        case Place():
            return {"source_file": value.source_file, "sheet": value.sheet, "cell": value.cell, "line": value.line}
        case tuple():
            return [json_of(item) for item in value]
    return value


def fields_json(record: Any, names: str, **renamed: str) -> dict[str, Any]:
    """The named fields of a record, then those that JSON calls by another name."""
    fields = {**{name: name for name in names.split()}, **renamed}
    return {name: json_of(getattr(record, field)) for name, field in fields.items()}


def finding_json(finding: Finding) -> dict[str, Any]:
    return fields_json(finding, "rule_id severity message place")


def indicator_json(indicator: Indicator) -> dict[str, Any]:
    """Its category by label, and its name."""
    levels = {"level1": indicator.level1, "level2": indicator.level2}
    named = {name: level.label if level else None for name, level in levels.items()}
    return {**named, "indicator_name": indicator.indicator_name}


def open_store() -> Engine:
    """The configured store with the bundled goal tables."""
    return browsing.open_with_bundled_tables(installation.database_url())


def stored_year(engine: Engine, wanted: int | None) -> int:
    """The wanted year, or the newest. Raises UnusableFileError where the store has none of it."""
    years = browsing.fiscal_years(engine)
    if not years or wanted not in (None, *years):
        raise UnusableFileError(f"没有 {wanted or ''} 年度的绩效目标表，请先导入。")
    return wanted or years[0]


def write_file(content: bytes, path: Path, *, may_replace: bool) -> None:
    """Write a file, by default only a new one. Raises UnusableFileError in Chinese."""
    try:
        with path.open("wb" if may_replace else "xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise UnusableFileError(f"{path}：文件已存在，没有覆盖。请换一个文件名，或加上 --force。") from error
    except OSError as error:
        raise UnusableFileError(f"{path}：写不进去，请检查文件夹是否存在、是否有权限、磁盘是否已满。") from error
