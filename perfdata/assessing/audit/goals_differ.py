"""总目标与年度目标各说各的：一个管周期，一个管当年。

两段文字一字不差时，看不出周期要达到什么、当年要做到哪一步。
依据：财预〔2015〕88号
不适用：
1. 总目标或年度目标没有填写；
2. 实施周期只有一年。
正例：总目标=三年新建30个支部。；年度目标=当年新建10个支部。
反例：总目标=现有补贴人数约36人。；年度目标=现有补贴人数约36人。
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import FindingKind, ReviewDimension
from perfdata.core.text import normalise_label

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.COMPLETENESS)


def check(table: Table) -> Verdict:
    project = table.project
    if not project.cycle_goal or not project.annual_goal:
        return Skip("总目标或年度目标没有填写")
    if project.cycle_start_year is not None and project.cycle_start_year == project.cycle_end_year:
        return Skip("实施周期只有一年")
    if normalise_label(project.cycle_goal) != normalise_label(project.annual_goal):
        return None
    status = "；文字以“现有”描述现状，不是目标" if "现有" in project.annual_goal else ""
    return RULE.asks(
        table,
        "实施周期总目标与年度目标一字不差",
        observed=f"两段都是“{project.annual_goal[:40]}…”{status}",
        expected="总目标写周期要达到的结果，年度目标写当年的进度",
        question="请分别写明周期结束时和当年要达到的结果。",
        place=table.place_of("cycle_goal"),
    )
