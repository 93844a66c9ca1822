"""Identity: which names mean the same project or indicator, whatever file they stand in. Decided here, nowhere else."""

import re
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any

from perfdata.core.terms import Level1, Level2
from perfdata.core.text import normalise_label, unify_width

NO_UNIT = "未写明单位"
_PART_END = "\x1f"
# Three digits or more that are no year and no month: 219, 015001, 51000021R000; not 3D, 5G, B2B, 2024, 202401.
_CODE = (
    r"(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])?(?![0-9A-Za-z]))(?=(?:[A-Za-z]*\d){3})"
    r"(?:\d[0-9A-Za-z]{2,}|[A-Za-z][0-9A-Za-z]{5,})(?![0-9A-Za-z])"
)
_HYPHEN = r"\s*[-—–_]\s*"
_CODES_BEFORE = re.compile(
    rf"\s*(?:[\[(【〔〖{{]\s*{_CODE}(?:-[0-9A-Za-z]+)*\s*[\])】〕〗}}]\s*"
    rf"|(?:{_CODE}|(?:19|20)?\d\d)(?:[-—–_]\d+)*[-—–_](?!(?:19|20)\d\d[^\d])\d{{3,}}{_HYPHEN}(?=\D)"  # 441900-25-0018-
    rf"|(?=\d{{6}}){_CODE}\s*:\s*|\d\d+[A-Za-z]\d{{3,}}(?=[一-鿿])(?![年月日号])"
    rf"|(?=[0-9A-Za-z]{{5}}){_CODE}{_HYPHEN}"
    rf"|{_CODE}{_HYPHEN}(?!\d+[^-—–_0-9A-Za-z])"  # 100-200人 is no code before a name
    rf"|(?=\d{{6}}){_CODE}\s+)+(?=\S)"
)
_REMARKS_BEHIND = re.compile(r"(?:[（(][^（）()]*[）)]\s*)+$")
_NUMBER_STARTS = frozenset(" 指绩0123456789一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳(（")
_POINTS_ENDS = frozenset(")）")
NUMBER = re.compile(
    r"^\s*(?:(?:绩效)?指标\s*\d+\s*[:：、.．]|[①-⑳][、.]?|[(（]?\d{1,2}[)）]|\d{1,2}(?:、|[.．](?!\d))(?!\d+[^\d、.．])"
    r"|[(（][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、(?![一二三四五六七八九十]))\s*"
)
POINTS_BEHIND = re.compile(r"\s*[(（](\d+(?:\.\d+)?)分[)）]$")
_CODE_BEHIND = re.compile(
    rf"\s*[\[(【〔〖{{](?=\d{{6}})(?!(?:19|20)\d\d[01]\d[0-3]\d\D){_CODE}(?:-[0-9A-Za-z]+)*[\])】〕〗}}]\s*$"
)


def without_code(text: str) -> str:
    """A name without its codes: [015001]某局, 219001-某局, 015001：某局, 某局（015001） are 某局; 3D打印-某室 stays."""
    if "一" <= text[:1] <= "鿿" and not text.endswith((")", "）", "]", "】", "〕")):
        return text
    unified = unify_width(text)
    before, behind = _CODES_BEFORE.match(unified), _CODE_BEHIND.search(unified)
    if not (before or behind):
        return text
    whole = text if len(text) == len(unified) else unified
    return whole[before.end() if before else 0 : behind.start() if behind else None].strip() or text


@lru_cache(maxsize=16_384)
def name_key(text: str | None) -> str:
    """What two spellings of one name of a project or an office share: no code, one width, one kind of bracket."""
    return normalise_label(without_code(text or ""))


def unit_key(unit: str | None) -> str:
    """The key of a spending unit, '' of NO_UNIT: two spellings of a unit are one."""
    return "" if unit == NO_UNIT else name_key(unit)


def without_remarks(name: str) -> str:
    """A name without the brackets it ends with: 助学补助（镇）（2024） is 助学补助."""
    return _REMARKS_BEHIND.sub("", name) or name


def spellings(project: Any) -> tuple[str, str, str]:
    """The names a project may go by, the shortest first: without remarks, whole, and with its unit behind."""
    name = project.project_name
    return without_remarks(name), name, f"{name}（{project.spending_unit or project.project_id}）"


def without_number(text: str) -> str:
    """What an indicator is called, without number and points: 指标1：候车亭, 1、候车亭（20分） are 候车亭."""
    if text[:1] not in _NUMBER_STARTS and text[-1:] not in _POINTS_ENDS:
        return text
    return POINTS_BEHIND.sub("", NUMBER.sub("", text, count=1)).strip() or text


@lru_cache(maxsize=65_536)
def indicator_name_key(name: str) -> str:
    """What two spellings of one indicator's name share."""
    return normalise_label(without_number(name))


def project_key(name: str, unit: str | None) -> str:
    """The id of a project: the same for the same name and unit, in every year and file."""
    return _digest(f"{name_key(name)}{_PART_END}{name_key(unit)}")


def indicator_key(project_id: str, level1: Level1 | None, level2: Level2 | None, name: str, *, number: int = 1) -> str:
    """The id of an indicator: the same for the same project, category and name; a repeated name carries its number."""
    key = _digest(f"{project_id}{_PART_END}{_category(level1, level2)}{_PART_END}{indicator_name_key(name)}")
    return key if number == 1 else stable_id(key, str(number))


class IndicatorIds:
    """The ids of one project's indicators, given in the order of its table."""

    def __init__(self, project_id: str) -> None:
        self._project_id = project_id
        self._before: dict[Level1 | Level2 | None, str] = {}
        self._counts: dict[str, int] = {}

    def next(self, level1: Level1 | None, level2: Level2 | None, name: str) -> tuple[str, bool]:
        """The id as ``indicator_key``, and whether the name stood in its category already."""
        category = level2 or level1
        before = self._before.get(category)
        if before is None:
            before = f"{self._project_id}{_PART_END}{_category(level1, level2)}{_PART_END}"
            self._before[category] = before
        key = _digest(f"{before}{indicator_name_key(name)}")
        count = self._counts[key] = self._counts.get(key, 0) + 1
        return (key, False) if count == 1 else (stable_id(key, str(count)), True)


def finding_key(rule_id: str, fiscal_year: int | None, unit: str | None, project_id: str | None) -> str:
    """The id of a finding of the goal audit: of a rule and a table, or of a rule and a spending unit."""
    return _digest(_PART_END.join((rule_id, str(fiscal_year or ""), name_key(unit), project_id or "")))


def stable_id(*parts: str) -> str:
    """Twelve hexadecimal digits that depend on the normalised parts and nothing else."""
    return _digest(_PART_END.join(map(normalise_label, parts)))


def _digest(key: str) -> str:
    return sha256(key.encode()).digest()[:6].hex()


@cache
def _category(level1: Level1 | None, level2: Level2 | None) -> str:
    category = level2 or level1
    return category.value if category else ""
