"""The one grammar of years and days as offices write them in heads, labels and fields."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from perfdata.core.text import unify_width
from perfdata.core.value_patterns import chinese_number

_YEAR = r"(?:19|20)\d\d"
_LONGEST_LABEL = 40
_NUMERALS = "〇零○一二三四五六七八九"
_YEAR_STARTS = ("(", "1", "2", *_NUMERALS)
_IN_WORDS = re.compile(rf"([{_NUMERALS}]{{4}})(?=年|$)|([一二三四五六七八九十]{{1,3}})(?=[月日号])")
_STATED = re.compile(rf"(?<!\d)({_YEAR})(?:(?=\d{{4}}(?!\d))|(?!\d|[)\]〕】]第?\d+号))")
_ISSUED = r"(?:\d{1,2}月(?:\d{1,2}日)?)?(?:印发|印制|下发|下达|颁布|发布|制定|编制|修订|填报|[制印])"
_TITLE = re.compile(rf"(?<![\d\-—–~至])({_YEAR})年(?!{_ISSUED})度?|\(({_YEAR})年?度?\)(?!第?\d+号)")
_LEADING = re.compile(rf"\(?({_YEAR})\)?年度?\)?")
_TO = r"(?:[-–—~〜至到]+)"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = re.compile(
    rf"(?<!\d)(?P<year>{_YEAR})(?P<sign>[-/.])(?P<month>{_MONTH})(?:(?P=sign)(?P<day>\d{{1,2}}))?(?!\d)"
    rf"|(?<!\d)(?P<year8>{_YEAR})(?P<month8>[01]\d)(?P<day8>[0-3]\d)(?!\d)"
    rf"|(?<!\d)(?:(?P<year_word>{_YEAR})年度?)?(?:{_MONTH}月?{_TO})?(?P<month_word>{_MONTH})月份?"
    r"(?:(?P<day_word>\d{1,2})(?!\d)[日号]?)?"
)
_RANGE = re.compile(rf"{_TO}(?=\d)")
_SPACES = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_YEAR_END = re.compile("年(?:度|年)?[底末]$")
_PERIOD = re.compile(rf"(?<!\d)(?:1月?{_TO}(1[0-2]|[1-9])月|(1[0-2]|[1-9])月(?:份)?(?=执行|底|末|[,，)）]|$))")


_UNTIL = re.compile(rf"(?:截[至止])?(?:1月?{_TO})?{_MONTH}月(?:份|底|末)?")
_MONTHS = re.compile(rf",?(?:1月?{_TO}|截[至止]){_MONTH}月?(?:份|底|末)?\)?")


class StatedDay(NamedTuple):
    """A day; of a month without one the last, which ``is_month_end`` tells."""

    day: date
    is_month_end: bool


def in_digits(text: str) -> str:
    """Years, months and days that are written in Chinese numerals in digits: 二〇二五年度 is 2025年度."""
    return _IN_WORDS.sub(_digits, text)


def _digits(found: re.Match[str]) -> str:
    if found[1]:
        return "".join(str(_NUMERALS.index(sign) - 2) if sign not in "〇零○" else "0" for sign in found[1])
    number = chinese_number(found[2])
    return found[2] if number is None else str(number)


def _plain(text: str) -> str:
    return _SPACES.sub("", in_digits(_SPACES.sub("", unify_width(text))))


def stated_year(text: str) -> int | None:
    """The first year of a text; the year of a document number, 某财〔2023〕5号, is none."""
    years = stated_years(text)
    return years[0] if years else None


@lru_cache(maxsize=4_096)
def stated_years(text: str) -> tuple[int, ...]:
    """Every year of a text in its order: 2022-2024, 2022年3月至2023年11月."""
    return tuple(int(year) for year in _STATED.findall(_plain(text)))


def title_year(key: str) -> int | None:
    """The year of a title, 2025年度 before others: 2025年度某表, 某表(2025); not the end of 2022-2024年, nor that of a
    document number, 某财(2023)5号, or of its issue, 2024年12月制. ``key`` is normalised text."""
    found = sorted(_TITLE.finditer(in_digits(key)), key=lambda year: "度" not in year[0])
    return int(found[0][1] or found[0][2]) if found else None


def label_year(key: str) -> tuple[int | None, str]:
    """The year before a label, as normalised text, and the label behind it: 2025年度目标 is 2025 and 目标.

    Nothing is left of a line that is a year alone: (2025年度).
    """
    return _label_year(key) if key.startswith(_YEAR_STARTS) else (None, key)


@lru_cache(maxsize=4_096)
def _label_year(key: str) -> tuple[int | None, str]:
    plain = in_digits(key) if len(key) <= _LONGEST_LABEL else ""
    found = _LEADING.match(plain)
    return (int(found[1]), plain[found.end() :]) if found else (None, key)


def is_period(rest: str) -> bool:
    """Whether months are all that is left behind a year: ,1-7月), 截至7月底. ``rest`` is that of ``label_year``."""
    return bool(_MONTHS.fullmatch(in_digits(rest)))


def without_months(key: str) -> str:
    """A label without the months before it: 1-7月执行数 and 截至7月底执行数 are 执行数."""
    return key[found.end() :] if (found := _UNTIL.match(key)) else key


def stated_month(key: str) -> int | None:
    """The month up to which a monitoring form goes, 1 to 12: 2025年1-7月某表, 截至7月底, 7月执行数."""
    found = _PERIOD.search(in_digits(key))
    return int(found[1] or found[2]) if found else None


def stated_day(text: str, *, year: int | None = None) -> StatedDay | None:
    """The first day of a text, of days from–to the last: 2024 年 12 月 31 日, 20241231, 1-6月.

    ``year`` is that of a day without one. None where there is none, or it is no day of the calendar.
    """
    plain = _YEAR_END.sub("年12月", _plain(text))
    found = _DAY.search(plain)
    while found and (later := _RANGE.match(plain, found.end())):
        year = _part(found, "year") or year
        found = _DAY.match(plain, later.end())
    return _calendar_day(found, year) if found else None


def _part(found: re.Match[str], name: str) -> int | None:
    text = found[name] or found[f"{name}_word"] or (found[f"{name}8"] if found["year8"] else None)
    return int(text) if text else None


def _calendar_day(found: re.Match[str], year: int | None) -> StatedDay | None:
    year, month, day = _part(found, "year") or year, _part(found, "month"), _part(found, "day")
    if year is None or month is None or not 1 <= month <= 12:
        return None
    last = monthrange(year, month)[1]
    return StatedDay(date(year, month, day or last), day is None) if (day or 1) <= last and day != 0 else None
