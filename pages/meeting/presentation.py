"""汇报演示: the selection in five steps on a big screen, by the arrow keys or by itself."""

import streamlit as st

from pages.shared import filters, presenting, store
from perfdata.presenting.formats import plain_markdown

selection = filters.choose()
town = store.overview(selection)
if town is None:
    filters.invite(selection, "所选范围内没有项目，没有可以演示的内容。")
    st.stop()

steps = presenting.steps_of(town)
at = presenting.position(len(steps))
title, show = steps[at]
st.title(f"{selection.fiscal_year} 年度　{title}", anchor=False)
st.caption(plain_markdown(town.scope))
show()
presenting.show_controls(at, len(steps))
