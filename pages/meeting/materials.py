"""会议材料: what is on the pages as a report, slides, a workbook or a pack to take along."""

import streamlit as st

from pages.shared import filters, materials, overview
from perfdata.core.terms import Product
from perfdata.presenting.formats import plain_markdown

selection = filters.choose()
briefing = materials.briefing(selection)

st.title(f"{selection.fiscal_year} 年度会议材料", anchor=False)
if briefing is None:
    filters.stop_without_projects(selection)
st.caption(plain_markdown(briefing.subtitle))
overview.show_figures(briefing.verdicts)

with st.container(border=True):
    st.subheader("生成", anchor=False)
    product = st.pills(
        "材料",
        Product,
        default=Product.REPORT,
        required=True,
        format_func=lambda item: item.label,
        key="product",
        label_visibility="collapsed",
    )
    st.caption(materials.MEANINGS[product])
    wanted = []
    if product is not Product.SELF_REPORT:
        titles = [section.title for section in briefing.sections]
        wanted = st.pills("部分（不选为全部）", titles, selection_mode="multi", key="parts")
    as_of = materials.choose_day(selection)
    materials.offer(product, selection, tuple(wanted), as_of=as_of)

with st.container(border=True):
    st.subheader("内容", anchor=False)
    st.caption("按左侧的年度、用款单位和项目生成；相同的选择和数据得到相同的文件。")
    if as_of:
        st.caption(f"下面是最新的数据；截至 {as_of} 的数据在生成的文件里。")
    for section in briefing.sections:
        st.markdown(f"**{plain_markdown(section.title)}**　{plain_markdown(''.join(section.sentences))}")
st.page_link(
    "pages/meeting/presentation.py", label="全屏演示", icon=":material/slideshow:", query_params={"present": "1"}
)
