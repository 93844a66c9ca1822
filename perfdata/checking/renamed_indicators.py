"""Indicators that a form names otherwise than the goal table: taken by a clerk's word, else offered to the clerk."""

from collections.abc import Sequence
from dataclasses import replace

from perfdata.checking.matching import suggest_among
from perfdata.checking.results_draft import ResultsDraft
from perfdata.core.model import ActualResult, Indicator, Place, Project, SelfEvaluation


def said_indicator(
    draft: ResultsDraft, project: Project, name: str, free: Sequence[Indicator], place: Place
) -> Indicator | None:
    """The one of ``free`` (no row names them) which a clerk said the name means; the nearest is offered else.

    None where nothing was said.
    """
    suggestion = suggest_among(project, name, free)
    said = draft.answers.get(suggestion.row_key)
    for indicator in free:
        if indicator.indicator_id == said:
            shown = f"“{project.project_name}”的“{indicator.indicator_name}”"
            words = {"written": f"“{name}”", "shown": shown, "stored": indicator.indicator_name}
            draft.ask("match_confirmed", place, observed=name, indicator=indicator, **words)
            return indicator
    if suggestion.indicator_id and suggestion not in draft.suggestions:
        draft.suggestions.append(suggestion)
    return None


def under_stored_names(
    draft: ResultsDraft, evaluation: SelfEvaluation, stored: Sequence[Indicator]
) -> tuple[SelfEvaluation, list[Indicator]]:
    """The form with renamed indicators as the stored ones that a clerk said, and those of ``stored`` it leaves out."""
    own, known = {item.indicator_id for item in evaluation.indicators}, {item.indicator_id for item in stored}
    free = [item for item in stored if item.indicator_id not in own]
    indicators: list[Indicator] = []
    for indicator in evaluation.indicators:
        meant = None
        if indicator.indicator_id not in known and free:
            meant = said_indicator(draft, evaluation.project, indicator.indicator_name, free, indicator.place)
        if meant:
            free.remove(meant)
            indicator = indicator._replace(indicator_id=meant.indicator_id, level1=meant.level1, level2=meant.level2)
        indicators.append(indicator)
    results = map(_of_indicator, evaluation.results, indicators)
    return replace(evaluation, indicators=tuple(indicators), results=tuple(results)), free


def _of_indicator(result: ActualResult | None, indicator: Indicator) -> ActualResult | None:
    return result and replace(result, indicator_id=indicator.indicator_id)
