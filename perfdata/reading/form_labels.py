"""Labels of the forms that offices keep and their synonyms (domain notes §4.4), as normalised text."""

from __future__ import annotations

import re
from typing import Literal

from perfdata.core.amounts import MONEY_UNIT
from perfdata.core.terms import FundingSource, Level1, Level2
from perfdata.reading.labels import LEVEL1_LABELS, LEVEL2_LABELS

PERSONAL = "个人信息，不保存"

FIELDS: dict[str, str] = {
    **dict.fromkeys(("项目名称", "专项资金名称", "二级项目名称", "专项名称", "项目(政策)名称"), "project_name"),
    **dict.fromkeys(("项目类型", "项目类别", "项目分类", "项目属性", "项目口径"), "project_type"),
    **dict.fromkeys(("项目等级", "项目级次"), "project_level"),
    **dict.fromkeys(
        ("主管部门", "主管部门及代码", "业务主管部门", "市级主管部门", "县级主管部门"), "competent_department"
    ),
    **dict.fromkeys(("预算单位", "部门名称"), "competent_department"),
    **dict.fromkeys(("填报单位", "编制单位", "绩效编制单位"), "reporting_unit"),
    **dict.fromkeys(("用款单位", "实施单位", "项目实施单位", "项目单位", "项目执行单位"), "spending_unit"),
    **dict.fromkeys(("资金使用单位", "单位名称", "具体实施单位"), "spending_unit"),
    **dict.fromkeys(("起始年度", "开始年度"), "cycle_start_year"),
    **dict.fromkeys(("到期年度", "终止年度", "结束年度"), "cycle_end_year"),
    **dict.fromkeys(("实施周期", "项目期", "项目起止时间", "实施期限", "项目周期", "实施期", "起止时间"), "cycle"),
    **dict.fromkeys(("预算年度", "年度", "财政年度"), "fiscal_year"),
}

GOALS: dict[str, str] = {
    **dict.fromkeys(("实施周期总目标", "中期目标", "中期滚动目标", "长期目标", "总目标", "实施期目标"), "cycle_goal"),
    **dict.fromkeys(("年度目标", "当年绩效目标", "年度绩效目标", "预期目标", "年初设定目标"), "annual_goal"),
    **dict.fromkeys(("年度总体目标", "总体目标", "年度总体绩效目标", "总体绩效目标", "项目总体目标"), "annual_goal"),
    **dict.fromkeys(("实际完成情况", "目标实际完成情况", "年度总体目标完成情况", "全年实际完成情况"), "actual_goal"),
}

IGNORED_LABELS: dict[str, str] = {
    **dict.fromkeys(("联系人", "负责人", "项目负责人", "填报人", "填表人", "经办人", "审核人", "单位负责人"), PERSONAL),
    **dict.fromkeys(("联系电话", "电话", "手机", "填报人电话", "联系方式", "项目负责人及联系电话"), PERSONAL),
    **dict.fromkeys(("项目负责人及电话", "财务负责人", "联系人及电话", "制表人"), PERSONAL),
    **dict.fromkeys(("项目编码", "项目代码", "序号", "单位代码", "单位编码", "部门代码", "编号"), "编码或序号"),
    **dict.fromkeys(
        (
            "一级项目名称",
            "填报日期",
            "填表日期",
            "编制日期",
            "填报时间",
            "填表时间",
            "编制时间",
            "指标方向性",
            "绩效指标性质说明",
        ),
        "看板不使用",
    ),
    **dict.fromkeys(("填报时间", "填表时间", "编制时间"), "看板不使用"),
    **dict.fromkeys(("备注", "说明", "指标解释", "指标说明", "评分标准", "数据来源", "评价结论"), "看板不使用"),
    **dict.fromkeys(("存在问题", "改进措施", "立项依据", "项目概况", "项目基本情况", "指标值设定依据"), "看板不使用"),
    **dict.fromkeys(("完成目标可能性", "完成可能性", "完成可能性分析", "自评等级", "绩效等级"), "看板不使用"),
}

COLUMNS: dict[str, str] = {
    **dict.fromkeys(("一级指标", "一级绩效指标", "一级指标名称"), "level1"),
    **dict.fromkeys(("二级指标", "二级绩效指标", "二级指标名称"), "level2"),
    **dict.fromkeys(("三级指标", "指标名称", "指标内容", "三级指标名称", "三级绩效指标", "绩效指标名称"), "name"),
    **dict.fromkeys(("实施周期指标值", "中期指标值", "实施期指标值", "长期指标值"), "cycle_target"),
    **dict.fromkeys(("指标值", "年度指标值", "当年度指标值", "计划指标值", "目标值", "绩效标准"), "annual_target"),
    **dict.fromkeys(("年初目标值", "年度目标值", "当年预期实现值", "预期当年实现值", "预期指标值"), "annual_target"),
    **dict.fromkeys(("指标值(包含数字及文字描述)", "计划指标值(或计划水平)", "年初指标值", "计划值"), "annual_target"),
    **dict.fromkeys(("指标性质", "计算符号", "比较符", "比较符号", "运算符", "符号", "指标方向"), "sign"),
    **dict.fromkeys(("度量单位", "计量单位", "指标单位", "单位"), "unit"),
    **dict.fromkeys(("实际完成值", "全年完成值", "全年实际值", "完成值", "当前完成值", "实际完成指标值"), "actual"),
    **dict.fromkeys(("半年度指标执行情况", "1-6月执行情况", "1-7月执行情况", "实际值", "完成情况"), "actual"),
    **dict.fromkeys(("分值", "权重", "指标权重", "分值权重", "权重分值", "标准分"), "weight"),
    **dict.fromkeys(("分值(权重)", "权重(分值)", "分值(权重%)", "分值(权重分)"), "weight"),
    **dict.fromkeys(("得分", "自评得分", "评分", "自评分"), "score"),
    **dict.fromkeys(("偏差原因分析及改进措施", "未完成原因分析", "未完成原因和改进措施", "偏差原因"), "reason"),
    **dict.fromkeys(("未完成原因及拟采取的改进措施", "偏差原因说明", "未完成原因", "偏差原因分析"), "reason"),
    **dict.fromkeys(("未完成原因分析及改进措施", "偏差原因及改进措施", "原因分析"), "reason"),
}

# Columns of a flat list beside those of the indicators; merged downwards over a project's rows.
LIST_COLUMNS: dict[str, str] = {
    **{label: name for label, name in FIELDS.items() if name != "fiscal_year"},
    **{label: name for label, name in GOALS.items() if name != "actual_goal"},
    **dict.fromkeys(("预算数", "预算金额", "当年预算", "年度预算", "预算资金", "资金总额", "项目资金"), "budget"),
    **dict.fromkeys(("年度资金总额", "年度预算数", "预算申报数", "预算安排"), "budget"),
    **dict.fromkeys(("项目总额", "项目金额", "预算总额"), "budget"),
}

FUNDING_COLUMNS: dict[str, str] = {
    **dict.fromkeys(("年初预算数", "年初预算"), "initial"),
    **dict.fromkeys(("全年预算数", "调整后预算数", "调整后预算", "全年预算"), "adjusted"),
    **dict.fromkeys(("全年执行数", "预算执行数", "执行数", "实际支出数"), "spent"),
    **dict.fromkeys(("1-6月执行数", "1-7月执行数"), "spent_so_far"),
    **dict.fromkeys(("分值", "权重"), "weight"),
    **dict.fromkeys(("执行率", "预算执行率"), "rate"),
    "得分": "score",
    **dict.fromkeys(("原因", "未完成原因", "偏差原因"), "reason"),
}

FUNDING_SECTION = re.compile(
    r"(?:项目资金|资金情况|预算执行情况|项目资金来源|项目预算|项目金额|资金来源)(?:\(\d+分\))?"
    rf"(?:\(?(?:单位:)?(?:人民币)?{MONEY_UNIT}\)?)?"
)
CYCLE_TOTAL = re.compile(rf"(?:中期|实施期|实施周期|项目)资金总额(?:\({MONEY_UNIT}\))?")
BUDGET = re.compile(
    r"(?:预算金额|年度预算|年度资金总额|年度财政资金总额|资金总额|预算数|当年预算|预算申报数"
    rf"|预算安排|项目预算金额|本年度申请市财政预算资金)(?:\((?:单位:)?(?:人民币)?{MONEY_UNIT}\))?"
)
_FUNDING_WORDS: tuple[tuple[str, FundingSource], ...] = (
    (r"年度(?:财政)?资金总额|总额|合计|项目资金来源合计|资金总额", FundingSource.TOTAL),
    (r"上年结转(?:资金|结余)*|(?:其中:?)?上年结转", FundingSource.CARRIED_OVER),
    (
        r"(?:(?:当|本)年|财政|中央|省级|市级|县级|一般公共预算|资金|拨款|财|政)*(?:拨款|财政资金)(?:小计)?",
        FundingSource.FISCAL,
    ),
    (r"财政专户管理资金|单位资金|自有资金|其他资金|其他|地方资金", FundingSource.OTHER),
    (r"(?:上级|中央|省级|市级|县级|县区|地方)资金|中央、省、市补助县级资金", FundingSource.FISCAL),
)
_FUNDING_PATTERNS = tuple((re.compile(words), source) for words, source in _FUNDING_WORDS)
_FUNDING_PREFIX = re.compile(r"^(?:其中:?|\(?[一二三四五六1-9]\)?[、.]?)+")

TITLE = re.compile(r"绩效目标|自评表|自评报告|绩效监控表|自评情况|完成情况表")
SELF_EVALUATION_TITLE = re.compile(r"自评|完成情况表")
TOTAL_ROW = re.compile(r"(?:总分|总计|合计|自评总分|总得分)(?:\(\d+分\))?:?")
UNIT_LINE = re.compile(rf"(?:.*[(:,;]|)?(?:金额)?单位:?(?:人民币)?({MONEY_UNIT})\)?$")
PARTS = re.compile(r"(?:[^\S\n]|\u3000){2,}|\n")
PERSON_LINE = re.compile(r"(?:填报人|填表人|联系人|负责人|经办人|联系电话|电话|制表人|审核人)(?:\(签[字章]\))?:")
FOOT = re.compile(r"(?:注|备注|说明|填表说明|填报说明|注释):|注\d")
PLACEHOLDER_NAME = re.compile(r"(?:指标\d*[:：]?[/—-]?|…+|\.{3,})")
POINTS = re.compile(r"\(?(\d+(?:\.\d+)?)分?\)?$")
_LEVEL_TAIL = re.compile(r"\((?:\d+(?:\.\d+)?分?|[^()]*(?:必填|选填)[^()]*)\)$")

_SECTIONS = frozenset(
    {"绩效指标", "年度绩效指标", "项目绩效指标", "绩效指标完成情况", "年度绩效指标完成情况", "中期绩效指标"}
)
_COLUMN_TAIL = re.compile(rf"\((?:[A-Z]|[A-Z]/[A-Z]|%|分|\d+分?|{MONEY_UNIT})\)$|^\*|\*$")

LEVEL1: dict[str, Level1] = {
    **LEVEL1_LABELS,
    **dict.fromkeys(("产出", "项目产出指标", "产出目标", "绩效产出指标"), Level1.OUTPUT),
    **dict.fromkeys(("效益", "效果", "预期效益指标", "项目效果指标"), Level1.BENEFIT),
    **dict.fromkeys(
        ("满意度", "服务对象满意度指标", "社会公众或服务对象满意度指标", "服务对象满意度"), Level1.SATISFACTION
    ),
    "成本": Level1.COST,
}
LEVEL2: dict[str, Level2] = {
    **LEVEL2_LABELS,
    **dict.fromkeys(("数量", "产出数量指标", "产出数量"), Level2.QUANTITY),
    **dict.fromkeys(("质量", "产出质量指标", "产出质量"), Level2.QUALITY),
    **dict.fromkeys(("时效", "工期指标", "形象进度指标", "产出时效指标"), Level2.TIMELINESS),
    **dict.fromkeys(("成本", "产出成本指标", "预算(或投资规模)控制指标"), Level2.COST),
    "环境效益": Level2.ECOLOGICAL,
    "可持续性影响指标": Level2.SUSTAINABILITY,
    **dict.fromkeys(("满意度", "社会公众满意度指标", "社会公众或服务对象满意度"), Level2.BENEFICIARY_SATISFACTION),
}

Half = Literal["cycle", "annual"]


def column_key(label: str) -> str:
    """A header label without its letter, points or unit in brackets: 年度指标值(A) is 年度指标值."""
    return _COLUMN_TAIL.sub("", label)


def level_key(label: str) -> str:
    """A level label without its points or its 必填 in brackets."""
    return _LEVEL_TAIL.sub("", label)


def is_section(label: str) -> bool:
    return level_key(label) in _SECTIONS


def funding_source(label: str) -> FundingSource | None:
    """Which row of the funds block a label names."""
    key = _FUNDING_PREFIX.sub("", label.rstrip(":"))
    return next((source for pattern, source in _FUNDING_PATTERNS if pattern.fullmatch(key)), None)
