"""填报进度: who still owes what, by when; tasks are made here and years are closed."""

import streamlit as st

from pages.shared import filters, progress
from pages.shared.buttons import tell_done
from perfdata.presenting.formats import plain_markdown
from perfdata.usecases import tasks

selection = progress.choose_year(filters.choose())
own = progress.progress_of(selection)

st.title(f"{selection.fiscal_year} 年度填报进度", anchor=False)
tell_done()
progress.tell_closings(selection)
if not own.units:
    st.info(
        "这一年度（所选单位）还没有填报任务。布置任务后，这里按单位列出未报、部分、已报、待审和逾期。", title="暂无任务"
    )
else:
    progress.show_answer(own)
    if len(own.units) == 1:
        progress.show_owing(own, selection)
    else:
        progress.show_units(own)
    progress.offer_message(own, selection)
progress.manage(selection, own)
with st.expander("什么算已报", icon=":material/info:"):
    st.markdown("\n".join(f"- **{owed.label}**：{plain_markdown(rule)}" for owed, rule in tasks.RULES.items()))
    st.caption("演示数据不算。待审的算已报送，不算逾期；退回的要改正后再报。")
