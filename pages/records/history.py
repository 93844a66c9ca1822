"""历史: every upload with its file, who and when; undo, redo, and every change of a value."""

import math

import streamlit as st

from pages.shared import filters, store, uploads
from pages.shared.desk import ask_for_name
from pages.shared.tables import show_table
from perfdata.usecases import history

_PAGE_SIZE = 20

selection = filters.find()
engine = store.engine()

st.title("历史", anchor=False)
st.caption("每次上传都原样保存。撤销后，数据与这次上传之前完全一致；随时可以恢复。")

who = ask_for_name(key="who_history")
stored = history.list_uploads(engine)
st.caption(f"共 {len(stored)} 次上传，最近的在前" + (f"，每页 {_PAGE_SIZE} 次。" if len(stored) > _PAGE_SIZE else "。"))
pages = max(math.ceil(len(stored) / _PAGE_SIZE), 1)
page = st.pagination(pages, key=f"uploads_page_{pages}") if pages > 1 else 1
for upload in stored[(page - 1) * _PAGE_SIZE : page * _PAGE_SIZE]:
    uploads.show_upload(upload, who=who)

if selection is None:
    st.stop()
with st.container(border=True):
    st.subheader(f"{selection.fiscal_year} 年度数值变更", anchor=False)
    changes = store.changes(selection.revision, selection.fiscal_year)
    if changes.empty:
        st.caption("这一年度还没有填报记录。")
    else:
        show_table(changes, "changes", alt="每个数值的原值、新值、时间、操作人与出处", key="changes")
