"""What only the office can say of an indicator, and what it said; kept like confirmed names, by the key of a row."""

from collections.abc import Mapping
from typing import NamedTuple

from perfdata.core.model import Indicator
from perfdata.core.terms import Comparator, OpenQuestion, ResultBasis


class IndicatorQuestion(NamedTuple):
    """A question in Chinese, and what may be answered: a label by its answer. ``row_key`` is what it is kept under."""

    row_key: str
    indicator_name: str
    text: str
    options: Mapping[str, str]


_ABOUT = "｜"
_OPTIONS = {
    OpenQuestion.DIRECTION: {Comparator.GE.value: "越大越好（≥）", Comparator.LE.value: "越小越好（≤）"},
    OpenQuestion.PERIOD: {basis.value: basis.label for basis in ResultBasis},
}


def indicator_question(indicator: Indicator, about: OpenQuestion, text: str) -> IndicatorQuestion:
    """The question as a clerk is asked it."""
    options = dict(_OPTIONS[about])
    if about is OpenQuestion.PERIOD:
        options[ResultBasis.EACH.value] = f"每{indicator.annual_target.per}的数"
    name = indicator.indicator_name
    return IndicatorQuestion(_key(about, indicator), name, text if name in text else f"{name}：{text}", options)


def answered(indicator: Indicator, answers: Mapping[str, str]) -> Indicator:
    """The indicator with what was answered about it, by row key; what is no answer is passed over."""
    direction = answers.get(_key(OpenQuestion.DIRECTION, indicator))
    basis = answers.get(_key(OpenQuestion.PERIOD, indicator))
    if direction in _OPTIONS[OpenQuestion.DIRECTION]:
        indicator = indicator._replace(direction=Comparator(direction))
    if basis in _OPTIONS[OpenQuestion.PERIOD]:
        indicator = indicator._replace(result_basis=ResultBasis(basis))
    return indicator


def answer_keys(indicator: Indicator) -> list[str]:
    """The row keys under which answers about the indicator are kept."""
    return [_key(about, indicator) for about in OpenQuestion]


def answered_indicator(row_key: str) -> str | None:
    """The id of the indicator that an answer under the key is about, None for the key of anything else."""
    about, _, indicator_id = row_key.partition(_ABOUT)
    return indicator_id if indicator_id and any(about == question.value for question in OpenQuestion) else None


def _key(about: OpenQuestion, indicator: Indicator) -> str:
    return f"{about.value}{_ABOUT}{indicator.indicator_id}"
