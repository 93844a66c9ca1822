"""What a signed-in person may change: 查看 nothing, the others what belongs to their units alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdata.core.errors import StorageError
from perfdata.core.people import Actor, Who
from perfdata.storing.owning import Owned, owned, owned_by_question, owned_by_upload
from perfdata.usecases.people import note_refusal
from perfdata.usecases.preview import FormsPreview, Preview

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Engine


def refuse_preview(engine: Engine, who: Who, preview: Preview) -> None:
    """Raises StorageError where the file touches what is not the person's."""
    if not isinstance(who, Actor):
        return
    stated: Owned = {(table.project.project_name, table.project.spending_unit) for table in preview.sound_tables}
    ids = {*preview.subject_ids, *(table.project.project_id for table in preview.sound_tables)}
    if isinstance(preview, FormsPreview):
        records = preview.records
        stated |= {(project.project_name, project.spending_unit) for project in records.projects}
        ids |= {item.indicator_id for item in (*records.results, *records.outlooks)}
        ids |= {item.project_id for item in (*records.spending, *records.forecasts, *records.published)}
    _refuse_foreign(engine, who, stated | owned(engine, ids), act="写入")


def refuse_upload(engine: Engine, who: Who, upload_id: int, *, act: str) -> None:
    """Raises StorageError where the upload touches what is not the person's; ``act`` is 撤销 or 恢复."""
    if isinstance(who, Actor):
        _refuse_foreign(engine, who, owned_by_upload(engine, upload_id), act=act)


def may_read_original(engine: Engine, who: Who, upload_id: int) -> bool:
    """Whether the person may have the file as it came, which may hold telephone numbers: who may change all it touches.

    Everything else that a file says is shown without them.
    """
    if not isinstance(who, Actor) or who.is_of_all_units:
        return True
    touched = owned_by_upload(engine, upload_id) if who.may_write else set()
    return bool(touched) and all(who.owns(unit) for _, unit in touched)


def refuse_original(engine: Engine, who: Who, upload_id: int) -> None:
    """Raises StorageError where the file is not for the person."""
    if isinstance(who, Actor) and not may_read_original(engine, who, upload_id):
        _refuse(engine, who, f"第 {upload_id} 号上传的原件可能含有个人信息，只交给能改动它的单位，没有交付。")


def refuse_subjects(engine: Engine, who: Who, subject_ids: Collection[str], *, act: str = "保存") -> None:
    """Raises StorageError where the projects, or those of the indicators, are not the person's."""
    if isinstance(who, Actor):
        _refuse_foreign(engine, who, owned(engine, subject_ids), act=act)


def refuse_question(engine: Engine, who: Who, finding_id: str) -> None:
    """Raises StorageError where a question of the audit is about what is not the person's."""
    if isinstance(who, Actor):
        _refuse_foreign(engine, who, owned_by_question(engine, finding_id), act="保存")


def refuse_partial(engine: Engine, who: Who, *, act: str) -> None:
    """Raises StorageError where the person may not change figures of every unit."""
    if isinstance(who, Actor) and not who.is_of_all_units:
        _refuse(engine, who, f"{act}涉及全部单位，只有管理全部单位的账号可以做，没有改动。")


def _refuse_foreign(engine: Engine, who: Actor, touched: Owned, *, act: str) -> None:
    if not who.may_write:
        _refuse(engine, who, f"账号“{who.name}”只能查看，没有{act}。需要填报时请联系管理员。")
    foreign = sorted((unit or "未写明单位", name) for name, unit in touched if not who.owns(unit))
    if not foreign and (touched or who.is_of_all_units):
        return
    unit, name = foreign[0] if foreign else ("不明的单位", "")
    what = f"{unit}{f'（{name}）' if name else ''}{'等' if len(foreign) > 1 else ''}"
    own = "、".join(who.units) or "没有"
    _refuse(
        engine, who, f"涉及{what}，账号“{who.name}”只能改动自己的单位（{own}），没有{act}。请由该单位或管理员办理。"
    )


def _refuse(engine: Engine, who: Actor, sentence: str) -> None:
    note_refusal(engine, who=who.name, detail=sentence, address=who.address)
    raise StorageError(sentence)
