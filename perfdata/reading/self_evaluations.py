"""Filled 项目支出绩效自评表 (财预〔2020〕10号 附1 and local variants) into records, as printed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from perfdata.containers.sheets import read_sheets
from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.fiscal_months import last_day
from perfdata.core.funding import FUNDING_AMOUNTS, funding_totals
from perfdata.core.model import ActualResult, FundingRow, Indicator, SelfEvaluation
from perfdata.core.terms import Attainment, FundingSource, Severity, ValueKind
from perfdata.core.text import normalise_label
from perfdata.core.values import parse_number, parse_value
from perfdata.reading.account import Text
from perfdata.reading.drafts import Corrections, Form, IndicatorLine
from perfdata.reading.forms import Reading, read_file
from perfdata.reading.funds import settle_funding
from perfdata.reading.records import (
    broken_cells,
    fiscal_year,
    indicators_of,
    money,
    points,
    project_of,
    row_text,
    with_shared_points,
)

_VALUE = "(?:(?:预期|年度|目标)?(?:指标|目标)值?)?"
_GRADES: tuple[tuple[re.Pattern[str], Attainment], ...] = (
    (re.compile(rf"(?:未达成|未完成|没有完成){_VALUE}(?:且效果较差)?"), Attainment.NOT_MET),
    (re.compile(rf"(?:部分|基本)达成{_VALUE}(?:并具有一定效果)?"), Attainment.PARTLY_MET),
    (re.compile(rf"(?:全部|已|全面)?(?:达成|完成){_VALUE}"), Attainment.MET),
)


@dataclass(frozen=True, slots=True)
class SelfEvaluations:
    """What files said: self-evaluations in their order, and every finding."""

    evaluations: list[SelfEvaluation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_self_evaluations(
    content: bytes, *, file_name: str, corrections: Corrections | None = None, reading: Reading | None = None
) -> SelfEvaluations:
    """Every filled self-evaluation form of a file, as of 31 December of its fiscal year; printed figures as printed.

    Amounts are yuan by the unit of their label; without one they are None and an error asks. ``reading`` is that of
    the content, if it has been read already. Raises UnusableFileError if the file cannot be read or holds none.
    """
    read = SelfEvaluations()
    for forms, _ in (reading or read_file(read_sheets(content, file_name=file_name), corrections)).read:
        for form in forms:
            is_evaluation = form.lines and form.columns and form.columns.has_actual
            if is_evaluation:
                form.take_name()
            if is_evaluation and "project_name" in form.texts:
                evaluation = _evaluation(form)
                actuals = [(result.actual.raw, result.place) for result in evaluation.results if result]
                form.findings += broken_cells(evaluation.project, evaluation.indicators, actuals)
                has_error = any(finding.severity is Severity.ERROR for finding in form.findings)
                read.evaluations.append(replace(evaluation, is_sound=not has_error))
            read.findings.extend(form.findings)
    if not read.evaluations:
        raise UnusableFileError(
            f"{file_name}：没有找到绩效自评表（未见“项目名称”与“实际完成值”的表头），请确认文件内容。"
        )
    return read


def _evaluation(form: Form) -> SelfEvaluation:
    project = project_of(form)
    year = fiscal_year(form)
    pairs = with_shared_points(form, indicators_of(form, project), by_scores=True)
    if year is None:
        form.ask("fiscal_year_missing/self_evaluation", project.place, name=form.texts["project_name"].text)
    settle_funding(form)
    funding = tuple(_funding_row(form, position) for position in range(len(form.funding)))
    total = next((line for line in form.funding if line.source is FundingSource.TOTAL), None)
    if total and (rate := total.cells.get("rate")):
        _ask_of_rate(form, rate, funding[form.funding.index(total)])
    printed = form.amounts | form.execution | (total.cells if total else {})
    score = form.totals.get("score") or form.stated_score
    goal = form.texts.get("actual_goal")
    return SelfEvaluation(
        project=replace(project, budget_yuan=_budget(funding) if funding else project.budget_yuan),
        indicators=tuple(indicator for indicator, _ in pairs),
        results=tuple(None if year is None else _result(form, indicator, line, year) for indicator, line in pairs),
        funding=funding,
        execution_points=points(form, printed.get("weight"), name="执行率分值"),
        execution_score=points(form, printed.get("score"), name="执行率得分"),
        total_points=points(form, form.totals.get("weight"), name="总分值"),
        total_score=points(form, score, name="总得分"),
        actual_goal=goal.text if goal else None,
    )


def _budget(funding: Sequence[FundingRow]) -> Decimal | None:
    """年初预算数, else 全年预算数, each the total or, where that is blank or 0, what its parts add up to."""
    totals = funding_totals(funding)
    initial, adjusted = totals["initial_budget_yuan"].amount, totals["adjusted_budget_yuan"].amount
    return initial or adjusted or initial


def _ask_of_rate(form: Form, rate: Text, row: FundingRow) -> None:
    """A printed execution rate, as a share or in per cent, that the amounts of its row do not make."""
    budget, number = row.adjusted_budget_yuan or row.initial_budget_yuan, parse_number(rate.text.strip().rstrip("%％"))
    if not budget or row.spent_yuan is None or number is None:
        return
    share = row.spent_yuan / budget * 100
    is_share = rate.text.strip()[-1] not in "%％" and abs(number * 100 - share) <= 1
    if abs(number - share) > 1 and not is_share:
        name = form.texts["project_name"].text
        form.ask("execution_rate_differs/form", rate.place, observed=rate.text, name=name, computed=f"{share:.2f}%")


def _funding_row(form: Form, position: int) -> FundingRow:
    line = form.funding[position]
    amounts = {
        name: money(form, line.cells.get(column), "funding", "budget", name=f"{line.source.label}的{label}")
        for column, (name, label) in zip(("initial", "adjusted", "spent"), FUNDING_AMOUNTS.items(), strict=True)
    }
    return FundingRow(source=line.source, place=line.place, **amounts)


def _result(form: Form, indicator: Indicator, line: IndicatorLine, year: int) -> ActualResult | None:
    """None where neither a result, nor points, nor a reason is written."""
    actual = parse_value(line.text("actual"))
    score = points(form, row_text(form, line, "score"), name="得分")
    reason = line.text("reason") or None
    if not line.text("actual") and score is None and reason is None:
        return None
    at = row_text(form, line, "actual")
    return ActualResult(
        indicator_id=indicator.indicator_id,
        fiscal_year=year,
        as_of=last_day(year),
        actual=actual,
        attainment=_attainment(line.text("actual")) if actual.kind is ValueKind.QUALITATIVE else None,
        given_points=score,
        deviation_reason=reason,
        place=at.place if at else form.place_of(line),
    )


def _attainment(text: str) -> Attainment | None:
    key = normalise_label(text).rstrip("。;,")
    return next((grade for pattern, grade in _GRADES if pattern.fullmatch(key)), None)
