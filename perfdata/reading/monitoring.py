"""Filled monitoring forms (财预〔2019〕136号 附件) out of any sheet that holds one, as they state it."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from perfdata.containers.sheets import Sheet
from perfdata.core.amounts import is_blank_amount
from perfdata.core.dates import stated_month, stated_year
from perfdata.core.findings import Finding
from perfdata.core.funding import funding_total, without_empty_budgets
from perfdata.core.keys import without_code
from perfdata.core.model import Place
from perfdata.core.official_forms import FilledMonitoring, MonitoringRow
from perfdata.core.terms import DeviationCause, FundingSource, Likelihood
from perfdata.core.text import normalise_label
from perfdata.core.words import WORDS
from perfdata.reading.account import Text
from perfdata.reading.drafts import Form, IndicatorLine
from perfdata.reading.forms import Reading, read_file
from perfdata.reading.funds import settle_funding
from perfdata.reading.records import fiscal_year, money
from perfdata.reading.rows import split_line, target_text

_AMOUNTS = {
    "initial_budget_yuan": ("年初预算数", "initial"),
    "adjusted_budget_yuan": ("全年预算数", "adjusted"),
    "spent_yuan": ("执行数", "spent_so_far", "spent"),
    "expected_yuan": ("全年预计执行数", "expected"),
}
_UNITS = ("funding", "budget")  # whose labels may state the unit of the block
_LONGEST_LABEL = 40
_LIKELIHOODS = {
    word: term
    for term, words in zip(Likelihood, ("确定 能 能够 可以", "有可能 可能", "完全不可能 不可能 不能 无法"), strict=True)
    for word in (
        term.label,
        *(f"{own}完成" for own in words.split()),
        f"{term.label}完成",
        term.label.removeprefix("完全"),
    )
}
_WORDS = "|".join(sorted(_LIKELIHOODS, key=len, reverse=True))
_MARKED = (re.compile(rf"({_WORDS})[\s(:]*[√✓✔☑■]"), re.compile(rf"[√✓✔☑■][\s):]*({_WORDS})"))
_NOT_TICKED = frozenset({"□", "☐", "✗", "✘", "☒", "×", "✖", "否", "0"})
_Term = TypeVar("_Term", Likelihood, DeviationCause)


def read_monitoring(sheets: Sequence[Sheet], *, reading: Reading | None = None) -> list[FilledMonitoring]:
    """Every filled form, several a sheet as well; ``reading`` is that of the sheets, if they have been read already."""
    forms = [form for forms, _ in (reading or read_file(sheets)).read for form in forms]
    return [_filled(form) for form in forms if form.columns and form.columns.is_monitoring]


def _filled(form: Form) -> FilledMonitoring:
    sheet = form.account.sheet
    named = form.texts["project_name"].place if "project_name" in form.texts else form.name_place
    place = form.title_place or named or sheet.place_at(form.first_row or sheet.rows[0].number, 0)
    name = without_code(form.texts.setdefault("project_name", Text("", place)).text)
    unit = form.texts.get("spending_unit")
    head = list(_head_labels(form))
    months = list(filter(None, map(stated_month, head)))
    if len(set(months)) > 1:
        form.ask("month_inconsistent", place, observed="、".join(map(str, sorted(set(months)))), month=months[0])
    return FilledMonitoring(
        place=place,
        project_name=name,
        spending_unit=without_code(unit.text) if unit else "",
        fiscal_year=fiscal_year(form) or next(filter(None, map(stated_year, head)), None),
        month=months[0] if months else None,
        **_amounts(form, name, place),
        rows=[_row(form, part) for line in form.lines for part in split_line(form, line)],
        findings=list(map(_told, form.findings)),
    )


def _head_labels(form: Form) -> Iterator[str]:
    """Short texts above the indicators, but not what the fields say."""
    values = {text.text for text in form.texts.values()}
    end = form.lines[0].number if form.lines else None
    for row in form.account.sheet.rows:
        if row.number >= form.first_row and (end is None or row.number < end):
            yield from (
                normalise_label(text) for text in row.cells if text not in values and len(text) < _LONGEST_LABEL
            )


def _told(finding: Finding) -> Finding:
    """A finding of the reader of all forms; that a table stands below a form is a warning."""
    rows = [row for row in (finding.observed or "").split("\n") if len(set(row.split(" | "))) > 2]
    if finding.rule_id != "foot_not_understood" or not rows:
        return finding
    return WORDS["row_not_understood/monitoring"].finding(finding.place, observed=rows[0], count=len(rows))


def _amounts(form: Form, project_name: str, place: Place) -> dict[str, Decimal | None]:
    """The 项目资金 block: its total, and the parts that should add up to it; no sum where one of them is unreadable."""
    settle_funding(form)
    amounts = {}
    for name, (label, *columns) in _AMOUNTS.items():
        cells = [
            (line.source, cell)
            for line in form.funding
            if (cell := next((line.cells[column] for column in columns if column in line.cells), None))
        ]
        read = [(source, money(form, cell, *_UNITS, name=f"{source.label}的{label}"), cell) for source, cell in cells]
        is_open = any(yuan is None and not is_blank_amount(cell.text) for _, yuan, cell in read)
        parts = [(source, yuan) for source, yuan, _ in read if source is not FundingSource.TOTAL]
        total = next(
            ((yuan, cell.place) for source, yuan, cell in read if source is FundingSource.TOTAL), (None, place)
        )
        added = funding_total(total[0], [] if is_open else parts)
        finding = added.finding(label, name=project_name, place=total[1])
        form.findings += [finding] if finding else []
        amounts[name] = added.amount
    place = next((line.place for line in form.funding if line.source is FundingSource.TOTAL), place)
    amounts, finding = without_empty_budgets(amounts, name=project_name, place=place)
    form.findings += [finding] if finding else []
    return amounts


def _row(form: Form, line: IndicatorLine) -> MonitoringRow:
    return MonitoringRow(
        level1=line.level1.label if line.level1 else "",
        level2=line.level2.label if line.level2 else "",
        name=line.text("name"),
        target=target_text(line),
        actual=line.text("actual"),
        forecast=line.text("forecast"),
        causes=_ticked(line, DeviationCause),
        reason=line.text("reason"),
        likelihoods=_ticked(line, Likelihood) or _chosen(form, line),
        remark=line.text("remark"),
        place=form.place_of(line),
    )


def _ticked(line: IndicatorLine, terms: type[_Term]) -> tuple[_Term, ...]:
    texts = {term: line.text(term.label).strip() for term in terms}
    return tuple(term for term, text in texts.items() if not is_blank_amount(text) and text not in _NOT_TICKED)


def _chosen(form: Form, line: IndicatorLine) -> tuple[Likelihood, ...]:
    """Likelihoods in one cell: the word, or those with a tick of several with boxes; any other word is told."""
    text = line.text("likelihood").strip()
    pattern = _MARKED[not text.startswith(tuple(_LIKELIHOODS))]
    words = [normalise_label(text)] if normalise_label(text) in _LIKELIHOODS else pattern.findall(text)
    if not (words or is_blank_amount(text) or _NOT_TICKED.intersection(text)):
        form.ask("likelihood_unknown", form.place_of(line, "likelihood"), observed=text, name=line.text("name"))
    return tuple(dict.fromkeys(_LIKELIHOODS[word] for word in words))
