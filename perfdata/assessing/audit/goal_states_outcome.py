"""总目标说明要达到的结果，而不只是引用文件。

去掉引用的文件之后，总目标只剩“根据”“贯彻落实”一类的话，就没有写明要达到什么。
依据：财预〔2015〕88号
不适用：
1. 没有填写总目标。
正例：总目标=根据《管理办法》，三年内建立支部10个。
反例：总目标=根据关于调整填报方式的通知，规范经费项目，贯彻落实某发(2021)12号《关于印发管理办法的通知》。
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import FindingKind, ReviewDimension

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.RELEVANCE)
_CITING = re.compile(r"^(?:根据|按照|依据|贯彻落实|落实|规范).*|^[^\u4e00-\u9fff]*$")


def check(table: Table) -> Verdict:
    goal = table.project.cycle_goal
    if not goal:
        return Skip("没有填写总目标")
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
