"""Records as rows of the tables and back. Rows hold the raw text; loading parses values with today's grammar.

A field and its column have one name, and the name tells how it is written and read.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import Row

from perfdata.core.errors import UnstorableError
from perfdata.core.findings import Asked, AuditFinding
from perfdata.core.keys import without_code
from perfdata.core.model import FundingRow, Place
from perfdata.core.official_forms import PublishedForm
from perfdata.core.terms import (
    Attainment,
    DeviationCause,
    FindingKind,
    FundingSource,
    Level1,
    Level2,
    Light,
    Likelihood,
    Outcome,
    ReviewDimension,
    ReviewStatus,
    Severity,
)
from perfdata.core.values import parse_value

Values = dict[str, Any]
Record = TypeVar("Record")
_Key = TypeVar("_Key", int, str)
MANY = 5_000  # more keys than a query may have
_CENT = Decimal("0.01")
_TOO_MUCH_YUAN = Decimal(10) ** 16
_PLACE = ("sheet", "cell", "line")


def in_parts(keys: Collection[_Key], most: int = MANY) -> Iterator[list[_Key]]:
    """The keys, some at a time."""
    every = list(keys)
    return (every[start : start + most] for start in range(0, len(every), most))


def row_of(record: Any) -> Values:
    """The columns of a record and of its place, but for fields that are rows of their own."""
    values: Values = {}
    for name in _fields(type(record)):
        value, write = getattr(record, name), _WRITE.get(name)
        values[name] = write(value) if write and value is not None else value
    return values | _place_columns(getattr(record, "place", None))


def funding_of(form: PublishedForm) -> Iterator[Values]:
    """The rows of the 项目资金 block of one form."""
    for row in form.funding:
        yield {"project_id": form.project_id, "fiscal_year": form.fiscal_year, **row_of(row)}


def match_rows(matches: Mapping[str, str] | None) -> list[Values]:
    """The rows that remember which ids of indicators or projects a clerk picked."""
    return [{"row_key": key, "indicator_id": chosen} for key, chosen in (matches or {}).items()]


def records_from(kind: type[Record], rows: Iterable[Row[Any]], **more: Iterable[Any]) -> tuple[Record, ...]:
    """The records of rows whose query brings the file name; ``more`` are fields that are rows of their own.

    Made a column at a time: each distinct text of a column is read once.
    """
    held = list(rows)
    if not held:
        return ()
    columns = dict(zip(held[0]._fields, zip(*held, strict=True), strict=True))
    read = {name: _read(name, columns[name]) for name in _fields(kind)} | more
    files = columns.get("file_name") or columns["source_file"]
    if "place" in _all_fields(kind):
        read["place"] = map(Place, files, *(columns[name] for name in _PLACE))
    if "field_places" in read:
        read["field_places"] = map(_places, columns["field_places"], files)
    names = tuple(read)
    return tuple(kind(**dict(zip(names, line, strict=True))) for line in zip(*read.values(), strict=True))


def asked_from(rows: Iterable[Row[Any]]) -> list[Asked]:
    """Findings of the audit as they are kept, with what offices say of them."""
    held = list(rows)
    findings = records_from(AuditFinding, held)
    return [
        Asked(finding if row.source_file else replace(finding, place=None), ReviewStatus(row.status), row.note)
        for finding, row in zip(findings, held, strict=True)
    ]


def published_from(rows: Iterable[Row[Any]], funding: Iterable[Row[Any]]) -> tuple[PublishedForm, ...]:
    """The forms in force, each with the funding rows of its own upload."""
    forms, block = list(rows), list(funding)
    blocks: dict[tuple[int, str, int], list[FundingRow]] = defaultdict(list)
    for row, record in zip(block, records_from(FundingRow, block), strict=True):
        blocks[row.upload_id, row.project_id, row.fiscal_year].append(record)
    keys = ((row.upload_id, row.project_id, row.fiscal_year) for row in forms)
    return records_from(PublishedForm, forms, funding=[tuple(blocks[key]) for key in keys])


def refuse_unstorable_text(values: Mapping[str, Any]) -> None:
    """Raise UnstorableError for text that PostgreSQL refuses: NUL characters and halves of surrogate pairs."""
    for text in values.values():
        if isinstance(text, str) and not _is_storable(text):
            shown = text.replace("\x00", "\ufffd").encode(errors="replace").decode()
            raise UnstorableError(f"“{shown[:40]}”中有无法保存的控制字符：请在原文件中删去该字符后重新上传。")


def refuse_unstorable_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    """The same for many rows: all their text is looked at in one go, and row by row only where there is trouble."""
    text = "\n".join(value for row in rows for value in row.values() if isinstance(value, str))
    if not _is_storable(text):
        for row in rows:
            refuse_unstorable_text(row)


def _is_storable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """The fields that are columns."""
    return tuple(name for name in _all_fields(kind) if name not in _NO_COLUMN)


def _all_fields(kind: type) -> list[str]:
    return [field.name for field in fields(kind)] if is_dataclass(kind) else list(kind.__annotations__)


def _read(name: str, column: Sequence[Any]) -> Iterable[Any]:
    if name not in _READ:
        return column
    read = cache(_READ[name])
    return [None if value is None else read(value) for value in column]


def _yuan(value: Decimal) -> Decimal:
    """The amount with two decimals; refused, never rounded, when that would change it."""
    if not value.is_finite() or abs(value) >= _TOO_MUCH_YUAN or value != value.quantize(_CENT):
        raise UnstorableError(f"金额 {value} 元无法原样保存（最多 16 位整数、2 位小数）：请在原文件中改正后重新上传。")
    return value.quantize(_CENT)


def _points(value: Decimal) -> Decimal:
    """The points as they are; refused where they are no number."""
    if not value.is_finite():
        raise UnstorableError(f"分值 {value} 不是数：请在原文件中改正后重新上传。")
    return value


def _place_columns(place: Place | None) -> Values:
    return {name: place and getattr(place, name) for name in _PLACE}


def _places_text(places: Mapping[str, Place]) -> str:
    return json.dumps({name: _place_columns(place) for name, place in places.items()}, ensure_ascii=False)


def _places(text: str, source_file: str) -> dict[str, Place]:
    return {name: Place(source_file=source_file, **columns) for name, columns in json.loads(text).items()}


_NO_COLUMN = frozenset({"place", "funding", "direction", "result_basis"})
_TERMS: Mapping[str, Callable[[str], Any]] = {
    "level1": Level1,
    "level2": Level2,
    "attainment": Attainment,
    "status": ReviewStatus,
    "likelihood": Likelihood,
    "source": FundingSource,
    "light": Light,
    "budget_light": Light,
    "outcome": Outcome,
    "kind": FindingKind,
    "severity": Severity,
    "dimension": ReviewDimension,
}
_RAW = ("cycle_target", "annual_target", "actual")
_YUAN = "budget_yuan initial_budget_yuan adjusted_budget_yuan spent_yuan expected_yuan".split()
_POINTS = "weight_points given_points execution_points execution_score total_points total_score".split()
# None is written and read as it is.
_WRITE: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_YUAN, _yuan),
    **dict.fromkeys(_POINTS, _points),
    **dict.fromkeys(_TERMS, attrgetter("value")),
    **dict.fromkeys(_RAW, attrgetter("raw")),
    "causes": lambda causes: " ".join(cause.value for cause in causes),
    "field_places": _places_text,
}
_READ: Mapping[str, Callable[[str], Any]] = {
    **_TERMS,
    **dict.fromkeys(_RAW, parse_value),
    **dict.fromkeys(("project_name", "competent_department", "spending_unit"), without_code),
    "causes": lambda text: tuple(map(DeviationCause, text.split())),
}
