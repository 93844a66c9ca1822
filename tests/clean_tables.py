"""A goal table that a careful office would hand in: no rule has anything above a notice to say of it."""

from __future__ import annotations

from tests.builders import Line, goal_table

CLEAN_LINES = (
    Line("产出指标", "数量指标", "补贴人数", "≥36人", "≥36人"),
    Line("", "", "开展业务培训场次", "≥12场次", "≥4场次"),
    Line("", "质量指标", "补贴发放准确率", "=100%", "=100%"),
    Line("", "时效指标", "补贴按月发放及时率", "≥98%", "≥98%"),
    Line("", "成本指标", "补贴标准", "=1000元/人/月", "=1000元/人/月"),
    Line("效益指标", "社会效益指标", "服务群众人次", "≥3000人次", "≥1000人次"),
    Line("满意度指标", "服务对象满意度指标", "抽样调查50名网格员的满意度", "≥90%", "≥90%"),
)


def clean_table(number: int = 0, *, unit: str = "某镇民政办", year: int = 2024) -> str:
    """A clean goal table; the number makes its name its own."""
    return goal_table(
        name=f"网格员岗位补贴{number or ''}",
        unit=unit,
        year=year,
        budget="432000",
        cycle=(str(year), str(year + 2)),
        cycle_goal="三年内稳定网格员队伍，服务群众三千人次。",
        annual_goal="对36名网格员按每人每月1000元的标准发放岗位补贴，开展业务培训4场次。",
        lines=CLEAN_LINES,
    )
