"""The verdicts of one project: four cards, the one that decides, and why they may differ."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from perfdata.presenting import verdicts
from perfdata.presenting.formats import amount, plain, score_text
from perfdata.presenting.verdicts import Pace, Tone, Verdict

_GRAVEST: Sequence[Tone] = ("bad", "doubtful", "good", "neutral")
_JUDGED = ("资金", "目标", "得分")


def money_card(totals: Any, pace: Pace, before: Pace) -> Verdict:
    """资金: what is spent of the budget against what is due."""
    card = verdicts.money_verdict(totals, pace, before)
    if pace.executed is None:
        return card._replace(figure=_yuan(totals.budget_yuan), lines=("年度预算", "尚无执行数", ""))
    spent = f"支出 {_yuan(totals.spent_yuan)} / {_yuan(totals.execution_budget_yuan)}"
    return card._replace(lines=(spent, pace.sentence, verdicts.change_of_pace(pace, before)))


def goal_card(totals: Any, before: Any) -> Verdict:
    """目标: how many of all indicators are met."""
    card = verdicts.goal_verdict(totals, before)
    if totals.indicator_count == totals.no_data_count:
        return card._replace(lines=(*card.lines, "", ""))
    rest = f"部分达成 {totals.partly_met_count}，未达成 {totals.not_met_count}"
    open_count = totals.no_data_count + totals.not_comparable_count
    left = f"{open_count} 项待填报或无法比较" if open_count else "全部已填报"
    figure = f"{totals.met_count}/{totals.indicator_count} 项"
    return card._replace(figure=figure, lines=(rest, left, card.lines[2]))


def score_card(score: Any, totals: Any, before: Any, *, scheme: str) -> Verdict:
    """得分: the total with its grade; as long as something is missing the points of what is reported, without one."""
    if score.total_score is not None:
        grade = score.grade or "未评"
        missing = score_text(float(score.total_points - score.total_score))
        lost = f"满分 {plain(float(score.total_points))}，扣 {missing} 分"
        change = verdicts.change_of(
            float(score.total_score),
            before and before.mean_score,
            totals,
            before,
            told=score_text,
            scale=1,
            unit="分",
        )
        tone = verdicts.GRADES.get(grade, "neutral")
        return Verdict("得分", grade, tone, score_text(float(score.total_score)), (lost, change, scheme))
    if not score.reported_points:
        return Verdict("得分", "待填报", "neutral", "–", ("全部填报后才有总分", scheme, ""))
    lost = score.reported_points - score.reported_score
    left = score.total_points - score.reported_points
    figure = f"{score_text(float(score.reported_score))} / {plain(float(score.reported_points))}"
    rest = f"还有 {plain(float(left))} 分待填报，暂不评级"
    return Verdict("得分", "未齐", "neutral", figure, (f"已评的部分扣 {score_text(float(lost))} 分", rest, scheme))


def formula_card(subsidy: Any, budget_yuan: Decimal | None) -> Verdict:
    """测算: whether the formula that the goal table states gives the budget."""
    if subsidy is None:
        return Verdict("测算", "无算式", "neutral", _yuan(budget_yuan), ("目标表没有写明", "人数 × 标准 × 期数", ""))
    own = f"测算 {_yuan(subsidy.total_yuan)}"
    gap = subsidy.budget_gap_yuan
    if gap is None:
        return Verdict("测算", "待核实", "doubtful", _yuan(subsidy.total_yuan), (own, "预算金额未填", ""))
    lines = (f"预算 {_yuan(budget_yuan)}", own)
    if not gap:
        return Verdict("测算", "一致", "good", _yuan(subsidy.total_yuan), (*lines, "预算与算式相符"))
    more = "多于" if gap > 0 else "少于"
    return Verdict("测算", "待核实", "doubtful", _yuan(abs(gap)), (*lines, f"预算{more}测算，请核实原因"))


def gravest(cards: Sequence[Verdict]) -> Verdict:
    """The card that decides what is said of the project as a whole: the first of those that are gravest."""
    return min(cards, key=lambda card: _GRAVEST.index(card.tone))


def why_they_differ(cards: Sequence[Verdict]) -> str:
    """By which rules money, goals and score are judged, where they do not come to the same; else ''."""
    tones = {card.tone for card in cards if card.subject in _JUDGED and card.tone != "neutral"}
    return verdicts.RULES_DIFFER if len(tones) > 1 else ""


def _yuan(yuan: Decimal | None) -> str:
    return amount(None if yuan is None else float(yuan))
