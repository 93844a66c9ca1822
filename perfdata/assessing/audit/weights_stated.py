"""指标写明分值（权重）。

没有分值时，自评得分只能按平均分配推算。
依据：财预〔2020〕10号
不适用：
1. 没有指标；
2. 2021 年以前，或转移支付、上级补助资金的目标表：这些表通常不写分值。
正例：数量指标·新建支部=≥5个（50分）
反例：数量指标·新建支部=≥5个
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Tables, Verdicts, by_unit
from perfdata.core.findings import AuditFinding
from perfdata.core.terms import FindingKind, ReviewDimension

RULE = Rule(
    name=__name__, doc=__doc__, kind=FindingKind.REMARK, dimension=ReviewDimension.COMPLETENESS, scope="year", version=2
)
_TRANSFER = re.compile("转移支付|(?:中央|省级|市级|上级|财政).*(?:资金|补助|经费)")


def check(tables: Tables) -> Verdicts:
    if not any(table.indicators for table in tables):
        return Skip("没有指标")
    return [finding for unit in by_unit(tables) if (finding := _finding(unit))]


def _is_expected(table: Table) -> bool:
    project = table.project
    is_transfer = _TRANSFER.search(project.project_name)
    return bool(table.indicators) and (project.fiscal_year or 2021) >= 2021 and not is_transfer


def _finding(unit: Tables) -> AuditFinding | None:
    silent = [table for table in unit if _is_expected(table) and all(i.weight_points is None for i in table.indicators)]
    if not silent:
        return None
    count = sum(len(table.indicators) for table in silent)
    return RULE.asks(
        unit,
        f"{len(silent)} 个项目的 {count} 项指标都没有分值",
        observed="分值一栏没有填写",
        expected="各级指标分值合计 90 分（另有执行率 10 分）",
        question="自评时按什么权重计分？",
        place=silent[0].indicators[0].place,
    )
