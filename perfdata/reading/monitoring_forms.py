"""Filled monitoring forms (财预〔2019〕136号 附件) out of any sheet that holds one, as they state it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from perfdata.containers.sheets import Row, Sheet
from perfdata.core.dates import stated_month, stated_year
from perfdata.core.findings import Finding
from perfdata.core.keys import without_code
from perfdata.core.official_forms import FilledMonitoring, MonitoringRow
from perfdata.core.terms import DeviationCause, Level1, Level2, Likelihood, Severity
from perfdata.core.text import normalise_label
from perfdata.reading.form_labels import PERSON_LINE, without_persons
from perfdata.reading.labels import LEVEL1_LABELS, LEVEL2_LABELS, LEVEL_POINTS
from perfdata.reading.monitoring_amounts import read_amounts

_LONGEST_LABEL = 40
_TITLE = re.compile(r"(?:执行|运行)?监控表")
_END = re.compile(r"^(?:注|填报人|填表人|提示|说明|其他需要说明)")
_COLUMNS = {
    "一级指标": "level1",
    "二级指标": "level2",
    "三级指标": "name",
    "年度指标值": "target",
    "指标值": "target",
    "全年预计完成情况": "forecast",
    "原因说明": "reason",
    "偏差原因说明": "reason",
    "偏差原因分析": "reason",
    "备注": "remark",
}
_LIKELIHOODS = {term.label: term for term in Likelihood} | {"不可能": Likelihood.IMPOSSIBLE}
_CAUSES = {term.label: term for term in DeviationCause}
_ACTUAL = re.compile(r"执行情况$|^当前完成值$")
_LIKELIHOOD = re.compile(r"^完成(?:目标)?可能性")
_OTHER_NAME = re.compile(r"指标(?:名称|内容)?")
_BRACKETED = re.compile(r"\([^()]*\)$")
_LEVEL_TAIL = re.compile(r"(?<=级指标)(?:名称|内容)$")


def read_monitoring(sheets: Sequence[Sheet]) -> list[FilledMonitoring]:
    """Every filled form, several a sheet as well."""
    return [form for sheet in sheets for form in _read_sheet(sheet)]


def _read_sheet(sheet: Sheet) -> Iterator[FilledMonitoring]:
    headers, start = [at for at, row in enumerate(sheet.rows) if is_monitoring_header(row)], 0
    for position, header in enumerate(headers):
        limit = headers[position + 1] if position + 1 < len(headers) else len(sheet.rows)
        form = FilledMonitoring(place=sheet.place(sheet.rows[header]))
        for row in sheet.rows[start:header]:
            _read_head(form, row, sheet)
        read_amounts(form, sheet, sheet.rows[start:header])
        start = _read_body(form, sheet, header, limit)
        rest = sheet.rows[start:limit]
        _report_rest(form, sheet, rest if limit == len(sheet.rows) else takewhile(_is_no_head, rest))
        yield form


def is_monitoring_header(row: Row) -> bool:
    """Whether a row heads a monitoring form: a column for indicators and one for 完成目标可能性."""
    return {"name", "likelihood"} <= _columns(row).keys()


def _read_head(form: FilledMonitoring, row: Row, sheet: Sheet) -> None:
    labels = [normalise_label(text) for text in row.cells]
    if any(_TITLE.search(label) for label in labels):
        form.place = sheet.place(row)
    for at, label in enumerate(labels):
        if label == "项目名称":
            form.project_name = without_code(_beside(row, at))
        elif label in ("实施单位", "用款单位", "项目实施单位"):
            form.spending_unit = without_code(_beside(row, at))
        elif len(label) < _LONGEST_LABEL:
            form.fiscal_year = form.fiscal_year or stated_year(label)
        if len(label) < _LONGEST_LABEL:
            form.month = form.month or stated_month(label)


def _read_body(form: FilledMonitoring, sheet: Sheet, header: int, limit: int) -> int:
    """The indicator rows below a header of one or two rows; the position of the row after the last."""
    columns = _columns(sheet.rows[header])
    at = header + 1
    if at < limit and _is_second_header(sheet.rows[at], _cell(sheet.rows[at], columns, "name")):
        columns |= _columns(sheet.rows[at])
        at += 1
    level1 = level2 = ""
    while at < limit:
        row = sheet.rows[at]
        first = next((cell for cell in row.cells if cell), "")
        if _END.match(normalise_label(first)) or _TITLE.search(normalise_label(first)):
            break
        given1, given2 = _cell(row, columns, "level1"), _cell(row, columns, "level2")
        if given1:
            level1, level2 = given1, ""
        level2 = given2 or level2
        if _cell(row, columns, "name"):
            form.rows.append(_row_of(row, columns, sheet, level1, level2))
        at += 1
    return at


def _is_no_head(row: Row) -> bool:
    """Whether the row is before the head of the next form."""
    labels = [normalise_label(text) for text in row.cells]
    return "项目名称" not in labels and not any(_TITLE.search(label) for label in labels)


def _report_rest(form: FilledMonitoring, sheet: Sheet, rows: Iterable[Row]) -> None:
    """A table below the notes is told of once; notes and signatures are no table."""
    rest = [row for row in rows if _is_of_table([text for text in row.cells if text])]
    if rest:
        texts = without_persons(" | ".join(text for text in rest[0].cells if text))
        form.findings.append(
            Finding(
                rule_id="row_not_understood",
                severity=Severity.WARNING,
                place=sheet.place(rest[0]),
                message=f"表后还有内容（共 {len(rest)} 行，从“{texts}”起），不是监控表的内容，未采用。",
                observed=texts,
                suggestion="如其中有需要入库的内容，请另存为单独的文件上传。",
            )
        )


def _is_of_table(texts: Sequence[str]) -> bool:
    first = normalise_label(texts[0]) if texts else ""
    return len(set(texts)) > 2 and not _END.match(first) and not PERSON_LINE.match(first)


def _columns(row: Row) -> dict[str, int]:
    """Columns by meaning; 指标名称 or 指标内容 names the indicators where no 三级指标 does."""
    found: dict[str, int] = {}
    for at, text in enumerate(row.cells):
        if len(text) <= _LONGEST_LABEL and (name := _meaning(_label(text))):
            found.setdefault(name, at)
    other = found.pop("other_name", None)
    if other is not None:
        found.setdefault("name", other)
    return found


def _label(text: str) -> str:
    """A header without its hint in brackets: 三级指标名称（必填） is 三级指标."""
    return _LEVEL_TAIL.sub("", _BRACKETED.sub("", normalise_label(text)))


def _meaning(label: str) -> str | None:
    if label in _LIKELIHOODS or label in _CAUSES:
        return label
    if _LIKELIHOOD.search(label):
        return "likelihood"
    if _OTHER_NAME.fullmatch(label):
        return "other_name"
    return _COLUMNS.get(label) or ("actual" if _ACTUAL.search(label) else None)


def _is_second_header(row: Row, name: str) -> bool:
    """Whether the row names causes and likelihoods below the header; an indicator row has a name of its own."""
    labels = {normalise_label(text) for text in row.cells}
    is_named = _meaning(_label(name)) not in ("name", "other_name") and bool(name)
    return not is_named and bool(labels & (_LIKELIHOODS.keys() | _CAUSES.keys() | {"原因说明"}))


def _row_of(row: Row, columns: dict[str, int], sheet: Sheet, level1: str, level2: str) -> MonitoringRow:
    ticked = [term for label, term in _LIKELIHOODS.items() if _cell(row, columns, label)]
    if not ticked and (word := normalise_label(_cell(row, columns, "likelihood"))) in _LIKELIHOODS:
        ticked = [_LIKELIHOODS[word]]
    return MonitoringRow(
        level1=_known(LEVEL1_LABELS, level1),
        level2=_known(LEVEL2_LABELS, level2),
        name=_cell(row, columns, "name"),
        target=_cell(row, columns, "target"),
        actual=_cell(row, columns, "actual"),
        forecast=_cell(row, columns, "forecast"),
        causes=tuple(term for label, term in _CAUSES.items() if _cell(row, columns, label)),
        reason=_cell(row, columns, "reason"),
        likelihoods=tuple(dict.fromkeys(ticked)),
        remark=_cell(row, columns, "remark"),
        place=sheet.place(row, columns["name"]),
    )


def _known(labels: Mapping[str, Level1] | Mapping[str, Level2], text: str) -> str:
    """A level as the vocabulary spells it, or as it is written."""
    level = labels.get(LEVEL_POINTS.sub("", normalise_label(text)))
    return level.label if level else text


def _cell(row: Row, columns: dict[str, int], name: str) -> str:
    at = columns.get(name)
    return row.cells[at].strip() if at is not None and at < len(row.cells) else ""


def _beside(row: Row, column: int) -> str:
    """The first other text right of a label."""
    label = row.cells[column]
    return next((text.strip() for text in row.cells[column + 1 :] if text.strip() and text != label), "")
