"""What goes into a 自评表: records and scores of a project as rows of the form, and what is not yet right with it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from perfdata.assessing.comparing import percent
from perfdata.assessing.execution import budgeted, execution_ratio, is_execution_indicator
from perfdata.core.funding import FUNDING_AMOUNTS
from perfdata.core.model import ActualResult, FundingRow, Indicator, Place, Project, Spending
from perfdata.core.official_forms import FormLine, PublishedForm, SelfEvaluationForm
from perfdata.core.scores import ProjectScore, Score
from perfdata.core.terms import Attainment, FundingSource, Outcome, ValueKind, WeightSource
from perfdata.core.text import listed

FULL_POINTS = Decimal(100)
GRADE_WORDS = {
    Attainment.MET: "达成年度指标",
    Attainment.PARTLY_MET: "部分达成年度指标并具有一定效果",
    Attainment.NOT_MET: "未达成年度指标且效果较差",
}
_GRADE_OF_WORDS = {words: grade for grade, words in GRADE_WORDS.items()}
_GRADE_OF_LABEL = {grade.label: grade for grade in Attainment}
_GRADED = re.compile(rf"(?P<text>.+)[（(](?P<grade>{'|'.join(_GRADE_OF_LABEL)})[)）]", re.DOTALL)
_CENT = Decimal("0.01")


def self_evaluation_form(
    project: Project,
    indicators: Sequence[Indicator],
    *,
    score: ProjectScore,
    results: Mapping[str, ActualResult],
    spending: Spending | None,
    published: PublishedForm | None = None,
) -> SelfEvaluationForm:
    """The form of one project; ``score.scores`` are those of the indicators, ``published`` an earlier form of it."""
    ratio = score.execution.ratio
    if ratio is None and spending is not None:
        ratio = execution_ratio(budgeted(spending, project))
    lines = tuple(
        _line(indicator, scored, results.get(indicator.indicator_id), ratio)
        for indicator, scored in zip(indicators, score.scores, strict=True)
    )
    funding = funding_rows(project, spending, published=published)
    return SelfEvaluationForm(
        project=project,
        fiscal_year=project.fiscal_year,
        funding=funding,
        execution_points=score.execution.points,
        execution_ratio=score.execution.ratio,
        execution_score=score.execution.score,
        lines=lines,
        total_points=score.total_points,
        total_score=_total_score(score),
        total_note=_total_note(score),
        actual_goal=published.actual_goal if published and published.actual_goal else _goal_draft(score),
        remarks=tuple(_remarks(score, lines, funding)),
    )


def actual_text(indicator: Indicator, result: ActualResult | None, *, ratio: Decimal | None) -> str:
    """The 实际完成值 as the form shows it: the reported text, with the grade where one is given; or 预算执行率.

    ``ratio`` is the execution of the project as a share.
    """
    if result is None or (result.actual.kind is ValueKind.BLANK and result.attainment is None):
        return percent(ratio) if ratio is not None and is_execution_indicator(indicator) else ""
    if result.attainment is None:
        return result.actual.raw
    if not result.actual.raw.strip():
        return GRADE_WORDS[result.attainment]
    return f"{result.actual.raw}（{result.attainment.label}）"


def read_actual(text: str) -> tuple[str, Attainment | None]:
    """The reported text and the grade out of a cell that ``actual_text`` wrote, or anyone else."""
    text = text.strip()
    if (grade := _GRADE_OF_WORDS.get(text)) is not None:
        return "", grade
    if found := _GRADED.fullmatch(text):
        return found["text"], _GRADE_OF_LABEL[found["grade"]]
    return text, None


def funding_rows(
    project: Project, spending: Spending | None, *, published: PublishedForm | None = None
) -> tuple[FundingRow, ...]:
    """The four rows of the 项目资金 block; parts only as an earlier form split the same total.

    全年预算数 is the initial budget where no adjusted one is reported (domain.md §1.2).
    """
    initial = project.budget_yuan if spending is None else spending.initial_budget_yuan
    adjusted = spending.adjusted_budget_yuan if spending else None
    if initial is None and adjusted is None:
        initial = project.budget_yuan
    total = FundingRow(
        source=FundingSource.TOTAL,
        initial_budget_yuan=initial,
        adjusted_budget_yuan=initial if adjusted is None else adjusted,
        spent_yuan=spending.spent_yuan if spending else None,
        place=project.place,
    )
    known = {row.source: row for row in published.funding} if published else {}
    parts = [known.get(source, _blank(source, project.place)) for source in FundingSource if source is not total.source]
    if any(_differs(total, parts, name) for name in FUNDING_AMOUNTS):
        parts = [_blank(row.source, project.place) for row in parts]
    return (total, *parts)


def _line(indicator: Indicator, scored: Score, result: ActualResult | None, ratio: Decimal | None) -> FormLine:
    return FormLine(
        indicator=indicator,
        actual=actual_text(indicator, result, ratio=ratio),
        points=scored.weight_points,
        score=scored.score,
        share=_share(scored),
        reason=result.deviation_reason if result else None,
    )


def _share(scored: Score) -> Decimal | None:
    """The part of the points that gives the score when rounded to two decimals; None where none does."""
    if scored.score is None or not scored.weight_points:
        return None
    ratio = scored.completion.completion_ratio
    candidates = [] if ratio is None else [max(min(ratio, Decimal(1)), Decimal(0))]
    for share in (*candidates, scored.score / scored.weight_points):
        short = share.quantize(Decimal("1e-14")).normalize()
        if (short * scored.weight_points).quantize(_CENT, rounding=ROUND_HALF_UP) == scored.score:
            return short
    return None


def _blank(source: FundingSource, place: Place) -> FundingRow:
    return FundingRow(source=source, initial_budget_yuan=None, adjusted_budget_yuan=None, spent_yuan=None, place=place)


def _differs(total: FundingRow, parts: Sequence[FundingRow], name: str) -> bool:
    amounts = [amount for row in parts if (amount := getattr(row, name)) is not None]
    return bool(amounts) and sum(amounts) != getattr(total, name)


def _total_score(score: ProjectScore) -> Decimal | None:
    """The total, or that of what is reported so far; None while nothing is."""
    if score.total_score is not None or not score.reported_points:
        return score.total_score
    return score.reported_score


def _total_note(score: ProjectScore) -> str:
    if not score.reported_points:
        return "待填报"
    if score.total_score is None:
        return f"已填报部分得分 {_plain(score.reported_score)}／满分 {_plain(score.reported_points)}"
    return f"评级：{score.grade}" if score.grade else ""


def _goal_draft(score: ProjectScore) -> str:
    """A first sentence for 实际完成情况, from what is reported."""
    outcomes = [scored.completion.outcome for scored in score.scores]
    counts = [f"{outcome.label} {count} 项" for outcome in Outcome if (count := outcomes.count(outcome))]
    ratio = "" if score.execution.ratio is None else f"；预算执行率 {percent(score.execution.ratio)}"
    return f"共 {len(outcomes)} 项指标：{'、'.join(counts)}{ratio}。"


def _remarks(score: ProjectScore, lines: Sequence[FormLine], funding: Sequence[FundingRow]) -> Iterator[str]:
    """What the integrated system refuses on save (domain.md §1.2), as questions on the face of the form."""
    if score.weight_source is WeightSource.EQUAL_SPLIT:
        yield "指标分值为系统默认等权，请按重要程度核定。"
    if score.total_points != FULL_POINTS:
        yield f"分值合计 {_plain(score.total_points)}，不是 100，请核对。"
    if funding[0].spent_yuan is None:
        yield "未填全年执行数，预算执行率没有得分。"
    if missing := [line for line in lines if line.score is None]:
        yield f"{len(missing)} 项指标没有得分：{_listed(missing)}。请补填实际完成值或完成等级。"
    if worthless := [line for line in lines if line.points is not None and line.points <= 0]:
        yield f"{len(worthless)} 项指标的分值不大于 0：{_listed(worthless)}。请核对。"
    if beyond := [line for line in lines if _is_beyond(line)]:
        yield f"{len(beyond)} 项指标得分高于分值：{_listed(beyond)}。请核对。"
    pairs = zip(lines, score.scores, strict=True)
    if silent := [line for line, scored in pairs if scored.needs_reason and not (line.reason or "").strip()]:
        yield f"{len(silent)} 项指标有扣分或大幅超过目标，未写偏差原因及改进措施：{_listed(silent)}。"
    yield from score.notes


def _is_beyond(line: FormLine) -> bool:
    return line.score is not None and line.points is not None and line.score > line.points


def _listed(lines: Sequence[FormLine]) -> str:
    return listed([f"“{line.indicator.indicator_name}”" for line in lines], 6)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
