"""Which uploads there are: their list, their bytes, and the one that holds a file already."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, func, select

from perfdata.core.errors import StorageError
from perfdata.core.keys import name_key
from perfdata.core.terms import HandInState, UploadKind
from perfdata.storing.connecting import reading
from perfdata.storing.review_tables import hand_ins
from perfdata.storing.sight import whole
from perfdata.storing.tables import uploads

_LARGEST_ID = 2**31 - 1
NOT_GIVEN = "这份原件还含有其他单位的内容，不能下载。"
_REVIEWED = hand_ins.alias("review_of_upload").c
_REVIEW = select(_REVIEWED.state).where(_REVIEWED.upload_id == uploads.c.upload_id).scalar_subquery()
UPLOAD_COLUMNS: list[ColumnElement[Any]] = [
    *(column for column in uploads.c if column.name != "content"),
    _REVIEW.label("review"),
]
_IS_HELD = uploads.c.voided_at.is_(None) | uploads.c.upload_id.in_(
    select(_REVIEWED.upload_id).where(_REVIEWED.state == HandInState.WAITING.value)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One upload without its content. ``row_count`` counts indicators, or results and spending; times are UTC.

    ``review`` is where its review stands, None where it was never handed in for one.
    """

    upload_id: int
    kind: UploadKind
    file_name: str
    sha256: str
    fiscal_year: int | None
    uploaded_by: str
    uploaded_at: datetime
    row_count: int
    voided_at: datetime | None
    voided_by: str | None
    review: HandInState | None = None

    def is_by(self, name: str) -> bool:
        return name_key(self.uploaded_by) == name_key(name)

    @property
    def is_in_force(self) -> bool:
        return self.voided_at is None

    @property
    def state(self) -> str:
        """待审, 已退回 or 已撤回 of what never counted; else 已审 or 有效, or 已撤销."""
        if self.review not in (None, HandInState.APPROVED):
            return self.review.label
        if not self.is_in_force:
            return "已撤销"
        return self.review.label if self.review else "有效"


def list_uploads(engine: Engine, *, start: int = 0, most: int | None = None) -> list[Upload]:
    """All uploads, voided ones too, newest first; or at most so many of them from one on."""
    query = select(*UPLOAD_COLUMNS).order_by(uploads.c.upload_id.desc()).offset(start).limit(most)
    with reading(engine) as connection:
        return [upload_of(row) for row in connection.execute(query)]


def count_uploads(engine: Engine) -> int:
    """How many uploads there are, voided ones too."""
    with reading(engine) as connection:
        return connection.execute(select(func.count(uploads.c.upload_id))).scalar_one()


def find(engine: Engine, upload_id: int) -> Upload:
    """The upload of that id. StorageError if it is unknown."""
    with reading(engine) as connection:
        return found_upload(connection, upload_id)


def uploads_in_force(engine: Engine, *, kind: UploadKind) -> list[Upload]:
    """The uploads of one kind that are not voided, newest first."""
    own = uploads.c.kind == kind.value, uploads.c.voided_at.is_(None)
    with reading(engine) as connection:
        newest_first = (uploads.c.upload_id + 0).desc()  # not by its index, which leads through those of other kinds
        return [
            upload_of(row) for row in connection.execute(select(*UPLOAD_COLUMNS).where(*own).order_by(newest_first))
        ]


def find_upload(engine: Engine, *, kind: UploadKind, sha256: str) -> int | None:
    """The upload in force, or waiting for its review, that holds a file of this digest, if any."""
    with reading(engine) as connection:
        return same_bytes(connection, kind=kind.value, digest=sha256)


def held_files(engine: Engine, digests: Collection[str]) -> dict[str, int]:
    """The newest upload in force, or waiting, of each of these digests that is stored, of whatever kind and unit."""
    query = select(uploads.c.sha256, func.max(uploads.c.upload_id)).group_by(uploads.c.sha256)
    kinds = [kind.value for kind in UploadKind]  # the index begins with them
    query = query.where(uploads.c.kind.in_(kinds), uploads.c.sha256.in_(digests), _IS_HELD)
    with reading(whole(engine)) as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def holds_demo(connection: Connection, fiscal_year: int) -> bool:
    """Whether invented results of the year are in force."""
    of = uploads.c
    own = of.kind == UploadKind.DEMO_RESULTS.value, of.fiscal_year == fiscal_year, of.voided_at.is_(None)
    return connection.scalar(select(of.upload_id).where(*own).limit(1)) is not None


def upload_content(engine: Engine, upload_id: int) -> bytes:
    """The original bytes of an upload. StorageError if it is unknown, or holds what is not the person's."""
    with reading(engine) as connection:
        content = connection.scalar(select(uploads.c.content).where(uploads.c.upload_id == upload_id))
        is_known = content is not None or connection.scalar(
            select(uploads.c.upload_id).where(uploads.c.upload_id == upload_id)
        )
    if content is None:
        raise StorageError(NOT_GIVEN) if is_known else _unknown(upload_id)
    return content


def to_give(engine: Engine, upload_ids: Collection[int]) -> set[int]:
    """Those of the uploads whose original bytes may be given to the person whose engine it is."""
    own = uploads.c.upload_id.in_(upload_ids), uploads.c.content.is_not(None)
    with reading(engine) as connection:
        return set(connection.scalars(select(uploads.c.upload_id).where(*own)))


def same_bytes(
    connection: Connection, *, kind: str, digest: str, once: bool = False, in_force: bool = False
) -> int | None:
    """The newest upload of these bytes that is in force, else one that waits for its review.

    With ``once`` also one that is voided; with ``in_force`` none that waits.
    """
    query = select(uploads.c.upload_id).where(uploads.c.kind == kind, uploads.c.sha256 == digest)
    if not once:
        query = query.where(uploads.c.voided_at.is_(None) if in_force else _IS_HELD)
    return connection.scalar(query.order_by(uploads.c.voided_at.is_not(None), uploads.c.upload_id.desc()).limit(1))


def found_upload(connection: Connection, upload_id: int) -> Upload:
    """The upload of that id. StorageError if it is unknown."""
    own = select(*UPLOAD_COLUMNS).where(uploads.c.upload_id == upload_id)
    row = connection.execute(own).one_or_none() if upload_id <= _LARGEST_ID else None
    if row is None:
        raise _unknown(upload_id)
    return upload_of(row)


def upload_of(row: Row[Any]) -> Upload:
    """A row of ``UPLOAD_COLUMNS``."""
    values = row._asdict()
    review = values.pop("review")
    return Upload(kind=UploadKind(values.pop("kind")), review=HandInState(review) if review else None, **values)


def _unknown(upload_id: int) -> StorageError:
    return StorageError(f"找不到上传记录 {upload_id}，请核对编号；在看板上请刷新“历史”后重新选择。")
