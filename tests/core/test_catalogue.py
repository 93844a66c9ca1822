"""A rule's id is its name, and its sentence takes what was read as it stands."""

from perfdata.core.catalogue import Rule, rules_of
from perfdata.core.model import Place
from perfdata.core.terms import Severity


class Words:
    budget_differs = Rule(
        Severity.WARNING, "预算不一致", "“{name}”的预算是 {observed}。", "请核对{label}。", expected="{known}"
    )
    row_held = Rule(Severity.ERROR, "整行未采用", "{what}")


def test_a_rule_is_named_by_its_attribute():
    assert [rule.rule_id for rule in rules_of(Words)] == ["budget_differs", "row_held"]


def test_a_finding_takes_what_was_read_with_braces_and_all():
    place = Place("a.txt", None, None, 3)
    found = Words.budget_differs.finding(
        place, observed="{12}", project_id="p1", name="{补}助{0}", label="预算数", known="10 元"
    )
    assert found.message == "“{补}助{0}”的预算是 {12}。"
    assert (found.rule_id, found.severity, found.project_id) == ("budget_differs", Severity.WARNING, "p1")
    assert (found.observed, found.expected, found.suggestion) == ("{12}", "10 元", "请核对预算数。")
    assert found.place == place


def test_what_a_rule_does_not_say_is_absent_and_a_case_may_weigh_less():
    found = Words.row_held.finding(None, severity=Severity.NOTICE, what="说明")
    assert (found.severity, found.expected, found.suggestion) == (Severity.NOTICE, None, None)


def test_advice_shows_blanks_as_dots():
    assert Words.budget_differs.advice == "请核对…。"
