"""审核: what was handed in and waits, with old and new, findings and effect; approved or returned here."""

import streamlit as st

from pages.shared import review_cards, store
from pages.shared.person import reader
from perfdata.usecases import reviewing

_MOST = 20

st.title("审核", anchor=False)
actor, engine = reader(), store.engine()
if actor is None:
    st.info("没有账号，不须审核：确认入库的内容立即计入各项数字。", title="没有开启审核")
    st.stop()
review_cards.tell_done()
waiting = reviewing.waiting(engine, actor)
asked = review_cards.asked_for(actor)
shown = [item for item in waiting if asked is None or item.upload.upload_id != asked.upload.upload_id]
shown = [asked, *shown] if asked else shown
if shown:
    st.caption(f"待审 {len(shown)} 份，最早的在前。批准前不计入任何数字；退回的原因会告诉填报人。")
else:
    st.info("没有待审的填报。", icon=":material/check_circle:")
disabled = reviewing.disabled_names(engine, shown)
for at, item in enumerate(shown[:_MOST]):
    review_cards.show_waiting(actor, item, is_open=at == 0, is_disabled=item.upload.uploaded_by in disabled)
if len(shown) > _MOST:
    st.caption(f"这里先列最早的 {_MOST} 份，办理后接着列出其余 {len(shown) - _MOST} 份。")
review_cards.show_returned(actor)
