"""The door to evidence: files beside results, for those who may see or change the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from perfdata.containers.evidence_files import ENDINGS, fitting_ending
from perfdata.containers.file_kinds import is_packed
from perfdata.containers.isolated import Ended, run_isolated
from perfdata.core.errors import StorageError, UnusableFileError
from perfdata.core.evidence import evidence_of, indicator_of_file
from perfdata.core.people import Who
from perfdata.core.text import DIRECTION_SIGNS
from perfdata.presenting.exports.file_names import safe_file_name
from perfdata.storing import evidence, store
from perfdata.storing.log import acting
from perfdata.usecases.installation import evidence_limits
from perfdata.usecases.rights import refuse_subjects

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from perfdata.core.model import Indicator

list_files, find, revision = evidence.list_evidence, evidence.find_evidence, evidence.evidence_revision
_OTHER_ENDINGS = ("jpeg", "jfif", "wps", "et")
_LONGEST_NOTE = 200


def add(
    engine: Engine, content: bytes, *, file_name: str, indicator_id: str, fiscal_year: int, note: str = "", who: Who
) -> str:
    """Keep a file beside the result of an indicator and year; a sentence says what came of it.

    Raises UnusableFileError for a file of no known kind or above the limit, and StorageError where the result is not
    the person's, no goal table has the indicator, or the files of the result come to too much.
    """
    refuse_subjects(engine, who, [indicator_id])
    of_file, of_result = evidence_limits()
    shown = "".join("" if sign in DIRECTION_SIGNS else sign for sign in file_name)
    if len(content) > of_file:
        raise UnusableFileError(
            f"{shown}：有 {len(content) / (1 << 20):.1f} MB，超过每份 {of_file >> 20} MB 的上限。没有保存，请压缩。"
        )
    if len(note) > _LONGEST_NOTE:
        raise StorageError(f"说明有 {len(note)} 个字，最多 {_LONGEST_NOTE} 个字，没有保存。")
    name = kept_name(file_name, ending=_ending(content, shown))
    key = {"indicator_id": indicator_id, "fiscal_year": fiscal_year, "most_bytes": of_result}
    with acting(who) as person:
        added = evidence.add_evidence(engine, content, file_name=name, note=note, who=person, **key)
    file = added.file
    if added.is_new:
        renamed = "" if name == file_name else f"（原名“{shown}”，按内容和命名规则改为此名）"
        return f"“{name}”{renamed}已保存为“{file.subject.indicator_name}”的佐证。"
    what = "此前已移除，现已放回" if added.is_back else "已经保存过，没有重复保存"
    return f"“{shown}”与“{file.subject.indicator_name}”的佐证“{file.file_name}”内容相同，{what}。"


def indicator_named(file_name: str, names: Mapping[str, str]) -> str:
    """The id of the indicator that the file's name begins with, of names by id in the order of their table.

    Raises UnusableFileError where that is none, or not one alone.
    """
    at = indicator_of_file(file_name, list(names.values()))
    if at is None:
        raise UnusableFileError(f"{file_name}：文件名开头不是一项指标的名称或序号，请指明是哪项指标。没有保存。")
    return list(names)[at]


def kept_name(file_name: str, *, ending: str) -> str:
    """The name under which a file is kept and given back: no path, no sign that misleads, the ending of its kind."""
    own = file_name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    stem, dot, said = own.rpartition(".")
    is_ending = bool(dot) and said.strip().lower() in (*ENDINGS, *_OTHER_ENDINGS)
    return safe_file_name((stem if is_ending else own).strip(), f".{ending}")


def _ending(content: bytes, file_name: str) -> str:
    job = partial(fitting_ending, file_name=file_name)
    if not is_packed(content):
        return job(content)
    try:
        return run_isolated(job, content)
    except Ended as error:
        raise UnusableFileError(f"{file_name}：文件打不开，可能已损坏。没有保存，请重新取得原件。") from error


def remove(engine: Engine, evidence_id: int, *, why: str, who: Who) -> str:
    """Take a file away, with a reason; it can be put back. StorageError, too where it is not the person's."""
    refuse_subjects(engine, who, [evidence.find_evidence(engine, evidence_id).indicator_id], act="移除")
    if not why.strip():
        raise StorageError("请写明移除的原因，再点一次。")
    with acting(who) as name:
        return f"“{evidence.remove_evidence(engine, evidence_id, why=why, who=name).file_name}”已移除，可以放回。"


def put_back(engine: Engine, evidence_id: int, *, who: Who) -> str:
    """Put a file back that was taken away. StorageError, too where it is not the person's."""
    refuse_subjects(engine, who, [evidence.find_evidence(engine, evidence_id).indicator_id], act="放回")
    _, of_result = evidence_limits()
    with acting(who) as name:
        back = evidence.put_back_evidence(engine, evidence_id, who=name, most_bytes=of_result)
    return f"“{back.file_name}”已放回。"


def take(engine: Engine, evidence_id: int, *, who: Who) -> bytes:
    """The bytes of a file in force, for whom may see it; where it is known who that is, it stands in the log.

    Raises StorageError where there is none, or it was taken away.
    """
    file = evidence.find_evidence(engine, evidence_id)
    if file.removed_at is not None:
        raise StorageError(f"“{file.file_name}”已经移除，不能下载：需要时请先放回。")
    content = evidence.evidence_content(engine, file)
    with acting(who) as name:
        if name:
            evidence.note_download(engine, file, who=name)
    return content


def indicators_of(engine: Engine, project_id: str, *, fiscal_year: int) -> list[Indicator]:
    """The indicators of a project in the order of its goal table."""
    return list(store.current(engine, fiscal_year=fiscal_year, project_ids=[project_id]).indicators)


def counts(files: Sequence[evidence.EvidenceFile]) -> Mapping[str, int]:
    """How many files in force each indicator has."""
    held = [file.indicator_id for file in files if file.removed_at is None]
    return {key: held.count(key) for key in dict.fromkeys(held)}


def stated_without_file(engine: Engine, upload_id: int) -> Sequence[evidence.Stated]:
    """The results of an upload that name their evidence in words, without a file beside them."""
    stated = evidence.stated_without_file(engine, upload_id)
    return [item for item in stated if evidence_of(item.evidence, file_count=0)]
