"""How figures are printed: small tables, with the machine beside them."""

from __future__ import annotations

import os
import statistics
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A ratio or rate and what the issue asks of it; ``at_most`` False means at least."""

    name: str
    value: float
    bound: float
    at_most: bool = True

    def row(self) -> tuple[str, ...]:
        reached = self.value <= self.bound if self.at_most else self.value >= self.bound
        sign = "<=" if self.at_most else ">="
        return self.name, f"{self.value:,.3g}", f"{sign} {self.bound:,g}", "reached" if reached else "MISSED"


def machine() -> str:
    """Cores and load: how much the figures may be trusted."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores{load}"


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns aligned on a terminal: the first left, the others right; Chinese counts two places."""
    lines = [list(header), *map(list, rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        first, *others = line
        cells = [first + " " * (widths[0] - _width(first))]
        cells += [" " * (width - _width(cell)) + cell for cell, width in zip(others, widths[1:], strict=True)]
        print("  " + "  ".join(cells), flush=True)


def print_targets(targets: Sequence[Target]) -> None:
    """Each ratio beside what is asked of it."""
    print_table(("ratio", "measured", "asked", ""), [target.row() for target in targets])


def print_times(measured: Mapping[str, Sequence[float]], *, extra: Mapping[str, str] | None = None) -> None:
    """Median, quartiles and count of seconds, printed in milliseconds."""
    rows = [(name, *_spread(seconds), *([extra[name]] if extra else [])) for name, seconds in measured.items()]
    header = ("", "median ms", "25 %", "75 %", "n")
    print_table((*header, "KiB a rerun, messages") if extra else header, rows)


def median_ratio(ours: Sequence[float], reference: Sequence[float]) -> float:
    """Median over median."""
    return statistics.median(ours) / statistics.median(reference)


def _spread(seconds: Sequence[float]) -> tuple[str, ...]:
    low, middle, high = (value * 1000 for value in statistics.quantiles(seconds, n=4))
    return f"{middle:.1f}", f"{low:.1f}", f"{high:.1f}", str(len(seconds))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
