"""Tables with headers, units and tooltips from the declared schemas."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from pages.shared import drill, visitor
from perfdata.presenting.charts.theme import leading
from perfdata.presenting.exports.cells import numbers_of, table_columns
from perfdata.presenting.league import shown_names, without_place
from perfdata.presenting.schemas import SCHEMAS, Column

MOST_SHOWN = 500
_Item = TypeVar("_Item")
_SOUGHT = ("元", "三级指标", "率", "灯", "占比")
_WIDTHS = {"用款单位": 130, "项目名称": "medium", "类别": 125, "text": 360}
_TWO_LINES = 60  # pixels
_UNITS = ("spending_unit", "用款单位")
_PHONE_WIDTH, _NAME_WEIGHT, _TEXT_WEIGHT = (
    312,
    9,
    8,
)  # pixels in a card; letters of a header that a column of text is worth


def show_table(
    table: Any,
    schema: str,
    *,
    alt: str,
    key: str,
    is_whole: bool = False,
    opens: str = "",
    on_phone: Sequence[str] = (),
    widths: Mapping[str, int] | None = None,
    row_height: int = 35,
) -> None:
    """A frame of the schema (any of its columns, in the frame's order); ``is_whole`` shows every row at once.

    The names of projects in the column ``opens`` open their pages: by their ids in the index, else by short names.
    A phone shows the columns ``on_phone``, where they are named. ``widths`` are in pixels, on other screens; in rows
    higher than one line texts are wrapped.
    """
    columns = SCHEMAS[schema]
    configured = {name: _configure(name, columns[name]) for name in table.columns}
    headers = {name: columns[name].header for name in table.columns}
    order = _order(headers, on_phone)
    wanted = _phone_widths(table, headers, order, opens) if order else widths or {}
    for name, width in wanted.items():
        configured[name] = {**configured[name], "width": width}
    shares = {name: table[name] * 100 for name in table.columns if _is_share(name, columns[name])}
    _show(
        table.assign(**shares),
        opens,
        height="content" if is_whole else "auto",
        row_height=row_height,
        column_config=configured,
        column_order=order,
        alt=alt,
        key=key,
    )


def edit_table(
    table: Any, schema: str, *, edits: str, even: Sequence[str], on_phone: Sequence[str], alt: str, key: str
) -> None:
    """A frame of the schema in which one column of text may be written; what is written stands under the key.

    The columns that are ``even`` are of one width with it; a phone shows some of the columns.
    """
    columns, width = SCHEMAS[schema], 110 if visitor.is_on_phone() else 160
    wide = {
        name: st.column_config.TextColumn(columns[name].header, help=columns[name].help, width=width)
        for name in (edits, *even)
    }
    st.data_editor(
        table,
        hide_index=True,
        disabled=[name for name in table.columns if name != edits],
        row_height=_TWO_LINES,
        column_config={name: _configure(name, columns[name]) for name in table.columns} | wide,
        column_order=on_phone if visitor.is_on_phone() else None,
        placeholder="",
        alt=alt,
        key=key,
    )


def first_of(items: Sequence[_Item], counter: str = "行") -> Sequence[_Item]:
    """As many of the items as a person looks through; how many there are is told above the table."""
    if len(items) > MOST_SHOWN:
        st.caption(f"共 {len(items):,} {counter}，这里只列前 {MOST_SHOWN} {counter}。")
    return items[:MOST_SHOWN]


def show_totals(table: Any, *, alt: str, key: str, opens: str = "", on_phone: Sequence[str] = ()) -> None:
    """A frame whose columns already carry Chinese headers: 元 with thousands separators, （%）with one decimal."""
    configured = {header: _by_header(header, table[header]) for header in table.columns}
    headers = {header: header for header in table.columns}
    order = _order(headers, on_phone)
    for name, width in _phone_widths(table, headers, order or [], opens).items():
        configured[name] = {**configured[name], "width": width}
    _show(table, opens, row_height=35, column_config=configured, column_order=order, alt=alt, key=key)


def _show(table: Any, opens: str, *, row_height: int, **options: Any) -> None:
    """Units and projects are told without the town's name, which all of them begin with."""
    units = {name: _shorter(table[name]) for name in _UNITS if name in table.columns}
    names = {opens: shown_names(table[opens])} if opens else {}
    shown = table.assign(**units, **names).rename_axis("编号")  # which the menu of columns lists
    if opens:
        is_by_id = table.index.name == "project_id"
        leads_to = leading("id", table.index) if is_by_id else leading("project", table[opens])
        drill.show_rows(shown, opens, leads_to, placeholder="", row_height=row_height, **options)
    else:
        st.dataframe(shown, hide_index=True, placeholder="", row_height=visitor.row_height(row_height), **options)


def show_plain(table: Any, *, alt: str, key: str) -> None:
    """A frame under Chinese headers, its numbers as in the files people take along."""
    formats = {column.header: column.number_format for column in table_columns(table) if numbers_of(column.cells)}
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            header: st.column_config.NumberColumn(
                format="percent" if said.endswith("%") else "plain" if said == "0" else "localized"
            )
            for header, said in formats.items()
        },
        alt=alt,
        key=key,
        placeholder="",
    )


def show_parts(
    ask: Callable[[int], tuple[int, _Item]], show: Callable[[_Item], Any], *, most: int, key: str, what: str = "行"
) -> None:
    """A part of a list and where in it that is; ``ask`` gives how many there are in all, and those from a row on.

    Another selection with fewer rows is shown from its first one.
    """
    pages_before = st.session_state.get(f"{key}_pages", 1)
    page = int(st.session_state.get(f"{key}_page_{pages_before}") or 1)
    total, part = ask((page - 1) * most)
    pages = max(math.ceil(total / most), 1)
    if pages != pages_before and page > 1:
        page, (total, part) = 1, ask(0)
    st.session_state[f"{key}_pages"] = pages
    show(part)
    if pages > 1:
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            first = (page - 1) * most + 1
            st.caption(f"第 {first:,}–{min(page * most, total):,} {what}，共 {total:,} {what}", width="content")
            _pages(pages, key=key)


def page_chosen(count: int, *, most: int, key: str) -> int:
    """Which page of the list is wanted, from 1 on; asked where there are several."""
    pages = math.ceil(count / most)
    return _pages(pages, key=key) if pages > 1 else 1


def _pages(count: int, *, key: str) -> int:
    """As many numbers as fit the screen."""
    most = 5 if visitor.is_on_phone() else 7
    return st.pagination(count, key=f"{key}_page_{count}", max_visible_pages=most)


def unfolded(items: list[_Item], counter: str, *, key: str, most: int = 8) -> list[_Item]:
    """The first of the items, all where that is asked for below the title."""
    if len(items) <= most or st.toggle(
        f"展开全部 {len(items)} {counter}（先列最重的 {most} {counter}）", key=f"all_{key}"
    ):
        return items
    return items[:most]


def _shorter(units: Any) -> Any:
    names = units.dropna().unique().tolist()
    return units.replace(dict(zip(names, without_place(names), strict=True)))


def _order(headers: Mapping[str, str], on_phone: Sequence[str]) -> list[str] | None:
    """On a phone the columns named for it, else the first and two of those a reader seeks first.

    Others are in the menu of the table. None on other screens: all as they come.
    """
    if not visitor.is_on_phone():
        return None
    first, *others = headers
    ranked = sorted(
        others, key=lambda name: next((n for n, sign in enumerate(_SOUGHT) if sign in headers[name]), len(_SOUGHT))
    )
    return list(on_phone) or [first, *ranked[:2]]


def _phone_widths(table: Any, headers: Mapping[str, str], order: Sequence[str], opens: str) -> dict[str, int]:
    """Pixels of each column in sight, so that all of them are: the more, the longer their texts."""

    def weight(name: str) -> int:
        is_text = table[name].dtype == "str"
        return _NAME_WEIGHT if name == opens else max(len(headers[name]), _TEXT_WEIGHT if is_text else 4)

    weights = {name: weight(name) for name in order}
    return {name: _PHONE_WIDTH * own // sum(weights.values()) for name, own in weights.items()}


def _is_share(name: str, column: Column) -> bool:
    return name.endswith("_ratio") and column.dtype == "float64"


def _configure(name: str, column: Column) -> Any:
    if column.dtype in ("float64", "Int64"):
        number_format = "plain" if name.endswith("_year") else "%.1f%%" if _is_share(name, column) else "localized"
        number_format = "%.2f" if column.unit == "分" else number_format
        return st.column_config.NumberColumn(column.header, help=column.help, format=number_format)
    if column.dtype == "datetime64[us]":
        moment = "YYYY-MM-DD HH:mm" if name == "at" else "YYYY-MM-DD"
        return st.column_config.DatetimeColumn(column.header, help=column.help, format=moment)
    if column.dtype == "boolean":
        return st.column_config.CheckboxColumn(column.header, help=column.help)
    return st.column_config.TextColumn(
        column.header, help=column.help, width=_WIDTHS.get(name, _WIDTHS.get(column.label))
    )


def _by_header(header: str, column: Any) -> Any:
    if header.endswith("（元）"):
        has_cents = bool((column.dropna() % 1 != 0).any())
        return st.column_config.NumberColumn(header, format="%,.2f" if has_cents else "localized")
    if header.endswith("（%）"):
        return st.column_config.NumberColumn(header, format="%.1f")
    return st.column_config.TextColumn(header, width=_WIDTHS.get(header))
