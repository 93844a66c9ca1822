"""The door to what happened: uploads, changes of values, undo and redo, and a digest of the present state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import tzinfo
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from perfdata.containers.file_kinds import FileKind, recognise, safe_name
from perfdata.containers.isolated import Ended, run_isolated
from perfdata.core.clock import BEIJING
from perfdata.core.conclusions import is_computed
from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.model import FundingRow, IndicatorValue
from perfdata.core.people import Actor, Who
from perfdata.core.terms import Act, Outcome, Term, UploadKind
from perfdata.storing import aggregates, store
from perfdata.storing.changes import list_changes
from perfdata.storing.connecting import reading
from perfdata.storing.log import acting
from perfdata.usecases.latest import completions_of, latest_results, latest_spending
from perfdata.usecases.rights import refuse_original, refuse_unreviewed, refuse_upload

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine


count_uploads, list_uploads, to_give = store.count_uploads, store.list_uploads, store.to_give


def undo(engine: Engine, upload_id: int, *, who: Who, seen: int | None = None) -> None:
    """Take an upload out of force, see ``store.void_upload``. StorageError, too where it is not the person's."""
    _refuse(engine, who, upload_id, act="撤销")
    with acting(who) as name:
        store.void_upload(engine, upload_id, who=name, seen=seen)


def redo(engine: Engine, upload_id: int, *, who: Who, seen: int | None = None) -> None:
    """Put it back in force, see ``store.restore_upload``. StorageError, too where it is not the person's."""
    _refuse(engine, who, upload_id, act="恢复")
    with acting(who) as name:
        store.restore_upload(engine, upload_id, who=name, seen=seen)


def file_of(engine: Engine, upload_id: int, *, who: Actor | None) -> bytes:
    """The file as it came; that somebody who is signed in took it is logged. StorageError where it is not for them."""
    if who is None:
        return store.upload_content(engine, upload_id)
    refuse_original(engine, who, upload_id)
    name = store.find(engine, upload_id).file_name
    store.note(engine, Act.ORIGINAL, who=who.name, detail=f"第 {upload_id} 号上传：{name}", address=who.address)
    return store.upload_content(engine, upload_id)


def _refuse(engine: Engine, who: Who, upload_id: int, *, act: str) -> None:
    refuse_upload(engine, who, upload_id, act=act)
    refuse_unreviewed(engine, who, store.find(engine, upload_id), act=act)


def original_name(engine: Engine, upload: store.Upload) -> str:
    """The name under which the original file is given back."""
    return safe_name(upload.file_name, lambda: _kind(store.upload_content(engine, upload.upload_id), upload.file_name))


def _kind(content: bytes, file_name: str) -> FileKind:
    try:
        return run_isolated(partial(recognise, file_name=file_name), content)
    except (Ended, UnusableFileError):
        return FileKind.TEXT


def findings_of(engine: Engine, upload: store.Upload) -> tuple[list[Finding], bool]:
    """The findings of an upload as they were shown at its confirmation, and True.

    Where they were not kept (bundled tables, uploads by earlier versions), or for others' eyes, those by today's rules,
    and False. StorageError where the file is not to be given.
    """
    from perfdata.usecases.uploading import preview_file

    if upload.kind in (UploadKind.DEMO_RESULTS, UploadKind.WEIGHTS, UploadKind.REVIEWS):
        return [], True
    if (kept := store.confirmed_findings(engine, upload.upload_id)) is not None:
        return kept, True
    content = store.upload_content(engine, upload.upload_id)
    day = upload.uploaded_at.astimezone(BEIJING).date()
    preview = preview_file(engine, content, file_name=upload.file_name, today=day, kind=upload.kind)
    return list(preview.findings), False


def rows_frame(engine: Engine, upload: store.Upload) -> pd.DataFrame:
    """Every row an upload holds, in its order: goal table rows, results and spending, each with its own names."""
    from perfdata.presenting.upload_rows import rows_frame as make

    own = store.upload_records(engine, upload.upload_id)
    subjects = [item.indicator_id for item in own.actual_results] + [item.project_id for item in own.spending]
    known = own if own.projects else _of_subjects(engine, subjects, fiscal_year=upload.fiscal_year)
    return make(own, projects=known.projects, indicators=known.indicators)


def _of_subjects(engine: Engine, subject_ids: Sequence[str], *, fiscal_year: int | None) -> store.Current:
    """The records of the projects among the ids and of those that own the indicators among them."""
    with reading(engine) as connection:
        ids = aggregates.owners(connection, set(subject_ids))
    return store.current(engine, fiscal_year=fiscal_year, project_ids=ids)


def changes_frame(
    engine: Engine, *, fiscal_year: int, zone: tzinfo = BEIJING, upload_ids: Collection[int] | None = None
) -> pd.DataFrame:
    """Every change of a reported value in the year, newest first, with the names of what changed.

    With ``upload_ids`` only what came with these uploads, or went with them.
    """
    from perfdata.presenting.frames import changes_frame as make

    changes = list_changes(engine, fiscal_year=fiscal_year, upload_ids=upload_ids)
    records = _of_subjects(engine, [change.subject_id for change in changes], fiscal_year=fiscal_year)
    return make(changes, records.projects, records.indicators, zone=zone)


def status(engine: Engine) -> dict[str, Any]:
    """What ``project_status`` tells, and the state's digest."""
    return {"projects": list(project_status(engine)), "state_hash": state_hash(engine)}


def project_status(engine: Engine) -> Iterator[dict[str, Any]]:
    """Per project of every year: indicators, reported, outcomes, budget and spent in yuan.

    Made of the records, a year at a time, and not of what is concluded, so that each can be checked by the other.
    """
    for year in sorted(store.fiscal_years(engine)):
        yield from _year_status(store.current(engine, fiscal_year=year))


def _year_status(records: store.Current) -> Iterator[dict[str, Any]]:
    spending, completions = latest_spending(records), completions_of(records)
    reported = latest_results(records)
    computed = Counter(
        indicator.project_id
        for indicator, completion in zip(records.indicators, completions, strict=True)
        if is_computed(completion, reported.get(indicator.indicator_id))
    )
    outcomes: dict[str, Counter[str]] = {project.project_id: Counter() for project in records.projects}
    for indicator, completion in zip(records.indicators, completions, strict=True):
        outcomes[indicator.project_id][completion.outcome.value] += 1
    for project in records.projects:
        counts, spent = outcomes[project.project_id], spending.get(project.project_id)
        yield {
            "project_id": project.project_id,
            "project_name": project.project_name,
            "fiscal_year": project.fiscal_year,
            "indicators": counts.total(),
            "reported": counts.total() - counts[Outcome.NO_DATA.value],
            "computed": computed[project.project_id],
            "outcomes": {outcome.value: counts[outcome.value] for outcome in Outcome},
            "budget_yuan": project.budget_yuan,
            "spent_yuan": spent.spent_yuan if spent else None,
        }


def state_hash(engine: Engine) -> str:
    """A digest over all values in force, equal for equal states; where they came from does not count.

    It reads every record, for that is what it vouches for; no page asks for it.
    """
    records = store.current(engine)
    names = "projects indicators actual_results spending outlooks forecasts published weights reviews".split()
    groups = [getattr(records, name) for name in names]
    lines = sorted(f"{position}{_line(record)}" for position, group in enumerate(groups) for record in group)
    return sha256("\n".join(lines).encode()).hexdigest()


def _line(record: Any) -> str:
    values = {name: getattr(record, name) for name in type(record).__annotations__}
    plain = {name: _plain(value) for name, value in values.items() if name not in ("place", "field_places")}
    return repr(sorted(plain.items()))


def _plain(value: Any) -> str:
    match value:
        case IndicatorValue():
            return value.raw
        case Term():
            return value.value
        case Decimal():
            return format(value.normalize(), "f")
        case FundingRow():
            return _line(value)
        case tuple():
            return repr([_plain(item) for item in value])
    return repr(value)
