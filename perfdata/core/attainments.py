"""完成等级 as offices write them in words (财预〔2020〕10号), and what words say of a target in words."""

import re
from decimal import Decimal
from functools import lru_cache

from perfdata.core.directions import says_none
from perfdata.core.model import IndicatorValue
from perfdata.core.terms import Attainment, Comparator, ValueKind
from perfdata.core.text import normalise_label

_OBJECT = r"(?:了|预期|预定|既定|年度|全年|当年|本年|绩效|工作|总体|设定|指标值?|目标值?|任务|要求|效果|计划)*"
_REACHED = r"(?:达成|完成|达到|达标|实现)"
_MANNER = r"(?:已经?|均|都|全部|全面|全|按时|按期|按质|按量|按计划|按要求|如期|及时|圆满|顺利|超额|提前)*"
_TAIL = r"(?:[,，、;；(（且并但].*)?"
_GRADES = (
    (Attainment.NOT_MET, re.compile(rf"(?:尚未|未能|未|没有|没|不){_MANNER}{_REACHED}{_OBJECT}{_TAIL}")),
    (Attainment.PARTLY_MET, re.compile(rf"{_MANNER}(?:部分|基本|大部分|大体){_REACHED}{_OBJECT}{_TAIL}")),
    (Attainment.MET, re.compile(rf"{_MANNER}{_REACHED}{_OBJECT}")),
)
_NOT_WHOLLY = re.compile(r"(?:尚未|未能|未|没有|没|不)(?:完全|全部|全面|全|都|均)")

_UNFILLED = (ValueKind.BLANK, ValueKind.PLACEHOLDER)
_STOPS = "。.;!,、"
_RANKS = {
    word: rank
    for rank, words in enumerate(("合格 及格", "中等 中", "良好 良 优良", "优秀 优"))
    for word in words.split()
}
_RANK = re.compile(
    rf"(?:不低于|达到|评为|获评|≥)?({'|'.join(sorted(_RANKS, key=len, reverse=True))})(?:等次|等级|等|级|档)?"
    r"(?:\(含\)|含)?(?:及?其?以上)?"
)


@lru_cache(maxsize=16_384)
def read_attainment(text: str) -> Attainment | None:
    """The grade that the whole text states (达成预期指标, 基本完成, 未达成年度指标且效果较差), else None."""
    if len(text) > 200:
        return None
    grade = _bare(text)
    if _NOT_WHOLLY.match(grade):
        return None
    return next((attainment for attainment, pattern in _GRADES if pattern.fullmatch(grade)), None)


def is_said_alike(target: IndicatorValue, actual: IndicatorValue) -> bool:
    """Whether a result says what its target does, or better: 优秀 for 良好及以上, 无 for 无事故."""
    if says_none(target.raw) and says_none(actual.raw):
        return True
    if target.kind in _UNFILLED or actual.kind in _UNFILLED:
        return False
    said, wanted = _bare(actual.raw), _bare(target.raw)
    if said == wanted:
        return True
    rank, least = _RANK.fullmatch(said), _RANK.fullmatch(wanted)
    return rank is not None and least is not None and _RANKS[rank[1]] >= _RANKS[least[1]]


def as_number(target: IndicatorValue, actual: IndicatorValue) -> IndicatorValue | None:
    """A target in words as the number that a result answers: 无投诉 is ≤0起 for 0起, 完成 is ≥100% for 100%."""
    if target.is_quantitative or actual.kind is not ValueKind.NUMBER or actual.per:
        return None
    if actual.unit == "%" and read_attainment(target.raw) is Attainment.MET:
        return _number(target.raw, Comparator.GE, 100, "%")
    is_spent = "超" in target.raw and bool(actual.number) and (actual.unit or "").endswith("元")  # 不超预算, 9.5万元
    is_none = actual.unit != "%" and says_none(target.raw) and not is_spent
    return _number(target.raw, Comparator.LE, 0, actual.unit) if is_none else None


def _number(raw: str, comparator: Comparator, number: int, unit: str | None) -> IndicatorValue:
    return IndicatorValue(raw=raw, kind=ValueKind.NUMBER, comparator=comparator, number=Decimal(number), unit=unit)


def _bare(text: str) -> str:
    return normalise_label(text).rstrip(_STOPS)
