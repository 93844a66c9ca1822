"""Labels of the forms that offices keep and their synonyms (domain notes §4.4), as normalised text."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from perfdata.core.amounts import MONEY_UNIT
from perfdata.core.dates import without_months
from perfdata.core.levels import level_key, words
from perfdata.core.terms import FundingSource
from perfdata.core.text import PERSON, PERSON_NUMBER, PERSON_SIGNED, is_person_label

PERSONAL, UNUSED = "个人信息，不保存", "看板不使用"
FIELDS = words("""
    project_name 项目名称 专项资金名称 二级项目名称 专项名称 项目(政策)名称 转移支付(项目)名称 专项(项目)名称
    project_name 转移支付名称 政策(项目)名称 项目支出名称 预算项目名称 (项目)名称 项目(单位)名称
    project_type 项目类型 项目类别 项目分类 项目属性 项目口径 项目性质
    project_level 项目等级 项目级次
    competent_department 主管部门 业务主管部门 主管部门(单位) 主管单位 主管部门名称 主管部门(单位)名称
    competent_department 预算主管部门 归口管理部门 归口主管部门 一级预算单位
    budget_unit 预算单位 部门名称 预算部门 预算单位名称 部门(单位)名称 单位(部门)名称
    reporting_unit 填报单位 编制单位 绩效编制单位 填报部门
    spending_unit 用款单位 实施单位 项目实施单位 项目单位 项目执行单位 资金使用单位 具体实施单位 实施(主管)单位
    spending_unit 项目承担单位 项目建设单位 承担单位 执行单位 使用单位 申报单位 项目申报单位 预算执行单位 项目责任单位
    spending_unit 基层单位 二级预算单位 基层预算单位 项目实施部门 责任单位
    spending_unit 具体实施部门 资金使用部门 项目法人单位 项目法人
    unit_name 单位名称
    cycle_start_year 起始年度 开始年度 项目开始日期 开始日期
    cycle_end_year 到期年度 终止年度 结束年度 项目完成日期 结束日期
    cycle 实施周期 项目期 项目起止时间 实施期限 项目周期 实施期 起止时间 建设周期 建设期限 建设期 项目实施期
    cycle 项目实施周期 项目期限
    fiscal_year 预算年度 年度 财政年度 所属年度 项目年度
    """)
_LEVELS = "中央 地方 本级 上级 省级 市级 县级 区级 区县 市县 镇级 省直 市直 县直 区直 县(区)级 市(区)级".split()
FIELDS |= dict.fromkeys([f"{level}主管部门" for level in _LEVELS], "competent_department")

GOALS = words("""
    cycle_goal 实施周期总目标 中期目标 中期滚动目标 长期目标 总目标 实施期目标
    annual_goal 年度目标 当年绩效目标 年度绩效目标 预期目标 年初设定目标 年度预期目标 年初预期目标 年初设定绩效目标
    annual_goal 年初绩效目标 当年目标 年度总体目标 总体目标 年度总体绩效目标 总体绩效目标 项目总体目标
    actual_goal 实际完成情况 目标实际完成情况 年度总体目标完成情况 全年实际完成情况 年度总体目标完成情况综述
    actual_goal 总体目标完成情况 具体完成情况 目标完成情况 年度目标完成情况 年度绩效目标完成情况 全年完成情况
    actual_goal 目标完成情况综述
    goal_rate 总体完成率 目标完成率
    """)
# A heading before others of its row, which own what stands below them.
WIDE_GOALS = frozenset(
    "年度总体目标 总体目标 总体绩效目标 年度总体绩效目标 项目总体目标 目标完成情况 总体目标完成情况 "
    "年度总体目标完成情况 年度目标完成情况 年度绩效目标完成情况".split()
)

IGNORED_LABELS = words("""
    编码或序号 项目编码 项目代码 序号 单位代码 单位编码 部门代码 编号
    看板不使用 一级项目名称 填报日期 填表日期 编制日期 填报时间 填表时间 编制时间 指标方向性 绩效指标性质说明
    看板不使用 是否为专项资金 市级财政部门 区级财政部门 省级财政部门 县级财政部门 地方财政部门 指标类型 计算公式
    看板不使用 评价标准 备注 说明 指标解释 指标说明 评分标准 数据来源 评价结论 评分细则 存在问题 改进措施 立项依据
    看板不使用 项目概况 项目基本情况 指标值设定依据 完成目标可能性 完成可能性 完成可能性分析 自评等级 绩效等级
    看板不使用 单项指标完成情况 权重占比 单项指标折算得分 折算得分 指标完成情况 资金管理情况 情况说明 存在问题和改进措施
    看板不使用 分配科学性 下达及时性 拨付合规性 使用规范性 执行准确性 预算绩效管理情况 支出责任履行情况 上年实际实现值
    看板不使用 上年实际完成值 上年完成值 历史值 行业值 打印日期 表单编号 版本 审核结论 评审结论 预审结论 实施方案
    看板不使用 项目实施方案 实施计划 项目实施计划 实施进度计划 进度安排 保障措施 项目保障措施 设立依据 项目设立依据
    看板不使用 政策依据 测算依据 资金测算依据 项目必要性 项目可行性 制表单位
    """)

COLUMNS = words("""
    level1 一级指标 一级绩效指标 一级指标名称
    level2 二级指标 二级绩效指标 二级指标名称
    name 三级指标 指标名称 指标内容 三级指标名称 三级绩效指标 绩效指标名称
    cycle_target 实施周期指标值 中期指标值 实施期指标值 长期指标值 实施期目标值
    annual_target 指标值 年度指标值 目标值 绩效标准 当年预期实现值 预期当年实现值 数值 绩效目标 目标
    sign 指标性质 计算符号 比较符 比较符号 运算符 符号 指标方向
    unit 度量单位 计量单位 指标单位 单位 指标值单位
    actual 实际完成值 全年完成值 全年实际值 完成值 当前完成值 实际完成指标值 半年度指标执行情况 1-6月执行情况
    actual 1-7月执行情况 实际值 完成情况 全年实际完成值 单项指标实际完成值 年度实际完成值 指标完成值 实际完成情况
    weight 分值 权重 分值(权重)
    score 得分 自评得分 评分 自评分 指标得分 单项指标得分 实际得分
    """)
# Below 指标值, merged over them.
SECOND_COLUMNS = {
    **{label: name for label, name in COLUMNS.items() if name in ("sign", "unit", "actual")},
    **words("""
        annual_target 值 数值 数字 指标值 目标值 年度 当年 当年度 年度指标值 绩效指标值
        cycle_target 中期 实施期 实施周期 长期 实施周期指标值
        """),
}
_MORE_COLUMNS = (
    (re.compile(r".*原因.*"), "reason"),
    (re.compile(r"三级指标[及和](?:指标)?(?:解释|说明|内容)"), "name"),
    (
        re.compile(
            r"(?:指标|单项|标准|设定|参考|权重|分值|/)*(?:分值(?:设定|设置)?|权重|标准分|权重分|权值|满分值?|赋分|指标分|总分值|[得评]分上限)"
        ),
        "weight",
    ),
    (
        re.compile(
            r"(?:年度?|全年|当年度?|年初|计划|预期|预计|绩效|拟达到的?|设定|申报|批复|指标|目标)*(?:指标|目标|计划|预期)值(?:[及和与/]?(?:单位|标准))?"
        ),
        "annual_target",
    ),
)
PLACE = re.compile(
    r".{1,12}(?:[省市县区旗州盟镇乡村]|街道|街道办|办事处|社区|[林农]场|苏木|管委会)(?:指标值|目标值)?|合计"
)
EXECUTION = re.compile(r"(?:项目|部门)?预算执行(?:率|情况)?(?:指标)?")

# Columns of a flat list beside those of the indicators; merged downwards over a project's rows.
LIST_COLUMNS = {
    **FIELDS,
    **{label: name for label, name in GOALS.items() if name in ("cycle_goal", "annual_goal")},
    **words("""
        spending_unit 预算单位 单位名称 部门(单位)名称
        budget 预算 预算数 预算金额 当年预算 年度预算 预算资金 资金总额 项目资金 年度资金总额 年度预算数 预算申报数
        budget 预算安排 年初预算数 年初预算 当年年度预算 年度金额 年度财政资金总额 全年预算数 年度预算金额
        whole_budget 项目总额 项目金额 预算总额 项目总预算 预算总金额 项目预算
        """),
}

FUNDING_COLUMNS = words("""
    initial 年初预算数 年初预算 资金总额 金额 年度金额 预算金额
    adjusted 全年预算数 调整后预算数 调整后预算 全年预算 调整预算数 预算数 预算安排情况 预算安排数 预算安排
    spent 全年执行数 预算执行数 执行数 实际支出数 资金执行情况 实际执行数 实际支出 支出数 支出金额 实际支出金额
    spent 实际支付数
    expected 全年预计执行数 预计全年执行数 全年预计支出数 预计执行数
    received 资金到位情况 到位数 实际到位数
    weight 分值 权重
    rate 执行率 预算执行率 预算执行进度 执行进度
    score 得分
    reason 原因 未完成原因 偏差原因
    source 资金来源
    """)

_AMOUNTS = (
    (
        re.compile(
            r"(?:项目|资金|预算)*(?:全年|本年|当年|年度|实际)*(?:资金)?(?:支出|执行|支付|使用|决算)(?:总?额|金额|数额?)"
        ),
        "spent",
    ),
    (re.compile(r"(?:全年|年度)?(?:调整|追加|调剂)后的?(?:全年)?预算(?:总?额|金额|数额?|资金)?"), "adjusted"),
    (re.compile(r"年初(?:预算)?(?:批复|下达|安排)(?:预算)?(?:总?额|金额|数额?|资金)?"), "initial"),
)
MONEY_COLUMN = re.compile("预算|金额|总额|执行|支出|决算|支付|使用")  # in every column of amounts above
FUNDING_SECTION = re.compile(
    r"(?:项目资金(?:情况|来源|安排)?|资金(?:情况|来源|投入情况|总体情况|安排情况)|(?:项目)?预算(?:执行|安排)?情况|项目预算|项目金额)"
    rf"(?:\([^()]*\)|[/,]?(?:单位:)?(?:人民币)?{MONEY_UNIT})*"
)
MONEY = re.compile("预算|资金|金额|投资|总额")  # in every label of a budget and of the funds block
CYCLE_TOTAL = re.compile(
    r"(?:(?:中期|实施期|实施周期|项目)资金总额|项目总预算|预算总金?额|项目总?投资|总投资)(?:\([^()]*\))?"
)
_OF_YEAR = "(?:[当本]年度?|年度|年初|申请|申报|批复|核定|下达)"
BUDGET = re.compile(
    rf"(?:{_OF_YEAR}*预算(?:金额|数|资金|安排|(?:申报|申请|批复|核定|下达)数?)|{_OF_YEAR}+预算|资金总额|资金规模|项目预算金额"
    rf"|{_OF_YEAR}+(?:计划)?(?:投资|安排)(?:额|资金)?|{_OF_YEAR}+(?:[省市县区镇]?级?财政)?(?:预算)?(?:资金(?:总额)?|金额))(?:\((?:单位:)?(?:人民币)?{MONEY_UNIT}\))?"
)
_FUNDING_WORDS: tuple[tuple[str, FundingSource], ...] = (
    (r"年度(?:财政)?资金总额|年度金额|预算数|总额|总计|合计|资金合计|项目资金来源合计|资金总额", FundingSource.TOTAL),
    (r"上年结转(?:资金|结余)*|(?:其中:?)?上年结转", FundingSource.CARRIED_OVER),
    (
        r"(?:(?:当|本)年|财政|中央|省级|市级|县级|一般公共预算|资金|拨款|财|政)*(?:拨款|财政资金)(?:小计)?",
        FundingSource.FISCAL,
    ),
    (r"财政专户管理资金|单位资金|自有资金|自筹(?:资金)?|其[他它](?:资金)?|地方资金", FundingSource.OTHER),
    (
        r"(?:中央|省|市|县|区|镇|乡|旗|州|上级|本级|地方|级|财政|专项|、)+(?:补助|转移支付|配套|专项)?(?:县级)?(?:资金|补助|拨款)",
        FundingSource.FISCAL,
    ),
)
_FUNDING = re.compile("|".join(f"({words})" for words, _ in _FUNDING_WORDS))
_FUNDING_ENDS = frozenset("额数计转金余款他它助筹")  # of the words above: quick
_FUNDING_UNIT = re.compile(rf"\((?:单位:)?(?:人民币)?{MONEY_UNIT}\)$")
_FUNDING_PREFIX = re.compile(r"(?:其中[-—:]?|\(?[一二三四五六1-9]\)?[、.]?)+")

TITLE = re.compile(r"绩效目标|自评表|自评报告|监控(?:情况)?表|自评情况|完成情况表|绩效评估表")
TOTAL_SCORES = frozenset("自评得分 自评总分 总得分 总分".split())
TOTAL_ROW = re.compile(
    r"(?:自评|综合|评价|考核|绩效|指标|各项)?(?:总得?分|总计|合计|(?:得分|分值)合计|合计(?:得分|分值)|总评分?)[值数]?(?:\([^()]*\))*:?"
)
SUBTOTAL_ROW = re.compile(r"(?:本[页表类])?(?:小计|累计|合计|总计|共计)(?:得分|分值)?:?|[共合总]计?\d+[项个条行]")
UNIT_LINE = re.compile(rf"(?:.*[(:,;]|)?(?:金额)?单位:?(?:人民币)?({MONEY_UNIT})\)?$")
PARTS = re.compile(
    r"(?:[^\S\n]|\u3000){2,}|\n|[^\S\n]+(?=\w{0,6}(?:人|电话|手机|领导)(?:[(（]\w+[)）])?[:：])"
    r"|(?<=[)）])[^\S\n]?(?=(?:金额)?单位[:：])"
)
_PERSON_LINE = re.compile(
    rf"(?:{PERSON}|(?:审核|复核|审批|批准|制表|编制|编写|填报|填表|经办|签发|校对|校核|拟稿|核稿){PERSON_SIGNED}):"
)
FOOT = re.compile(
    r"(?:注|备注|说明|注释|附注|提示|填[表报写](?:说明|须知)|编制说明|其他(?:需要)?说明的?(?:问题|事项)|注意事项)(?:\d{0,2}[:.、]|$)"
    r"|注\d|※|本表(?:由|一式|中|按|须|应)|附件?\d*:"
)
PAGE_MARK = re.compile(
    r"第\d+页(?:[,/、]?[共总]\d+页)?|[共总]\d+页(?:[,/、]?第\d+页)?|-\d{1,3}-|(?i:page)\d+(?:of|/)\d+"
)
_OPINION = re.compile(
    r"\w{0,10}(?:审|批|部门|单位|科室|股室|领导|财政|主管|专家)\w{0,6}意见(?:及建议)?栏?(?:\(\w*\))*(?::.*)?"
)
_NUMERALS = "[〇○零一二三四五六七八九十\\d]"
_SEAL = re.compile(
    r"\(?(?:\w{0,12}\()?(?:(?:单位|部门)?(?:盖章|公章|签章)|章|签[字名])\)*:?|同意.{0,12}|情况属实.{0,6}"
    rf"|(?:{_NUMERALS}{{2,4}})?年{_NUMERALS}{{0,3}}月(?:{_NUMERALS}{{0,3}}日)?|\d{{4}}([-./])\d{{1,2}}\1\d{{1,2}}"
    r"|(?:填[报表写]|编制|打印|审核|制表|签署)?(?:日期|时间)(?::.*)?"
)
STAMP = re.compile(r"\((?:公章|盖章|签章|签字)\)")
NOTE, SIGNED, LISTED = "填表说明", "审核意见或签章，看板不使用", "项目清单，看板不使用"

_SECTION = re.compile(r"(?:年度|项目|中期|长期)?(?:绩效|单项)指标(?:完成情况)?|基本情况|(?:年度)?绩效目标\d+")
_COLUMN_TAIL = re.compile(r"(?:\([^()]*\))+$|^\*|\*$")
_THIS_YEAR = re.compile(r"[本当]年度?(?=..)")

_STATED = frozenset({"adjusted", "spent", "spent_so_far", "expected", "rate"})

Half = Literal["cycle", "annual"]


def column_key(label: str) -> str:
    """A header label without its letter, points, unit or hint in brackets: 年度指标值(A) is 年度指标值; 本年指标值 is
    指标值."""
    if label in COLUMNS:
        return label
    has_tail = label.endswith((")", "*")) or label.startswith("*")
    key = _COLUMN_TAIL.sub("", label) if has_tail else label
    return _THIS_YEAR.sub("", key, count=1) if key not in COLUMNS and key.startswith(("本", "当")) else key


def without_unit(label: str) -> str:
    return column_key(label.removesuffix("(元)").removesuffix("(万元)"))


def is_section(label: str) -> bool:
    return ("指标" in label or "情况" in label or "目标" in label) and _is_section(label)


@lru_cache(maxsize=4_096)
def _is_section(label: str) -> bool:
    return _SECTION.fullmatch(level_key(label)) is not None


def ignored_label(label: str) -> str | None:
    """Why the value of a label is not used: it names a person, or something the dashboard has no use for."""
    return PERSONAL if is_person_label(label) else IGNORED_LABELS.get(label)


@lru_cache(maxsize=8_192)
def column_name(label: str) -> str | None:
    """The field of an indicator column."""
    key = column_key(label)
    own = COLUMNS.get(key) or COLUMNS.get(key.removeprefix("绩效"))
    return own or next((name for pattern, name in _MORE_COLUMNS if pattern.fullmatch(key)), None)


def funding_column(label: str) -> str | None:
    """The field of a column of the funds block; 执行数 of some months, 1-7月执行数, is not that of the year."""
    key = without_unit(label)
    rest = without_months(key)
    name = FUNDING_COLUMNS.get(rest) or next((name for pattern, name in _AMOUNTS if pattern.fullmatch(rest)), None)
    return "spent_so_far" if name == "spent" and rest != key else name


def stated_amount_of(label: str) -> str | None:
    """The field of an amount of the year that a label asks for beside it; 预算数 alone is the budget."""
    name = funding_column(label)
    return name if name in _STATED and (name != "adjusted" or label.startswith(("全年", "调整"))) else None


def funding_source(label: str) -> FundingSource | None:
    """Which row of the funds block a label names."""
    key = label.rstrip(":")
    key = _FUNDING_UNIT.sub("", key) if key.endswith(")") else key
    if key[-1:] not in _FUNDING_ENDS:
        return None
    prefix = _FUNDING_PREFIX.match(key)
    found = _FUNDING.fullmatch(key, prefix.end() if prefix else 0)
    return _FUNDING_WORDS[found.lastindex - 1][1] if found and found.lastindex else None


def foot_reason(keys: Sequence[str]) -> str | None:
    """Why a row is no part of a table, told by itself: a note, persons, opinions, stamps and dates; None for others."""
    is_phone = len(keys) == 2 and PERSON_NUMBER.fullmatch(keys[1])
    if is_phone or is_person_line(keys[0]) or is_person_label(keys[0].rstrip(":")):
        return PERSONAL
    if FOOT.match(keys[0]):
        return NOTE
    return SIGNED if _is_opinion(keys[0]) or (_SEAL.fullmatch(keys[0]) and all(map(_is_sign, keys[1:]))) else None


def _is_sign(key: str) -> bool:
    return bool(_SEAL.fullmatch(key)) or _is_opinion(key) or is_person_line(key)


def _is_opinion(key: str) -> bool:
    return "意见" in key and bool(_OPINION.fullmatch(key))


def is_person_line(key: str) -> bool:
    """Whether a text begins with the label of a person: 填报人:张三."""
    return ":" in key and bool(_PERSON_LINE.match(key))
