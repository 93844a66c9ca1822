"""Files beside results on both databases: kept once, never erased, counted, told by the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from perfdata.core.errors import ClosedError, OvertakenError, StorageError, UnstorableError
from perfdata.core.people import Actor
from perfdata.core.terms import Role
from perfdata.storing import evidence, inspecting, store
from perfdata.storing.closings import close
from perfdata.storing.connecting import reading, writing
from perfdata.storing.evidence import Added, add_evidence, list_evidence
from perfdata.storing.evidence_tables import evidence_contents
from perfdata.storing.sight import seen_by
from perfdata.storing.store import LogFilter, list_log, revision
from perfdata.usecases import evidence as door
from tests.conftest import NewStore
from tests.evidence_files import PDF, PNG, a_pdf
from tests.storing.builders import a_project, a_result, an_indicator, append_report, append_tables


def fill(url: str) -> Engine:
    """A project with two indicators, and one without a result."""
    engine = store.open_store(url)
    append_tables(engine, a_project(), an_indicator(), an_indicator(order=2))
    return engine


@pytest.fixture
def filled(new_store: NewStore) -> Iterator[Engine]:
    opened = store.open_store(new_store(fill))
    yield opened
    opened.dispose()


def add(engine: Engine, content: bytes = PDF, name: str = "验收单.pdf", **changes: Any) -> Added:
    words = {"indicator_id": "p1-i1", "fiscal_year": 2024, "note": "", "who": "张会计", "most_bytes": 1000}
    return add_evidence(engine, content, file_name=name, **words | changes)


def content_count(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(evidence_contents)).scalar_one()


def test_what_goes_in_comes_out_with_who_when_and_of_what(filled: Engine) -> None:
    before = revision(filled)
    added = add(filled, note=" 县级\u202e验收 ")
    file = added.file
    assert (added.is_new, added.is_back) == (True, False)
    assert (file.file_name, file.byte_count, file.note, file.added_by) == ("验收单.pdf", 70, "县级验收", "张会计")
    assert file.subject == ("p1", "示例补贴项目", "区社会福利院", "补贴人数1")
    assert evidence.evidence_content(filled, file) == PDF
    assert list_evidence(filled) == list_evidence(filled, fiscal_year=2024, project_ids=["p1"]) == [file]
    assert list_evidence(filled, fiscal_year=2023) == list_evidence(filled, project_ids=["p2"]) == []
    assert store.current(filled, fiscal_year=2024).file_counts == {("p1-i1", 2024): 1}
    assert store.current(filled, fiscal_year=2024, project_ids=["p1"]).file_counts == {("p1-i1", 2024): 1}
    assert store.current(filled, fiscal_year=2023).file_counts == {}
    assert revision(filled) == before  # nobody who checks an upload meanwhile is held up


def test_the_same_bytes_are_kept_once_for_all_results(filled: Engine) -> None:
    first = add(filled)
    again = add(filled, name="另一个名字.pdf", who="李会计")
    assert (again.file, again.is_new, again.is_back) == (first.file, False, False)
    assert add(filled, indicator_id="p1-i2").is_new
    assert content_count(filled) == 1
    assert [file.indicator_id for file in list_evidence(filled)] == ["p1-i1", "p1-i2"]


def test_a_file_that_is_taken_away_stays_and_can_be_put_back(filled: Engine) -> None:
    file = add(filled).file
    seen = [evidence.evidence_revision(filled)]
    away = evidence.remove_evidence(filled, file.evidence_id, why="传错了", who="李会计")
    seen.append(evidence.evidence_revision(filled))
    assert (away.removed_by, away.removed_why, content_count(filled)) == ("李会计", "传错了", 1)
    assert store.current(filled, fiscal_year=2024).file_counts == {}
    with pytest.raises(OvertakenError, match=r"“验收单.pdf”已经移除，不必再次移除：已由 李会计 于 .* 移除"):
        evidence.remove_evidence(filled, file.evidence_id, why="传错了", who="张会计")
    back = evidence.put_back_evidence(filled, file.evidence_id, who="张会计", most_bytes=1000)
    seen.append(evidence.evidence_revision(filled))
    assert (back.removed_at, back.file_name) == (None, "验收单.pdf")
    with pytest.raises(StorageError, match="没有移除或已经放回"):
        evidence.put_back_evidence(filled, file.evidence_id, who="张会计", most_bytes=1000)
    evidence.remove_evidence(filled, file.evidence_id, why="再看看", who="张会计")
    assert add(filled).is_back
    assert seen == sorted(set(seen))
    acts = [(entry.act.label, entry.who, entry.detail) for entry in list_log(filled, LogFilter())][::-1][1:]
    what = "验收单.pdf（2024 年度，示例补贴项目，补贴人数1）"
    assert acts == [
        ("添加佐证", "张会计", what),
        ("移除佐证", "李会计", f"{what}：传错了"),
        ("放回佐证", "张会计", what),
        ("移除佐证", "张会计", f"{what}：再看看"),
        ("放回佐证", "张会计", what),
    ]


REFUSED: dict[str, tuple[Callable[[Engine], object], str]] = {
    "another year": (lambda engine: add(engine, fiscal_year=2023), "2023 年度的目标表里没有这项指标"),
    "an unknown indicator": (lambda engine: add(engine, indicator_id="x"), "2024 年度的目标表里没有这项指标"),
    "too much": (lambda engine: add(engine, most_bytes=69), "超过每项 0 MB 的上限，没有保存"),
    "an unknown file": (lambda engine: evidence.find_evidence(engine, 7), "没有第 7 号佐证"),
    "a note no database keeps": (lambda engine: add(engine, note="a\x00"), "无法保存的控制字符"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_kept_is_refused_and_leaves_nothing(filled: Engine, name: str) -> None:
    act, sentence = REFUSED[name]
    with pytest.raises((StorageError, UnstorableError), match=sentence):
        act(filled)
    assert list_evidence(filled) == []
    assert content_count(filled) == 0
    assert len(list_log(filled, LogFilter())) == 1


def test_of_an_indicator_that_is_no_longer_in_force_the_files_stay_but_none_is_added(filled: Engine) -> None:
    file = add(filled).file
    store.void_upload(filled, 1, who="张会计")
    assert list_evidence(filled, fiscal_year=2024, project_ids=["p1"]) == [file]
    with pytest.raises(StorageError, match="目标表里没有这项指标"):
        add(filled, PNG)


def test_the_limit_of_a_result_counts_what_is_in_force_alone(filled: Engine) -> None:
    first = add(filled, most_bytes=100).file
    with pytest.raises(StorageError, match="“补贴人数1”已有佐证"):
        add(filled, PNG, most_bytes=100)
    assert add(filled, PNG, indicator_id="p1-i2", most_bytes=100).is_new
    evidence.remove_evidence(filled, first.evidence_id, why="换一份", who="张会计")
    assert add(filled, PNG, most_bytes=100).is_new
    with pytest.raises(StorageError, match="超过每项"):
        evidence.put_back_evidence(filled, first.evidence_id, who="张会计", most_bytes=100)


def test_of_people_who_add_one_file_at_once_one_adds_it(filled: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(lambda number: add(filled, who=f"经办{number}"), range(4)))
    assert sorted(each.is_new for each in added) == [False, False, False, True]
    assert len({each.file for each in added}) == len(list_evidence(filled)) == content_count(filled) == 1


def test_results_that_name_their_evidence_without_a_file_are_found(filled: Engine) -> None:
    results = a_result(evidence="验收单"), a_result("p1-i2", evidence="台账"), a_result("x", evidence="没有这项指标")
    upload = append_report(filled, *results)
    add(filled)
    missing = evidence.stated_without_file(filled, upload.upload_id)
    assert [(item.evidence, item.subject.indicator_name) for item in missing] == [("台账", "补贴人数2")]


def test_who_has_units_sees_and_changes_the_files_of_these_alone(filled: Engine) -> None:
    append_tables(filled, a_project("p2", spending_unit="另一局", project_name="别的"), an_indicator("p2"))
    for key in ("p1-i1", "p2-i1"):
        add(filled, a_pdf(key), f"{key}.pdf", indicator_id=key)
    who = Actor(account_id=1, session_id=1, name="张", role=Role.CLERK, units=("区社会福利院",), address="10.0.0.5")
    own, mine = seen_by(filled, who), {"fiscal_year": 2024, "who": who}
    assert [file.file_name for file in door.list_files(own)] == ["p1-i1.pdf"]
    assert door.take(own, 1, who=who) == a_pdf("p1-i1")
    for act in (partial(door.take, own, 2), partial(door.remove, own, 2, why="错"), partial(door.put_back, own, 2)):
        with pytest.raises(StorageError, match="没有第 2 号佐证"):
            act(who=who)
    with pytest.raises(StorageError, match="涉及其他单位的项目"):
        door.add(own, PDF, file_name="验收单.pdf", indicator_id="p2-i1", **mine)
    assert "已保存" in door.add(own, a_pdf("p2-i1"), file_name="同一份.pdf", indicator_id="p1-i1", **mine)
    assert door.remove(own, 1, why="错", who=who) == "“p1-i1.pdf”已移除，可以放回。"


def test_a_closed_year_takes_no_change(filled: Engine) -> None:
    add(filled)
    evidence.remove_evidence(filled, add(filled, PNG, "照片.png").file.evidence_id, why="错", who="张会计")
    close(filled, fiscal_year=2024, through=date(2024, 12, 31), units=["区社会福利院"], who="李主任")
    for act in (
        partial(add, filled, a_pdf("新")),
        partial(evidence.remove_evidence, filled, 1, why="错", who="张会计"),
        partial(evidence.put_back_evidence, filled, 2, who="张会计", most_bytes=1000),
    ):
        with pytest.raises(ClosedError, match=r"已由 李主任 于 .* 封账，没有(保存|移除|放回)"):
            act()
    assert [file.removed_at is None for file in list_evidence(filled)] == [True, False]


def test_a_changed_byte_is_found(filled: Engine) -> None:
    add(filled)
    add(filled, indicator_id="p1-i2", name="同一份.pdf")
    with writing(filled) as connection:
        assert inspecting.evidence_count(connection) == 2
        assert list(inspecting.changed_evidence(connection)) == []
        connection.execute(update(evidence_contents).values(content=PNG))
        assert list(inspecting.changed_evidence(connection)) == [(1, "验收单.pdf"), (2, "同一份.pdf")]
