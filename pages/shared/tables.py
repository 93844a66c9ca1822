"""Tables with headers, units and tooltips from the declared schemas."""

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from pages.shared import drill, visitor
from perfdata.presenting.charts.theme import leading
from perfdata.presenting.exports.cells import numbers_of, table_columns
from perfdata.presenting.schemas import SCHEMAS, Column

MOST_SHOWN = 500
_Item = TypeVar("_Item")
_SOUGHT = ("元", "三级指标", "率", "灯", "占比")
_WIDTHS = {"用款单位": "medium", "项目名称": "medium", "类别": 125, "text": 360}


def show_table(
    table: Any,
    schema: str,
    *,
    alt: str,
    key: str,
    is_whole: bool = False,
    opens: str = "",
    on_phone: Sequence[str] = (),
) -> None:
    """A frame of the schema (any of its columns, in the frame's order); ``is_whole`` shows every row at once.

    The names of projects in the column ``opens`` open their pages: by their ids in the index, else by short names.
    A phone shows the columns ``on_phone``, where they are named.
    """
    columns = SCHEMAS[schema]
    configured = {name: _configure(name, columns[name]) for name in table.columns}
    is_narrow = on_phone and visitor.is_on_phone()
    order = list(on_phone) if is_narrow else _order([(name, columns[name].header) for name in table.columns])
    height = "content" if is_whole else "auto"
    _show(table, opens, height=height, column_config=configured, column_order=order, alt=alt, key=key)


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


def show_totals(table: Any, *, alt: str, key: str, opens: str = "") -> None:
    """A frame whose columns already carry Chinese headers: 元 with thousands separators, （%）with one decimal."""
    configured = {header: _by_header(header) for header in table.columns}
    order = _order([(header, header) for header in table.columns])
    _show(table, opens, column_config=configured, column_order=order, alt=alt, key=key)


def _show(table: Any, opens: str, **options: Any) -> None:
    if opens:
        is_by_id = table.index.name == "project_id"
        leads_to = leading("id", table.index) if is_by_id else leading("project", table[opens])
        drill.show_rows(table, opens, leads_to, placeholder="", **options)
    else:
        st.dataframe(table, hide_index=True, placeholder="", row_height=visitor.row_height(), **options)


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
            st.pagination(pages, key=f"{key}_page_{pages}")


def page_chosen(count: int, *, most: int, key: str) -> int:
    """Which page of the list is wanted, from 1 on; asked where there are several."""
    pages = math.ceil(count / most)
    return st.pagination(pages, key=f"{key}_page_{pages}") if pages > 1 else 1


def unfolded(items: list[_Item], counter: str, *, key: str, most: int = 8) -> list[_Item]:
    """The first of the items, all where that is asked for below the title."""
    if len(items) <= most or st.toggle(
        f"展开全部 {len(items)} {counter}（先列最重的 {most} {counter}）", key=f"all_{key}"
    ):
        return items
    return items[:most]


def _order(columns: list[tuple[str, str]]) -> list[str] | None:
    """On a phone the first column and two of those a reader seeks first; others are in the menu of the table."""
    if not visitor.is_on_phone():
        return None
    first, *others = columns
    ranked = sorted(
        others, key=lambda column: next((n for n, sign in enumerate(_SOUGHT) if sign in column[1]), len(_SOUGHT))
    )
    return [name for name, _ in (first, *ranked[:2])]


def _configure(name: str, column: Column) -> Any:
    if column.dtype in ("float64", "Int64"):
        number_format = "plain" if name.endswith("_year") else "percent" if name.endswith("_ratio") else "localized"
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


def _by_header(header: str) -> Any:
    if header.endswith("（元）"):
        return st.column_config.NumberColumn(header, format="localized")
    if header.endswith("（%）"):
        return st.column_config.NumberColumn(header, format="%.1f")
    return st.column_config.TextColumn(header, width=_WIDTHS.get(header))
