"""Uploads that wait for their review: which there are, what they would change, and what becomes of them."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, Engine, or_, select, union, update

from perfdata.core.errors import OvertakenError, StorageError
from perfdata.core.keys import NO_UNIT
from perfdata.core.terms import Act, HandInState
from perfdata.core.text import listed, without_directions
from perfdata.storing.connecting import reading, supposing, writing
from perfdata.storing.loading import Current, current_in
from perfdata.storing.log import acts_in, log_act
from perfdata.storing.marks import touched_by
from perfdata.storing.review_tables import HandIn, Remark, hand_ins, hand_ins_in
from perfdata.storing.rows import in_parts, refuse_unstorable_text
from perfdata.storing.said import said_by
from perfdata.storing.tables import OF_INDICATOR, OF_PROJECT, indicators, projects, uploads
from perfdata.storing.upload_list import UPLOAD_COLUMNS, Upload, found_upload, upload_of
from perfdata.storing.voiding import mark_switched, refuse_twin, void_all

_ANY_WAITS = select(hand_ins.c.upload_id).where(hand_ins.c.state == HandInState.WAITING.value).limit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """An upload that was handed in, where its review stands, and the (project, spending unit) it is about."""

    upload: Upload
    hand_in: HandIn
    owned: frozenset[tuple[str, str | None]]

    @property
    def units(self) -> list[str]:
        return sorted({unit or NO_UNIT for _, unit in self.owned})

    @property
    def told_units(self) -> str:
        return listed(self.units, 3, counter="个单位")


class Supposed(NamedTuple):
    """What holds of some projects, and what would hold if an upload were approved now."""

    before: Current
    after: Current


def list_handed_in(engine: Engine, *, states: Collection[HandInState], most: int | None = None) -> list[HandedIn]:
    """Uploads whose review stands so, the oldest first; with ``most`` the last ones."""
    is_so = hand_ins.c.state.in_([state.value for state in states])
    query = select(*UPLOAD_COLUMNS).join(hand_ins).where(is_so).order_by(uploads.c.upload_id.desc()).limit(most)
    with reading(engine) as connection:
        found = [upload_of(row) for row in connection.execute(query)][::-1]
        ids = [upload.upload_id for upload in found]
        stands, owned = hand_ins_in(connection, ids), _owned_by(connection, ids)
    return [
        HandedIn(upload=upload, hand_in=stands[upload.upload_id], owned=owned.get(upload.upload_id, frozenset()))
        for upload in found
    ]


def any_waits(engine: Engine) -> bool:
    """Whether any upload waits."""
    with reading(engine) as connection:
        return connection.scalar(_ANY_WAITS) is not None


def hand_ins_of(engine: Engine, upload_ids: Collection[int]) -> dict[int, HandIn]:
    """Where those of the uploads stand that were handed in to be reviewed."""
    with reading(engine) as connection:
        return hand_ins_in(connection, upload_ids)


def waiting_tables(engine: Engine) -> list[tuple[int, str]]:
    """Uploads of goal tables or forms that wait, and the names of the projects in them."""
    query = select(projects.c.upload_id, projects.c.project_name).join(
        hand_ins, hand_ins.c.upload_id == projects.c.upload_id
    )
    with reading(engine) as connection:
        rows = connection.execute(query.where(hand_ins.c.state == HandInState.WAITING.value).distinct())
        return [(row.upload_id, row.project_name) for row in rows]


def waiting_about(engine: Engine, project_id: str, *, fiscal_year: int) -> list[int]:
    """The uploads that wait, the oldest first, and say something of a project in the year."""
    owned = select(indicators.c.indicator_id).where(indicators.c.project_id == project_id)
    own = union(
        *(select(table.c.upload_id).where(table.c.project_id == project_id) for table in OF_PROJECT),
        *(select(table.c.upload_id).where(table.c.indicator_id.in_(owned)) for table in OF_INDICATOR),
    )
    query = select(hand_ins.c.upload_id).join(uploads, uploads.c.upload_id == hand_ins.c.upload_id)
    is_of_year = or_(uploads.c.fiscal_year == fiscal_year, uploads.c.fiscal_year.is_(None))
    query = query.where(hand_ins.c.state == HandInState.WAITING.value, is_of_year, uploads.c.upload_id.in_(own))
    with reading(engine) as connection:
        if not connection.scalar(_ANY_WAITS):
            return []
        return list(connection.scalars(query.order_by(hand_ins.c.upload_id)))


def names_once(engine: Engine, ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """What ids of indicators and projects were called in any goal table, with the project of an indicator."""
    found: dict[str, tuple[str, str]] = {}
    names = select(projects.c.project_id, projects.c.project_name).where(projects.c.project_id.in_(ids))
    of = select(indicators.c.indicator_id, indicators.c.indicator_name, projects.c.project_name).join(
        projects, projects.c.project_id == indicators.c.project_id
    )
    with reading(engine) as connection:
        for key, name in connection.execute(names) if ids else ():
            found[key] = name, ""
        for key, name, project in connection.execute(of.where(indicators.c.indicator_id.in_(ids))) if ids else ():
            found[key] = name, project
    return found


def suppose(engine: Engine, upload_id: int, project_ids: Collection[str]) -> Supposed:
    """What holds of the projects and those that the upload touches, and would hold if it were approved now.

    Raises StorageError where the same bytes are in force already.
    """
    with supposing(engine) as connection:
        upload = found_upload(connection, upload_id)
        refuse_twin(connection, upload)
        own = {*project_ids, *(key for _, key in _touched(connection, upload_id))}
        before = current_in(connection, fiscal_year=None, project_ids=own)
        counted = update(uploads).where(uploads.c.upload_id == upload_id).values(voided_at=None, voided_by=None)
        connection.execute(counted)
        return Supposed(before, current_in(connection, fiscal_year=None, project_ids=own))


def approve_upload(engine: Engine, upload_id: int, *, who: str, is_own_allowed: bool, seen: int | None) -> None:
    """Put what waits in force at its place in the order.

    ``seen`` is the revision of the data beside which it was looked at. Raises StorageError where it does not wait, is
    the person's own, or the same bytes are in force; OvertakenError where what it touches has changed since.
    """
    with writing(engine) as connection:
        upload, hand_in = _waiting(connection, upload_id, Act.APPROVE)
        if upload.is_by(who) and not is_own_allowed:
            raise StorageError(f"第 {upload_id} 号上传是您自己填报的，须由另一位审核人员批准，没有改动。")
        _refuse_overtaken(connection, upload_id, seen)
        refuse_twin(connection, upload)
        if hand_in.replacing:
            void_all(connection, hand_in.replacing, who=who, fiscal_year=upload.fiscal_year)
        _decide(connection, upload_id, HandInState.APPROVED, who=who)
        mark_switched(connection, upload, Act.APPROVE, who=who)


def return_upload(engine: Engine, upload_id: int, *, who: str, reason: str, remarks: Sequence[Remark]) -> None:
    """Give what waits back with the reasons. Raises StorageError where it does not wait."""
    reason = without_directions(reason)
    remarks = [Remark(**{**asdict(remark), "text": without_directions(remark.text)}) for remark in remarks]
    refuse_unstorable_text({"reason": reason, "remarks": "".join(remark.text for remark in remarks)})
    with writing(engine) as connection:
        upload, _ = _waiting(connection, upload_id, Act.RETURN)
        _decide(connection, upload_id, HandInState.RETURNED, who=who, reason=reason, remarks=remarks)
        told = f"{upload.file_name}：{reason}" + (f"（另有 {len(remarks)} 处意见）" if remarks else "")
        log_act(connection, Act.RETURN, at=datetime.now(UTC), who=who, upload_id=upload_id, detail=told)


def withdraw_upload(engine: Engine, upload_id: int, *, who: str) -> None:
    """Take back what one handed in oneself. Raises StorageError where it does not wait or is another's."""
    with writing(engine) as connection:
        upload, _ = _waiting(connection, upload_id, Act.WITHDRAW)
        if not upload.is_by(who):
            raise StorageError(f"第 {upload_id} 号上传由{upload.uploaded_by}交审，只能由本人撤回，没有改动。")
        _decide(connection, upload_id, HandInState.WITHDRAWN, who=who)
        now = datetime.now(UTC)
        log_act(connection, Act.WITHDRAW, at=now, who=who, upload_id=upload_id, detail=upload.file_name)


def followed_up(engine: Engine, handed_in: Collection[HandedIn]) -> set[int]:
    """Which of the uploads had a later one of the same kind, waiting or in force, about a project of theirs."""
    found = set[int]()
    with reading(engine) as connection:
        for item in handed_in:
            later = select(*UPLOAD_COLUMNS).where(
                uploads.c.upload_id > item.upload.upload_id,
                uploads.c.kind == item.upload.kind.value,
                uploads.c.fiscal_year.is_not_distinct_from(item.upload.fiscal_year),
            )
            ids = [
                upload.upload_id
                for upload in map(upload_of, connection.execute(later))
                if upload.is_in_force or upload.review is HandInState.WAITING
            ]
            if any(owned & item.owned for owned in _owned_by(connection, ids).values()):
                found.add(item.upload.upload_id)
    return found


def _waiting(connection: Connection, upload_id: int, act: Act) -> tuple[Upload, HandIn]:
    upload = found_upload(connection, upload_id)
    hand_in = hand_ins_in(connection, [upload_id]).get(upload_id)
    if hand_in is None:
        raise StorageError(f"第 {upload_id} 号上传没有交审，不必{act.label}。")
    if hand_in.state is not HandInState.WAITING:
        done = [(hand_in.decided_by or "", hand_in.decided_at or upload.uploaded_at, _DONE[hand_in.state].label)]
        raise OvertakenError(f"第 {upload_id} 号上传{{acts}}，这次没有{act.label}。", acts=done)
    return upload, hand_in


_DONE = {HandInState.APPROVED: Act.APPROVE, HandInState.RETURNED: Act.RETURN, HandInState.WITHDRAWN: Act.WITHDRAW}


def _decide(
    connection: Connection,
    upload_id: int,
    state: HandInState,
    *,
    who: str,
    reason: str | None = None,
    remarks: Sequence[Remark] = (),
) -> None:
    told = json.dumps([asdict(remark) for remark in remarks], ensure_ascii=False)
    decided = {"decided_by": who, "decided_at": datetime.now(UTC), "reason": reason, "remarks": told}
    own = update(hand_ins).where(hand_ins.c.upload_id == upload_id)
    connection.execute(own.values(state=state.value, **decided))


def _refuse_overtaken(connection: Connection, upload_id: int, seen: int | None) -> None:
    """Raises OvertakenError where what the upload touches was changed after the revision that was seen."""
    later = [] if seen is None else acts_in(connection, after=seen, with_effect=True)
    if not later:
        return
    own = _touched(connection, upload_id)
    is_shared = {other: bool(own & _touched(connection, other)) for other in {entry.upload_id for entry in later}}
    acts = [
        (entry.who, entry.at, f"{Act(entry.action).label}“{entry.detail}”")
        for entry in later
        if is_shared[entry.upload_id]
    ]
    if acts:
        raise OvertakenError("数据已更新：{acts}。没有批准，请看过现在的变化再决定。", acts=acts[-3:])


def _touched(connection: Connection, upload_id: int) -> set[tuple[int, str]]:
    """Years and projects."""
    return {(row[0], row[1]) for query in touched_by(connection, upload_id) for row in connection.execute(query)}


def _owned_by(connection: Connection, upload_ids: Collection[int]) -> dict[int, frozenset[tuple[str, str | None]]]:
    """The projects that each of the uploads is about, by name and spending unit."""
    found: dict[int, set[tuple[str, str | None]]] = {}
    for part in in_parts(upload_ids):
        for said in said_by(part):
            own = said.subquery().c
            names = select(own.upload_id, projects.c.project_name, projects.c.spending_unit).distinct()
            for row in connection.execute(names.join(projects, projects.c.project_id == own.project_id)):
                found.setdefault(row.upload_id, set()).add((row.project_name, row.spending_unit))
    return {upload_id: frozenset(owned) for upload_id, owned in found.items()}
