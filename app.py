"""Entry point: page config, access gate, navigation, filters."""

import logging
from pathlib import Path

import streamlit as st

from pages.shared import access, drill, filters, following, head, project_page, store

_ICON = Path(__file__).parent / "pages" / "shared" / "icon.png"
is_presented = "present" in st.query_params
_MENU = "collapsed" if is_presented else 240
st.set_page_config(page_title="项目绩效看板", page_icon=_ICON, layout="wide", initial_sidebar_state=_MENU)
access.require()

# Each page: its file, which is also its address; title; icon; what it answers.
_PAGES = {
    "看板": [
        ("dashboards/overview", "总览", "dashboard", "预算总额、补贴测算与指标一览，以及需要关注的事项。"),
        ("dashboards/budgets", "预算", "account_balance", "预算按项目、用款单位和实施周期的排名与构成。"),
        ("dashboards/subsidies", "补贴测算", "calculate", "人数 × 标准 × 期数与预算是否相符，并可试算。"),
        ("dashboards/indicators", "指标完成", "checklist", "指标的完成情况、与目标的差距和年内变化。"),
        ("dashboards/years", "年度对比", "timeline", "预算、执行、达成和得分的逐年变化，指标的修订，年底估算。"),
        ("dashboards/project", "项目", "description", "一个项目的资金、目标、得分、测算、提示、历史和出处。"),
    ],
    "评价": [
        ("evaluation/self_evaluation", "绩效自评", "grading", "按计分方案的得分、等级和扣分原因；分值设定。"),
        ("evaluation/monitoring", "运行监控", "traffic", "目标和预算是否跟上应达，也可若按任一月份；监控表下载。"),
        ("evaluation/findings", "目标审核", "fact_check", "目标表和预算中需要核实的问题，附算式与出处。"),
    ],
    "会议": [
        ("meeting/materials", "会议材料", "description", "简报、演示文稿、数据工作簿和材料包，按所选范围生成。"),
        ("meeting/presentation", "汇报演示", "slideshow", "大字、五步，用方向键翻页或自动播放。"),
    ],
    "数据": [
        ("records/upload", "填报上传", "upload_file", "下载模板、上传核对、确认入库。"),
        ("records/progress", "填报进度", "event_available", "哪些单位还没有报、逾期、待审；布置任务、催报和封账。"),
        ("records/review", "审核", "rule", "待审的填报：旧值与新值、提示和影响；批准或退回。"),
        ("records/history", "历史", "history", "每次上传的原件、时间和操作人；撤销与恢复。"),
        ("records/log", "操作记录", "manage_search", "谁在什么时候做过什么，来自哪次上传；可筛选和下载。"),
        ("records/goal_tables", "绩效目标表", "table_view", "全部目标与指标的原文、读取结果和出处。"),
        ("records/about", "关于", "info", "版本、数据库、上次备份和自检。"),
    ],
}
# One is about one project and reached from tables, charts and the search; others concern not everyone.
_HIDDEN = {"dashboards/project", *access.unneeded_pages()}
page = st.navigation(
    {
        group: [
            st.Page(
                f"pages/{path}.py",
                title=title,
                icon=f":material/{icon}:",
                url_path=path.split("/")[1],
                default=path == "dashboards/overview",
                visibility="hidden" if path in _HIDDEN else "visible",
                help=answer,
            )
            for path, title, icon, answer in pages
        ]
        for group, pages in _PAGES.items()
    },
    expanded=True,
)
try:
    filters.draw()
    following.watch(page.url_path)
    project_id = drill.opened(page)
    if not is_presented:
        head.draw(page, project_id)
    (project_page.show if project_id else page.run)()
except Exception as error:
    logging.getLogger("perfdata").exception("page %s failed", page.url_path)
    store.show_failure(error)
