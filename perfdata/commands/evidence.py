"""The command for evidence: files beside results."""

import argparse
from pathlib import Path
from typing import Any

from perfdata.commands.answers import is_named
from perfdata.commands.arguments import add_account, add_person, positive, written, year
from perfdata.commands.output import Refusals, acting, json_of, open_store, print_json, stored_year, write_file
from perfdata.core.errors import PerfdataError, UnusableFileError
from perfdata.core.keys import name_key
from perfdata.core.model import Indicator, Project
from perfdata.usecases import browsing, evidence
from perfdata.usecases.opening import read_bytes

_FIELDS = "evidence_id fiscal_year indicator_id file_name byte_count sha256 note added_by added_at".split()
_OF_REMOVAL = "removed_by removed_at removed_why".split()


def add_commands(commands: Any) -> None:
    """Add the command to the parser."""
    command = commands.add_parser("evidence", help="佐证材料：添加、列出、取出、移除、放回")
    acts = command.add_subparsers(required=True, metavar="操作")
    add = acts.add_parser("add", help="把文件附在一项指标的结果旁")
    add.add_argument("files", nargs="+", type=Path, metavar="FILE")
    add.add_argument("--project", required=True, type=written, metavar="项目", help="名称、名称@单位或编号")
    add.add_argument(
        "--indicator",
        type=written,
        metavar="指标",
        help="名称或编号；不写则由文件名开头的指标名称或序号（3_验收单）认定",
    )
    add.add_argument("--note", default="", metavar="说明")
    listed = acts.add_parser("list", help="列出佐证，已移除的也在内")
    for each in (add, listed):
        each.add_argument("--year", type=year, metavar="年度", help="默认最近的年度")
    listed.add_argument("--json", action="store_true", help="输出 JSON")
    listed.set_defaults(run=_list)
    get = acts.add_parser("get", help="取出一份")
    get.add_argument("-o", "--output", type=Path, metavar="FILE", help="默认按原名放在当前文件夹")
    get.add_argument("--force", action="store_true", help="覆盖已有的文件")
    remove = acts.add_parser("remove", help="移除一份，可以放回")
    remove.add_argument("--why", required=True, type=written, metavar="原因")
    restore = acts.add_parser("restore", help="放回移除了的一份")
    for each, run in ((add, _add), (get, _get), (remove, _remove), (restore, _restore)):
        if each is not add:
            each.add_argument("evidence_id", type=positive, metavar="编号", help="见 evidence list")
        each.set_defaults(run=run)
    add_account(listed)
    add_person(add, get, remove, restore)


def _add(options: argparse.Namespace) -> int:
    """2 where a file could not be kept; the others are."""
    engine = open_store(options.account)
    fiscal_year = stored_year(engine, options.year)
    project = _project(browsing.current_projects(engine, fiscal_year=fiscal_year), options.project)
    indicators = evidence.indicators_of(engine, project.project_id, fiscal_year=fiscal_year)
    chosen = None if options.indicator is None else _indicator(indicators, options.indicator)
    names = {item.indicator_id: item.indicator_name for item in indicators}
    refusals, who = Refusals(options.files, as_json=False), acting(engine, options)
    for path in options.files:
        try:
            own = chosen.indicator_id if chosen else evidence.indicator_named(path.name, names)
            words = {"file_name": path.name, "note": options.note, "who": who}
            print(evidence.add(engine, read_bytes(path), indicator_id=own, fiscal_year=fiscal_year, **words))
        except PerfdataError as error:
            refusals(path, error)
    return refusals.code


def _project(projects: Any, said: str) -> Project:
    found = [item for item in projects if is_named(said, item.project_name, item.spending_unit or "", item.project_id)]
    if len(found) == 1:
        return found[0]
    why = "可以指不止一个项目，请写 名称@单位" if found else "对不上这一年度的项目"
    raise UnusableFileError(f"--project “{said}”{why}。没有保存。")


def _indicator(indicators: list[Indicator], said: str) -> Indicator:
    found = [
        item for item in indicators if said == item.indicator_id or name_key(said) == name_key(item.indicator_name)
    ]
    if len(found) == 1:
        return found[0]
    known = "；".join(f"{item.indicator_name}（{item.indicator_id}）" for item in indicators)
    why = "可以指不止一项指标，请写编号" if found else "对不上这个项目的指标"
    raise UnusableFileError(f"--indicator “{said}”{why}，可以写：{known}。没有保存。")


def _list(options: argparse.Namespace) -> int:
    engine = open_store(options.account)
    files = evidence.list_files(engine, fiscal_year=stored_year(engine, options.year))
    if options.json:
        print_json([_json(file) for file in files])
        return 0
    for file in files:
        state = "已移除" if file.removed_at else "有效"
        subject = f"{file.subject.project_name}　{file.subject.indicator_name}"
        print(f"{file.evidence_id}　{state}　{subject}　{file.file_name}　{file.byte_count:,} 字节　{file.added_by}")
    if not files:
        print("没有佐证材料。")
    return 0


def _json(file: Any) -> dict[str, Any]:
    own = {name: json_of(getattr(file, name)) for name in (*_FIELDS, *_OF_REMOVAL)}
    return own | file.subject._asdict()


def _get(options: argparse.Namespace) -> int:
    engine = open_store(options.account)
    file = evidence.find(engine, options.evidence_id)
    path = options.output or Path(file.file_name)
    write_file(evidence.take(engine, file.evidence_id, who=acting(engine, options)), path, may_replace=options.force)
    print(f"已写入 {path}（{file.byte_count:,} 字节）。")
    return 0


def _remove(options: argparse.Namespace) -> int:
    engine = open_store(options.account)
    print(evidence.remove(engine, options.evidence_id, why=options.why, who=acting(engine, options)))
    return 0


def _restore(options: argparse.Namespace) -> int:
    engine = open_store(options.account)
    print(evidence.put_back(engine, options.evidence_id, who=acting(engine, options)))
    return 0
