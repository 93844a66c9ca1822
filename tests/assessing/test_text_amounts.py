from dataclasses import replace
from decimal import Decimal
from itertools import cycle
from pathlib import Path

import pytest

from perfdata.assessing.audit import audit
from perfdata.assessing.text_amounts import read_formula
from perfdata.core.findings import AuditFinding
from tests.goal_texts import GoalText, goal_texts
from tests.rule_examples import read_example
from tests.storing.builders import a_project

LABELLED = goal_texts()
LATER_FILE = Path(__file__).parents[1] / "goal_wordings_later.tsv"
WORDINGS_FILE = Path(__file__).parents[1] / "goal_wordings.tsv"


def gaps(case: GoalText) -> list[AuditFinding]:
    project = a_project(budget_yuan=case.budget_yuan, annual_goal=case.text, cycle_goal=None)
    return [item for item in audit([project], []).findings if item.rule_id == "budget_equals_subsidy_total"]


def test_the_labelled_set_is_large_and_half_wrong():
    assert len(LABELLED) >= 200
    assert sum(case.is_right for case in LABELLED) * 2 == len(LABELLED)


def test_at_least_95_percent_of_wrong_sums_are_found_with_the_right_gap():
    wrong = [case for case in LABELLED if not case.is_right]
    right_total = {case.text: case.budget_yuan for case in LABELLED if case.is_right}
    missed = [
        case.text
        for case in wrong
        if [item.stake_yuan for item in gaps(case)] != [abs(case.budget_yuan - right_total[case.text])]
    ]
    assert len(missed) <= 0.05 * len(wrong), missed


def test_at_most_2_percent_of_right_sums_are_questioned():
    right = [case for case in LABELLED if case.is_right]
    questioned = [case.text for case in right if gaps(case)]
    assert len(questioned) <= 0.02 * len(right), questioned


@pytest.mark.parametrize(
    ("text", "formula", "total"),
    [
        ("对749名党员每年400元的标准发放经费", "749 人 × 400 元", 299_600),
        ("44人×311元+4人×191元", "44 人 × 311 元 + 4 人 × 191 元", 14_448),
        ("每季度召开1次，每次5000元", "4 次 × 5,000 元", 20_000),
        ("对36名网格员每半年发放慰问金500元", "36 人 × 500 元 × 2 个半年", 36_000),
        ("补贴30户，每户0.2万元，另安排宣传费2万元", "30 户 × 2,000 元 + 20,000 元", 80_000),
        ("人均400元，党员749名", "749 人 × 400 元", 299_600),
    ],
)
def test_formulas_are_put_together_by_units(text: str, formula: str, total: int):
    found = read_formula(text)
    assert found is not None
    assert str(found) == formula
    assert found.total_yuan == Decimal(total)


def test_about_is_remembered():
    found = read_formula("约36人，每人每月1000元")
    assert found is not None
    assert found.terms[0].is_about


@pytest.mark.parametrize(
    "text",
    [
        "",
        "开展党建工作。",
        "共安排5万元。",
        "每人每月1000元。",
        "对36人发放补贴。",
        "根据某发〔2021〕12号《关于每人每年补助400元的通知》给予补助。",
        "培训党员600人，举办2场。",
        "资金由上年5万元提高到8万元。",
    ],
)
def test_a_text_that_states_no_or_half_a_formula_is_left_alone(text: str):
    assert read_formula(text) is None


def test_a_rate_without_its_count_leaves_the_whole_text_undecided():
    assert read_formula("书记36人每人每月1000元，另每场培训5000元。") is None


WORDINGS = [line.split("\t") for line in WORDINGS_FILE.read_text("utf-8").splitlines() if not line.startswith("#")][1:]


def gaps_of(text: str, budget_yuan: Decimal) -> list[AuditFinding]:
    (table,) = read_example(text)
    project = replace(table.project, budget_yuan=budget_yuan)
    return [
        item for item in audit([project], table.indicators).findings if item.rule_id == "budget_equals_subsidy_total"
    ]


def test_at_least_95_percent_of_wrong_sums_in_new_wordings_are_found_with_the_right_gap():
    sums = [(text, Decimal(yuan)) for kind, yuan, text in WORDINGS if kind == "states"]
    missed = [
        text
        for (text, total), error in zip(sums, cycle(map(Decimal, ("1.1", "0.9", "2", "1.25"))), strict=False)
        if [item.stake_yuan for item in gaps_of(text, total * error)] != [abs(total * error - total)]
    ]
    assert len(sums) == 72
    assert len(missed) <= 0.05 * len(sums), missed


def test_at_most_2_percent_of_new_wordings_with_the_right_or_no_sum_are_questioned():
    questioned = [text for _, yuan, text in WORDINGS if gaps_of(text, Decimal(yuan))]
    assert len(WORDINGS) == 100
    assert len(questioned) <= 2, questioned


def test_wordings_that_came_later_are_read_as_well():
    lines = LATER_FILE.read_text("utf-8").splitlines()[2:]
    for kind, yuan, text in (line.split("\t") for line in lines):
        assert gaps_of(text, Decimal(yuan)) == [], text
        expected = [Decimal(yuan)] if kind == "states" else []
        assert [item.stake_yuan for item in gaps_of(text, Decimal(yuan) * 2)][: len(expected)] == expected, text
