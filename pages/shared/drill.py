"""One step deeper by a click: from a row of a table or chart into its unit or its project."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from pages.shared import filters, store, visitor

OVERVIEW, INDICATORS = "pages/dashboards/overview.py", "pages/dashboards/indicators.py"
# Where a mark of a chart leads by what it stands for: the page that is asked for it, and what the link says.
_WAYS = {
    "level1": (INDICATORS, "看{}的完成情况"),
    "level2": (INDICATORS, "看{}的完成情况"),
    "bands": (INDICATORS, "看完成率{}的指标"),
    "audit_dimension": ("pages/evaluation/findings.py", "看{}方面的提示"),
    "month": ("pages/evaluation/monitoring.py", "看截至 {} 月的运行监控"),
    "year": (OVERVIEW, "看 {} 年度总览"),
}
_LEAD, _OPENED, _HERE = "drill_lead", "drill_opened", "drill_here"


def elsewhere(**query: Any) -> dict[str, Any]:
    """Query parameters of a link to another page: the filters as they stand go along by themselves.

    A second time they would be taken out again one by one, each as a step back.
    """
    shown = _filters()
    listed = {key: [text] if key in shown and isinstance(text, str) else text for key, text in query.items()}
    return {key: texts for key, texts in listed.items() if shown.get(key) != texts}


def on_this_page(**query: Any) -> dict[str, Any]:
    """Query parameters of a link to this page, which takes the whole address with it."""
    return _filters() | query


def _filters() -> dict[str, Any]:
    chosen = {key: filters.chosen(key) or [filters.ALL] for key in ("project", "unit")}
    return chosen | {"year": [str(st.session_state.get("year"))]}


def follow(lead: Mapping[str, Any]) -> bool:
    """From the next run on show a project, by id or short name, over this page, or of this page only a unit.
    Whether there is such a way.
    Not ``st.switch_page``: that takes the filters out of the address, and each comes back as a step of its own.
    """
    name, project_id = lead.get("project"), lead.get("id")
    if name:
        found = store.projects_called(store.revision(), st.session_state["year"], (name,)).get(name)
        project_id = found and found.project_id
    if project_id:
        st.session_state[_LEAD] = project_id
    elif lead.get("unit"):
        filters.ask({"unit": [lead["unit"]], "project": [filters.ALL]})
    return bool(project_id or lead.get("unit"))


def here() -> Any:
    """The page that is shown: a link to a project opens it over this one, which is one step back instead of two."""
    return st.session_state[_HERE]


def opened(page: Any) -> str | None:
    """The id of the project that is open over a page, by the address; another choice in the filters closes it."""
    st.session_state[_HERE] = page
    if lead := st.session_state.pop(_LEAD, None):
        st.query_params["id"] = lead
    found, chosen = st.query_params.get("id"), (filters.chosen("unit"), filters.chosen("project"))
    before, st.session_state[_OPENED] = st.session_state.get(_OPENED), (found, chosen)
    if found and before and before[0] == found and before[1] != chosen:
        del st.query_params["id"]
        return None
    return found


def show_rows(
    table: Any,
    opens: str,
    leads_to: Sequence[Mapping[str, Any]],
    *,
    key: str,
    column_config: dict[str, Any],
    row_height: int = 35,
    **look: Any,
) -> None:
    """A table whose rows lead on: by a click on the name in the column ``opens``, or by the box of the row.

    A phone has room for the names only.

    Moving over its cells with the keys opens nothing; Shift and the space bar choose the row as the box does.
    """

    def follow_clicked() -> None:
        follow_row(st.session_state[f"{key}_opener"].row)

    def follow_row(row: int) -> bool:
        return row < len(leads_to) and follow(leads_to[row])

    own = column_config.get(opens) or {}
    button = st.column_config.ButtonColumn(
        own.get("label") or opens,
        width=own.get("width") or (140 if visitor.is_on_phone() else "medium"),
        type="tertiary",
        alignment="left",
        on_click=follow_clicked,
        key=f"{key}_opener",
    )
    boxes: dict[str, Any] = {"on_select": "rerun", "selection_mode": "single-row"}
    state: Any = st.dataframe(
        table,
        hide_index=True,
        row_height=visitor.row_height(row_height),
        column_config=column_config | {opens: button},
        key=f"{key}_{len(leads_to)}_{filters.chosen('unit')}_{filters.chosen('project')}",  # a choice leads on once
        **({} if visitor.is_on_phone() else boxes),
        **look,
    )
    if visitor.is_on_phone():
        return
    if state.selection.rows and follow_row(state.selection.rows[0]):
        st.rerun()


def follow_point(state: Any, leads_to: Sequence[Mapping[str, Any]], *, query: Mapping[str, Any]) -> None:
    """Where the chosen mark of a chart leads, by the row it stands in; to a list or page by a link below the chart.

    ``query`` is what the page behind the link chooses besides.
    """
    numbers = [point.get("point_number", point.get("point_index")) for point in state.selection.points]
    if not numbers or numbers[0] is None or numbers[0] >= len(leads_to):
        return
    lead = leads_to[numbers[0]]
    if way := next((key for key in _WAYS if key in lead), None):
        page, label = _WAYS[way]
        is_here = page.endswith(f"/{here().url_path}.py")
        asked = (on_this_page if is_here else elsewhere)(**{way: lead[way]}, **query)
        st.page_link(
            page,
            label=label.format(lead[way]),
            icon=":material/chevron_right:",
            icon_position="right",
            query_params=asked,
        )
    elif follow(lead):
        st.rerun()
