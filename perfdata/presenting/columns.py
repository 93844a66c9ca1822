"""A column of a frame as its schema declares it, and the columns that many frames share."""

from dataclasses import dataclass
from typing import Literal

from perfdata.core.terms import Level1, Level2, Outcome, Severity, Term

Dtype = Literal["str", "Int64", "float64", "boolean", "datetime64[us]"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a dtype, or a vocabulary whose Chinese labels become ordered categories."""

    dtype: Dtype | type[Term]
    label: str
    unit: str | None = None
    help: str | None = None

    @property
    def header(self) -> str:
        return f"{self.label}（{self.unit}）" if self.unit else self.label


# What a name means wherever a schema does not say otherwise.
SHARED: dict[str, Column] = {
    "project_id": Column("str", "项目编号"),
    "project_name": Column("str", "项目名称"),
    "short_name": Column("str", "项目", help="省去名称末尾括号中的说明"),
    "spending_unit": Column("str", "用款单位"),
    "fiscal_year": Column("Int64", "年度"),
    "place": Column("str", "出处", help="原始文件中的位置"),
    "indicator_id": Column("str", "指标编号"),
    "indicator_name": Column("str", "三级指标"),
    "level1": Column(Level1, "一级指标"),
    "level2": Column(Level2, "二级指标"),
    "annual_target": Column("str", "年度指标值", help="原文"),
    "comparator": Column("str", "比较符", help="原文未写的留空"),
    "target_number": Column("float64", "目标数值", help="按原文单位"),
    "target_unit": Column("str", "计量单位"),
    "target_per": Column("str", "期间"),
    "outcome": Column(Outcome, "完成情况"),
    "completion_ratio": Column("float64", "完成率", help="100% 为达到目标"),
    "explanation": Column("str", "计算说明"),
    "as_of": Column("datetime64[us]", "截至日期"),
    "budget_yuan": Column("float64", "预算金额", "元"),
    "old": Column("str", "原值"),
    "actual": Column("str", "实际完成值"),
    "rule_id": Column("str", "规则"),
    "severity": Column(Severity, "程度"),
    "message": Column("str", "提示"),
    "observed": Column("str", "读到的内容"),
    "expected": Column("str", "应有的内容"),
    "reported_points": Column("float64", "已填报部分满分", "分"),
}


def columns(order: str, **own: Column) -> dict[str, Column]:
    """A schema: the names of its columns in their order, and those that are its own. Raises KeyError for others."""
    return {name: own[name] if name in own else SHARED[name] for name in order.split()}
