"""Command line: python -m perfdata COMMAND, see --help."""

import sys
import traceback

from perfdata import __version__
from perfdata.commands import (
    auditing,
    evaluating,
    evidence,
    exporting,
    importing,
    keeping,
    people,
    progress,
    reading,
    reviewing,
    serving,
    uploading,
)
from perfdata.commands.arguments import ChineseParser
from perfdata.commands.output import closing, tell_error
from perfdata.commands.streams import unfailing_streams
from perfdata.core.errors import PerfdataError

_GROUPS = (
    reading,
    importing,
    uploading,
    evaluating,
    exporting,
    auditing,
    evidence,
    progress,
    keeping,
    people,
    reviewing,
    serving,
)
_UNUSABLE, _FAILED, _STOPPED = 2, 3, 130


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    0 done; 1 findings with errors and nothing stored, problems of the database, or units that are late; 2 a file,
    database or argument that cannot be used (one line on stderr); 3 a fault of the program itself.
    """
    given = sys.argv[1:] if arguments is None else arguments
    with unfailing_streams(sys.stdout, sys.stderr):
        try:
            options = _parser().parse_args(given)
            with closing:
                return options.run(options)
        except PerfdataError as error:
            tell_error(error, as_json="--json" in given)
            return _UNUSABLE
        except KeyboardInterrupt:
            tell_error("已中断。", as_json="--json" in given)
            return _STOPPED
        except Exception as error:
            traceback.print_exc()
            tell_error(f"程序出错，请把以上内容交给维护人员：{error}", as_json="--json" in given)
            return _FAILED


def _parser() -> ChineseParser:
    parser = ChineseParser(prog="python -m perfdata", description="项目绩效目标表的批量处理")
    parser.add_argument("--version", action="version", version=f"perfdata {__version__}", help="显示版本")
    commands = parser.add_subparsers(required=True, metavar="命令")
    for group in _GROUPS:
        group.add_commands(commands)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
