"""总目标列出的各项成效，都有效益指标衡量。

把总目标拆成各项成效，逐项看有没有名称相近的指标；超过半数没有时提示。
依据：财预〔2015〕88号
不适用：
1. 总目标没有列出三项以上成效。
正例：总目标=提升服务质量，丰富党员政治生活，推进廉政建设。；社会效益指标·提升服务质量=≥90%；
社会效益指标·丰富党员政治生活=≥4次
反例：总目标=树立党员良好形象，丰富党员政治生活，提升党组织服务质量。；社会效益指标·提升党组织服务质量=有效提升
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, is_about
from perfdata.core.terms import FindingKind, ReviewDimension

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.RELEVANCE)
_OUTCOME = re.compile(r"^(?:树立|充分发挥|发挥|推进|丰富|提升|提高|加强|增强|改善|保障|促进|完善|营造|落实)")


def check(table: Table) -> Verdict:
    clauses = re.split(r"[，。；,;、\n]", table.project.cycle_goal or "")
    outcomes = [clause.strip() for clause in clauses if _OUTCOME.match(clause.strip())]
    if len(outcomes) < 3:
        return Skip("总目标没有列出三项以上成效")
    names = [item.indicator_name for item in table.indicators]
    missing = [outcome for outcome in outcomes if not any(is_about(outcome, name, share=0.6) for name in names)]
    if len(missing) * 2 <= len(outcomes):
        return None
    return RULE.asks(
        table,
        f"总目标列出 {len(outcomes)} 项成效，指标只衡量 {len(outcomes) - len(missing)} 项",
        observed=f"没有指标的：{'；'.join(missing)}",
        expected="每项成效有一项指标，或精简总目标",
        question="请核实是否补充指标，或把总目标收窄到可以衡量的成效。",
        place=table.place_of("cycle_goal"),
    )
