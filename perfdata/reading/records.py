"""Drafts of forms into records: the project, its indicators, money in yuan; every doubt becomes a finding."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from sys import maxsize

from perfdata.core.amounts import MONEY_UNIT_MISSING, is_blank_amount, read_yuan, stated_amount
from perfdata.core.dates import stated_year, stated_years
from perfdata.core.findings import Finding
from perfdata.core.keys import POINTS_BEHIND, IndicatorIds, project_key, without_code
from perfdata.core.labels import FIELD_LABELS
from perfdata.core.model import Indicator, Place, Project, new_record
from perfdata.core.scores import split_equally
from perfdata.core.text import EXCEL_ERRORS, SAYS_NOTHING, listed, normalise_label, unify_width
from perfdata.core.values import parse_number, parse_value
from perfdata.core.words import WORDS
from perfdata.reading.account import Text
from perfdata.reading.drafts import Form, IndicatorLine
from perfdata.reading.rows import split_line, target_text

_Texts = tuple[str, str, str]  # name, cycle target and annual target
_Rows = list[tuple[Indicator, IndicatorLine]]
_POINTS_ENDS = frozenset(")）")
_POINTS_OF_LEVEL = re.compile(r"(\d+(?:\.\d+)?)分\)?$")
_VALUE_IN_NAME = re.compile(r"[≥≤><=＞＜＝]\s*\d|(?:不少于|不低于|不超过|达到?)\d|\d[%％]")


def project_of(form: Form) -> Project:
    """The project that a form states; ids as those of the goal tables."""
    _settle_units(form)
    texts = {name: found.text for name, found in form.texts.items()}
    places = {name: found.place for name, found in form.texts.items()}
    if form.budget:
        places["budget_yuan"] = form.budget.place
    name, unit = without_code(texts["project_name"]), texts.get("spending_unit")
    unit, department = unit and without_code(unit), texts.get("competent_department")
    start, end = _cycle(texts)
    return Project(
        project_id=project_key(name, unit),
        project_name=name,
        project_type=texts.get("project_type"),
        project_level=texts.get("project_level"),
        competent_department=department and without_code(department),
        spending_unit=unit,
        cycle_start_year=start,
        cycle_end_year=end,
        fiscal_year=fiscal_year(form),
        budget_yuan=form.budget and money(form, form.budget, "budget", "funding", name="预算金额"),
        cycle_goal=texts.get("cycle_goal"),
        annual_goal=texts.get("annual_goal"),
        place=places["project_name"],
        field_places=places,
    )


def _settle_units(form: Form) -> None:
    """Of several units the higher one is the department, a lower one spends where the form names no other."""
    texts = form.texts
    budget_unit, reporting_unit = texts.pop("budget_unit", None), texts.pop("reporting_unit", None)
    lower, own = texts.pop("lower_department", None), texts.pop("unit_name", None)
    if "competent_department" in texts:
        lower = lower or budget_unit
    elif above := budget_unit or reporting_unit:
        texts["competent_department"] = above
    if spending := texts.get("spending_unit") or own or lower:
        texts["spending_unit"] = spending


def fiscal_year(form: Form) -> int | None:
    """What the clerk said of this file, else a year in a field, a label or the title; that they differ is told."""
    stated_in_field = stated_years(form.texts["fiscal_year"].text) if "fiscal_year" in form.texts else ()
    own = next(iter(stated_in_field), None)
    own = own or (form.title_year if form.title_year in form.years else next(iter(form.years), form.title_year))
    said, years = form.corrections.fiscal_year, {own, *form.years, *stated_in_field, form.title_year or own}
    if own and (len(years) > 1 or said not in (None, own)):
        key = "fiscal_year_contradicts" if said else "fiscal_year_inconsistent"
        if said != own and all(item.rule_id != key for item in form.findings):
            place = form.years.get(own or 0) or form.texts["project_name"].place
            stated = str(own) if said else "、".join(map(str, sorted(filter(None, years))))
            form.ask(key, place, observed=stated, said=said, year=own)
    return said or own


def _cycle(texts: Mapping[str, str]) -> tuple[int | None, int | None]:
    """Start and end year: from their own fields, or from 2022-2024 and 2022年3月至2023年11月."""
    start, end = stated_year(texts.get("cycle_start_year", "")), stated_year(texts.get("cycle_end_year", ""))
    if "cycle" in texts and start is None and end is None and (years := stated_years(texts["cycle"])):
        return years[0], years[-1]
    return start, end


def money(form: Form, text: Text | None, *units: str, name: str) -> Decimal | None:
    """An amount in yuan, None where nothing is written; what cannot be read, or has no unit, is an error finding."""
    if text is None or is_blank_amount(text.text):
        return None
    amount = stated_amount(text.text)
    unit = None if isinstance(amount, str) or amount.unit else form.money_unit(text, *units)
    yuan, finding = read_yuan(text.text, unit=unit, name=name, place=text.place)
    if finding and (
        finding.rule_id != MONEY_UNIT_MISSING or all(item.rule_id != MONEY_UNIT_MISSING for item in form.findings)
    ):
        form.findings.append(finding)
    return yuan


def points(form: Form, text: Text | None, *, name: str) -> Decimal | None:
    """Printed points; None where the form is blank, a warning where they are no number."""
    if text is None or normalise_label(text.text) in SAYS_NOTHING:
        return None
    number = parse_number(unify_width(text.text).strip().removesuffix("分").removesuffix("%"))
    if number is None or number < 0:
        rule_id = "points_unreadable" if number is None else "points_negative"
        form.ask(rule_id, text.place, observed=text.text, name=name)
        return None
    return number


def row_text(form: Form, line: IndicatorLine, name: str) -> Text | None:
    """The text of one cell of an indicator row with its place."""
    text = line.text(name)
    return Text(text, form.place_of(line, name)) if text else None


def indicators_of(form: Form, project: Project) -> list[tuple[Indicator, IndicatorLine]]:
    """The indicators in order, each with the row it came from; the halves of a side-by-side form joined by name."""
    project_id, year = project.project_id, project.fiscal_year
    next_id, place_at = IndicatorIds(project_id).next, form.account.sheet.place_at
    found: _Rows = []
    for order, (line, (name, cycle, annual)) in enumerate(_with_texts(form), start=1):
        _, columns, level1, level2, number, _, is_recovered, _ = line
        place = place_at(number, columns["name"])
        if not (cycle or annual) and _VALUE_IN_NAME.search(name):
            form.ask("target_in_name", place, observed=name)
        indicator_id, is_repeated = next_id(level1, level2, name)
        if is_repeated:
            form.ask("indicator_duplicate/table", place, observed=line.text("name"))
        weight = row_text(form, line, "weight") if "weight" in columns else None
        if weight is None and name[-1:] in _POINTS_ENDS and (stated := POINTS_BEHIND.search(name)):
            weight = Text(stated[1], place)
        value = parse_value(cycle)
        values = (
            indicator_id,
            project_id,
            year,
            level1,
            level2,
            name,
            value,
            value if annual == cycle else parse_value(annual),
            order,
            place,
            weight and points(form, weight, name="分值"),
            is_recovered,
            None,
            None,
        )
        found.append((new_record(Indicator, values), line))
    account = form.account
    return with_shared_points(form, found, by_scores=False) if account.tall or account.sheet.traces.points else found


def with_shared_points(form: Form, rows: _Rows, *, by_scores: bool) -> _Rows:
    """The rows with shares of points that are printed for several: 产出指标（50分）, a goal (40分), or a merged cell.

    Shares are equal; ``by_scores`` they are what the printed scores say, of groups of rows that print any.
    """
    shared: dict[int, Decimal] = {}
    for label, stated, group, is_merged in _groups_with_points(form, rows):
        own = [at for at in group if at not in shared]
        is_printed = any(rows[at][0].weight_points is not None for at in own[1:])
        rest = stated - sum((shared[at] for at in group if at in shared), Decimal(0))
        scores = [] if is_merged else [text for at in own if (text := rows[at][1].text("score"))]
        if not own or is_printed or rest <= 0 or bool(scores) != by_scores:
            continue
        shares = equal = split_equally(rest, len(own))
        if by_scores and len(own) > 1 and (shares := _shares_of_scores(rest, equal, scores)) is None:
            continue
        shared |= zip(own, shares, strict=True)
        if len(own) > 1:
            rule_id = "points_shared" if shares is equal else "points_shared/scores"
            words = {"points": rest, "count": len(own), "shares": listed([f"{share:f}" for share in shares])}
            form.ask(rule_id, form.place_of(rows[own[0]][1]), observed=label, **words)
    for at, share in shared.items():
        rows[at] = rows[at][0]._replace(weight_points=share), rows[at][1]
    return rows


def _shares_of_scores(points: Decimal, equal: list[Decimal], texts: Sequence[str]) -> list[Decimal] | None:
    """The points as the printed scores share them out: the scores themselves, or the whole numbers above them, where
    these add up; else equal shares where the best score is one of them. None where the scores say nothing of it."""
    found = [parse_number(unify_width(text).strip().removesuffix("分")) for text in texts]
    scores = [score for score in found if score is not None]
    if len(scores) < len(equal):
        return None
    whole = [score.to_integral_value(ROUND_CEILING) for score in scores]
    own = next((shares for shares in (scores, whole) if sum(shares) == points and min(shares) > 0), None)
    return own or (equal if max(scores) == max(equal) else None)


def _groups_with_points(form: Form, rows: _Rows) -> Iterator[tuple[str, Decimal, range, bool]]:
    """What states points for several rows, the points, where the rows are, and whether it is a merged cell: such cells,
    level 2, level 1, a goal with a heading of its own."""
    weighted = [at for at, (indicator, _) in enumerate(rows) if indicator.weight_points is not None]
    for at, (indicator, line) in enumerate(rows) if weighted else ():
        last = form.account.tall.get((line.number, line.columns["weight"])) if "weight" in line.columns else None
        end = at + 1
        while last and end < len(rows) and line.number < rows[end][1].number <= last:
            end += 1
        if end > at + 1 and indicator.weight_points is not None:
            yield line.text("weight"), indicator.weight_points, range(at, end), True
    if not form.account.sheet.traces.points:
        return
    for name in ("level2", "level1"):
        texts = [line.text(name) for _, line in rows]
        if "分" not in "".join(texts):
            continue
        starts = [at for at, text in enumerate(texts) if text and (at == 0 or text != texts[at - 1])]
        for start, end in pairwise([*starts, len(rows)]):
            found = _POINTS_OF_LEVEL.search(normalise_label(texts[start]))
            if found and rows[start][0].weight_points is None:
                yield texts[start], Decimal(found[1]), range(start, end), False
    numbers = [line.number for _, line in rows]
    for (start, label), (end, _) in pairwise([*form.sections, (maxsize, "")]):
        if found := _POINTS_OF_LEVEL.search(label):
            yield label, Decimal(found[1]), range(bisect_left(numbers, start), bisect_left(numbers, end)), False


def _with_texts(form: Form) -> Iterable[tuple[IndicatorLine, _Texts]]:
    """The rows with name, cycle and annual target."""
    plain = [texts for line in form.lines if (texts := line.plain)]
    return zip(form.lines, plain, strict=True) if len(plain) == len(form.lines) else _joined(form)


def _joined(form: Form) -> Iterator[tuple[IndicatorLine, _Texts]]:
    """Rows with name, cycle and annual target; an annual row of a name in a category joins its cycle row."""
    joined: dict[tuple[object, ...], list[tuple[IndicatorLine, _Texts]]] = {}
    for line in _single_lines(form):
        name, cycle, annual = line.plain or (line.text("name"), line.text("cycle_target"), target_text(line))
        if line.half is None:
            yield line, (name, cycle, annual)
            continue
        key = line.level1, line.level2, normalise_label(name)
        cycle, annual = (annual or cycle, "") if line.half == "cycle" else ("", annual or cycle)
        partners = joined.setdefault(key, [])
        earlier = partners[-1][1] if partners else None
        if earlier and bool(earlier[1]) != bool(cycle) and not (earlier[1] and earlier[2]):
            partners[-1] = partners[-1][0], (earlier[0], earlier[1] or cycle, earlier[2] or annual)
        else:
            partners.append((line, (name, cycle, annual)))
    yield from (entry for entries in joined.values() for entry in entries)


def _single_lines(form: Form) -> list[IndicatorLine]:
    """The rows, those with several indicators parted."""
    if not any("\n" in line.text("name") for line in form.lines if line.plain is None):
        return form.lines
    return [line for whole in form.lines for line in split_line(form, whole)]


_TEXTS = "project_name", "competent_department", "spending_unit", "cycle_goal", "annual_goal"


def broken_cells(
    project: Project, indicators: Iterable[Indicator], actuals: Iterable[tuple[str, Place]] = ()
) -> list[Finding]:
    """An error for every name, goal, target and actual value (text and place) that is an error of Excel."""
    cells = [
        (FIELD_LABELS[name], text, project.field_places.get(name, project.place))
        for name in _TEXTS
        if (text := getattr(project, name)) in EXCEL_ERRORS
    ]
    for item in indicators:
        texts = item.indicator_name, item.cycle_target.raw, item.annual_target.raw
        if not EXCEL_ERRORS.isdisjoint(texts):
            labels = map(FIELD_LABELS.get, ("indicator_name", "cycle_target", "annual_target"))
            cells += [(what, text, item.place) for what, text in zip(labels, texts, strict=True)]
    cells += [(FIELD_LABELS["actual"], text, place) for text, place in actuals]
    rule = WORDS["excel_error/table"]
    return [rule.finding(place, observed=text, what=what) for what, text, place in cells if text in EXCEL_ERRORS]
