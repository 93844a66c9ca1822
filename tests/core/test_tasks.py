"""How a unit stands with a task, and what a closing covers."""

from datetime import UTC, date, datetime

import pytest

from perfdata.core.tasks import RULES, Closing, Counts, Owed, Task, TaskState, added, state_of

MOMENT = datetime(2024, 7, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("counts", "before", "after"),
    [
        (Counts(10), "未报", "逾期"),
        (Counts(10, held=4, approved=4), "部分", "逾期"),
        (Counts(10, held=10), "已报", "已报"),
        (Counts(10, held=10, approved=9), "已报", "已报"),
        (Counts(10, held=10, approved=10), "已审", "已审"),
        (Counts(10, waiting=10), "待审", "待审"),
        (Counts(10, held=4, approved=4, waiting=6), "待审", "待审"),
        (Counts(10, held=4, waiting=5), "部分", "逾期"),
        (Counts(10, held=4, waiting=5, returned=1), "已退回", "逾期"),
        (Counts(10, returned=10), "已退回", "逾期"),
    ],
)
def test_the_state_follows_from_what_is_in_force_waits_or_was_sent_back(counts: Counts, before: str, after: str):
    states = [state_of(counts, is_past=is_past) for is_past in (False, True)]
    assert [state and state.label for state in states] == [before, after]


def test_nothing_owed_is_no_state():
    assert state_of(Counts(), is_past=True) is None


def test_items_of_several_kinds_are_added():
    assert added([Counts(36, 30, 10, 2, 1), Counts(4, 4, 0, 0, 0)]) == (40, 34, 10, 2, 1)
    assert added([]) == (0, 0, 0, 0, 0)
    assert Counts(40, 34, 10, 2, 1).left == 4


def test_only_what_the_unit_must_do_is_open():
    assert [state.label for state in TaskState if state.is_open] == ["逾期", "已退回", "未报", "部分"]


def test_every_kind_of_item_has_its_rule_in_words():
    assert list(RULES) == list(Owed)


def a_task(**changes: object) -> Task:
    own = {"task_id": 1, "fiscal_year": 2024, "month": 10, "due_on": date(2024, 11, 5), "owed": (Owed.RESULTS,)}
    more = {"units": (), "department": None, "made_by": "李主任", "made_at": MOMENT}
    return Task(**own | more | changes)  # type: ignore[arg-type]


def test_a_task_says_what_and_to_whom():
    assert (a_task().what, a_task().whom) == ("2024 年 10 月完成情况", "全部单位")
    yearly = a_task(month=12, owed=(Owed.RESULTS, Owed.SELF_EVALUATIONS), department="区民政局")
    assert (yearly.what, yearly.whom) == ("2024 年度完成情况、自评表", "区民政局的单位")
    assert a_task(units=("甲局", "乙局", "丙局", "丁局")).whom == "甲局、乙局、丙局等 4 个单位"


@pytest.mark.parametrize(
    ("through", "unit_key", "row", "is_closed"),
    [
        ("2024-06-30", None, (2024, "2024-06-30", "甲局"), True),
        ("2024-06-30", None, (2024, "2024-07-01", "甲局"), False),
        ("2024-06-30", None, (2024, None, "甲局"), False),
        ("2024-06-30", None, (2023, "2023-06-30", "甲局"), False),
        ("2024-06-30", None, (2025, "2024-06-30", "甲局"), False),
        ("2024-06-30", "甲局", (2024, "2024-06-30", "甲局"), True),
        ("2024-06-30", "甲局", (2024, "2024-06-30", "乙局"), False),
        ("2024-06-30", "甲局", (2024, "2024-06-30", None), False),
        ("2024-06-30", "", (2024, "2024-06-30", ""), True),
        ("2024-12-31", None, (2024, None, None), True),
        ("2024-12-31", "甲局", (2024, None, "甲局"), True),
        ("2024-12-31", "甲局", (2024, "2025-01-15", "甲局"), True),
        ("2024-12-30", "甲局", (2024, "2025-01-15", "甲局"), False),
        ("2024-12-30", None, (None, None, "甲局"), False),
    ],
)
def test_a_closing_covers_days_up_to_its_own_and_with_the_last_one_the_whole_year(
    through: str, unit_key: str | None, row: tuple[int | None, str | None, str | None], is_closed: bool
):
    closing = Closing(
        closing_id=1,
        fiscal_year=2024,
        through=date.fromisoformat(through),
        unit_key=unit_key,
        unit=unit_key,
        closed_by="李主任",
        closed_at=MOMENT,
    )
    year, day, unit = row
    assert closing.covers(year, date.fromisoformat(day) if day else None, unit) is is_closed
