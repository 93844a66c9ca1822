"""目标文字说明要达到的结果，而不只是引用文件。

总目标和年度目标都空白，或总目标去掉引用的文件之后只剩“根据”“贯彻落实”一类的话，就没有写明要达到什么。
依据：财预〔2015〕88号
不适用：
1. 没有指标，也没有目标文字；
2. 只有年度目标。
正例：总目标=根据《管理办法》，三年内建立支部10个。
反例：总目标=根据关于调整填报方式的通知，规范经费项目，贯彻落实某发(2021)12号《关于印发管理办法的通知》。
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import FindingKind, ReviewDimension

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.RELEVANCE, version=2)
_CITING = re.compile(r"^(?:根据|按照|依据|贯彻落实|落实|规范).*|^[^\u4e00-\u9fff]*$")


def check(table: Table) -> Verdict:
    goal = table.project.cycle_goal
    if not goal and table.project.annual_goal:
        return Skip("只有年度目标")
    if not goal and not table.indicators:
        return Skip("没有指标，也没有目标文字")
    if not goal:
        return RULE.asks(
            table,
            "目标文字空白，没有写明要达到的结果",
            observed="空白",
            expected="写明当年要达到的结果",
            question="请补充要达到的结果，指标应与之对应。",
            place=table.place_of("annual_goal"),
        )
    clauses = re.split(r"[，。；,;\n]", goal)
    if not all(_CITING.match(clause.strip()) for clause in clauses):
        return None
    return RULE.asks(
        table,
        "总目标只引用了文件，没有写明要达到的结果",
        observed=goal[:60],
        expected="写明周期内要达到的结果",
        question="请补充实施周期内要达到的结果。",
        place=table.place_of("cycle_goal"),
    )
