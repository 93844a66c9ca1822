"""Scores of a self-evaluation, each with the arithmetic that gives it. Points are Decimal; missing is None, never 0."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import NamedTuple

from perfdata.core.model import Completion
from perfdata.core.terms import Level1, WeightSource
from perfdata.core.text import Words, told

# Parts and indicators share whole cents, so that 100 stays 100.
_STEP = Decimal("0.01")


class ScoringRule(NamedTuple):
    """What a rule says, and its arithmetic on the inputs of a score, in their order."""

    statement: str
    formula: str = ""


SCORING_RULES = {
    "met": ScoringRule("得满分", "{}"),
    "ratio": ScoringRule("按完成值 ÷ 指标值 × 分值计分", "{} ÷ {} × {}"),
    "reverse_ratio": ScoringRule("按指标值 ÷ 完成值 × 分值计分", "{} ÷ {} × {}"),
    "linear": ScoringRule("按超过限值的幅度扣分", "(1 − ({0} − {1}) ÷ {1}) × {2}"),
    "execution_row": ScoringRule("按执行率 ÷ 指标值 × 分值计分", "{} ÷ {} × 100 ÷ {} × {}"),
    "zero": ScoringRule("不能按比例计分，不得分", "0 × {}"),
    "late": ScoringRule("逾期完成按方案规定的比例计分", "{} × {}"),
    "satisfaction_band": ScoringRule("满意度按所在档计分", "{} × {}"),
    "grade_given": ScoringRule("定性指标按填报得分，在等级区间内", "{}"),
    "grade_default": ScoringRule("定性指标只填等级、未给得分，暂按方案的默认比例", "{} × {}"),
    "grade_low": ScoringRule("填报得分低于等级区间，按区间下限", "{} × {}"),
    "grade_high": ScoringRule("填报得分高于等级区间，按区间内最高分", "{}"),
    "grade_full": ScoringRule("填报得分高于分值，按分值", "{}"),
    "given": ScoringRule("不能自动比较，采用填报得分，请人工核实", "{}"),
    "no_points": ScoringRule("本项没有分值，不计分", "{}"),
    "scored_as_execution": ScoringRule("预算执行率另有专项分值，这里不重复计分", "{}"),
    "not_reported": ScoringRule("待填报，不计分也不按 0 分"),
    "points_missing": ScoringRule("没有分值，补填之前不计分"),
    "not_recomputed": ScoringRule("本表没有分值，不能复算"),
    "exceeded_deducted": ScoringRule("超出目标过多，按方案扣分", "{} − {}"),
    "not_comparable": ScoringRule("暂不能计分，不按 0 分"),
    "strict_no_evidence": ScoringRule("模拟复核：没有佐证", "{} × {}"),
    "strict_qualitative": ScoringRule("模拟复核：定性指标给满分", "{} × {}"),
    "strict_exceeded": ScoringRule("模拟复核：超出目标过多，视为目标偏低", "(1 − ({} − {})) × {}"),
    "strict_exceeded_floor": ScoringRule("模拟复核：超出目标过多，视为目标偏低，扣到底线", "{} × {}"),
}

_QUOTIENTS = frozenset({"ratio", "reverse_ratio", "linear", "execution_row"})
REMARKS = {
    "exceeded": "完成率 {:.1%}，明显超过目标，请关注目标是否偏低",
    "far_exceeded": "完成率 {:.1%}，明显超过目标，须说明原因",
    "full_by_band": "低于目标而得满分，因为方案按档计分",
}


class Score(NamedTuple):
    """What one indicator gets of its 分值, None while nothing that can be scored is reported.

    ``inputs`` are the numbers of ``formula`` by their Chinese names, in its order. ``needs_reason`` is true where the
    form demands a reason: points lost, or a target exceeded beyond the scheme's limit; ``remark_id`` is one of
    REMARKS. A tuple, and its words made when read, because a city scores a hundred thousand of them.
    """

    indicator_id: str
    scheme_id: str
    level1: Level1 | None
    weight_points: Decimal
    weight_source: WeightSource
    score: Decimal | None
    rule_id: str
    inputs: Mapping[str, Decimal]
    completion: Completion
    needs_reason: bool = False
    remark_id: str | None = None

    @property
    def lost_points(self) -> Decimal | None:
        return None if self.score is None else self.weight_points - self.score

    @property
    def remark(self) -> str:
        return REMARKS[self.remark_id].format(self.completion.completion_ratio) if self.remark_id else ""

    @property
    def formula(self) -> str:
        """Plain arithmetic (81 ÷ 90 × 10) that gives the score, rounded as the scheme says; '' without a score."""
        return SCORING_RULES[self.rule_id].formula.format(*map(_plain, self.inputs.values()))

    @property
    def explanation(self) -> str:
        """One sentence: what was compared, the rule, the formula with its result, and what is lost."""
        words = (
            f"{self.completion.explanation.rstrip('。').replace('。', '；')}；{SCORING_RULES[self.rule_id].statement}"
        )
        if self.score is not None:
            formula, result = self.formula, f"{_plain(self.score)} 分"
            is_whole = self.rule_id in _QUOTIENTS and self.score in (0, self.weight_points)
            equals = "≈" if is_whole else "="  # 89.996 ÷ 90 × 1 is not 1
            words += f"：{result}" if formula == _plain(self.score) else f"：{formula} {equals} {result}"
            if self.lost_points:
                words += f"，扣 {_plain(self.lost_points)} 分"
        return f"{words}{f'；{self.remark}' if self.remark else ''}。"


class ExecutionScore(NamedTuple):
    """The 预算执行率 row: amounts in yuan, ``ratio`` a share of the budget, uncapped; None where not computable."""

    budget_yuan: Decimal | None
    spent_yuan: Decimal | None
    ratio: Decimal | None
    points: Decimal
    score: Decimal | None
    formula: str
    words: Words

    @property
    def explanation(self) -> str:
        return told(self.words)


class LevelScore(NamedTuple):
    """Points of one level 1: all, those of the scored indicators, and what these got.

    ``level1`` is None for indicators that name no level.
    """

    level1: Level1 | None
    points: Decimal
    reported_points: Decimal
    reported_score: Decimal


class ProjectScore(NamedTuple):
    """The self-evaluation of one project, its ``scores`` in indicator order.

    ``total_score`` and ``grade`` are None until everything can be scored; till then 「已填报部分得分 / 满分」,
    ``reported_score`` of ``reported_points``, is all that can be said. ``grade`` is None as well where the points are
    not 100 in all; ``notes`` say such things in Chinese.
    """

    project_id: str
    scheme_id: str
    weight_source: WeightSource
    execution: ExecutionScore
    scores: tuple[Score, ...]
    levels: tuple[LevelScore, ...]
    total_points: Decimal
    total_score: Decimal | None
    reported_points: Decimal
    reported_score: Decimal
    grade: str | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualWeight:
    """The 分值 a person set for an indicator; the newest set of a project and year holds as a whole."""

    project_id: str
    fiscal_year: int
    indicator_id: str
    weight_points: Decimal


def _plain(number: Decimal) -> str:
    """The number in full, without exponent and trailing zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def split_equally(points: Decimal, count: int) -> list[Decimal]:
    """Shares in cents by largest remainder: the first get a cent more, the sum is exact."""
    return split_by(points, [Decimal(1)] * count)


def split_by(points: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """The points in proportion to the shares, in cents, the cents left over to the largest remainders."""
    total = sum(shares)
    if not total:
        return [Decimal(0)] * len(shares)
    exact = [points * share / total for share in shares]
    split = [each.quantize(_STEP, ROUND_FLOOR) for each in exact]
    left = int((points - sum(split)) / _STEP)
    order = sorted(range(len(shares)), key=lambda position: (split[position] - exact[position], position))
    for position in order[:left]:
        split[position] += _STEP
    return split
