"""The catalogue of checks is what is asked: no rule that nobody asks, none that is asked without standing in it."""

import re
from pathlib import Path

import pytest

from perfdata.checking.words import CHECKS

ROOT = Path(__file__).parents[2]
ASKED = "".join(path.read_text("utf-8") for path in sorted((ROOT / "perfdata" / "checking").glob("*.py")))
TESTED = "".join(path.read_text("utf-8") for path in sorted((ROOT / "tests").rglob("*.py")) if path != Path(__file__))


@pytest.mark.parametrize("rule", CHECKS.values(), ids=lambda rule: rule.rule_id)
def test_a_rule_is_asked_tested_and_says_what_to_do(rule):
    assert f'"{rule.rule_id}"' in ASKED
    assert f'"{rule.rule_id}"' in TESTED
    assert rule.message.endswith(("。", "？", "}"))
    assert not re.search("违规|违纪|虚报", rule.message + rule.suggestion)


def test_what_is_asked_stands_in_the_catalogue():
    asked = set(re.findall(r"ask\(\s*(?:case,\s*)?\"(\w+)\"", ASKED))
    assert len(asked) > 15
    assert asked <= set(CHECKS)
