"""Stores of 100 to 77,000 projects (a million indicators with their results is 77,000 × 13): what an upload and each
page cost in each, and by which power of the size that grows."""

from __future__ import annotations

import argparse
import math
import shutil
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine

from perfdata.core.model import ActualResult, Place
from perfdata.core.values import parse_value
from perfdata.storing import aggregates, store
from perfdata.storing.conclusion_tables import indicator_years, project_years
from perfdata.storing.conclusions import conclude_with
from perfdata.storing.connecting import reading
from perfdata.storing.scope import Scope
from perfdata.usecases import uploading
from perfdata.usecases.concluding import catch_up, concluder
from tests.bench import servers
from tests.bench.city import YEAR, fill_city, unit_name
from tests.bench.client import Client, Rerun
from tests.bench.report import print_table
from tests.result_builders import HEADER_ROW_NUMBER, opened
from tests.storing.postgres import create_database, find_binaries, running_server

SIZES = (100, 1_000, 10_000)
ROUNDS = 5
PAGES = {
    "总览": "",
    "预算": "budgets",
    "补贴测算": "subsidies",
    "指标完成": "indicators",
    "绩效自评": "self_evaluation",
    "运行监控": "monitoring",
    "目标审核": "findings",
    "填报上传": "upload",
    "绩效目标表": "goal_tables",
}
_Figures = dict[str, float]


def run(arguments: Sequence[str] = ()) -> None:
    """Build a store of each size, measure, and print one table with the fitted exponents."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench scale", description=__doc__)
    parser.add_argument("--projects", type=int, nargs="+", default=list(SIZES), metavar="N")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own")
    parser.add_argument("--stores", type=Path, metavar="FOLDER", help="build SQLite stores here once, measure copies")
    options = parser.parse_args(arguments)
    measured: dict[int, _Figures] = {}
    with _urls(is_server=options.postgres) as url_of:
        for size in options.projects:
            measured[size] = _measure(url_of(size), size, kept=options.stores)
            print(f"  {size:,} projects measured", flush=True)
    names = list(dict.fromkeys(name for figures in measured.values() for name in figures))
    rows = [
        (name, *(_text(measured[size].get(name)) for size in measured), _exponent(name, measured)) for name in names
    ]
    print_table(("", *(f"{size:,}" for size in measured), "exponent"), rows)


@contextmanager
def _urls(*, is_server: bool) -> Iterator[Callable[[int], str]]:
    with ExitStack() as stack:
        if is_server:
            binaries = find_binaries()
            assert binaries, "no initdb on this machine: install postgresql"
            folder = stack.enter_context(running_server(binaries))
            yield lambda size: create_database(folder, f"scale_{size}")
        else:
            made = Path(stack.enter_context(TemporaryDirectory(prefix="bench-scale-")))
            yield lambda size: f"sqlite:///{made / f'scale_{size}.db'}"


def _measure(url: str, size: int, *, kept: Path | None) -> _Figures:
    figures = _copy_kept(url, size, kept) if kept else {}
    engine = store.open_store(url)
    conclude_with(engine, concluder)
    if not kept:
        figures = _build(engine, size)
    catch_up(engine)
    unit = unit_name(0)
    confirmed = [_seconds(_report_13(engine, unit, at)) for at in range(ROUNDS)]
    figures["confirm of 13 results, ms"] = statistics.median(confirmed) * 1000
    made = [
        _seconds(lambda: uploading.result_template(engine, fiscal_year=YEAR, today=date(YEAR, 12, 1), units=[unit]))
        for _ in range(ROUNDS)
    ]
    figures["template of one unit, ms"] = statistics.median(made) * 1000
    figures |= _preview_of_13(engine, unit)
    figures |= _queries(engine)
    figures |= _pages(url, engine, unit)
    engine.dispose()
    return figures


def _build(engine: Engine, size: int) -> _Figures:
    began = time.perf_counter()
    fill_city(engine, projects=size)
    return {"built with its conclusions, projects a second": size / (time.perf_counter() - began)}


def _copy_kept(url: str, size: int, folder: Path) -> _Figures:
    """A copy of the store of this size in the folder, which is built where it is missing."""
    built, figures = folder / f"scale_{size}.db", _Figures()
    if not built.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partly = built.with_suffix(".partly")
        engine = store.open_store(f"sqlite:///{partly}")
        conclude_with(engine, concluder)
        figures = _build(engine, size)
        engine.dispose()
        partly.rename(built)
    shutil.copyfile(built, url.removeprefix("sqlite:///"))
    return figures


def _report_13(engine: Engine, unit: str, at: int) -> Callable[[], Any]:
    """What stores and concludes 13 results of the unit."""
    records = uploading.records_of(engine, Scope(YEAR, (unit,)))
    own, place = records.indicators[:13], Place(source_file="十三行.xlsx", sheet="填报", cell="F7")
    results = [
        ActualResult(
            indicator_id=item.indicator_id,
            fiscal_year=YEAR,
            as_of=date(YEAR, 11, at + 1),
            actual=parse_value(f"{at + 10}{item.annual_target.unit or ''}"),
            place=place,
        )
        for item in own
    ]
    return partial(
        store.append_actual_results,
        engine,
        fiscal_year=YEAR,
        actual_results=results,
        spending=[],
        file_name="十三行.xlsx",
        content=f"{unit} {at}".encode(),
        uploaded_by="基准",
    )


def _preview_of_13(engine: Engine, unit: str) -> _Figures:
    """What a clerk waits for who checks a template with 13 results: the preview, and its 入库影响."""
    words: dict[str, Any] = {"file_name": "十三行.xlsx", "today": date(YEAR, 12, 1)}
    form = opened(uploading.result_template(engine, fiscal_year=YEAR, today=words["today"], units=[unit]))
    form.indicators.delete_rows(HEADER_ROW_NUMBER + 14, form.indicators.max_row)
    form.spending.delete_rows(HEADER_ROW_NUMBER + 1, form.spending.max_row)
    content = form.content()
    preview = uploading.preview_file(engine, content, **words)  # the first one starts the process that reads
    assert preview.row_count, preview.findings
    checked = [_seconds(lambda: uploading.preview_file(engine, content, **words)) for _ in range(ROUNDS)]
    told = [_seconds(lambda: uploading.effect(engine, preview, fiscal_year=YEAR)) for _ in range(ROUNDS)]
    return {
        "preview of 13 results, ms": statistics.median(checked) * 1000,
        "its 入库影响, ms": statistics.median(told) * 1000,
    }


def _queries(engine: Engine) -> _Figures:
    """The sums of 总览, beside DuckDB on the same tables where that is installed."""
    scope = Scope(YEAR)

    def ask() -> None:
        with reading(engine) as connection:
            aggregates.totals(connection, scope)
            aggregates.outcomes(connection, scope, "level1", "level2", "outcome")
            aggregates.ranked(connection, scope, by="unit")

    own = statistics.median(_seconds(ask) for _ in range(ROUNDS)) * 1000
    figures = {"sums of 总览, ms": own}
    if find_spec("duckdb") is None:
        print("  duckdb is not installed: no comparison with it")
        return figures
    other = _duckdb(engine)
    return figures | {"the same in DuckDB, ms": other, "sums ÷ DuckDB": own / other}


def _duckdb(engine: Engine) -> float:
    import duckdb  # pyright: ignore[reportMissingImports]
    import pandas as pd

    beside = duckdb.connect()
    for table in (project_years, indicator_years):
        with engine.connect() as connection:
            frame = pd.read_sql(table.select(), connection)  # noqa: F841
        beside.execute(f"CREATE TABLE {table.name} AS SELECT * FROM frame")
    queries = (
        "SELECT count(*), sum(budget_yuan), sum(spent_yuan), sum(met_count), sum(no_data_count) FROM project_years",
        "SELECT level1, level2, outcome, count(*) FROM indicator_years GROUP BY ALL",
        "SELECT unit_key, sum(budget_yuan), sum(spent_yuan), sum(met_count) FROM project_years GROUP BY ALL",
    )
    return (
        statistics.median(_seconds(lambda: [beside.execute(q).fetchall() for q in queries]) for _ in range(ROUNDS))
        * 1000
    )


def _pages(url: str, engine: Engine, unit: str) -> _Figures:
    figures: _Figures = {}
    with TemporaryDirectory(prefix="bench-scale-app-", ignore_cleanup_errors=True) as folder:
        servers.copy_app(Path(folder), ["bench_empty"])
        with (
            servers.serve(Path(folder), servers.own_program, PERFDATA_DATABASE_URL=url) as server,
            Client(server.port) as visitor,
        ):

            def seen(page: str, query: str = "") -> Rerun:
                visitor.settle()  # what ran twice ends twice
                return visitor.rerun(page, query=query)

            seen(servers.HOME)
            for at, (name, page) in enumerate(PAGES.items()):
                first = seen(page)
                filtered = seen(page, f"year={YEAR}&unit={unit_name(1 + at % 6)}")
                again = [seen(page) for _ in range(3)]
                figures[f"{name}: first view, ms"] = first.seconds * 1000
                figures[f"{name}: filter to one unit, ms"] = filtered.seconds * 1000
                figures[f"{name}: rerun, KiB"] = statistics.median(map(_kibibytes, again))
                seen(page, f"year={YEAR}")
            _report_13(engine, unit, 20)()
            figures["总览 first after an upload, ms"] = seen(servers.HOME).seconds * 1000
            figures["until an open page shows it, ms"] = _until_shown(visitor, _report_13(engine, unit, 21)) * 1000
            figures["RSS after all pages, MiB"] = _resident(server.pid)
    return figures


def _until_shown(visitor: Client, confirm: Callable[[], Any]) -> float:
    """Seconds from an upload until the page of another visitor has been drawn with it, who looked just before it."""
    visitor.rerun(servers.HOME)
    visitor.look()
    confirm()
    began = time.perf_counter()
    while True:
        time.sleep(visitor.looks_every)
        if visitor.look():
            return time.perf_counter() - began


def _kibibytes(rerun: Rerun) -> float:
    return rerun.bytes_received / 1024


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def _seconds(task: Callable[[], Any]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def _text(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}"


def _exponent(name: str, measured: dict[int, _Figures]) -> str:
    """The slope of log(figure) over log(projects) by least squares."""
    points = [(math.log(size), math.log(value)) for size, figures in measured.items() if (value := figures.get(name))]
    if len(points) < 2:
        return "–"
    slope, _ = statistics.linear_regression(*zip(*points, strict=True))
    return f"{slope:.2f}"
