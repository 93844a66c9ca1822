"""Filled 自评表 (财预〔2020〕10号 附1) in the lay-out of our own form, one or several a sheet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from perfdata.core.findings import Finding
from perfdata.core.model import ActualResult, FundingRow, Indicator, Place, Project, SelfEvaluation
from perfdata.core.terms import FundingSource, Level1, Level2, Severity
from perfdata.core.text import normalise_label, stable_id, unify_width
from perfdata.core.values import parse_value
from perfdata.reading.labels import LEVEL1_LABELS, LEVEL2_LABELS, LEVEL_POINTS
from perfdata.reading.sheets import Row, Sheet
from perfdata.reading.word_tables import form_sheets

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_COLUMNS = {
    "一级指标": "level1",
    "二级指标": "level2",
    "三级指标": "name",
    "年度指标值": "target",
    "实际完成值": "actual",
    "全年完成值": "actual",
    "分值": "points",
    "得分": "score",
    "偏差原因分析及改进措施": "reason",
}
_FUNDING = {
    "年初预算数": "initial_budget_yuan",
    "全年预算数": "adjusted_budget_yuan",
    "全年执行数": "spent_yuan",
    "分值": "points",
    "得分": "score",
}
_AMOUNTS = ("initial_budget_yuan", "adjusted_budget_yuan", "spent_yuan")
_SOURCES = (
    (re.compile(r"^年度资金总额"), FundingSource.TOTAL),
    (re.compile(r"财政拨款|公共预算拨款"), FundingSource.FISCAL),
    (re.compile(r"结转"), FundingSource.CARRIED_OVER),
    (re.compile(r"^其他资金"), FundingSource.OTHER),
)
_TOTAL = re.compile(r"^总(?:分|计)|^合计")


@dataclass(slots=True)
class SelfEvaluations:
    """Every form of a file, and what is to be said about reading it."""

    evaluations: list[SelfEvaluation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class _Form:
    sheet: Sheet
    place: Place
    texts: dict[str, str] = field(default_factory=dict)
    fiscal_year: int | None = None
    funding: list[FundingRow] = field(default_factory=list)
    numbers: dict[str, Decimal | None] = field(default_factory=dict)
    rows: list[tuple[Row, Level1 | None, Level2 | None]] = field(default_factory=list)


def read_self_evaluations(content: bytes, *, file_name: str) -> SelfEvaluations:
    """Every filled form of a file. Raises UnusableFileError if the file cannot be read."""
    result = SelfEvaluations()
    for sheet in form_sheets(content, file_name=file_name):
        headers, start = _headers(sheet), 0
        for header in headers:
            form = _Form(sheet, sheet.place(sheet.rows[start]))
            _read_head(form, sheet.rows[start:header], result)
            columns = _columns(sheet.rows[header], _COLUMNS)
            start = _read_body(form, columns, header + 1, result)
            if form.texts.get("project_name"):
                result.evaluations.append(_evaluation(form, columns, result))
    return result


def _headers(sheet: Sheet) -> list[int]:
    wanted = {"name", "actual", "score"}
    return [at for at, row in enumerate(sheet.rows) if wanted <= _columns(row, _COLUMNS).keys()]


def _columns(row: Row, known: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, text in enumerate(row.cells):
        if name := known.get(normalise_label(text)):
            found.setdefault(name, at)
    return found


def _read_head(form: _Form, rows: Sequence[Row], result: SelfEvaluations) -> None:
    amounts: dict[str, int] = {}
    factor = Decimal(1)
    goals: tuple[int, int] | None = None
    for row in rows:
        labels = [normalise_label(text) for text in row.cells]
        if any("(万元)" in label for label in labels):
            factor = Decimal(10_000)
        for at, label in enumerate(labels):
            if name := {"项目名称": "project_name", "主管部门": "department", "实施单位": "unit"}.get(label):
                form.texts[name] = _beside(row, at)
                if name == "project_name":
                    form.place = form.sheet.place(row, at)
            elif form.fiscal_year is None and len(label) < 20 and (year := _YEAR.search(label)):
                form.fiscal_year = int(year[1])
        if goals:
            form.texts["annual_goal"], form.texts["actual_goal"] = _at(row, goals[0]), _at(row, goals[1])
            goals = None
        if "预期目标" in labels and "实际完成情况" in labels:
            goals = (labels.index("预期目标"), labels.index("实际完成情况"))
        if "全年执行数" in labels:
            amounts = _columns(row, _FUNDING)
        elif amounts and (source := _source(labels)) is not None:
            _read_funding(form, row, source, amounts, factor, result)


def _source(labels: Sequence[str]) -> FundingSource | None:
    return next((source for label in labels for pattern, source in _SOURCES if label and pattern.search(label)), None)


def _read_funding(
    form: _Form, row: Row, source: FundingSource, columns: dict[str, int], factor: Decimal, result: SelfEvaluations
) -> None:
    values = {name: _number(form, row, columns.get(name), result) for name in columns}
    yuan = {name: None if (value := values.get(name)) is None else value * factor for name in _AMOUNTS}
    form.funding.append(
        FundingRow(
            source=source,
            place=form.sheet.place(row, columns.get("initial_budget_yuan")),
            **{name: None if amount is None else amount.quantize(Decimal("0.01")) for name, amount in yuan.items()},
        )
    )
    if source is FundingSource.TOTAL:
        form.numbers |= {"execution_points": values.get("points"), "execution_score": values.get("score")}


def _read_body(form: _Form, columns: dict[str, int], at: int, result: SelfEvaluations) -> int:
    level1: Level1 | None = None
    level2: Level2 | None = None
    for position, row in enumerate(form.sheet.rows[at:], start=at):
        first = normalise_label(next((text for text in row.cells if text), ""))
        if _TOTAL.match(first):
            points, score = (_number(form, row, columns.get(name), result) for name in ("points", "score"))
            form.numbers |= {"total_points": points, "total_score": score}
            return position + 1
        if text := LEVEL_POINTS.sub("", normalise_label(_at(row, columns.get("level1")))):
            level1, level2 = LEVEL1_LABELS.get(text), None
        if text := normalise_label(_at(row, columns.get("level2"))):
            level2 = LEVEL2_LABELS.get(text)
        if _at(row, columns["name"]):
            form.rows.append((row, level1, level2))
    return len(form.sheet.rows)


def _evaluation(form: _Form, columns: dict[str, int], result: SelfEvaluations) -> SelfEvaluation:
    texts = form.texts
    project = Project(
        project_id=stable_id(texts["project_name"], texts.get("unit", "")),
        project_name=texts["project_name"],
        project_type=None,
        project_level=None,
        competent_department=texts.get("department") or None,
        spending_unit=texts.get("unit") or None,
        cycle_start_year=None,
        cycle_end_year=None,
        fiscal_year=form.fiscal_year,
        budget_yuan=next((row.initial_budget_yuan for row in form.funding), None),
        cycle_goal=None,
        annual_goal=texts.get("annual_goal") or None,
        place=form.place,
    )
    seen: Counter[str] = Counter()
    indicators: list[Indicator] = []
    results: list[ActualResult | None] = []
    for order, (row, level1, level2) in enumerate(form.rows, start=1):
        indicator = _indicator(form, project, row, columns, level1, level2, order, seen, result)
        indicators.append(indicator)
        results.append(_result(form, indicator, row, columns, result))
    return SelfEvaluation(
        project=project,
        indicators=tuple(indicators),
        results=tuple(results),
        funding=tuple(form.funding),
        actual_goal=texts.get("actual_goal") or None,
        **form.numbers,
    )


def _indicator(
    form: _Form,
    project: Project,
    row: Row,
    columns: dict[str, int],
    level1: Level1 | None,
    level2: Level2 | None,
    order: int,
    seen: Counter[str],
    result: SelfEvaluations,
) -> Indicator:
    name, category = _at(row, columns["name"]), level2 or level1
    key = stable_id(project.project_id, category.value if category else "", name)
    seen[key] += 1
    return Indicator(
        indicator_id=key if seen[key] == 1 else stable_id(key, str(seen[key])),
        project_id=project.project_id,
        fiscal_year=project.fiscal_year,
        level1=level1,
        level2=level2,
        indicator_name=name,
        cycle_target=parse_value(""),
        annual_target=parse_value(_at(row, columns.get("target"))),
        weight_points=_number(form, row, columns.get("points"), result),
        order=order,
        place=form.sheet.place(row, columns["name"]),
    )


def _result(
    form: _Form, indicator: Indicator, row: Row, columns: dict[str, int], result: SelfEvaluations
) -> ActualResult | None:
    actual, given = _at(row, columns.get("actual")), _number(form, row, columns.get("score"), result)
    if not actual and given is None:
        return None
    year = indicator.fiscal_year or 1900
    return ActualResult(
        indicator_id=indicator.indicator_id,
        fiscal_year=year,
        as_of=date(year, 12, 31),
        actual=parse_value(actual),
        given_points=given,
        deviation_reason=_at(row, columns.get("reason")) or None,
        place=form.sheet.place(row, columns["actual"]),
    )


def _number(form: _Form, row: Row, column: int | None, result: SelfEvaluations) -> Decimal | None:
    text = unify_width(_at(row, column)).replace(",", "").strip()
    if text in ("", "-", "—", "--", "——", "/"):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        result.findings.append(
            Finding(
                rule_id="number_unreadable",
                severity=Severity.WARNING,
                place=form.sheet.place(row, column),
                message=f"“{text}”不是数，未采用。",
                observed=text,
                expected="数字",
                suggestion="请改为数字后重新上传。",
            )
        )
        return None


def _at(row: Row, column: int | None) -> str:
    return row.cells[column].strip() if column is not None and column < len(row.cells) else ""


def _beside(row: Row, column: int) -> str:
    label = row.cells[column]
    return next((text.strip() for text in row.cells[column + 1 :] if text.strip() and text != label), "")
