"""Quantities in free Chinese text: counts, rates, spans of time and amounts, each with its unit and its words."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from perfdata.core.amounts import SCALES, YUAN_PER_UNIT
from perfdata.core.text import unify_width
from perfdata.core.values import parse_number

_TITLE = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》?")
_DOCUMENT = re.compile(
    r"[\u4e00-\u9fff]{2,8}+[(\[【〔]\d{4}[)\]】〕]\d+号|(?<!\d)(?:19|20)\d{2}年度?(?:\d+月\d+日)?|第[\d一二三四五六七八九十]+"
)
_UNITS = (
    "个村民小组|个村|个党支部|个支部|个社区|人次|人|名|位|户|家|场次|场|次"
    "|个(?!月|季|学期|半|工作日)|所|村|党支部|支部|社区|组|队|台|套|件|份|亩|间|批|班|期|项|处|公里|平方米|立方米|米|㎡"
    "|盏|辆|棵|株|座|条|册|本|张|只|头|吨|支(?![付持出部])|尾|粒|校|生"
)
_PERIODS = "半年|季度|季|月|年|天|日|学期"
_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_HAN = "[一二两三四五六七八九十百千]+"
_NUMBER = f"(?:{_DIGITS}|{_HAN})"
_RATE_BEFORE = (
    rf"(?:(?<![每个\d])(?P<ahead>[月年])?(?P<mean>[人户场次生校村亩]均)|(?P<price>单(?:价|[盏座台辆间册份套株亩])|各(?=[安补给奖拨支\d]))"
    rf"|(?<![\d每个])(?P<plain>[月年])(?=补贴|补助|工资|津贴|标准|租)|每(?P<lead>{_UNITS}|{_PERIODS}))"
    rf"(?:[每/·]*(?P<second>{_PERIODS}|{_UNITS}))?"
    rf"(?:[每/·]*(?P<fourth>{_PERIODS}|{_UNITS}))?[^\d,。;、!?×*+一二两三四五六七八九十]{{0,12}}?,?(?P<before>{_DIGITS})(?P<scale1>万|千)?元(?!/|每|×)"
)
_RATE_AFTER = (
    rf"(?P<after>{_DIGITS})(?P<scale2>万|千)?元(?:/|每)(?:(?P<unit2>{_UNITS}|{_PERIODS}))"
    rf"(?:[/·每.](?P<third>{_PERIODS}|{_UNITS}))?(?:[/·每.](?P<fifth>{_PERIODS}|{_UNITS}))?"
)
_FREQUENCY = rf"每(?P<each>{_PERIODS})[^\d,。;每元]{{0,6}}?(?P<often>{_NUMBER})(?P<often_unit>次|场次|场)(?!/)"
_AMOUNT = rf"(?P<amount>{_DIGITS})(?P<scale3>亿|万|千)?元"
_SPAN = (
    rf"(?P<span>{_NUMBER})(?P<span_unit>个月|个季度|个学期|季度|学期|天|日(?!前))"
    rf"|(?P<from>\d+)月(?:份)?(?:至|到|-|~|—)(?P<until>\d+)月|(?P<half>(?<!每)[上下]?半年|全年(?!每)|(?<=期)[一1]年)"
)
_COUNT = rf"(?P<about>约|大约|近)?(?P<count>{_NUMBER})(?P<more>余|多)?(?P<scale4>万|千)?(?P<counter>{_UNITS})(?![均/])"
_BARE = rf"(?<=[×*])(?P<factor>{_DIGITS})(?![\d元])|(?P<bare>{_DIGITS})(?=[×*])"
_FIRST = r"(?=[\d人户场次生校村亩月年单各每约大近上下半全一二两三四五六七八九十百千])"
_TOKEN = re.compile(f"{_FIRST}(?:{'|'.join((_RATE_BEFORE, _RATE_AFTER, _FREQUENCY, _AMOUNT, _SPAN, _COUNT, _BARE))})")
_EACH = re.compile(f"每({_UNITS}|{_PERIODS})")
_ALIASES = {
    "个村": "村",
    "个党支部": "支部",
    "个支部": "支部",
    "党支部": "支部",
    "个社区": "社区",
    "名": "人",
    "生": "人",
    "校": "所",
    "位": "人",
    "场次": "场",
    "季度": "季",
    "日": "天",
    "㎡": "平方米",
}
TIMES_A_YEAR = {"年": 1, "半年": 2, "学期": 2, "季": 4, "月": 12}


class Token(NamedTuple):
    """One quantity: what it counts or is paid for, the period it is paid for, and where its words stand."""

    kind: Literal["count", "rate", "amount", "span"]
    value: Decimal
    unit: str | None
    period: str | None
    start: int
    end: int
    is_about: bool = False


@lru_cache(maxsize=16_384)
def plain_text(text: str) -> str:
    """The text in one width without titles in 《》, document numbers and years, which are no quantities."""
    return _DOCUMENT.sub("", without_titles(text))


def without_titles(text: str) -> str:
    """The text in one width without titles in 《》."""
    return _TITLE.sub("", unify_width(text))


@lru_cache(maxsize=16_384)
def read_tokens(plain: str) -> tuple[Token, ...]:
    """Every quantity of a text of ``plain_text``, in order."""
    return tuple(_token(match) for match in _TOKEN.finditer(plain))


def _token(match: re.Match[str]) -> Token:
    place = match.span()
    if match["before"]:
        mean = (match["mean"] or "").removesuffix("均")
        words = (
            match["ahead"],
            mean or None,
            (match["price"] or "").removeprefix("单").strip("价各") or None,
            match["plain"],
            match["lead"],
            match["second"],
            match["fourth"],
            *_EACH.findall(match[0]),
        )
        return _rate(match["before"], match["scale1"], words, place)
    if match["after"]:
        return _rate(match["after"], match["scale2"], (match["unit2"], match["third"], match["fifth"]), place)
    if match["often"]:
        times = _number(match["often"]) * TIMES_A_YEAR.get(_alias(match["each"]), 1)
        return Token("span", times, _alias(match["often_unit"]), None, *place)
    if match["amount"]:
        return Token("amount", _number(match["amount"]) * _in_yuan(match["scale3"]), None, None, *place)
    if match["half"]:
        return Token("span", Decimal(6 if match["half"].endswith("半年") else 12), "月", None, *place)
    if match["until"]:
        return Token("span", _number(match["until"]) - _number(match["from"]) + 1, "月", None, *place)
    if match["span"]:
        return Token("span", _number(match["span"]), _alias(match["span_unit"].removeprefix("个")), None, *place)
    if match["count"]:
        is_about = bool(match["about"] or match["more"])
        number = _number(match["count"]) * SCALES.get(match["scale4"], 1)
        return Token("count", number, _alias(match["counter"]), None, *place, is_about)
    return Token("count", _number(match["factor"] or match["bare"]), None, None, *place)


def _rate(digits: str, scale: str | None, per: tuple[str | None, ...], place: tuple[int, int]) -> Token:
    words = list(dict.fromkeys(_alias(word) for word in per if word))
    periods = [word for word in words if word in TIMES_A_YEAR or word == "天"]
    units = [word for word in words if word not in periods]
    if not periods and len(units) > 1 and units[-1] in ("次", "场"):
        periods = [units.pop()]
    elif not periods and len(units) > 1 and units[0] in ("次", "场"):
        periods = [units.pop(0)]
    return Token(
        "rate", _number(digits) * _in_yuan(scale), units[0] if units else None, periods[0] if periods else None, *place
    )


def _in_yuan(scale: str | None) -> Decimal:
    return YUAN_PER_UNIT[f"{scale or ''}元"]


def _alias(word: str) -> str:
    return _ALIASES.get(word, word)


def _number(digits: str) -> Decimal:
    number = parse_number(digits)
    return Decimal(0) if number is None else number
