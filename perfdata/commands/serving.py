"""The command that serves the dashboard."""

import argparse
from typing import Any

from perfdata.usecases import installation


def add_commands(commands: Any) -> None:
    """Add this command to the parser."""
    serve = commands.add_parser("serve", help="打开看板", description="打开看板，直到按 Ctrl+C 停止。")
    serve.add_argument("--port", type=int, metavar="端口", help="默认 8501；被占用时用下一个空闲的端口")
    serve.add_argument("--address", metavar="地址", help="默认 127.0.0.1，只有本机能打开；0.0.0.0 让网络上的人也能打开")
    serve.add_argument("--path", metavar="路径", help="在代理的子路径下，如 perf：https://服务器/perf/")
    serve.add_argument("--no-browser", action="store_true", help="不打开浏览器")
    serve.set_defaults(run=_serve)


def _serve(options: argparse.Namespace) -> int:
    from perfdata.serving import shell  # the only command that needs Streamlit

    installation.refuse_unclear_review()
    settings = {"server.address": options.address, "server.port": options.port, "server.baseUrlPath": options.path}
    return shell.start(settings, with_browser=not options.no_browser)
