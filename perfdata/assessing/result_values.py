"""Does a reported value make sense for its target? Each problem is one rule with its sentence, whatever the row."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from perfdata.assessing.completion import read_attainment
from perfdata.core.model import IndicatorValue
from perfdata.core.terms import Severity, ValueKind
from perfdata.core.text import normalise_label, thousands
from perfdata.core.values import parse_value

_UNREADABLE = {
    ValueKind.UNRECOGNISED: "无法识别",
    ValueKind.TEXT_WITH_NUMBER: "文字中夹有数字，无法确定数值",
    ValueKind.PLACEHOLDER: "没有填写具体数值",
}
_MEASURED = {ValueKind.NUMBER, ValueKind.RANGE, ValueKind.TOLERANCE}
_TEN_THOUSAND = {"元": "万元", "万元": "元", "元/人": "万元/人", "万元/人": "元/人"}
_FAR_ABOVE = 10


class Problem(NamedTuple):
    """One thing to mend or to check in the cell of ``field``; an error holds the row back."""

    rule_id: str
    severity: Severity
    field: str
    message: str
    expected: str
    suggestion: str


@lru_cache(maxsize=65_536)
def problems_of(target_raw: str, actual_raw: str, attainment_raw: str) -> tuple[Problem, ...]:
    """Problems of the actual value and the attainment grade typed for a target, all as raw texts."""
    target, actual = parse_value(target_raw), parse_value(actual_raw)
    found = [*_attainment_problems(target, attainment_raw, actual)]
    if actual.kind is not ValueKind.BLANK and target.is_quantitative:
        found += _value_problems(target, actual)
    return tuple(found)


def _attainment_problems(target: IndicatorValue, attainment_raw: str, actual: IndicatorValue) -> Iterator[Problem]:
    if attainment_raw and read_attainment(attainment_raw) is None:
        yield Problem(
            "attainment_unknown",
            Severity.ERROR,
            "attainment",
            f"完成等级“{attainment_raw}”不是规定的三个等级。",
            "达成、部分达成、未达成",
            "请从下拉列表中选择一个等级。",
        )
    elif attainment_raw and target.is_quantitative:
        yield Problem(
            "attainment_not_expected",
            Severity.WARNING,
            "attainment",
            "定量指标按数值判断，完成等级未采用。",
            "留空",
            "请清空此格，并在“实际完成值”填写数值。",
        )
    elif target.kind is ValueKind.QUALITATIVE and not attainment_raw and not _says_grade(target, actual):
        yield Problem(
            "attainment_missing",
            Severity.ERROR,
            "attainment",
            f"定性指标只写了“{actual.raw}”，没有选完成等级。",
            "达成、部分达成、未达成",
            "请在“完成等级”中选择一个等级。",
        )


def _says_grade(target: IndicatorValue, actual: IndicatorValue) -> bool:
    """A grade, or the target's own words, which mean it is met; nothing written says nothing wrong."""
    if actual.kind is ValueKind.BLANK:
        return True
    return read_attainment(actual.raw) is not None or normalise_label(actual.raw) == normalise_label(target.raw)


def _value_problems(target: IndicatorValue, actual: IndicatorValue) -> Iterator[Problem]:
    if reason := _unreadable(target, actual):
        yield Problem(
            "actual_unreadable",
            Severity.ERROR,
            "actual",
            f"实际完成值“{actual.raw}”{reason}。",
            f"与指标值“{target.raw}”同类的数值",
            f"请填写数字{f'和单位，如 {_example(target)}' if target.number is not None else ''}。",
        )
        return
    if actual.comparator is not None:
        yield Problem(
            "actual_has_comparator",
            Severity.WARNING,
            "actual",
            f"实际完成值“{actual.raw}”带有比较符，按其中的数值计算。",
            "实际数值，不带比较符",
            "请去掉比较符，只填实际完成的数值。",
        )
    if target.kind in _MEASURED:
        yield from _number_problems(target, actual)


def _unreadable(target: IndicatorValue, actual: IndicatorValue) -> str | None:
    if actual.kind in _UNREADABLE:
        return _UNREADABLE[actual.kind]
    if target.kind in _MEASURED and actual.kind is ValueKind.DEADLINE:
        return "读作日期，可能被表格软件自动改成了日期"
    if target.kind is ValueKind.DEADLINE and actual.kind in _MEASURED:
        return "不是日期"
    if actual.kind is ValueKind.QUALITATIVE:
        return "不是数值" if target.kind in _MEASURED else "不是日期"
    return None


def _number_problems(target: IndicatorValue, actual: IndicatorValue) -> Iterator[Problem]:
    number = actual.number
    if number is None:
        return
    if number < 0 and not (target.number is not None and target.number < 0) and target.kind is not ValueKind.TOLERANCE:
        yield Problem(
            "actual_negative",
            Severity.ERROR,
            "actual",
            f"实际完成值“{actual.raw}”是负数。",
            "不小于 0 的数值",
            "请核对后改为实际数值。",
        )
    yield from _unit_problems(target, actual)


def _unit_problems(target: IndicatorValue, actual: IndicatorValue) -> Iterator[Problem]:
    number = actual.number
    assert number is not None
    if target.unit == "%" and actual.unit is None and 0 < number <= 1 and (target.number or 0) > 1:
        percent = f"{thousands(number * 100)}%"
        yield Problem(
            "percent_as_fraction",
            Severity.ERROR,
            "actual",
            f"实际完成值“{actual.raw}”可能是小数形式的百分比。",
            f"百分数，如 {percent}",
            f"如果是 {percent}，请写成 {percent}；如果确为 {thousands(number)}%，请写明 %。",
        )
        return
    if actual.unit is not None and target.unit is not None and actual.unit != target.unit:
        yield _unit_problem(target, actual)
        return
    if target.unit == "%" and number > 100 and (target.number or 0) <= 100:
        yield _above("rate_above_100", actual, "超过 100%", "不超过 100% 的比率")
    elif target.number and number >= target.number * _FAR_ABOVE:
        yield _above("far_above_target", actual, f"是指标值“{target.raw}”的 10 倍以上", "与指标值相当的数值")


def _above(rule_id: str, actual: IndicatorValue, what: str, expected: str) -> Problem:
    suggestion = "请核对是否多写了位数或单位有误；如无误，请在偏差原因中说明。"
    return Problem(rule_id, Severity.WARNING, "actual", f"实际完成值“{actual.raw}”{what}。", expected, suggestion)


def _unit_problem(target: IndicatorValue, actual: IndicatorValue) -> Problem:
    if _TEN_THOUSAND.get(target.unit or "") == actual.unit:
        return Problem(
            "unit_converted",
            Severity.WARNING,
            "actual",
            f"实际完成值“{actual.raw}”的单位与指标值的“{target.unit}”不同，已按 1 万元 = 10,000 元换算。",
            f"单位为{target.unit}的数值",
            f"建议改用{target.unit}填写。",
        )
    return Problem(
        "unit_differs",
        Severity.ERROR,
        "actual",
        f"实际完成值“{actual.raw}”的单位是“{actual.unit}”，指标值“{target.raw}”的单位是“{target.unit}”。",
        f"单位为“{target.unit}”的数值",
        f"请按“{target.unit}”填写，如 {_example(target)}。",
    )


def _example(target: IndicatorValue) -> str:
    return f"{thousands(target.number)}{target.unit or ''}" if target.number is not None else target.raw
