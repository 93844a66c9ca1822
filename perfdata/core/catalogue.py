"""Rules of findings: id, severity, sentence and advice of each stand once, whoever comes upon it.

A module of words holds one class whose attributes are rules; an attribute's name is the rule's id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from perfdata.core.findings import Finding
from perfdata.core.model import Place
from perfdata.core.terms import Severity

_BLANK = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """``message``, ``suggestion`` and ``expected`` are templates of ``str.format``; '' says nothing."""

    severity: Severity
    title: str
    message: str
    suggestion: str = ""
    expected: str = ""
    rule_id: str = field(default="", init=False)

    def __set_name__(self, owner: type, name: str) -> None:
        object.__setattr__(self, "rule_id", name)

    def finding(
        self,
        place: Place | None,
        *,
        severity: Severity | None = None,
        project_id: str | None = None,
        indicator_id: str | None = None,
        observed: str | None = None,
        **words: object,
    ) -> Finding:
        """The finding with ``observed`` and ``words`` in the blanks; ``severity`` where this case has another one."""
        said = (text.format(observed=observed, **words) for text in (self.message, self.suggestion, self.expected))
        message, suggestion, expected = said
        return Finding(
            rule_id=self.rule_id,
            severity=severity or self.severity,
            project_id=project_id,
            indicator_id=indicator_id,
            message=message,
            observed=observed,
            expected=expected or None,
            suggestion=suggestion or None,
            place=place,
        )

    @property
    def advice(self) -> str:
        """What to do, whatever the case."""
        return _BLANK.sub("…", self.suggestion)


def rules_of(words: type) -> list[Rule]:
    """The rules of a class of words, in their order."""
    return [rule for rule in vars(words).values() if isinstance(rule, Rule)]
