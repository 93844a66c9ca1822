"""Short names of a few projects, told apart from a whole year without reading it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from perfdata.presenting.frames import name_projects
from perfdata.storing.conclusions import conclude_with
from perfdata.storing.connecting import reading
from perfdata.storing.names import (
    NamedProject,
    projects_alike,
    projects_called,
    projects_in_units,
    units,
    units_called,
)
from perfdata.storing.search import units_like
from perfdata.storing.store import open_store
from perfdata.usecases.concluding import concluder
from tests.storing.builders import a_project, append_tables

YEAR = 2024
UNITS = [f"某市第{number}镇" for number in range(1, 46)]
OTHERS = {
    UNITS[0]: ["道路养护（一期）", "桥梁维修"],
    UNITS[1]: ["道路养护（二期）"],
    UNITS[2]: ["道路养护（二期）", "道路养护（某市第4镇）"],
}


@pytest.fixture(scope="module")
def city(shared_url: str) -> Iterator[Engine]:
    """45 units with a project of the same name, some with others that differ in their remarks."""
    opened = open_store(shared_url)
    conclude_with(opened, concluder)
    named = [("道路养护", unit) for unit in UNITS]
    named += [(name, unit) for unit, names in OTHERS.items() for name in names]
    numbered = enumerate(named)
    projects = [a_project(f"p{at}", project_name=name, spending_unit=unit) for at, (name, unit) in numbered]
    append_tables(opened, *projects)
    yield opened
    opened.dispose()


def every_project(engine: Engine) -> list[NamedProject]:
    with reading(engine) as connection:
        return projects_in_units(connection, YEAR, None)


@pytest.mark.parametrize("unit", UNITS[:5])
def test_what_a_project_is_called_for_short_is_the_same_as_among_all(city: Engine, unit: str):
    everyone = every_project(city)
    own = [project for project in everyone if project.spending_unit == unit]
    with reading(city) as connection:
        near = projects_alike(connection, YEAR, own)
    assert name_projects(own, among=near).short_names == name_projects(own, among=everyone).short_names
    assert len(own) < len(near) < 12


def test_a_crowd_of_one_name_is_told_apart_by_its_units_and_a_single_remark_by_itself(city: Engine):
    everyone = every_project(city)
    names = name_projects(everyone, among=everyone).short_names
    assert sorted(names[project.project_id] for project in everyone if project.spending_unit == UNITS[0]) == [
        "桥梁维修",
        "道路养护（一期）",
        "道路养护（某市第1镇）",
    ]


def test_a_remark_that_many_share_and_a_unit_in_brackets_tell_nothing_apart(city: Engine):
    named = [("助学补助（镇）", unit) for unit in UNITS] + [("危房改造（某市第9镇）", UNITS[0]), ("危房改造", UNITS[8])]
    twins = [a_project(f"q{at}", project_name=name, spending_unit=unit) for at, (name, unit) in enumerate(named)]
    append_tables(city, *twins)
    everyone = every_project(city)
    whole = name_projects(everyone, among=everyone).short_names
    for own in (everyone[:1], everyone[-4:], [project for project in everyone if project.spending_unit == UNITS[8]]):
        with reading(city) as connection:
            near = projects_alike(connection, YEAR, own)
        assert name_projects(own, among=near).short_names.items() <= whole.items()
        assert len(near) < len(own) + 9
    assert whole["q3"] == "助学补助（镇）（某市第4镇）"
    assert whole["q45"] == "危房改造（某市第9镇）（某市第1镇）"


def test_many_units_are_not_listed_but_found_by_name_or_a_part_of_it(city: Engine):
    assert units(city, YEAR, most=44) is None
    assert units(city, YEAR, most=45) == units(city, YEAR) == sorted(UNITS)
    assert units_called(city, YEAR, ["某市第7镇", "别处"]) == ["某市第7镇"]
    with reading(city) as connection:
        assert units_like(connection, "第1", fiscal_year=YEAR, most=2) == (["某市第10镇", "某市第11镇"], True)


@pytest.mark.parametrize("name", ["道路养护（某市第7镇）", "道路养护（一期）", "桥梁维修"])
def test_a_project_is_found_by_its_short_name_without_its_crowd(city: Engine, name: str):
    with reading(city) as connection:
        found = projects_called(connection, YEAR, [name])
    assert name in name_projects(found, among=every_project(city)).short_names.values()
    assert len(found) == 1
