"""Several indicators written into one row by lines in its cells: one row each, where the lines of the cells agree."""

from __future__ import annotations

import re

from perfdata.core.terms import Severity
from perfdata.core.values import parse_value
from perfdata.reading.form_drafts import Form, IndicatorLine

_NUMBER = re.compile(r"\s*(?:指标\s*\d+\s*[:：]|[①-⑳]|[(（]?\d+[)）、]|\d+[.．](?!\d))\s*")
_VALUES = ("cycle_target", "annual_target", "actual", "weight", "score")
_SHARED = ("sign", "unit")


def split_line(form: Form, line: IndicatorLine) -> list[IndicatorLine]:
    """A row for each line of its name, the row itself where it names one indicator or its cells do not agree.

    Lines that are numbered and do not agree with those of the values are a warning; a name may also just be wrapped.
    """
    names = _lines(line.text("name"))
    if len(names) < 2:
        return [line]
    parts = {key: lines for key in (*_VALUES, *_SHARED) if (lines := _lines(line.text(key)))}
    targets = parts.get("annual_target") or parts.get("cycle_target") or []
    is_numbered = all(map(_NUMBER.match, names))
    if not is_numbered and not (
        len(targets) == len(names) and all(parse_value(_plain(text)).is_quantitative for text in targets)
    ):
        return [line]
    agree = targets and all(len(lines) == len(names) for name, lines in parts.items() if name in _VALUES)
    if agree and all(len(lines) in (1, len(names)) for lines in parts.values()):
        return [_part(line, {"name": names, **parts}, at) for at in range(len(names))]
    form.report(
        "indicators_in_one_cell",
        Severity.WARNING,
        form.place_of(line),
        f"这一格写了 {len(names)} 项指标，指标值等各格的行数与之不同，没有拆开，请核对。",
        observed=" | ".join(names),
        expected=f"指标值一格也是 {len(names)} 行，或每项指标一行",
        suggestion="请在原表中每项指标占一行后重新导入。",
    )
    return [line]


def _lines(text: str) -> list[str]:
    return [part.strip() for part in text.splitlines() if part.strip()]


def _plain(text: str) -> str:
    return _NUMBER.sub("", text, count=1) if _NUMBER.match(text) else text


def _part(line: IndicatorLine, parts: dict[str, list[str]], at: int) -> IndicatorLine:
    cells = list(line.cells)
    for name, lines in parts.items():
        cells[line.columns[name]] = _plain(lines[at]) if len(lines) > 1 else lines[0]
    return line._replace(cells=tuple(cells))
