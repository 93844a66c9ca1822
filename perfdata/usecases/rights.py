"""What a signed-in person may change: 查看 nothing, the others what belongs to their units alone.

A refusal names what the file itself states, and nothing else of other units.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from perfdata.core.errors import StorageError
from perfdata.core.keys import NO_UNIT
from perfdata.core.people import Actor, Who
from perfdata.storing.owning import Owned, owned, owned_by_question, owned_by_upload
from perfdata.storing.upload_list import to_give
from perfdata.usecases.installation import is_own_review_allowed, is_review_on
from perfdata.usecases.people import note_refusal
from perfdata.usecases.preview import FormsPreview, Preview

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Engine

    from perfdata.storing.upload_list import Upload


def is_reviewed(who: Who) -> bool:
    """Whether what the person confirms waits for its review; never where there are no accounts."""
    return isinstance(who, Actor) and is_review_on()


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
    _refuse_foreign(engine, who, stated | owned(engine, ids), act="写入", stated=stated)


def refuse_upload(engine: Engine, who: Who, upload_id: int, *, act: str) -> None:
    """Raises StorageError where the upload touches what is not the person's; ``act`` is 撤销 or 恢复."""
    if isinstance(who, Actor):
        _refuse_foreign(engine, who, owned_by_upload(engine, upload_id), act=act)


def refuse_original(engine: Engine, who: Actor, upload_id: int) -> None:
    """Raises StorageError where the file as it came, which may hold telephone numbers, is not for the person.

    It is for who may change something, where all that it holds is visible to them.
    """
    if not (who.may_write and to_give(engine, [upload_id])):
        _refuse(engine, who, f"第 {upload_id} 号上传的原件可能含有个人信息或其他单位的内容，不向“{who.name}”提供。")


def refuse_review(engine: Engine, who: Actor, upload_id: int, *, act: str) -> None:
    """Raises StorageError where the person may not decide what waits; ``act`` is 批准 or 退回."""
    if not who.may_review:
        _refuse(engine, who, f"账号“{who.name}”（{who.role.label}）不能审核，没有{act}。请由该单位的审核人员办理。")
    refuse_upload(engine, who, upload_id, act=act)


def refuse_unreviewed(engine: Engine, who: Who, upload: Upload, *, act: str) -> None:
    """Raises StorageError where 撤销 or 恢复 would change what counts without a reviewer."""
    if not (is_reviewed(who) and isinstance(who, Actor)):
        return
    if not who.may_review:
        _refuse(
            engine,
            who,
            f"已开启审核，{act}由该单位的审核人员办理，没有{act}。数值有误时，请上传改好的文件，批准后以它为准。",
        )
    if act == "恢复" and upload.is_by(who.name) and upload.review is None and not is_own_review_allowed():
        _refuse(engine, who, "这次上传是您自己填报的，没有经过审核，须由另一位审核人员恢复，没有恢复。")


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


def refuse_unless_reviewing(engine: Engine, who: Who, units: Collection[str | None], *, act: str) -> None:
    """Raises StorageError where the person does not review or administer the units, all where none is named."""
    if not isinstance(who, Actor):
        return
    if not who.may_review:
        _refuse(engine, who, f"账号“{who.name}”不是审核或管理账号，没有{act}。请由审核或管理人员办理。")
    if units:
        _refuse_foreign(engine, who, {("", unit) for unit in units}, act=act)
    else:
        refuse_partial(engine, who, act=act)


def _refuse_foreign(engine: Engine, who: Actor, touched: Owned, *, act: str, stated: Owned = frozenset()) -> None:
    if not who.may_write:
        _refuse(engine, who, f"账号“{who.name}”只能查看，没有{act}。需要填报时请联系管理员。")
    foreign = {(name, unit) for name, unit in touched if not who.owns(unit)}
    if not foreign and (touched or who.is_of_all_units):
        return
    what = "其他单位的项目"
    if told := sorted((unit or NO_UNIT, name) for name, unit in foreign & stated):
        what = f"{told[0][0]}（{told[0][1]}）{'等' if len(foreign) > 1 else ''}"
    own = who.told_units or "没有"
    _refuse(
        engine, who, f"涉及{what}，账号“{who.name}”只能改动自己的单位（{own}），没有{act}。请由该单位或管理员办理。"
    )


def _refuse(engine: Engine, who: Actor, sentence: str) -> None:
    note_refusal(engine, who=who.name, detail=sentence, address=who.address)
    raise StorageError(sentence)
