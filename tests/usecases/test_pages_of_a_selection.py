"""What pages show of a selection is what plain arithmetic over the records gives, in three stores."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from perfdata.core.fiscal_months import last_day
from perfdata.core.terms import FindingKind, Light, Outcome, ReviewStatus
from perfdata.presenting.charts.theme import OUTCOME_COLOURS
from perfdata.storing import aggregates, store
from perfdata.storing.conclusions import conclude_with
from perfdata.storing.connecting import reading
from perfdata.storing.scope import Scope
from perfdata.storing.store import open_store
from perfdata.usecases import browsing, demo, evaluating, money, monitoring, question_page, results, scores, town
from perfdata.usecases.concluding import concluder
from perfdata.usecases.latest import completions_of, records_of, spending_by_day
from perfdata.usecases.listing import every_part
from perfdata.usecases.opening import open_with_bundled_tables
from tests.storing.builders import a_project, append_tables
from tests.town import fill_town
from tests.usecases.concluded import Town

UNIT = "某市某某镇交通分局"


def bundled(folder: Path) -> Engine:
    engine = open_with_bundled_tables(f"sqlite:///{folder / 'bundled.db'}")
    demo.load_demo(engine, fiscal_year=2024, who="演示")
    return engine


def small_town(folder: Path) -> Engine:
    engine = open_store(f"sqlite:///{folder / 'town.db'}")
    conclude_with(engine, concluder)
    fill_town(engine, units=5, projects=3)
    return engine


def random_town(folder: Path) -> Engine:
    engine = open_store(f"sqlite:///{folder / 'random.db'}")
    conclude_with(engine, concluder)
    made = Town(engine, 11)
    for act in (made.tables, made.tables, made.tables, made.report, made.report, made.weigh, made.say, made.report):
        act()
    return engine


@pytest.fixture(scope="module", params=[bundled, small_town, random_town])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    opened = request.param(tmp_path_factory.mktemp("stores"))
    yield opened
    opened.dispose()


def scopes_of(engine: Engine) -> list[Scope]:
    """The whole year, its first unit, and its first two projects."""
    year = browsing.fiscal_years(engine)[0]
    projects = store.current(engine, fiscal_year=year).projects
    unit = (town.units(engine, year) or [])[0]
    return [Scope(year), Scope(year, (unit,)), Scope(year, projects=tuple(item.project_id for item in projects[:2]))]


def test_counts_of_outcomes_and_bands_are_those_of_the_completions(engine: Engine):
    for scope in scopes_of(engine):
        stands = completions_of(records_of(engine, scope))
        outcomes = Counter(item.outcome for item in stands)
        found = results.completion(engine, scope)
        assert found.totals == {outcome.label: outcomes[outcome] for outcome in Outcome}
        ratios = [
            float(item.completion_ratio)
            for item in stands
            if item.completion_ratio is not None and item.outcome is not Outcome.NO_DATA
        ]
        edges = [float("-inf"), 0.6, 0.8, 1.0, 1.2, float("inf")]
        bands = [sum(low <= ratio < high for ratio in ratios) for low, high in itertools.pairwise(edges)]
        if found.bands:
            assert found.bands.table["指标数"].tolist() == bands
        if found.gaps:
            assert found.gaps.table["完成率"].tolist() == sorted(ratios)[:12]
            assert sorted(found.gaps.whole_table["完成率"].tolist()) == sorted(ratios)


def test_lights_at_any_month_are_those_of_the_reports_until_then(engine: Engine):
    for scope in scopes_of(engine):
        for month in (3, 6, 12):
            records = monitoring.until(records_of(engine, scope), last_day(scope.fiscal_year, month))
            lights = Counter(
                item.light for project in monitoring.monitor(records, month=month) for item in project.indicators
            )
            assert monitoring.lights(engine, scope, month=month).counts == {
                light.label: lights[light] for light in Light
            }
            total, rows = monitoring.indicator_rows(engine, scope, month=month, wanted=("红灯",))
            assert total == lights[Light.RED]
            assert rows["light"].tolist() == ["红灯"] * min(lights[Light.RED], monitoring.MOST_INDICATORS)


def test_every_indicator_of_the_drawn_projects_is_a_dot_that_leads_to_its_project(engine: Engine):
    for scope in scopes_of(engine):
        chart = results.completion(engine, scope).outcomes
        dots, drawn = chart.figure["data"][0], chart.table[Outcome.labels()]
        assert Counter(dots["marker"]["color"]) == {
            colour: drawn[outcome.label].sum()
            for outcome, colour in OUTCOME_COLOURS.items()
            if drawn[outcome.label].any()
        }
        assert [chart.table["项目"][row] for row in dots["y"]] == [lead["project"] for lead in chart.leads_to]


def test_what_lags_most_in_yuan_comes_first_with_the_amount(engine: Engine):
    for scope in scopes_of(engine):
        found = town.overview(engine, scope)
        if found and found.pace:
            lags = found.pace.table["应达减执行（元）"].tolist()
            assert lags == sorted(lags, reverse=True)
            assert "差额最大的在前" in found.pace.note


def test_the_overview_and_the_monitoring_judge_every_budget_alike(engine: Engine):
    for scope in scopes_of(engine):
        overview = town.overview(engine, scope)
        assert overview is not None
        found = monitoring.lights(engine, scope)
        total, rows = monitoring.project_rows(engine, scope)
        assert found.budgets["红灯"] == found.as_reported["红灯"] == overview.totals.red_count
        assert found.budgets == {label: (rows["budget_light"] == label).sum() for label in Light.labels()}
        assert sum(found.budgets.values()) == total == overview.totals.project_count
        with reading(engine) as connection:
            concluded = aggregates.projects_behind(connection, scope, most=99)
        told = [round(row.month / 12, 9) for row in concluded]
        assert sorted(rows["due_ratio"].dropna().round(9)) == sorted(told)
        december = monitoring.lights(engine, scope, month=12)
        assert december.as_reported == found.budgets
        monitored = monitoring.monitor(records_of(engine, scope), month=None)
        lights = Counter(item.light for project in monitored for item in project.indicators)
        assert found.counts == {light.label: lights[light] for light in Light}


def test_what_is_due_is_one_figure_on_the_card_and_at_the_end_of_the_course(engine: Engine):
    for scope in scopes_of(engine):
        overview = town.overview(engine, scope)
        assert overview is not None
        if overview.totals.spending_count:
            due = town.pace_of_sums(overview.totals).due
            assert money.progress(engine, scope).table["应达"].iloc[-1] == pytest.approx(due)


def test_grades_by_every_scheme_are_those_of_the_scores(engine: Engine):
    for scope in scopes_of(engine):
        for scheme_id in (None, *evaluating.schemes()):
            evaluated = evaluating.evaluate(records_of(engine, scope), evaluating.scheme_of(scheme_id))
            grades = Counter(item.score.grade or "未评" for item in evaluated)
            found = scores.scored(engine, scope, scheme_id=scheme_id, names=("优", "良", "中", "差"), bands=())
            assert {name: count for name, count in found.grades.items() if count} == grades
            totals = sorted(float(item.score.total_score) for item in evaluated if item.score.total_score is not None)
            if found.dots:
                drawn = totals if len(totals) <= 12 else [*totals[:9], *totals[-3:]]
                assert found.dots.figure["data"][0]["x"] == drawn


def test_spending_through_the_year_adds_up_what_was_known_on_each_day(engine: Engine):
    for scope in scopes_of(engine):
        records = records_of(engine, scope)
        budgets = {item.project_id: item.budget_yuan for item in records.projects}
        rows = spending_by_day(records)
        days = sorted({row.as_of for own in rows.values() for row in own})
        wanted = []
        for day in days:
            spent = budget = Decimal(0)
            for project_id, own in rows.items():
                until = [row for row in own if row.as_of <= day]
                last = until[-1] if until else None
                whole = last and (last.adjusted_budget_yuan or last.initial_budget_yuan or budgets.get(project_id))
                if last and last.spent_yuan is not None and whole:
                    spent, budget = spent + last.spent_yuan, budget + whole
            wanted.append(round(float(spent / budget), 9) if budget else None)
        if days:
            table = money.progress(engine, scope).table
            assert [round(ratio, 9) for ratio in table["预算执行率"].tolist()[1:]] == wanted
            assert [day.date() for day in table["截至日期"]][1:] == days


def test_budgets_are_ranked_and_told_whole(engine: Engine):
    for scope in scopes_of(engine):
        projects = records_of(engine, scope).projects
        budgets = sorted((float(item.budget_yuan or 0) for item in projects), reverse=True)
        chart = money.budget_ranking(engine, scope, by="short_name")
        assert chart.table["预算金额（元）"].fillna(0).tolist() == budgets[:12]
        assert chart.whole_table["预算金额（元）"].fillna(0).tolist() == budgets
        by_unit = money.budget_ranking(engine, scope, by="spending_unit").table
        assert round(by_unit["预算金额（元）"].sum(), 2) == round(sum(budgets), 2)
        total, table = money.budget_table(engine, scope)
        assert total == len(projects)
        assert table["预算金额（元）"].tolist()[-1] == round(sum(budgets), 2)


def test_questions_are_counted_and_grouped_without_loss(engine: Engine):
    for scope in scopes_of(engine):
        audit = browsing.load_frames(engine, fiscal_year=scope.fiscal_year, units=scope.units, projects=scope.projects)[
            "audit"
        ]
        counts = question_page.answer(engine, scope).counts
        is_open = audit["status"].isin([ReviewStatus.OPEN.label, ReviewStatus.TO_AMEND.label])
        is_question = audit["kind"] == FindingKind.QUESTION.label
        assert counts.open_count == (is_open & is_question).sum()
        assert counts.remark_count == (~is_question).sum()
        shown: list[str] = []
        start, total = 0, 1
        while start < total:
            part = question_page.groups(engine, scope, by="project", wanted=question_page.Wanted(), start=start)
            shown += [key for rows in part.shown for key in rows["finding_id"]]
            start, total = start + question_page.MOST_GROUPS, part.total
        assert sorted(shown) == sorted(audit["finding_id"])


def test_parts_of_lists_hold_every_indicator_once(engine: Engine):
    scope = scopes_of(engine)[0]
    every = [item.indicator_id for item in records_of(engine, scope).indicators]
    total, rows = results.indicator_rows(engine, scope)
    assert total == len(every)
    assert len(rows) == min(total, results.MOST_INDICATORS)
    quality = (("level2", ("质量指标",)),)
    total, rows = results.indicator_rows(engine, scope, wanted=quality)
    assert set(rows["level2"]) <= {"质量指标"}
    assert total == len(rows)


def test_sums_of_units_are_those_of_their_projects(engine: Engine):
    year = browsing.fiscal_years(engine)[0]
    ids = tuple(item.project_id for item in store.current(engine, fiscal_year=year).projects)
    with reading(engine) as connection:
        kept: Any = aggregates.totals(connection, Scope(year))
        added: Any = aggregates.totals(connection, Scope(year, projects=ids))
    names = [name for name in kept._fields if name != "question_count"]  # of projects alone without those across them
    assert {name: getattr(kept, name) for name in names} == {name: getattr(added, name) for name in names}


def test_two_spellings_of_a_unit_are_one_choice_and_projects_without_one_have_theirs(tmp_path: Path):
    engine = open_store(f"sqlite:///{tmp_path / 'units.db'}")
    conclude_with(engine, concluder)
    units = ("某镇（本级）", "某镇(本级)", None)
    append_tables(
        engine,
        *(
            a_project(f"p{number}", spending_unit=unit, budget_yuan=Decimal(10**number))
            for number, unit in enumerate(units)
        ),
    )
    assert town.units(engine, 2024) == ["某镇（本级）", "未写明单位"]
    overviews = [town.overview(engine, Scope(2024, (unit,))) for unit in ("某镇（本级）", "某镇(本级)", "未写明单位")]
    assert [found and found.budget_yuan for found in overviews] == [11, 11, 100]
    assert money.budget_ranking(engine, Scope(2024), by="spending_unit").table["用款单位"].tolist() == [
        "未写明单位",
        "某镇（本级）",
    ]
    engine.dispose()


def test_a_preview_of_a_town_reads_what_it_would_read_of_the_unit_alone(tmp_path: Path):
    """The template of one unit, filled with 5, is read alike in a store of five units and in one of its own."""
    from io import BytesIO

    import openpyxl

    from perfdata.usecases import uploading

    found = []
    for units in (3, 5):
        engine = open_store(f"sqlite:///{tmp_path / f'{units}.db'}")
        conclude_with(engine, concluder)
        fill_town(engine, units=units, projects=3)
        template = uploading.result_template(engine, fiscal_year=2024, today=date(2024, 12, 31), units=[UNIT])
        book = openpyxl.load_workbook(BytesIO(template))
        sheet: Any = book.worksheets[0]
        at = [cell.value for cell in sheet[3]].index("实际完成值") + 1
        for row in range(4, 9):
            sheet.cell(row, at).value = "5"
        content = BytesIO()
        book.save(content)
        draft = uploading.preview_file(engine, content.getvalue(), file_name="结果.xlsx", today=date(2024, 12, 31))
        found.append((draft.changes, [(item.rule_id, item.message) for item in draft.findings], draft.counts))
        engine.dispose()
    assert found[0] == found[1]
    assert found[0][0]


def test_a_list_in_parts_has_every_project_once_though_one_is_stored_anew_meanwhile(tmp_path: Path):
    engine = open_store(f"sqlite:///{tmp_path / 'parts.db'}")
    conclude_with(engine, concluder)
    projects = [a_project(f"p{number}", project_name=f"项目{number}") for number in range(1, 6)]
    append_tables(engine, *projects)
    parts: list[tuple[str, ...]] = []

    def told(own: Scope) -> pd.DataFrame:
        if not parts:
            append_tables(engine, projects[0], content=b"once more")
        parts.append(own.projects)
        return pd.DataFrame({"project_id": own.projects})

    found = every_part(engine, Scope(2024), told, order="file", at_once=2)
    assert found["project_id"].tolist() == ["p1", "p2", "p3", "p4", "p5"]
    assert parts == [("p1", "p2"), ("p3", "p4"), ("p5",)]
    engine.dispose()
