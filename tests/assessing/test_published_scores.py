"""Filled forms: our score beside the printed one, and every difference told with both numbers."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from perfdata.assessing.published_scores import ScoredForm, findings_of_form, score_form
from perfdata.core.levels import LEVEL2
from perfdata.core.model import FundingRow, SelfEvaluation
from perfdata.core.terms import FundingSource
from perfdata.core.text import normalise_label
from tests.score_builders import PLACE, SCHEMES, a_project, a_result, an_indicator

SCORES = Path(__file__).parents[3] / "shared" / "cases" / "scores.tsv"
SCHEME = SCHEMES["ministry_2020"]


def a_form(rows: list[dict[str, str]], **printed: str) -> SelfEvaluation:
    """A form of rows with level2, level3, target, actual, weight, score; printed figures of execution and total."""
    indicators, results = [], []
    for number, row in enumerate(rows):
        level2 = LEVEL2.get(normalise_label(row["level2"]))
        indicators.append(
            an_indicator(
                row["target"],
                name=row["level3"],
                level2=level2,
                weight=row["weight"] or None,
                indicator_id=f"i{number}",
            )
        )
        results.append(a_result(row["actual"], given=row["score"] or None, indicator_id=f"i{number}"))
    return SelfEvaluation(
        project=a_project(),
        indicators=tuple(indicators),
        results=tuple(results),
        **{name: Decimal(text) for name, text in printed.items()},  # type: ignore[arg-type]
    )


def row(target: str, actual: str, weight: str, score: str, *, level2: str = "数量指标") -> dict[str, str]:
    return {"level2": level2, "level3": "指标", "target": target, "actual": actual, "weight": weight, "score": score}


def differences(form: ScoredForm) -> list[tuple[str, str | None, str | None]]:
    def text(points: Decimal | None) -> str | None:
        return None if points is None else f"{points:f}"

    return [(item.item, text(item.published), text(item.computed)) for item in form.differences]


def test_printed_score_below_the_rule_is_told_with_both_numbers():
    form = score_form(a_form([row("=100%", "100", "20", "19")]), scheme=SCHEME)
    assert differences(form) == [("指标", "19", "20")]
    (finding,) = findings_of_form(form)
    assert finding.message == "“指标”填报得分 19 分，按规则计算 20 分，供核实。"
    assert str(finding.place) == "自评表.xlsx 自评 F11"


def test_printed_decimals_decide_how_exactly_it_must_agree():
    forms = [score_form(a_form([row("≥3个", "2个", "10", printed)]), scheme=SCHEME) for printed in ("6.7", "6.67", "7")]
    assert [differences(form) for form in forms] == [[], [], [("指标", "7", "6.67")]]


def test_full_score_without_target_and_result_is_told():
    form = score_form(a_form([row("", "", "10", "10")]), scheme=SCHEME)
    assert differences(form) == [("指标", "10", None)]


def test_total_is_compared_with_ours_and_with_the_sum_of_what_is_printed():
    rows = [row("≥10个", "10个", "60", "60"), row("≥90%", "81%", "40", "36")]
    form = score_form(a_form(rows, execution_points="0", execution_score="0", total_score="98"), scheme=SCHEME)
    assert differences(form) == [("总分", "98", "96.00"), ("各项得分之和", "98", "96")]


def test_total_row_of_zero_over_filled_parts_does_not_make_the_execution_zero():
    def amounts(source: FundingSource, budget: str, spent: str) -> FundingRow:
        return FundingRow(
            source=source,
            initial_budget_yuan=None,
            adjusted_budget_yuan=Decimal(budget),
            spent_yuan=Decimal(spent),
            place=PLACE,
        )

    form = a_form([row("=8个", "8", "8", "8")], execution_points="10", execution_score="0")
    funding = (amounts(FundingSource.TOTAL, "0", "0"), amounts(FundingSource.FISCAL, "1329120", "1329120"))
    scored = score_form(SelfEvaluation(**{**fields(form), "funding": funding}), scheme=SCHEME)
    assert differences(scored) == [("预算执行率", "0", "10")]


def fields(form: SelfEvaluation) -> dict:
    return {name: getattr(form, name) for name in SelfEvaluation.__slots__}


def published_rows() -> list[dict[str, str]]:
    if not SCORES.exists():
        return []
    with SCORES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


ROWS = published_rows()
needs_cases = pytest.mark.skipif(not ROWS, reason="shared cases are not here")


def scored_rows(status: str) -> list[tuple[dict[str, str], ScoredForm]]:
    """Each published row of a status in a form of its own."""
    return [(each, score_form(a_form([each]), scheme=SCHEME)) for each in ROWS if each["status"] == status]


@needs_cases
def test_published_rows_that_follow_the_rule_get_the_same_score():
    scored = scored_rows("follows")
    assert len(scored) == 56
    wrong = [(each["case"], each["level3"], form.differences) for each, form in scored if form.differences]
    assert wrong == []
    assert all(form.score.scores[0].score == Decimal(each["score"]) for each, form in scored)


@needs_cases
def test_published_rows_that_deviate_are_findings_with_both_numbers():
    found = defaultdict(list)
    for each, form in scored_rows("deviates"):
        found[each["case"]] += [(item.published, item.computed) for item in form.differences]
    assert found == {
        "042": [
            (Decimal("9.0"), Decimal("10.0")),
            (Decimal(19), Decimal(20)),
            (Decimal("19.0"), Decimal("20.0")),
            (Decimal("27.0"), Decimal("30.0")),
        ],
        "053": [(Decimal(18), Decimal(20))],
    }


@needs_cases
def test_published_full_scores_without_support_are_findings():
    scored = scored_rows("unsupported full score")
    assert len(scored) == 6
    assert [len(form.differences) for _, form in scored] == [1] * 6
    assert all(form.score.scores[0].score is None for _, form in scored)
