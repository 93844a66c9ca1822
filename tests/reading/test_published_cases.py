"""Real published tables of other places: every indicator as a person read it; every cell accounted for."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perfdata.containers.sheets import read_sheets
from perfdata.core.cell_uses import CellRole
from perfdata.reading.form_drafts import IndicatorLine
from perfdata.reading.form_records import indicators_of, project_of
from perfdata.reading.forms import read_forms
from perfdata.reading.goal_tables import read_goal_tables
from perfdata.reading.layouts import understand
from perfdata.reading.self_evaluations import holds_self_evaluations, read_self_evaluations

CASES = Path(__file__).parents[2].parent / "shared" / "cases"
UNDECIDABLE = ("prose", "glued")

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the published cases are not here")


def load(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))


PATHS = [path for path in sorted(CASES.glob("*.json")) if load(path)["layout"]["family"] not in UNDECIDABLE]


def content_of(path: Path) -> bytes:
    """The re-laid table without the remarks above it."""
    lines = path.with_suffix(".txt").read_text("utf-8").split("\n")
    return "\n".join(line for line in lines if not line.startswith("# ")).encode()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_indicator_is_as_a_person_read_it(path: Path):
    expected = [item for item in load(path)["indicators"] if item["level3"]]
    (sheet,) = read_sheets(content_of(path), file_name=path.name)
    (form,) = [form for form in read_forms(sheet)[0] if "project_name" in form.texts]
    found = indicators_of(form, project_of(form))
    assert [item.indicator_name.rstrip("~") for item, _ in found] == [item["level3"] for item in expected]
    for wanted, (item, line) in zip(expected, found, strict=True):
        assert item.annual_target.raw == (wanted["target"] or "")
        check_result(wanted, line)


def check_result(wanted: dict[str, Any], line: IndicatorLine) -> None:
    assert line.text("actual") == (wanted["actual"] or "")
    for name in ("weight", "score"):
        written = line.text(name)
        if isinstance(wanted[name], int | float):
            assert Decimal(written) == Decimal(str(wanted[name]))
        else:
            assert written == (wanted[name] or "")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_cell_is_used_or_ignored_with_a_reason_or_reported(path: Path):
    content = content_of(path)
    sheets = read_sheets(content, file_name=path.name)
    uses = understand(sheets).cell_uses
    assert len(uses) == sum(bool(text) for sheet in sheets for row in sheet.rows for text in row.cells)
    assert all(use.meaning for use in uses)
    observed = " ".join(finding.observed or "" for finding in read_goal_tables(content, file_name="x.txt").findings)
    assert all(use.text in observed for use in uses if use.role is CellRole.NOT_UNDERSTOOD)


@pytest.mark.parametrize("path", [path for path in PATHS if "_self" in path.stem], ids=lambda path: path.stem)
def test_printed_funds_of_self_evaluations_are_read_in_yuan(path: Path):
    case, content = load(path), content_of(path)
    assert holds_self_evaluations(read_sheets(content, file_name=path.name))
    (evaluation,) = read_self_evaluations(content, file_name=path.name).evaluations
    assert evaluation.project.fiscal_year == case["year"]
    for wanted, row in zip(case.get("execution") or [], evaluation.funding, strict=True):
        amounts = row.initial_budget_yuan, row.adjusted_budget_yuan, row.spent_yuan
        stated = wanted["initial"], wanted["annual"], wanted["executed"]
        assert amounts == tuple(None if amount is None else Decimal(str(amount)) * 10_000 for amount in stated)
