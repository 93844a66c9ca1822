"""The door to keeping the store safe: back it up, restore it, see whether it is whole, on either database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from perfdata import __version__
from perfdata.core.clock import BEIJING, told_moment
from perfdata.core.errors import StorageError
from perfdata.core.terms import Act
from perfdata.storing import file_backups, inspecting, server_backups, store
from perfdata.storing.accounts import accounts_exist, actor_called, erase_sessions
from perfdata.storing.conclusions import concluded_rows
from perfdata.storing.connecting import connect, reading, where_of
from perfdata.storing.inspecting import Backup
from perfdata.storing.marks import mark_all
from perfdata.storing.migrations import missing_migrations
from perfdata.storing.rules_in_force import claim
from perfdata.storing.sight import whole
from perfdata.usecases.concluding import catch_up, concluder
from perfdata.usecases.rights import refuse_partial

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_EVER = datetime(9000, 1, 1, tzinfo=UTC)
_ENDINGS = {"sqlite": ".db", "postgresql": ".dump"}


@dataclass(slots=True)
class Checkup:
    """What a look at the database found: facts by their label, and problems as sentences; ``counts`` are rows."""

    facts: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    last_backup: Backup | None = None


def back_up(
    url: str,
    destination: Path,
    *,
    who: str,
    is_folder: bool = False,
    keep: int | None = None,
    may_replace: bool = False,
) -> tuple[Path, int]:
    """The new backup and how many old ones were removed: a file, or in a folder one named for the moment.

    With ``keep`` only so many of the backups in the folder stay. Raises StorageError; then nothing is removed.
    """
    with _opened(url) as engine:
        folder = _made_folder(destination) if is_folder or keep or destination.is_dir() else None
        target = folder / f"perfdata-{_stamp(datetime.now(UTC))}{_ending(engine)}" if folder else destination
        _refuse_existing(target, may_replace=may_replace)
        back_up_to = file_backups.back_up_file if _is_file(engine) else server_backups.back_up_server
        back_up_to(engine, target.resolve())
        try:
            store.note(engine, Act.BACKUP, who=who, detail=str(target.resolve()))
        except StorageError as error:
            raise StorageError(f"备份已写入 {target}，但没能记入数据库：{error}") from error
        return target, _remove_old(target, _ending(engine), keep=keep) if folder and keep else 0


def restore(url: str, source: Path, *, who: str, may_replace: bool = False) -> Path | None:
    """Put what a backup holds in the place of the database; where the old one is kept, None where there was none.

    The result is brought up to date, and nobody is signed in: a session of the backup may have ended since. Raises
    StorageError; then the database is what it was.
    """
    with file_backups.files_told(source), source.open("rb"), _opened(url, must_exist=False) as engine:
        stamp = f"before-restore-{_stamp(datetime.now(UTC))}"
        if _is_file(engine):
            path = file_backups.database_path(engine)
            aside = path.with_name(f"{path.name}.{stamp}") if path.exists() else None
            restore_from = file_backups.restore_file
        else:
            held = server_backups.held_tables(engine)
            aside = source.resolve().with_name(f"perfdata-{stamp}{_ending(engine)}") if held else None
            restore_from = server_backups.restore_server
        if aside is not None and not may_replace:
            raise StorageError(
                f"数据库 {where_of(engine)} 已有内容，没有恢复：确要用备份替换，请加上 --force，"
                f"原来的会另存为 {aside.name}。"
            )
        while aside is not None and aside.exists():  # two restores within a second
            aside = aside.with_name(f"{aside.name}-2")
        restore_from(engine, source, aside=aside)
    engine = store.open_store(url)
    erase_sessions(engine, before=_EVER)
    store.note(engine, Act.RECOVER, who=who, detail=str(source.resolve()))
    engine.dispose()
    return aside


def check(url: str) -> Checkup:
    """Whether the database is whole, what it holds and when it was last backed up; nothing is changed.

    Raises StorageError where it cannot be looked at, or is of a newer version.
    """
    found = Checkup()
    with _opened(url) as engine:
        found.facts["数据库"] = where_of(engine)
        with reading(engine) as connection:
            missing = missing_migrations(connection)
        found.facts["结构"] = f"较旧，下次启动时升级（{len(missing)} 项）" if missing else "最新"
        for look in (
            _look_at_pages,
            _look_at_references,
            _look_at_originals,
            _look_at_evidence,
            _count,
            _look_at_backup,
        ):
            try:
                with reading(engine) as connection:
                    look(connection, found)
            except StorageError as error:
                found.problems.append(str(error))
    found.problems = list(dict.fromkeys(found.problems))
    return found


def rebuild(url: str) -> dict[str, str]:
    """Conclude everything anew from the uploads; what came out otherwise than it was kept, in words.

    Raises StorageError, also where the database is of another version: the dashboard brings it up to date.
    """
    with _opened(url) as engine:
        with reading(engine) as connection:
            if missing_migrations(connection):
                raise StorageError("数据库的结构较旧：请先启动一次看板升级，再用 --rebuild。")
        before = concluded_rows(engine)
        claim(engine, version=concluder().version, release=__version__)
        mark_all(engine)
        catch_up(engine)
        after = concluded_rows(engine)
    told = {name: len(before[name] ^ after[name]) for name in before}
    changed = "，".join(f"{name} {count} 行" for name, count in told.items() if count)
    return {"重新判断": f"与原有的不同：{changed}" if changed else "与原有的一致"}


def last_backup(engine: Engine) -> Backup | None:
    """When and into which file the store was last backed up, if it ever was."""
    with reading(whole(engine)) as connection:
        return inspecting.newest_backup(connection)


def person_of_all(url: str, account: str) -> str:
    """The name of an account that may change what is of all units. StorageError for any other."""
    with _opened(url) as engine:
        if not accounts_exist(engine):
            raise StorageError(f"没有账号“{account}”：这个数据库没有账号。")
        who = actor_called(engine, account, address="命令行")
        refuse_partial(engine, who, act="备份、恢复和检查")
        return who.name


def damaged_text(engine: Engine) -> str | None:
    """A sentence where the database cannot be read or is not whole; None where it is sound."""
    try:
        with reading(whole(engine)) as connection:
            lines = inspecting.damage(connection)
    except StorageError as error:
        return str(error)
    return (
        f"数据库文件 {where_of(engine)} 已损坏：请停止看板，用备份恢复（restore 命令）后重新启动。" if lines else None
    )


def _look_at_pages(connection: Connection, found: Checkup) -> None:
    lines = inspecting.damage(connection)
    found.facts["完整性"] = "完好" if not lines else "已损坏"
    found.problems += [f"数据库已损坏，请用备份恢复：{line}" for line in lines]


def _look_at_references(connection: Connection, found: Checkup) -> None:
    dangling, unlogged = inspecting.dangling_rows(connection), inspecting.unlogged_uploads(connection)
    found.facts["引用"] = "完好" if not dangling and not unlogged else "有缺失"
    found.problems += [f"表 {name} 有 {count} 行找不到所属的上传。" for name, count in dangling.items()]
    found.problems += [f"第 {number} 号上传没有操作记录。" for number in unlogged]


def _look_at_originals(connection: Connection, found: Checkup) -> None:
    changed = list(inspecting.changed_originals(connection))
    found.facts["原件"] = f"{len(changed)} 份与入库时不同" if changed else "SHA-256 全部相符"
    found.problems += [f"第 {number} 号上传“{name}”的原件与入库时的 SHA-256 不符。" for number, name in changed]


def _look_at_evidence(connection: Connection, found: Checkup) -> None:
    if count := inspecting.evidence_count(connection):
        changed = list(inspecting.changed_evidence(connection))
        stand = f"{len(changed)} 份与保存时不同" if changed else "SHA-256 全部相符"
        found.facts["佐证"] = f"{count} 份，{stand}"
        found.problems += [f"第 {number} 号佐证“{name}”与保存时的 SHA-256 不符。" for number, name in changed]


def _count(connection: Connection, found: Checkup) -> None:
    found.counts = inspecting.row_counts(connection)


def _look_at_backup(connection: Connection, found: Checkup) -> None:
    backup = inspecting.newest_backup(connection)
    found.last_backup = backup
    there = "" if backup and Path(backup.file).exists() else "（文件已不在原处）"
    found.facts["上次备份"] = f"{told_moment(backup.at, BEIJING)} {backup.file}{there}" if backup else "还没有备份"


@contextmanager
def _opened(url: str, *, must_exist: bool = True) -> Iterator[Engine]:
    """The database as it is: neither made nor brought up to date."""
    engine = connect(url)
    try:
        if must_exist and _is_file(engine) and not file_backups.database_path(engine).is_file():
            raise StorageError(f"找不到数据库文件 {where_of(engine)}：请检查数据库地址。")
        yield engine
    finally:
        engine.dispose()


def _made_folder(destination: Path) -> Path:
    try:
        destination.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{destination}：不是文件夹，也建不了这个文件夹，请检查路径和权限。") from error
    return destination


def _refuse_existing(target: Path, *, may_replace: bool) -> None:
    if target.exists() and not target.is_file():
        raise StorageError(f"{target} 不是普通文件，没有写入：请换一个文件名。")
    if target.exists() and not may_replace:
        raise StorageError(f"{target}：文件已存在，没有覆盖。请换一个文件名，或加上 --force。")


def _remove_old(newest: Path, ending: str, *, keep: int) -> int:
    """Remove dated backups beyond those to keep; how many.

    First those of a later date than the newest: the clock was wrong when they were made, or is now. Then the oldest.
    """
    dated = re.compile(rf"perfdata-\d{{8}}-\d{{6}}{re.escape(ending)}")
    found = (path for path in newest.parent.iterdir() if dated.fullmatch(path.name))
    old = sorted(found, key=lambda path: (path.name <= newest.name, path.name))[:-keep]
    for path in old:
        with file_backups.files_told(path):
            path.unlink(missing_ok=True)
    return len(old)


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone():%Y%m%d-%H%M%S}"


def _ending(engine: Engine) -> str:
    return _ENDINGS[engine.dialect.name]


def _is_file(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"
