"""Official forms on pages: lights of the monitoring, and downloads of the forms of the selected projects."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from pages.shared import store
from pages.shared.store import Selection
from perfdata.assessing.monitoring import bands_sentence, budget_bands, light_meanings
from perfdata.presenting import summaries
from perfdata.presenting.exports.file_names import safe_file_name
from perfdata.usecases import monitoring, self_evaluation_forms

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

LIGHT_HELP, BANDS, BUDGET_BANDS = light_meanings(), bands_sentence(), budget_bands()


def default_month(selection: Selection, *, today: date) -> int:
    """The month that the page opens with."""
    return monitoring.default_month(store.engine(), fiscal_year=selection.fiscal_year, today=today)


def monitoring_frames(selection: Selection, *, month: int) -> summaries.Frames:
    """The lights of the selected projects at the end of a month."""
    return _monitoring_frames(*selection, month)


def offer_monitoring_form(selection: Selection, *, month: int) -> None:
    """The monitoring form of the selected projects as workbook and as Word document."""

    def make(as_document: bool) -> bytes:
        return monitoring.monitoring_file(
            store.engine(),
            fiscal_year=selection.fiscal_year,
            month=month,
            project_ids=_project_ids(selection),
            as_document=as_document,
        )

    _offer(f"绩效目标执行监控表_{selection.fiscal_year}年1-{month}月", make, key="monitoring_form")


def offer_self_evaluation_form(selection: Selection, *, scheme_id: str | None = None) -> None:
    """The 自评表 of the selected projects as workbook and as Word document."""

    def make(as_document: bool) -> bytes:
        return self_evaluation_forms.self_evaluation_file(
            store.engine(),
            fiscal_year=selection.fiscal_year,
            project_ids=_project_ids(selection),
            scheme_id=scheme_id,
            as_document=as_document,
        )

    _offer(f"项目支出绩效自评表_{selection.fiscal_year}", make, key="self_evaluation_form")


def _offer(title: str, make: Callable[[bool], bytes], *, key: str) -> None:
    with st.container(horizontal=True):
        for suffix, label, mime, as_document in (
            (".xlsx", "下载工作簿（.xlsx）", _XLSX, False),
            (".docx", "下载 Word 文档（.docx）", _DOCX, True),
        ):
            st.download_button(
                label,
                data=lambda as_document=as_document: make(as_document),
                file_name=safe_file_name(title, suffix),
                mime=mime,
                key=f"{key}{suffix}",
                on_click="ignore",
                icon=":material/download:",
            )


def _project_ids(selection: Selection) -> tuple[str, ...]:
    return tuple(store.frames(selection)["projects"]["project_id"])


@st.cache_resource(max_entries=64, show_spinner="正在计算监控灯……")
def _monitoring_frames(
    at_revision: int,  # noqa: ARG001
    fiscal_year: int,
    units: tuple[str, ...],
    projects: tuple[str, ...],
    month: int,
) -> summaries.Frames:
    frames = monitoring.monitoring_frames(store.engine(), fiscal_year=fiscal_year, month=month)
    return summaries.select(frames, units=units, projects=projects)
