"""项目名称所指的对象，在目标文字中都有交代。

名称写的对象（如某类人员）在目标文字中没有出现、目标文字只写了另一类对象时提示：名称可能宽于目标。
依据：财预〔2015〕88号
不适用：
1. 项目名称没有写明人员类别；
2. 目标文字没有写明人员类别。
正例：项目名称=党务工作者补贴；年度目标=对党务工作者按每人每月1000元发放补贴。
反例：项目名称=党务工作者补贴；年度目标=兼职党组织书记按每人每月1000元的标准发放岗位津贴。
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import FindingKind, ReviewDimension
from perfdata.core.text import normalise_label, thousands

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.RELEVANCE)
_ROLE = re.compile(
    r"(?:[\u4e00-\u9fff]{1,2})?"
    r"(?:工作者|书记|网格员|辅导员|护理员|保洁员|干部|教师|学生|老人|党员|居民|村民)"
)


def check(table: Table) -> Verdict:
    named = _ROLE.search(normalise_label(table.project.project_name))
    if not named:
        return Skip("项目名称没有写明人员类别")
    goals = normalise_label(table.goals)
    if not (meant := _ROLE.search(goals)):
        return Skip("目标文字没有写明人员类别")
    core = named[0][-3:]
    if core in goals or named[0][-2:] in goals:
        return None
    gap = ""
    if table.formula and table.project.budget_yuan and table.project.budget_yuan > table.formula.total_yuan:
        gap = f"；测算之外的 {thousands(table.project.budget_yuan - table.formula.total_yuan)} 元可能用于其他人员"
    return RULE.asks(
        table,
        f"项目名称写“{named[0]}”，目标文字只写到“{meant[0]}”",
        observed=f"项目名称：{table.project.project_name}",
        expected="名称与目标文字所指的对象一致",
        arithmetic=f"名称的对象宽于目标文字{gap}",
        question="请核实补助对象除目标文字所写之外还有谁。",
        place=table.place_of("annual_goal"),
    )
