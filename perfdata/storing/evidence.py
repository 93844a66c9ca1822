"""Files that prove results: added, taken away and put back, never erased; the same bytes are kept once."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, insert, select, update

from perfdata.core.errors import OvertakenError, StorageError
from perfdata.core.terms import Act
from perfdata.core.text import without_directions
from perfdata.storing.closings import Touched, closed_error, closing_on
from perfdata.storing.connecting import reading, writing
from perfdata.storing.evidence_tables import evidence, evidence_contents
from perfdata.storing.log import log_act
from perfdata.storing.rows import in_parts, refuse_unstorable_text
from perfdata.storing.tables import actual_results, audit_log, indicators, projects, uploads

_E, _MB = evidence.c, 1 << 20


class Subject(NamedTuple):
    """What a file proves: an indicator and its project, as the goal table names them that holds, or held last."""

    project_id: str
    project_name: str
    spending_unit: str | None
    indicator_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """A file beside a result, without its bytes; in force while ``removed_at`` is None; times are UTC.

    ``last_entry_id`` is the entry of the log about the last thing that happened to it.
    """

    evidence_id: int
    indicator_id: str
    fiscal_year: int
    sha256: str
    byte_count: int
    file_name: str
    note: str | None
    added_by: str
    added_at: datetime
    removed_by: str | None = None
    removed_at: datetime | None = None
    removed_why: str | None = None
    last_entry_id: int = 0
    subject: Subject

    def stands_at(self, moment: datetime | None) -> bool:
        """Whether it stands beside its result, or stood there at a moment; of one put back no absence is known."""
        if moment is None:
            return self.removed_at is None
        return self.added_at < moment and (self.removed_at is None or self.removed_at >= moment)


class Added(NamedTuple):
    """The file as it stands now; ``is_back`` where this call put it back, neither where it stood there already."""

    file: EvidenceFile
    is_new: bool = False
    is_back: bool = False


class Stated(NamedTuple):
    """A result that names its evidence in words and has no file beside it."""

    indicator_id: str
    fiscal_year: int
    evidence: str
    subject: Subject


def add_evidence(
    engine: Engine,
    content: bytes,
    *,
    indicator_id: str,
    fiscal_year: int,
    file_name: str,
    note: str,
    who: str,
    most_bytes: int,
) -> Added:
    """Keep a file beside the result of an indicator and year, if the same bytes do not stand there already.

    Raises StorageError where no goal table in force has the indicator in that year, and where the files of the result
    would come to more than ``most_bytes``.
    """
    note, digest, who = without_directions(note).strip(), sha256(content).hexdigest(), _named(who, note, file_name)
    with writing(engine) as connection:
        subject = _subjects(connection, [indicator_id], is_in_force=True).get((indicator_id, fiscal_year))
        if subject is None:
            raise StorageError(f"{fiscal_year} 年度的目标表里没有这项指标，“{file_name}”没有保存：请刷新后重新选择。")
        is_known = _is_of(indicator_id, fiscal_year) & (_E.sha256 == digest)
        if known := next(_files(connection, is_known), None):
            if known.removed_at is None:
                return Added(known)
            return Added(_put_back(connection, known, who=who, most_bytes=most_bytes), is_back=True)
        file = EvidenceFile(
            evidence_id=0,
            indicator_id=indicator_id,
            fiscal_year=fiscal_year,
            sha256=digest,
            byte_count=len(content),
            file_name=file_name,
            note=note or None,
            added_by=who,
            added_at=datetime.now(UTC),
            subject=subject,
        )
        _refuse_closed(connection, file, act="保存")
        _refuse_too_much(connection, file, most_bytes)
        _insert(connection, file, content)
        return Added(next(_files(connection, is_known)), is_new=True)


def remove_evidence(engine: Engine, evidence_id: int, *, why: str, who: str) -> EvidenceFile:
    """Take a file away; its bytes stay. StorageError where it is unknown, OvertakenError where it is away already."""
    why = without_directions(why).strip()
    who = _named(who, why)
    with writing(engine) as connection:
        file = _found(connection, evidence_id)
        if file.removed_at is not None:
            done = (file.removed_by or "", file.removed_at, "移除")
            raise OvertakenError(f"“{file.file_name}”已经移除，不必再次移除：{{acts}}。", acts=[done])
        _refuse_closed(connection, file, act="移除")
        now = datetime.now(UTC)
        entry_id = _log(connection, Act.EVIDENCE_REMOVED, file, who=who, at=now, why=why)
        away = {"removed_by": who, "removed_at": now, "removed_why": why}
        return _changed(connection, file, last_entry_id=entry_id, **away)


def put_back_evidence(engine: Engine, evidence_id: int, *, who: str, most_bytes: int) -> EvidenceFile:
    """Put a file back that was taken away. StorageError where it is unknown, there already, or too much with others."""
    who = _named(who)
    with writing(engine) as connection:
        file = _found(connection, evidence_id)
        if file.removed_at is None:
            raise StorageError(f"“{file.file_name}”没有移除或已经放回，不必再放：请刷新后查看。")
        return _put_back(connection, file, who=who, most_bytes=most_bytes)


def find_evidence(engine: Engine, evidence_id: int) -> EvidenceFile:
    """Raises StorageError where there is no such file."""
    with reading(engine) as connection:
        return _found(connection, evidence_id)


def evidence_content(engine: Engine, file: EvidenceFile) -> bytes:
    """The bytes of a file."""
    joined = select(evidence_contents.c.content).join(evidence).where(_E.evidence_id == file.evidence_id)
    with reading(engine) as connection:
        return bytes(connection.scalar(joined) or b"")


def note_download(engine: Engine, file: EvidenceFile, *, who: str) -> None:
    """Log that somebody took a file along."""
    who = _named(who)
    with writing(engine) as connection:
        _log(connection, Act.EVIDENCE_TAKEN, file, who=who, at=datetime.now(UTC))


def list_evidence(
    engine: Engine, *, fiscal_year: int | None = None, project_ids: Collection[str] | None = None
) -> list[EvidenceFile]:
    """The files of a year or of all, those taken away too, in the order in which they were added.

    With ``project_ids`` only those of indicators that the projects have or ever had.
    """
    own = _E.fiscal_year == fiscal_year if fiscal_year is not None else _E.fiscal_year.is_not(None)
    with reading(engine) as connection:
        if project_ids is None:
            return list(_files(connection, own))
        of_projects = (indicators.c.project_id.in_(part) for part in in_parts(project_ids))
        parts = (own & _E.indicator_id.in_(select(indicators.c.indicator_id).where(each)) for each in of_projects)
        files = {file.evidence_id: file for part in parts for file in _files(connection, part)}
    return [files[key] for key in sorted(files)]


def evidence_revision(engine: Engine) -> int:
    """A number that grows with every file added, taken away or put back; 0 while there was none."""
    with reading(engine) as connection:
        return connection.scalar(select(func.max(_E.last_entry_id))) or 0


def stated_without_file(engine: Engine, upload_id: int) -> list[Stated]:
    """The results of an upload that name their evidence in words and have no file beside them."""
    own = actual_results.c
    is_beside = (_E.indicator_id == own.indicator_id) & (_E.fiscal_year == own.fiscal_year) & _E.removed_at.is_(None)
    query = select(own.indicator_id, own.fiscal_year, own.evidence).outerjoin(evidence, is_beside)
    query = query.where(own.upload_id == upload_id, own.evidence.is_not(None), _E.evidence_id.is_(None))
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(own.row_number)).all()
        known = _subjects(connection, {row.indicator_id for row in rows}, is_in_force=True)
    keys = ((row, (row.indicator_id, row.fiscal_year)) for row in rows)
    return [Stated(*key, row.evidence, known[key]) for row, key in keys if key in known]


def _insert(connection: Connection, file: EvidenceFile, content: bytes) -> None:
    if not connection.scalar(select(func.count()).where(evidence_contents.c.sha256 == file.sha256)):
        connection.execute(insert(evidence_contents), {"sha256": file.sha256, "content": content})
    entry_id = _log(connection, Act.EVIDENCE, file, who=file.added_by, at=file.added_at)
    own = {name: getattr(file, name) for name in evidence.c.keys() if name != "evidence_id"}  # noqa: SIM118
    connection.execute(insert(evidence), own | {"last_entry_id": entry_id})


def _put_back(connection: Connection, file: EvidenceFile, *, who: str, most_bytes: int) -> EvidenceFile:
    _refuse_closed(connection, file, act="放回")
    _refuse_too_much(connection, file, most_bytes)
    entry_id = _log(connection, Act.EVIDENCE_RESTORED, file, who=who, at=datetime.now(UTC))
    return _changed(connection, file, last_entry_id=entry_id, removed_by=None, removed_at=None, removed_why=None)


def _refuse_closed(connection: Connection, file: EvidenceFile, *, act: str) -> None:
    project_id, unit = file.subject.project_id, file.subject.spending_unit
    touched = Touched(file.fiscal_year, project_id, None)
    if held := closing_on(connection, [touched], units={project_id: unit}):
        raise closed_error(held, act=act)


def _refuse_too_much(connection: Connection, file: EvidenceFile, most_bytes: int) -> None:
    in_force = _is_of(file.indicator_id, file.fiscal_year) & _E.removed_at.is_(None)
    held = connection.scalar(select(func.coalesce(func.sum(_E.byte_count), 0)).where(in_force)) or 0
    if held + file.byte_count > most_bytes:
        raise StorageError(
            f"“{file.subject.indicator_name}”已有佐证 {held / _MB:.1f} MB，加上“{file.file_name}”"
            f"（{file.byte_count / _MB:.1f} MB）超过每项 {most_bytes / _MB:.0f} MB 的上限，没有保存：请压缩后再试。"
        )


def _changed(connection: Connection, file: EvidenceFile, **values: Any) -> EvidenceFile:
    connection.execute(update(evidence).where(_E.evidence_id == file.evidence_id).values(**values))
    return _found(connection, file.evidence_id)


def _found(connection: Connection, evidence_id: int) -> EvidenceFile:
    file = next(_files(connection, _E.evidence_id == evidence_id), None)
    if file is None:
        raise StorageError(f"没有第 {evidence_id} 号佐证：请刷新后查看，或用 evidence list 看有哪些。")
    return file


def _files(connection: Connection, wanted: ColumnElement[bool]) -> Iterator[EvidenceFile]:
    rows = connection.execute(select(evidence).where(wanted).order_by(_E.evidence_id)).all()
    known = _subjects(connection, {row.indicator_id for row in rows})
    for row in rows:
        subject = known.get((row.indicator_id, row.fiscal_year)) or Subject("", "（未知项目）", None, row.indicator_id)
        yield EvidenceFile(**row._asdict(), subject=subject)


def _subjects(
    connection: Connection, indicator_ids: Collection[str], *, is_in_force: bool = False
) -> dict[tuple[str, int], Subject]:
    """Who the indicators are, by id and year; by the newest goal table in force, else by the newest of all."""
    rows = _naming(connection, indicator_ids, is_in_force)
    return {
        (row.indicator_id, row.fiscal_year): Subject(
            row.project_id, row.project_name, row.spending_unit, row.indicator_name
        )
        for row in rows
    }


def _naming(connection: Connection, ids: Collection[str], is_in_force: bool) -> Iterator[Any]:
    own, is_voided = indicators.c, uploads.c.voided_at.is_not(None)
    same = ("upload_id", "project_id", "fiscal_year")
    names = own.project_id, projects.c.project_name, projects.c.spending_unit, own.indicator_name
    query = select(own.indicator_id, own.fiscal_year, *names).join(
        projects, and_(*(projects.c[name] == own[name] for name in same))
    )
    query = query.join(uploads, uploads.c.upload_id == own.upload_id).order_by(is_voided.desc(), own.upload_id)
    if is_in_force:
        query = query.where(~is_voided)
    for part in in_parts(ids):
        yield from connection.execute(query.where(own.indicator_id.in_(part)))


def _is_of(indicator_id: str, fiscal_year: int) -> ColumnElement[bool]:
    return (_E.indicator_id == indicator_id) & (_E.fiscal_year == fiscal_year)


def _named(who: str, *texts: str) -> str:
    """Who acts, as it is kept. UnstorableError where this or another text of the act cannot be."""
    refuse_unstorable_text({str(at): text for at, text in enumerate((who, *texts))})
    return without_directions(who)


def _log(connection: Connection, act: Act, file: EvidenceFile, *, who: str, at: datetime, why: str = "") -> int:
    """Log the act; the number of its entry, which is the last because writers stand in one line."""
    what = f"{file.file_name}（{file.fiscal_year} 年度，{file.subject.project_name}，{file.subject.indicator_name}）"
    log_act(connection, act, at=at, who=who, detail=f"{what}{f'：{why}' if why else ''}")
    return connection.execute(select(func.max(audit_log.c.entry_id))).scalar_one()
