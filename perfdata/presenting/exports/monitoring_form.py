"""项目支出绩效目标执行监控表 (财预〔2019〕136号 附件) laid out as domain.md §2.5 gives it, for any cut-off month."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from perfdata.core.official_forms import MonitoringForm, MonitoringLine
from perfdata.core.terms import DeviationCause, Level1, Level2, Likelihood
from perfdata.presenting.exports.form_grid import SIGNATURE, FormGrid, address, sheet_names

TITLE = "项目支出绩效目标执行监控表"
TICK = "√"
_WIDTHS = (5, 10, 12, 18, 11, 13, 13, 5, 5, 5, 5, 5, 17, 6, 6, 7, 10)
_LAST = len(_WIDTHS) - 1
_WAN = Decimal(10_000)
_CAUSES, _REASON, _LIKELIHOODS = 7, 12, 13


def period_label(month: int) -> str:
    """1–7月, or 1月."""
    return "1月" if month == 1 else f"1-{month}月"


def monitoring_grids(forms: Sequence[MonitoringForm]) -> list[FormGrid]:
    """One landscape grid a form; the sheets are named after the projects."""
    names = sheet_names([form.project.project_name for form in forms])
    return [_grid(form, name) for form, name in zip(forms, names, strict=True)]


def _grid(form: MonitoringForm, name: str) -> FormGrid:
    grid = FormGrid(name=name, widths=_WIDTHS, is_landscape=True)
    grid.put(0, 0, TITLE, columns=_LAST + 1, style="title")
    subtitle = f"（{form.fiscal_year} 年度，{period_label(form.month)}）"
    grid.put(1, 0, subtitle, columns=_LAST + 1, style="subtitle")
    _put_head(grid, form, 2)
    _put_funding(grid, form, 4)
    grid.put(8, 0, "年度总体目标", columns=2, style="label")
    grid.put(8, 2, form.project.annual_goal, columns=_LAST - 1, style="text")
    _put_header(grid, form, 9)
    end = _put_lines(grid, form.lines, 11)
    _put_foot(grid, form, end)
    return grid


def _put_head(grid: FormGrid, form: MonitoringForm, row: int) -> None:
    grid.put(row, 0, "项目名称", columns=2, style="label")
    grid.put(row, 2, form.project.project_name, columns=_LAST - 1)
    grid.put(row + 1, 0, "主管部门及代码", columns=2, style="label")
    grid.put(row + 1, 2, form.project.competent_department, columns=4)
    grid.put(row + 1, 6, "实施单位", style="label")
    grid.put(row + 1, 7, form.project.spending_unit, columns=_LAST - 6)


def _put_funding(grid: FormGrid, form: MonitoringForm, row: int) -> None:
    period = period_label(form.month)
    grid.put(row, 0, "项目资金\n（万元）", rows=4, columns=2, style="label")
    grid.put(row, 2, "", columns=2)
    spans = ((4, 2), (6, 1), (7, 5), (12, 5))
    labels = ("年初预算数", f"{period}执行数", f"{period}执行率", "全年预计执行数")
    for (column, columns), label in zip(spans, labels, strict=True):
        grid.put(row, column, label, columns=columns, style="label")
    rows = ("年度资金总额", "其中：本年一般公共预算拨款", "其他资金")
    for at, label in enumerate(rows, start=row + 1):
        grid.put(at, 2, label, columns=2, style="label")
        amounts = (
            (form.initial_budget_yuan, form.spent_yuan, None, form.expected_yuan) if at == row + 1 else (None,) * 4
        )
        for (column, columns), yuan in zip(spans, amounts, strict=True):
            if column == 7:
                _put_ratio(grid, form if at == row + 1 else None, at)
                continue
            _put_amount(grid, yuan, at, column, columns, is_total=at == row + 1)


def _put_amount(grid: FormGrid, yuan: Decimal | None, row: int, column: int, columns: int, *, is_total: bool) -> None:
    """The total follows its parts once they are filled in."""
    wan = None if yuan is None else yuan / _WAN
    parts = f"{address(row + 1, column)}:{address(row + 2, column)}"
    known = '""' if wan is None else f"{wan:f}"
    formula = f"=IF(COUNT({parts})=0,{known},SUM({parts}))" if is_total else None
    grid.put(row, column, wan, columns=columns, style="amount", formula=formula)


def _put_ratio(grid: FormGrid, form: MonitoringForm | None, row: int) -> None:
    budget, spent = address(row, 4), address(row, 6)
    formula = f'=IF(AND(N({budget})>0,ISNUMBER({spent})),{spent}/{budget},"")'
    ratio = None
    if form and form.initial_budget_yuan and form.spent_yuan is not None:
        ratio = form.spent_yuan / form.initial_budget_yuan
    grid.put(row, 7, ratio, columns=5, style="ratio", formula=formula)


def _put_header(grid: FormGrid, form: MonitoringForm, row: int) -> None:
    period = period_label(form.month)
    labels = ("一级指标", "二级指标", "三级指标", "年度指标值", f"{period}执行情况", "全年预计完成情况")
    for column, label in enumerate(labels, start=1):
        grid.put(row, column, label, rows=2, style="label")
    grid.put(row, _CAUSES, "偏差原因分析", columns=6, style="label")
    for column, label in enumerate([*DeviationCause.labels(), "原因说明"], start=_CAUSES):
        grid.put(row + 1, column, label, style="label")
    grid.put(row, _LIKELIHOODS, "完成目标可能性", columns=3, style="label")
    for column, label in enumerate(Likelihood.labels(), start=_LIKELIHOODS):
        grid.put(row + 1, column, label, style="label")
    grid.put(row, _LAST, "备注", rows=2, style="label")
    grid.header_rows = (row, row + 1)


def _put_lines(grid: FormGrid, lines: Sequence[MonitoringLine], row: int) -> int:
    """One row an indicator below merged level cells. The row after the last."""
    ordered = sorted(lines, key=lambda line: (_rank(line.indicator.level1), _rank(line.indicator.level2)))
    at = row
    for level1, of_level1 in groupby(ordered, key=lambda line: line.indicator.level1):
        first = at
        for level2, of_level2 in groupby(of_level1, key=lambda line: line.indicator.level2):
            own = list(of_level2)
            grid.put(at, 2, level2.label if level2 else "", rows=len(own), style="label")
            for line in own:
                _put_line(grid, line, at)
                at += 1
        grid.put(first, 1, level1.label if level1 else "未归类", rows=at - first, style="label")
    grid.put(row - 2, 0, "绩\n效\n指\n标", rows=at - row + 2, style="label")
    return at


def _put_line(grid: FormGrid, line: MonitoringLine, row: int) -> None:
    indicator, outlook = line.indicator, line.outlook
    grid.put(row, 3, indicator.indicator_name, style="text")
    grid.put(row, 4, indicator.annual_target.raw)
    grid.put(row, 5, line.actual)
    grid.put(row, 6, outlook.forecast if outlook else None)
    for column, cause in enumerate(DeviationCause, start=_CAUSES):
        grid.put(row, column, TICK if outlook and cause in outlook.causes else None)
    grid.put(row, _REASON, outlook.reason if outlook else None, style="text")
    for column, likelihood in enumerate(Likelihood, start=_LIKELIHOODS):
        grid.put(row, column, TICK if outlook and outlook.likelihood is likelihood else None)
    grid.put(row, _LAST, outlook.remark if outlook else None, style="text")


def _put_foot(grid: FormGrid, form: MonitoringForm, row: int) -> None:
    note = (
        "注：偏差原因和完成目标可能性在相应栏内打“√”；选“有可能”或“完全不可能”的，须在“原因说明”中写明原因和改进措施。"
    )
    grid.put(row, 0, note, columns=_LAST + 1, style="plain")
    for number, remark in enumerate(form.remarks, start=1):
        text = f"注{number}：{remark}（提示，供核实）"
        grid.put(row + number, 0, text, columns=_LAST + 1, style="remark")
    grid.put(row + len(form.remarks) + 1, 0, SIGNATURE, columns=_LAST + 1, style="plain")


def _rank(level: Level1 | Level2 | None) -> int:
    order = list(type(level)) if level is not None else []
    return order.index(level) if level is not None else len(Level2)
