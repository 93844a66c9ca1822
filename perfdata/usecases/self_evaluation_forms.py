"""The door to the 自评表: the form to hand in, out of the scores of what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from perfdata.assessing.scheme import Scheme
from perfdata.assessing.self_evaluation_form import self_evaluation_form
from perfdata.core.errors import UnusableFileError
from perfdata.core.official_forms import SelfEvaluationForm
from perfdata.storing import store
from perfdata.usecases.browsing import latest_results, latest_spending
from perfdata.usecases.demo import without_demo
from perfdata.usecases.evaluating import evaluate, scheme_of

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
    from perfdata.presenting.exports.form_document import form_document
    from perfdata.presenting.exports.form_workbook import form_workbook
    from perfdata.presenting.exports.self_evaluation_form import self_evaluation_grids

    records = without_demo(engine, fiscal_year=fiscal_year)
    forms = self_evaluation_forms(records, scheme=scheme_of(scheme_id))
    chosen = [form for form in forms if not project_ids or form.project.project_id in project_ids]
    if not chosen:
        raise UnusableFileError(f"{fiscal_year} 年度没有可以导出的项目，请先导入绩效目标表。")
    grids = self_evaluation_grids(chosen)
    return form_document(grids) if as_document else form_workbook(grids)


def self_evaluation_forms(records: store.Current, *, scheme: Scheme) -> list[SelfEvaluationForm]:
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
