"""目标表写明预算金额和要达到的目标。

没有预算金额（或金额为 0）、没有目标文字时，指标与钱、与目的无从对照。一个单位的各表都缺同一栏时只问一次。
依据：财预〔2015〕88号
不适用：
1. 没有指标。
正例：预算=25000；年度目标=新建支部5个。；数量指标·新建支部=≥5个
反例：年度目标=新建支部5个。；数量指标·新建支部=≥5个
"""

from perfdata.assessing.audit.rule import Rule, Skip, Table, Tables, Verdicts, by_unit
from perfdata.core.findings import AuditFinding
from perfdata.core.terms import FindingKind, ReviewDimension

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.COMPLETENESS, scope="year")
_FEW = 2


def check(tables: Tables) -> Verdicts:
    filled = [table for table in tables if table.indicators]
    if not filled:
        return Skip("没有指标")
    return [finding for unit in by_unit(filled) for finding in _findings(unit)]


def _findings(unit: list[Table]) -> list[AuditFinding]:
    missing = [_missing(table) for table in unit]
    if len(unit) > _FEW and missing[0] and set(missing) == {missing[0]}:
        return [_finding(unit, f"{len(unit)} 个项目都是{missing[0]}")]
    return [_finding(table, said) for table, said in zip(unit, missing, strict=True) if said]


def _missing(table: Table) -> str:
    budget = table.project.budget_yuan
    money = "预算金额没有填写" if budget is None else "" if budget else "预算金额是 0"
    goal = "" if table.project.annual_goal or table.project.cycle_goal else "目标文字空白"
    return "，".join(filter(None, (money, goal)))


def _finding(asked: Table | Tables, message: str) -> AuditFinding:
    return RULE.asks(
        asked,
        message,
        observed="空白",
        expected="年度预算金额及其来源，当年要达到的结果",
        question="本年安排多少资金，要达到什么结果？",
    )
