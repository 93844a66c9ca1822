"""A process of its own that backs a database up, or restores it, again and again until it is killed.

``python -m tests.durability.keeper URL back_up FOLDER`` or ``… restore FILE FILE`` says ``begin`` before and ``done``
after each on standard output.
"""

from __future__ import annotations

import os
import sys
import time
from itertools import count
from pathlib import Path

from perfdata.core.errors import StorageError
from perfdata.usecases import keeping


def main(url: str, verb: str, *paths: str) -> None:
    for number in count():
        print("begin", flush=True)
        if verb == "back_up":
            keeping.back_up(url, Path(paths[0]) / f"{os.getpid()}-{number}", who="王管理员")
        else:
            _restore(url, Path(paths[number % len(paths)]))
        print("done", flush=True)


def _restore(url: str, source: Path) -> None:
    """PostgreSQL takes a moment to see that the one who was killed before is gone."""
    while True:
        try:
            keeping.restore(url, source, who="王管理员", may_replace=True)
            return
        except StorageError as error:
            if "个连接在使用数据库" not in str(error):
                raise
            time.sleep(0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
