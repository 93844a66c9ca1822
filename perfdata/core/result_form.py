"""The form of reported results: its sheets, headers and open columns, one list for its writer and its reader."""

from collections.abc import Sequence
from itertools import zip_longest

from perfdata.core.reports import IndicatorCells, SpendingCells

SHEET_INDICATORS = "指标完成情况"
SHEET_SPENDING = "项目支出"
SHEET_INSTRUCTIONS = "填写说明"

# Above the header: each label stands left of its value. The day that counts is the one on SHEET_INDICATORS.
LABEL_FISCAL_YEAR = "年度"
LABEL_AS_OF = "截至日期"

HEADER_ROW_NUMBER = 3
FIRST_ROW_NUMBER = 4

INDICATOR_ID = "指标编号"
PROJECT_ID = "项目编号"
PROJECT_NAME = "项目名称"
SPENDING_UNIT = "用款单位"
LEVEL1 = "一级指标"
LEVEL2 = "二级指标"
INDICATOR_NAME = "三级指标"
ANNUAL_TARGET = "年度指标值"
ACTUAL = "实际完成值"
ATTAINMENT = "完成等级"
DEVIATION_REASON = "偏差原因及改进措施"
EVIDENCE = "佐证"
INITIAL_BUDGET = "年初预算数（元）"
ADJUSTED_BUDGET = "全年预算数（元）"
SPENT = "全年执行数（元）"

INDICATOR_HEADERS = (
    INDICATOR_ID,
    PROJECT_NAME,
    SPENDING_UNIT,
    LEVEL1,
    LEVEL2,
    INDICATOR_NAME,
    ANNUAL_TARGET,
    ACTUAL,
    ATTAINMENT,
    DEVIATION_REASON,
    EVIDENCE,
)
# On demand: what a rate was made of, read together with the rate as 95%（19/20）.
NUMERATOR, DENOMINATOR = "分子", "分母"
SPENDING_HEADERS = (PROJECT_ID, PROJECT_NAME, SPENDING_UNIT, INITIAL_BUDGET, ADJUSTED_BUDGET, SPENT)

HIDDEN_HEADERS = frozenset({INDICATOR_ID, PROJECT_ID})

EXECUTION_RATE = "预算执行率"  # an indicator named so is computed from the amounts on SHEET_SPENDING

# Every header that a filled table may have, as normalised text, by field.
RESULT_COLUMNS: dict[str, str] = {
    **dict(zip(INDICATOR_HEADERS, IndicatorCells._fields, strict=True)),
    "全年完成值": "actual",
    "完成值": "actual",
    "偏差原因分析及改进措施": "deviation_reason",
    NUMERATOR: "numerator",
    DENOMINATOR: "denominator",
}

# Without the unit in brackets, which is read for itself.
SPENDING_COLUMNS: dict[str, str] = {
    header.removesuffix("（元）"): name for header, name in zip(SPENDING_HEADERS, SpendingCells._fields, strict=True)
}


def with_parts(actuals: Sequence[str], numerators: Sequence[str], denominators: Sequence[str]) -> Sequence[str]:
    """The results with the 分子 and 分母 beside them, as people write both in one cell: 95%（19/20）, or 19/20."""
    rows = zip_longest(actuals, numerators, denominators, fillvalue="")
    return [
        (f"{actual}（{over}/{under}）" if actual else f"{over}/{under}") if over or under else actual
        for actual, over, under in rows
    ]
