"""Rules of findings: id, severity, sentence and advice of each stand once, in a table, whoever comes upon it."""

import re
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

    def finding(self, place: Place | None, *, severity: Severity | None = None, **words: Any) -> Finding:
        """The finding with ``words`` in the blanks; it is about their ``indicator`` or ``project``, if there is one.

        ``observed`` is one of the words; ``severity`` is given where this case has another one.
        """
        indicator = words.get("indicator")
        owner = indicator or words.get("project")
        return Finding(
            rule_id=self.rule_id,
            severity=severity or self.severity,
            message=self.message.format(**words),
            project_id=owner and owner.project_id,
            indicator_id=indicator and indicator.indicator_id,
            observed=words.get("observed"),
            expected=self.expected.format(**words) or None,
            suggestion=self.suggestion.format(**words) or None,
            place=place,
        )

    @property
    def advice(self) -> str:
        """What to do, whatever the case; '' where every case has its own."""
        return _BLANK.sub("…", self.suggestion).strip("…")


def rules(table: str) -> dict[str, Rule]:
    """The rules of a table: a line of id, severity and title; indented the sentence, what to do, what is expected."""
    found = {}
    for block in re.split(r"\n(?=\S)", table.strip()):
        head, *texts = (line.strip() for line in block.splitlines())
        rule_id, severity, title = head.split()
        found[rule_id] = Rule(rule_id, next(item for item in Severity if item.label == severity), title, *texts)
    return found
