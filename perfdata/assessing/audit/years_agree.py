"""项目名称、目标、周期、指标和期限所说的年份互相一致。

名称或年度目标的年份不是本年度，指标或完成期限落在实施周期之外，周期跨年而表内只有年度目标时，看不出预算是哪几年的、做到什么时候。
依据：财预〔2021〕101号
不适用：
1. 目标表没有年度。
正例：项目名称=2024年补贴；周期=2024-2024；时效指标·完成时间=2024年11月底前
反例：项目名称=2024年补贴；周期=2024-2024；时效指标·完成时间=2026年12月底前
"""

import re

from perfdata.assessing.audit.rule import Rule, Skip, Table, Verdict, several
from perfdata.assessing.text_tokens import without_titles
from perfdata.core.model import Indicator
from perfdata.core.terms import FindingKind, ReviewDimension, ValueKind

RULE = Rule(name=__name__, doc=__doc__, kind=FindingKind.QUESTION, dimension=ReviewDimension.SUITABILITY)
_YEAR = re.compile(r"(?<!\d)20[1-4]\d(?=年|[-–—至到~])|(?<=[-–—至到~])20[1-4]\d(?!\d)")
_FIRST = 2000
_CLAUSE = re.compile("[,。;!?\n]")
# What is told of other years in a goal, rather than aimed at.
_TOLD = re.compile(
    "根据|按照?|依据|落实|关于|截[至止]|方案|规划|文件|通知|要求|精神|已|结转|欠|未支付|尾款|质保|上年|去年|历年|毕业|入学|级|届|出生|签订|合同"
)
_SINCE = re.compile(r"(?:较|比|同比|与|自|从|于)\s*20[1-4]\d|20[1-4]\d年?(?:度)?(?:以来|起|基础|相比)")


def check(table: Table) -> Verdict:
    project, year = table.project, table.project.fiscal_year
    if year is None:
        return Skip("目标表没有年度")
    first, last = min(project.cycle_start_year or year, year), max(project.cycle_end_year or year, year)
    named = _years(project.project_name)
    problems = [f"项目名称写 {named[0]} 年，目标表是 {year} 年度"] if _is_past(named, year) else []
    aimed = _aimed_at(project.annual_goal or "")
    if aimed and not any(first <= said <= last for said in aimed):
        problems.append(f"年度目标写 {aimed[0]} 年，预算和目标表是 {year} 年度")
    about = [item for item in table.indicators if any(not first <= said <= last for said in _said(item))]
    problems += [f"“{item.indicator_name}”{item.annual_target.raw} 不在 {_span(first, last)} 年度" for item in about]
    if last > first and _is_of_one_year(table):
        problems.append(f"实施周期 {first} 至 {last} 年，表内只有一个年度的目标")
    if not problems:
        return None
    return RULE.asks(
        table,
        several(problems),
        observed=f"年度 {year}，实施周期 {project.cycle_start_year or '？'} 至 {project.cycle_end_year or '？'}",
        expected="名称、周期、指标和期限的年份一致",
        question="预算和目标是哪一年（几年）的，做到什么时候？",
        about=about,
    )


def _years(text: str) -> list[int]:
    """Years that say when; not those that something is compared with."""
    return [int(found) for found in _YEAR.findall(_SINCE.sub("", text))] if "20" in text else []


def _aimed_at(goal: str) -> list[int]:
    """The years of the clauses of a goal that say what is to be done, without cited titles."""
    if "20" not in goal:
        return []
    return [
        year for clause in _CLAUSE.split(without_titles(goal)) if not _TOLD.search(clause) for year in _years(clause)
    ]


def _is_past(named: list[int], year: int) -> bool:
    return bool(named) and not min(named) <= year <= max(named)


def _said(indicator: Indicator) -> list[int]:
    target = indicator.annual_target
    if target.kind is ValueKind.DEADLINE:
        years = [int(number) // 10000 for number in (target.number, target.upper) if number]
        return [year for year in years if year > _FIRST] + _years(indicator.indicator_name)
    return _years(f"{indicator.indicator_name} {target.raw}")


def _is_of_one_year(table: Table) -> bool:
    blank = (item.cycle_target.kind is ValueKind.BLANK for item in table.indicators)
    return not table.project.cycle_goal and bool(table.indicators) and all(blank)


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} 至 {last}"
