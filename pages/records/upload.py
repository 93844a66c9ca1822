"""填报上传: download the template, upload it and see every mistake at its cell, confirm."""

import streamlit as st

from pages.shared import filters, progress, review_cards, store, uploads
from pages.shared.desk import ask_for_name
from pages.shared.drafts import ask_for_file
from pages.shared.person import reader
from pages.shared.understanding import show_understanding
from perfdata.presenting.formats import plain_markdown
from perfdata.usecases import opening

selection = filters.find()

st.title("填报上传", anchor=False)
if told := opening.left_out_text(store.engine()):
    st.warning(plain_markdown(told), title="有文件没有读入")
uploads.tell_stored()
if selection:
    progress.tell_owed(selection)
if actor := reader():
    review_cards.show_returned(actor)

with st.container(border=True):
    st.subheader("1　下载模板", anchor=False)
    if selection is None:
        st.caption("还没有绩效目标表。请先在第 2 步上传目标表，之后这里可以下载填报模板。")
    else:
        st.caption("模板已列出所选年度和单位的全部项目与指标，并带有已填报的内容；只填白色单元格。")
        uploads.offer_template(selection)

with st.container(border=True):
    st.subheader("2　上传核对", anchor=False)
    st.caption("填好的模板、自评表、监控表，或新的绩效目标表。这一步只核对，不写入。")
    draft = ask_for_file()
    if draft is not None:
        preview = draft.preview
        with st.grid(5, min_column_width=120):
            for label, count in preview.counts.items():
                st.metric(label, f"{count:,}", border=True)
        if preview.known_text:
            st.info(preview.known_text)
        uploads.tell_what_remains(draft)
        show_understanding(preview, file_id=draft.file_id)
        uploads.show_findings(draft)
        uploads.ask_for_readings(draft)
        uploads.ask_for_projects(draft)
        uploads.ask_about_indicators(draft)
        uploads.ask_for_matches(draft)
        uploads.show_changes(preview)
        uploads.show_effect(draft)

with st.container(border=True):
    st.subheader("3　确认入库", anchor=False)
    if draft is None:
        st.caption("上传文件并核对之后，在这里确认。")
    else:
        who = ask_for_name(key=uploads.WHO)
        uploads.ask_for_confirmation(draft, who)
    uploads.tell_refused()

uploads.show_checks()
