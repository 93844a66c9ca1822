"""Points that an analyst raised on real tables and the tool once missed, and tables that are in order (points.tsv)."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfdata.assessing.audit import audit
from perfdata.core.findings import AuditFinding
from tests.rule_examples import read_example

LINES = Path(__file__).with_name("points.tsv").read_text("utf-8").splitlines()
POINTS = [line.split("\t") for line in LINES if not line.startswith("#")][1:]


def raised(text: str) -> dict[str, AuditFinding]:
    """What is said of one table, by rule."""
    (table,) = read_example(text)
    found = audit([table.project], table.indicators, results=table.results, previous=table.previous).findings
    return {item.rule_id: item for item in found}


@pytest.mark.parametrize(("expected", "shape", "rule_id", "figure", "text"), POINTS, ids=[item[1] for item in POINTS])
def test_a_point_of_an_analyst_is_raised_and_order_is_not(expected, shape, rule_id, figure, text):
    found = raised(text)
    if expected == "silent":
        assert rule_id not in found, shape
        return
    assert rule_id in found, sorted(found)
    finding = found[rule_id]
    assert figure in f"{finding.message}；{finding.observed}；{finding.arithmetic}"
