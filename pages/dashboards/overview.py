"""总览: is the money on pace, are goals met, what scores come, and what must be asked today."""

import streamlit as st

from pages.shared import filters, overview, store
from pages.shared.figures import show_figure
from perfdata.presenting.formats import plain_markdown
from perfdata.presenting.verdicts import DUE_OF_SEVERAL

selection = filters.choose()
town = store.overview(selection)
if town is None:
    filters.stop_without_projects(selection)

st.title(f"{selection.fiscal_year} 年度项目绩效总览", anchor=False)
st.caption(plain_markdown(town.scope))
overview.show_cards(town.cards)
overview.show_issues(town.issues)
overview.show_league(town)

left, right = st.columns(2)
if town.pace:
    with left.container(border=True, height="stretch"):
        show_figure(town.pace, key="pace")
if town.categories:
    with right.container(border=True, height="stretch"):
        show_figure(town.categories, key="categories")
if not (town.pace or town.categories):
    filters.invite(selection, "还没有填报实际完成情况和支出。下载模板、填写后上传，这里就会显示进度和完成情况。")
st.caption(f"{DUE_OF_SEVERAL}。灯号和提示供核实，不是结论。每个数字点进去都能看到算式和出处。")
