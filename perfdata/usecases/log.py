"""The door to the log: who did what and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from perfdata.core.clock import start_of, told_zone
from perfdata.core.people import Actor
from perfdata.core.terms import Act, UploadKind
from perfdata.storing import accounts, store
from perfdata.storing.log import erase
from perfdata.usecases import installation

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine

PASSING = (Act.SIGN_IN, Act.SIGN_OUT, Act.REFUSAL, Act.ORIGINAL, Act.DOWNLOAD, Act.EVIDENCE_TAKEN)
"""Acts that change nothing; they alone are erased where the administrator wants so."""
_BUNDLED_ONLY = "只用随系统提供的方案"
acts_on, count, people, note = store.acts_on, store.count_log, store.people_of_log, store.note


def wanted(
    *,
    people: Sequence[str] = (),
    acts: Sequence[Act] = (),
    kinds: Sequence[UploadKind] = (),
    days: Sequence[date] = (),
    zone: tzinfo,
) -> store.LogFilter:
    """The filter; ``days`` are the first and the last one, whole days of the zone, or none."""
    start, end = (start_of(days[0], zone), start_of(days[-1] + timedelta(days=1), zone)) if days else (None, None)
    return store.LogFilter(people=people, acts=acts, kinds=kinds, start=start, end=end)


def note_schemes(engine: Engine) -> None:
    """Log that the office's own scoring schemes are others than before: they change scores, and nobody uploads them."""
    own = [path for path in installation.scheme_files()[1:] if path.is_file()]
    now = "；".join(f"{path.name}（{sha256(_bytes_of(path)).hexdigest()[:12]}）" for path in own) or _BUNDLED_ONLY
    before = store.list_log(engine, store.LogFilter(acts=[Act.SCHEMES]), most=1)
    if now != (before[0].detail if before else _BUNDLED_ONLY):
        note(engine, Act.SCHEMES, who="系统启动时", detail=now)


def note_download(engine: Engine, who: Actor, *, name: str, scope: str) -> None:
    """Log that somebody who is signed in took a file along: its name, and of which selection it is."""
    note(engine, Act.DOWNLOAD, who=who.name, detail=f"{name}（{scope}）" if scope else name, address=who.address)


def erase_old(engine: Engine, *, days: int) -> int:
    """Erase acts that change nothing, and sessions, older than so many days; how many acts, which is logged itself."""
    before = datetime.now(UTC) - timedelta(days=days)
    accounts.erase_sessions(engine, before=before)
    detail = f"登录、退出、拒绝、读原件和下载的记录只保留 {days} 天，清除更早的 {{count}} 条"
    return erase(engine, PASSING, before=before, who="系统", detail=detail)


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def log_frame(
    engine: Engine, wanted: store.LogFilter, *, zone: tzinfo, first: int = 0, most: int | None = None
) -> pd.DataFrame:
    """The wanted entries, newest first, or a page of them."""
    from perfdata.presenting.log_rows import log_frame as make

    return make(store.list_log(engine, wanted, first=first, most=most), zone=zone)


def log_workbook(engine: Engine, wanted: store.LogFilter, *, zone: tzinfo) -> bytes:
    """All wanted entries as a workbook that says when it was made and in which zone its moments are."""
    from perfdata.presenting.exports.chart_spec import ChartSpec
    from perfdata.presenting.exports.chart_workbook import chart_workbook
    from perfdata.presenting.log_rows import log_table

    table = log_table(log_frame(engine, wanted, zone=zone))
    note = f"共 {len(table)} 条，最近的在前；时间为{told_zone(zone)}。{kept_text()}"
    return chart_workbook(table, title="操作记录", note=note, chart=ChartSpec())


def kept_text() -> str:
    """How long what is kept, for people."""
    days = installation.log_days()
    rest = f"；登录、退出、拒绝、读原件和下载的记录保留 {days} 天" if days else ""
    return f"对数据的改动只增加，不修改，不删除{rest}。"
