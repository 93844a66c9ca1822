"""Results that say too little to be judged: which way is better, and whether a number counts a year or a period."""

from collections.abc import Mapping

from perfdata.assessing.completion import assess_completion
from perfdata.checking.results_draft import ResultsDraft
from perfdata.core.indicator_answers import indicator_question
from perfdata.core.model import Indicator
from perfdata.core.terms import OpenQuestion

_RULES = {OpenQuestion.DIRECTION: "direction_open", OpenQuestion.PERIOD: "period_open"}


def ask_open_questions(draft: ResultsDraft, indicators: Mapping[str, Indicator]) -> None:
    """A warning and a question for each accepted result that is not judged before the office answers."""
    for result in draft.results:
        indicator = indicators[result.indicator_id]
        completion = assess_completion(indicator, result=result, spending=None)
        if completion.question is not None:
            words = {"indicator": indicator, "explanation": completion.explanation, "observed": result.actual.raw}
            draft.ask(_RULES[completion.question], result.place, **words)
            asked = indicator_question(indicator, completion.question, completion.explanation)
            draft.questions[asked.row_key] = asked
