"""One cause, one clear sentence: years and units left out, other targets, points that do not add up, old files."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from perfdata.checking.near_projects import ProjectQuestion
from perfdata.core.terms import Severity
from perfdata.usecases import uploading
from perfdata.usecases.preview import Preview
from tests.builders import goal_table
from tests.form_texts import RESULTS, UNIT, self_evaluation
from tests.result_builders import TODAY

NAME = "渡口安全岗"


def previewed(engine: Engine, text: str, **more: dict[str, str]) -> Preview:
    return uploading.preview_file(engine, text.encode(), file_name="表.txt", today=TODAY, **more)  # type: ignore[arg-type]


def confirm(engine: Engine, text: str) -> None:
    uploading.confirm(engine, previewed(engine, text), uploaded_by="钱七")


def said(preview: Preview, rule_id: str) -> list[str]:
    return [item.message for item in preview.findings if item.rule_id == rule_id]


@pytest.mark.parametrize("count", [1, 2])
def test_a_self_evaluation_without_a_year_is_told_once(engine: Engine, count: int):
    forms = [self_evaluation(f"{NAME}{at}号", year=None) for at in "甲乙"[:count]]
    preview = previewed(engine, "\n".join(forms))
    errors = [item.rule_id for item in preview.findings if item.severity is Severity.ERROR]
    assert errors == ["fiscal_year_missing"] * count


def test_a_second_form_of_one_project_says_what_to_do(engine: Engine):
    form = self_evaluation(NAME)
    [message] = said(previewed(engine, f"{form}\n{form}"), "form_held")
    assert "这一张未采用：请只保留一张" in message


def test_a_project_whose_unit_was_left_out_is_named_with_what_was_left_out(engine: Engine):
    confirm(engine, goal_table(name=NAME, unit=UNIT))
    form = self_evaluation(NAME, "")
    [question] = [item for item in previewed(engine, form).questions if isinstance(item, ProjectQuestion)]
    preview = previewed(engine, form, choices={question.row_key: question.candidates[0].project_id})
    assert said(preview, "match_confirmed") == [f"按确认过的对应关系，“{NAME}”（未写用款单位）就是“{NAME}”（{UNIT}）。"]


def test_a_target_that_differs_says_which_one_counts(engine: Engine):
    confirm(engine, goal_table(name=NAME, unit=UNIT))
    [message] = said(
        previewed(engine, self_evaluation(NAME, rows=[RESULTS[1].replace("≥98%", "≥97%")])), "target_differs"
    )
    assert message.endswith("已入库的目标是“≥98%”，入库后以自评表的“≥97%”为准。")


def pointed(*points: int) -> str:
    rows = [f"产出指标\t数量指标\t巡查{at}号渡口\t≥{at}次\t{value or ''}" for at, value in enumerate(points, start=1)]
    head = [
        "项目支出绩效目标表",
        "（2024年度）",
        f"项目名称\t{NAME}",
        f"主管部门\t{UNIT}\t实施单位\t{UNIT}",
        "年度资金总额（万元）\t3",
        "一级指标\t二级指标\t三级指标\t指标值\t分值",
    ]
    return "\n".join([*head, *rows])


@pytest.mark.parametrize(
    ("points", "told"),
    [((60, 50), "110"), ((40, 30), "70"), ((50, 40), None), ((60, 40), None), ((60, 50, 0), "110"), ((60, 0), None)],
)
def test_points_of_a_goal_table_that_do_not_add_up_are_asked_about(
    engine: Engine, points: tuple[int, ...], told: str | None
):
    preview = previewed(engine, pointed(*points))
    assert [item.observed for item in preview.findings if item.rule_id == "points_sum_doubtful"] == (
        [told] if told else []
    )
    assert not preview.has_errors


def test_an_old_file_taken_in_again_after_a_correction_says_which_values_hold(engine: Engine):
    first = self_evaluation(NAME)
    confirm(engine, first)
    assert "没有重复写入。" in previewed(engine, first).known_text
    assert "后来改过" not in previewed(engine, first).known_text
    confirm(engine, first.replace("92%", "93%"))
    assert "后来改过，以后来的为准" in previewed(engine, first).known_text


@pytest.mark.parametrize("written", ["补助总户数", "补助的户数"])
def test_an_indicator_under_another_name_is_asked_about_beside_the_one_that_is_missing(engine: Engine, written: str):
    confirm(engine, goal_table(name=NAME, unit=UNIT))
    rows = [RESULTS[0].replace("补助户数", written), *RESULTS[1:]]
    [message] = said(previewed(engine, self_evaluation(NAME, rows=rows)), "goal_indicators_missing")
    assert f"“补助户数”（是否就是“{written}”？）" in message
    assert "“生活改善”（" not in message


def test_an_indicator_that_the_goal_table_does_not_know_is_told(engine: Engine):
    confirm(engine, goal_table(name=NAME, unit=UNIT))
    row = RESULTS[0].replace("补助户数", "绿化村庄")
    assert said(previewed(engine, self_evaluation(NAME, rows=[*RESULTS, row])), "indicators_new") == [
        "自评表中的 1 项指标不在已入库的目标表中：“绿化村庄”，入库后作为新增的指标。"
    ]
    assert not said(previewed(engine, self_evaluation(NAME, rows=RESULTS)), "indicators_new")
