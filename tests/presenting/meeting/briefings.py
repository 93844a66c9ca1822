"""A briefing with hard texts and numbers, for what is written of it."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from perfdata.presenting.charts.theme import Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.meeting.briefing import Briefing, Section, Table
from perfdata.presenting.verdicts import Verdict

NAMES = ("农村公路<养护> & 桥梁", "“两新”组织党务工作者补贴（镇）", "=1+1", "\x07响铃的项目", "很长" * 60)
BUDGETS = (Decimal("504000.00"), Decimal("299600.50"), None, Decimal("-72000"), Decimal("1234567890.12"))
SHARES = (0.4465, 1.2, None, 0.0, 0.999)


def chart(kind: str = "bar", *, rows: int = 5) -> Chart:
    """A chart of a table with shares, one of them missing."""
    table = pd.DataFrame(
        {"项目": (list(NAMES) * rows)[:rows], "执行率": (list(SHARES) * rows)[:rows], "应达": [0.5] * rows}
    )
    spec = ChartSpec(
        kind=kind,  # type: ignore[arg-type]
        category_column="项目",
        value_columns=("执行率",) if kind == "pie" else ("执行率", "应达"),
        number_format="0.0%",
        colours=("#1F4E79", "#C9D0D8"),
    )
    figure = {"data": [{"type": "bar", "x": [1]}], "layout": {"height": 300, "margin": {"t": 8, "b": 8}}}
    return Chart(
        figure=figure, title=f"最落后的项目 {kind}", alt="两个项目 44.7%。", table=table, note="来源：表。", spec=spec
    )


def briefing(*, rows: int = 5) -> Briefing:
    """Verdicts, a section of words, one of a table, one of charts, and one that people write."""
    frame = pd.DataFrame({"项目": (list(NAMES) * rows)[:rows], "预算（元）": (list(BUDGETS) * rows)[:rows]})
    verdicts = [
        Verdict("资金", "偏慢", "doubtful", "60.5%", ("应达 80.7%，差 20.2 个百分点", "已报 3/4 个")),
        Verdict("目标", "达成", "good", "100.0%", ("已报 36 项",)),
        Verdict("得分", "待填报", "neutral", "–", ("全部填报后才有总分", "")),
        Verdict("要过问", "红灯", "bad", "1 个", ("涉及 7.20 万元",)),
    ]
    sections = [
        Section(title="总体情况", sentences=["4 个项目全年预算 83.11 万元。"], in_short=True),
        Section(title="各项目情况", tables=[Table(title="各项目预算", frame=frame, note="供核实。")], in_short=True),
        Section(title="图", charts=[chart(kind) for kind in ("bar", "stacked_bar", "line", "pie", "none")]),
        Section(title="整改措施", by_hand=["责任人和期限"]),
    ]
    return Briefing(
        title="2024 年度项目绩效简报",
        subtitle="4 个项目，36 项指标，数据截至 2024-06-30",
        verdicts=verdicts,
        sections=sections,
        sources=["来源：已确认入库的项目绩效目标表。"],
    )
