"""``python -m tests.bench`` runs all benchmarks, ``python -m tests.bench NAME …`` the named ones."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from tests.bench.report import machine

NAMES = tuple(
    "rerun others browser reading workbooks uploads scoring audit memory rights scale users signin gate meeting".split()
)
_WITH_OPTIONS = ("scale", "meeting")


def main() -> None:
    """Run the named benchmarks in the order given, all of them without a name."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="、".join(NAMES))
    known, more = parser.parse_known_args()
    names = known.names or list(NAMES)
    if names[0] in _WITH_OPTIONS and any(word.startswith("-") for word in sys.argv[1:]):
        import_module(f"tests.bench.{names[0]}").run(sys.argv[2:])
        return
    if more:
        parser.error(f"unknown arguments {' '.join(more)}")
    for name in names:
        if name not in NAMES:
            parser.error(f"unknown benchmark {name!r}; choose from {', '.join(NAMES)}")
    for name in names:
        print(f"\n{name}: {machine()}", flush=True)
        import_module(f"tests.bench.{name}").run()
        print(f"{name}: done, {machine()}", flush=True)


if __name__ == "__main__":
    main()
