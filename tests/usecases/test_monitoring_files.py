"""Files of monitoring forms as a whole: several forms, other sheets, money, and what is not read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from perfdata.core.terms import Severity
from perfdata.usecases import browsing
from perfdata.usecases.monitoring import monitoring_file
from tests.usecases.forms import report_everything
from tests.usecases.test_monitoring_forms import filled, preview_of

SHEET = "两新组织党务工作者补贴（镇）"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = browsing.open_with_bundled_tables(f"sqlite:///{tmp_path / 'forms.db'}")
    report_everything(engine, day=date(2024, 6, 30), spent_share="0.5")
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("title", "words"),
    [("（2024 年度，1-6月）", "截至 2024 年 6 月"), ("（2023 年度，1-7月）", "截至 2023 年 7 月")],
    ids=["month", "year"],
)
def test_a_form_of_another_cut_off_is_held(engine: Engine, title: str, words: str):
    content = filled(monitoring_file(engine, fiscal_year=2024, month=7), {"A2": title, "F12": "30人", "G6": 1})
    preview = preview_of(engine, content)
    [finding] = preview.findings
    assert (finding.rule_id, finding.severity) == ("form_held", Severity.ERROR)
    assert words in finding.message
    assert "截至 2024 年 7 月" in finding.message
    assert finding.place is not None
    assert (finding.place.sheet, finding.place.cell) == (SHEET, "A1")
    assert preview.held_count == 12
    assert preview.row_count == 0
