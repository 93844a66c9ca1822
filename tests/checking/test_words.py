"""The catalogue is what is asked: no rule that nobody asks or tests, none asked without standing in it, none twice."""

import ast
import re
from pathlib import Path

import pytest

from perfdata.checking.words import CHECKS

ROOT = Path(__file__).parents[2]
TABLES = [ROOT / "perfdata" / layer / "words.py" for layer in ("core", "checking")]
ASKED = "".join(path.read_text("utf-8") for path in (ROOT / "perfdata").rglob("*.py") if path not in TABLES)
TESTED = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__))
STATED = [key for path in TABLES for key in re.findall(r"^([\w/]+) (?:错误|提示|说明) ", path.read_text("utf-8"), re.M)]


@pytest.mark.parametrize("key", CHECKS)
def test_a_rule_is_asked_tested_and_says_what_to_do(key: str):
    rule = CHECKS[key]
    assert f'"{key}"' in ASKED
    assert f'"{rule.rule_id}"' in TESTED
    assert rule.message.endswith(("。", "？", "}"))
    assert not re.search("违规|违纪|虚报", rule.message + rule.suggestion)


def test_a_rule_stands_once():
    assert len(STATED) > 120
    assert sorted(STATED) == sorted(CHECKS)


def test_what_is_asked_stands_in_the_catalogue():
    asked = set(re.findall(r"ask\(\s*(?:case,\s*)?\"([\w/]+)\"", ASKED))
    asked |= set(re.findall(r"(?:CHECKS|WORDS)\[\"([\w/]+)\"\]", ASKED))
    assert len(asked) > 70
    assert asked <= set(CHECKS)


def test_findings_are_made_by_the_catalogue_only():
    makers = {
        path.relative_to(ROOT / "perfdata").as_posix()
        for path in (ROOT / "perfdata").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding"
    }
    assert makers == {"core/catalogue.py", "storing/upload_details.py"}
