"""The door to the forms to hand in, out of what is stored: 自评表 and monitoring form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from perfdata.assessing.monitoring_form import monitoring_form
from perfdata.assessing.scheme import Scheme
from perfdata.assessing.self_evaluation_form import self_evaluation_form
from perfdata.core.errors import UnusableFileError
from perfdata.core.fiscal_months import last_day
from perfdata.core.keys import name_key
from perfdata.core.official_forms import MonitoringForm, SelfEvaluationForm
from perfdata.storing import store
from perfdata.usecases.demo import without_demo
from perfdata.usecases.evaluating import evaluate, scheme_of
from perfdata.usecases.latest import latest_results, latest_spending
from perfdata.usecases.monitoring import latest_outlooks, monitor, until

if TYPE_CHECKING:
    from sqlalchemy import Engine

_UNITS_AT_ONCE = 20


def self_evaluation_title(fiscal_year: int) -> str:
    """What files of 自评表 are called, before the name of the unit."""
    return f"项目支出绩效自评表_{fiscal_year}"


def by_unit(projects: Iterable[Any]) -> dict[str, list[str]]:
    """The ids of the projects under the name of their unit, as it is spelled first; '' of those without one."""
    names: dict[str, str] = {}
    groups: dict[str, list[str]] = defaultdict(list)
    for project in projects:
        unit = names.setdefault(name_key(project.spending_unit), project.spending_unit or "")
        groups[unit].append(project.project_id)
    return groups


def self_evaluation_files(
    engine: Engine, *, fiscal_year: int, projects: Iterable[Any], suffix: str
) -> Iterator[tuple[float, str, bytes]]:
    """The 自评表 of the projects, a workbook a unit: the share that is done, its name with the suffix, its bytes.

    A few units are held at once, however many there are. Invented results are never written.
    """
    from perfdata.presenting.exports.file_names import free_file_name
    from perfdata.presenting.exports.form_workbook import form_workbook
    from perfdata.presenting.exports.self_evaluation_form import self_evaluation_grids

    units, names = list(by_unit(projects).items()), []
    for start in range(0, len(units), _UNITS_AT_ONCE):
        part = units[start : start + _UNITS_AT_ONCE]
        records = without_demo(engine, fiscal_year=fiscal_year, project_ids=[key for _, own in part for key in own])
        forms = {form.project.project_id: form for form in self_evaluation_forms(records)}
        for unit, own in part:
            title = "_".join(filter(None, [self_evaluation_title(fiscal_year), unit]))
            names.append(free_file_name(title, suffix, taken=names))
            if chosen := [forms[key] for key in own if key in forms]:
                yield len(names) / len(units), names[-1], form_workbook(self_evaluation_grids(chosen))


def self_evaluation_file(
    engine: Engine,
    *,
    fiscal_year: int,
    project_ids: Sequence[str] = (),
    scheme_id: str | None = None,
    as_document: bool = False,
) -> bytes:
    """The 自评表 of the chosen projects, or of all, as one workbook (a sheet a project) or Word document.

    Invented results are never written. Raises UnusableFileError where there is no project, SchemeError.
    """
    from perfdata.presenting.exports.self_evaluation_form import self_evaluation_grids

    forms = self_evaluation_forms(
        without_demo(engine, fiscal_year=fiscal_year, project_ids=project_ids or None), scheme=scheme_of(scheme_id)
    )
    return _file(forms, self_evaluation_grids, project_ids, fiscal_year=fiscal_year, as_document=as_document)


def monitoring_file(
    engine: Engine, *, fiscal_year: int, month: int, project_ids: Sequence[str] = (), as_document: bool = False
) -> bytes:
    """The monitoring forms of the chosen projects, or of all, as one workbook or Word document.

    Invented results are never written. Raises UnusableFileError where there is no project.
    """
    from perfdata.presenting.exports.monitoring_form import monitoring_grids

    forms = monitoring_forms(
        without_demo(engine, fiscal_year=fiscal_year, project_ids=project_ids or None),
        fiscal_year=fiscal_year,
        month=month,
    )
    return _file(forms, monitoring_grids, project_ids, fiscal_year=fiscal_year, as_document=as_document)


def _file(
    forms: Sequence[Any],
    grids_of: Callable[[Sequence[Any]], Any],
    project_ids: Sequence[str],
    *,
    fiscal_year: int,
    as_document: bool,
) -> bytes:
    from perfdata.presenting.exports.form_document import form_document
    from perfdata.presenting.exports.form_workbook import form_workbook
    from perfdata.presenting.meeting.fixed_package import fixed_package

    wanted = set(project_ids)
    chosen = [form for form in forms if not wanted or form.project.project_id in wanted]
    if not chosen:
        raise UnusableFileError(f"{fiscal_year} 年度没有可以导出的项目，请先导入绩效目标表。")
    grids = grids_of(chosen)
    return fixed_package(form_document(grids)) if as_document else form_workbook(grids)


def self_evaluation_forms(records: store.Current, *, scheme: Scheme | None = None) -> list[SelfEvaluationForm]:
    """One form a project, from the latest results and spending."""
    results, spending = latest_results(records), latest_spending(records)
    published = {form.project_id: form for form in records.published}
    return [
        self_evaluation_form(
            item.project,
            item.indicators,
            score=item.score,
            results=results,
            spending=spending.get(item.project.project_id),
            published=published.get(item.project.project_id),
        )
        for item in evaluate(records, scheme)
    ]


def monitoring_forms(records: store.Current, *, fiscal_year: int, month: int) -> list[MonitoringForm]:
    """One form a project, from what was reported until the end of the month."""
    records = until(records, last_day(fiscal_year, month))
    results, spending, outlooks = latest_results(records), latest_spending(records), latest_outlooks(records.outlooks)
    forecasts = {item.project_id: item for item in sorted(records.forecasts, key=lambda item: item.as_of)}
    indicators = defaultdict(list)
    for item in records.indicators:
        indicators[item.project_id].append(item)
    return [
        monitoring_form(
            project,
            indicators[project.project_id],
            fiscal_year=fiscal_year,
            month=month,
            monitored=monitored,
            results=results,
            spending=spending.get(project.project_id),
            outlooks=outlooks,
            forecast=forecasts.get(project.project_id),
        )
        for project, monitored in zip(records.projects, monitor(records, month=month), strict=True)
    ]
