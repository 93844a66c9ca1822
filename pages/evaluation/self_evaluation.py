"""绩效自评: the 100-point score of every project, why each point was lost, and what the next grade would take."""

import streamlit as st

from pages.shared import filters, forms, scores
from pages.shared.figures import show_figure
from pages.shared.tables import show_table
from perfdata.presenting import score_frames
from perfdata.presenting.charts import scores as charts

selection = filters.choose()

st.title(f"{selection.fiscal_year} 年度绩效自评", anchor=False)

scheme, beside = scores.choose_schemes(selection.fiscal_year)
found = scores.scored(selection, scheme, beside)

scores.show_grades(found, beside)

if found.levels:
    with st.container(border=True):
        show_figure(found.levels, key="levels")
else:
    filters.invite(selection, "还没有填报实际完成情况和执行数。填报后这里显示得分、等级和扣分原因；分值可以先设定。")

with st.container(border=True):
    st.subheader("项目得分", anchor=False)
    frames = scores.show_projects(selection, scheme, beside)

names = dict(zip(frames["project_scores"]["project_id"], frames["project_scores"]["short_name"], strict=True))
project_id = st.selectbox(
    "查看项目", list(names), format_func=names.__getitem__, key="scored_project", bind="query-params"
)

if project_id is not None:
    scores.show_project(frames, project_id)
    left, right = st.columns([3, 2])
    with left.container(border=True, height="stretch"):
        if score_frames.project_of(frames, project_id).reported_points:
            show_figure(charts.losses_of(frames, project_id=project_id), key="losses")
        else:
            st.subheader("从满分到得分", anchor=False)
            st.caption("待填报。")
        st.subheader("提高到高一等级", anchor=False)
        scores.show_ways(frames, project_id)
    with right.container(border=True, height="stretch"):
        st.subheader("扣分说明", anchor=False)
        scores.show_losses(frames, project_id)
    scores.show_differences(frames, project_id)
    with st.container(border=True):
        st.subheader("逐项得分与计算说明", anchor=False)
        rows = score_frames.indicator_table(frames, project_id)
        show_table(rows, "scores", alt=f"{len(rows)} 项指标的分值、得分和计算说明", key="scores")
    with st.container(border=True):
        st.subheader("模拟复核", anchor=False)
        scores.show_strict(frames, project_id)
    with st.container(border=True):
        st.subheader("指标分值", anchor=False)
        scores.edit_weights(frames, project_id, selection=selection)

with st.container(border=True):
    st.subheader("项目支出绩效自评表", anchor=False)
    st.caption("按左侧所选项目和上面的计分方案生成；分项合计不符或缺少偏差原因的，会写在表上。演示数据不会写入。")
    forms.offer_self_evaluation_form(selection, scheme_id=scheme and scheme.scheme_id)
