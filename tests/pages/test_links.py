"""What the address says: year, unit and project always, and a word where it asks for what is not there."""

import pytest
from streamlit.testing.v1 import AppTest

from perfdata.usecases import opening
from perfdata.usecases.town import MOST_NAMES
from tests.builders import goal_table
from tests.pages.conftest import OpenPage
from tests.pages.test_dashboards import add_tables, metrics
from tests.storing.builders import a_project, append_tables

BUDGETS = "pages/dashboards/budgets.py"
UNIT = "东莞市东坑镇非公有制经济组织和社会组织党建服务中心"
ALL = {"year": "2024", "unit": "全部", "project": "全部"}


def address(app: AppTest) -> dict[str, str]:
    return {key: value for key, value in app.query_params.items() if key in ALL}


@pytest.mark.parametrize("page", [None, BUDGETS, "pages/records/upload.py", "pages/records/log.py"])
def test_year_unit_and_project_stand_in_the_address_of_every_page(open_page: OpenPage, page: str | None):
    assert address(open_page(page)) == ALL


def test_a_link_shows_its_year_when_a_newer_one_is_there(open_page: OpenPage, database_url: str):
    link = address(open_page(BUDGETS))
    add_tables(database_url, goal_table(year=2025, budget="20000"))
    assert metrics(open_page(BUDGETS, **link))["预算总额"] == "831,100 元"
    assert metrics(open_page(BUDGETS))["预算总额"] == "20,000 元"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"year": "2031"}, "链接中的年度“2031”不存在，现在显示 2024 年度。"),
        ({"year": "二〇二四"}, "链接中的年度“二〇二四”不存在，现在显示 2024 年度。"),
        ({"unit": "不存在单位"}, "链接中的用款单位“不存在单位”不存在，现在显示全部用款单位。"),
        ({"year": "2024", "project": "撤销的项目"}, "链接中的项目“撤销的项目”不存在，现在显示全部项目。"),
    ],
)
def test_what_a_link_asks_for_in_vain_is_told(open_page: OpenPage, asked: dict[str, str], told: str):
    app = open_page(BUDGETS, **asked)
    assert [item.value for item in app.warning] == [told]
    assert address(app) == ALL
    assert metrics(app)["预算总额"] == "831,100 元"
    app.multiselect(key="unit").select(UNIT).run()
    assert not app.warning


def test_all_goes_when_something_is_chosen_and_comes_back_when_nothing_is(open_page: OpenPage):
    app = open_page(BUDGETS)
    app.multiselect(key="unit").select(UNIT).run()
    assert app.multiselect(key="unit").value == [UNIT]
    assert address(app)["unit"] == UNIT
    app.multiselect(key="unit").set_value([]).run()
    assert app.multiselect(key="unit").value == ["全部"]
    assert address(app) == ALL


def test_a_unit_that_another_year_lacks_is_told(open_page: OpenPage, database_url: str):
    add_tables(database_url, goal_table(year=2025, budget="20000"))
    app = open_page(BUDGETS, year="2024", unit=UNIT)
    assert not app.warning
    app.selectbox(key="year").set_value(2025).run()
    assert [item.value for item in app.warning] == [f"所选的用款单位“{UNIT}”不存在，现在显示全部用款单位。"]


def test_a_link_from_a_filtered_page_shows_only_what_it_asks_for(open_page: OpenPage, database_url: str):
    """A page link brings the filters that are on along, each before what it asks for itself."""
    add_tables(database_url, goal_table(unit="某镇教育办", budget="20000"), goal_table(year=2025, budget="300"))
    app = open_page(BUDGETS, year="2024", unit=UNIT)
    app.query_params["unit"] = [UNIT, "某镇教育办"]
    app.run()
    assert app.multiselect(key="unit").value == ["某镇教育办"]
    assert metrics(app)["预算总额"] == "20,000 元"
    app.query_params["unit"] = ["某镇教育办", "全部"]
    app.query_params["year"] = ["2024", "2025"]
    app.run()
    assert address(app)["year"] == "2025"
    assert metrics(app)["预算总额"] == "300 元"


def test_of_very_many_units_those_are_offered_whose_name_is_typed(open_page: OpenPage, database_url: str):
    engine = opening.open_with_bundled_tables(database_url)
    names = [f"某市第{number}镇" for number in range(1, MOST_NAMES + 2)]
    projects = [a_project(f"p{name}", project_name="道路养护", spending_unit=name) for name in names]
    append_tables(engine, *projects)
    app = open_page()
    assert app.multiselect(key="unit").options == ["全部"]
    [sought] = [box for box in app.text_input if box.label == "找用款单位"]
    sought.set_value("第300").run()
    assert app.multiselect(key="unit").options == ["全部", "某市第300镇"]
    app.multiselect(key="unit").select("某市第300镇").run()
    assert address(app)["unit"] == "某市第300镇"
    assert app.multiselect(key="unit").options == ["全部", "某市第300镇"]
