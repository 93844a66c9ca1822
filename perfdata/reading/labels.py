"""Labels of goal tables and their synonyms, as normalised text (see ``normalise_label``)."""

from __future__ import annotations

import re

from perfdata.core import result_form as form
from perfdata.core.terms import Level1, Level2

SECTION_LABELS = frozenset({"绩效指标", "年度绩效指标", "总体绩效目标", "总体目标", "年度总体目标", "实施周期"})

LEVEL1_LABELS: dict[str, Level1] = {
    "成本指标": Level1.COST,
    "产出指标": Level1.OUTPUT,
    "预期产出指标": Level1.OUTPUT,
    "项目完成指标": Level1.OUTPUT,
    "效益指标": Level1.BENEFIT,
    "效果指标": Level1.BENEFIT,
    "项目效益指标": Level1.BENEFIT,
    "满意度指标": Level1.SATISFACTION,
}

LEVEL2_LABELS: dict[str, Level2] = {
    "经济成本指标": Level2.ECONOMIC_COST,
    "经济成本": Level2.ECONOMIC_COST,
    "社会成本指标": Level2.SOCIAL_COST,
    "社会成本": Level2.SOCIAL_COST,
    "生态环境成本指标": Level2.ECOLOGICAL_COST,
    "生态环境成本": Level2.ECOLOGICAL_COST,
    "数量指标": Level2.QUANTITY,
    "质量指标": Level2.QUALITY,
    "时效指标": Level2.TIMELINESS,
    "成本指标": Level2.COST,
    "经济效益指标": Level2.ECONOMIC,
    "经济效益": Level2.ECONOMIC,
    "社会效益指标": Level2.SOCIAL,
    "社会效益": Level2.SOCIAL,
    "生态效益指标": Level2.ECOLOGICAL,
    "生态效益": Level2.ECOLOGICAL,
    "环境效益指标": Level2.ECOLOGICAL,
    "可持续影响指标": Level2.SUSTAINABILITY,
    "可持续影响": Level2.SUSTAINABILITY,
    "服务对象满意度指标": Level2.BENEFICIARY_SATISFACTION,
    "服务对象满意度": Level2.BENEFICIARY_SATISFACTION,
    "社会公众或服务对象满意度指标": Level2.BENEFICIARY_SATISFACTION,
    "满意度指标": Level2.BENEFICIARY_SATISFACTION,
}

FIELD_LABELS: dict[str, str] = {
    "项目名称": "project_name",
    "项目类型": "project_type",
    "项目等级": "project_level",
    "主管部门": "competent_department",
    "用款单位": "spending_unit",
    "实施单位": "spending_unit",
    "起始年度": "cycle_start_year",
    "到期年度": "cycle_end_year",
}

GOAL_LABELS: dict[str, str] = {"实施周期总目标": "cycle_goal", "年度目标": "annual_goal"}

COLUMN_LABELS: dict[str, str] = {
    "一级指标": "level1",
    "二级指标": "level2",
    "三级指标": "name",
    "实施周期指标值": "cycle_target",
    "当年度指标值": "annual_target",
    "年度指标值": "annual_target",
    "指标值": "annual_target",
}

TITLE = re.compile(r"绩效目标(申报|批复)?表")
BUDGET_LABEL = re.compile(r"(?:(\d{4})年)?(?:预算金额|年度预算|年度资金总额|预算数)(?:\((元|万元)\))?")
YEARLY_GOAL_LABEL = re.compile(r"(\d{4})年(?:度)?(?=目标)")
LEVEL_POINTS = re.compile(r"\(\d+(?:\.\d+)?分?\)$")

RESULT_COLUMNS: dict[str, str] = {
    form.INDICATOR_ID: "indicator_id",
    form.PROJECT_NAME: "project_name",
    form.SPENDING_UNIT: "spending_unit",
    form.LEVEL1: "level1",
    form.LEVEL2: "level2",
    form.INDICATOR_NAME: "indicator_name",
    form.ANNUAL_TARGET: "annual_target",
    form.ACTUAL: "actual",
    "全年完成值": "actual",
    "完成值": "actual",
    form.ATTAINMENT: "attainment",
    form.DEVIATION_REASON: "deviation_reason",
    "偏差原因分析及改进措施": "deviation_reason",
    form.EVIDENCE: "evidence",
}

# Without the unit in brackets, which is read for itself.
SPENDING_COLUMNS: dict[str, str] = {
    form.PROJECT_ID: "project_id",
    form.PROJECT_NAME: "project_name",
    form.SPENDING_UNIT: "spending_unit",
    "年初预算数": "initial_budget_yuan",
    "全年预算数": "adjusted_budget_yuan",
    "全年执行数": "spent_yuan",
}
