"""项目支出绩效自评表 (财预〔2020〕10号 附1) laid out cell for cell as domain.md §2.4 gives it."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from perfdata.core.model import FundingRow
from perfdata.core.official_forms import FormLine, SelfEvaluationForm
from perfdata.core.terms import LEVEL1_OF, FundingSource, Level1, Level2
from perfdata.presenting.exports.form_grid import SIGNATURE, FormGrid, address, sheet_names

TITLE = "项目支出绩效自评表"
_WIDTHS = (5, 13, 14, 19, 13, 13, 7, 9, 18)
_LAST = len(_WIDTHS) - 1
_WAN = Decimal(10_000)
_HEADERS = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
_NOT_SCORED = "—"


def self_evaluation_grids(forms: Sequence[SelfEvaluationForm]) -> list[FormGrid]:
    """One grid a form; the sheets are named after the projects."""
    names = sheet_names([form.project.project_name for form in forms])
    return [_grid(form, name) for form, name in zip(forms, names, strict=True)]


def _grid(form: SelfEvaluationForm, name: str) -> FormGrid:
    grid = FormGrid(name=name, widths=_WIDTHS)
    year = f"（{form.fiscal_year} 年度）" if form.fiscal_year else "（    年度）"
    grid.put(0, 0, TITLE, columns=9, style="title")
    grid.put(1, 0, year, columns=9, style="subtitle")
    _put_head(grid, form, 2)
    _put_funding(grid, form, 4)
    _put_goals(grid, form, 9)
    end = _put_indicators(grid, form, 11)
    _put_total(grid, form, header=11, row=end)
    _put_foot(grid, form, end + 1)
    return grid


def _put_head(grid: FormGrid, form: SelfEvaluationForm, row: int) -> None:
    project = form.project
    grid.put(row, 0, "项目名称", columns=2, style="label")
    grid.put(row, 2, project.project_name, columns=7)
    grid.put(row + 1, 0, "主管部门", columns=2, style="label")
    grid.put(row + 1, 2, project.competent_department, columns=3)
    grid.put(row + 1, 5, "实施单位", style="label")
    grid.put(row + 1, 6, project.spending_unit, columns=3)


def _put_funding(grid: FormGrid, form: SelfEvaluationForm, row: int) -> None:
    grid.put(row, 0, "项目资金\n（万元）", rows=5, columns=2, style="label")
    grid.put(row, 2, "")
    for column, label in enumerate(("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"), start=3):
        grid.put(row, column, label, style="label")
    for at, funding in enumerate(form.funding, start=row + 1):
        grid.put(at, 2, funding.source.label, style="label")
        if funding.source is FundingSource.TOTAL:
            _put_total_funding(grid, form, funding, at)
            continue
        for column, yuan in enumerate(_amounts(funding), start=3):
            grid.put(at, column, _wan(yuan), style="amount")
        for column, text in ((6, _NOT_SCORED), (7, ""), (8, _NOT_SCORED)):
            grid.put(at, column, text)


def _put_total_funding(grid: FormGrid, form: SelfEvaluationForm, funding: FundingRow, row: int) -> None:
    """The total follows its parts once they are filled in; until then it is the amount that is known."""
    for column, yuan in enumerate(_amounts(funding), start=3):
        parts = f"{address(row + 1, column)}:{address(row + 3, column)}"
        known = '""' if yuan is None else str(_wan(yuan))
        formula = f"=IF(COUNT({parts})=0,{known},SUM({parts}))"
        grid.put(row, column, _wan(yuan), style="amount", formula=formula)
    budget, spent, points, ratio = (address(row, column) for column in (4, 5, 6, 7))
    grid.put(row, 6, form.execution_points, style="points")
    is_known = f"AND(N({budget})>0,ISNUMBER({spent}))"
    by_form = f'=IF({is_known},{spent}/{budget},"")' if _is_ratio_of_form(form, funding) else None
    grid.put(row, 7, form.execution_ratio, style="ratio", formula=by_form)
    score = f'=IF(ISNUMBER({ratio}),ROUND(MAX(MIN({ratio},1),0)*{points},2),"")'
    is_plain = form.execution_score == _plain_execution_score(form)
    grid.put(row, 8, form.execution_score, style="points", formula=score if is_plain else None)


def _is_ratio_of_form(form: SelfEvaluationForm, funding: FundingRow) -> bool:
    """Whether 执行率 is 全年执行数 ÷ 全年预算数; a scheme may divide by 年初预算数, then the number is written."""
    budget, spent = funding.adjusted_budget_yuan, funding.spent_yuan
    return form.execution_ratio is None or (
        bool(budget) and spent is not None and form.execution_ratio == spent / budget
    )


def _plain_execution_score(form: SelfEvaluationForm) -> Decimal | None:
    """执行率 × 分值, capped: the formula of the form. A scheme that scores otherwise has its number written."""
    if form.execution_ratio is None or form.execution_points is None:
        return None
    score = max(min(form.execution_ratio, Decimal(1)), Decimal(0)) * form.execution_points
    return score.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _put_goals(grid: FormGrid, form: SelfEvaluationForm, row: int) -> None:
    grid.put(row, 0, "年度总体目标", rows=2, style="label")
    grid.put(row, 1, "预期目标", columns=4, style="label")
    grid.put(row, 5, "实际完成情况", columns=4, style="label")
    grid.put(row + 1, 1, form.project.annual_goal, columns=4, style="text")
    grid.put(row + 1, 5, form.actual_goal, columns=4, style="text")


def _put_indicators(grid: FormGrid, form: SelfEvaluationForm, row: int) -> int:
    """Header and one row an indicator; a category without indicators keeps its blank row. The row after the last."""
    for column, label in enumerate(_HEADERS, start=1):
        grid.put(row, column, label, style="label")
    grid.header_rows = (row, row)
    at = row + 1
    for level1, blocks in groupby(_blocks(form.lines), key=lambda block: block[0]):
        first = at
        for _, level2, lines in blocks:
            _put_category(grid, level2, lines, at)
            at += max(len(lines), 1)
        _put_level1(grid, level1, form.lines, first, at)
    grid.put(row, 0, "绩\n效\n指\n标", rows=at - row, style="label")
    return at


def _blocks(lines: Sequence[FormLine]) -> Iterator[tuple[Level1 | None, Level2 | None, list[FormLine]]]:
    """Level 1, level 2 and their lines in the order of the form."""
    has_cost_level = any(line.indicator.level1 is Level1.COST for line in lines)
    for level1 in (*Level1, None):
        if level1 is Level1.COST and not has_cost_level:
            continue
        if level1 is None and not any(line.indicator.level1 is None for line in lines):
            continue
        for level2 in (*Level2, None):
            own = [line for line in lines if (line.indicator.level1, line.indicator.level2) == (level1, level2)]
            if own or (level2 is not None and _is_printed(level1, level2, has_cost_level)):
                yield level1, level2, own


def _is_printed(level1: Level1 | None, level2: Level2, has_cost_level: bool) -> bool:
    """Whether the official form prints the category even where it is empty."""
    if level1 in (None, Level1.COST) or LEVEL1_OF[level2] is not level1:
        return False
    return not (level2 is Level2.COST and has_cost_level)


def _put_category(grid: FormGrid, level2: Level2 | None, lines: Sequence[FormLine], row: int) -> None:
    label = level2.label if level2 else ""
    grid.put(row, 2, label, rows=max(len(lines), 1), style="label")
    for at, line in enumerate(lines, start=row):
        grid.put(at, 3, line.indicator.indicator_name, style="text")
        grid.put(at, 4, line.indicator.annual_target.raw)
        grid.put(at, 5, line.actual)
        grid.put(at, 6, line.points, style="points")
        grid.put(at, 7, line.score, style="points", formula=_score_formula(line, address(at, 6)))
        grid.put(at, 8, line.reason, style="text")
    if not lines:
        for column in range(3, _LAST + 1):
            grid.put(row, column, "")


def _score_formula(line: FormLine, points: str) -> str | None:
    """分值 × the share that was reached, so that the score follows a weight that is changed in the form."""
    return None if line.share is None else f"=ROUND({points}*{line.share:f},2)"


def _put_level1(grid: FormGrid, level1: Level1 | None, lines: Sequence[FormLine], first: int, end: int) -> None:
    label = level1.label if level1 else "未归类"
    weights = [line.points for line in lines if line.indicator.level1 is level1 and line.points is not None]
    if not weights:
        grid.put(first, 1, label, rows=end - first, style="label")
        return
    total = f"SUM({address(first, 6)}:{address(end - 1, 6)})"
    formula = f'="{label}"&CHAR(10)&"（"&ROUND({total},2)&"分）"'
    text = f"{label}\n（{_plain(sum(weights, Decimal(0)))}分）"
    grid.put(first, 1, text, rows=end - first, style="label", formula=formula)


def _put_total(grid: FormGrid, form: SelfEvaluationForm, *, header: int, row: int) -> None:
    grid.put(row, 0, "总分", columns=6, style="label")
    for column, execution, total in (
        (6, address(5, 6), form.total_points),
        (7, address(5, 8), form.total_score),
    ):
        cells = f"{execution},{address(header + 1, column)}:{address(row - 1, column)}"
        formula = f'=IF(COUNT({cells})=0,"",ROUND(SUM({cells}),2))'
        grid.put(row, column, total, style="points", formula=formula)
    grid.put(row, _LAST, form.total_note, style="text")


def _put_foot(grid: FormGrid, form: SelfEvaluationForm, row: int) -> None:
    """Remarks as 注, which every reader of forms skips, and the line for names and signature."""
    if form.remarks:
        grid.put(row, 0, "注：提示，供核实（提交前请处理并删去）。", columns=9, style="remark")
        for number, remark in enumerate(form.remarks, start=1):
            grid.put(row + number, 0, f"注{number}：{remark}", columns=9, style="remark")
        row += len(form.remarks) + 1
    grid.put(row, 0, SIGNATURE, columns=9, style="plain")


def _amounts(funding: FundingRow) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return funding.initial_budget_yuan, funding.adjusted_budget_yuan, funding.spent_yuan


def _wan(yuan: Decimal | None) -> Decimal | None:
    return None if yuan is None else yuan / _WAN


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
