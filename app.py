"""Entry point: page config, access gate, navigation, filters."""

import logging

import streamlit as st

from pages.shared import access, filters

st.set_page_config(page_title="项目绩效看板", page_icon="pages/shared/icon.png", layout="wide")
access.require()

page = st.navigation(
    {
        "看板": [
            st.Page(
                "pages/dashboards/overview.py",
                title="总览",
                icon=":material/dashboard:",
                url_path="overview",
                default=True,
                help="预算总额、补贴测算与指标一览，以及需要关注的事项。",
            ),
            st.Page(
                "pages/dashboards/budgets.py",
                title="预算",
                icon=":material/account_balance:",
                url_path="budgets",
                help="预算按项目、用款单位和实施周期的排名与构成。",
            ),
            st.Page(
                "pages/dashboards/subsidies.py",
                title="补贴测算",
                icon=":material/calculate:",
                url_path="subsidies",
                help="人数 × 标准 × 期数与预算是否相符，并可试算。",
            ),
            st.Page(
                "pages/dashboards/indicators.py",
                title="指标完成",
                icon=":material/checklist:",
                url_path="indicators",
                help="指标的完成情况、与目标的差距和年内变化。",
            ),
        ],
        "数据": [
            st.Page(
                "pages/records/upload.py",
                title="填报上传",
                icon=":material/upload_file:",
                url_path="upload",
                help="下载模板、上传核对、确认入库。",
            ),
            st.Page(
                "pages/records/history.py",
                title="历史",
                icon=":material/history:",
                url_path="history",
                help="每次上传的原件、时间和操作人；撤销与恢复。",
            ),
            st.Page(
                "pages/records/goal_tables.py",
                title="绩效目标表",
                icon=":material/table_view:",
                url_path="goal_tables",
                help="全部目标与指标的原文、读取结果和出处。",
            ),
        ],
    }
)
try:
    filters.draw()
    page.run()
except Exception:
    logging.getLogger("perfdata").exception("page %s failed", page.url_path)
    st.error("这个页面没能显示，已有数据没有改动。请刷新重试；若仍不行，请把当前时间告诉管理员。", title="页面出错")
