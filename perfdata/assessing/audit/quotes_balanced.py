"""引号和书名号成对，书名号里再用单书名号。

左右引号数目不同，或书名号里又套双书名号时提示，可能是粘贴时带入的多余符号。
依据：标点符号用法（GB/T 15834）
不适用：
1. 目标文字没有引号和书名号。
正例：年度目标=新建立“两新”组织党支部，落实《关于印发〈办法〉的通知》。
反例：年度目标=“新建立“两新”组织党支部。 “
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.findings import AuditFinding
from perfdata.core.terms import ReviewDimension, Severity

RULE = Rule(name=__name__, doc=__doc__, severity=Severity.NOTICE, dimension=ReviewDimension.COMPLETENESS)
_NESTED = re.compile(r"《[^》]*《")


def check(table: Table) -> Verdict:
    goals = {"annual_goal": table.project.annual_goal or "", "cycle_goal": table.project.cycle_goal or ""}
    if not re.search("[“”《》]", "".join(goals.values())):
        return Skip("目标文字没有引号和书名号")
    findings: list[AuditFinding] = []
    for name, text in goals.items():
        problems = [
            f"{left} {text.count(left)} 个、{right} {text.count(right)} 个"
            for left, right in ("“”", "《》")
            if text.count(left) != text.count(right)
        ]
        if _NESTED.search(text):
            problems.append("书名号《》里又套《》，应为〈〉")
        if problems:
            findings.append(_finding(table, name, "；".join(problems)))
    return findings


def _finding(table: Table, name: str, problem: str) -> AuditFinding:
    label = "年度目标" if name == "annual_goal" else "总目标"
    return RULE.finding(
        table,
        f"{label}的引号或书名号需要核对：{problem}",
        observed=problem,
        expected="成对，且书名号里用单书名号〈〉",
        question="请核对原文，删去多余的符号。",
        place=table.place_of(name),
    )
