"""年度对比: budget, execution, goals and scores over the years, indicators that come back, and revised targets."""

import streamlit as st

from pages.shared import demonstration, filters, store, visitor
from pages.shared import years as parts
from pages.shared.figures import show_figure

selection = filters.choose()
years = store.years(selection, str(visitor.zone()))

st.title(f"{selection.fiscal_year} 年度与以前各年对比", anchor=False)
if years.table.empty:
    st.info("所选单位和项目在这个年度和以前都没有绩效目标表，请放宽左侧的筛选。", title="暂无数据")
    st.stop()
if len(years.table) == 1:
    st.info(
        f"所选范围只有 {years.table['年度'].iloc[0]} 一个年度。导入其他年度的绩效目标表和结果后，这里逐年对比。",
        title="还没有可比的年度",
    )
    with st.container(horizontal=True):
        st.page_link("pages/records/upload.py", label="去填报上传", icon=":material/upload_file:")
        demonstration.offer(selection)
else:
    st.caption("只有填报到同一个月份的年度才直接比较增减；今年未到年底的，另列年底估算。")
    for start in range(0, len(years.charts), 2):
        row = st.columns(2)
        for place, chart in zip(row, years.charts[start : start + 2], strict=False):
            with place.container(border=True, height="stretch"):
                show_figure(chart, key=f"years_{chart.table.columns[1]}")
                st.caption(chart.note)
    with st.container(border=True):
        st.subheader("逐年", anchor=False)
        parts.show_years(years.table)
        if years.left_out:
            st.caption(years.left_out)

if not years.repeated.empty:
    with st.container(border=True):
        st.subheader("逐年都有的指标：目标与实际", anchor=False)
        st.caption(f"今年没有达成的在前，最多列 {parts.MOST_INDICATORS} 项；点项目名称进入。")
        parts.show_repeated(years.repeated)

with st.container(border=True):
    st.subheader("年内修订过的目标", anchor=False)
    if years.revisions.empty:
        st.caption(f"{selection.fiscal_year} 年度没有修订过目标值或预算。")
    else:
        st.caption("同一年度后导入的目标表与先前不同的地方，原目标与修订后并列；点项目名称进入。")
        parts.show_revisions(years.revisions)
