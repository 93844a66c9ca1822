"""文号用六角括号，同一文件写法一致。

公文发文字号的年份用六角括号〔〕；用圆括号、方括号或几种写法并存时提示。
依据：党政机关公文格式（GB/T 9704）
不适用：
1. 目标文字没有引用文号。
正例：年度目标=根据某组通〔2021〕12号给予补助。
反例：年度目标=根据某组通（2021）12号给予补助。 ｜ 项目名称=乙；年度目标=根据某组通【2021】12号给予补助。
"""

import re
from collections import defaultdict

from perfdata.assessing.audit.rule import Rule, Skip, Table, Tables, Verdicts
from perfdata.core.findings import AuditFinding
from perfdata.core.terms import FindingKind, ReviewDimension

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.COMPLETENESS, scope="year")
_NUMBER = re.compile(r"([（(【\[〔［])\d{4}([）)】\]〕］])\d+号")


def check(tables: Tables) -> Verdicts:
    styles: dict[str, dict[str, list[Table]]] = defaultdict(lambda: defaultdict(list))
    for table in tables:
        for found in _NUMBER.finditer(f"{table.project.annual_goal or ''}{table.project.cycle_goal or ''}"):
            users = styles[table.project.spending_unit or ""][found[1] + found[2]]
            if table not in users[-1:]:
                users.append(table)
    if not styles:
        return Skip("目标文字没有引用文号")
    return [_finding(unit) for unit in styles.values() if set(unit) != {"〔〕"}]


def _finding(styles: dict[str, list[Table]]) -> AuditFinding:
    listing = "；".join(
        f"{style[0]}年份{style[1]}：{'、'.join(table.project.project_name for table in users[:5])}"
        for style, users in styles.items()
    )
    table = next(users[0] for style, users in styles.items() if style != "〔〕")
    return RULE.asks(
        [table],
        f"文号的括号有 {len(styles)} 种写法：{' '.join(styles)}",
        observed=listing,
        expected="统一用六角括号〔〕",
        question="请统一文号的写法。",
        place=table.place_of("annual_goal"),
    )
