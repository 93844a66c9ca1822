"""The door to the forms to hand in, out of what is stored: 自评表 and monitoring form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from perfdata.assessing.monitoring_form import monitoring_form
from perfdata.assessing.scheme import Scheme
from perfdata.assessing.self_evaluation_form import self_evaluation_form
from perfdata.core.errors import UnusableFileError
from perfdata.core.fiscal_months import last_day
from perfdata.core.official_forms import MonitoringForm, SelfEvaluationForm
from perfdata.storing import store
from perfdata.usecases.demo import without_demo
from perfdata.usecases.evaluating import evaluate, scheme_of
from perfdata.usecases.latest import latest_results, latest_spending
from perfdata.usecases.monitoring import latest_outlooks, monitor, until

if TYPE_CHECKING:
    from sqlalchemy import Engine


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
    return fixed_package((form_document if as_document else form_workbook)(grids_of(chosen)))


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
