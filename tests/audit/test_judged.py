"""What the audit says of published tables, beside what a reviewer thought of each finding (judged.tsv)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from perfdata.core.errors import UnusableFileError
from perfdata.core.terms import FindingKind
from perfdata.usecases.auditing import audit_files

CASES = Path(__file__).parents[2].parent / "shared" / "cases"
JUDGED = Path(__file__).with_name("judged.tsv")

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the published cases are not here")


class Judged(NamedTuple):
    """One line of judged.tsv."""

    case: str
    rule: str
    project: str
    kind: str
    judgement: str
    reason: str


@pytest.fixture(scope="module")
def raised() -> dict[str, list[tuple[str, str, str, str]]]:
    """Case, rule, project and kind of each finding, by case."""
    found = {}
    for path in sorted(CASES.glob("*.txt")):
        try:
            findings = audit_files([path]).findings
        except UnusableFileError:
            continue
        found[path.stem] = [(path.stem, item.rule_id, item.project_name or "", item.kind.value) for item in findings]
    return found


@pytest.fixture(scope="module")
def judged() -> dict[tuple[str, str, str, str], Judged]:
    lines = [line for line in JUDGED.read_text("utf-8").splitlines() if not line.startswith("#")][1:]
    rows = [Judged(*line.split("\t")) for line in lines]
    assert {row.judgement for row in rows} <= {"useful", "trivial", "wrong"}
    assert all(row.reason for row in rows)
    return {row[:4]: row for row in rows}


def test_at_least_200_findings_are_judged_and_no_question_is_left_out(raised, judged):
    keys = [key for findings in raised.values() for key in findings]
    assert sum(key in judged for key in keys) >= 200
    assert [key for key in keys if key[3] == FindingKind.QUESTION.value and key not in judged] == []


def test_of_the_questions_80_percent_are_useful_and_at_most_5_percent_wrong(raised, judged):
    keys = [key for findings in raised.values() for key in findings if key[3] == FindingKind.QUESTION.value]
    counts = Counter(judged[key].judgement for key in keys if key in judged)
    assert counts["useful"] >= 0.8 * len(keys), counts
    assert counts["wrong"] <= 0.05 * len(keys), counts


def test_a_table_has_at_most_4_questions_on_average_and_6_at_most(raised):
    counts = [sum(key[3] == FindingKind.QUESTION.value for key in findings) for findings in raised.values()]
    assert len(counts) >= 43
    assert sum(counts) <= 4 * len(counts)
    assert max(counts) <= 6
