"""每项指标都填写名称和年度指标值，写法可以读懂。

年度指标值空白、还是模板里的占位符（“**人”“XX”）、读不成数的，或名称还是“指标1”的，一次列出。
依据：财预〔2015〕88号
不适用：
1. 没有指标；
2. 一级指标不明的行（如决策、过程），名称为“/”“无”的行；
3. 按等级写的值（优100% 良90%），名称里的“（≥**人）”已在指标值栏填写。
正例：数量指标·新建支部=≥5个；数量指标·种植数量（≥**株）=≥100株；质量指标·救助覆盖率=优100% 良90%
反例：数量指标·指标1=≥**个
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, several
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, ReviewDimension, ValueKind

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.COMPLETENESS, version=2)
_WORDS = {ValueKind.BLANK: "空白", ValueKind.PLACEHOLDER: "还是占位符", ValueKind.UNRECOGNISED: "读不成数"}
_EMPTY_NAME = re.compile(r"^指标\d*[:：]?$|^[….]+$|[XxＸ]{2,}")
_NOTHING = re.compile(r"(?:指标\d*[:：])?(?:[/\\—–-]+|无|不适用)")
_GRADED = re.compile(r"优.*\d.*良")


def check(table: Table) -> Verdict:
    if not table.indicators:
        return Skip("没有指标")
    found = [(item, trouble) for item in table.indicators if (trouble := _trouble(item))]
    if not found:
        return None
    return RULE.asks(
        table,
        several([f"“{item.indicator_name}”的{trouble}" for item, trouble in found]),
        observed=several([item.annual_target.raw or "空白" for item, _ in found], most=8),
        expected="比较符 + 数值 + 单位，或可以核对的文字",
        question="请补填或改写名称和年度指标值，或删去这一行。",
        about=[item for item, _ in found],
    )


def _trouble(indicator: Indicator) -> str:
    target, name = indicator.annual_target, indicator.indicator_name
    if _EMPTY_NAME.search(name):
        return "名称还没有填写"
    if target.kind not in _WORDS or indicator.level1 is None or _NOTHING.fullmatch(name) or _GRADED.search(target.raw):
        return ""
    says_why = target.kind is ValueKind.PLACEHOLDER and (target.note or "").startswith("只写了")
    return f"年度指标值{target.note if says_why else _WORDS[target.kind]}"
