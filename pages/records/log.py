"""操作记录: who did what and when, from which upload; nothing of it is ever changed."""

import math
from functools import partial

import streamlit as st

from pages.shared import filters, store, visitor
from pages.shared.buttons import offer_file
from pages.shared.tables import show_table
from perfdata.core.terms import Act, UploadKind
from perfdata.presenting.exports.file_names import safe_file_name
from perfdata.usecases import log

_PAGE_SIZE = 25

engine, zone = store.engine(), visitor.zone()

st.title("操作记录", anchor=False)
st.caption(
    f"每次上传、审核、撤销、恢复、设定分值、核实意见都记在这里，只增加，不修改，不删除。时间为{visitor.told_zone()}。"
)


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
    people = st.multiselect(
        "操作人", log.people(engine), key="log_who", placeholder="全部", select_all=False, bind="query-params"
    )
    acts = _terms(Act, "操作", key="log_act")
    kinds = _terms(UploadKind, "类别", key="log_kind")
    days = st.date_input("日期（起止）", value=[], key="log_days", format="YYYY-MM-DD", bind="query-params")

wanted = log.wanted(people=people, acts=acts, kinds=kinds, days=days, zone=zone)
count = log.count(engine, wanted)
pages = max(math.ceil(count / _PAGE_SIZE), 1)
with st.container(horizontal=True, vertical_alignment="center"):
    paged = f"，每页 {_PAGE_SIZE} 条" if pages > 1 else ""
    st.markdown(f"共 **{count:,}** 条，最近的在前{paged}。", width="stretch")
    make = partial(log.log_workbook, engine, wanted, zone=zone)
    offer_file("下载（Excel）", make, name=safe_file_name(f"操作记录_{visitor.today()}", ".xlsx"), key="log_workbook")
if not count:
    st.info("没有符合条件的记录，请放宽筛选。")
    st.stop()
page = st.pagination(pages, key=f"log_page_{pages}") if pages > 1 else 1
rows = log.log_frame(engine, wanted, zone=zone, first=(page - 1) * _PAGE_SIZE, most=_PAGE_SIZE)
show_table(rows, "log", alt=f"第 {page} 页，{len(rows)} 条操作记录", key="log", is_whole=True)
