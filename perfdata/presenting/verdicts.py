"""The verdicts of 总览: four cards and the things to ask today, each with its figures in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain, zip_longest
from typing import Any, Literal, NamedTuple

from perfdata.core.fiscal_months import month_of
from perfdata.core.terms import Light
from perfdata.presenting.formats import amount, percent, score_text

Tone = Literal["good", "doubtful", "bad", "neutral"]
TONES: Mapping[Light, Tone] = {Light.RED: "bad", Light.YELLOW: "doubtful", Light.GREEN: "good", Light.BLUE: "good"}
_PACE = {Light.RED: "严重偏慢", Light.YELLOW: "偏慢", Light.GREEN: "正常", Light.BLUE: "正常"}
GRADES: Mapping[str, Tone] = {"优": "good", "良": "good", "中": "doubtful", "差": "bad"}
LONGEST_SENTENCE = 44


def left_out(totals: Any) -> str:
    """How many projects have an amount too large for the sums of money; '' where none has."""
    count = totals.left_out_count
    return f"{count:,} 个项目的金额过大（10 万亿元及以上），没有计入金额合计，请核实。" if count else ""


def under(month: int | None) -> str:
    """（若按 7 月）, after what is measured by a chosen month; '' where each report's own month counts."""
    return f"（若按 {month} 月）" if month else ""


def due_rule(month: int | None = None) -> str:
    """应达 of one project in a sentence, by the month of its report or by a chosen one."""
    return f"应达 = {month} ÷ 12。" if month else "应达 = 该项目执行数填报到的月份 ÷ 12。"


RULES_DIFFER = (
    "三个口径不同，所以结论可以不一样：资金看执行是否跟上月份，目标看每项指标是否达到全年目标，得分按分值折算，"
    "部分达成也得一部分分。"
)
DUE_OF_SEVERAL = "几个项目合计的应达 = 各项目预算 × 填报到的月份 ÷ 12 的合计 ÷ 预算合计"


class Pace(NamedTuple):
    """How far the money is: spent, and due by the month, as shares of the budgets of those that report it."""

    executed: float | None
    due: float | None
    light: Light
    month: int | None = None

    @property
    def sentence(self) -> str:
        """应达 83.3%，差 54.8 个百分点."""
        if self.executed is None or self.due is None:
            return "尚未填报执行数"
        gap = round((self.due - self.executed) * 100, 1)
        beside = f"差 {gap} 个百分点" if gap > 0 else f"超 {-gap} 个百分点" if gap < 0 else "持平"
        return f"应达 {percent(self.due)}，{beside}"

    @property
    def year_end(self) -> float | None:
        """The share spent by the year's end if it goes on as it went: spent ÷ time gone by, at most 1; an estimate."""
        if not self.executed or not self.due or self.due >= 1 or self.month == 12:
            return None
        return min(self.executed / self.due, 1.0)


class Verdict(NamedTuple):
    """One card: what it is about, the verdict in a word, the figure, and lines that say what it is held against."""

    subject: str
    word: str
    tone: Tone
    figure: str
    lines: tuple[str, ...]


class Issue(NamedTuple):
    """One thing to ask about a project, None for one of a unit; ``amount_yuan`` is what it is about."""

    word: str
    tone: Tone
    spending_unit: str | None
    project_id: str | None
    project_name: str | None
    sentence: str
    amount_yuan: Decimal | None
    page: str

    @property
    def line(self) -> str:
        """The sentence, or its first clauses and … where it is too long for one line."""
        text = self.sentence
        if len(text) <= LONGEST_SENTENCE:
            return text
        start = text[: LONGEST_SENTENCE - 1]
        end = max(start.rfind(mark) for mark in "，；：。")
        return f"{start[: end if end > 8 else None]}…"


def money_verdict(totals: Any, pace: Pace, before: Pace) -> Verdict:
    """资金: what is spent against what is due, or the budget alone while nothing is reported."""
    budget = f"预算 {_money(totals.budget_yuan)}"
    if totals.spending_count < totals.project_count:
        told = f"已报 {totals.spending_count:,}/{totals.project_count:,} 个"
        budget = f"{told}，{_money(totals.execution_budget_yuan)}"
    if pace.executed is None:
        counted = totals.project_count - totals.left_out_count
        lines = (f"{counted:,} 个项目的预算", "尚无执行数") if counted else ("金额过大，没有计入合计", "请核实")
        return Verdict("资金", "待填报" if counted else "待核实", "neutral", _money(totals.budget_yuan), lines)
    lines = (pace.sentence, budget, change_of_pace(pace, before))
    return Verdict("资金", _PACE[pace.light], TONES[pace.light], percent(pace.executed), lines)


def change_of_pace(pace: Pace, before: Pace) -> str:
    """Against the year before where it was reported as far, else how far that one was."""
    if pace.executed is not None and before.executed is not None and before.month != pace.month:
        return f"上年到 {before.month} 月 {percent(before.executed)}"
    return _change(pace.executed, before.executed)


def goal_verdict(totals: Any, before: Any) -> Verdict:
    """目标: the share of indicators met of those that are reported, and what is left out of it."""
    reported = totals.indicator_count - totals.no_data_count
    if not reported:
        return Verdict(
            "目标", "待填报", "neutral", f"{totals.indicator_count:,} 项", ("绩效指标，实际完成情况尚未填报",)
        )
    share = met_share(totals) or 0.0
    tone, word = met_tone(share)
    counts = {"部分达成": totals.partly_met_count, "未达成": totals.not_met_count, "待填报": totals.no_data_count}
    rest = "，".join(f"{word} {count:,}" for word, count in counts.items())
    change = change_of(share, met_share(before), totals, before, told=percent)
    lines = (f"已报 {reported:,} 项，达成 {totals.met_count:,} 项", rest, change)
    return Verdict("目标", word, tone, met_percent(totals), lines)


def met_tone(share: float) -> tuple[Tone, str]:
    """The verdict of a share of indicators met, and its word."""
    if share == 1:
        return "good", "达成"
    return ("doubtful", "部分达成") if share else ("bad", "未达成")


def score_verdict(
    totals: Any, grades: Mapping[str, int], before: Any, *, grade_of: Callable[[Decimal], str]
) -> Verdict:
    """得分: the mean of the projects that are scored in full, and how many got which grade."""
    if not totals.score_count:
        return Verdict("得分", "待填报", "neutral", "–", ("全部填报后才有总分", ""))
    grade = grade_of(Decimal(totals.mean_score))
    spread = "　".join(f"{name} {count:,}" for name, count in grades.items())
    mean_before = before and before.mean_score
    change = change_of(totals.mean_score, mean_before, totals, before, told=_points, scale=1, unit="分")
    lines = (f"{totals.score_count:,}/{totals.project_count:,} 个项目的平均分", spread, change)
    return Verdict("得分", grade, GRADES.get(grade, "neutral"), score_text(totals.mean_score), lines)


def _points(score: float) -> str:
    return f"{score_text(score)} 分"


def attention_verdict(totals: Any, question_count: int) -> Verdict:
    """要过问: projects with a red light and their money, and how many questions are open."""
    questions = f"待核实的提示 {question_count:,} 条" if question_count else "没有待核实的提示"
    if not totals.red_count:
        tone: Tone = "doubtful" if question_count else "good"
        return Verdict(
            "要过问",
            "待核实" if question_count else "正常",
            tone,
            f"{question_count:,} 条",
            ("没有红灯项目", questions),
        )
    share = percent(float(totals.red_yuan or 0) / float(totals.budget_yuan)) if totals.budget_yuan else "–"
    lines = (f"执行红灯的项目，占预算 {share}", f"涉及 {_money(totals.red_yuan)}", questions)
    return Verdict("要过问", "红灯", "bad", f"{totals.red_count:,} 个", lines)


def _money(yuan: Decimal | None) -> str:
    return amount(None if yuan is None else float(yuan), wan_from=1_000_000)


def met_share(totals: Any) -> float | None:
    """The share of reported indicators that are met; None where none is reported."""
    reported = totals.indicator_count - totals.no_data_count if totals else 0
    return totals.met_count / reported if reported else None


def met_percent(totals: Any) -> str:
    """The same in words, 60.6%: never 100.0% while one of them is not met."""
    share = met_share(totals)
    return percent(share if share in (None, 1) else min(share, 0.999))


def change_of(
    now: float | None,
    earlier: float | None,
    totals: Any,
    before: Any,
    *,
    told: Callable[[float], str],
    scale: int = 100,
    unit: str = "个百分点",
) -> str:
    """▲ 3.1 个百分点，较上年 where both years are reported to the same month, else what the year before came to."""
    month = _month(before) if before else None
    if now is not None and earlier is not None and month != _month(totals):
        return f"上年到 {month} 月 {told(earlier)}"
    return _change(now, earlier, scale=scale, unit=unit)


def _month(totals: Any) -> int | None:
    """The month up to which a year is reported; December where reports came after it."""
    return totals.as_of and month_of(totals.as_of, fiscal_year=totals.fiscal_year)


def _change(now: float | None, before: float | None, *, scale: int = 100, unit: str = "个百分点") -> str:
    if now is None or before is None:
        return "上年没有可比的数"
    change = round((now - before) * scale, 1)
    return f"{'▲' if change > 0 else '▼'} {abs(change)} {unit}，较上年" if change else "与上年持平"


def weightiest(kinds: Sequence[Iterable[Issue]], *, most: int = 5) -> list[Issue]:
    """Of each kind in turn its heaviest, a project once, then by money; kinds come with their heaviest first."""
    chosen: dict[object, Issue] = {}
    for issue in chain.from_iterable(zip_longest(*kinds)):
        if issue is not None:
            chosen.setdefault(issue.project_id or (issue.spending_unit, issue.word), issue)
    return sorted(list(chosen.values())[:most], key=lambda issue: -(issue.amount_yuan or 0))


def lagging(row: Any, pace: Pace, *, lag_yuan: Decimal) -> Issue:
    """A project whose money lags behind the year."""
    sentence = "全年预算还没有支出" if not row.spent_yuan else f"执行 {percent(pace.executed)}"
    return _of_project(row, pace.light.label, TONES[pace.light], f"{sentence}，{pace.sentence}", lag_yuan, "monitoring")


def not_met(row: Any) -> Issue:
    """A project with indicators that were not met."""
    sentence = f"{row.indicator_count} 项指标中 {row.not_met_count} 项未达成"
    return _of_project(row, "未达成", "bad", sentence, row.budget_yuan, "indicators")


def overdue(row: Any) -> Issue:
    """A project that reported less far than others."""
    sentence = f"只报到 {row.as_of:%Y-%m-%d}" if row.as_of else "实际结果和支出都还没有填报"
    return _of_project(row, "未报齐", "neutral", sentence, row.budget_yuan, "upload")


def question(row: Any) -> Issue:
    """An open question of the audit."""
    return _of_project(row, "待核实", "doubtful", row.message, row.stake_yuan, "findings")


def _of_project(row: Any, word: str, tone: Tone, sentence: str, amount_yuan: Decimal | None, page: str) -> Issue:
    return Issue(word, tone, row.spending_unit, row.project_id, row.project_name, sentence, amount_yuan, page)
