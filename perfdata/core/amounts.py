"""The one grammar of money: what an amount says as offices write it, in which unit, and in yuan."""

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from perfdata.core.findings import Finding
from perfdata.core.model import Place
from perfdata.core.text import SAYS_NOTHING, unify_width
from perfdata.core.value_patterns import chinese_number
from perfdata.core.words import WORDS

SCALES = {"千": Decimal(1000), "万": Decimal(10_000), "百万": Decimal(1_000_000), "亿": Decimal(100_000_000)}
YUAN_PER_UNIT = {"元": Decimal(1), "百元": Decimal(100), "十万元": Decimal(100_000), "千万元": Decimal(10_000_000)} | {
    unit: factor for scale, factor in SCALES.items() for unit in (f"{scale}元", scale)
}
MONEY_UNIT = "(?:[百十千]?万|[百千亿])?元"  # as a pattern, for labels and unit lines
MONEY_UNIT_MISSING = "money_unit_missing"

_UNIT_IN_LABEL = re.compile(rf"(?:[(:,/]|(?<=[金额数算况源位币]))({MONEY_UNIT})(?!/)")
_UNIT_IN_TEXT = re.compile(
    rf"单位[均都统一]*[为是用:]*(?:人民币)?({MONEY_UNIT})(?!/)|[以按](?:人民币)?({MONEY_UNIT})(?:为|作为?)(?:计量|金额)?单位"
)
_CENT = Decimal("0.01")
_TOO_MUCH_YUAN = Decimal(10) ** 16
_LONGEST = 60
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d+)?"
_SPACES = re.compile(r"(?<!\d)\s+|\s+(?!\d)")
_SIGN = r"(?P<sign>[-+负]?)"
_CURRENCY = r"(?:人民币|RMB|CNY)?:?[¥￥]?"
_UNIT = r"(?P<unit>(?:[千万亿]|百万)[元圆]?|[元圆])?"
_AMOUNT = re.compile(rf"{_SIGN}{_CURRENCY}(?P<minus>-?)(?P<number>{_DIGITS}){_UNIT}[整正]?(?:人民币)?")
_BEHIND = re.compile(rf"(.*\d)\(({MONEY_UNIT})\)")
_TWICE = re.compile(
    r"([^()]*\d[^()]*)\((?:大写|小写|合|即)?:?([^()]+)\)|\(?大写\)?:?(?P<capitals>[^()\d]+?)\(?小写\)?:?(?P<digits>[^()]*\d[^()]*)"
)
_ACCOUNTED = re.compile(rf"[¥￥]?\(([¥￥]?{_DIGITS})\)")
_COMPOUND = re.compile(
    rf"{_SIGN}{_CURRENCY}(?:({_DIGITS})亿)?(?:({_DIGITS})万)?(?:({_DIGITS})千)?(?:({_DIGITS}))?元[整正]?"
)
_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億圆圓貳參陸兩", "一二三四五六七八九十百千万亿元元二三六两")
_NUMERALS = "[零〇一二两三四五六七八九十百千]"
_CHINESE = re.compile(
    rf"{_SIGN}{_CURRENCY}(?:({_NUMERALS}+)亿)?(?:({_NUMERALS}+)万)?({_NUMERALS}+)?(元)?"
    rf"(?:零?({_NUMERALS})角)?(?:零?({_NUMERALS})分)?[整正]?"
)
_LOOSE_END = re.compile(r"[百千万亿][一二两三四五六七八九](?![十百千万亿])")
_FAULTS: tuple[tuple[str, str], ...] = (
    (r"(?i)nan|[+-]?inf(?:inity)?|#.*", "不是数"),
    (r"(?i)[-+]?\d[\d.]*e[-+]?\d+", "是科学计数法，不知道原来的数"),
    (r".*\d_\d.*", "含下划线"),
    (r".*\d\.(?:\D.*)?", "小数点后没有数字"),
    (r".*\d\s*[%‰]|百分之.*", "是百分数，不是金额"),
    (r"(?:19|20)\d\d(?:[-/.年]\d{1,2}.*|年度?)", "像日期"),
    (r".*\d\S*?(?:[~〜至到]|\d-).*\d.*", "是一个范围，不是一个数"),
    (r".*(?:约|近|左右|上下|以上|以内|以下|超过|不足|余|多).*|[≥≤<>].*", "不是确切的数"),
    (r"[-+]?[¥￥]?\d+(?:,\d+)+(?:\.\d+)?[千万亿元]*", "千位分隔符的位置不对"),
    (r".*\d \d.*", "数字中间的空格不在千位上"),
)
_FAULT_PATTERNS = tuple((re.compile(pattern), fault) for pattern, fault in _FAULTS)


class Amount(NamedTuple):
    """The number of an amount as written, and its unit where the text states one."""

    number: Decimal
    unit: str | None

    def yuan(self, unit: str | None) -> Decimal:
        """The amount in yuan, to the cent; ``unit`` is that of a text that states none."""
        exact = self._exact(unit)
        return exact if exact == (cents := exact.quantize(_CENT, ROUND_HALF_UP)) else cents

    def fault(self, unit: str | None) -> str:
        """Why no amount of money looks like this, '' where it may be one; a computed 66.6667 万元 may."""
        exact = self._exact(unit)
        if abs(exact) >= _TOO_MUCH_YUAN:
            return "太大，不像金额"
        is_typed = self.unit is not None or unit in (None, "元")
        return "的小数超过两位（分）" if is_typed and exact != exact.quantize(_CENT) else ""

    def _exact(self, unit: str | None) -> Decimal:
        return self.number * YUAN_PER_UNIT[self.unit or unit or "元"]


def is_blank_amount(text: str) -> bool:
    """Whether a cell of money says nothing: empty, or a mark such as — / 无."""
    return unify_width(text).strip() in SAYS_NOTHING


@lru_cache(maxsize=16_384)
def stated_amount(text: str) -> Amount | str:
    """The amount that the whole text spells: 1,200.5, ¥120, 150万元整, 壹拾贰万元; else, in Chinese, why it is none."""
    plain = _SPACES.sub("", unify_width(text).strip())
    if len(plain) > _LONGEST:
        return "不是金额"
    if found := _BEHIND.fullmatch(plain):
        own = stated_amount(found[1])
        return own if isinstance(own, str) else own if own.unit else own._replace(unit=found[2])
    if (twice := _TWICE.fullmatch(plain)) and (same := _same(*map(stated_amount, filter(None, twice.groups())))):
        return same
    amount = _plain(plain) or _compound(plain) or _chinese(plain.translate(_CAPITALS))
    if amount is None:
        return next((fault for pattern, fault in _FAULT_PATTERNS if pattern.fullmatch(plain)), "不是金额")
    return amount


def _same(one: Amount | str, other: Amount | str) -> Amount | str | None:
    """An amount that is written twice, 380000元(叁拾捌万元整), or that the two differ; None where one is none."""
    if isinstance(one, str) or isinstance(other, str):
        return None
    units = [one.unit] if one.unit else YUAN_PER_UNIT
    return (one if one.unit else other) if other.yuan(None) in map(one.yuan, units) else "的两个数不同"


def _plain(text: str) -> Amount | None:
    if accounted := _ACCOUNTED.fullmatch(text):
        text = f"-{accounted[1]}"
    found = _AMOUNT.fullmatch(text)
    if found is None or (found["sign"] and found["minus"]):
        return None
    number = _number(found["number"])
    return Amount(-number if found["sign"] in ("-", "负") or found["minus"] else number, _whole_unit(found["unit"]))


def _compound(text: str) -> Amount | None:
    """1亿2000万元, 3万5千元."""
    found = _COMPOUND.fullmatch(text)
    if found is None:
        return None
    factors = (SCALES["亿"], SCALES["万"], SCALES["千"], Decimal(1))
    parts = [_number(part) * factor for part, factor in zip(found.groups()[1:], factors, strict=True) if part]
    return _signed(found["sign"], sum(parts, Decimal(0))) if parts else None


def _chinese(text: str) -> Amount | None:
    """十二万五千元; no last digit of unknown place, as in 两万五."""
    found = _CHINESE.fullmatch(text)
    if found is None or not (found[2] or found[3] or (found[4] and found[5])) or _LOOSE_END.search(text):
        return None
    total = Decimal(0)
    factors = (SCALES["亿"], SCALES["万"], Decimal(1), Decimal(0), Decimal("0.1"), _CENT)
    for words, factor in zip(found.groups()[1:], factors, strict=True):
        number = chinese_number(words) if words and words != "元" else Decimal(0)
        if number is None:
            return None
        total += number * factor
    return _signed(found["sign"], total)


def _signed(sign: str, yuan: Decimal) -> Amount:
    return Amount(-yuan if sign in ("-", "负") else yuan, "元")


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "").replace(" ", ""))


def _whole_unit(unit: str | None) -> str | None:
    return unit and f"{unit.rstrip('元圆')}元"


def unit_in_label(key: str) -> str | None:
    """The money unit that a label states, as normalised text: 万元 of 项目资金(万元), 金额单位:万元."""
    found = _UNIT_IN_LABEL.search(key) if "元" in key else None
    return found[1] if found else None


def unit_in_text(key: str) -> str | None:
    """The money unit that a title or a note states, as normalised text: 注:本表金额单位为万元,按实填写."""
    found = _UNIT_IN_TEXT.search(key) if "单位" in key else None
    return found[1] or found[2] if found else None


def unit_in_force(*, chosen: str | None, label: str | None, line: str | None, remembered: str | None) -> str | None:
    """The unit of an amount that states none in its cell: said for this file, else of the label, else of a unit line
    of the table, else remembered of other files; never a default."""
    return chosen or label or line or remembered


def read_yuan(text: str, *, unit: str | None, name: str, place: Place) -> tuple[Decimal | None, Finding | None]:
    """The yuan in a cell of a form and what is asked about it; None where it is no amount or nothing states its unit.

    ``unit`` is that of a text that states none, ``name`` what the amount is.
    """
    amount = stated_amount(text)
    if isinstance(amount, Amount) and (unit := amount.unit or unit) is None:
        return None, WORDS[MONEY_UNIT_MISSING].finding(place, observed=text, name=name)
    fault = amount if isinstance(amount, str) else amount.fault(unit)
    if isinstance(amount, str) or fault:
        return None, WORDS["amount_unreadable/form"].finding(place, observed=text, name=name, fault=fault)
    yuan = amount.yuan(unit)
    if yuan < 0:
        kind = "预算" if "预算" in name else "金额"
        return yuan, WORDS["amount_negative"].finding(place, observed=text, label=name, kind=kind)
    return yuan, None
