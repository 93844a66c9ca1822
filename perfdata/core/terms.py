"""Terms of budget performance management: English inside, Chinese labels at the border."""

from __future__ import annotations

from enum import Enum
from typing import Self


class Term(Enum):
    """A closed vocabulary whose members know their Chinese label; definition order is display order."""

    label: str
    __hash__ = object.__hash__  # members are singletons; that of Enum is a function in Python

    def __new__(cls, value: str, label: str) -> Term:
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def labels(cls) -> list[str]:
        """All Chinese labels in display order."""
        return [member.label for member in cls]

    @classmethod
    def of(cls, label: str) -> Self:
        """The member with the label. Raises KeyError."""
        return {member.label: member for member in cls}[label]


class Level1(Term):
    """一级指标 (财预〔2015〕88号; 成本指标 as level 1 since 101号; 决策 and 过程 in evaluations by 10号)."""

    DECISION = "decision", "决策指标"
    PROCESS = "process", "过程指标"
    COST = "cost", "成本指标"
    OUTPUT = "output", "产出指标"
    BENEFIT = "benefit", "效益指标"
    SATISFACTION = "satisfaction", "满意度指标"


class Level2(Term):
    """二级指标."""

    ECONOMIC_COST = "economic_cost", "经济成本指标"
    SOCIAL_COST = "social_cost", "社会成本指标"
    ECOLOGICAL_COST = "ecological_cost", "生态环境成本指标"
    QUANTITY = "quantity", "数量指标"
    QUALITY = "quality", "质量指标"
    TIMELINESS = "timeliness", "时效指标"
    COST = "cost", "成本指标"
    ECONOMIC = "economic", "经济效益指标"
    SOCIAL = "social", "社会效益指标"
    ECOLOGICAL = "ecological", "生态效益指标"
    SUSTAINABILITY = "sustainability", "可持续影响指标"
    BENEFICIARY_SATISFACTION = "beneficiary_satisfaction", "服务对象满意度指标"


PROCESS_LEVELS = (Level1.DECISION, Level1.PROCESS)
LEVEL1_OF: dict[Level2, Level1] = {
    **dict.fromkeys((Level2.ECONOMIC_COST, Level2.SOCIAL_COST, Level2.ECOLOGICAL_COST), Level1.COST),
    **dict.fromkeys((Level2.QUANTITY, Level2.QUALITY, Level2.TIMELINESS, Level2.COST), Level1.OUTPUT),
    **dict.fromkeys((Level2.ECONOMIC, Level2.SOCIAL, Level2.ECOLOGICAL, Level2.SUSTAINABILITY), Level1.BENEFIT),
    Level2.BENEFICIARY_SATISFACTION: Level1.SATISFACTION,
}


class ValueKind(Term):
    """What an indicator value says."""

    NUMBER = "number", "数值"
    RANGE = "range", "区间"
    TOLERANCE = "tolerance", "允许偏差"
    DEADLINE = "deadline", "时限"
    QUALITATIVE = "qualitative", "定性"
    TEXT_WITH_NUMBER = "text_with_number", "文字含数字"
    BLANK = "blank", "空白"
    PLACEHOLDER = "placeholder", "未填具体数值"
    UNRECOGNISED = "unrecognised", "未识别"


QUANTITATIVE_KINDS = frozenset({ValueKind.NUMBER, ValueKind.RANGE, ValueKind.TOLERANCE, ValueKind.DEADLINE})


class Comparator(Term):
    """指标性质: how a result is compared with its target."""

    GE = "ge", "≥"
    GT = "gt", ">"
    LE = "le", "≤"
    LT = "lt", "<"
    EQ = "eq", "="


class OpenQuestion(Term):
    """What neither table nor result says, so that nothing is judged before the office answers."""

    DIRECTION = "direction", "方向不明"
    PERIOD = "period", "周期不明"


class ResultBasis(Term):
    """What a result without a period counts where its target has one: 6次 against 1次/月."""

    TOTAL = "total", "全年合计"
    EACH = "each", "每期的数"


class Outcome(Term):
    """How a result stands against its target; missing is an outcome of its own, never a failure."""

    MET = "met", "达成"
    PARTLY_MET = "partly_met", "部分达成"
    NOT_MET = "not_met", "未达成"
    NO_DATA = "no_data", "待填报"
    NOT_COMPARABLE = "not_comparable", "无法比较"


class Attainment(Term):
    """完成等级 of a qualitative indicator, as the office grades it (财预〔2020〕10号)."""

    MET = "met", "达成"
    PARTLY_MET = "partly_met", "部分达成"
    NOT_MET = "not_met", "未达成"


class ChangeKind(Term):
    """How an accepted row relates to what holds now."""

    NEW = "new", "新增"
    CHANGED = "changed", "修改"
    UNCHANGED = "unchanged", "不变"
    REMOVED = "removed", "删除"


class Severity(Term):
    """How much a finding matters: an error blocks its row, a warning asks, a notice informs."""

    ERROR = "error", "错误"
    WARNING = "warning", "提示"
    NOTICE = "notice", "说明"


class UploadKind(Term):
    """What an upload contains."""

    GOAL_TABLES = "goal_tables", "绩效目标表"
    ACTUAL_RESULTS = "actual_results", "实际完成情况"
    DEMO_RESULTS = "demo_results", "演示数据"
    SELF_EVALUATIONS = "self_evaluations", "绩效自评表"
    WEIGHTS = "weights", "指标分值"
    REVIEWS = "reviews", "核实意见"
    MONITORING = "monitoring", "绩效运行监控表"


class Act(Term):
    """What the log tells."""

    APPEND = "append", "上传"
    VOID = "void", "撤销"
    RESTORE = "restore", "恢复"
    BACKUP = "backup", "备份"
    RECOVER = "recover", "用备份恢复"
    SCHEMES = "schemes", "改计分方案"
    SIGN_IN = "sign_in", "登录"
    SIGN_OUT = "sign_out", "退出"
    REFUSAL = "refusal", "拒绝"
    ACCOUNT = "account", "改账号"
    HAND_IN = "hand_in", "交审"
    APPROVE = "approve", "批准"
    RETURN = "return", "退回"
    WITHDRAW = "withdraw", "撤回"
    TASK = "task", "填报任务"
    CLOSE = "close", "封账"
    REOPEN = "reopen", "重开"
    EVIDENCE = "evidence", "添加佐证"
    EVIDENCE_REMOVED = "evidence_removed", "移除佐证"
    EVIDENCE_RESTORED = "evidence_restored", "放回佐证"
    EVIDENCE_TAKEN = "evidence_taken", "下载佐证"


ACTS_WITHOUT_EFFECT = (Act.HAND_IN, Act.RETURN, Act.WITHDRAW)
"""What is done to an upload that waits: nothing that counts changes by it."""


class HandInState(Term):
    """Where the review of an upload stands; only what is approved counts."""

    WAITING = "waiting", "待审"
    APPROVED = "approved", "已审"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


class Role(Term):
    """What an account may do: the last two may do everything for their units."""

    VIEWER = "viewer", "查看"
    CLERK = "clerk", "填报"
    REVIEWER = "reviewer", "审核"
    ADMINISTRATOR = "administrator", "管理"


class WeightSource(Term):
    """Where the 分值 of indicators come from."""

    GOAL_TABLE = "goal_table", "表中分值"
    EQUAL_SPLIT = "equal_split", "系统默认等权"
    MANUAL = "manual", "人工设定"
    NONE = "none", "没有分值"


class FundingSource(Term):
    """Rows of the 项目资金 block of a self-evaluation form (财预〔2020〕10号 附1)."""

    TOTAL = "total", "年度资金总额"
    FISCAL = "fiscal", "其中：当年财政拨款"
    CARRIED_OVER = "carried_over", "上年结转资金"
    OTHER = "other", "其他资金"


class Light(Term):
    """监控灯 in order of urgency; the last two say that there is nothing to judge yet, or nothing to judge by."""

    RED = "red", "红灯"
    YELLOW = "yellow", "黄灯"
    GREEN = "green", "绿灯"
    BLUE = "blue", "蓝灯"
    NO_DATA = "no_data", "待填报"
    UNKNOWN = "unknown", "无法判断"


class Likelihood(Term):
    """完成目标可能性 on a monitoring form (财预〔2019〕136号 附件)."""

    CERTAIN = "certain", "确定能"
    POSSIBLE = "possible", "有可能"
    IMPOSSIBLE = "impossible", "完全不可能"


class DeviationCause(Term):
    """Columns of 偏差原因分析 on a monitoring form (财预〔2019〕136号 附件)."""

    FUNDS = "funds", "经费保障"
    RULES = "rules", "制度保障"
    STAFF = "staff", "人员保障"
    EQUIPMENT = "equipment", "硬件条件保障"
    OTHER = "other", "其他"


class ReviewDimension(Term):
    """绩效目标审核 looks at four things (财预〔2015〕88号); here only as a hint, never as the official conclusion."""

    COMPLETENESS = "completeness", "完整性"
    RELEVANCE = "relevance", "相关性"
    SUITABILITY = "suitability", "适当性"
    FEASIBILITY = "feasibility", "可行性"


class FindingKind(Term):
    """What a finding of the goal audit is: a question for the reviewer, or a remark on the form, folded on the page."""

    QUESTION = "question", "问题"
    REMARK = "remark", "形式"


class ReviewStatus(Term):
    """What an office says of a question of the audit."""

    OPEN = "open", "待核实"
    VERIFIED = "verified", "已核实"
    NOT_APPLICABLE = "not_applicable", "不适用"
    TO_AMEND = "to_amend", "待补正"


class Product(Term):
    """What a meeting takes along (会议材料)."""

    REPORT = "report", "领导简报"
    SHORT = "short-report", "领导简报（一页）"
    SELF_REPORT = "self-report", "绩效自评报告"
    SLIDES = "slides", "演示文稿"
    WORKBOOK = "workbook", "数据工作簿"
    PACK = "pack", "材料包"
