"""The door to 会议材料: every product of a briefing as a file with its name, made when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZipFile

from perfdata import __version__
from perfdata.core.clock import start_of
from perfdata.core.errors import UnusableFileError
from perfdata.core.terms import Product
from perfdata.presenting.exports.file_names import safe_file_name
from perfdata.storing.evidence import EvidenceFile, list_evidence
from perfdata.storing.loading import revision
from perfdata.storing.names import NamedProject, project_names
from perfdata.storing.scope import Scope
from perfdata.usecases import earlier, official_forms
from perfdata.usecases.installation import report_template
from perfdata.usecases.opening import read_bytes

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from perfdata.presenting.meeting.briefing import Briefing

Tell = Callable[[float, str], None]
MANIFEST = "manifest.json"
_FORMS = "自评表"
_MOST_TRIES = 3
_SUFFIXES = {
    Product.REPORT: ".docx",
    Product.SHORT: ".docx",
    Product.SELF_REPORT: ".docx",
    Product.SLIDES: ".pptx",
    Product.WORKBOOK: ".xlsx",
    Product.PACK: ".zip",
}


class Material(NamedTuple):
    """A file to take along."""

    file_name: str
    content: bytes


def file_name(product: Product, scope: Scope, *, day: date | None = None) -> str:
    """2024_教育办_领导简报.docx; a choice of several is told apart by a mark, 2024_2个单位-3f9a1c_领导简报.docx.

    So is a name that is cut, or has what no file name may have. Of the figures up to a day
    2024_全部_领导简报_截至2024-06-30.docx.
    """
    chosen = "全部"
    if scope.units:
        chosen = scope.units[0] if len(scope.units) == 1 else f"{len(scope.units)}个单位-{_mark_of(scope.units)}"
    if scope.projects:
        projects = f"{len(scope.projects)}个项目-{_mark_of(scope.projects)}"
        chosen = f"{chosen}_{projects}" if scope.units else projects
    title, ending = f"{scope.fiscal_year}_{chosen}", f"_{product.label}{_ending(_SUFFIXES[product], day)}"
    if (name := safe_file_name(title, ending)) == title + ending:
        return name
    return safe_file_name(title, f"-{_mark_of([*scope.units, *scope.projects])}{ending}")


def _dated(title: str, suffix: str, day: date | None) -> str:
    return safe_file_name(title, _ending(suffix, day))


def _ending(suffix: str, day: date | None) -> str:
    return f"_截至{day}{suffix}" if day else suffix


def _mark_of(names: Collection[str]) -> str:
    return sha256("\n".join(sorted(names)).encode()).hexdigest()[:6]


def material(
    engine: Engine,
    product: Product,
    scope: Scope,
    *,
    parts: Collection[str] = (),
    as_of: date | None = None,
    tell: Tell = lambda _share, _what: None,
) -> Material:
    """The product of the selection; the same selection, data and day give the same bytes.

    ``parts`` are the titles of the sections that are wanted, all if none is named; ``as_of`` leaves out what is
    reported of later days; ``tell`` hears how far this is. Raises UnusableFileError where the selection has no project
    or the day is none of the year or to come.
    """
    asked = _Asked(scope, parts, as_of, tell, engine)
    make = _pack if product is Product.PACK else partial(_made, product)
    if as_of is None:
        content = make(engine, asked)
    else:
        tell(0.01, f"正在按截至 {as_of} 的数据重新判断……")
        with earlier.as_of(engine, scope, as_of, tell=_counted(tell)) as then:
            content = make(then, asked)
    return Material(file_name(product, scope, day=as_of), content)


def _counted(tell: Tell) -> Callable[[int], None]:
    return lambda left: tell(0.03, f"正在重新判断，还有 {left:,} 个项目……")


class _Asked(NamedTuple):
    """What is asked for, of whatever product, and of the store as it is, which alone has the evidence."""

    scope: Scope
    parts: Collection[str]
    day: date | None
    tell: Tell
    store: Engine

    def evidence(self, projects: Sequence[NamedProject]) -> list[EvidenceFile]:
        """The files that stand beside results of the projects, or stood there when the day ended."""
        ids = [project.project_id for project in projects]
        end = start_of(self.day + timedelta(days=1)) if self.day else None
        held = list_evidence(self.store, fiscal_year=self.scope.fiscal_year, project_ids=ids)
        return [file for file in held if file.stands_at(end)]

    def of(self, held: Briefing) -> Briefing:
        return held.with_parts(self.parts).by_day(self.day)


def _made(product: Product, engine: Engine, asked: _Asked) -> bytes:
    if product is Product.SELF_REPORT:
        return _self_report(engine, asked)
    from perfdata.usecases.meeting import briefing

    held = briefing(engine, asked.scope, with_projects=product is Product.WORKBOOK)
    return _written(product, asked.of(held))


def _self_report(engine: Engine, asked: _Asked) -> bytes:
    from perfdata.presenting.meeting.report import report
    from perfdata.usecases.self_reports import self_report

    return report(asked.of(self_report(engine, asked.scope)))


def _written(product: Product, briefing: Briefing) -> bytes:
    if product is Product.SLIDES:
        from perfdata.presenting.meeting.slides import slides

        return slides(briefing)
    if product is Product.WORKBOOK:
        from perfdata.presenting.meeting.workbook import dashboard_workbook

        return dashboard_workbook(briefing)
    if product is Product.REPORT and (template := report_template()):
        from perfdata.presenting.meeting.office_template import filled_template

        return filled_template(read_bytes(template), briefing, name=template.name)
    from perfdata.presenting.meeting.report import report

    return report(briefing, in_short=product is Product.SHORT)


def _pack(engine: Engine, asked: _Asked) -> bytes:
    """Everything in one zip, of one state of the data: begun anew where that changed meanwhile.

    Raises UnusableFileError where it does so again and again.
    """
    from perfdata.usecases.meeting import briefing

    for _ in range(_MOST_TRIES):
        before = revision(engine)
        asked.tell(0.05, "正在汇总……")
        held = briefing(engine, asked.scope, with_projects=True)
        made = _packed(engine, asked, asked.of(held))
        if revision(engine) == before or _digest(briefing(engine, asked.scope, with_projects=True)) == _digest(held):
            asked.tell(1.0, "完成")
            return made
    raise UnusableFileError("生成材料包时所选范围的数据一直在变，各件会对不上，没有生成。请稍后再试。")


def _digest(held: Briefing) -> str:
    return sha256(_written(Product.WORKBOOK, held)).hexdigest()


def _packed(engine: Engine, asked: _Asked, held: Briefing) -> bytes:
    """The zip with a list of its files and their hashes."""
    from perfdata.presenting.meeting.fixed_package import add_fixed

    scope, tell = asked.scope, asked.tell
    projects = project_names(engine, scope)
    proving = asked.evidence(projects)
    buffer, files = BytesIO(), []
    with ZipFile(buffer, "w") as archive:
        for share, made in _parts(engine, asked, held, projects, proving):
            tell(share, f"已生成 {made.file_name}")
            add_fixed(archive, made.file_name, made.content)
            digest = sha256(made.content).hexdigest()
            files.append({"name": made.file_name, "bytes": len(made.content), "sha256": digest})
        add_fixed(archive, MANIFEST, _manifest(held, asked, files, proving))
    return buffer.getvalue()


def _parts(
    engine: Engine, asked: _Asked, held: Briefing, projects: Sequence[NamedProject], proving: Sequence[EvidenceFile]
) -> Iterator[tuple[float, Material]]:
    """The files of a pack with the share that is done; of forms one a unit, as units hand them in."""
    from perfdata.presenting.exports.evidence_index import evidence_index
    from perfdata.presenting.meeting.charts_page import charts_page

    scope, day = asked.scope, asked.day
    for share, product in ((0.2, Product.REPORT), (0.3, Product.SLIDES), (0.4, Product.WORKBOOK)):
        yield share, Material(file_name(product, scope, day=day), _written(product, held))
    whole = asked._replace(parts=())
    yield 0.5, Material(file_name(Product.SELF_REPORT, scope, day=day), _self_report(engine, whole))
    yield 0.6, Material(_dated(f"{scope.fiscal_year}_图表", ".html", day), charts_page(held))
    for share, name, content in official_forms.self_evaluation_files(
        engine, fiscal_year=scope.fiscal_year, projects=projects, suffix=_ending(".xlsx", day)
    ):
        yield 0.6 + 0.35 * share, Material(f"{_FORMS}/{name}", content)
    if proving:
        title = f"{scope.fiscal_year}_佐证目录"
        yield 0.95, Material(_dated(title, ".xlsx", day), evidence_index(proving, title=title, day=day))


def _manifest(held: Briefing, asked: _Asked, files: Sequence[dict[str, Any]], proving: Sequence[EvidenceFile]) -> bytes:
    scope = asked.scope
    told = {
        "title": held.title,
        "subtitle": held.subtitle,
        "fiscal_year": scope.fiscal_year,
        "units": list(scope.units),
        "projects": list(scope.projects),
        **({"as_of": asked.day.isoformat()} if asked.day else {}),
        "version": __version__,
        "files": files,
    }
    if proving:
        told["evidence"] = [
            {
                "project_id": file.subject.project_id,
                "indicator_id": file.indicator_id,
                "name": file.file_name,
                "bytes": file.byte_count,
                "sha256": file.sha256,
            }
            for file in proving
        ]
    return json.dumps(told, ensure_ascii=False, indent=2).encode()
