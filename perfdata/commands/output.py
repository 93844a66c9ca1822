"""What the commands share: the store they open, and JSON with absent values as null and numbers as numbers."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfdata.core.errors import PerfdataError, UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.keys import name_key
from perfdata.core.model import Indicator, Place
from perfdata.core.people import Who
from perfdata.core.terms import Term
from perfdata.usecases import browsing, installation, opening, people

if TYPE_CHECKING:
    from sqlalchemy import Engine


def print_json(data: object) -> None:
    """Indented JSON in UTF-8, whatever the console's encoding; half a surrogate pair as the escape that JSON knows."""
    _speak_utf8(sys.stdout)
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    print()


def tell_error(error: object, *, as_json: bool) -> None:
    """One line on stderr, with ``--json`` as JSON."""
    line = " ".join(str(error).splitlines())
    if as_json:
        _speak_utf8(sys.stderr)
        line = json.dumps({"error": line}, ensure_ascii=False)
    print(line, file=sys.stderr)


def _speak_utf8(stream: Any) -> None:
    if reconfigure := getattr(stream, "reconfigure", None):
        reconfigure(encoding="utf-8", errors="backslashreplace")


class Refusals:
    """Goes on after a file that cannot be used, unless it is the only one; ``told`` are their names and reasons."""

    def __init__(self, files: Sequence[Path], *, as_json: bool):
        self._is_only, self._as_json = len(files) == 1, as_json
        self.told: list[dict[str, str | None]] = []

    def __call__(self, path: Path, error: PerfdataError) -> None:
        if self._is_only:
            raise error
        tell_error(error, as_json=self._as_json)
        self.told.append({"file_name": path.name, "error": str(error)})

    @property
    def code(self) -> int:
        return 2 if self.told else 0


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


closing = ExitStack()
"""What a command opened, closed where it ends."""


def open_store(account: str | None = None) -> Engine:
    """The configured store with the bundled goal tables, as the account sees it. StorageError where there is none."""
    engine = opening.open_with_bundled_tables(installation.database_url(), read_url=installation.read_url())
    closing.callback(engine.dispose)
    return people.seen_by(engine, people.called(engine, account, address="命令行")) if account else engine


def acting(engine: Engine, options: argparse.Namespace) -> Who:
    """Who acts: the account of ``--as``, else the name that ``--by`` puts into the history."""
    return people.called(engine, options.account, address="命令行") if options.account else options.by


def stored_year(engine: Engine, wanted: int | None) -> int:
    """The wanted year, or the newest. Raises UnusableFileError where the store has none of it."""
    years = browsing.fiscal_years(engine)
    if not years or wanted not in (None, *years):
        raise UnusableFileError(f"没有 {wanted or ''} 年度的绩效目标表，请先导入。")
    return wanted or years[0]


def stored_units(engine: Any, wanted: Sequence[str], fiscal_year: int) -> list[str]:
    """The spending units as they are stored. Raises UnusableFileError naming all where one is unknown."""
    projects = browsing.current_projects(engine, fiscal_year=fiscal_year)
    units = {name_key(unit): unit for project in projects if (unit := project.spending_unit)}
    if unknown := [name for name in wanted if name_key(name) not in units]:
        known = "、".join(units.values()) or "（目标表都没有写用款单位）"
        raise UnusableFileError(f"{fiscal_year} 年度没有用款单位“{unknown[0]}”，可以写：{known}。没有写入。")
    return [units[name_key(name)] for name in wanted]


def refused_to_replace(path: Path) -> UnusableFileError:
    return UnusableFileError(f"{path}：文件已存在，没有覆盖。请换一个文件名，或加上 --force。")


def write_file(content: bytes, path: Path, *, may_replace: bool) -> None:
    """Write a file whole or not at all, by default only a new one. Raises UnusableFileError in Chinese."""
    try:
        target = path.resolve()
        if target.exists() and not (may_replace and target.is_file()):
            raise refused_to_replace(path)
        _write_whole(content, target)
    except OSError as error:
        raise UnusableFileError(f"{path}：写不进去，请检查文件夹是否存在、是否有权限、磁盘是否已满。") from error


def _write_whole(content: bytes, target: Path) -> None:
    part = target.with_name(f".perfdata-{os.getpid()}.part")
    try:
        part.write_bytes(content)
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
