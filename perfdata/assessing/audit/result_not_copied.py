"""实际完成值是做到的数，不是照抄的目标值。

实际值与目标值一字不差、连“≥”也相同，或与写错的目标值（超过 100% 的比率）相同时，看不出实际做到多少。
依据：财预〔2020〕10号
不适用：
1. 没有本年的实际完成值。
正例：数量指标·安装水标尺=≥250米；实际·安装水标尺=263米
反例：数量指标·安装水标尺=≥250米；实际·安装水标尺=≥250米
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, several
from perfdata.core.model import Indicator
from perfdata.core.terms import Comparator, FindingKind, ReviewDimension
from perfdata.core.text import normalise_label

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.SUITABILITY)


def check(table: Table) -> Verdict:
    reported = [item for item in table.indicators if item.indicator_id in table.results]
    if not reported:
        return Skip("没有本年的实际完成值")
    copied = [item for item in reported if _is_copied(item, table)]
    if not copied:
        return None
    return RULE.asks(
        table,
        f"{len(copied)} 项实际完成值与目标值一字不差："
        + several([f"{item.indicator_name} {item.annual_target.raw}" for item in copied]),
        expected="写实际做到的数",
        question="实际做到多少，依据是什么材料？",
        about=copied,
    )


def _is_copied(indicator: Indicator, table: Table) -> bool:
    target, actual = indicator.annual_target, table.results[indicator.indicator_id].actual
    if not target.number or normalise_label(target.raw) != normalise_label(actual.raw):
        return False
    is_bound = target.comparator not in (None, Comparator.EQ) and not target.note
    return is_bound or (target.unit == "%" and target.number > 100)
