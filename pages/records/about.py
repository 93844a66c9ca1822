"""关于: which version runs here, on which data, and whether it is sound."""

import streamlit as st

from pages.shared import store, visitor
from perfdata.presenting.formats import plain_markdown
from perfdata.usecases import about, keeping, reviewing

st.title("关于", anchor=False)
engine = store.engine()
backup, test, replica = keeping.last_backup(engine), about.self_test(), about.replica(engine)
review = reviewing.setting_text(engine)

st.table(
    {
        "版本": about.versions(),
        "数据库": plain_markdown(about.database(engine)),
        **({"读库": plain_markdown(replica)} if replica else {}),
        **({"审核": review} if review else {}),
        "上次备份": f"{visitor.told(backup.at)}　{plain_markdown(backup.file)}" if backup else "还没有备份",
        "对外请求": "0：页面、字体、脚本和数据都在本机（或本单位的服务器）上，不连接任何外部网站",
        "许可": "Apache License 2.0（随软件附全文）",
    },
    border="horizontal",
)
if test.is_passed:
    st.success(test.text, title="自检：通过", icon=":material/check_circle:")
else:
    st.error(test.text, title="自检：不符", icon=":material/error:")
if not backup:
    st.caption("备份用命令 perfdata backup，写法见软件文件夹中 README 的“备份、恢复与升级”。")

with st.container(horizontal=True):
    st.page_link("pages/records/log.py", label="操作记录", icon=":material/manage_search:")
    st.page_link("pages/records/history.py", label="历史与撤销", icon=":material/history:")
    st.page_link("pages/evaluation/findings.py", label="检查项说明", icon=":material/fact_check:")
    st.page_link("pages/evaluation/self_evaluation.py", label="计分方案", icon=":material/grading:")
