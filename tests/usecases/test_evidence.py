"""Evidence through the door: who may, what the file is called, what the strict review makes of it."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, update

from perfdata.core.errors import PerfdataError, StorageError, UnusableFileError
from perfdata.core.people import Actor
from perfdata.core.terms import Role
from perfdata.presenting import score_frames
from perfdata.storing import store
from perfdata.storing.evidence_tables import evidence_contents
from perfdata.storing.scope import Scope
from perfdata.usecases import concluding, evaluating, evidence, keeping, opening
from tests.conftest import Stores
from tests.evidence_files import DOCX, JPG, PDF, PNG, a_pdf
from tests.usecases.concluded import rebuilt_rows, stored_rows
from tests.usecases.forms import report_everything

NAME = "两新组织党务工作者补贴（镇）"


def with_results(url: str) -> Engine:
    engine = opening.open_with_bundled_tables(url)
    report_everything(engine)
    return engine


@pytest.fixture
def engine(stores: Stores) -> Engine:
    return stores.restored(with_results)


@pytest.fixture
def ids(engine: Engine) -> dict[str, str]:
    """The indicators of one project by their names."""
    records = store.current(engine, fiscal_year=2024)
    project_id = next(item.project_id for item in records.projects if item.project_name == NAME)
    return {item.indicator_name: item.indicator_id for item in records.indicators if item.project_id == project_id}


def add(engine: Engine, indicator_id: str, content: bytes = PDF, file_name: str = "验收单.pdf", **more: Any) -> str:
    words = {"fiscal_year": 2024, "who": "张会计"} | more
    return evidence.add(engine, content, file_name=file_name, indicator_id=indicator_id, **words)


def person(role: Role, *units: str) -> Actor:
    return Actor(account_id=1, session_id=1, name="张会计", role=role, units=units, address="10.0.0.5")


@pytest.mark.parametrize(
    ("file_name", "content", "kept"),
    [
        ("验收单.pdf", PDF, "验收单.pdf"),
        ("验收单.PDF", PDF, "验收单.pdf"),
        ("照片.png", JPG, "照片.jpg"),
        ("C:\\台账\\验收单.docx", DOCX, "验收单.docx"),
        ("../../etc/passwd", PNG, "passwd.png"),
        ("发票\u202efdp.exe", PDF, "发票_fdp.exe.pdf"),
        ('a<b>:"|?*.pdf', PDF, "a_b______.pdf"),
        ("CON.pdf", PDF, "_CON.pdf"),
        (".pdf", PDF, "未命名.pdf"),
        ("长" * 200 + ".pdf", PDF, "长" * 76 + ".pdf"),
        ("2024.5 台账", PDF, "2024.5 台账.pdf"),
    ],
)
def test_a_file_is_given_back_under_a_safe_name(file_name: str, content: bytes, kept: str):
    ending = evidence.fitting_ending(content, file_name=file_name)
    assert evidence.kept_name(file_name, ending=ending) == kept


def test_what_came_of_a_file_is_told(engine: Engine, ids: dict[str, str]):
    own = ids["补贴人数"]
    assert add(engine, own) == "“验收单.pdf”已保存为“补贴人数”的佐证。"
    assert add(engine, own, file_name="又一份.pdf") == (
        "“又一份.pdf”与“补贴人数”的佐证“验收单.pdf”内容相同，已经保存过，没有重复保存。"
    )
    assert add(engine, own, JPG, "现场\u202e.png") == (
        "“现场_.jpg”（原名“现场.png”，按内容和命名规则改为此名）已保存为“补贴人数”的佐证。"
    )
    assert evidence.remove(engine, 1, why="传错了", who="李会计") == "“验收单.pdf”已移除，可以放回。"
    assert add(engine, own).endswith("内容相同，此前已移除，现已放回。")
    assert evidence.take(engine, 1, who="张会计") == PDF
    newest = store.list_log(engine, store.LogFilter(), most=1)[0]
    assert (newest.act.label, newest.detail) == ("下载佐证", f"验收单.pdf（2024 年度，{NAME}，补贴人数）")


def test_files_above_the_limits_are_refused(engine: Engine, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PERFDATA_EVIDENCE_FILE_MB", "1")
    monkeypatch.setenv("PERFDATA_EVIDENCE_RESULT_MB", "1")
    with pytest.raises(UnusableFileError, match=r"有 1.0 MB，超过每份 1 MB 的上限"):
        add(engine, ids["补贴人数"], PDF + bytes(1 << 20))
    add(engine, ids["补贴人数"], a_pdf("x" * 600_000))
    with pytest.raises(StorageError, match="超过每项 1 MB 的上限"):
        add(engine, ids["补贴人数"], a_pdf("y" * 600_000))
    monkeypatch.setenv("PERFDATA_EVIDENCE_FILE_MB", "很多")
    with pytest.raises(UnusableFileError, match="PERFDATA_EVIDENCE_FILE_MB 要写 1 到 1000 的整数"):
        add(engine, ids["补贴人数"])
    assert [file.byte_count for file in evidence.list_files(engine)] == [600_073]


def test_only_who_may_change_the_result_changes_its_evidence(engine: Engine, ids: dict[str, str]):
    own = ids["补贴人数"]
    unit = next(item.spending_unit for item in store.current(engine).projects if item.project_name == NAME)
    clerk, other = person(Role.CLERK, str(unit)), person(Role.CLERK, "某镇交通分局")
    viewer = person(Role.VIEWER)
    add(engine, own, who=clerk)
    for who, told in ((other, "只能改动自己的单位"), (viewer, "只能查看")):
        for act in (
            partial(add, engine, own, PNG, who=who),
            partial(evidence.remove, engine, 1, why="不该有", who=who),
            partial(evidence.put_back, engine, 1, who=who),
        ):
            with pytest.raises(StorageError, match=told):
                act()
    evidence.remove(engine, 1, why="换一份", who=clerk)
    with pytest.raises(StorageError, match="已经移除，不能下载"):
        evidence.take(engine, 1, who=clerk)
    with pytest.raises(PerfdataError, match="请写明移除的原因"):
        evidence.remove(engine, 1, why=" ", who=clerk)
    assert evidence.put_back(engine, 1, who=clerk) == "“验收单.pdf”已放回。"


def test_the_strict_review_counts_files_as_evidence(engine: Engine, ids: dict[str, str]):
    def strict() -> dict[str, tuple[Decimal | None, str]]:
        records = store.current(engine, fiscal_year=2024)
        item = next(each for each in evaluating.evaluate(records) if each.project.project_name == NAME)
        return {own.indicator_id: (own.score, own.rule_id) for own in item.strict.scores}

    def told() -> str:
        frames = evaluating.score_frames(engine, Scope(2024))
        project_id = frames["scores"].set_index("indicator_id").loc[ids["补贴发放到位率"], "project_id"]
        return score_frames.evidence_text(frames, str(project_id))

    own, kept = ids["补贴发放到位率"], stored_rows(engine)
    before = strict()
    assert before[own][1] == "strict_no_evidence"
    assert told() == ""
    add(engine, own)
    after = strict()
    assert after[own][1] != "strict_no_evidence"
    assert (after[own][0] or 0) > (before[own][0] or 0)
    assert {key: value for key, value in after.items() if key != own} == {
        key: value for key, value in before.items() if key != own
    }
    assert told() == "佐证：1 项附有文件，1 项写明材料，9 项还没有佐证。"
    assert stored_rows(engine) == rebuilt_rows(engine) == kept  # nothing that is kept was concluded of it
    evidence.remove(engine, 1, why="传错了", who="张会计")
    assert strict() == before
    assert told() == ""


def test_a_check_tells_of_evidence_that_is_not_what_was_kept(engine: Engine, ids: dict[str, str]):
    url = engine.url.render_as_string(hide_password=False)
    concluding.catch_up(engine)
    assert "佐证" not in keeping.check(url).facts
    add(engine, ids["补贴人数"])
    assert keeping.check(url).facts["佐证"] == "1 份，SHA-256 全部相符"
    with engine.begin() as connection:
        connection.execute(update(evidence_contents).values(content=PNG))
    found = keeping.check(url)
    assert found.facts["佐证"] == "1 份，1 份与保存时不同"
    assert found.problems == ["第 1 号佐证“验收单.pdf”与保存时的 SHA-256 不符。"]
