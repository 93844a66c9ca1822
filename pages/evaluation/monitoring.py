"""运行监控: which goals and budgets keep pace, as reported or if by a chosen month, and the form to hand in."""

import streamlit as st

from pages.shared import filters, forms, store, visitor
from pages.shared.figures import show_figure
from pages.shared.tables import show_parts, show_table
from perfdata.core.terms import Light
from perfdata.usecases import monitoring


def show_indicators(rows) -> None:
    if rows.empty:
        st.caption("没有这种灯的指标。")
        return
    alt = f"{len(rows)} 项指标的监控灯和计算说明"
    show_table(rows, "monitored_indicators", alt=alt, key="monitored_indicators", opens="short_name")


def show_projects(rows) -> None:
    alt = "各项目的灯、预算执行进度和指标灯数"
    show_table(rows, "monitored_projects", alt=alt, key="monitored_projects", opens="short_name")


selection = filters.choose()

st.title(f"{selection.fiscal_year} 年度运行监控", anchor=False)

month = st.selectbox(
    "若按月份",
    range(1, 13),
    index=None,
    placeholder="各自填报到的月份",
    key="month",
    bind="query-params",
    width=220,
    help="不选时，每个项目和指标按自己最近填报到的月份衡量，与总览相同；选了月份，就只看那个月底以前的填报，都按那个月衡量。",
)
found = store.ask(monitoring.lights, selection, month=month)

forms.show_budget_lights(found, month=month)
with st.grid(6, min_column_width=120):
    for light in Light:
        count = found.counts[light.label]
        st.metric(light.label, f"{count:,} 项", border=True, height="stretch", help=forms.LIGHT_HELP[light])

if found.lights is None or found.progress is None:
    filters.invite(
        selection,
        f"{f'截至 {month} 月还' if month else '还'}没有填报。填报后这里显示监控灯；也可以先下载监控表填写，再上传。",
    )
else:
    left, right = st.columns(2)
    with left.container(border=True, height="stretch"):
        show_figure(found.lights, key="lights")
    with right.container(border=True, height="stretch"):
        show_figure(found.progress, key="budget_progress")

with st.container(border=True):
    st.subheader("项目", anchor=False)
    show_parts(
        lambda start: store.ask(monitoring.project_rows, selection, month=month, start=start),
        show_projects,
        most=monitoring.MOST_PROJECTS,
        key="monitored_projects",
        what="个项目",
    )

with st.container(border=True):
    st.subheader("指标", anchor=False)
    wanted = tuple(
        st.pills("监控灯", Light.labels(), selection_mode="multi", key="lights_wanted", label_visibility="collapsed")
    )
    show_parts(
        lambda start: store.ask(monitoring.indicator_rows, selection, month=month, wanted=wanted, start=start),
        show_indicators,
        most=monitoring.MOST_INDICATORS,
        key="monitored_indicators",
        what="项指标",
    )
    st.caption(f"{forms.BANDS}项目取最严重的一盏，总览的红灯是这里的预算灯。监控灯为提示，供核实。")

with st.container(border=True):
    st.subheader("项目支出绩效目标执行监控表", anchor=False)
    st.caption("按所选项目和月份生成，已带入填报内容；填写偏差原因和完成目标可能性后，可在“填报上传”中上传入库。")
    forms.offer_monitoring_form(selection, month=month or forms.default_month(selection, today=visitor.today()))
