"""Files of scoring schemes: TOML in, schemes out; what is wrong is refused with its line and reason."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from perfdata.assessing.comparators import COMPARATOR_RULES
from perfdata.assessing.scheme import Scheme
from perfdata.assessing.scheme_fields import OPTIONAL, READERS, Problem, as_table
from perfdata.core.errors import SchemeError
from perfdata.core.model import Indicator
from perfdata.core.terms import PROCESS_LEVELS, Level1

_AT_LINE = re.compile(r"at line (\d+)")


def load_schemes(*paths: Path) -> Mapping[str, Scheme]:
    """Schemes by id, in the order of the files; the first one is the default.

    Raises SchemeError in Chinese with file, line and reason, also for an id that an earlier file has.
    """
    tables: dict[str, dict[str, Any]] = {}
    schemes: dict[str, Scheme] = {}
    for path in paths:
        text = _read(path)
        for scheme_id, table in _parse(text, path).items():
            try:
                if scheme_id in tables:
                    raise Problem("", "方案编号已经有了，请换一个编号")
                tables[scheme_id] = _completed(table, tables)
                schemes[scheme_id] = _scheme(scheme_id, tables[scheme_id])
            except Problem as problem:
                line = _line_of(text, scheme_id, problem.key)
                what = f"“{problem.key}”" if problem.key else ""
                raise SchemeError(f"{path.name} 第 {line} 行：计分方案“{scheme_id}”{what}{problem}。") from problem
    if not schemes:
        raise SchemeError("没有任何计分方案：请检查计分方案文件是否为空。")
    return schemes


def fitting_scheme(
    schemes: Mapping[str, Scheme], indicators: Iterable[Indicator], *, execution_points: Decimal | None = None
) -> Scheme:
    """The scheme that the table's own form asks for: by its level 1, then its printed points of 预算执行率."""
    known, levels = list(schemes.values()), {indicator.level1 for indicator in indicators}
    wanted = [
        levels.intersection(PROCESS_LEVELS) and (lambda scheme: scheme.has_level(PROCESS_LEVELS[0])),
        Level1.COST in levels and (lambda scheme: scheme.cost_is_level1),
        execution_points and (lambda scheme: scheme.execution_points == execution_points),
    ]
    fits = next(filter(None, wanted), None)
    return next(filter(fits, known), known[0]) if fits else known[0]


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise SchemeError(f"{path.name}：计分方案文件不是 UTF-8 编码，请另存为 UTF-8。") from error
    except OSError as error:
        raise SchemeError(f"{path}：打不开计分方案文件（{error.strerror}），请检查路径和权限。") from error


def _parse(text: str, path: Path) -> dict[str, dict[str, Any]]:
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = found[1] if found else text.count("\n") + 1
        raise SchemeError(f"{path.name} 第 {line} 行：不是合格的 TOML 写法，请核对引号、括号和等号。") from error
    for scheme_id, table in tables.items():
        if not isinstance(table, dict):
            line = _line_of(text, "", scheme_id)
            raise SchemeError(f"{path.name} 第 {line} 行：“{scheme_id}”应写在 [方案编号] 之下。")
    return tables


def _completed(table: dict[str, Any], tables: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """The table over the one it is like; what it says of comparators goes over that one's, word list by word list."""
    own = dict(table)
    like = own.pop("like", None)
    if like is None:
        return own
    if not isinstance(like, str) or like not in tables:
        raise Problem("like", f"指向的方案“{like}”不存在（须写在本方案之前）")
    base = tables[like]
    comparators = {**base.get("comparators", {}), **as_table("comparators", own.get("comparators", {}))}
    return {**base, **own, "comparators": comparators}


def _scheme(scheme_id: str, table: Mapping[str, Any]) -> Scheme:
    if unknown := [key for key in table if key not in READERS]:
        raise Problem(unknown[0], "不是计分方案的项目，请核对拼写")
    if missing := [key for key in READERS if key not in table and key not in OPTIONAL]:
        raise Problem("", f"缺少“{missing[0]}”")
    fields = {key: READERS[key](key, value) for key, value in table.items()}
    is_exact = fields["equal_target"] == "both_sides"
    fields["comparators"] = replace(fields.get("comparators", COMPARATOR_RULES), equal_is_exact=is_exact)
    scheme = Scheme(scheme_id=scheme_id, **fields)
    _check_points(scheme)
    return scheme


def _check_points(scheme: Scheme) -> None:
    total = scheme.execution_points + sum(part.points for part in scheme.parts)
    if total != 100:
        raise Problem("parts", f"与执行率分值合计 {total:f} 分，应为 100 分")
    levels = [level for part in scheme.parts for level in part.levels]
    if twice := [level for level in levels if levels.count(level) > 1]:
        raise Problem("parts", f"里“{twice[0].label}”出现两次")
    if missing := [level for level in Level1 if level not in (*levels, *PROCESS_LEVELS)]:
        raise Problem("parts", f"里没有“{missing[0].label}”（{missing[0].value}）")
    rest = 100 - scheme.execution_points
    if scheme.without_cost and (total := sum(scheme.without_cost.values(), Decimal(0))) != rest:
        raise Problem("without_cost", f"合计 {total:f} 分，应为 {rest:f} 分")
    if scheme.exceeded_reason < scheme.exceeded_note:
        raise Problem("exceeded_reason", "不能小于 exceeded_note")


def _line_of(text: str, scheme_id: str, key: str) -> int:
    """The line of the key within the tables of the scheme, else that of its header."""
    header, inside = 1, not scheme_id
    starts = (f"[{scheme_id}]", f"[{scheme_id}.", f'["{scheme_id}"', f"['{scheme_id}'")
    for number, line in enumerate(text.splitlines(), start=1):
        written = line.strip()
        if written.startswith("["):
            inside = written.startswith(starts)
            header = number if inside and header == 1 else header
            if inside and key and written.rstrip("] ").endswith(f".{key}"):
                return number
        elif inside and key and re.match(rf'["\']?{re.escape(key)}["\']?\s*[=.]', written):
            return number
    return header
