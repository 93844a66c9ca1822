"""项目一页: every number on it is that of the records, in three stores; and what it says where there is nothing."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from sqlalchemy import Engine, delete

from perfdata.core.model import ActualResult
from perfdata.core.terms import Outcome
from perfdata.presenting.formats import amount, percent
from perfdata.presenting.project_tables import MISSING, strip
from perfdata.storing import marks, store
from perfdata.storing.conclusion_tables import project_years
from perfdata.storing.connecting import writing
from perfdata.usecases import evaluating, history, one_project, opening
from perfdata.usecases.concluding import catch_up
from perfdata.usecases.demo import load_demo
from perfdata.usecases.latest import latest_results, latest_spending
from perfdata.usecases.one_project import ProjectPage
from tests.builders import Line, goal_table, goal_tables
from tests.conftest import Stores
from tests.town import fill_town
from tests.usecases.imported import import_tables

PAID = "a71a3ce53ed6"  # 两新组织党务工作者补贴（镇）


def bundled(url: str) -> Engine:
    return opening.open_with_bundled_tables(url)


def demonstrated(url: str) -> Engine:
    opened = opening.open_with_bundled_tables(url)
    load_demo(opened, fiscal_year=2024, who="演示")
    return opened


def town(url: str) -> Engine:
    opened = store.open_store(url)
    fill_town(opened, units=2, projects=3)
    catch_up(opened)
    return opened


def page_of(engine: Engine, project_id: str = PAID, *, fiscal_year: int = 2024) -> ProjectPage:
    page = one_project.project_page(engine, project_id, fiscal_year=fiscal_year)
    assert page is not None
    return page


@pytest.mark.parametrize("make", [bundled, demonstrated, town], ids=lambda make: make.__name__)
def test_every_number_is_that_of_the_records(stores: Stores, make):
    engine = stores.restored(make)
    records, scores = store.current(engine, fiscal_year=2024), evaluating.evaluate_store(engine, fiscal_year=2024)
    results, spending = latest_results(records), latest_spending(records)
    status = {row["project_id"]: row for row in history.status(engine)["projects"] if row["fiscal_year"] == 2024}
    assert len(records.projects) in (4, 6)
    for evaluated in scores:
        project, score = evaluated.project, evaluated.score
        page, own = page_of(engine, project.project_id), status[project.project_id]
        money, goals, points, _ = page.cards
        values = dict(zip(page.sources["数字"], page.sources["值"], strict=True))
        assert values["预算金额"] == amount(float(project.budget_yuan or 0))
        assert page.indicators["目标"].tolist() == [item.annual_target.raw for item in evaluated.indicators]
        spent = spending.get(project.project_id)
        executed = None
        if spent and spent.spent_yuan is not None and spent.adjusted_budget_yuan:
            executed = percent(float(spent.spent_yuan / spent.adjusted_budget_yuan))
            assert money.figure == executed
            assert (
                money.lines[0]
                == f"支出 {amount(float(spent.spent_yuan))} / {amount(float(spent.adjusted_budget_yuan))}"
            )
        else:
            assert (money.word, page.course) == ("待填报", None)
        assert page.indicators["实际"].tolist() == [
            executed if one.completion.from_spending else told_result(results.get(one.indicator_id))
            for one in score.scores
        ]
        counts = Counter(page.indicators["结论"])
        assert {word: counts[word] for word in Outcome.labels()} == {
            Outcome(name).label: count for name, count in own["outcomes"].items()
        }
        if own["reported"]:
            assert goals.figure == f"{own['outcomes']['met']}/{len(evaluated.indicators)} 项"
            assert page.parts is not None
            assert round(page.parts.table["得分（分）"].sum(), 2) == float(score.reported_score)
        if score.total_score is not None:
            assert (points.figure, points.word) == (f"{score.total_score:.2f}", score.grade)
        lost = [each.lost_points for each in score.scores]
        assert page.indicators["扣分"].tolist() == [f"−{one:.2f}" if one else MISSING for one in lost]


def told_result(result: ActualResult | None) -> str:
    if result is None:
        return MISSING
    return result.attainment.label if result.attainment else result.actual.raw


@pytest.mark.parametrize("make", [demonstrated, town], ids=lambda make: make.__name__)
def test_before_anything_is_concluded_the_page_says_the_same(stores: Stores, make):
    engine = stores.restored(make)
    catch_up(engine)
    ids = [project.project_id for project in store.current(engine, fiscal_year=2024).projects]
    settled = [page_of(engine, project_id) for project_id in ids]
    for clear in (None, delete(project_years)):
        with engine.begin() as connection:
            marks.mark_every_project(connection)
            if clear is not None:
                connection.execute(clear)
        # Held by another process, so that no thread of this one concludes meanwhile.
        with writing(engine):
            waiting = [page_of(engine, project_id) for project_id in ids]
        catch_up(engine)
        assert [page.cards for page in waiting] == [page.cards for page in settled]
        assert [sorted(page.asked["message"]) for page in waiting] == [
            sorted(page.asked["message"]) for page in settled
        ]
    assert any(card.word != "待填报" for page in waiting for card in page.cards[:2])


def test_a_project_without_reports_has_its_formula_its_questions_and_no_verdict_on_money(engine: Engine):
    page = page_of(engine)
    assert [(card.subject, card.word, card.figure) for card in page.cards] == [
        ("资金", "待填报", "504,000 元"),
        ("目标", "待填报", "12 项"),
        ("得分", "待填报", "–"),
        ("测算", "待核实", "72,000 元"),
    ]
    assert page.formula is not None
    assert page.formula.title == "36 人 × 1,000 元 × 12 个月 = 432,000 元"
    assert page.formula.alt == "测算 432,000 元，预算 504,000 元，差 72,000 元。"
    assert page.basis["place"].tolist() == ["第 90 行", "第 92 行", "第 90 行", "第 100 行", "第 93 行"]
    assert page.indicators["出处"].iloc[0] == "第 92 行"
    assert set(page.indicators["实际"]) == {MISSING}
    assert (page.verdict.subject, page.why_they_differ) == ("测算", "")
    assert page.asked["project_id"].unique().tolist() == [PAID]
    assert page.original.file_name == "goal_tables_2024.txt"


def test_verdicts_that_differ_come_with_their_rules(stores: Stores):
    page = page_of(stores.restored(demonstrated))
    assert [card.word for card in page.cards] == ["正常", "部分达成", "优", "待核实"]
    assert page.verdict.subject == "目标"
    assert page.why_they_differ.startswith("三个口径不同")


def test_a_year_without_the_project_says_so_and_where_it_is(engine: Engine):
    assert one_project.project_page(engine, "0" * 12, fiscal_year=2024) is None
    assert one_project.project_page(engine, PAID, fiscal_year=2023) is None
    assert one_project.years_of_project(engine, PAID) == [2024]


def test_history_tells_who_reported_what_with_the_old_value_beside_the_new(stores: Stores):
    rows = one_project.project_history(stores.restored(demonstrated), PAID, fiscal_year=2024)
    money = rows.set_index("事项").filter(like="项目支出", axis=0)
    assert set(money["谁"]) == {"演示"}
    assert money["新值"].str.contains("执行 483,840.00 元").any()
    assert rows["事项"].iloc[-1] == "导入目标表"


def test_a_revised_target_stands_beside_the_original(empty: Engine):
    for target, budget in (("10户", "100000"), ("12户", "120000")):
        line = Line("产出指标", "数量指标", "改造户数", "30户", target)
        import_tables(empty, goal_tables(goal_table(name="危房改造", budget=budget, lines=[line])))
    project_id = store.current(empty, fiscal_year=2024).projects[0].project_id
    rows = one_project.project_history(empty, project_id, fiscal_year=2024)
    revised = {
        subject: (old, new) for subject, old, new in rows[["事项", "原值", "新值"]].to_numpy() if "修订" in subject
    }
    assert revised == {"修订：改造户数": ("10户", "12户"), "修订：预算金额": ("100,000 元", "120,000 元")}


def test_the_strip_sorts_by_what_was_reached_and_has_no_dot_where_nothing_is_reported():
    drawn = [strip(ratio, "部分达成") for ratio in (0.3, 0.75, 1.1, 1.5)]
    assert drawn == sorted(drawn)
    assert ["circle" in each for each in drawn] == [False, True, True, False]
    assert "circle" not in strip(float("nan"), "待填报")
    assert "circle" in strip(float("nan"), "达成")
    assert "circle" not in strip(float("nan"), "部分达成")


def test_the_estimate_goes_on_as_it_went_and_never_beyond_the_budget():
    from perfdata.core.terms import Light
    from perfdata.presenting.verdicts import Pace

    assert Pace(0.45, 0.5, Light.GREEN, 6).year_end == 0.9
    assert Pace(0.7, 0.5, Light.GREEN, 6).year_end == 1.0
    assert Pace(0.96, 1.0, Light.GREEN, 12).year_end is None
    assert Pace(float(Decimal(0)), 0.5, Light.RED, 6).year_end is None
