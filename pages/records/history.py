"""历史: every upload with its file, who and when; undo, redo, and every change of a value."""

import streamlit as st

from pages.shared import filters, store, uploads
from pages.shared.tables import show_table
from perfdata.usecases import history

selection = filters.find()
engine = store.engine()

st.title("历史", anchor=False)
st.caption("每次上传都原样保存。撤销后，数据与这次上传之前完全一致；随时可以恢复。")

who = st.text_input("您的姓名（填写后才能撤销或恢复，记入历史）", key="who", persist_state="session", width=320)
for upload in history.list_uploads(engine)[:50]:
    uploads.show_upload(upload, who=who)

if selection is None:
    st.stop()
with st.container(border=True):
    st.subheader(f"{selection.fiscal_year} 年度数值变更", anchor=False)
    changes = store.changes(selection)
    if changes.empty:
        st.caption("这一年度还没有填报记录。")
    else:
        show_table(changes, "changes", alt="每个数值的原值、新值、时间、操作人与出处", key="changes")
