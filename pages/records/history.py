"""历史: every upload with its file, who and when; undo, redo, and every change of a value."""

import math

import streamlit as st

from pages.shared import filters, store, upload_cards, visitor
from pages.shared.desk import ask_for_name
from pages.shared.tables import show_table
from perfdata.usecases import history, log

_PAGE_SIZE = 12

selection = filters.find()
engine = store.engine()

st.title("历史", anchor=False)
st.caption("每次上传都原样保存。撤销后，数据与这次上传之前完全一致；随时可以恢复。谁在什么时候做过什么，见操作记录。")
st.page_link("pages/records/log.py", label="看操作记录", icon=":material/manage_search:")

ask_for_name(key=upload_cards.WHO)
stored = history.list_uploads(engine)
st.caption(f"共 {len(stored)} 次上传，最近的在前" + (f"，每页 {_PAGE_SIZE} 次。" if len(stored) > _PAGE_SIZE else "。"))
pages = max(math.ceil(len(stored) / _PAGE_SIZE), 1)
page = st.pagination(pages, key=f"uploads_page_{pages}") if pages > 1 else 1
shown = stored[(page - 1) * _PAGE_SIZE : page * _PAGE_SIZE]
numbers = [upload.upload_id for upload in shown]
acts, given = log.acts_on(engine, numbers), history.to_give(engine, numbers)
for upload in shown:
    upload_cards.show_upload(upload, acts[upload.upload_id], is_given=upload.upload_id in given)

if selection is None:
    st.stop()
with st.container(border=True):
    st.subheader(f"{selection.fiscal_year} 年度数值变更", anchor=False)
    ids = tuple(upload.upload_id for upload in shown)
    changes = store.changes(selection.revision, selection.fiscal_year, str(visitor.zone()), ids)
    if pages > 1:
        st.caption(f"上面这 {len(shown)} 次上传带来的变更；更早的请翻页。")
    if changes.empty:
        st.caption("没有填报记录。" if pages > 1 else "这一年度还没有填报记录。")
    else:
        show_table(changes, "changes", alt="每个数值的原值、新值、时间、操作人与出处", key="changes")
