"""Is a reported row the indicator that it was matched with? Its locked cells must say what is stored."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from perfdata.checking.matching import IndicatorRow, Reference, named_indicator, named_project
from perfdata.checking.results_draft import ResultsDraft
from perfdata.core.keys import name_key
from perfdata.core.labels import FIELD_LABELS
from perfdata.core.model import Indicator
from perfdata.core.reports import LOCKED, Cells, IndicatorCells, ReportedRow, ReportedSheets, ReportedTable
from perfdata.core.text import normalise_label
from perfdata.core.values import parse_value

_LOCKED = "project_name", "spending_unit", "level1", "level2", "indicator_name", "annual_target"


def forget_ids_left_behind(draft: ResultsDraft, report: ReportedSheets, reference: Reference) -> None:
    """Where rows were sorted and the hidden ids were not, the rows go by their names, which is told once a table."""
    shown = {key: cells[LOCKED] for key, cells in reference.shown.items()}
    report.indicator_tables = [
        _fitting(draft, table, shown, LOCKED, lambda row: named_indicator(row, reference), "indicator_name")
        for table in report.indicator_tables
    ]
    names = {key: (item.project_name, item.spending_unit or "") for key, item in reference.projects.items()}
    report.spending_tables = [
        _fitting(draft, table, names, slice(1, 3), lambda row: named_project(row, reference), "project_name")
        for table in report.spending_tables
    ]


def _fitting(
    draft: ResultsDraft,
    table: ReportedTable[Cells],
    shown: Mapping[str, tuple[str, ...]],
    locked: slice,
    named: Callable[[ReportedRow[Cells]], str | None],
    field: str,
) -> ReportedTable[Cells]:
    """The table; without its ids where several rows carry the id of another and the names of all are unmistakable."""
    moved: list[ReportedRow[Cells]] = []
    meant: list[str | None] = []
    for row in table:
        written = row.cells[0].strip()
        if written in shown:
            meant.append(written if row.cells[locked] == shown[written] else named(row))
            moved += [row] if meant[-1] != written else []
    if len(moved) < 2 or None in meant or len(set(meant)) < len(meant):
        return table
    observed = f"{len(moved)} 行的编号与名称不同"
    draft.ask("ids_left_behind", moved[0].place(field), observed=observed, count=len(moved))
    names = [list(column) for column in table.columns[1:]]
    return replace(table, columns=[[""] * len(names[0]), *names])


def check_identity(draft: ResultsDraft, row: IndicatorRow, indicator: Indicator, reference: Reference) -> bool:
    """Locked cells must say what is stored; a row whose id and names mean different indicators is held."""
    shown = reference.shown[indicator.indicator_id]
    if row.cells[LOCKED] == shown[LOCKED]:
        return True
    changed = {
        name: getattr(shown, name)
        for name in _LOCKED
        if name in row.layout.columns and not _means_same(name, row.text(name), getattr(shown, name))
    }
    named = named_indicator(row, reference) if changed else indicator.indicator_id
    if named != indicator.indicator_id:
        if row.cells.indicator_id.strip() != indicator.indicator_id:
            draft.ask(
                "match_confirmed",
                row.place("indicator_name"),
                observed=row.cells.indicator_name,
                indicator=indicator,
                written=f"“{row.cells.indicator_name}”",
                shown=f"“{shown.project_name}”的“{shown.indicator_name}”",
                stored=shown.indicator_name,
            )
            changed = {name: stored for name, stored in changed.items() if name == "annual_target"}
        elif named is not None:
            _report_conflict(draft, row, indicator, shown)
            return False
    for name, stored in changed.items():
        draft.ask(
            "locked_cell_changed",
            row.place(name),
            observed=row.text(name) or "空白",
            indicator=indicator,
            label=FIELD_LABELS[name],
            stored=stored or "空白",
        )
    return True


def _means_same(name: str, text: str, stored: str) -> bool:
    """Equal but for codes, spaces, widths and brackets, or the same value in another spelling (≥90% and >=90%)."""
    key = name_key if name in ("project_name", "spending_unit") else normalise_label
    if text == stored or key(text) == key(stored):
        return True
    if name != "annual_target":
        return False
    one, other = parse_value(text), parse_value(stored)
    fields = ("kind", "comparator", "number", "upper", "unit", "per", "is_approximate")
    return one.is_quantitative and all(getattr(one, field) == getattr(other, field) for field in fields)


def _report_conflict(draft: ResultsDraft, row: IndicatorRow, indicator: Indicator, shown: IndicatorCells) -> None:
    draft.ask(
        "id_name_conflict",
        row.place("indicator_name"),
        observed=row.cells.indicator_name,
        indicator=indicator,
        kind="指标",
        own=f"“{shown.project_name}”的“{shown.indicator_name}”",
        written=f"“{row.text('project_name')}”的“{row.text('indicator_name')}”",
        stored=shown.indicator_name,
    )
