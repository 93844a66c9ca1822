"""The declared schema of every frame.

One declaration per column gives the dtype check, the Chinese header, the unit, the tooltip and the export header.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from perfdata.core.cell_uses import CellRole
from perfdata.core.terms import FindingKind, Light, Likelihood, ReviewDimension, ReviewStatus, WeightSource
from perfdata.presenting.columns import Column, columns


class FrameSchemaError(Exception):
    """A frame does not match its schema: a bug, not a data problem."""


SCHEMAS: dict[str, dict[str, Column]] = {
    "projects": columns(
        "project_id project_name short_name project_type project_level competent_department spending_unit "
        "cycle_start_year cycle_end_year fiscal_year budget_yuan cycle_goal annual_goal place",
        project_type=Column("str", "项目类型"),
        project_level=Column("str", "项目等级"),
        competent_department=Column("str", "主管部门"),
        cycle_start_year=Column("Int64", "起始年度"),
        cycle_end_year=Column("Int64", "到期年度"),
        budget_yuan=Column("float64", "预算金额", "元", "目标表中的年度预算金额"),
        cycle_goal=Column("str", "实施周期总目标"),
        annual_goal=Column("str", "年度目标"),
    ),
    "indicators": columns(
        "indicator_id indicator_name project_id project_name short_name spending_unit fiscal_year level1 level2 "
        "cycle_target annual_target value_kind is_quantitative comparator target_number target_unit target_per "
        "is_recovered place",
        cycle_target=Column("str", "实施周期指标值", help="原文"),
        value_kind=Column("str", "指标性质", help="由年度指标值的写法判断"),
        is_quantitative=Column("boolean", "定量"),
        is_recovered=Column("boolean", "已归位", help="原表单元格错列，已按顺序归位"),
    ),
    "completions": columns(
        "indicator_id indicator_name project_id project_name short_name level1 level2 annual_target actual outcome "
        "completion_ratio deviation_ratio explanation is_computed deviation_reason evidence as_of place numerator "
        "denominator",
        numerator=Column("float64", "分子", help="比率的分子，填报时写明的才有，如 95%（19/20）"),
        denominator=Column("float64", "分母"),
        actual=Column("str", "实际完成值", help="填报原文；定性指标为完成等级"),
        deviation_ratio=Column("float64", "偏差率", help="（实际－目标）÷ 目标"),
        is_computed=Column("boolean", "由支出计算", help="没有填报，由执行数 ÷ 全年预算数得出的预算执行率"),
        deviation_reason=Column("str", "偏差原因及改进措施"),
        evidence=Column("str", "佐证"),
    ),
    "pooled_rates": columns(
        "indicator_name indicator_count numerator denominator pooled_ratio without_parts_count",
        indicator_name=Column("str", "三级指标"),
        indicator_count=Column("Int64", "合计的项数", "项"),
        numerator=Column("float64", "分子合计"),
        denominator=Column("float64", "分母合计"),
        pooled_ratio=Column("float64", "合计比率", help="分子合计 ÷ 分母合计，不是各项比率的平均"),
        without_parts_count=Column("Int64", "未列入的项数", "项", "已填报而没有写明分子、分母的，没有计入合计"),
    ),
    "spending": columns(
        "project_id project_name short_name as_of initial_budget_yuan adjusted_budget_yuan spent_yuan execution_ratio "
        "place",
        initial_budget_yuan=Column("float64", "年初预算数", "元"),
        adjusted_budget_yuan=Column("float64", "全年预算数", "元", "调整后；未填的按年初预算数"),
        spent_yuan=Column("float64", "全年执行数", "元"),
        execution_ratio=Column("float64", "预算执行率", help="全年执行数 ÷ 全年预算数"),
    ),
    "reports": columns(
        "indicator_id project_id as_of completion_ratio outcome",
        completion_ratio=Column("float64", "完成率"),
    ),
    "subsidies": columns(
        "project_id project_name short_name headcount is_approximate rate_yuan periods period_unit formula total_yuan "
        "budget_yuan budget_gap_yuan readings",
        headcount=Column("float64", "补贴人数", "人"),
        is_approximate=Column("boolean", "约数", help="原文写明约数"),
        rate_yuan=Column("float64", "补贴标准", "元"),
        periods=Column("float64", "期数"),
        period_unit=Column("str", "发放期间"),
        formula=Column("str", "测算式"),
        total_yuan=Column("float64", "测算金额", "元"),
        budget_gap_yuan=Column("float64", "预算减测算", "元"),
        readings=Column("str", "恰好等于预算的算法"),
    ),
    "subsidy_basis": columns(
        "project_id factor value quote place",
        factor=Column("str", "因素"),
        value=Column("float64", "数值"),
        quote=Column("str", "原文"),
    ),
    "unit_costs": columns(
        "project_id project_name short_name indicator_name target_count unit budget_yuan cost_yuan place",
        indicator_name=Column("str", "数量指标"),
        target_count=Column("float64", "目标数量"),
        unit=Column("str", "单位"),
        cost_yuan=Column("float64", "单位成本", "元", "预算金额 ÷ 目标数量"),
    ),
    "changes": columns(
        "at who action short_name indicator_name as_of old new place",
        at=Column("datetime64[us]", "时间"),
        who=Column("str", "操作人"),
        action=Column("str", "操作"),
        indicator_name=Column("str", "指标"),
        new=Column("str", "新值", help="空白表示撤销后没有值"),
    ),
    "log": columns(
        "at who address act kind text upload_id fiscal_year",
        at=Column("datetime64[us]", "时间"),
        who=Column("str", "操作人"),
        address=Column("str", "地址", help="操作人所在的网络地址；命令行和本机的操作没有"),
        act=Column("str", "操作"),
        kind=Column("str", "类别"),
        text=Column("str", "内容"),
        upload_id=Column("Int64", "上传编号", help="“历史”中的第几号上传"),
    ),
    "upload_rows": columns(
        "row_kind short_name indicator_name as_of text place",
        row_kind=Column("str", "类别"),
        indicator_name=Column("str", "指标"),
        text=Column("str", "内容", help="这次上传写入的原文"),
    ),
    "draft_changes": columns(
        "kind subject old new place",
        kind=Column("str", "变化"),
        subject=Column("str", "指标或项目"),
        new=Column("str", "新值"),
    ),
    "review_changes": columns(
        "kind short_name subject item old new place remark",
        kind=Column("str", "变化"),
        subject=Column("str", "指标或项目"),
        item=Column("str", "内容"),
        old=Column("str", "旧值", help="现在有效的值，空白表示没有"),
        new=Column("str", "新值", help="批准后的值，空白表示不再有"),
        place=Column("str", "出处", help="原件中的位置"),
        remark=Column("str", "退回意见", help="只在要退回时填写，会写在原件的这一格上"),
    ),
    "indicator_rows": columns(
        "short_name level2 indicator_name annual_target actual outcome completion_ratio explanation place level1",
        place=Column("str", "目标出处", help="目标表中的位置"),
    ),
    "monitored_projects": columns(
        "project_id project_name short_name spending_unit light budget_light due_ratio budget_progress_ratio "
        "as_of red "
        "yellow green blue no_data unknown explanation",
        light=Column(Light, "项目灯", help="预算和各项指标中最严重的一盏"),
        budget_light=Column(Light, "预算灯"),
        due_ratio=Column("float64", "应达", help="月份 ÷ 12：执行数填报到的月份，或选定的月份"),
        budget_progress_ratio=Column("float64", "执行率占应达", help="执行率 ÷ 应达，100% 为与应达相等"),
        as_of=Column("datetime64[us]", "执行数截至", help="最近一次填报的执行数到哪一天"),
        **{light.value: Column("Int64", light.label, "项") for light in Light},
        explanation=Column("str", "预算执行说明"),
    ),
    "monitored_indicators": columns(
        "indicator_id project_id project_name short_name light level1 level2 indicator_name annual_target actual "
        "progress_ratio is_prorated explanation likelihood reason as_of",
        light=Column(Light, "监控灯"),
        actual=Column("str", "实际完成值", help="填报原文；定性指标为完成等级"),
        progress_ratio=Column("float64", "完成进度", help="占应完成量的比例；只有逐月累计的数量按月份折算"),
        is_prorated=Column("boolean", "按月折算"),
        likelihood=Column(Likelihood, "完成目标可能性"),
        reason=Column("str", "原因说明"),
    ),
    "cell_uses": columns(
        "role text meaning place",
        role=Column(CellRole, "处理"),
        text=Column("str", "单元格内容"),
        meaning=Column("str", "读作或原因"),
    ),
    "read_indicators": columns(
        "project_name level1 level2 indicator_name cycle_target annual_target weight_points place",
        cycle_target=Column("str", "实施周期指标值"),
        annual_target=Column("str", "年度指标值"),
        weight_points=Column("float64", "分值"),
    ),
    "read_projects": columns(
        "project_name spending_unit fiscal_year budget_yuan indicator_count place",
        indicator_count=Column("Int64", "指标", "项"),
    ),
    "source_lines": columns(
        "number raw meaning mark",
        number=Column("Int64", "行号"),
        raw=Column("str", "原表内容", help="单元格之间以 | 分隔"),
        meaning=Column("str", "读作"),
        mark=Column("str", "标记"),
    ),
    "findings": columns(
        "rule_id severity project_id short_name message observed expected suggestion place",
        suggestion=Column("str", "建议"),
    ),
    "audit": columns(
        "finding_id rule_id rule_version kind dimension status note project_id short_name indicator_name message "
        "observed expected arithmetic question basis stake_yuan place",
        finding_id=Column("str", "提示编号"),
        kind=Column(FindingKind, "类别"),
        rule_version=Column("Int64", "规则版本"),
        dimension=Column(ReviewDimension, "审核方面", help="提示，不是审核结论"),
        status=Column(ReviewStatus, "状态"),
        note=Column("str", "核实意见"),
        short_name=Column("str", "项目"),
        arithmetic=Column("str", "算式"),
        question=Column("str", "建议的提问"),
        basis=Column("str", "依据"),
        stake_yuan=Column("float64", "涉及金额", "元"),
    ),
    "project_scores": columns(
        "project_id project_name short_name spending_unit total_points_score grade reported reported_points "
        "reported_score execution_points execution_score execution_explanation weight_source strict_score "
        "strict_grade next_grade missing_points notes scheme scheme_id",
        total_points_score=Column("float64", "总分", "分", "全部填报后才有总分"),
        grade=Column("str", "等级"),
        reported=Column("str", "已填报部分得分 / 满分"),
        reported_score=Column("float64", "已填报部分得分", "分"),
        execution_points=Column("float64", "预算执行率分值", "分"),
        execution_score=Column("float64", "预算执行率得分", "分"),
        execution_explanation=Column("str", "预算执行率说明"),
        weight_source=Column(WeightSource, "分值来源"),
        strict_score=Column("float64", "模拟复核", "分", "没有佐证、定性满分、超出目标 30% 以上的从严计"),
        strict_grade=Column("str", "复核等级"),
        next_grade=Column("str", "高一等级"),
        missing_points=Column("float64", "还差", "分"),
        notes=Column("str", "说明"),
        scheme=Column("str", "计分方案"),
        scheme_id=Column("str", "方案编号"),
    ),
    "scores": columns(
        "indicator_id indicator_name project_id project_name short_name level1 level2 annual_target actual outcome "
        "weight_points points_score lost_points strict_score strict_reason evidence file_count formula explanation "
        "needs_reason",
        level1=Column("str", "一级指标"),
        level2=Column("str", "二级指标"),
        weight_points=Column("float64", "分值", "分"),
        points_score=Column("float64", "得分", "分", "空白为待填报，不按 0 分"),
        lost_points=Column("float64", "扣分", "分"),
        strict_score=Column("float64", "模拟复核", "分"),
        strict_reason=Column("str", "复核理由"),
        evidence=Column("str", "佐证"),
        file_count=Column("Int64", "佐证文件", "份"),
        formula=Column("str", "算式"),
        needs_reason=Column("boolean", "须说明原因"),
    ),
    "level_scores": columns(
        "project_id short_name level points reported_points reported_score",
        level=Column("str", "构成"),
        points=Column("float64", "分值", "分"),
        reported_score=Column("float64", "得分", "分"),
    ),
    "score_differences": columns(
        "project_id short_name item published_score computed_score reason place",
        item=Column("str", "项目或指标"),
        published_score=Column("float64", "填报得分", "分"),
        computed_score=Column("float64", "按规则计算", "分"),
        reason=Column("str", "计算说明"),
        place=Column("str", "出处", help="自评表中的位置"),
    ),
    "ways": columns(
        "project_id short_name kind gained_points sentence",
        kind=Column("str", "方式"),
        gained_points=Column("float64", "可增加", "分"),
        sentence=Column("str", "做法"),
    ),
}


def conform(frame: pd.DataFrame, schema: str) -> pd.DataFrame:
    """The frame with exactly the schema's columns in order and type; raises FrameSchemaError on a mismatch."""
    declared = SCHEMAS[schema]
    if set(frame.columns) != set(declared):
        raise FrameSchemaError(f"{schema}: columns differ by {sorted(set(frame.columns) ^ set(declared))}")
    try:
        return pd.DataFrame({name: frame[name].astype(_dtype(column)) for name, column in declared.items()})
    except (TypeError, ValueError) as error:
        raise FrameSchemaError(f"{schema}: {error}") from error


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples; what stands in a column is told by its schema."""
    return frame.itertuples()


def _dtype(column: Column) -> Any:
    if isinstance(column.dtype, str):
        return column.dtype
    return pd.CategoricalDtype(column.dtype.labels(), ordered=True)
