"""Official forms on pages: lights of the monitoring, and downloads of the forms of the selected projects."""

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from pages.shared import filters, store
from pages.shared.buttons import offer_file
from pages.shared.store import Selection
from perfdata.assessing.monitoring import bands_sentence, light_meanings
from perfdata.core.terms import Light
from perfdata.presenting.verdicts import under
from perfdata.usecases import listing, monitoring, official_forms

LIGHT_HELP, BANDS = light_meanings(), bands_sentence()
_BADGES = dict(zip(Light, ("red", "orange", "green", "blue", "gray", "gray"), strict=True))


def default_month(selection: Selection, *, today: date) -> int:
    """The month of the form where none is chosen."""
    return monitoring.default_month(store.engine(), fiscal_year=selection.fiscal_year, today=today)


def show_budget_lights(found: monitoring.Lights, *, month: int | None) -> None:
    """How many projects spend with which light; where a month is chosen also how many are red as reported."""
    told = [
        f":{_BADGES[light]}-badge[{light.label} {found.budgets[light.label]:,} 个]"
        for light in Light
        if found.budgets[light.label]
    ]
    st.markdown(f"**预算执行{under(month)}**　{'　'.join(told)}")
    if month:
        st.info(
            f"这里只看 {month} 月底以前的填报，都按 {month} 月的应达衡量。"
            f"按各项目填报到的月份，红灯是 {found.as_reported[Light.RED.label]:,} 个，与总览相同。"
        )


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
