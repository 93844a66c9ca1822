"""What a name says of its direction where the table writes no comparator."""

from __future__ import annotations

import pytest

from perfdata.assessing.comparators import tendency
from perfdata.core.terms import Comparator


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("群众满意度", Comparator.GE),
        ("群众不满意率", Comparator.LE),
        ("抽检不合格率", Comparator.LE),
        ("任务未完成率", Comparator.LE),
        ("投诉次数", Comparator.LE),
        ("投诉办结率", Comparator.GE),
        ("零事故天数", Comparator.GE),
        ("培训场次", None),
    ],
)
def test_the_name_says_whether_more_or_less_is_better(name: str, expected: Comparator | None):
    assert tendency(name) is expected
