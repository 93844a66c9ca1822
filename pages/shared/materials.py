"""What a meeting takes along, made on demand and kept until something else is chosen."""

from datetime import date
from typing import Any

import streamlit as st

from pages.shared import store
from pages.shared.downloads import recorded
from pages.shared.store import Selection
from perfdata.core.errors import PerfdataError
from perfdata.core.terms import Product
from perfdata.presenting.formats import plain_markdown

MEANINGS = {
    Product.REPORT: "Word 文档，4 到 8 页：判断、要过问的事、各单位情况、指标、测算、自评和上年比较，图表可编辑。",
    Product.SHORT: "Word 文档，一页：判断、要过问的事和落后的单位。",
    Product.SELF_REPORT: "Word 文档，随决算公开的体例，附汇总表；须由人撰写的段落已标出。",
    Product.SLIDES: "演示文稿，16:9，图表可以编辑，讲稿在备注里。",
    Product.WORKBOOK: "工作簿：目录、每部分一页，附图表和数据。",
    Product.PACK: "压缩包：以上各件、每个单位一份的自评表和一个离线的图表网页，附文件清单。",
}
_MADE = "material"


@st.cache_resource(max_entries=16, show_spinner="正在汇总……")
def briefing(selection: Selection) -> Any:
    """The briefing of the selection; None where it has no project."""
    from perfdata.usecases import meeting

    try:
        return meeting.briefing(store.engine(), selection.scope)
    except PerfdataError:
        return None


@st.cache_resource(max_entries=16, show_spinner=False)
def _reported_days(selection: Selection) -> list[date]:
    from perfdata.usecases import earlier

    return earlier.reported_days(store.engine(), selection.scope)


def choose_day(selection: Selection) -> date | None:
    """A choice of an earlier day of reports; None, which is what is chosen first, is the latest."""
    days = _reported_days(selection)
    return (
        st.selectbox(
            "截至（不选为最新）",
            days[1:],
            index=None,
            placeholder=f"最新：{days[0]}",
            key="as_of",
            help="只用截至这一天的实际结果、支出和预计，按同样的规则重新判断；绩效目标和分值按现在的。",
        )
        if days[1:]
        else None
    )


def offer(product: Product, selection: Selection, parts: tuple[str, ...], *, as_of: date | None) -> None:
    """A button that makes the file of some parts, or of all, then one that saves it."""
    key, made = st.session_state.get(_MADE, (None, None))
    asked = product, selection, parts, as_of
    if st.button("生成", type="primary", key="make_material", icon=":material/description:"):
        key, made = asked, _make(*asked)
        st.session_state[_MADE] = key, made
    if made and key == asked:
        st.download_button(
            f"保存 {made.file_name}（{len(made.content) / 1024:,.0f} KB）",
            recorded(made.content, made.file_name),
            file_name=made.file_name,
            key="save_material",
            on_click="ignore",
            icon=":material/download:",
        )


def _make(product: Product, selection: Selection, parts: tuple[str, ...], as_of: date | None) -> Any:
    from perfdata.usecases.materials import material

    progress = st.progress(0.0, "正在生成……")

    def tell(share: float, what: str) -> None:
        progress.progress(share, what)

    try:
        return material(store.engine(), product, selection.scope, parts=parts, as_of=as_of, tell=tell)
    except PerfdataError as error:
        st.error(plain_markdown(str(error)))
        return None
    finally:
        progress.empty()
