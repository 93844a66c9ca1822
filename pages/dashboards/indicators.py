"""指标完成: which indicators are met, how far the others are from their targets, and how it went through the year."""

import streamlit as st

from pages.shared import filters, store
from pages.shared.figures import show_figure
from pages.shared.tables import show_parts, show_table
from perfdata.core.terms import Outcome
from perfdata.usecases import results

FILTERS = {
    "level1": ("level1", "一级指标"),
    "level2": ("level2", "二级指标"),
    "kinds": ("value_kind", "指标性质"),
    "outcomes": ("outcome", "完成情况"),
    "bands": ("band", "完成率"),
}
WIDTHS = {"short_name": 200, "level2": 120, "indicator_name": 170, "annual_target": 84, "actual": 90, "outcome": 78}


def show_rows(rows) -> None:
    if rows.empty:
        st.caption("没有符合条件的指标，请放宽筛选。")
    else:
        alt = f"{len(rows)} 项指标的目标、读取结果、实际与完成情况"
        on_phone = ("short_name", "indicator_name", "outcome")
        show_table(rows, "indicator_rows", alt=alt, key="rows", opens="short_name", on_phone=on_phone, widths=WIDTHS)


selection = filters.choose()
found = store.ask(results.completion, selection)

st.title(f"{selection.fiscal_year} 年度指标完成", anchor=False)

with st.grid(5, min_column_width=130):
    for outcome in Outcome:
        st.metric(outcome.label, f"{found.totals[outcome.label]:,} 项", border=True, height="stretch")

with st.container(border=True):
    show_figure(found.outcomes, key="outcomes")

if found.bands is None:
    filters.invite(selection, "还没有填报实际完成情况。下载模板、填写后上传，这里就会显示完成率和与目标的差距。")
else:
    if found.gaps:
        with st.container(border=True):
            show_figure(found.gaps, key="gaps")
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        show_figure(found.bands, key="bands")
    if found.met_share:
        with right.container(border=True, height="stretch"):
            show_figure(found.met_share, key="met_share")

if not found.pooled.empty:
    with st.container(border=True):
        st.subheader("同名比率合计", anchor=False)
        alt = f"{len(found.pooled)} 个比率按分子、分母跨项目、跨单位合计"
        show_table(found.pooled, "pooled_rates", alt=alt, key="pooled")

with st.container(border=True):
    st.subheader("逐项查看", anchor=False)
    wanted = []
    with filters.of_page(*FILTERS):
        for key, (name, label) in FILTERS.items():
            options = found.options[name]
            chosen = st.multiselect(
                label, options, key=key, placeholder="全部", select_all=False, bind="query-params", wrap=True
            )
            wanted.append((name, tuple(chosen)))
    show_parts(
        lambda start: store.ask(results.indicator_rows, selection, wanted=tuple(wanted), start=start),
        show_rows,
        most=results.MOST_INDICATORS,
        key="rows",
        what="项指标",
    )
