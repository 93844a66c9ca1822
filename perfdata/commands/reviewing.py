"""The command review: what waits, approving it, and returning it with reasons."""

import argparse
from collections.abc import Sequence
from typing import Any

from perfdata.commands.arguments import positive, written
from perfdata.commands.output import acting, fields_json, open_store, print_json
from perfdata.core.clock import told_moment
from perfdata.core.errors import StorageError
from perfdata.core.findings import Finding
from perfdata.core.people import Actor
from perfdata.core.terms import ChangeKind, Severity
from perfdata.usecases import reviewing


def add_commands(commands: Any) -> None:
    """Add the command to the parser."""
    review = commands.add_parser("review", help="审核：列出待审的填报，批准或退回")
    acts = review.add_subparsers(required=True, metavar="操作")
    listed = acts.add_parser("list", help="列出待审的填报，最早的在前")
    listed.add_argument("--json", action="store_true", help="输出 JSON，含每份的旧值与新值")
    listed.set_defaults(run=_list)
    approve = acts.add_parser("approve", help="批准，计入各项数字")
    seen = "所见 review list --json 的 revision；此后有人改过同一项目的，不批准"
    approve.add_argument("--seen", type=positive, metavar="N", help=seen)
    approve.set_defaults(run=_approve)
    back = acts.add_parser("return", help="退回，写明原因")
    back.add_argument("--reason", type=written, required=True, metavar="原因", help="退回的原因")
    note = "某一格的意见，如 指标完成情况!H7=与台账不符；只有一张工作表的可以不写表名"
    back.add_argument("--at", action="append", default=[], type=written, metavar="位置=意见", help=note)
    back.set_defaults(run=_return)
    for command in (approve, back):
        command.add_argument("upload_id", type=positive, metavar="UPLOAD_ID", help="上传的编号，见 review list")
    for command in (listed, approve, back):
        command.add_argument("--as", dest="account", required=True, type=written, metavar="账号", help="以哪个账号审核")


def _opened(options: argparse.Namespace) -> tuple[Any, Any]:
    engine = open_store(options.account)
    return engine, acting(engine, options)


def _list(options: argparse.Namespace) -> int:
    engine, who = _opened(options)
    waiting = reviewing.waiting(engine, who)
    if options.json:
        print_json({"waiting": [_json(engine, who, item) for item in waiting]})
        return 0
    for item in waiting:
        upload = item.upload
        when, units = told_moment(upload.uploaded_at), "、".join(item.units)
        print(f"{upload.upload_id}　{when}　{upload.uploaded_by}　{units}　{upload.kind.label}　{upload.file_name}")
    print(f"待审 {len(waiting)} 份。")
    return 0


def _json(engine: Any, who: Actor, item: reviewing.HandedIn) -> dict[str, Any]:
    upload = item.upload
    own = {
        **fields_json(upload, "upload_id kind file_name sha256 fiscal_year uploaded_by uploaded_at row_count"),
        "units": item.units,
    }
    try:
        examined = reviewing.examine(engine, item, with_findings=reviewing.may_read_findings(engine, who, item))
    except StorageError as error:
        return {**own, "error": str(error)}
    changes = [row for row in examined.rows if row.kind is not ChangeKind.UNCHANGED]
    return {
        **own,
        "revision": examined.revision,
        "overtaken": examined.overtaken_count,
        "unseen": list(examined.unseen),
        "changes": [_change_json(row, examined) for row in changes],
        "findings": None if examined.findings is None else list(map(_finding_json, _severe(examined.findings))),
    }


def _severe(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is not Severity.NOTICE]


def _finding_json(finding: Finding) -> dict[str, Any]:
    return fields_json(finding, "rule_id severity message place observed suggestion")


def _change_json(row: Any, examined: reviewing.Examined) -> dict[str, Any]:
    name, project = examined.names.get(row.subject_id, (row.subject_id, ""))
    return {"name": name, "project": project or None, **fields_json(row, "kind subject_id item old new place")}


def _approve(options: argparse.Namespace) -> int:
    engine, who = _opened(options)
    reviewing.approve(engine, options.upload_id, who=who, seen=options.seen)
    print(f"已批准第 {options.upload_id} 号上传，已计入各项数字。")
    return 0


def _return(options: argparse.Namespace) -> int:
    engine, who = _opened(options)
    remarks = [_remark(text) for text in options.at]
    reviewing.give_back(engine, options.upload_id, who=who, reason=options.reason, remarks=remarks)
    print(f"已退回第 {options.upload_id} 号上传。")
    return 0


def _remark(said: str) -> reviewing.Remark:
    place, found, text = said.partition("=")
    if not (found and place.strip() and text.strip()):
        raise StorageError(f"看不懂 --at {said}：请写成 位置=意见，如 H7=与台账不符。")
    sheet, _, cell = place.rpartition("!")
    return reviewing.Remark(sheet=sheet.strip() or None, cell=cell.strip().upper(), line=None, text=text)
