"""历史: every upload with its file, who and when; undo, redo, and every change of a value."""

import streamlit as st

from pages.shared import filters, store, upload_cards, visitor
from pages.shared.desk import ask_for_name
from pages.shared.person import may_see_originals
from pages.shared.tables import page_chosen, show_table
from perfdata.usecases import history, log, reviewing

_PAGE_SIZE = 12

selection = filters.find()
engine = store.engine()

st.title("历史", anchor=False)
st.caption("每次上传都原样保存。撤销后，数据与这次上传之前完全一致；随时可以恢复。谁在什么时候做过什么，见操作记录。")
st.page_link("pages/records/log.py", label="看操作记录", icon=":material/manage_search:")

who = ask_for_name(key=upload_cards.WHO)
may_switch = reviewing.may_switch(who)
if not may_see_originals():
    st.caption("原件可能含个人信息，不向查看账号提供下载。")
elif not may_switch:
    st.caption("已开启审核：撤销和恢复由审核人员办理；数值有误时，上传改好的文件，批准后以它为准。")
count = history.count_uploads(engine)
st.caption(f"共 {count} 次上传，最近的在前" + (f"，每页 {_PAGE_SIZE} 次。" if count > _PAGE_SIZE else "。"))
page = page_chosen(count, most=_PAGE_SIZE, key="uploads")
shown = history.list_uploads(engine, start=(page - 1) * _PAGE_SIZE, most=_PAGE_SIZE)
numbers = [upload.upload_id for upload in shown]
acts, given = log.acts_on(engine, numbers), history.to_give(engine, numbers)
hand_ins = reviewing.hand_ins_of(engine, [upload.upload_id for upload in shown if upload.review])
for upload in shown:
    number = upload.upload_id
    words = {"is_given": number in given, "hand_in": hand_ins.get(number), "may_switch": may_switch}
    upload_cards.show_upload(upload, acts[number], **words)

if selection is None:
    st.stop()
with st.container(border=True):
    st.subheader(f"{selection.fiscal_year} 年度数值变更", anchor=False)
    ids = tuple(upload.upload_id for upload in shown)
    changes = store.changes(selection.revision, selection.fiscal_year, str(visitor.zone()), ids)
    if len(shown) < count:
        st.caption(f"上面这 {len(shown)} 次上传带来的变更；更早的请翻页。")
    if changes.empty:
        st.caption("没有填报记录。" if len(shown) < count else "这一年度还没有填报记录。")
    else:
        alt, on_phone = "每个数值的原值、新值、时间、操作人与出处", ("indicator_name", "old", "new", "who", "at")
        show_table(changes, "changes", alt=alt, key="changes", on_phone=on_phone)
