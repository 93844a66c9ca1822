"""Targets that no value will be compared with by itself, or that a spreadsheet program may have changed while typed.

It makes 1-2 a date and 95% 0.95.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from perfdata.assessing.comparators import contradicts_its_name
from perfdata.assessing.comparing import amount
from perfdata.checking.words import CHECKS
from perfdata.core.findings import Finding
from perfdata.core.model import Indicator
from perfdata.core.terms import Comparator, Level1, Level2, ValueKind
from perfdata.core.text import listed, unify_width

# As programs write days and times, not as people write deadlines.
_MADE_DATE = re.compile(r"\d{4}-\d\d?-\d\d?(?: \d\d?:\d\d(?::\d\d)?)?")
_MADE_TIME = re.compile(r"\d\d?:\d\d(?::\d\d)?")
_OF_TIME = re.compile("时间|日期|时限|期限|时点|截止|完工|竣工|开工|按期|及时")
_SHARE = re.compile("率|比例|比重|占比|满意度|进度|知晓度|认可度|参与度")


_NOT_COMPARED = (ValueKind.TEXT_WITH_NUMBER, ValueKind.UNRECOGNISED)


def values_not_compared(indicators: Sequence[Indicator]) -> list[Finding]:
    """One notice for all annual targets of a file that are neither a value nor words to be graded; none without."""
    found = [item for item in indicators if item.annual_target.kind in _NOT_COMPARED]
    if not found:
        return []
    names = listed([f"{item.indicator_name}“{item.annual_target.raw}”" for item in found])
    return [CHECKS["values_not_compared"].finding(found[0].place, count=len(found), listed=names)]


def doubtful_targets(indicators: Iterable[Indicator]) -> Iterator[Finding]:
    """A warning for each annual target that is not likely: a date, a fraction, no value, the wrong comparator."""
    for item in indicators:
        text = unify_width(item.annual_target.raw).strip()
        is_of_time = item.level2 is Level2.TIMELINESS or _OF_TIME.search(item.indicator_name)
        if _MADE_TIME.fullmatch(text) or (_MADE_DATE.fullmatch(text) and not is_of_time):
            yield _doubt(item, "target_read_as_date", text=text)
        elif item.annual_target.kind is ValueKind.PLACEHOLDER:
            yield _doubt(item, "target_without_value", why=item.annual_target.note)
        elif percent := _meant_percent(item):
            yield _doubt(item, "target_as_fraction", percent=percent)
        if contradicts_its_name(item):
            is_upward = item.annual_target.comparator in (Comparator.GE, Comparator.GT)
            yield _doubt(item, "comparator_contradicts_name", better="小" if is_upward else "大")


def _meant_percent(item: Indicator) -> str:
    """100 times a fraction of something that is measured in percent; 1% of what should be whole is 100%."""
    target = item.annual_target
    is_share = item.level1 is Level1.SATISFACTION or _SHARE.search(item.indicator_name)
    if target.number is None or target.upper is not None or target.per or not is_share:
        return ""
    is_fraction = target.unit is None and 0 < target.number < 1
    is_whole = target.unit == "%" and target.number == 1 and target.comparator in (Comparator.EQ, Comparator.GE)
    return amount(target.number * 100, "%") if is_fraction or is_whole else ""


def _doubt(item: Indicator, rule_id: str, **words: Any) -> Finding:
    return CHECKS[rule_id].finding(item.place, observed=item.annual_target.raw, indicator=item, **words)
