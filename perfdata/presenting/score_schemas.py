"""The schemas of the frames of scores."""

from __future__ import annotations

from perfdata.core.terms import Outcome, WeightSource
from perfdata.presenting.columns import INDICATOR_KEY, PROJECT_KEY, SHORT_NAME, Column

SCORE_SCHEMAS: dict[str, dict[str, Column]] = {
    "project_scores": {
        **PROJECT_KEY,
        **SHORT_NAME,
        "total_points_score": Column("float64", "总分", "分", "全部填报后才有总分"),
        "grade": Column("str", "等级"),
        "reported": Column("str", "已填报部分得分 / 应得"),
        "reported_points": Column("float64", "已填报部分应得", "分"),
        "reported_score": Column("float64", "已填报部分得分", "分"),
        "execution_points": Column("float64", "预算执行率分值", "分"),
        "execution_score": Column("float64", "预算执行率得分", "分"),
        "execution_explanation": Column("str", "预算执行率说明"),
        "weight_source": Column(WeightSource, "分值来源"),
        "strict_score": Column("float64", "模拟复核", "分", "没有佐证、定性满分、超出目标 30% 以上的从严计"),
        "strict_grade": Column("str", "复核等级"),
        "next_grade": Column("str", "高一等级"),
        "missing_points": Column("float64", "还差", "分"),
        "notes": Column("str", "说明"),
    },
    "scores": {
        **INDICATOR_KEY,
        **PROJECT_KEY,
        **SHORT_NAME,
        "level1": Column("str", "一级指标"),
        "level2": Column("str", "二级指标"),
        "annual_target": Column("str", "年度指标值", help="原文"),
        "actual": Column("str", "实际完成值"),
        "outcome": Column(Outcome, "完成情况"),
        "weight_points": Column("float64", "分值", "分"),
        "points_score": Column("float64", "得分", "分", "空白为待填报，不按 0 分"),
        "lost_points": Column("float64", "扣分", "分"),
        "strict_score": Column("float64", "模拟复核", "分"),
        "strict_reason": Column("str", "复核理由"),
        "formula": Column("str", "算式"),
        "explanation": Column("str", "计算说明"),
        "needs_reason": Column("boolean", "须说明原因"),
    },
    "level_scores": {
        "project_id": Column("str", "项目编号"),
        **SHORT_NAME,
        "level": Column("str", "构成"),
        "points": Column("float64", "分值", "分"),
        "reported_points": Column("float64", "已填报部分应得", "分"),
        "reported_score": Column("float64", "得分", "分"),
    },
    "score_differences": {
        "project_id": Column("str", "项目编号"),
        **SHORT_NAME,
        "item": Column("str", "项目或指标"),
        "published_score": Column("float64", "填报得分", "分"),
        "computed_score": Column("float64", "按规则计算", "分"),
        "reason": Column("str", "计算说明"),
        "place": Column("str", "出处", help="自评表中的位置"),
    },
    "ways": {
        "project_id": Column("str", "项目编号"),
        **SHORT_NAME,
        "kind": Column("str", "方式"),
        "gained_points": Column("float64", "可增加", "分"),
        "sentence": Column("str", "做法"),
    },
}
