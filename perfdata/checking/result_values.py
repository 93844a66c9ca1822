"""Can a reported value be read as one of its target, and does it make sense? One rule for each problem."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from perfdata.checking.results_draft import Cell, ResultsDraft
from perfdata.checking.sanity import Problem, before_excel, is_change, is_share, number_problems, result_cell, unit_text
from perfdata.core.attainments import as_number, is_said_alike, read_attainment
from perfdata.core.model import ActualResult, Indicator, IndicatorValue, Place
from perfdata.core.terms import Attainment, Severity, ValueKind
from perfdata.core.text import normalise_label, shortened, without_person_numbers
from perfdata.core.values import parse_value

_UNREADABLE = {
    ValueKind.UNRECOGNISED: "无法识别",
    ValueKind.TEXT_WITH_NUMBER: "文字中夹有数字，无法确定数值",
    ValueKind.PLACEHOLDER: "没有填写具体数值",
    ValueKind.QUALITATIVE: "不是数值",
    ValueKind.RANGE: "是一个区间，不是一个数值",
    ValueKind.TOLERANCE: "是允许偏差，不是实际数值",
    ValueKind.DEADLINE: "读作日期，可能被表格软件自动改成了日期",
}
_MEASURED = (ValueKind.NUMBER, ValueKind.RANGE, ValueKind.TOLERANCE)
_IN_WORDS = (ValueKind.QUALITATIVE, ValueKind.TEXT_WITH_NUMBER, ValueKind.UNRECOGNISED)
_GRADES = "、".join(Attainment.labels())
# Official forms write grades and reasons among the values: what cannot be compared is a question there, no error.
_LEFT_TO_FORMS = frozenset({"actual_approximate", "actual_has_comparator", "unit_converted"})
_HELD_IN_FORMS = frozenset({"percent_as_fraction", "actual_negative"})
_LONGEST_BLANK = 10


@lru_cache(maxsize=65_536)
def problems_of(
    target_raw: str, actual_raw: str, attainment_raw: str, *, of_share: bool = False
) -> tuple[Problem, ...]:
    """Problems of the actual value and the attainment grade typed for a target, all as raw texts.

    ``of_share``: the indicator is named a rate or the like.
    """
    target, actual = parse_value(target_raw), parse_value(actual_raw)
    is_graded = not is_blank(attainment_raw)
    found = [*_attainment_problems(target, attainment_raw if is_graded else "", actual)]
    if actual.kind is ValueKind.BLANK:
        found += _blank_problems(target, actual, is_graded=is_graded)
    elif target.is_quantitative:
        found += _value_problems(target, actual, of_share=of_share)
    elif actual.kind is ValueKind.PLACEHOLDER:
        found.append(_unreadable(target, actual, "没有填写具体内容"))
    return tuple(found)


def sound_result(draft: ResultsDraft, result: ActualResult | None, indicator: Indicator) -> ActualResult | None:
    """The result of a 自评表 or 监控表, or None, counted as held, where its value must be mended first."""
    if result is None:
        return None
    result = without_person(draft, result, indicator)
    actual = draft.value_of(result_cell(indicator, result), result.actual)
    result = result if actual is result.actual else replace(result, actual=actual)
    cell = result.place, actual.raw
    if report_problems(draft, _form_problems(indicator, result.actual), indicator, cell_of=lambda _field: cell):
        return result
    draft.held_count += 1
    return None


def without_person(draft: ResultsDraft, result: ActualResult, indicator: Indicator) -> ActualResult:
    """The result without the telephone numbers of persons in its texts; that they are left out is told."""
    labels = {"deviation_reason": "偏差原因", "evidence": "佐证"}
    for name, label in labels.items():
        text = getattr(result, name) or ""
        if (left := without_person_numbers(text)) != text:
            result = replace(result, **{name: left or None})
            draft.ask("person_in_text", result.place, label=f"{indicator.indicator_name}：{label}", observed=left)
    raw = result.actual.raw
    if result.actual.number is None and (left := without_person_numbers(raw)) != raw:
        result = replace(result, actual=parse_value(left))
        draft.ask("person_in_text", result.place, label=f"{indicator.indicator_name}：实际完成值", observed=left)
    return result


def _form_problems(indicator: Indicator, actual: IndicatorValue) -> Iterator[Problem]:
    """The problems of a value in a form; what is no value at all (NaN, 4e1公里) is an error there too."""
    target = indicator.annual_target
    is_garbled = actual.kind is ValueKind.UNRECOGNISED
    for problem in problems_of(target.raw, actual.raw, "", of_share=is_share(indicator.indicator_name)):
        if problem.field != "actual" or problem.rule_id in _LEFT_TO_FORMS:
            continue
        is_held = problem.rule_id in _HELD_IN_FORMS or is_garbled or problem.severity is not Severity.ERROR
        yield problem if is_held else problem._replace(own_severity=Severity.WARNING)


def report_problems(
    draft: ResultsDraft,
    problems: Iterable[Problem],
    indicator: Indicator,
    *,
    cell_of: Callable[[str], tuple[Place, str]],
) -> bool:
    """Whether none of the problems is an error; each is reported at the place and with the text of its field."""
    is_sound = True
    for problem in problems:
        is_fall = problem.rule_id == "actual_negative" and is_change(indicator)
        severity = Severity.WARNING if is_fall else problem.severity
        is_sound &= severity is not Severity.ERROR
        place, written = cell_of(problem.field)
        label = f"{indicator.indicator_name}：实际完成值"
        words = {"severity": severity, "observed": written or "空白", "indicator": indicator, "label": label}
        draft.ask_of_cell(problem.rule_id, Cell(label, written, place), problem.readings, **words, **problem.words)
    return is_sound


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, or a mark such as — / 无."""
    return not text or (len(text) < _LONGEST_BLANK and parse_value(text).kind is ValueKind.BLANK)


def _attainment_problems(target: IndicatorValue, attainment_raw: str, actual: IndicatorValue) -> Iterator[Problem]:
    if attainment_raw and read_attainment(attainment_raw) is None:
        yield Problem("attainment_unknown", "attainment", {"grades": _GRADES})
    elif attainment_raw and target.is_quantitative:
        yield Problem("attainment_not_expected", "attainment")
    elif target.kind in _IN_WORDS and not attainment_raw and not _says_grade(target, actual):
        is_qualitative = target.kind is ValueKind.QUALITATIVE
        kind = "定性指标" if is_qualitative else "指标值是文字，"
        words = {"grades": _GRADES, "kind": kind, "actual": actual.raw}
        yield Problem("attainment_missing", "attainment", words, None if is_qualitative else Severity.WARNING)


def _says_grade(target: IndicatorValue, actual: IndicatorValue) -> bool:
    """A grade, or what answers the target's words; nothing written says nothing wrong."""
    if actual.kind is ValueKind.BLANK:
        return True
    return read_attainment(actual.raw) is not None or is_said_alike(target, actual) or bool(as_number(target, actual))


def _blank_problems(target: IndicatorValue, actual: IndicatorValue, *, is_graded: bool) -> Iterator[Problem]:
    """A mark for "nothing" is kept and counts as not reported; 无 may as well mean 0."""
    may_be_zero = normalise_label(actual.raw) == "无" and target.is_quantitative
    if actual.raw and not is_graded and not is_said_alike(target, actual):
        mend = f"如果是指 0，请填写 0{target.unit or ''}。" if may_be_zero else "如有实际完成值，请补填。"
        yield Problem("actual_blank", "actual", {"mend": mend}, None if may_be_zero else Severity.NOTICE)


def _value_problems(target: IndicatorValue, actual: IndicatorValue, *, of_share: bool) -> Iterator[Problem]:
    if reason := _why_unreadable(target, actual):
        meant = before_excel(actual.raw) if target.kind in _MEASURED else ()
        sound = (text for text in meant if _why_unreadable(target, parse_value(text)) is None)
        yield _unreadable(target, actual, reason)._replace(readings=tuple(sound))
        return
    if actual.comparator is not None and actual.kind is not ValueKind.TOLERANCE:
        yield Problem("actual_has_comparator")
    elif actual.is_approximate and not target.is_approximate:
        yield Problem("actual_approximate")
    if target.kind in _MEASURED and actual.number is not None:
        yield from number_problems(target, actual, is_share=of_share)


def _why_unreadable(target: IndicatorValue, actual: IndicatorValue) -> str | None:
    if target.kind is ValueKind.DEADLINE:
        if actual.kind is ValueKind.DEADLINE:
            return None
        is_readable = actual.kind in _MEASURED or actual.kind is ValueKind.QUALITATIVE
        return "不是日期" if is_readable else _UNREADABLE[actual.kind]
    is_deviation = target.kind is ValueKind.TOLERANCE and actual.kind is ValueKind.TOLERANCE
    return None if actual.kind is ValueKind.NUMBER or is_deviation else _UNREADABLE[actual.kind]


def _unreadable(target: IndicatorValue, actual: IndicatorValue, reason: str) -> Problem:
    wanted = {ValueKind.DEADLINE: "日期"}.get(target.kind, "数值") if target.is_quantitative else "内容"
    example = f"，如 {_example(target)}" if target.is_quantitative else ""
    words = {"shown": shortened(actual.raw), "reason": reason, "wanted": wanted, "example": example}
    return Problem("actual_unreadable", "actual", words)


def _example(target: IndicatorValue) -> str:
    """How a result could be spelt."""
    return "2024年12月20日" if target.kind is ValueKind.DEADLINE else f"{target.number:f}{unit_text(target)}"
