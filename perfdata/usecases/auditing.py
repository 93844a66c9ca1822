"""The door to the goal audit: its rules, the audit of the store or of files, and what offices say of questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from perfdata.assessing.audit import RULES, Audit, audit, rule_of
from perfdata.assessing.audit.examples import examples_of, explanation_of, statement_of
from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import NotApplicable
from perfdata.core.model import Place, Review, SelfEvaluation
from perfdata.core.people import Who, name_of
from perfdata.core.terms import FindingKind, ReviewDimension, ReviewStatus
from perfdata.reading.self_evaluations import read_self_evaluations
from perfdata.storing import question_lists, store
from perfdata.storing.connecting import reading
from perfdata.storing.log import acting
from perfdata.storing.scope import Scope
from perfdata.usecases.browsing import Reading, audit_of, read_files
from perfdata.usecases.concluding import catch_up
from perfdata.usecases.latest import records_of
from perfdata.usecases.opening import refuse
from perfdata.usecases.rights import refuse_question

if TYPE_CHECKING:
    from sqlalchemy import Engine

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """A rule as the page shows it, all of it from the docstring that the tests execute."""

    rule_id: str
    version: int
    kind: FindingKind
    dimension: ReviewDimension
    statement: str
    explanation: str
    good: str
    bad: str


@cache
def rule_texts() -> dict[str, RuleText]:
    """Every rule by its id, in the order of weight."""
    texts = {}
    for module in RULES:
        rule, docstring = rule_of(module), module.__doc__ or ""
        examples = examples_of(docstring)
        texts[rule.id] = RuleText(
            rule_id=rule.id,
            version=rule.version,
            kind=rule.kind,
            dimension=rule.dimension,
            statement=statement_of(docstring),
            explanation=explanation_of(docstring),
            good=examples["正例"],
            bad=examples["反例"],
        )
    return texts


def audit_store(engine: Engine, *, with_silent: bool = False) -> list[Audit]:
    """The findings of every fiscal year in the store, newest first; on request with where rules have nothing to say."""
    catch_up(engine)
    scopes = [Scope(year) for year in store.fiscal_years(engine)]
    with reading(engine) as connection:
        found = [[item.finding for item in question_lists.asked(connection, scope)] for scope in scopes]
    return [
        Audit(findings=findings, not_applicable=silent_of(engine, scope) if with_silent else ())
        for scope, findings in zip(scopes, found, strict=True)
    ]


def silent_of(engine: Engine, scope: Scope) -> Sequence[NotApplicable]:
    """Where rules have nothing to say of the selection, and why."""
    return audit_of(records_of(engine, scope)).not_applicable


def audit_files(paths: Iterable[Path], *, refused: Callable[[Path, UnusableFileError], None] = refuse) -> Audit:
    """The audit of all goal tables and self-evaluations of the files together; UnusableFileError as by read_files."""
    evaluations: list[SelfEvaluation] = []

    def note_results(name: str, reading: Reading) -> None:
        with suppress(UnusableFileError):
            evaluations.extend(read_self_evaluations(b"", file_name=name, reading=reading).evaluations)

    tables = read_files(paths, describe=note_results, refused=refused)
    evaluated = {(item.project.project_id, item.project.fiscal_year): item.project for item in evaluations}
    projects = (evaluated.get((item.project_id, item.fiscal_year), item) for item in tables.projects)
    results = {result.indicator_id: result for item in evaluations for result in item.results if result}
    return audit(projects, tables.indicators, results=results)


def set_status(
    engine: Engine, finding_id: str, *, fiscal_year: int, status: ReviewStatus, note: str, message: str, who: Who
) -> None:
    """Store what an office says of one question as an upload of its own, so that history and undo hold.

    The stored bytes name the question, the status, the note and the moment. Raises StorageError, too where the
    question is not about the person's units.
    """
    refuse_question(engine, who, finding_id)
    note = note.strip()[:LONGEST_NOTE]
    said = {
        "finding_id": finding_id,
        "question": message,
        "status": status.label,
        "note": note,
        "who": name_of(who),
        "at": datetime.now(UTC).isoformat(),
    }
    file_name = f"核实意见-{status.label}.json"
    place = Place(source_file=file_name, line=1)
    review = Review(
        finding_id=finding_id, fiscal_year=fiscal_year, status=status, note=note or None, place=place, question=message
    )
    with acting(who) as name:
        store.append_reviews(
            engine,
            file_name=file_name,
            content=json.dumps(said, ensure_ascii=False, indent=2).encode(),
            uploaded_by=name,
            fiscal_year=fiscal_year,
            reviews=[review],
        )
