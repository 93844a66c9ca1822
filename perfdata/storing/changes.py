"""Every change of a reported value, replayed from the log: what it was, what it became, when, by whom, from where."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Table, select

from perfdata.core.fiscal_months import last_day
from perfdata.core.terms import ACTS_WITHOUT_EFFECT, Act, Attainment
from perfdata.storing.connecting import reading
from perfdata.storing.rows import MANY
from perfdata.storing.tables import actual_results, audit_log, spending, uploads, weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value that changed: ``subject_id`` is an indicator or project id; old and new are None where nothing held."""

    at: datetime
    who: str
    action: str
    upload_id: int
    subject_id: str
    as_of: date
    old: str | None
    new: str | None
    file_name: str
    cell: str | None


class _Entry(NamedTuple):
    upload_id: int
    row_number: int
    text: str
    cell: str | None


_Key = tuple[str, date, str]


def list_changes(
    engine: Engine,
    *,
    fiscal_year: int,
    upload_ids: Collection[int] | None = None,
    subject_ids: Collection[str] | None = None,
) -> list[Change]:
    """All changes of results, spending and set weights of a year, oldest first; weights hold for all of it.

    With ``upload_ids`` those that came with these uploads, or went with them; only their subjects are read. With
    ``subject_ids`` those of these indicators and projects.
    """

    def rows_of(connection: Connection, table: Table, subject: str) -> Sequence[Any]:
        query = select(table).where(table.c.fiscal_year == fiscal_year)
        if upload_ids is not None:
            query = query.where(table.c[subject].in_(select(table.c[subject]).where(table.c.upload_id.in_(upload_ids))))
        if subject_ids is not None:
            query = query.where(table.c[subject].in_(subject_ids))
        return connection.execute(query).all()

    with reading(engine) as connection:
        results = rows_of(connection, actual_results, "indicator_id")
        amounts = rows_of(connection, spending, "project_id")
        points = rows_of(connection, weights, "indicator_id")
        concerned = {row.upload_id for row in (*results, *amounts, *points)}
        acts = select(audit_log, uploads.c.file_name, uploads.c.uploaded_by).join(uploads)
        acts = acts.where(audit_log.c.action.not_in([act.value for act in ACTS_WITHOUT_EFFECT]))
        acts = acts.order_by(audit_log.c.entry_id)
        if (upload_ids, subject_ids) != (None, None) and len(concerned) < MANY:
            acts = acts.where(audit_log.c.upload_id.in_(concerned))
        log = connection.execute(acts).all()
    entries = [((row.indicator_id, row.as_of, "result"), _entry(row, _result_text(row))) for row in results]
    entries += [((row.project_id, row.as_of, "spending"), _entry(row, _spending_text(row))) for row in amounts]
    year_end = last_day(fiscal_year)
    entries += [
        ((row.indicator_id, year_end, "weight"), _entry(row, f"分值 {row.weight_points.normalize():f}"))
        for row in points
    ]
    return [change for change in _replay(log, entries) if upload_ids is None or change.upload_id in upload_ids]


def _replay(log: Iterable[Any], entries: list[tuple[_Key, _Entry]]) -> Iterator[Change]:
    by_upload: dict[int, dict[_Key, _Entry]] = {}
    for key, entry in sorted(entries, key=lambda item: item[1]):
        by_upload.setdefault(entry.upload_id, {})[key] = entry
    held: dict[_Key, dict[int, _Entry]] = {}
    for event in log:
        for key, entry in by_upload.get(event.upload_id, {}).items():
            in_force = held.setdefault(key, {})
            old = in_force[max(in_force)] if in_force else None
            if event.action == Act.VOID.value:
                in_force.pop(event.upload_id, None)
            else:
                in_force[event.upload_id] = entry
            new = in_force[max(in_force)] if in_force else None
            if (old and old.text) != (new and new.text):
                yield _change(event, key, old, new, entry)


def _change(event: Any, key: _Key, old: _Entry | None, new: _Entry | None, entry: _Entry) -> Change:
    is_approved = event.action == Act.APPROVE.value
    return Change(
        at=event.at,
        who=f"{event.uploaded_by}（{event.who}批准）" if is_approved else event.who,
        action=Act(event.action).label,
        upload_id=event.upload_id,
        subject_id=key[0],
        as_of=key[1],
        old=old.text if old else None,
        new=new.text if new else None,
        file_name=event.file_name,
        cell=entry.cell,
    )


def _result_text(row: Any) -> str:
    grade = Attainment(row.attainment).label if row.attainment else None
    parts = [row.actual, grade, row.deviation_reason and f"原因：{row.deviation_reason}", row.evidence]
    return "；".join(part for part in parts if part)


def _spending_text(row: Any) -> str:
    amounts = {"年初预算": row.initial_budget_yuan, "全年预算": row.adjusted_budget_yuan, "执行": row.spent_yuan}
    return "；".join(f"{label} {amount:,.2f} 元" for label, amount in amounts.items() if amount is not None)


def _entry(row: Any, text: str) -> _Entry:
    place = [row.sheet, row.cell, f"第 {row.line} 行" if row.line is not None else None]
    return _Entry(row.upload_id, row.row_number, text, " ".join(part for part in place if part) or None)
