"""Cells whose formula failed: #REF! is no name, no target and no result."""

from __future__ import annotations

from collections.abc import Iterable

from perfdata.core.findings import Finding
from perfdata.core.model import Indicator, Place, Project
from perfdata.core.terms import Severity
from perfdata.core.text import EXCEL_ERRORS

_FIELDS = {
    "主管部门": "competent_department",
    "用款单位": "spending_unit",
    "实施周期总目标": "cycle_goal",
    "年度目标": "annual_goal",
}


def broken_cells(
    project: Project, indicators: Iterable[Indicator], actuals: Iterable[tuple[str, Place]] = ()
) -> list[Finding]:
    """An error for every name, goal, target and actual value (text and place) that is an error of Excel."""
    indicators, actuals = list(indicators), list(actuals)
    texts = {getattr(project, name) for name in ("project_name", *_FIELDS.values())} | {text for text, _ in actuals}
    for item in indicators:
        texts |= {item.indicator_name, item.cycle_target.raw, item.annual_target.raw}
    if texts.isdisjoint(EXCEL_ERRORS):
        return []
    return [
        *_broken("项目名称", project.project_name, project.place),
        *[
            finding
            for what, name in _FIELDS.items()
            for finding in _broken(what, getattr(project, name) or "", project.field_places.get(name, project.place))
        ],
        *[
            finding
            for item in indicators
            for what, text in (
                ("三级指标", item.indicator_name),
                ("实施周期指标值", item.cycle_target.raw),
                ("年度指标值", item.annual_target.raw),
            )
            if text in EXCEL_ERRORS
            for finding in _broken(what, text, item.place)
        ],
        *[finding for text, place in actuals for finding in _broken("实际完成值", text, place)],
    ]


def _broken(what: str, text: str, place: Place) -> list[Finding]:
    if text not in EXCEL_ERRORS:
        return []
    return [
        Finding(
            rule_id="excel_error",
            severity=Severity.ERROR,
            place=place,
            message=f"{what}是公式的错误结果“{text}”，没有内容可用。",
            observed=text,
            expected=f"{what}的文字或数值",
            suggestion="请在原表中改正公式，或直接填写内容，然后重新导入。",
        )
    ]
