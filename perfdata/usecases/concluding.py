"""The door to what is concluded of each project and indicator, and kept beside the uploads."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import chain
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from perfdata import __version__
from perfdata.assessing.audit import RULES, audit, rule_of, tables_of
from perfdata.core.conclusions import AS_REPORTED, LETTERS, ProjectYear, is_too_much
from perfdata.core.errors import StorageError
from perfdata.core.findings import AuditFinding
from perfdata.core.model import Project
from perfdata.core.terms import Light
from perfdata.storing import store
from perfdata.storing.conclusions import Concluder, Conclusions, renew
from perfdata.storing.connecting import RE_ASSESSING, alone, refresh_statistics
from perfdata.storing.marks import outdated_count, stale_count
from perfdata.storing.rules_in_force import claim, stay, waiting
from perfdata.storing.sight import whole
from perfdata.usecases.evaluating import scheme_files
from perfdata.usecases.judging import judged, stated
from perfdata.usecases.latest import latest_results, only

if TYPE_CHECKING:
    from sqlalchemy import Engine

# All that decides what is concluded: what counts as current, what of it is the latest, and how it is judged.
_JUDGING = ("core", "assessing", "storing/loading.py", "storing/newest.py", "storing/rows.py")
_JUDGING_HERE = tuple(
    f"usecases/{name}.py" for name in "concluding judging lighting latest evaluating monitoring".split()
)
_LOG = logging.getLogger("perfdata")
_PATIENCE_SECONDS = 0.5
_SEEN, _LEFT = timedelta(minutes=1), timedelta(minutes=10)
_known: WeakKeyDictionary[Engine, str] = WeakKeyDictionary()  # the rules that this process last had
_threads: WeakKeyDictionary[Engine, Thread] = WeakKeyDictionary()


def concluder() -> Concluder:
    """Today's rules: their version is a digest of all code that judges and of the scoring schemes."""
    return _concluder(scheme_files())


@cache
def _concluder(files: tuple[tuple[Path, int], ...]) -> Concluder:
    package = Path(__file__).parents[1]
    named = [package / name for name in (*_JUDGING, *_JUDGING_HERE)]
    judging = sorted(path for name in named for path in (name.rglob("*.py") if name.is_dir() else [name]))
    digest = sha256()
    for path in (*judging, *(path for path, _ in files)):
        with suppress(OSError):  # own schemes that cannot be read are told on 绩效自评, and judged by without
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    certainty = {rule_of(module).id: position for position, module in enumerate(RULES)}
    return Concluder(digest.hexdigest()[:12], conclude_projects, conclude_unit, compared, certainty)


def take_charge(engine: Engine) -> None:
    """For a process that serves pages: the rules of the one that started last are in force, but never older ones."""
    _known.setdefault(whole(engine), "")


def catch_up(engine: Engine, *, tell: Callable[[int], None] = lambda _left: None) -> None:
    """Conclude anew all that waits, in parts that are kept; ``tell`` hears how many project-years are left.

    One process at a time does so; another one that does is waited for.
    """
    engine = whole(engine)
    rules = _rules_of(engine)
    with alone(engine, RE_ASSESSING):
        _catch_up(engine, rules, tell=tell)
    refresh_statistics(engine)


def keep_up(engine: Engine) -> tuple[str, int]:
    """For pages: what waits is concluded by a thread, and a page never waits for the line of the writers.

    The version of the rules, and how many project-years are left; until then pages show what was concluded before.
    Nothing is done here while other rules are in force or another process is at it.
    """
    engine, version = whole(engine), concluder().version
    left, held = waiting(engine)
    if (is_own := held is not None and held.version == version) and not left and not _is_quiet(held, _SEEN):
        return version, 0
    if held is not None and not (is_own or _may_follow(engine, held, version)):
        return held.version, left
    thread = _threads.get(engine)
    if not (thread and thread.is_alive()):
        thread = _threads[engine] = Thread(target=_catch_up_if_free, args=(engine,), daemon=True)
        thread.start()
        thread.join(_PATIENCE_SECONDS)
    left = stale_count(engine)
    return version, left if is_own else max(left, outdated_count(engine, version=version))


def _catch_up_if_free(engine: Engine) -> None:
    try:
        rules = _rules_of(engine)
        with alone(engine, RE_ASSESSING, waits=False) as is_alone:
            if is_alone:
                _catch_up(engine, rules)
    except StorageError as error:  # the next page tries again, and says so itself where the store cannot be read
        _LOG.warning("what waits is not concluded yet: %s", error)


def _catch_up(engine: Engine, rules: Concluder, *, tell: Callable[[int], None] = lambda _left: None) -> None:
    before = 0
    while (left := stale_count(engine)) and left != before:  # what cannot be concluded is logged and waits
        tell(left)
        renew(engine, rules)
        before = left


def _rules_of(engine: Engine) -> Concluder:
    """Today's rules, in force from now on where they may be."""
    rules, held = concluder(), waiting(engine)[1]
    if held is not None and held.version == rules.version:
        if _is_quiet(held, _SEEN):
            stay(engine, version=rules.version)
    elif held is None or _may_follow(engine, held, rules.version):
        claim(engine, version=rules.version, release=__version__)
    else:
        _LOG.warning("conclusions are made by the rules of release %s, not by those of %s", held.release, __version__)
    _known[engine] = rules.version
    return rules


def _may_follow(engine: Engine, held: Any, version: str) -> bool:
    """Newer rules at once; of one release those of who started last, or where the others are at work no more."""
    if (own := _order(__version__)) != (other := _order(held.release)):
        return own > other
    return _known.get(engine, version) != version or _is_quiet(held, _LEFT)


def _is_quiet(held: Any, time: timedelta) -> bool:
    return datetime.now(UTC) - held.seen_at > time


def _order(release: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", release)]


def conclude_projects(records: store.Current, before: store.Current) -> Conclusions:
    """What the rules say of the projects of a year; ``before`` are their records of the year before.

    A fault in a rule never keeps data from being stored: its project is kept with its budget and without a judgement.
    """
    try:
        return _concluded_of(records, before)
    except Exception:
        if len(records.projects) > 1:
            alone = (conclude_projects(_own(records, each), _own(before, each)) for each in records.projects)
            return Conclusions(*(list(chain.from_iterable(part)) for part in zip(*alone, strict=True)))
        _LOG.exception("project %s could not be judged", [project.project_id for project in records.projects])
        return Conclusions([_unjudged(project, len(records.indicators)) for project in records.projects], [], [])


def _own(records: store.Current, project: Project) -> store.Current:
    """What of the records is the project's; results of other projects' indicators do no harm."""
    grouped = ("projects", "indicators", "spending", "published", "weights")
    return only(records, *grouped, keep=lambda item: item.project_id == project.project_id)


def _unjudged(project: Project, indicator_count: int) -> ProjectYear:
    unknown = LETTERS[Light.UNKNOWN] * AS_REPORTED
    return ProjectYear(
        **stated(project),
        budget_light=Light.UNKNOWN,
        budget_lights=unknown,
        lights=unknown,
        indicator_count=indicator_count,
        not_comparable_count=indicator_count,
        left_out_count=int(is_too_much(project.budget_yuan)),
    )


def _concluded_of(records: store.Current, before: store.Current) -> Conclusions:
    previous = {key: result.actual for key, result in latest_results(before).items()}
    results = latest_results(records)
    audited = audit(records.projects, records.indicators, results=results, previous=previous, scopes=["table"])
    return judged(records, audited.findings)


def conclude_unit(records: store.Current) -> Sequence[AuditFinding]:
    """What the rules say that compare the goal tables of one unit and year; nothing where one of them fails."""
    try:
        return audit(records.projects, records.indicators, results=latest_results(records), scopes=["year"]).findings
    except Exception:
        _LOG.exception("tables could not be compared: %s", [project.project_id for project in records.projects])
        return ()


def compared(records: store.Current) -> dict[str, str]:
    """A digest of all that the rules see of each project which compare the goal tables of a unit."""
    tables = tables_of(records.projects, records.indicators, results=latest_results(records))
    return {
        table.project.project_id: sha256(
            repr((table.project, table.indicators, table.is_closed)).encode(errors="replace")
        ).hexdigest()[:16]
        for table in tables
    }
