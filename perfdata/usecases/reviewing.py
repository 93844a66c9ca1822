"""The door of the review (审核): what waits, what it would change, and approving, returning or withdrawing it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from perfdata.core.errors import StorageError
from perfdata.core.findings import Finding
from perfdata.core.keys import name_key, unit_key
from perfdata.core.model import Place
from perfdata.core.people import Actor, Who
from perfdata.core.terms import HandInState, Role
from perfdata.storing import store
from perfdata.storing.log import acting
from perfdata.storing.names import project_names
from perfdata.storing.review_tables import Remark
from perfdata.storing.reviewing import HandedIn, names_once, waiting_about
from perfdata.storing.scope import Scope
from perfdata.storing.sight import whole
from perfdata.usecases.demo import drop_demo
from perfdata.usecases.evaluating import evaluate, sound_schemes
from perfdata.usecases.installation import is_own_review_allowed, is_review_on
from perfdata.usecases.latest import Progress, only, progress_of
from perfdata.usecases.people import accounts_exist, list_accounts, sees_as_much
from perfdata.usecases.review_changes import ReviewRow, names_of, overtaken_count, rows_between, unseen_ids
from perfdata.usecases.rights import is_reviewed, refuse_review, refuse_upload
from perfdata.usecases.uploading import annotated_copy, remarks_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Engine

hand_ins_of, waiting_of_project, revision = store.hand_ins_of, waiting_about, store.last_act
__all__ = ["HandedIn", "Remark", "hand_ins_of", "is_reviewed", "revision", "waiting_of_project"]
LONGEST_REASON = 1000
_MOST_RETURNED = 50


class Standing(NamedTuple):
    """How the units that an upload is about stand; ``mean_score`` is that of its own projects."""

    progress: Progress
    project_count: int
    budget_yuan: Decimal
    mean_score: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What approving an upload would do beside the data of ``revision``.

    ``rows`` are old and new, ``overtaken_count`` how many of its values would not hold because of later ones,
    ``unseen`` the names of what it reports of that no goal table in force has;
    ``standings`` are before and after, None where it is of several years. ``answer_count`` names, answers and
    corrections would be remembered. ``findings`` are None where they are not for whoever looks.
    """

    revision: int
    rows: Sequence[ReviewRow]
    names: dict[str, tuple[str, str]]
    findings: Sequence[Finding] | None
    overtaken_count: int
    unseen: Sequence[str]
    answer_count: int
    standings: tuple[Standing, Standing] | None


def setting_text(engine: Engine) -> str:
    """How the review is set, in a sentence; '' where it is off."""
    if not is_review_on():
        return ""
    if not accounts_exist(whole(engine)):
        return "PERFDATA_REVIEW=on，但还没有账号，审核没有起作用：确认即入库。请先建立账号（perfdata user add）"
    own = "，填报人可以批准自己的填报" if is_own_review_allowed() else "，填报人不能批准自己的填报"
    return f"已开启：账号确认的内容待审，批准后计入各项数字{own}"


def is_shown(engine: Engine, who: Actor | None) -> bool:
    """Whether the person has to do with the review: it is on, or something waits from when it was."""
    return who is not None and (is_review_on() or store.any_waits(engine))


def may_switch(who: Who) -> bool:
    """Whether the person undoes and redoes: with review switched on reviewers alone."""
    return not (is_reviewed(who) and isinstance(who, Actor)) or who.may_review


def waiting(engine: Engine, who: Actor) -> list[HandedIn]:
    """What waits, the oldest first: a clerk's own, for the others that of their units."""
    found = store.list_handed_in(whole(engine), states=[HandInState.WAITING])
    return [item for item in found if (is_own(who, item) if who.role is Role.CLERK else may_see(who, item))]


def waiting_upload(engine: Engine, who: Actor, upload_id: int) -> HandedIn | None:
    """One that waits and that the person may look at."""
    found = store.list_handed_in(whole(engine), states=[HandInState.WAITING])
    return next((item for item in found if item.upload.upload_id == upload_id and may_see(who, item)), None)


def returned(engine: Engine, who: Actor) -> list[HandedIn]:
    """What was given back to the person and not handed in again, the newest first."""
    found = store.list_handed_in(whole(engine), states=[HandInState.RETURNED], most=_MOST_RETURNED)
    own = [item for item in found if is_own(who, item)][::-1]
    done = store.followed_up(whole(engine), own)
    return [item for item in own if item.upload.upload_id not in done]


def is_own(who: Actor, item: HandedIn) -> bool:
    """Whether the person handed it in."""
    return item.upload.is_by(who.name)


def may_see(who: Actor, item: HandedIn) -> bool:
    """Whether all that it is about is of the person's units."""
    if is_own(who, item) or who.sees_all:
        return True
    return bool(item.owned) and all(unit_key(unit) in who.unit_keys for _, unit in item.owned)


def may_decide(who: Actor, item: HandedIn) -> bool:
    """Whether the person may approve or return it."""
    is_allowed = is_own_review_allowed() or not is_own(who, item)
    return who.may_review and is_allowed and may_see(who, item)


def disabled_names(engine: Engine, items: Collection[HandedIn]) -> set[str]:
    """Those who handed something in and whose account is disabled by now."""
    if not items:
        return set()
    disabled = {name_key(account.name) for account in list_accounts(whole(engine)) if account.disabled_at}
    return {item.upload.uploaded_by for item in items if name_key(item.upload.uploaded_by) in disabled}


def may_read_findings(engine: Engine, who: Actor, item: HandedIn) -> bool:
    """Whether what was told of it is for the person: it may name whatever its uploader may see."""
    return is_own(who, item) or (may_decide(who, item) and sees_as_much(engine, who, item.upload.uploaded_by))


def examine(engine: Engine, item: HandedIn, *, with_findings: bool) -> Examined:
    """What approving it now would do, for who may see it; ``with_findings`` as ``may_read_findings`` says.

    Raises StorageError where the same file is in force already.
    """
    engine, upload = whole(engine), item.upload
    year, upload_id = upload.fiscal_year, upload.upload_id
    units = tuple(unit for _, unit in item.owned if unit)
    beside = project_names(engine, Scope(year, units)) if year and units else []
    supposed = store.suppose(engine, upload_id, [project.project_id for project in beside])
    before, after = (drop_demo(engine, records) for records in supposed)
    own = store.upload_records(engine, upload_id)
    acts = store.acts_on(engine, [upload_id])[upload_id]
    unseen = unseen_ids(after, own)
    names = names_once(engine, unseen) | names_of(before, after, own)
    standings = None
    if year:
        rows = rows_between(_of_year(before, year), _of_year(after, year), _of_year(own, year))
        ids = {row.subject_id for row in rows}
        standings = _standing(_of_year(before, year), ids), _standing(_of_year(after, year), ids)
    return Examined(
        revision=supposed.before.revision,
        rows=rows_between(before, after, own),
        names=names,
        findings=(store.confirmed_findings(engine, upload_id) or []) if with_findings else None,
        overtaken_count=overtaken_count(after, own),
        unseen=[names.get(key, (key, ""))[0] for key in unseen],
        answer_count=acts[0].match_count + acts[0].correction_count if acts else 0,
        standings=standings,
    )


def approve(engine: Engine, upload_id: int, *, who: Actor, seen: int | None = None) -> None:
    """Let it count, see ``store.approve_upload``. StorageError, too where the person may not."""
    refuse_review(engine, who, upload_id, act="批准")
    with acting(who) as name:
        store.approve_upload(engine, upload_id, who=name, is_own_allowed=is_own_review_allowed(), seen=seen)


def give_back(engine: Engine, upload_id: int, *, who: Actor, reason: str, remarks: Sequence[Remark] = ()) -> None:
    """Return it with a reason for all of it, or remarks at its cells. StorageError, too where the person may not."""
    refuse_review(engine, who, upload_id, act="退回")
    reason, said = reason.strip(), [remark for remark in remarks if remark.text.strip()]
    if not (reason or said):
        raise StorageError("请写明退回的原因，或在下面的表中写明哪一格要改，再点一次。")
    if max(len(reason), *(len(remark.text) for remark in said), 0) > LONGEST_REASON:
        raise StorageError(f"退回的原因和每条意见最多 {LONGEST_REASON} 字，请缩短后再点一次。")
    said = [_with_sheet(engine, upload_id, remark) for remark in said]
    with acting(who) as name:
        store.return_upload(engine, upload_id, who=name, reason=reason, remarks=said)


def _with_sheet(engine: Engine, upload_id: int, remark: Remark) -> Remark:
    """The remark with its sheet, which need not be named in a file of one sheet. Raises StorageError."""
    if remark.cell is None or remark.sheet is not None:
        return remark
    own = store.upload_records(whole(engine), upload_id)
    reports = (*own.actual_results, *own.spending, *own.outlooks, *own.forecasts, *own.published)
    sheets = {item.place.sheet for item in (*own.projects, *own.indicators, *reports)}
    if len(sheets) != 1:
        named = "、".join(sorted(filter(None, sheets)))
        raise StorageError(f"请写明 {remark.cell} 在哪张工作表（{named}），写成 工作表!{remark.cell}，没有退回。")
    return replace(remark, sheet=sheets.pop())


def withdraw(engine: Engine, upload_id: int, *, who: Actor) -> None:
    """Take back what one handed in. StorageError where it does not wait or is another's."""
    refuse_upload(engine, who, upload_id, act="撤回")
    with acting(who) as name:
        store.withdraw_upload(engine, upload_id, who=name)


def marked_copy(engine: Engine, item: HandedIn) -> tuple[str, bytes, str | None]:
    """The file with what the reviewer said, and what was found, at their cells; see ``uploading.marked_copy``."""
    upload, content = item.upload, store.upload_content(engine, item.upload.upload_id)
    found = store.confirmed_findings(engine, upload.upload_id) or []
    return annotated_copy(content, upload.file_name, [*_said(item), *remarks_of(found)])


def _said(item: HandedIn) -> Iterator[tuple[Place, str]]:
    for remark in item.hand_in.remarks:
        if remark.cell or remark.line:
            place = Place(item.upload.file_name, remark.sheet, remark.cell, remark.line)
            yield place, f"审核意见（{item.hand_in.decided_by}）：{remark.text}"


def remark_on(row: ReviewRow, text: str, *, names: dict[str, tuple[str, str]]) -> Remark:
    """What is said of one value; where it stands in no cell, the text names it."""
    if row.place is None:
        return Remark(sheet=None, cell=None, line=None, text=f"{names[row.subject_id][0]}：{text}")
    return Remark(sheet=row.place.sheet, cell=row.place.cell, line=row.place.line, text=text)


def _of_year(records: store.Current, year: int) -> store.Current:
    names = "projects indicators actual_results spending outlooks forecasts published weights".split()
    return only(records, *names, keep=lambda item: item.fiscal_year == year)


def _standing(records: store.Current, subject_ids: Collection[str]) -> Standing:
    owners = {item.project_id for item in records.indicators if item.indicator_id in subject_ids}
    own = only(records, "projects", keep=lambda item: item.project_id in owners or item.project_id in subject_ids)
    ids = {project.project_id for project in own.projects}
    own = replace(own, indicators=tuple(item for item in own.indicators if item.project_id in ids))
    scores = [item.score.total_score for item in evaluate(own, known=sound_schemes())]
    known = [score for score in scores if score is not None]
    return Standing(
        progress=progress_of(records),
        project_count=len(records.projects),
        budget_yuan=sum((project.budget_yuan or Decimal(0) for project in records.projects), Decimal(0)),
        mean_score=sum(known, Decimal(0)) / len(known) if known else None,
    )
