"""The audit command: the questions of the store or of files."""

import argparse
from collections import defaultdict
from pathlib import Path
from typing import Any

from perfdata.commands.arguments import add_account
from perfdata.commands.output import Refusals, fields_json, open_store, print_json
from perfdata.core.findings import AuditFinding
from perfdata.core.terms import FindingKind
from perfdata.usecases import auditing


def add_commands(commands: Any) -> None:
    """Add this command to the parser."""
    command = commands.add_parser("audit", help="绩效目标审核：列出需要核实的问题（数据库或文件）")
    command.add_argument("files", nargs="*", type=Path, metavar="FILE")
    command.add_argument("--json", action="store_true", help="输出 JSON")
    command.set_defaults(run=_audit)
    add_account(command)


def _audit(options: argparse.Namespace) -> int:
    refused = Refusals(options.files, as_json=options.json)
    audits = [auditing.audit_files(options.files, refused=refused)] if options.files else _of_store(options)
    findings = [finding for audit in audits for finding in audit.findings]
    silent = [item for audit in audits for item in audit.not_applicable]
    if options.json:
        reasons = [fields_json(item, "rule_id rule_version project_name reason") for item in silent]
        print_json({"findings": list(map(_finding, findings)), "not_applicable": reasons, "refused": refused.told})
        return refused.code
    questions = [finding for finding in findings if finding.kind is FindingKind.QUESTION]
    remarks: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for finding in findings:
        if finding.kind is FindingKind.REMARK:
            remarks[_subject(finding), finding.spending_unit].append(finding.message)
    for finding in questions:
        print(f"{finding.kind.label}　{_subject(finding)}　{finding.message}　（{finding.place}）")
    for (name, _), messages in remarks.items():
        print(f"{FindingKind.REMARK.label}　{name}　{len(messages)} 处：{'；'.join(messages)}")
    print(f"共 {len(questions)} 个问题，形式 {len(findings) - len(questions)} 处，仅作提示，供核实。")
    return refused.code


def _subject(finding: AuditFinding) -> str:
    return finding.project_name or f"{finding.spending_unit or ''}（跨项目）"


def _of_store(options: argparse.Namespace) -> Any:
    return auditing.audit_store(open_store(options.account), with_silent=options.json)


def _finding(finding: AuditFinding) -> dict[str, Any]:
    names = (
        "finding_id rule_id rule_version kind severity dimension fiscal_year spending_unit project_name "
        "indicator_name message observed expected arithmetic basis stake_yuan"
    )
    return fields_json(finding, names, question="suggestion", place="place")
