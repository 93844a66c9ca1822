"""Real published tables of other places: every field as a person read it; every cell accounted for."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perfdata.containers.sheets import read_raw_sheets, read_sheets
from perfdata.core.cell_uses import CellRole
from perfdata.core.errors import UnusableFileError
from perfdata.core.keys import without_code
from perfdata.core.levels import LEVEL1, LEVEL2, level_key
from perfdata.core.model import FundingRow, Indicator, Project
from perfdata.core.terms import UploadKind
from perfdata.core.text import normalise_label
from perfdata.reading.drafts import IndicatorLine
from perfdata.reading.forms import read_file, read_forms
from perfdata.reading.goal_tables import read_goal_tables
from perfdata.reading.layouts import understand
from perfdata.reading.recognition import parts_of
from perfdata.reading.records import indicators_of, project_of
from perfdata.reading.self_evaluations import read_self_evaluations

CASES = Path(__file__).parents[2].parent / "shared" / "cases"
UNDECIDABLE = ("prose", "glued")

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the published cases are not here")


def load(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))


PATHS = [path for path in sorted(CASES.glob("*.json")) if load(path)["layout"]["family"] not in UNDECIDABLE]
OF_PROJECTS = [path for path in PATHS if not load(path)["kind"].startswith("department") or "_dept_" not in path.stem]
SELF_EVALUATIONS = [path for path in PATHS if "_self" in path.stem]


def stem(path: Path) -> str:
    return path.stem


def content_of(path: Path) -> bytes:
    """The re-laid table without the remarks above it."""
    lines = path.with_suffix(".txt").read_text("utf-8").split("\n")
    return "\n".join(line for line in lines if not line.startswith("# ")).encode()


def plain(text: str | None) -> str:
    """A text as a key, without the mark of a shortened cell."""
    return normalise_label(text or "").rstrip("~")


def number(written: object) -> Decimal | None:
    """Points as a person read them; None for none, and for a stroke."""
    return None if written in (None, "", "/", "-", "—") else Decimal(str(written))


def test_the_cases_hold_every_new_lay_out():
    ids = {path.stem[:3] for path in PATHS}
    assert ids >= {"071", "073", "074", "076", "079", "080", "082", "083"}
    assert len(OF_PROJECTS) == 35


def kinds_of(content: bytes) -> list[UploadKind]:
    return [part.kind for part in parts_of(read_raw_sheets(content, file_name="表.txt")).parts]


@pytest.mark.parametrize("path", OF_PROJECTS, ids=stem)
def test_every_field_is_as_a_person_read_it(path: Path):
    case, content = load(path), content_of(path)
    (sheet,) = read_sheets(content, file_name=path.name)
    if kinds_of(content) == [UploadKind.SELF_EVALUATIONS]:
        (evaluation,) = read_self_evaluations(content, file_name=path.name).evaluations
        check_project(case, evaluation.project)
    else:
        (table,) = read_goal_tables(content, file_name=path.name).tables
        check_project(case, table.project)
    (form,) = [form for form in read_forms(sheet)[0] if "project_name" in form.texts]
    found = indicators_of(form, project_of(form))
    expected = [item for item in case["indicators"] if item["level3"]]
    assert [plain(item.indicator_name) for item, _ in found] == [plain(item["level3"]) for item in expected]
    for wanted, (item, line) in zip(expected, found, strict=True):
        check_indicator(wanted, item)
        check_result(wanted, line, is_monitoring=case["kind"].startswith("mon"))


def check_project(case: dict[str, Any], project: Project) -> None:
    total = case["budget"].get("total_yuan")
    assert project.budget_yuan == (None if total is None else Decimal(str(total)))
    assert (plain(project.project_name), project.fiscal_year) == (plain(without_code(case["project"])), case["year"])
    units = case["departments"].get("main"), case["departments"].get("implementing")
    assert (plain(project.competent_department), plain(project.spending_unit)) == tuple(
        plain(without_code(unit or "")) for unit in units
    )


def check_indicator(wanted: dict[str, Any], item: Indicator) -> None:
    assert plain(item.annual_target.raw) == plain(wanted["target"])
    assert plain(item.cycle_target.raw) == plain(wanted.get("period_target"))
    assert item.weight_points == number(wanted["weight"])
    assert item.level1 == LEVEL1.get(level_key(normalise_label(wanted["level1"] or "")))
    if wanted["level2"] or "对象" not in (wanted["level1"] or ""):
        assert item.level2 == LEVEL2.get(level_key(normalise_label(wanted["level2"] or "")))


def check_result(wanted: dict[str, Any], line: IndicatorLine, *, is_monitoring: bool) -> None:
    assert line.text("actual") == (wanted["actual"] or "")
    assert number(line.text("score")) == number(wanted["score"])
    assert is_monitoring or plain(line.text("reason")) == plain(wanted["deviation"])


@pytest.mark.parametrize("path", OF_PROJECTS, ids=stem)
def test_every_cell_is_used_or_ignored_with_a_reason_or_reported(path: Path):
    content = content_of(path)
    sheets = read_sheets(content, file_name=path.name)
    uses = understand(read_file(sheets)).cell_uses
    assert len(uses) == sum(bool(text) for sheet in sheets for row in sheet.rows for text in row.cells)
    assert all(use.meaning for use in uses)
    observed = " ".join(finding.observed or "" for finding in read_goal_tables(content, file_name="x.txt").findings)
    assert all(use.text in observed for use in uses if use.role is CellRole.NOT_UNDERSTOOD)


@pytest.mark.parametrize("path", SELF_EVALUATIONS, ids=stem)
def test_printed_funds_and_points_of_self_evaluations_are_read(path: Path):
    case, content = load(path), content_of(path)
    assert kinds_of(content) == [UploadKind.SELF_EVALUATIONS]
    (evaluation,) = read_self_evaluations(content, file_name=path.name).evaluations
    printed = case.get("execution") or []
    assert len(evaluation.funding) >= len(printed)
    for wanted, row in zip(printed, evaluation.funding, strict=False):
        assert amounts(row) == tuple(in_yuan(wanted[name]) for name in ("initial", "annual", "executed"))
    if printed:
        points = evaluation.execution_points, evaluation.execution_score
        assert points == (number(printed[0]["weight"]), number(printed[0]["score"]))
    if "总分" in content.decode() or "自评得分\t" in content.decode():
        total = case["total"]
        assert (evaluation.total_points, evaluation.total_score) == (number(total["weight"]), number(total["score"]))


def test_points_of_goals_are_shared_as_the_scores_say():
    (path,) = [path for path in PATHS if path.stem.startswith("071")]
    (evaluation,) = read_self_evaluations(content_of(path), file_name=path.name).evaluations
    assert [item.weight_points for item in evaluation.indicators] == [10, 10, 20, 20, 20]


def amounts(row: FundingRow) -> tuple[Decimal | None, ...]:
    return row.initial_budget_yuan, row.adjusted_budget_yuan, row.spent_yuan


def in_yuan(amount: float | None) -> Decimal | None:
    return None if amount is None else Decimal(str(amount)) * 10_000


@pytest.mark.parametrize("path", [path for path in PATHS if path not in OF_PROJECTS], ids=stem)
def test_a_form_of_a_whole_department_is_named_as_not_supported(path: Path):
    with pytest.raises(UnusableFileError, match="部门整体支出绩效目标表还不支持"):
        read_goal_tables(content_of(path), file_name=path.name)
