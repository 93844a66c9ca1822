from perfdata.core.terms import ReviewStatus
from perfdata.storing import store
from perfdata.usecases import auditing, browsing, opening
from tests.builders import goal_table
from tests.pages.conftest import OpenPage, widget
from tests.pages.test_dashboards import add_tables, all_text, metrics

PAGE = "pages/evaluation/findings.py"
GAP = "预算 504,000 元比测算 432,000 元多 72,000 元"


def test_the_answer_comes_first_and_details_are_folded_by_project(open_page: OpenPage):
    app = open_page(PAGE)
    assert metrics(app) == {"待核实": "27 条", "已核实或不适用": "0 条", "形式": "37 处"}
    assert [item.label for item in app.expander] == [
        "两新组织党务工作者补贴　6 个问题，形式 8 处",
        "两新组织党员活动经费　8 个问题，形式 9 处",
        "社工委党建工作经费　6 个问题，形式 8 处",
        "企业工委党建工作经费　4 个问题，形式 8 处",
        "跨项目　3 个问题，形式 4 处",
    ]
    text = all_text(app)
    assert f"**1. 两新组织党务工作者补贴**：{GAP}" in text
    assert "504,000 − 432,000 = 72,000 元；差额占预算 14.29%，为测算的 16.67%" in text
    assert "不是绩效目标审核结论" in text
    assert len(app.get("download_button")) == 2


def test_a_link_opens_one_rule(open_page: OpenPage):
    app = open_page(PAGE, rule="项目的实施周期覆盖下一年度，或已安排到期评价。")
    assert "共 **1 个问题**" in all_text(app)
    assert "4 个项目的实施周期到 2024 年为止，涉及预算 831,100 元" in all_text(app)


def test_filters_by_dimension(open_page: OpenPage):
    app = open_page(PAGE)
    widget(app, "audit_dimension").set_value(["可行性"]).run()
    assert [item.label for item in app.expander][:2] == ["跨项目　1 个问题", "两新组织党员活动经费　形式 2 处"]


def test_the_list_of_rules_shows_every_docstring_folded(open_page: OpenPage):
    app = open_page(PAGE)
    widget(app, "audit_view").set_value("规则清单").run()
    assert len(app.expander) == 50
    assert app.expander[0].label.startswith("预算等于目标文字写明的人数 × 标准 × 期数。")


def test_an_answer_closes_the_question_and_undo_opens_it_again(open_page: OpenPage, database_url: str):
    engine = opening.open_with_bundled_tables(database_url)
    gap = auditing.audit_store(engine)[0].findings[0]
    before = metrics(open_page(PAGE))
    auditing.set_status(
        engine,
        gap.finding_id,
        fiscal_year=2024,
        status=ReviewStatus.VERIFIED,
        note="另有 6 名专职人员",
        message=gap.message,
        who="王科长",
    )
    app = open_page(PAGE)
    assert metrics(app)["待核实"] == "26 条"
    assert metrics(app)["已核实或不适用"] == "1 条"
    assert "**1. 两新组织党员活动经费**" in all_text(app)
    store.void_upload(engine, store.list_uploads(engine)[0].upload_id, who="王科长")
    assert metrics(open_page(PAGE)) == before
    engine.dispose()


def test_five_questions_of_a_project_are_shown_and_the_rest_and_the_remarks_on_demand(open_page: OpenPage):
    app = open_page(PAGE)
    shown = all_text(app)
    assert shown.count("-badge[待核实]") == 5
    assert "没有比较符" not in shown
    labels = [item.label for item in app.toggle]
    assert labels[:2] == ["其余 1 个问题", "形式 8 处"]
    app.toggle[0].set_value(True).run()
    app.toggle[1].set_value(True).run()
    assert all_text(app).count("-badge[待核实]") == 14


def test_two_units_with_the_same_tables_keep_questions_and_answers_of_their_own(open_page: OpenPage, database_url: str):
    """Offices copy each other: their questions across projects were one, which no page could draw twice."""
    names = ("甲项目", "乙项目")
    tables = [goal_table(name=name, unit=unit) for unit in ("甲局", "乙局") for name in names]
    add_tables(database_url, *tables)
    open_page(PAGE)
    engine = opening.open_with_bundled_tables(database_url)
    audit = browsing.load_frames(engine, fiscal_year=2024)["audit"]
    assert audit["finding_id"].is_unique
    twins = audit[(audit["rule_id"] == "cycle_not_ended") & audit["message"].str.contains("40,000 元")]
    first, second = twins["finding_id"]
    answer = {
        "status": ReviewStatus.NOT_APPLICABLE,
        "note": "甲局已说明",
        "message": twins["message"].iloc[0],
        "who": "张会计",
    }
    auditing.set_status(engine, first, fiscal_year=2024, **answer)
    audit = browsing.load_frames(engine, fiscal_year=2024)["audit"]
    statuses = dict(zip(audit["finding_id"], audit["status"], strict=True))
    assert (statuses[first], statuses[second]) == ("不适用", "待核实")
    assert not open_page(PAGE).exception
