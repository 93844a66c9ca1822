"""Command line: python -m perfdata COMMAND, see --help."""

import argparse
import os
import sys

from perfdata.commands import auditing, evaluating, exporting, keeping, reading, serving, uploading
from perfdata.core.errors import PerfdataError

_GROUPS = (reading, uploading, evaluating, exporting, auditing, keeping, serving)


def main(arguments: list[str] | None = None) -> int:
    """Run one command: 0 done, 1 findings with errors and nothing stored, 2 unusable file (one line on stderr)."""
    parser = argparse.ArgumentParser(prog="python -m perfdata", description="项目绩效目标表的批量处理")
    commands = parser.add_subparsers(required=True, metavar="命令")
    for group in _GROUPS:
        group.add_commands(commands)
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # a console in GBK shows ² as ?
        stream.reconfigure(errors="replace")  # pyright: ignore[reportAttributeAccessIssue]
    try:
        return options.run(options)
    except PerfdataError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:  # The reader of our output, such as head, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
