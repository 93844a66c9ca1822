"""A store of three units in which all that is foreign to the clerk of 甲单位 carries a mark; only units' names do not.

``told`` is all text in whatever a function of the door gives, workbooks and archives included.
"""

from __future__ import annotations

import dataclasses
import zipfile
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import Engine

from perfdata.assessing.schemes import load_schemes
from perfdata.core.model import ActualResult, Place, Spending
from perfdata.core.people import Actor, Who
from perfdata.core.terms import Act, Attainment, ReviewStatus, Role
from perfdata.core.values import parse_value
from perfdata.storing import accounts, store
from perfdata.storing.review_tables import Remark
from perfdata.usecases import auditing, closing, history, installation, people, reviewing, tasks, uploading, weighting
from perfdata.usecases.concluding import catch_up
from tests.builders import Line, goal_table, goal_tables

YEAR, TODAY = 2024, date(2025, 3, 1)
OWN, OTHER, THIRD = "甲单位", "乙单位", "丙单位"
MARKS = ("秘", "73917")
CLERK_NAME, OTHER_NAME, BOSS_NAME = "张会计", "秘会计", "李主任"


def person(role: Role, *units: str, name: str, **words: Any) -> Actor:
    return Actor(account_id=1, session_id=1, name=name, role=role, units=units, address="10.0.0.5", **words)


CLERK = person(Role.CLERK, OWN, name=CLERK_NAME)
OF_DEPARTMENT = person(Role.REVIEWER, name="钱科长", departments=("甲主管局",), keys_of_departments=frozenset({OWN}))
SAME_UNIT = person(Role.REVIEWER, OWN, name="钱科长")
BOSS = person(Role.ADMINISTRATOR, name=BOSS_NAME)


def fill(url: str) -> Engine:
    """Tables of two years, reports, weights, answers, a file of two units, and uploads that were taken back."""
    engine = store.open_store(url)
    for year in (YEAR - 1, YEAR):
        _tables(engine, CLERK_NAME, "甲目标表.txt", own_table("助学补助（镇）", year), own_table("河道整治", year))
        _tables(engine, OTHER_NAME, "秘目标表.txt", foreign_table("助学补助（秘镇）", OTHER, year))
        _tables(engine, OTHER_NAME, "秘目标表二.txt", foreign_table("河道整治秘", THIRD, year))
    _tables(engine, BOSS_NAME, "汇总.txt", own_table("路灯维护", YEAR), foreign_table("路灯维护秘", OTHER, YEAR))
    catch_up(engine)
    records = store.current(engine, fiscal_year=YEAR)
    for year in (YEAR - 1, YEAR):
        for unit, who in ((OWN, CLERK_NAME), (OTHER, OTHER_NAME), (THIRD, OTHER_NAME)):
            _report(engine, unit, who, year)
    for project in records.projects:
        if project.project_name.startswith("助学"):
            _weigh(engine, project.project_id, records)
    asked = [finding for audit in auditing.audit_store(engine) for finding in audit.findings]
    for unit in (OWN, OTHER):
        finding = next(item for item in asked if item.spending_unit == unit and item.fiscal_year == YEAR)
        answer = {"status": list(ReviewStatus)[1], "note": "已核" if unit == OWN else "秘注", "message": "问"}
        who = CLERK_NAME if unit == OWN else OTHER_NAME
        auditing.set_status(engine, finding.finding_id, fiscal_year=YEAR, who=who, **answer)
    taken = _tables(engine, OTHER_NAME, "秘误.txt", foreign_table("误报秘", OTHER, YEAR))
    history.undo(engine, taken.upload_id, who=OTHER_NAME)
    store.note(engine, Act.REFUSAL, who=OTHER_NAME, detail="秘事")
    _hand_in(engine)
    for unit in (OTHER, OWN):
        closed = closing.close(engine, fiscal_year=YEAR - 1, units=[unit], who=BOSS_NAME)
        closing.reopen(engine, closed[0].closing_id, reason="秘由" if unit == OTHER else "改数", who=BOSS_NAME)
    catch_up(engine)
    _ask_for_reports(engine)
    return engine


def _hand_in(engine: Engine) -> None:
    """What waits of another unit, and what was returned of another one and of both with a reason."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERFDATA_REVIEW", "on")
        stranger = person(Role.CLERK, OTHER, name=OTHER_NAME)
        _tables(engine, stranger, "秘待审.txt", foreign_table("待审秘", OTHER, YEAR))
        both = person(Role.CLERK, OWN, OTHER, name="孙会计")
        files = {
            "秘退回.txt": (stranger, [foreign_table("退回秘", OTHER, YEAR)]),
            "两家.txt": (both, [own_table("校舍修缮", YEAR), foreign_table("校舍修缮秘", OTHER, YEAR)]),
        }
        for name, (who, texts) in files.items():
            stored = _tables(engine, who, name, *texts)
            remark = Remark(sheet=None, cell=None, line=3, text="秘：这一行不对")
            reviewing.give_back(engine, stored.upload_id, who=BOSS, reason="秘：请改 273917", remarks=[remark])


def _ask_for_reports(engine: Engine) -> None:
    """Tasks for all and for a foreign unit; January is closed, of that unit by somebody else."""
    asked: dict[str, Any] = {"fiscal_year": YEAR, "due_on": date(YEAR, 11, 5)}
    both = [tasks.Owed.RESULTS, tasks.Owed.SELF_EVALUATIONS]
    tasks.add(engine, month=12, owed=both, who=BOSS_NAME, **asked)
    tasks.add(engine, month=11, owed=both[:1], units=[OTHER], who=OTHER_NAME, **asked)
    closing.close(engine, fiscal_year=YEAR, through=date(YEAR, 1, 30), units=[OTHER], who=OTHER_NAME)
    closing.close(engine, fiscal_year=YEAR, through=date(YEAR, 1, 31), who=BOSS_NAME)


def fill_with_accounts(url: str) -> Engine:
    """The same store with an account for everybody."""
    engine = fill(url)
    hashed = people.hash_of("Correct-horse-7")
    for name, role, units in (
        (BOSS_NAME, Role.ADMINISTRATOR, ()),
        (CLERK_NAME, Role.CLERK, (OWN,)),
        (OTHER_NAME, Role.CLERK, (OTHER, THIRD)),
    ):
        accounts.add_account(engine, name=name, role=role, units=units, password_hash=hashed, who="命令行")
        accounts.set_password(engine, name, password_hash=hashed, must_change=False, who=name)
    return engine


def own_table(name: str, year: int) -> str:
    lines = [
        Line("产出指标", "数量指标", "补助户数", "30户", "10户"),
        Line("", "质量指标", "发放准确率", "≥98%", "≥98%"),
        Line("", "成本指标", "预算执行率", "≥90%", "≥90%"),
        Line("效益指标", "社会效益指标", "生活改善", "有效提升", "有效提升"),
    ]
    return goal_table(name=name, unit=OWN, year=year, lines=lines).replace(f"主管部门\t{OWN}", "主管部门\t甲主管局")


def foreign_table(name: str, unit: str, year: int) -> str:
    lines = [
        Line("产出指标", "数量指标", "补助户数秘", "373917户", "173917户"),
        Line("", "质量指标", "发放准确率秘", "≥98%", "≥98%"),
        Line("", "成本指标", "预算执行率", "≥90%", "≥90%"),
        Line("效益指标", "社会效益指标", "生活改善秘", "有效提升", "有效提升"),
    ]
    words: dict[str, Any] = {"cycle_goal": "秘：三年 273917 人。", "budget": "4739170"}
    words["annual_goal"] = "秘：补贴36人，每人每月1000元。"
    text = goal_table(name=name, unit=unit, year=year, lines=lines, **words)
    return text.replace(f"主管部门\t{unit}", "主管部门\t秘主管局")


def _tables(engine: Engine, who: Who, file_name: str, *tables: str) -> store.Stored:
    preview = uploading.preview_file(engine, goal_tables(*tables), file_name=file_name, today=TODAY)
    return uploading.confirm(engine, preview, uploaded_by=who, accept_sound_rows=True)


def _report(engine: Engine, unit: str, who: str, year: int) -> None:
    records = store.current(engine, fiscal_year=year)
    projects = [item for item in records.projects if item.spending_unit == unit]
    ids, mark = {item.project_id for item in projects}, "" if unit == OWN else "秘"
    place = Place(source_file=f"{mark}{year}年填报.xlsx", sheet="实际完成情况", cell="F7")
    for month in (6, 12):
        day, said = date(year, month, 28), {"户": f"{8 + month if unit == OWN else 73917}户", "%": "90%"}
        results = [
            ActualResult(
                indicator_id=item.indicator_id,
                fiscal_year=year,
                as_of=day,
                actual=parse_value(said.get(_unit(item) or "", "")),
                attainment=Attainment.PARTLY_MET if _unit(item) is None else None,
                deviation_reason=f"{mark}进度受影响。",
                evidence=f"{mark}台账",
                place=place,
            )
            for item in records.indicators
            if item.project_id in ids and item.indicator_name != "预算执行率"
        ]
        spent = Decimal(1500 * month) if unit == OWN else Decimal("273917.77")
        spending = [
            Spending(
                project_id=item.project_id,
                fiscal_year=year,
                as_of=day,
                initial_budget_yuan=item.budget_yuan,
                adjusted_budget_yuan=item.budget_yuan,
                spent_yuan=spent,
                place=place,
            )
            for item in projects
        ]
        content = f"{unit}{day}".encode()
        words = {"file_name": place.source_file, "content": content, "uploaded_by": who, "fiscal_year": year}
        matches = {f"{mark or '自'}写法｜指标": results[0].indicator_id}
        store.append_actual_results(engine, actual_results=results, spending=spending, matches=matches, **words)


def _unit(indicator: Any) -> str | None:
    return indicator.annual_target.unit


def _weigh(engine: Engine, project_id: str, records: store.Current) -> None:
    own = [item for item in records.indicators if item.project_id == project_id]
    is_own = any(item.project_id == project_id and item.spending_unit == OWN for item in records.projects)
    points = {item.indicator_id: Decimal(0) for item in own} | {own[0].indicator_id: Decimal(90)}
    scheme = load_schemes(*installation.scheme_files()[:1])["ministry_2020"]
    words = {"fiscal_year": YEAR, "project_id": project_id, "scheme": scheme, "at": datetime(2025, 1, 2, tzinfo=UTC)}
    who = CLERK_NAME if is_own else OTHER_NAME
    weighting.save_weights(engine, points, expected_revision=store.revision(engine), who=who, **words)


def marks_in(text: str) -> list[str]:
    """The marks, each with what stands around it."""
    return [text[max(text.index(mark) - 40, 0) : text.index(mark) + 40] for mark in MARKS if mark in text]


def told(value: Any) -> str:
    """All text within, once for each object."""
    return "\n".join(_texts(value, set()))


def _texts(value: Any, seen: set[int]) -> Iterable[str]:
    if value is None or isinstance(value, (bool, int, float, Decimal, date, str)):
        yield str(value)
        return
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, bytes):
        yield from _texts_of_bytes(value, seen)
    elif hasattr(value, "to_csv"):
        yield value.to_csv()
        yield from _texts(getattr(value, "attrs", {}), seen)
    elif hasattr(value, "to_plotly_json"):
        yield str(value.to_json())
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(key, seen)
            yield from _texts(item, seen)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name), seen)
    elif isinstance(value, Iterable) or hasattr(value, "_fields"):
        for item in value:
            yield from _texts(item, seen)
    else:
        yield repr(value)
        yield from _texts(vars(value) if hasattr(value, "__dict__") and not callable(value) else "", seen)


def _texts_of_bytes(content: bytes, seen: set[int]) -> Iterable[str]:
    if not zipfile.is_zipfile(BytesIO(content)):
        yield content.decode(errors="replace")
        return
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for name in archive.namelist():
            yield name
            yield from _texts_of_bytes(archive.read(name), seen)
