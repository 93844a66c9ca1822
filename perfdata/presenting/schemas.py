"""The declared schema of every frame.

One declaration per column gives the dtype check, the Chinese header, the unit, the tooltip and the export header.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from perfdata.core.cell_uses import CellRole
from perfdata.core.terms import Level1, Level2, Light, Likelihood, Outcome, Severity
from perfdata.presenting.audit_schemas import AUDIT_SCHEMAS
from perfdata.presenting.columns import INDICATOR_KEY as _INDICATOR_KEY
from perfdata.presenting.columns import PROJECT_KEY as _PROJECT_KEY
from perfdata.presenting.columns import SHORT_NAME as _SHORT_NAME
from perfdata.presenting.columns import Column
from perfdata.presenting.score_schemas import SCORE_SCHEMAS


class FrameSchemaError(Exception):
    """A frame does not match its schema: a bug, not a data problem."""


_PLACE = {"place": Column("str", "出处", help="原始文件中的位置")}

SCHEMAS: dict[str, dict[str, Column]] = {
    "projects": {
        **_PROJECT_KEY,
        **_SHORT_NAME,
        "project_type": Column("str", "项目类型"),
        "project_level": Column("str", "项目等级"),
        "competent_department": Column("str", "主管部门"),
        "spending_unit": Column("str", "用款单位"),
        "cycle_start_year": Column("Int64", "起始年度"),
        "cycle_end_year": Column("Int64", "到期年度"),
        "fiscal_year": Column("Int64", "年度"),
        "budget_yuan": Column("float64", "预算金额", "元", "目标表中的年度预算金额"),
        "cycle_goal": Column("str", "实施周期总目标"),
        "annual_goal": Column("str", "年度目标"),
        **_PLACE,
    },
    "indicators": {
        **_INDICATOR_KEY,
        **_PROJECT_KEY,
        **_SHORT_NAME,
        "spending_unit": Column("str", "用款单位"),
        "fiscal_year": Column("Int64", "年度"),
        "level1": Column(Level1, "一级指标"),
        "level2": Column(Level2, "二级指标"),
        "cycle_target": Column("str", "实施周期指标值", help="原文"),
        "annual_target": Column("str", "年度指标值", help="原文"),
        "value_kind": Column("str", "指标性质", help="由年度指标值的写法判断"),
        "is_quantitative": Column("boolean", "定量"),
        "comparator": Column("str", "比较符", help="原文未写的留空"),
        "target_number": Column("float64", "目标数值", help="按原文单位"),
        "target_unit": Column("str", "计量单位"),
        "target_per": Column("str", "期间"),
        "is_recovered": Column("boolean", "已归位", help="原表单元格错列，已按顺序归位"),
        **_PLACE,
    },
    "completions": {
        **_INDICATOR_KEY,
        **_PROJECT_KEY,
        **_SHORT_NAME,
        "level1": Column(Level1, "一级指标"),
        "level2": Column(Level2, "二级指标"),
        "annual_target": Column("str", "年度指标值", help="原文"),
        "actual": Column("str", "实际完成值", help="填报原文；定性指标为完成等级"),
        "outcome": Column(Outcome, "完成情况"),
        "completion_ratio": Column("float64", "完成率", help="100% 为达到目标"),
        "deviation_ratio": Column("float64", "偏差率", help="（实际－目标）÷ 目标"),
        "explanation": Column("str", "计算说明"),
        "is_computed": Column("boolean", "由支出计算", help="没有填报，由执行数 ÷ 全年预算数得出的预算执行率"),
        "deviation_reason": Column("str", "偏差原因及改进措施"),
        "evidence": Column("str", "佐证"),
        "as_of": Column("datetime64[us]", "截至日期"),
        **_PLACE,
    },
    "spending": {
        **_PROJECT_KEY,
        **_SHORT_NAME,
        "as_of": Column("datetime64[us]", "截至日期"),
        "initial_budget_yuan": Column("float64", "年初预算数", "元"),
        "adjusted_budget_yuan": Column("float64", "全年预算数", "元", "调整后；未填的按年初预算数"),
        "spent_yuan": Column("float64", "全年执行数", "元"),
        "execution_ratio": Column("float64", "预算执行率", help="全年执行数 ÷ 全年预算数"),
        **_PLACE,
    },
    "reports": {
        "indicator_id": Column("str", "指标编号"),
        "project_id": Column("str", "项目编号"),
        "as_of": Column("datetime64[us]", "截至日期"),
        "completion_ratio": Column("float64", "完成率"),
        "outcome": Column(Outcome, "完成情况"),
    },
    "subsidies": {
        **_PROJECT_KEY,
        **_SHORT_NAME,
        "headcount": Column("float64", "补贴人数", "人"),
        "is_approximate": Column("boolean", "约数", help="原文写明约数"),
        "rate_yuan": Column("float64", "补贴标准", "元"),
        "periods": Column("float64", "期数"),
        "period_unit": Column("str", "发放期间"),
        "formula": Column("str", "测算式"),
        "total_yuan": Column("float64", "测算金额", "元"),
        "budget_yuan": Column("float64", "预算金额", "元"),
        "budget_gap_yuan": Column("float64", "预算减测算", "元"),
        "readings": Column("str", "恰好等于预算的算法"),
    },
    "subsidy_basis": {
        "project_id": Column("str", "项目编号"),
        "factor": Column("str", "因素"),
        "value": Column("float64", "数值"),
        "quote": Column("str", "原文"),
        **_PLACE,
    },
    "unit_costs": {
        **_PROJECT_KEY,
        **_SHORT_NAME,
        "indicator_name": Column("str", "数量指标"),
        "target_count": Column("float64", "目标数量"),
        "unit": Column("str", "单位"),
        "budget_yuan": Column("float64", "预算金额", "元"),
        "cost_yuan": Column("float64", "单位成本", "元", "预算金额 ÷ 目标数量"),
        **_PLACE,
    },
    "changes": {
        "at": Column("datetime64[us]", "时间"),
        "who": Column("str", "操作人"),
        "action": Column("str", "操作"),
        **_SHORT_NAME,
        "indicator_name": Column("str", "指标"),
        "as_of": Column("datetime64[us]", "截至日期"),
        "old": Column("str", "原值"),
        "new": Column("str", "新值", help="空白表示撤销后没有值"),
        **_PLACE,
    },
    "upload_rows": {
        "row_kind": Column("str", "类别"),
        **_SHORT_NAME,
        "indicator_name": Column("str", "指标"),
        "as_of": Column("datetime64[us]", "截至日期"),
        "text": Column("str", "内容", help="这次上传写入的原文"),
        **_PLACE,
    },
    "draft_changes": {
        "kind": Column("str", "变化"),
        "subject": Column("str", "指标或项目"),
        "old": Column("str", "原值"),
        "new": Column("str", "新值"),
        **_PLACE,
    },
    "indicator_rows": {
        **_SHORT_NAME,
        "level1": Column(Level1, "一级指标"),
        "level2": Column(Level2, "二级指标"),
        "indicator_name": Column("str", "三级指标"),
        "annual_target": Column("str", "年度指标值", help="原文"),
        "comparator": Column("str", "比较符", help="原文未写的留空"),
        "target_number": Column("float64", "目标数值", help="按原文单位"),
        "target_unit": Column("str", "计量单位"),
        "target_per": Column("str", "期间"),
        "actual": Column("str", "实际完成值"),
        "outcome": Column(Outcome, "完成情况"),
        "completion_ratio": Column("float64", "完成率", help="100% 为达到目标"),
        "explanation": Column("str", "计算说明"),
        "place": Column("str", "目标出处", help="目标表中的位置"),
    },
    "monitored_projects": {
        **_PROJECT_KEY,
        **_SHORT_NAME,
        "spending_unit": Column("str", "用款单位"),
        "light": Column(Light, "项目灯", help="预算和各项指标中最严重的一盏"),
        "budget_light": Column(Light, "预算灯"),
        "budget_progress_ratio": Column("float64", "执行进度", help="执行率 ÷ 序时进度，100% 为与序时同步"),
        **{light.value: Column("Int64", light.label, "项") for light in Light},
        "explanation": Column("str", "预算执行说明"),
    },
    "monitored_indicators": {
        "indicator_id": Column("str", "指标编号"),
        **_PROJECT_KEY,
        **_SHORT_NAME,
        "light": Column(Light, "监控灯"),
        "level1": Column(Level1, "一级指标"),
        "level2": Column(Level2, "二级指标"),
        "indicator_name": Column("str", "三级指标"),
        "annual_target": Column("str", "年度指标值", help="原文"),
        "actual": Column("str", "截至当月完成", help="填报原文；定性指标为完成等级"),
        "progress_ratio": Column("float64", "完成进度", help="占应完成量的比例；只有逐月累计的数量按月份折算"),
        "is_prorated": Column("boolean", "按月折算"),
        "explanation": Column("str", "计算说明"),
        "likelihood": Column(Likelihood, "完成目标可能性"),
        "reason": Column("str", "原因说明"),
        "as_of": Column("datetime64[us]", "截至日期"),
    },
    "cell_uses": {
        "role": Column(CellRole, "处理"),
        "text": Column("str", "单元格内容"),
        "meaning": Column("str", "读作或原因"),
        **_PLACE,
    },
    "read_indicators": {
        "project_name": Column("str", "项目名称"),
        "level1": Column(Level1, "一级指标"),
        "level2": Column(Level2, "二级指标"),
        "indicator_name": Column("str", "三级指标"),
        "cycle_target": Column("str", "实施周期指标值"),
        "annual_target": Column("str", "年度指标值"),
        "weight_points": Column("float64", "分值"),
        **_PLACE,
    },
    "read_projects": {
        "project_name": Column("str", "项目名称"),
        "spending_unit": Column("str", "用款单位"),
        "fiscal_year": Column("Int64", "年度"),
        "budget_yuan": Column("float64", "预算金额", "元"),
        "indicator_count": Column("Int64", "指标", "项"),
        **_PLACE,
    },
    "source_lines": {
        "number": Column("Int64", "行号"),
        "raw": Column("str", "原表内容", help="单元格之间以 | 分隔"),
        "meaning": Column("str", "读作"),
        "mark": Column("str", "标记"),
    },
    "findings": {
        "rule_id": Column("str", "规则"),
        "severity": Column(Severity, "程度"),
        "project_id": Column("str", "项目编号"),
        **_SHORT_NAME,
        "message": Column("str", "提示"),
        "observed": Column("str", "读到的内容"),
        "expected": Column("str", "应有的内容"),
        "suggestion": Column("str", "建议"),
        **_PLACE,
    },
    **AUDIT_SCHEMAS,
    **SCORE_SCHEMAS,
}


def conform(frame: pd.DataFrame, schema: str) -> pd.DataFrame:
    """The frame with exactly the schema's columns in order and type; raises FrameSchemaError on a mismatch."""
    columns = SCHEMAS[schema]
    if set(frame.columns) != set(columns):
        raise FrameSchemaError(f"{schema}: columns differ by {sorted(set(frame.columns) ^ set(columns))}")
    try:
        return pd.DataFrame({name: frame[name].astype(_dtype(column)) for name, column in columns.items()})
    except (TypeError, ValueError) as error:
        raise FrameSchemaError(f"{schema}: {error}") from error


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples; what stands in a column is told by its schema."""
    return frame.itertuples()


def _dtype(column: Column) -> Any:
    if isinstance(column.dtype, str):
        return column.dtype
    return pd.CategoricalDtype(column.dtype.labels(), ordered=True)
