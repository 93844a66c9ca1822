"""A migration: ids stored for names with codes, ``[015001]某局``, become those of the names alone, wherever they stand.

The words of uploads stay as they came. Where one upload has two projects of a year that differ in nothing but their
codes, they keep the ids they had: neither may take the other's place.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Row, Table, Text, insert, select, update

from perfdata.core.keys import indicator_key, indicator_name_key, name_key, project_key, stable_id
from perfdata.core.terms import Level1, Level2
from perfdata.core.text import normalise_label
from perfdata.storing import tables
from perfdata.storing.tables import indicators, name_matches, projects, reviews, upload_findings, uploads

Ids = dict[str, str]
_Subjects = Mapping[int | None, list[tuple[str, str]]]

_WITH_PROJECTS = "projects indicators spending spending_forecasts published_forms funding_rows weights".split()
_WITH_INDICATORS = "indicators actual_results outlooks weights name_matches".split()
_IDS = Table("renewed_ids", MetaData(), Column("old_id", Text, primary_key=True), Column("new_id", Text))
_ID_OF_FINDING = re.compile(r'("(?:project|indicator)_id": ")([0-9a-f]{12})(?=")')
_MOST_OF_A_NAME = 200
_AT_ONCE = 500
# The rules of the audit at the time of this migration: with the words of a question they give its id.
_RULES = """
budget_equals_subsidy_total budget_may_stay_unspent budget_share_explained category_fits_indicator category_left_empty
comparator_direction comparator_stated coverage_fits_unit_cost cycle_count_above_annual cycle_covers_years
cycle_not_ended document_numbers_styled execution_covers_entitlement execution_rate_not_cost execution_targets_alike
formula_leaves_room full_delivery_spends_budget goal_activity_measured goal_counts_measured goal_number_exact
goal_outcomes_measured goal_states_outcome goals_differ indicators_distinct labels_known legal_basis_in_force
level1_complete names_spelled_alike objects_counted_once percentage_meets_count placeholder_filled
project_name_within_goal qualitative_value_checkable quotes_balanced rate_period_stated row_recovered
satisfaction_sample_stated supervisor_differs tables_distinct target_filled target_not_below_last_year
thresholds_strict timeliness_strict unit_cost_same_basis unit_cost_stated unit_stated value_outside_name weights_stated
""".split()


def renew_ids(connection: Connection) -> None:
    """Put the new ids in place of the old ones; what one transaction cannot finish is not begun."""
    _IDS.create(connection)
    ids = _project_ids(connection)
    own, subjects = _indicator_ids(connection, ids)
    if ids or own:
        connection.execute(insert(_IDS), [{"old_id": old, "new_id": new} for old, new in (ids | own).items()])
        _renew_reviews(connection, ids | own, subjects)
        for names, column in ((_WITH_PROJECTS, "project_id"), (_WITH_INDICATORS, "indicator_id")):
            for name in names:
                _renew_column(connection, getattr(tables, name), column)
        _renew_findings(connection, ids | own)
    _renew_row_keys(connection)
    _IDS.drop(connection)


def _project_ids(connection: Connection) -> Ids:
    """New ids by old ones, where they differ; only ids that are those of the stored names are known to mean them."""
    ids: Ids = {}
    sharing: dict[tuple[int, int | None, str], set[str]] = defaultdict(set)
    columns = projects.c.upload_id, projects.c.fiscal_year, projects.c.project_id
    for row in connection.execute(select(*columns, projects.c.project_name, projects.c.spending_unit)):
        if row.project_id == stable_id(row.project_name, row.spending_unit or ""):
            ids[row.project_id] = new = project_key(row.project_name, row.spending_unit)
            sharing[row.upload_id, row.fiscal_year, new].add(row.project_id)
    apart = {old for olds in sharing.values() if len(olds) > 1 for old in olds}
    return {old: new for old, new in ids.items() if old != new and old not in apart}


def _indicator_ids(connection: Connection, ids: Ids) -> tuple[Ids, _Subjects]:
    """New ids of the indicators of these projects; and what questions were about: by year, project and indicator."""
    own: Ids = {}
    subjects: dict[int | None, list[tuple[str, str]]] = defaultdict(list)
    for row in connection.execute(select(projects.c.fiscal_year, projects.c.project_id).distinct()):
        if row.project_id in ids:
            subjects[row.fiscal_year].append((row.project_id, ""))
    names = "indicator_id project_id fiscal_year level1 level2 indicator_name upload_id row_number".split()
    rows = connection.execute(select(*(indicators.c[name] for name in names)).order_by(*names[-2:])).all()
    taken = {row.indicator_id for row in rows}
    for row in rows:
        is_numbered = indicator_name_key(row.indicator_name) != normalise_label(row.indicator_name)
        if row.project_id not in ids and not is_numbered:
            continue
        subjects[row.fiscal_year].append((row.project_id, row.indicator_id))
        if row.indicator_id in own or not (number := _number_of(row)):
            continue
        numbers = range(1 if is_numbered else number, _MOST_OF_A_NAME)
        new = (_indicator_id(row, ids.get(row.project_id) or row.project_id, at) for at in numbers)
        own[row.indicator_id] = found = next(item for item in new if not is_numbered or item not in taken)
        taken.add(found)
    return own, subjects


def _number_of(row: Row[Any]) -> int | None:
    """Which of its name and category an indicator was, by its id as it was made of the name as written."""
    category = row.level2 or row.level1 or ""
    first = stable_id(row.project_id, category, row.indicator_name)
    ids = (first if number == 1 else stable_id(first, str(number)) for number in range(1, _MOST_OF_A_NAME))
    return next((number for number, made in enumerate(ids, start=1) if made == row.indicator_id), None)


def _indicator_id(row: Row[Any], project_id: str, number: int) -> str:
    level1, level2 = row.level1 and Level1(row.level1), row.level2 and Level2(row.level2)
    return indicator_key(project_id, level1, level2, row.indicator_name, number=number)


def _renew_column(connection: Connection, table: Table, name: str) -> None:
    column = table.c[name]
    new = select(_IDS.c.new_id).where(_IDS.c.old_id == column).scalar_subquery()
    connection.execute(update(table).where(column.in_(select(_IDS.c.old_id))).values({name: new}))


def _renew_reviews(connection: Connection, ids: Ids, subjects: _Subjects) -> None:
    """The id of a question is made of its rule, year, subject and words; the words stand in the bytes of the answer."""
    asked: dict[int, dict[bytes, set[str]]] = defaultdict(lambda: defaultdict(set))
    said = select(reviews.c.finding_id, reviews.c.fiscal_year, uploads.c.content).join(uploads)
    for row in connection.execute(said):
        if question := question_of(row.content):
            asked[row.fiscal_year][normalise_label(question).encode()].add(row.finding_id)
    for year, questions in asked.items():
        for old, new in _question_ids(year, questions, ids, subjects):
            same = reviews.c.finding_id == old, reviews.c.fiscal_year == year
            connection.execute(update(reviews).where(*same).values(finding_id=new))


def question_of(content: bytes) -> str:
    """The words of the question in the bytes of an answer; '' where they hold none."""
    try:
        return str(json.loads(content)["question"])
    except (ValueError, KeyError, TypeError):
        return ""


def _question_ids(
    year: int, questions: Mapping[bytes, set[str]], ids: Ids, subjects: _Subjects
) -> Iterator[tuple[str, str]]:
    """The id that each question had and has: of every rule and subject that could have asked it, the one that did."""
    for project_id, indicator_id in subjects.get(year, ()):
        for rule in _RULES:
            start = sha256(f"{rule}\x1f{year}\x1f{project_id}\x1f{indicator_id}\x1f".encode())
            for question, olds in questions.items():
                digest = start.copy()
                digest.update(question)
                if (old := digest.hexdigest()[:12]) in olds:
                    new = ids.get(project_id, project_id), ids.get(indicator_id, indicator_id)
                    yield old, stable_id(rule, str(year), *new, question.decode())


def _renew_findings(connection: Connection, ids: Ids) -> None:
    """Ids within the findings that were kept, some uploads at a time."""
    own, last = upload_findings.c, 0
    while rows := connection.execute(
        select(own.upload_id, own.findings).where(own.upload_id > last).order_by(own.upload_id).limit(_AT_ONCE)
    ).all():
        for upload_id, text in rows:
            renewed = _ID_OF_FINDING.sub(lambda found: found[1] + ids.get(found[2], found[2]), text)
            if renewed != text:
                connection.execute(update(upload_findings).where(own.upload_id == upload_id).values(findings=renewed))
        last = rows[-1].upload_id


def _renew_row_keys(connection: Connection) -> None:
    """Remembered choices go by the name of the project without its code; of two for one name in an upload one stays."""
    own = name_matches.c
    rows = connection.execute(select(own.upload_id, own.row_key)).all()
    taken = {(row.upload_id, row.row_key) for row in rows}
    for upload_id, old in rows:
        project, bar, indicator = old.partition("｜")
        new = f"{name_key(project)}{bar}{indicator_name_key(indicator)}"
        if (upload_id, new) not in taken:
            taken.add((upload_id, new))
            same = own.upload_id == upload_id, own.row_key == old
            connection.execute(update(name_matches).where(*same).values(row_key=new))
