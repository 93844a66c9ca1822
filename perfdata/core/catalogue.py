"""Rules of findings: id, severity, sentence and advice of each stand once, in a table, whoever comes upon it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from perfdata.core.findings import Finding
from perfdata.core.model import Place
from perfdata.core.terms import Severity

_BLANK = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """``message``, ``suggestion`` and ``expected`` are templates of ``str.format``; '' says nothing."""

    rule_id: str
    severity: Severity
    title: str
    message: str
    suggestion: str = ""
    expected: str = ""

    def finding(
        self,
        place: Place | None,
        *,
        severity: Severity | None = None,
        hide: Callable[[str], str] = str,
        **words: Any,
    ) -> Finding:
        """The finding with ``words`` in the blanks; it is about their ``indicator`` or ``project``, also by its id.

        ``observed`` is one of the words; ``severity`` is given where this case has another one. ``hide`` takes out of
        the texts what nobody may see.
        """
        indicator = words.get("indicator")
        owner = indicator or words.get("project")
        observed = words.get("observed")
        return Finding(
            rule_id=self.rule_id,
            severity=severity or self.severity,
            message=hide(_filled(self.message, words)),
            project_id=owner.project_id if owner else words.get("project_id"),
            indicator_id=indicator.indicator_id if indicator else words.get("indicator_id"),
            observed=observed and hide(observed),
            expected=_filled(self.expected, words) or None,
            suggestion=_filled(self.suggestion, words) or None,
            place=place,
        )

    @property
    def advice(self) -> str:
        """What to do, whatever the case; '' where every case has its own."""
        return _BLANK.sub("…", self.suggestion).strip("…")


def _filled(template: str, words: dict[str, Any]) -> str:
    return template.format_map(words) if "{" in template else template


def rules(table: str) -> dict[str, Rule]:
    """The rules of a table by their keys: a line of key, severity and title; indented the sentence, what to do, what is
    expected. A key is an id or, where an id is asked in several ways, the id, a stroke, and the way."""
    found = {}
    for block in re.split(r"\n(?=\S)", table.strip()):
        head, *texts = (line.strip() for line in block.splitlines())
        key, severity, title = head.split()
        weight = next(item for item in Severity if item.label == severity)
        found[key] = Rule(key.partition("/")[0], weight, title, *texts)
    return found
