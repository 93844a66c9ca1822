"""同一单位的指标和项目名称写法一致。

同一指标有“预算执行率”和“预算执行率（%）”两种写法，项目名称有“（镇）”和“（镇资金）”两种后缀等。仅作说明。
依据：经验规则
不适用：
1. 同一单位没有两个项目。
正例：项目名称=甲（镇）；成本指标·预算执行率=≥90% ｜ 项目名称=乙（镇）；成本指标·预算执行率=≥90%
反例：项目名称=甲（镇）；成本指标·预算执行率=≥90% ｜ 项目名称=乙（镇资金）；成本指标·预算执行率（%）=≥90%
"""

import re
from collections import defaultdict

from perfdata.assessing.audit.rule import Rule, Skip, Tables, Verdicts, by_unit
from perfdata.core.findings import AuditFinding
from perfdata.core.terms import FindingKind, ReviewDimension

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.COMPLETENESS, scope="year")
_SUFFIX = re.compile(r"(?:[（(][^（）()]*[）)])+$")


def check(tables: Tables) -> Verdicts:
    units = [unit for unit in by_unit(tables) if len(unit) > 1]
    if not units:
        return Skip("同一单位没有两个项目")
    return [finding for unit in units if (finding := _finding(unit))]


def _finding(unit: Tables) -> AuditFinding | None:
    spellings: dict[str, dict[str, None]] = defaultdict(dict)
    for table in unit:
        for item in table.indicators:
            spellings[_SUFFIX.sub("", item.indicator_name)][item.indicator_name] = None
    twins = [" 与 ".join(names) for names in spellings.values() if len(names) > 1]
    suffixes = dict.fromkeys(found[0] for t in unit if (found := _SUFFIX.search(t.project.project_name)))
    if len(suffixes) > 1 and len({suffix[1:2] for suffix in suffixes}) < len(suffixes):
        twins.append("项目名称后缀 " + " 与 ".join(suffixes))
    text = "".join(f"{t.project.annual_goal or ''}{t.project.cycle_goal or ''}" for t in unit)
    if "（" in text and "(" in text:
        twins.append("目标文字中全角（）与半角 () 并用")
    if not twins:
        return None
    return RULE.asks(
        unit,
        f"{len(twins)} 处写法不一致：{'；'.join(twins[:5])}",
        observed="；".join(twins[:20]),
        expected="同一名称一种写法",
        question="请统一写法，便于逐年对照。",
        place=unit[0].project.place,
    )
