"""Two tables of one file with the same project and nearly the same unit are asked about, as against the store."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from perfdata.storing import store
from perfdata.usecases.preview import Preview, ProjectQuestion
from perfdata.usecases.uploading import confirm, preview_file
from tests.builders import goal_table

NAME = "荒坡绿化"


@pytest.fixture
def engine(empty: Engine) -> Engine:
    return empty


def previewed(engine: Engine, *units: str, answers: dict[str, str] | None = None) -> Preview:
    content = "\n".join(goal_table(name=NAME, unit=unit) for unit in units).encode()
    return preview_file(engine, content, file_name="表.txt", today=date(2025, 3, 1), choices=answers)


def asked(draft: Preview) -> list[ProjectQuestion]:
    return [item for item in draft.questions if isinstance(item, ProjectQuestion)]


def units(engine: Engine) -> list[str]:
    return sorted(item.spending_unit or "" for item in store.current(engine).projects)


@pytest.mark.parametrize("other", ["某市林业局（本级）", "某市林业局机关", "某市林业局(局机关)", "某市 林业局（本部）"])
def test_two_spellings_of_one_unit_in_a_file_are_asked_about(engine: Engine, other: str):
    draft = previewed(engine, "某市林业局", other)
    (question,) = asked(draft)
    assert draft.held_count == 1
    assert [item.spending_unit for item in question.candidates] == ["某市林业局"]


def test_two_projects_by_the_word_of_the_clerk_are_both_stored(engine: Engine):
    (question,) = asked(previewed(engine, "某市林业局", "某市林业局（本级）"))
    answers = {question.row_key: question.own_id}
    confirm(engine, previewed(engine, "某市林业局", "某市林业局（本级）", answers=answers), uploaded_by="张三")
    assert units(engine) == ["某市林业局", "某市林业局（本级）"]
    assert not previewed(engine, "某市林业局", "某市林业局（本级）").questions


def test_one_project_by_the_word_of_the_clerk_is_held_because_it_stands_twice(engine: Engine):
    (question,) = asked(previewed(engine, "某市林业局", "某市林业局（本级）"))
    draft = previewed(
        engine, "某市林业局", "某市林业局（本级）", answers={question.row_key: question.candidates[0].project_id}
    )
    assert draft.held_count == 1
    assert "project_confirmed_twice" in [item.rule_id for item in draft.findings]


@pytest.mark.parametrize("other", ["某市林业局第一林场", "某市水务局", "某市林业局绿化中心"])
def test_other_units_of_one_file_are_not_asked_about(engine: Engine, other: str):
    assert not previewed(engine, "某市林业局", other).questions


def test_two_drafts_of_one_project_are_no_question(engine: Engine):
    assert not previewed(engine, "某市林业局", "某市林业局").questions
