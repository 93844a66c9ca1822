"""What the fields of projects and indicators are called to a person: one word a field, wherever it is named."""

_PAIRS = """
project_name 项目名称 project_type 项目类型 project_level 项目等级 budget_unit 预算单位 unit_name 单位名称
competent_department 主管部门 reporting_unit 填报单位 spending_unit 用款单位 cycle_start_year 起始年度
cycle_end_year 到期年度 cycle 实施周期 fiscal_year 年度 budget_yuan 预算金额 cycle_goal 实施周期总目标
annual_goal 年度目标 actual_goal 实际完成情况 level1 一级指标 level2 二级指标 indicator_name 三级指标
cycle_target 实施周期指标值 annual_target 年度指标值 actual 实际完成值 weight 分值 score 得分
""".split()
FIELD_LABELS: dict[str, str] = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
