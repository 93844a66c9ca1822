"""百分比衡量比率，比率用百分比衡量。

“改善生产条件＝100%”一类以做一件事为名、写 100% 的，没有写明衡量什么；“签约率”写“人”、“人数”写“%”或“户”的，名称
与单位对不上。
依据：财预〔2021〕101号
不适用：
1. 没有数值目标；
2. 产出指标中只有一项如此（常指完成率）；
3. 名称里有率、比例、覆盖、合格、完成、到位一类可以算成比率的词。
正例：质量指标·验收合格率=100%；数量指标·签约人数=≥200人
反例：社会效益指标·激发为民办事的热情=100%
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, trouble_of
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, Level1, ReviewDimension, ValueKind
from perfdata.core.text import normalise_label

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.RELEVANCE)
_SHARE = re.compile(
    "率|比例|比重|占比|比值|百分|程度|度|覆盖|合格|完成|达标|到位|及时|准确|满意|合规|通过|验收|完好|足额|系数|进度|按期|按时|%"
)
_RATE = re.compile("(?<![频效功倍速汇利税费])率(?:[(（][^()（）]*[)）])?$")
_COUNT = re.compile("(?:人数|户数|个数|次数|数量|人次)(?:[(（][^()（）]*[)）])?$")
_WHAT = "没有写明是什么的比率"
_PERSONS = re.compile("人(?:口)?数量?(?:[(（][^()（）]*[)）])?$")
_SHARE_UNITS = (None, "%", "‰", "比例", "百分比", "个百分点", "百分点", "")


def check(table: Table) -> Verdict:
    numbers = [item for item in table.indicators if item.annual_target.kind is ValueKind.NUMBER]
    if not numbers:
        return Skip("没有数值目标")
    found = [(item, trouble) for item in numbers if (trouble := _trouble(item))]
    if len(found) == 1 and found[0][0].level1 is Level1.OUTPUT and found[0][1] == _WHAT:
        return None
    return RULE.asks_of_each(
        table,
        [trouble_of(*pair) for pair in found],
        expected="名称写明分子和分母（某某率），或写数量",
        question="这些指标衡量的是什么，怎样算出来？",
    )


def _trouble(indicator: Indicator) -> str:
    target, name = indicator.annual_target, normalise_label(indicator.indicator_name)
    if _RATE.search(name) and target.unit not in _SHARE_UNITS:
        return f"名称是比率，单位是{target.unit}"
    if _PERSONS.search(name) and target.unit in ("户", "家", "次"):
        return f"名称是人数，单位是{target.unit}"
    if target.unit != "%":
        return ""
    if _COUNT.search(name):
        return "名称是数量，值是百分比"
    return _WHAT if target.number == 100 and not _SHARE.search(name) else ""
