"""The door to the 自评表: every project scored, and the form to hand in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from perfdata.assessing.scheme import Scheme
from perfdata.assessing.schemes import load_schemes
from perfdata.assessing.scoring import score_project
from perfdata.assessing.self_evaluation_form import self_evaluation_form
from perfdata.core.errors import UnusableFileError
from perfdata.core.official_forms import SelfEvaluationForm
from perfdata.storing import store
from perfdata.usecases.browsing import DATA_FOLDER, latest_results, latest_spending
from perfdata.usecases.demo import without_demo

if TYPE_CHECKING:
    from sqlalchemy import Engine


def self_evaluation_file(
    engine: Engine,
    *,
    fiscal_year: int,
    project_ids: Sequence[str] = (),
    scheme: Scheme | None = None,
    as_document: bool = False,
) -> bytes:
    """The 自评表 of the chosen projects, or of all, as one workbook (a sheet a project) or Word document.

    Invented results are never written. Raises UnusableFileError where there is no project.
    """
    from perfdata.presenting.exports.form_document import form_document
    from perfdata.presenting.exports.form_workbook import form_workbook
    from perfdata.presenting.exports.self_evaluation_form import self_evaluation_grids

    records = without_demo(engine, fiscal_year=fiscal_year)
    forms = self_evaluation_forms(records, scheme=scheme or scheme_in_use(fiscal_year))
    chosen = [form for form in forms if not project_ids or form.project.project_id in project_ids]
    if not chosen:
        raise UnusableFileError(f"{fiscal_year} 年度没有可以导出的项目，请先导入绩效目标表。")
    grids = self_evaluation_grids(chosen)
    return form_document(grids) if as_document else form_workbook(grids)


def self_evaluation_forms(records: store.Current, *, scheme: Scheme) -> list[SelfEvaluationForm]:
    """One form a project, from the latest results and spending."""
    results, spending = latest_results(records), latest_spending(records)
    published = {form.project_id: form for form in records.published}
    forms = []
    for project in records.projects:
        own = [item for item in records.indicators if item.project_id == project.project_id]
        spent = spending.get(project.project_id)
        score = score_project(project, own, results=results, spending=spent, scheme=scheme)
        forms.append(
            self_evaluation_form(
                project,
                own,
                score=score,
                results=results,
                spending=spent,
                published=published.get(project.project_id),
            )
        )
    return forms


@lru_cache(maxsize=1)
def scheme_in_use(fiscal_year: int | None) -> Scheme:  # noqa: ARG001
    """The default scheme."""
    return next(iter(load_schemes(DATA_FOLDER / "scoring_schemes.toml").values()))
