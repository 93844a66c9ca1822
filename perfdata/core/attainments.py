"""完成等级 as offices write them in words (财预〔2020〕10号)."""

import re
from functools import lru_cache

from perfdata.core.terms import Attainment
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


@lru_cache(maxsize=16_384)
def read_attainment(text: str) -> Attainment | None:
    """The grade that the whole text states (达成预期指标, 基本完成, 未达成年度指标且效果较差), else None."""
    if len(text) > 200:
        return None
    grade = normalise_label(text).rstrip("。.;!")
    if _NOT_WHOLLY.match(grade):
        return None
    return next((attainment for attainment, pattern in _GRADES if pattern.fullmatch(grade)), None)
