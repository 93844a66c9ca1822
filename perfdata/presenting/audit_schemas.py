"""The schemas of the frames of the goal audit."""

from __future__ import annotations

from perfdata.core.terms import ReviewDimension, ReviewStatus, Severity
from perfdata.presenting.columns import Column

AUDIT_SCHEMAS: dict[str, dict[str, Column]] = {
    "audit": {
        "finding_id": Column("str", "提示编号"),
        "rule_id": Column("str", "规则"),
        "rule_version": Column("Int64", "规则版本"),
        "severity": Column(Severity, "程度"),
        "dimension": Column(ReviewDimension, "审核方面", help="提示，不是审核结论"),
        "status": Column(ReviewStatus, "状态"),
        "note": Column("str", "核实意见"),
        "project_id": Column("str", "项目编号"),
        "short_name": Column("str", "项目"),
        "indicator_name": Column("str", "三级指标"),
        "message": Column("str", "提示"),
        "observed": Column("str", "读到的内容"),
        "expected": Column("str", "应有的内容"),
        "arithmetic": Column("str", "算式"),
        "question": Column("str", "建议的提问"),
        "basis": Column("str", "依据"),
        "stake_yuan": Column("float64", "涉及金额", "元"),
        "place": Column("str", "出处", help="原始文件中的位置"),
    },
    "audit_skips": {
        "rule_id": Column("str", "规则"),
        "project_id": Column("str", "项目编号"),
        "short_name": Column("str", "项目"),
        "reason": Column("str", "不适用的原因"),
    },
}
