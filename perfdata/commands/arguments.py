"""The command line speaks Chinese: argparse's own words, its errors as one line, and what an argument may be."""

import argparse
from typing import NoReturn

from perfdata.core.errors import PerfdataError

_WORDS = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示这份说明",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s：%(message)s",
    "the following arguments are required: %s": "还要写 %s",
    "unrecognized arguments: %s": "多写了或不认识：%s",
    "not allowed with argument %s": "不能与 %s 同用",
    "one of the arguments %s is required": "%s 要写一个",
    "ignored explicit argument %r": "后面不能带 %r",
    "expected one argument": "后面要写一个值",
    "expected at most one argument": "后面最多写一个值",
    "expected at least one argument": "后面至少写一个值",
    "expected %s argument": "后面要写 %s 个值",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 不明确，可以是 %(matches)s",
    "invalid %(type)s value: %(value)r": "读不懂 %(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)": "没有 %(value)r，可以写：%(choices)s",
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": (
        "没有 %(value)r，是不是 %(closest)r？可以写：%(choices)s"
    ),
    "unknown parser %(parser_name)r (choices: %(choices)s)": "没有 %(parser_name)r，可以写：%(choices)s",
}
_FIRST_YEAR, _LAST_YEAR = 1949, 2200
_DIGITS = 100  # Python refuses to read numbers of thousands of digits


class UsageError(PerfdataError):
    """A command line that cannot be understood; the message says what was read and where the usage stands."""


class ChineseParser(argparse.ArgumentParser):
    """A parser whose errors are sentences, raised as UsageError."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}。用法见 {self.prog} --help。")


def add_account(*commands: argparse.ArgumentParser) -> None:
    """Let commands act as an account."""
    for command in commands:
        words = "以这个账号的身份和权限读写；默认是管理服务器的人，不受限制"
        command.add_argument("--as", dest="account", type=written, metavar="账号", help=words)


def add_person(*commands: argparse.ArgumentParser) -> None:
    """Let commands act in a name, or as an account."""
    for command in commands:
        command.add_argument("--by", default="命令行", metavar="姓名", help="记入操作记录的操作人")
    add_account(*commands)


def positive(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isdecimal() or not int(text[:_DIGITS]):
        raise argparse.ArgumentTypeError(f"要写 1 以上的整数，读到的是“{text}”")
    return int(text[:_DIGITS])


def written(text: str) -> str:
    """Anything but nothing, which a shell makes of a name that is not set."""
    if not text.strip():
        raise argparse.ArgumentTypeError("是空的")
    return text


def year(text: str) -> int:
    """A year of four digits."""
    number = text.removesuffix("年")
    if not (number.isdecimal() and len(number) == len(str(_LAST_YEAR)) and _FIRST_YEAR <= int(number) <= _LAST_YEAR):
        raise argparse.ArgumentTypeError(f"要写四位数的年份，如 2024，读到的是“{text}”")
    return int(number)


def month(text: str) -> int:
    """1 to 12."""
    number = text.removesuffix("月")
    if not (number.isdecimal() and number in map(str, range(1, 13))):
        raise argparse.ArgumentTypeError(f"要写 1 到 12 的月份，读到的是“{text}”")
    return int(number)


def _translated(text: str, *_: object) -> str:
    return _WORDS.get(text, text)


for _name in ("_", "ngettext"):  # where argparse looks its words up
    setattr(argparse, _name, _translated)
