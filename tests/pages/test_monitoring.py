"""运行监控 as a visitor meets it."""

from __future__ import annotations

from perfdata.usecases import demo, opening
from tests.pages.conftest import OpenPage

PAGE = "pages/evaluation/monitoring.py"


def metrics(app) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def test_without_reports_everything_is_grey_and_the_page_says_what_to_do(open_page: OpenPage):
    app = open_page(PAGE)
    assert metrics(app) == {
        "红灯": "0 项",
        "黄灯": "0 项",
        "绿灯": "0 项",
        "蓝灯": "0 项",
        "待填报": "36 项",
        "无法判断": "0 项",
    }
    assert "监控表" in app.info[0].value


def test_the_month_decides_what_counts(open_page: OpenPage, database_url: str):
    engine = opening.open_with_bundled_tables(database_url)
    demo.load_demo(engine, fiscal_year=2024, who="演示")
    engine.dispose()
    app = open_page(PAGE, month="6")
    june = metrics(app)
    assert june["待填报"] == "0 项"
    assert "按各项目填报到的月份，红灯是 0 个，与总览相同" in app.info[0].value
    app.selectbox(key="month").set_value(5).run()
    assert metrics(app)["待填报"] == "36 项"  # the first invented report is of 30 June
    app.selectbox(key="month").set_value(None).run()
    assert metrics(app) != june
    assert "**预算执行**　:green-badge[绿灯 4 个]" in [item.value for item in app.markdown]
