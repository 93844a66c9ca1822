"""Commands that write files to take along: the official forms to hand in, and the material of a meeting."""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from perfdata.commands.arguments import UsageError, add_account, day, month, year
from perfdata.commands.output import open_store, print_json, refused_to_replace, stored_units, stored_year, write_file
from perfdata.core import clock
from perfdata.core.errors import UnusableFileError
from perfdata.core.keys import name_key
from perfdata.core.model import Project
from perfdata.core.terms import Product
from perfdata.presenting.exports.file_names import free_file_name
from perfdata.storing.scope import Scope
from perfdata.usecases import browsing, materials, monitoring, official_forms

_PRODUCTS = [product.value for product in Product]
_OF_FORMS = ("month", "scheme", "docx")


def add_commands(commands: Any) -> None:
    """Add these commands to the parser."""
    export = commands.add_parser("export", help="生成要报送的自评表、监控表，或会议材料")
    named = "，".join(f"{product.value} {product.label}" for product in Product)
    export.add_argument(
        "form",
        choices=("self-evaluation", "monitoring", *_PRODUCTS),
        metavar="FORM",
        help=f"self-evaluation 自评表，monitoring 监控表，{named}",
    )
    export.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="写到这个文件夹")
    export.add_argument("--project", action="append", default=[], metavar="NAME", help="默认全部，可重复")
    export.add_argument("--unit", action="append", default=[], metavar="用款单位", help="默认全部，可重复")
    export.add_argument("--year", type=year, metavar="年度", help="默认最近的年度")
    export.add_argument("--month", type=month, metavar="月份", help="监控表的截至月份")
    export.add_argument("--as-of", type=day, metavar="日期", help="会议材料只用截至这一天的数据，如 2024-06-30")
    export.add_argument("--scheme", metavar="ID", help="自评表的计分方案，默认第一个")
    export.add_argument("--docx", action="store_true", help="写成 Word 文档")
    export.add_argument("--force", action="store_true", help="覆盖已有的文件")
    export.add_argument("--if-changed", action="store_true", help="内容有变化才写，供定时任务使用")
    export.add_argument("--json", action="store_true", help="输出 JSON")
    export.set_defaults(run=_export)
    add_account(export)


def _export(options: argparse.Namespace) -> int:
    if options.as_of and options.form not in _PRODUCTS:
        raise UsageError("--as-of 只用于会议材料。监控表的截至月份用 --month；自评表按全年，没有截至日。")
    if options.form in _PRODUCTS and (given := [name for name in _OF_FORMS if getattr(options, name)]):
        raise UsageError(f"--{given[0]} 只用于自评表和监控表，不用于会议材料。会议材料的截至日用 --as-of。")
    engine = open_store(options.account)
    try:
        year = stored_year(engine, options.year or (options.as_of and options.as_of.year))
        if options.form == "monitoring" and options.month is None:
            options.month = monitoring.default_month(engine, fiscal_year=year, today=clock.today())
        files = _files(engine, options, year)
    finally:
        engine.dispose()
    folder: Path = options.output
    if options.if_changed:
        files = {name: content for name, content in files.items() if not _holds(folder / name, content)}
    may_replace = options.force or options.if_changed
    if not may_replace and (held := [folder / name for name in files if (folder / name).exists()]):
        raise refused_to_replace(held[0])
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnusableFileError(f"{folder}：建不了这个文件夹，请检查路径和权限。") from error
    for name, content in files.items():
        write_file(content, folder / name, may_replace=may_replace)
    if options.json:
        print_json({"files": [str(folder / name) for name in files]})
        return 0
    for name in files:
        print(f"已写入 {folder / name}。")
    if not files:
        print("内容没有变化，没有写入。")
    return 0


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _files(engine: Any, options: argparse.Namespace, year: int) -> dict[str, bytes]:
    """File names and bytes: of a meeting one, of forms one a spending unit, or one for each project that is named."""
    if options.form in _PRODUCTS:
        made = materials.material(engine, Product(options.form), _scope(engine, options, year), as_of=options.as_of)
        return {made.file_name: made.content}
    units = {name_key(unit) for unit in stored_units(engine, options.unit, year)}
    projects = [
        project
        for project in browsing.current_projects(engine, fiscal_year=year)
        if not units or name_key(project.spending_unit) in units
    ]
    groups = official_forms.by_unit(projects)
    if options.project:
        groups = defaultdict(list)
        for project in _named(projects, options.project, year):
            groups[project.project_name].append(project.project_id)
    if not groups:
        raise UnusableFileError(f"{year} 年度没有可以导出的项目，请先导入绩效目标表。")
    suffix = ".docx" if options.docx else ".xlsx"
    files: dict[str, bytes] = {}
    for label, ids in groups.items():
        name = free_file_name("_".join(filter(None, [_title(options, year), label])), suffix, taken=files)
        files[name] = _form(engine, options, year, ids)
    return files


def _scope(engine: Any, options: argparse.Namespace, year: int) -> Scope:
    projects: Sequence[Project] = ()
    if options.project:
        projects = _named(browsing.current_projects(engine, fiscal_year=year), options.project, year)
    units = stored_units(engine, options.unit, year)
    return Scope(year, tuple(units), tuple(project.project_id for project in projects))


def _title(options: argparse.Namespace, year: int) -> str:
    if options.form == "self-evaluation":
        return official_forms.self_evaluation_title(year)
    return f"绩效目标执行监控表_{year}年1-{options.month}月"


def _form(engine: Any, options: argparse.Namespace, year: int, project_ids: Sequence[str]) -> bytes:
    if options.form == "self-evaluation":
        return official_forms.self_evaluation_file(
            engine, fiscal_year=year, project_ids=project_ids, scheme_id=options.scheme, as_document=options.docx
        )
    return official_forms.monitoring_file(
        engine, fiscal_year=year, month=options.month, project_ids=project_ids, as_document=options.docx
    )


def _named(projects: Sequence[Project], names: Iterable[str], year: int) -> list[Project]:
    """The projects whose name is, or else contains, what was asked for."""
    found: dict[str, Project] = {}
    for name in names:
        key = name_key(name)
        labels = {project.project_id: name_key(project.project_name) for project in projects}
        exact = [project for project in projects if labels[project.project_id] == key]
        near = exact or [project for project in projects if key and key in labels[project.project_id]]
        if not near:
            raise UnusableFileError(f"{year} 年度没有名称含“{name}”的项目，可用 status 命令查看项目名称。")
        found |= {project.project_id: project for project in near}
    return list(found.values())
