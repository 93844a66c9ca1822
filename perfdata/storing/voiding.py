"""Uploads go out of force and come back; who did so stays in the log."""

from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, select, update

from perfdata.core.errors import OvertakenError, StorageError
from perfdata.core.terms import Act, HandInState, UploadKind
from perfdata.core.text import without_directions
from perfdata.storing.closings import refuse_closed
from perfdata.storing.connecting import writing
from perfdata.storing.log import acts_in, log_act
from perfdata.storing.marks import mark_touched
from perfdata.storing.rows import refuse_unstorable_text
from perfdata.storing.tables import uploads
from perfdata.storing.upload_list import UPLOAD_COLUMNS, Upload, found_upload, same_bytes, upload_of


def void_upload(engine: Engine, upload_id: int, *, who: str, seen: int | None = None) -> None:
    """Take an upload out of force; what it replaced holds again.

    ``seen`` is the entry of the log that the person knows as the last one about it. Raises StorageError if it is
    unknown; OvertakenError, with those who did it, if it is voided already or more happened to it.
    """
    _switch(engine, upload_id, Act.VOID, who=who, seen=seen)


def restore_upload(engine: Engine, upload_id: int, *, who: str, seen: int | None = None) -> None:
    """Put a voided upload back in force at its old place in the order.

    Raises StorageError if it is unknown or the same bytes are in force under another upload; OvertakenError if it is
    in force or more happened to it than was ``seen``.
    """
    _switch(engine, upload_id, Act.RESTORE, who=who, seen=seen)


def void_uploads(engine: Engine, *, kind: UploadKind, who: str, fiscal_year: int | None = None) -> None:
    """Take every upload of a kind out of force, of one fiscal year or of all, all or none; there may be none."""
    who = without_directions(who)
    refuse_unstorable_text({"who": who})
    with writing(engine) as connection:
        void_all(connection, kind, who=who, fiscal_year=fiscal_year)


def void_all(connection: Connection, kind: UploadKind, *, who: str, fiscal_year: int | None) -> None:
    in_force = select(*UPLOAD_COLUMNS).where(uploads.c.kind == kind.value, uploads.c.voided_at.is_(None))
    if fiscal_year is not None:
        in_force = in_force.where(uploads.c.fiscal_year == fiscal_year)
    for row in connection.execute(in_force.order_by(uploads.c.upload_id)).all():
        mark_switched(connection, upload_of(row), Act.VOID, who=who)


def _switch(engine: Engine, upload_id: int, act: Act, *, who: str, seen: int | None) -> None:
    who = without_directions(who)
    refuse_unstorable_text({"who": who})
    with writing(engine) as connection:
        upload = found_upload(connection, upload_id)
        _refuse_unapproved(upload, act)
        _refuse_overtaken(connection, upload, act, seen=seen)
        if act is Act.RESTORE:
            refuse_twin(connection, upload)
        mark_switched(connection, upload, act, who=who)


def _refuse_unapproved(upload: Upload, act: Act) -> None:
    """What never counted neither goes out of force nor comes back: that is decided by its review."""
    if upload.review not in (None, HandInState.APPROVED):
        raise StorageError(
            f"第 {upload.upload_id} 号上传{upload.review.label}，没有计入各项数字，不能{act.label}：请在“审核”中办理。"
        )


def _refuse_overtaken(connection: Connection, upload: Upload, act: Act, *, seen: int | None) -> None:
    entries = acts_in(connection, upload.upload_id)
    done = [(entry.who, entry.at, Act(entry.action).label) for entry in entries if entry.action != Act.APPEND.value]
    name, is_voided = f"第 {upload.upload_id} 号上传", upload.voided_at is not None
    if is_voided and act is Act.VOID:
        raise OvertakenError(f"{name}已经撤销，不必再次撤销：{{acts}}。", acts=done[-1:])
    if not is_voided and act is Act.RESTORE:
        raise OvertakenError(f"{name}没有撤销，不必恢复{'：{acts}' if done else ''}。", acts=done[-1:])
    if seen is not None and entries[-1].entry_id > seen:
        later = done[-sum(entry.entry_id > seen for entry in entries) :]
        raise OvertakenError(f"{name}在您看过之后{{acts}}，这次没有{act.label}。请看过现在的状态再决定。", acts=later)


def refuse_twin(connection: Connection, upload: Upload) -> None:
    """Raises StorageError where the same bytes are in force under another upload."""
    twin = same_bytes(connection, kind=upload.kind.value, digest=upload.sha256, in_force=True)
    if twin is not None:
        act = Act.RESTORE if upload.review in (None, HandInState.APPROVED) else Act.APPROVE
        raise StorageError(
            f"同一文件已作为上传记录 {twin} 在使用：如需{act.label}记录 {upload.upload_id}，请先撤销记录 {twin}。"
        )


def mark_switched(connection: Connection, upload: Upload, act: Act, *, who: str) -> None:
    refuse_closed(connection, [upload.upload_id], act=act.label)
    now = datetime.now(UTC)
    voided = {"voided_at": now, "voided_by": who} if act is Act.VOID else {"voided_at": None, "voided_by": None}
    connection.execute(update(uploads).where(uploads.c.upload_id == upload.upload_id).values(voided))
    mark_touched(connection, upload.upload_id)
    log_act(connection, act, at=now, who=who, upload_id=upload.upload_id, detail=upload.file_name)
