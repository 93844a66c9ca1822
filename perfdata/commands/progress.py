"""Commands on what units owe and on closed years: task, close, reopen, and what of status tells who is late."""

import argparse
from collections.abc import Iterator
from typing import Any

from perfdata.commands.arguments import add_account, add_person, day, month, positive, written, year
from perfdata.commands.output import acting, fields_json, json_of, open_store, print_json, stored_year
from perfdata.core import clock
from perfdata.core.fiscal_months import YEAR_END
from perfdata.core.tasks import Closing, Owed, Task, TaskState
from perfdata.usecases import closing, concluding, tasks


def add_commands(commands: Any) -> None:
    """Add these commands to the parser."""
    task = commands.add_parser("task", help="填报任务：布置、列出、撤回")
    acts = task.add_subparsers(required=True, metavar="操作")
    add = acts.add_parser("add", help="布置任务，默认给全部单位")
    add.add_argument("--year", type=year, required=True, metavar="年度")
    add.add_argument("--month", type=month, default=YEAR_END, metavar="月份", help="到哪个月末；默认 12，即全年")
    add.add_argument("--due", type=day, required=True, metavar="日期", help="截止日（当天不算逾期），如 2024-11-05")
    add.add_argument("--owe", action="append", required=True, choices=Owed.labels(), help="报送什么，可重复")
    add.add_argument("--unit", action="append", default=[], type=written, metavar="单位", help="只给这些单位，可重复")
    add.add_argument("--department", type=written, metavar="主管部门", help="只给这个主管部门的单位")
    add.set_defaults(run=_add)
    listed = acts.add_parser("list", help="列出任务")
    listed.add_argument("--year", type=year, metavar="年度", help="默认全部年度")
    listed.add_argument("--all", action="store_true", help="连同已撤回的")
    listed.add_argument("--json", action="store_true", help="输出 JSON")
    listed.set_defaults(run=_list)
    withdraw = acts.add_parser("withdraw", help="撤回任务；要改任务就撤回后另行布置")
    withdraw.add_argument("task_id", type=positive, metavar="TASK_ID", help="任务的编号，见 task list")
    withdraw.set_defaults(run=_withdraw)
    close = commands.add_parser("close", help="封账：一个年度到某一天的数据不再接受改动")
    close.add_argument("--year", type=year, metavar="年度")
    close.add_argument("--through", type=day, metavar="日期", help="到哪一天，默认 12-31，目标和分值也封")
    close.add_argument("--unit", action="append", default=[], type=written, metavar="单位", help="默认全部，可重复")
    close.add_argument("--list", action="store_true", help="只列出封账，连同已重开的")
    close.add_argument("--json", action="store_true", help="输出 JSON")
    close.set_defaults(run=_close)
    reopen = commands.add_parser("reopen", help="重开封账，须写明原因")
    reopen.add_argument("closing_id", type=positive, metavar="CLOSING_ID", help="封账的编号，见 close --list")
    reopen.add_argument("--reason", required=True, type=written, metavar="原因")
    reopen.set_defaults(run=_reopen)
    add_account(listed)
    add_person(add, withdraw, close, reopen)


def overdue(options: argparse.Namespace) -> int:
    """Who is late with tasks, of a year or of all; 1 where somebody is."""
    engine, today = open_store(options.account), clock.today()
    concluding.catch_up(engine)
    held = tasks.list_tasks(engine, options.year)
    late = [item for progress in tasks.progress_by_year(engine, held, today=today).values() for item in _late(progress)]
    if options.json:
        rows = [{"unit": unit, **_task_json(task), **standing.counts._asdict()} for unit, task, standing in late]
        print_json({"today": today.isoformat(), "task_count": len(held), "overdue": rows})
    else:
        for unit, task, standing in late:
            done = standing.counts.held + standing.counts.waiting
            print(f"{unit}　{task.what}　应于 {task.due_on} 前　已报 {done}/{standing.counts.total}")
        if not late:
            print(f"{len(held)} 项任务，没有逾期的单位。" if held else "没有填报任务。")
    return int(bool(late))


def _late(progress: tasks.Progress) -> Iterator[tuple[str, Task, tasks.Standing]]:
    for at, task in enumerate(progress.tasks):
        for row in progress.units:
            if (standing := row.standings[at]) and standing.state is TaskState.OVERDUE:
                yield row.unit, task, standing


def _add(options: argparse.Namespace) -> int:
    engine = open_store(options.account)
    concluding.catch_up(engine)
    said = {"fiscal_year": options.year, "month": options.month, "due_on": options.due, "units": options.unit}
    owed = [Owed.of(label) for label in options.owe]
    task_id = tasks.add(engine, **said, owed=owed, department=options.department, who=acting(engine, options))
    print(f"已布置，记为第 {task_id} 号任务。")
    return 0


def _list(options: argparse.Namespace) -> int:
    found = tasks.list_tasks(open_store(options.account), options.year, with_withdrawn=options.all)
    if options.json:
        print_json([_task_json(task) for task in found])
        return 0
    for task in found:
        state = "　已撤回" if task.withdrawn_at else ""
        print(f"{task.task_id}　{task.what}　{task.due_on} 前　{task.whom}　{task.made_by}{state}")
    if not found:
        print("没有填报任务。")
    return 0


def _task_json(task: Task) -> dict[str, Any]:
    names = "task_id fiscal_year month owed units department made_by made_at withdrawn_by withdrawn_at"
    told = fields_json(task, names)
    return told | {"due_on": task.due_on.isoformat(), "owed": [json_of(item) for item in task.owed]}


def _withdraw(options: argparse.Namespace) -> int:
    engine = open_store(options.account)
    task = tasks.withdraw(engine, options.task_id, who=acting(engine, options))
    print(f"已撤回第 {task.task_id} 号任务（{task.what}）。")
    return 0


def _close(options: argparse.Namespace) -> int:
    engine = open_store(options.account)
    if options.list:
        return _list_closings(closing.list_closings(engine, options.year, with_reopened=True), as_json=options.json)
    fiscal_year = stored_year(engine, options.year)
    made = closing.close(
        engine, fiscal_year=fiscal_year, through=options.through, units=options.unit, who=acting(engine, options)
    )
    return _list_closings(made, as_json=options.json)


def _list_closings(found: list[Closing], *, as_json: bool) -> int:
    if as_json:
        names = "closing_id fiscal_year unit closed_by closed_at reopened_by reopened_at reason"
        print_json([fields_json(item, names) | {"through": item.through.isoformat()} for item in found])
        return 0
    for item in found:
        state = f"已由 {item.reopened_by} 重开：{item.reason}" if item.reopened_at else "已封账"
        print(f"{item.closing_id}　{item.what}　{item.closed_by}　{state}")
    if not found:
        print("没有封账。")
    return 0


def _reopen(options: argparse.Namespace) -> int:
    engine = open_store(options.account)
    found = closing.reopen(engine, options.closing_id, reason=options.reason, who=acting(engine, options))
    print(f"已重开：{found.what}。改后请再封账。")
    return 0
