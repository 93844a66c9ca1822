from datetime import date

import pytest
from sqlalchemy import Engine

from perfdata.core.cell_uses import CellRole, FormLayout
from perfdata.storing.layout_store import remembered_corrections
from perfdata.storing.store import current
from perfdata.usecases import history
from perfdata.usecases.preview import GoalPreview, Preview
from perfdata.usecases.sources import source_lines
from perfdata.usecases.uploading import confirm, preview_file
from tests.builders import Line, goal_table, goal_tables
from tests.office_files import Grid, write_container

TODAY = date(2025, 6, 1)
FORM = "\n".join(
    (
        "项目支出绩效目标申报表",
        "项目名称\t{name}",
        "主管部门\t某县水利局\t实施单位\t某镇人民政府",
        "项目资金\t年度资金总额\t100",
        "年度目标\t今年完成一批。",
        "绩效指标\t一级指标\t二级指标\t三级指标\t绩效要求\t指标值",
        "\t产出指标\t数量指标\t受益户数\t高\t100户",
    )
)


@pytest.fixture
def engine(empty: Engine) -> Engine:
    return empty


def preview(engine: Engine, text: str, corrections: dict[str, str] | None = None) -> Preview:
    return preview_file(engine, text.encode(), file_name="表.txt", today=TODAY, corrections=corrections)


def error_rules(draft: Preview) -> list[str]:
    return [finding.rule_id for finding in draft.findings if finding.severity.value == "error"]


def test_what_is_missing_is_asked_and_what_the_clerk_says_is_taken(engine: Engine):
    asked = preview(engine, FORM.format(name="饮水工程"))
    assert error_rules(asked) == ["money_unit_missing", "fiscal_year_missing"]
    told = preview(engine, FORM.format(name="饮水工程"), {"money_unit": "万元", "fiscal_year": "2025"})
    assert error_rules(told) == []
    project = told.sound_tables[0].project
    assert (project.budget_yuan, project.fiscal_year) == (1_000_000, 2025)


def test_a_correction_is_remembered_for_the_layout_while_its_upload_is_in_force(engine: Engine):
    said = {"money_unit": "万元", "fiscal_year": "2025"}
    stored = confirm(engine, preview(engine, FORM.format(name="饮水工程"), said), uploaded_by="张会计")
    other = preview(engine, FORM.format(name="修路工程"))
    assert error_rules(other) == ["fiscal_year_missing"]
    assert isinstance(other, GoalPreview)
    assert other.read_tables[0].project.budget_yuan == 1_000_000
    assert [item.message for item in other.findings if item.severity.value == "notice"] == [
        "按上次的回答，金额单位为万元。"
    ]
    history.undo(engine, stored.upload_id, who="张会计")
    assert error_rules(preview(engine, FORM.format(name="修路工程"))) == ["money_unit_missing", "fiscal_year_missing"]


def workbook(name: str) -> bytes:
    return write_container(Grid(tuple(tuple(line.split("\t")) for line in FORM.format(name=name).splitlines())), "xlsx")


def test_a_form_read_by_another_process_gets_what_is_remembered_too(engine: Engine):
    said = {"money_unit": "万元", "fiscal_year": "2025"}
    first = preview_file(engine, workbook("饮水工程"), file_name="表.xlsx", today=TODAY, corrections=said)
    confirm(engine, first, uploaded_by="张会计")
    other = preview_file(engine, workbook("修路工程"), file_name="表.xlsx", today=TODAY)
    assert (error_rules(other), other.corrections) == (["fiscal_year_missing"], {"money_unit": "万元"})
    assert other.read_tables[0].project.budget_yuan == 1_000_000


def test_of_a_long_sheet_the_first_300_rows_are_shown_and_below_only_what_gave_nothing(engine: Engine):
    lines = [Line(name=f"第{at}项", annual=f"≥{at}个") for at in range(1, 401)]
    text = goal_tables(goal_table(lines=lines)).decode() + "\n莫名其妙\n"
    found = preview(engine, text).understanding
    assert found
    assert len({use.row for use in found.cell_uses}) == 301
    assert found.cell_uses[-1].text == "莫名其妙"
    assert found.role_counts[CellRole.NOT_UNDERSTOOD] == 1
    assert found.role_counts[CellRole.VALUE] > 800


def test_a_remembered_correction_can_be_taken_back(engine: Engine):
    said = {"money_unit": "万元", "fiscal_year": "2025"}
    confirm(engine, preview(engine, FORM.format(name="饮水工程"), said), uploaded_by="张会计")
    taken_back = preview(engine, FORM.format(name="修路工程"), {"money_unit": "", "fiscal_year": "2025"})
    assert error_rules(taken_back) == ["money_unit_missing"]


def test_another_layout_does_not_get_the_correction(engine: Engine):
    said = {"money_unit": "万元", "fiscal_year": "2025"}
    draft = preview(engine, FORM.format(name="饮水工程"), said)
    confirm(engine, draft, uploaded_by="张会计")
    assert draft.understanding
    assert remembered_corrections(engine) == {draft.understanding.signature: {"money_unit": "万元"}}
    other = FORM.format(name="修路工程").replace("绩效要求", "备注")
    assert error_rules(preview(engine, other)) == ["money_unit_missing", "fiscal_year_missing"]


def test_the_clerk_says_what_a_column_is(engine: Engine):
    draft = preview(engine, FORM.format(name="饮水工程"))
    assert draft.understanding
    assert draft.understanding.open_labels == ["绩效要求"]
    assert [use.text for use in draft.understanding.unread] == ["绩效要求", "高"]
    told = preview(engine, FORM.format(name="饮水工程"), {"meaning:绩效要求": "cycle_target"})
    assert told.read_tables[0].indicators[0].cycle_target.raw == "高"
    ignored = preview(engine, FORM.format(name="饮水工程"), {"meaning:绩效要求": "ignore"}).understanding
    assert ignored
    reasons = [use.meaning for use in ignored.cell_uses if use.role is CellRole.IGNORED]
    assert reasons == ["按核对意见忽略", "按核对意见忽略"]
    assert ignored.signature == draft.understanding.signature


def test_the_source_is_found_again_with_the_corrections_it_was_read_with(engine: Engine):
    said = {"money_unit": "万元", "fiscal_year": "2025"}
    draft = preview(engine, FORM.format(name="饮水工程"), said)
    confirm(engine, draft, uploaded_by="张会计")
    lines = source_lines(engine, project_id=draft.sound_tables[0].project.project_id, fiscal_year=2025)
    assert len(lines) == 6


def test_goals_again_show_new_changed_and_removed_indicators_and_the_budget_difference(engine: Engine):
    first = goal_tables(goal_table(lines=[Line("产出指标", "数量指标", "户数", "30户", "10户"), *OTHERS])).decode()
    confirm(engine, preview(engine, first), uploaded_by="张会计")
    again = goal_tables(goal_table(budget="30000", lines=[Line("产出指标", "数量指标", "户数", "30户", "12户"), *NEW]))
    draft = preview(engine, again.decode())
    changes = [
        (change.kind.value, draft.subjects[change.subject_id], change.old, change.new) for change in draft.changes
    ]
    assert changes == [
        ("changed", "助学补助（镇）：预算（元）", "20,000", "30,000"),
        ("changed", "户数", "10户（周期 30户）", "12户（周期 30户）"),
        ("new", "新指标", "", "≥98%"),
        ("removed", "满意度", "≥90%", ""),
    ]


OTHERS = (Line("满意度指标", "服务对象满意度指标", "满意度", "≥90%", "≥90%"),)
NEW = (Line("产出指标", "质量指标", "新指标", "≥98%", "≥98%"),)


def test_the_layout_is_named(engine: Engine):
    draft = preview(engine, goal_tables(goal_table()).decode())
    assert draft.understanding
    assert draft.understanding.layout is FormLayout.BUNDLED
    assert draft.understanding.unread == []


def contradictions(draft: Preview) -> list[str]:
    rules = ("money_unit_contradicts", "fiscal_year_contradicts")
    return [item.message for item in draft.findings if item.rule_id in rules]


@pytest.mark.parametrize(
    "stated",
    [
        FORM.format(name="修路工程").replace("项目资金\t年度资金总额\t100", "项目资金（元）\t年度资金总额\t831100"),
        FORM.format(name="修路工程").replace("资金总额\t100", "资金总额（元）\t831100"),
        "金额单位：元\n" + FORM.format(name="修路工程").replace("\t100\n", "\t831100\n"),
        FORM.format(name="修路工程").replace("\t100\n", "\t831100元\n"),
    ],
)
def test_a_remembered_money_unit_never_beats_what_the_file_states(engine: Engine, stated: str):
    said = {"money_unit": "万元", "fiscal_year": "2025"}
    confirm(engine, preview(engine, FORM.format(name="饮水工程"), said), uploaded_by="张会计")
    draft = preview(engine, stated, {"fiscal_year": "2025"})
    confirm(engine, draft, uploaded_by="张会计")
    budgets = {item.project_name: item.budget_yuan for item in current(engine, fiscal_year=2025).projects}
    assert budgets == {"饮水工程": 1_000_000, "修路工程": 831_100}
    if "831100元" not in stated:
        assert contradictions(draft) == ["表中写明金额单位为元，上次的回答是万元，按表中写明的读入。"]
        assert draft.corrections == {"fiscal_year": "2025"}


def test_a_money_unit_said_for_this_file_counts_and_is_told(engine: Engine):
    text = FORM.format(name="饮水工程").replace("资金总额\t100", "资金总额（万元）\t831100")
    draft = preview(engine, text, {"money_unit": "元", "fiscal_year": "2025"})
    assert contradictions(draft) == ["表中写明金额单位为万元，所选的单位是元，按所选的单位读入。"]
    assert draft.sound_tables[0].project.budget_yuan == 831_100


def test_a_year_is_never_remembered_and_one_said_against_the_text_is_told(engine: Engine):
    said = {"money_unit": "万元", "fiscal_year": "2025"}
    confirm(engine, preview(engine, FORM.format(name="饮水工程"), said), uploaded_by="张会计")
    next_year = FORM.format(name="饮水工程").replace("项目支出绩效目标申报表", "2026年度项目支出绩效目标申报表")
    confirm(engine, preview(engine, next_year), uploaded_by="张会计")
    assert {item.fiscal_year for item in current(engine).projects} == {2025, 2026}
    told = preview(engine, next_year, {"fiscal_year": "2027"})
    assert contradictions(told) == ["表中写明是 2026 年度，所选的年度是 2027，按所选的年度读入，请核对。"]
    assert told.sound_tables[0].project.fiscal_year == 2027
