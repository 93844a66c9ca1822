"""汇报演示: the selection in five steps on a big screen, by the arrow keys or by itself."""

import streamlit as st

from pages.shared import filters, presenting, store
from perfdata.presenting.formats import plain_markdown

selection = filters.choose()
town = store.overview(selection)
if town is None:
    filters.stop_without_projects(selection)

steps = presenting.steps_of(town)
at = presenting.position(len(steps))
title, show = steps[at]
st.title(f"{selection.fiscal_year} 年度　{title}", anchor=False)
st.caption(plain_markdown(town.scope))
show()
presenting.show_controls(at, len(steps))
