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
from perfdata.core.terms import FindingKind, ReviewDimension

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.COMPLETENESS)
_NESTED = re.compile(r"《[^》]*《")


def check(table: Table) -> Verdict:
    goals = {"annual_goal": table.project.annual_goal or "", "cycle_goal": table.project.cycle_goal or ""}
    if not re.search("[“”《》]", "".join(goals.values())):
        return Skip("目标文字没有引号和书名号")
    problems = [
        f"{label}的引号或书名号需要核对：{problem}"
        for label, text in zip(("年度目标", "总目标"), goals.values(), strict=True)
        if (problem := _problem(text))
    ]
    if not problems:
        return None
    return RULE.asks(
        table,
        "；".join(problems),
        observed="；".join(problems),
        expected="成对，且书名号里用单书名号〈〉",
        question="请核对原文，删去多余的符号。",
        place=table.place_of("annual_goal" if problems[0].startswith("年度目标") else "cycle_goal"),
    )


def _problem(text: str) -> str:
    uneven = [
        f"{left} {text.count(left)} 个、{right} {text.count(right)} 个"
        for left, right in ("“”", "《》")
        if text.count(left) != text.count(right)
    ]
    return "；".join(uneven + ["书名号《》里又套《》，应为〈〉"] * bool(_NESTED.search(text)))
