"""Sentences a leader can read out; every number in them comes from the frames."""

from perfdata.presenting.formats import amount, percent, plain
from perfdata.presenting.summaries import Frames, budget_ranking, headline


def overview_sentences(frames: Frames, *, fiscal_year: int) -> list[str]:
    """Three sentences: the money, the subsidy arithmetic, the indicators."""
    return [_money(frames, fiscal_year), _arithmetic(frames), _indicators(frames)]


def scope_sentence(frames: Frames) -> str:
    """Whose data this is and how far it goes."""
    units = frames["projects"]["spending_unit"].dropna().unique()
    whose = units[0] if len(units) == 1 else f"{len(units)} 个用款单位"
    days = frames["spending"]["as_of"]
    until = "实际结果尚未填报" if days.empty else f"数据截至 {days.max():%Y-%m-%d}"
    return f"{whose} · 绩效目标表已导入 · {until}"


def _money(frames: Frames, fiscal_year: int) -> str:
    figures = headline(frames)
    ranking = budget_ranking(frames).dropna(subset=["budget_yuan"])
    opening = f"{fiscal_year} 年度 {figures.project_count} 个项目预算合计 {amount(figures.budget_yuan)}"
    if len(ranking) < 2:
        return f"{opening}。"
    first = ranking.iloc[0]
    sentence = f"{opening}，其中“{first['group']}”{amount(first['budget_yuan'])}，占 {percent(first['budget_ratio'])}"
    if len(ranking) > 2:
        sentence += f"，前两项合计占 {percent(ranking['budget_ratio'].iloc[:2].sum())}"
    return f"{sentence}。"


def _arithmetic(frames: Frames) -> str:
    subsidies = frames["subsidies"]
    if subsidies.empty:
        return "目标表中没有写明“人数 × 标准”的补贴测算式。"
    return "按目标表原文测算：" + "；".join(_formula(row) for row in subsidies.itertuples()) + "。"


def _formula(row) -> str:
    opening = f"“{row.short_name}”{row.formula} = {amount(row.total_yuan)}"
    if row.budget_gap_yuan == 0:
        return f"{opening}，与预算一致"
    if row.budget_gap_yuan != row.budget_gap_yuan:
        return f"{opening}，预算未填"
    less_or_more = "少" if row.budget_gap_yuan > 0 else "多"
    return f"{opening}，比预算 {amount(row.budget_yuan)}{less_or_more} {amount(abs(row.budget_gap_yuan))}，请核实"


def _indicators(frames: Frames) -> str:
    figures = headline(frames)
    opening = (
        f"共设绩效指标 {figures.indicator_count} 项，其中定量 {figures.quantitative_count} 项、"
        f"定性 {figures.qualitative_count} 项"
    )
    if figures.reported_count == 0:
        return f"{opening}；实际完成情况尚未填报。"
    computed = f"（其中 {plain(figures.computed_count)} 项由支出计算）" if figures.computed_count else ""
    reported = f"{plain(figures.reported_count)} 项已填报{computed}，{plain(figures.met_count)} 项达成"
    return f"{opening}；{reported}，{figures.execution_sentence}。"
