"""Official forms on pages: lights of the monitoring, and downloads of the forms of the selected projects."""

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from pages.shared import filters, store
from pages.shared.buttons import offer_file
from pages.shared.store import Selection
from perfdata.assessing.monitoring import bands_sentence, light_meanings
from perfdata.usecases import listing, monitoring, official_forms

LIGHT_HELP, BANDS = light_meanings(), bands_sentence()


def default_month(selection: Selection, *, today: date) -> int:
    """The month that the page opens with."""
    return monitoring.default_month(store.engine(), fiscal_year=selection.fiscal_year, today=today)


def offer_monitoring_form(selection: Selection, *, month: int) -> None:
    """The monitoring form of the selected projects as workbook and as Word document."""
    title, make = f"绩效目标执行监控表_1-{month}月", partial(official_forms.monitoring_file, month=month)
    _offer(make, selection, title=title, name="监控表", key="monitoring_form")


def offer_self_evaluation_form(selection: Selection, *, scheme_id: str | None = None) -> None:
    """The 自评表 of the selected projects as workbook and as Word document."""
    make = partial(official_forms.self_evaluation_file, scheme_id=scheme_id)
    _offer(make, selection, title="项目支出绩效自评表", name="自评表", key="self_evaluation_form")


def _offer(make: Callable[..., bytes], selection: Selection, *, title: str, name: str, key: str) -> None:
    engine = store.engine()

    def made(as_document: bool) -> bytes:
        ids = tuple(listing.project_ids(engine, selection.scope))
        return make(engine, fiscal_year=selection.fiscal_year, project_ids=ids, as_document=as_document)

    with st.container(horizontal=True):
        for suffix, kind in ((".xlsx", "Excel"), (".docx", "Word")):
            offer_file(
                f"{name}（{kind}）",
                partial(made, suffix == ".docx"),
                name=filters.file_name(title, suffix),
                key=f"{key}{suffix}",
            )
