"""What a file states, of one kind at a time: read in one go and plain enough to leave the process that read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from perfdata.containers import isolated
from perfdata.containers.sheets import RawSheet, Sheet, file_findings, text_sheets, work_on_sheets
from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.official_forms import FilledMonitoring
from perfdata.core.reports import ReportedSheets
from perfdata.core.terms import UploadKind
from perfdata.reading.forms import Reading, read_file
from perfdata.reading.goal_tables import GoalTables, read_goal_tables
from perfdata.reading.layouts import Understanding, corrections_of, understand
from perfdata.reading.monitoring import read_monitoring
from perfdata.reading.recognition import Part, parts_of
from perfdata.reading.results import read_actual_results
from perfdata.reading.self_evaluations import SelfEvaluations, read_self_evaluations

Content = GoalTables | SelfEvaluations | list[FilledMonitoring] | ReportedSheets | UnusableFileError
_FORMS = (UploadKind.SELF_EVALUATIONS, UploadKind.MONITORING)
_TEMPLATE = "如果是填报结果，表头须有“三级指标”和“实际完成值”，请使用下载的模板。"


class PartName(NamedTuple):
    """All of one kind in a file, in words: 1 份绩效自评表（自评.xlsx）."""

    kind: UploadKind
    text: str

    def __str__(self) -> str:
        return self.text


class Told(NamedTuple):
    """What is told to the reader: the kind that is wanted of a file of several, what the clerk ``said`` about the
    lay-out, by field, and what is ``remembered`` of all lay-outs, by signature and field ('' said takes that back)."""

    kind: UploadKind | None = None
    said: Mapping[str, str] = {}
    remembered: Mapping[str, Mapping[str, str]] = {}

    def corrections(self, signature: str) -> dict[str, str]:
        """The corrections in force for a lay-out, by field."""
        merged = {**self.remembered.get(signature, {}), **self.said}
        return {name: value for name, value in merged.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """One part of a file as it states it, and what comes ``later``; ``findings`` are about the file and its sheets.

    ``content`` is what was read, or why nothing could be. ``understanding`` is None where the lay-out is fixed;
    ``corrections`` are those in force, by field.
    """

    part: PartName
    later: Sequence[PartName]
    findings: Sequence[Finding]
    content: Content
    understanding: Understanding | None = None
    corrections: Mapping[str, str] = field(default_factory=dict)


def read_statements(sheets: Sequence[RawSheet], *, file_name: str, told: Told) -> Statements:
    """The part of the wanted kind, else the first. Raises UnusableFileError where the kinds cannot be told apart."""
    found = parts_of(sheets)
    start = next((at for at, part in enumerate(found.parts) if part.kind is told.kind), 0)
    part, *later = found.parts[start:]
    content, understanding, corrections = _read_part(part, sheets, file_name=file_name, told=told)
    return Statements(
        part=PartName(part.kind, str(part)),
        later=[PartName(other.kind, str(other)) for other in later],
        findings=[*_told_of_sheets(part, is_first=start == 0), *(() if start else found.findings())],
        content=content,
        understanding=understanding,
        corrections=corrections,
    )


def _told_of_sheets(part: Part, *, is_first: bool) -> list[Finding]:
    """What was left out of the sheets; forms bring formulas of their own, and of the file it is told once."""
    known = {"formula_without_value": part.kind in _FORMS, "file_partly_read": not is_first}
    return [finding for finding in file_findings(part.sheets) if not known.get(finding.rule_id)]


def _read_part(
    part: Part, file: Sequence[RawSheet], *, file_name: str, told: Told
) -> tuple[Content, Understanding | None, dict[str, str]]:
    try:
        if part.kind is UploadKind.ACTUAL_RESULTS:
            return read_actual_results(b"", file_name=file_name, sheets=part.sheets), None, {}
        _refuse_uncalculated(file, file_name=file_name)
        reading = read_file(sheets := text_sheets(part.sheets))
        corrections = told.corrections(reading.signature)
        reading = reading.corrected(corrections_of(corrections, said=told.said))
        content = _content(part.kind, sheets, reading, file_name=file_name)
        return content, understand(reading), corrections
    except UnusableFileError as error:
        return error, None, {}


def _content(kind: UploadKind, sheets: Sequence[Sheet], reading: Reading, *, file_name: str) -> Content:
    if kind is UploadKind.MONITORING:
        return read_monitoring(sheets, reading=reading)
    if kind is UploadKind.SELF_EVALUATIONS:
        return read_self_evaluations(b"", file_name=file_name, reading=reading)
    try:
        return read_goal_tables(b"", file_name=file_name, reading=reading)
    except UnusableFileError as error:
        raise UnusableFileError(f"{error}{_TEMPLATE}") from error


def _refuse_uncalculated(sheets: Sequence[RawSheet], *, file_name: str) -> None:
    """Formulas without a stored value would be read as blank cells and hide what they show. One that shows nothing has
    none either, so a file is refused only where none has: no office program has calculated it."""
    own = [sheet for sheet in sheets if sheet.source_file == file_name]
    cells = [(sheet.name, address) for sheet in own for address in sheet.uncalculated]
    if not 0 < sum(sheet.formula_count for sheet in own) == len(cells):
        return
    sheet, cell = cells[0]
    raise UnusableFileError(
        f"{file_name}：有 {len(cells)} 个单元格是公式，但文件里没有保存计算结果（如“{sheet}”的 {cell}），读不到数值。"
        "请用 Excel 或 WPS 打开文件、保存一次后再上传。"
    )


def read_texts(content: bytes, *, texts: Sequence[tuple[str, int]], told: Told) -> list[Statements | UnusableFileError]:
    """What each of some short texts states, which follow one another in the content, by their names and sizes."""
    found: list[Statements | UnusableFileError] = []
    start = 0
    for name, size in texts:
        read = partial(read_statements, file_name=name, told=told)
        try:
            found.append(work_on_sheets(read, content[start : start + size], file_name=name))
        except UnusableFileError as error:
            found.append(error)
        start += size
    return found


isolated.WARM.append(__name__)
