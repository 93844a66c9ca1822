"""A table of rules is read as it is written, and a sentence takes what was read as it stands."""

from perfdata.core.catalogue import rules
from perfdata.core.model import Place
from perfdata.core.terms import Severity
from tests.storing.builders import a_project

RULES = rules("""
budget_differs 提示 预算不一致
    “{project.project_name}”的预算是 {observed}。
    请核对{label}。
    {known}
row_held 错误 整行未采用
    {what}
""")


def test_a_table_gives_each_rule_by_its_id():
    assert [(rule.rule_id, rule.severity, rule.title) for rule in RULES.values()] == [
        ("budget_differs", Severity.WARNING, "预算不一致"),
        ("row_held", Severity.ERROR, "整行未采用"),
    ]


def test_a_finding_takes_what_was_read_with_braces_and_all():
    place = Place("a.txt", None, None, 3)
    project = a_project("p1", project_name="{补}助{0}")
    found = RULES["budget_differs"].finding(place, observed="{12}", project=project, label="预算数", known="10 元")
    assert found.message == "“{补}助{0}”的预算是 {12}。"
    assert (found.rule_id, found.severity, found.project_id) == ("budget_differs", Severity.WARNING, "p1")
    assert (found.observed, found.expected, found.suggestion) == ("{12}", "10 元", "请核对预算数。")
    assert found.place == place


def test_what_a_rule_does_not_say_is_absent_and_a_case_may_weigh_less():
    found = RULES["row_held"].finding(None, severity=Severity.NOTICE, what="说明")
    assert (found.severity, found.expected, found.suggestion) == (Severity.NOTICE, None, None)


def test_advice_shows_blanks_as_dots():
    assert RULES["budget_differs"].advice == "请核对…。"
