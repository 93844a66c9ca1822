"""Commands that keep the store safe: backup, restore, check."""

import argparse
from pathlib import Path
from typing import Any

from perfdata.commands.arguments import add_account, add_person, positive, written
from perfdata.commands.output import json_of, print_json
from perfdata.usecases import installation, keeping


def add_commands(commands: Any) -> None:
    """Add these commands to the parser."""
    backup = commands.add_parser("backup", help="备份数据库（看板运行时也可以）")
    backup.add_argument("target", type=written, metavar="FILE", help="备份文件，或放备份的文件夹")
    backup.add_argument("--keep", type=positive, metavar="N", help="FILE 为文件夹，只保留最近 N 份")
    backup.add_argument("--force", action="store_true", help="覆盖已有的文件")
    backup.set_defaults(run=_backup)
    restore = commands.add_parser("restore", help="用备份恢复数据库（先停止看板）")
    restore.add_argument("source", type=Path, metavar="FILE")
    restore.add_argument("--force", action="store_true", help="替换已有的数据库，原来的另存在旁边")
    restore.set_defaults(run=_restore)
    check = commands.add_parser("check", help="检查数据库：完整性、引用、版本、原件、行数、上次备份")
    check.add_argument("--rebuild", action="store_true", help="先由全部上传重新得出各项判断，并与原有的比较")
    check.set_defaults(run=_check)
    add_person(backup, restore)
    add_account(check)
    for command in (backup, restore, check):
        command.add_argument("--json", action="store_true", help="输出 JSON")


def _who(options: argparse.Namespace) -> str:
    return keeping.person_of_all(installation.database_url(), options.account) if options.account else options.by


def _backup(options: argparse.Namespace) -> int:
    url, who = installation.database_url(), _who(options)
    is_folder = options.target.endswith(("/", "\\"))
    path, removed = keeping.back_up(
        url, Path(options.target), who=who, is_folder=is_folder, keep=options.keep, may_replace=options.force
    )
    if options.json:
        print_json({"file": str(path), "bytes": path.stat().st_size, "removed": removed})
        return 0
    also = f"，删去较早的备份 {removed} 份" if removed else ""
    print(f"已备份到 {path}（{path.stat().st_size:,} 字节）{also}。")
    return 0


def _restore(options: argparse.Namespace) -> int:
    aside = keeping.restore(installation.database_url(), options.source, who=_who(options), may_replace=options.force)
    if options.json:
        print_json({"restored": str(options.source), "kept": str(aside) if aside else None})
        return 0
    print(f"已用 {options.source} 恢复。" + (f"原来的数据库保留在 {aside}。" if aside else ""))
    return 0


def _check(options: argparse.Namespace) -> int:
    """1 where something is wrong."""
    url = installation.database_url()
    if options.account:
        keeping.person_of_all(url, options.account)
    rebuilt = keeping.rebuild(url) if options.rebuild else {}
    found = keeping.check(url)
    found.facts |= rebuilt
    if options.json:
        backup = found.last_backup and {"at": json_of(found.last_backup.at), "file": found.last_backup.file}
        print_json({"facts": found.facts, "rows": found.counts, "problems": found.problems, "last_backup": backup})
        return int(bool(found.problems))
    for label, fact in found.facts.items():
        print(f"{label}　{fact}")
    print("行数　" + "，".join(f"{name} {count}" for name, count in found.counts.items() if count))
    for problem in found.problems:
        print(f"问题　{problem}")
    print(f"发现 {len(found.problems)} 个问题。" if found.problems else "没有发现问题。")
    return int(bool(found.problems))
