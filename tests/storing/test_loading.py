"""What holds now: the newest upload in force wins, key by key."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Engine

from perfdata.storing.store import current, fiscal_years, void_upload
from tests.storing.builders import a_project, a_result, a_spending, an_indicator, append_report, append_tables


def test_the_newest_goal_table_of_a_project_replaces_all_its_indicators(engine: Engine) -> None:
    append_tables(engine, a_project(), an_indicator(order=1), an_indicator(order=2), an_indicator(order=3))
    append_tables(engine, a_project(annual_goal="改。"), an_indicator(order=2))
    found = current(engine)
    assert [project.annual_goal for project in found.projects] == ["改。"]
    assert [indicator.indicator_id for indicator in found.indicators] == ["p1-i2"]


def test_a_newer_goal_table_without_indicators_leaves_none(engine: Engine) -> None:
    append_tables(engine, a_project(), an_indicator())
    append_tables(engine, a_project(annual_goal="改。"))
    assert current(engine).indicators == ()


def test_replacing_one_project_leaves_the_others_of_its_file(engine: Engine) -> None:
    append_tables(engine, a_project("p1"), a_project("p2"), an_indicator("p1"), an_indicator("p2"))
    append_tables(engine, a_project("p1", annual_goal="改。"), an_indicator("p1", order=9))
    found = current(engine)
    assert [project.project_id for project in found.projects] == ["p2", "p1"]
    assert [indicator.indicator_id for indicator in found.indicators] == ["p2-i1", "p1-i9"]


def test_voiding_the_newer_uncovers_the_older(engine: Engine) -> None:
    append_tables(engine, a_project(budget_yuan=Decimal(100)), an_indicator(order=1))
    newer = append_tables(engine, a_project(budget_yuan=Decimal(200)), an_indicator(order=2))
    void_upload(engine, newer.upload_id, who="李科长")
    found = current(engine)
    assert [project.budget_yuan for project in found.projects] == [Decimal(100)]
    assert [indicator.indicator_id for indicator in found.indicators] == ["p1-i1"]


def test_voiding_the_older_changes_nothing_that_holds(engine: Engine) -> None:
    older = append_tables(engine, a_project(), an_indicator(order=1))
    append_tables(engine, a_project(annual_goal="改。"), an_indicator(order=2))
    before = current(engine)
    void_upload(engine, older.upload_id, who="李科长")
    assert current(engine).indicators == before.indicators


def test_the_same_project_in_two_years_is_kept_apart(engine: Engine) -> None:
    append_tables(engine, a_project(), an_indicator())
    append_tables(engine, a_project(fiscal_year=2025), an_indicator(fiscal_year=2025, order=2))
    assert [indicator.fiscal_year for indicator in current(engine).indicators] == [2024, 2025]
    assert [indicator.order for indicator in current(engine, fiscal_year=2025).indicators] == [2]
    assert [project.fiscal_year for project in current(engine, fiscal_year=2024).projects] == [2024]
    assert current(engine, fiscal_year=2023).projects == ()


def test_a_project_without_a_year_is_replaced_like_any_other(engine: Engine) -> None:
    append_tables(engine, a_project(fiscal_year=None), an_indicator(fiscal_year=None, order=1))
    append_tables(engine, a_project(fiscal_year=None, annual_goal="改。"), an_indicator(fiscal_year=None, order=2))
    found = current(engine)
    assert [project.annual_goal for project in found.projects] == ["改。"]
    assert [indicator.order for indicator in found.indicators] == [2]


def test_a_project_written_twice_in_one_file_is_kept_as_written(engine: Engine) -> None:
    append_tables(engine, a_project(), a_project(annual_goal="又一次。"), an_indicator(order=1), an_indicator(order=1))
    found = current(engine)
    assert [project.annual_goal for project in found.projects] == ["保障一年。", "又一次。"]
    assert len(found.indicators) == 2


def test_records_come_in_the_order_of_uploads_and_rows(engine: Engine) -> None:
    append_tables(engine, a_project("p9"), a_project("p1"), an_indicator("p9", order=2), an_indicator("p9", order=1))
    append_tables(engine, a_project("p5"), an_indicator("p5", order=7))
    found = current(engine)
    assert [project.project_id for project in found.projects] == ["p9", "p1", "p5"]
    assert [indicator.indicator_id for indicator in found.indicators] == ["p9-i2", "p9-i1", "p5-i7"]


def test_the_newest_result_for_a_day_holds(engine: Engine) -> None:
    append_report(engine, a_result("i1", "90人"), a_result("i2", "10人"))
    newer = append_report(engine, a_result("i1", "95人"))
    assert _results(engine) == [("i2", "10人"), ("i1", "95人")]
    void_upload(engine, newer.upload_id, who="李科长")
    assert _results(engine) == [("i1", "90人"), ("i2", "10人")]


def test_results_of_two_days_stand_side_by_side(engine: Engine) -> None:
    append_report(engine, a_result(as_of=date(2024, 12, 31)))
    append_report(engine, a_result(as_of=date(2024, 6, 30)))
    assert [result.as_of for result in current(engine).actual_results] == [date(2024, 12, 31), date(2024, 6, 30)]


def test_of_two_results_for_a_day_in_one_file_the_later_row_holds(engine: Engine) -> None:
    append_report(engine, a_result("i1", "90人"), a_result("i1", "95人"))
    assert _results(engine) == [("i1", "95人")]


def test_the_newest_spending_for_a_day_holds(engine: Engine) -> None:
    append_report(engine, a_spending("p1", spent="1.00"), a_spending("p2", spent=None))
    newer = append_report(engine, a_spending("p1", spent="2.00"))
    assert [(s.project_id, s.spent_yuan) for s in current(engine).spending] == [("p2", None), ("p1", Decimal("2.00"))]
    void_upload(engine, newer.upload_id, who="李科长")
    assert [s.spent_yuan for s in current(engine, fiscal_year=2024).spending] == [Decimal("1.00"), None]


def test_fiscal_years_are_those_of_projects_in_force_newest_first(engine: Engine) -> None:
    append_tables(engine, a_project("p1"))
    append_tables(engine, a_project("p2", fiscal_year=2026), a_project("p3", fiscal_year=2023))
    newest = append_tables(engine, a_project("p4", fiscal_year=2027))
    void_upload(engine, newest.upload_id, who="李科长")
    assert fiscal_years(engine) == [2026, 2024, 2023]


def _results(engine: Engine) -> list[tuple[str, str]]:
    return [(result.indicator_id, result.actual.raw) for result in current(engine).actual_results]


def test_the_records_of_some_projects_are_those_of_all_without_the_others(engine: Engine):
    for year in (2023, 2024):
        for key in ("p1", "p2", "p3"):
            append_tables(
                engine,
                a_project(key, fiscal_year=year),
                *(an_indicator(key, order, fiscal_year=year) for order in (1, 2)),
            )
    append_tables(engine, a_project("p2", budget_yuan=Decimal(7)), an_indicator("p2", 2))
    append_report(engine, a_result("p1-i1"), a_result("p2-i2"), a_result("p3-i1"), a_spending("p2"), a_spending("p3"))
    append_report(engine, a_result("p2-i2", "97人"), a_result("p2-i2", "98人"), a_spending("p2", "3"))
    last = append_report(engine, a_result("p2-i2", "99人"), a_spending("p2", "4"))
    void_upload(engine, last.upload_id, who="李会计")
    for year in (2023, 2024, None):
        whole, part = current(engine, fiscal_year=year), current(engine, fiscal_year=year, project_ids=["p2", "p0"])
        assert part.projects == tuple(item for item in whole.projects if item.project_id == "p2")
        assert part.indicators == tuple(item for item in whole.indicators if item.project_id == "p2")
        assert part.actual_results == tuple(item for item in whole.actual_results if item.indicator_id[:2] == "p2")
        assert part.spending == tuple(item for item in whole.spending if item.project_id == "p2")
    assert [item.actual.raw for item in part.actual_results] == ["98人"]
    assert current(engine, project_ids=[]).projects == ()
