"""Filled official forms as tab-separated text: 自评表 and 监控表 of any project, row by row."""

from __future__ import annotations

from collections.abc import Sequence

UNIT = "柳湾镇园林所"
MONITORED_HEADER = "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t1-7月执行情况\t完成目标可能性"
# Levels, name, target, actual, points and score.
RESULTS = (
    "产出指标\t数量指标\t补助户数\t10户\t10户\t50\t50",
    "\t质量指标\t发放准确率\t≥98%\t98%\t30\t30",
    "满意度指标\t服务对象满意度指标\t住户满意度\t≥90%\t92%\t10\t10",
)


def self_evaluation(
    name: str,
    unit: str = UNIT,
    *,
    year: int | None = 2024,
    rows: Sequence[str] = RESULTS,
    money: str = "2\t2\t1.9\t10\t95.00%\t9.5",
    total: str = "99.5",
) -> str:
    """One 自评表; ``money`` is 年初预算数, 全年预算数, 全年执行数 in 万元, 分值, 执行率 and 得分."""
    lines = [
        "项目支出绩效自评表",
        f"（{year}年度）" if year else "",
        f"项目名称\t{name}",
        f"主管部门\t{unit}\t实施单位\t{unit}",
        "项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分",
        f"\t年度资金总额\t{money}",
        "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施",
        *rows,
        f"总分\t\t\t\t\t100\t{total}",
    ]
    return "\n".join(lines) + "\n"


def monitoring(name: str, unit: str = UNIT, *, rows: Sequence[str], money: str = "2\t2\t1\t50%") -> str:
    """One 监控表 of 1-7月 2024; each row is level 1, level 2, name, target, actual and likelihood."""
    lines = [
        "项目支出绩效目标执行监控表",
        "（2024年度，1-7月）",
        f"项目名称\t{name}",
        f"主管部门\t{unit}\t实施单位\t{unit}",
        "项目资金（万元）\t\t年初预算数\t全年预算数\t1-7月执行数\t执行率",
        f"\t年度资金总额:\t{money}",
        MONITORED_HEADER,
        *(f"\t{row}" for row in rows),
    ]
    return "\n".join(lines) + "\n"
