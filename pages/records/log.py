"""操作记录: who did what and when, from where and which upload; 审核 and 管理 see all, others what they did."""

from functools import partial

import streamlit as st

from pages.shared import filters, store, visitor
from pages.shared.buttons import offer_file
from pages.shared.person import signed_in
from pages.shared.tables import page_chosen, show_table
from perfdata.core.terms import Act, UploadKind
from perfdata.presenting.exports.file_names import safe_file_name
from perfdata.usecases import log

_PAGE_SIZE = 25

engine, zone = store.engine(), visitor.zone()

st.title("操作记录", anchor=False)
actor = signed_in()
st.caption(f"{log.kept_text()}时间为{visitor.told_zone()}。")
sees_all = actor is None or actor.may_review
if not sees_all:
    st.caption("这里只列出您自己的操作；全部记录由审核和管理账号查看。")


def _terms(kind: type[Act] | type[UploadKind], label: str, *, key: str) -> list:
    names = {term.value: term for term in kind}
    chosen = st.multiselect(
        label,
        list(names),
        key=key,
        format_func=lambda name: names[name].label,
        placeholder="全部",
        select_all=False,
        bind="query-params",
    )
    return [names[name] for name in chosen]


with filters.of_page("log_who", "log_act", "log_kind", "log_days"):
    names = log.people(engine) if sees_all else [actor.name] if actor else []
    people = st.multiselect("操作人", names, key="log_who", placeholder="全部", select_all=False, bind="query-params")
    acts = _terms(Act, "操作", key="log_act")
    kinds = _terms(UploadKind, "类别", key="log_kind")
    days = st.date_input("日期（起止）", value=[], key="log_days", format="YYYY-MM-DD", bind="query-params")

wanted = log.wanted(people=people if sees_all else names, acts=acts, kinds=kinds, days=days, zone=zone)
count = log.count(engine, wanted)
with st.container(horizontal=True, vertical_alignment="center"):
    paged = f"，每页 {_PAGE_SIZE} 条" if count > _PAGE_SIZE else ""
    st.markdown(f"共 **{count:,}** 条，最近的在前{paged}。", width="stretch")
    make = partial(log.log_workbook, engine, wanted, zone=zone)
    offer_file("下载（Excel）", make, name=safe_file_name(f"操作记录_{visitor.today()}", ".xlsx"), key="log_workbook")
if not count:
    st.info("没有符合条件的记录，请放宽筛选。")
    st.stop()
page = page_chosen(count, most=_PAGE_SIZE, key="log")
rows = log.log_frame(engine, wanted, zone=zone, first=(page - 1) * _PAGE_SIZE, most=_PAGE_SIZE)
alt, on_phone = f"第 {page} 页，{len(rows)} 条操作记录", ("act", "text", "who", "at")
show_table(rows, "log", alt=alt, key="log", is_whole=True, on_phone=on_phone)
