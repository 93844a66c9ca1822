"""所依据的暂行、试行办法仍然有效。

暂行或试行的办法印发已满三年时，提示核实是否仍在有效期内。
依据：经验规则
不适用：
1. 目标文字没有引用带年份的暂行或试行办法；
2. 目标表没有年度。
正例：年度目标=根据某发〔2023〕12号《关于印发经费管理暂行办法的通知》给予补助。
反例：年度目标=根据某发〔2021〕12号《关于印发经费管理暂行办法的通知》给予补助。
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict
from perfdata.core.terms import FindingKind, ReviewDimension

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.FEASIBILITY)
_PROVISIONAL = re.compile(r"[（(【\[〔](\d{4})[）)】\]〕]\d+号《[^。]*?(?:暂行|试行)")


def check(table: Table) -> Verdict:
    year = table.project.fiscal_year
    found = _PROVISIONAL.search(f"{table.project.annual_goal or ''}{table.project.cycle_goal or ''}")
    if not found or year is None:
        return Skip("没有引用带年份的暂行或试行办法")
    age = year - int(found[1])
    if age < 3:
        return None
    return RULE.asks(
        table,
        f"所依据的暂行（试行）办法印发于 {found[1]} 年，已满 {age} 年",
        observed=found[0][:40],
        expected="注明有效期，或引用现行文件",
        question="这份办法是否仍然有效？",
        place=table.place_of("annual_goal"),
    )
