"""The command for accounts. A password is never an argument: it is typed, or the first line of the standard input."""

import argparse
import getpass
import sys
from typing import Any

from perfdata.commands.arguments import add_account, add_person, written
from perfdata.commands.output import acting, json_of, open_store, print_json
from perfdata.core.errors import StorageError
from perfdata.core.people import Actor, name_of
from perfdata.core.terms import Role
from perfdata.usecases import people


def add_commands(commands: Any) -> None:
    """Add the command to the parser."""
    user = commands.add_parser("user", help="账号：建立、停用、重设口令、列出；有账号后看板须登录")
    acts = user.add_subparsers(required=True, metavar="操作")
    add = acts.add_parser("add", help="建立账号；第一个须为 --role 管理，不写 --unit")
    add.add_argument("--role", required=True, choices=Role.labels(), help="查看、填报、审核或管理")
    add.add_argument("--unit", action="append", default=[], type=written, metavar="单位", help="所属单位，可以写多个")
    add.add_argument(
        "--department", action="append", default=[], type=written, metavar="部门", help="所属主管部门，含其全部用款单位"
    )
    subject = {"type": written, "metavar": "编号", "help": "统一身份认证中的编号（sub）；不设口令，只由它登录"}
    add.add_argument("--oidc", dest="subject", **subject)
    add.add_argument("--no-password", action="store_true", help="不设口令：由门户或统一身份认证登录")
    bind = acts.add_parser("bind", help="为已有账号登记统一身份认证中的编号，已登录的立即退出")
    bind.add_argument("--oidc", dest="subject", required=True, **subject)
    disable = acts.add_parser("disable", help="停用账号，已登录的立即退出")
    reset = acts.add_parser("reset", help="重设首次口令，已登录的立即退出；停用的重新启用")
    for command, run in ((add, _add), (bind, _bind), (disable, _disable), (reset, _reset)):
        command.add_argument("name", type=written, metavar="账号")
        command.set_defaults(run=run)
    listed = acts.add_parser("list", help="列出账号")
    listed.add_argument("--json", action="store_true", help="输出 JSON")
    listed.set_defaults(run=_list, by="")
    add_person(add, bind, disable, reset)
    add_account(listed)


def _add(options: argparse.Namespace) -> int:
    engine, who = _administered(options)
    has_password = not (options.no_password or options.subject)
    words = {"role": Role.of(options.role), "units": options.unit, "departments": options.department}
    words |= {"subject": options.subject, "password": _password() if has_password else None}
    people.add(engine, options.name, who=who, **words)
    of = people.told(options.unit, options.department) or "全部单位"
    then = "首次登录须修改口令。" if has_password else "没有口令，由统一身份认证或门户登录。"
    print(f"已建立账号“{options.name}”（{options.role}，{of}）。{then}")
    if unknown := people.unknown_names(engine, units=options.unit, departments=options.department):
        told = "、".join(f"“{name}”" for name in unknown)
        print(f"提示：已入库的目标表中没有{told}，这个账号看不到它的项目；名称须与目标表上写的一致。", file=sys.stderr)
    return 0


def _bind(options: argparse.Namespace) -> int:
    engine, who = _administered(options)
    people.bind(engine, options.name, options.subject, who=who)
    print(f"已为账号“{options.name}”登记统一身份 {options.subject}，已登录的已经退出。")
    return 0


def _disable(options: argparse.Namespace) -> int:
    engine, who = _administered(options)
    people.disable(engine, options.name, who=who)
    print(f"已停用账号“{options.name}”，已登录的已经退出。")
    return 0


def _reset(options: argparse.Namespace) -> int:
    engine, who = _administered(options)
    people.reset(engine, options.name, password=_password(), who=who)
    print(f"已重设账号“{options.name}”的口令，已登录的已经退出。下次登录须修改口令。")
    return 0


def _list(options: argparse.Namespace) -> int:
    found = people.list_accounts(_administered(options)[0])
    if options.json:
        names = "name role units departments must_change has_password subject made_at disabled_at".split()
        print_json([{name: json_of(getattr(account, name)) for name in names} for account in found])
        return 0
    for account in found:
        of = people.told(account.units, account.departments) or "全部单位"
        print(f"{account.name}　{account.role.label}　{of}　{_state(account)}")
    if not found:
        print("没有账号：看板不须登录。")
    return 0


def _administered(options: argparse.Namespace) -> tuple[Any, str]:
    """The store and who acts. StorageError where an account acts that does not administer all units."""
    engine = open_store()
    who = acting(engine, options)
    if isinstance(who, Actor) and not (who.is_of_all_units and who.role is Role.ADMINISTRATOR):
        raise StorageError(f"账号“{who.name}”不能管理账号：只有管理全部单位的账号可以。")
    return engine, name_of(who)


def _state(account: people.Account) -> str:
    if account.disabled_at:
        return "已停用"
    elsewhere = f"，统一身份 {account.subject}" if account.subject else ""
    if not account.has_password:
        return f"没有口令{elsewhere}"
    return f"{'待改口令' if account.must_change else '有效'}{elsewhere}"


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("首次口令（10 个字符以上，输入时不显示）：")
    if getpass.getpass("再输入一次：") != password:
        raise StorageError("两次输入的口令不一样，没有改动。")
    return password
