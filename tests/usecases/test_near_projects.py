"""A form whose project nearly equals a stored one: asked about, answered, remembered; never a second project unsaid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from perfdata.__main__ import main
from perfdata.core.errors import StorageError
from perfdata.core.terms import Severity
from perfdata.storing import store
from perfdata.usecases import history, uploading
from perfdata.usecases.preview import ProjectQuestion
from perfdata.usecases.sources import source_lines
from perfdata.usecases.uploading import Preview
from tests.builders import BUNDLED, goal_table, goal_tables
from tests.usecases.imported import import_tables

UNIT = "东莞市东坑镇非公有制经济组织和社会组织党建服务中心"
TODAY = date(2025, 2, 1)
TOTAL = Decimal("831100.00")  # 2,500 + 25,000 + 299,600 + 504,000
ACTIVITY = "两新组织党员活动经费（镇）"


def self_evaluation(
    name: str, unit: str = UNIT, *, year: int = 2024, actual: str = "3场次", spent: str = "28"
) -> bytes:
    rows = [
        "项目支出绩效自评表",
        f"（{year}年度）",
        f"项目名称\t{name}",
        f"主管部门\t党委\t实施单位\t{unit}",
        "项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分",
        f"\t年度资金总额\t29.96\t29.96\t{spent}\t10\t",
        "年度总体目标\t预期目标\t实际完成情况",
        "\t开展活动\t已开展",
        "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施",
        f"产出指标\t数量指标\t开展党员培训的场次\t≥2场次\t{actual}\t50\t50\t",
        "效益指标\t社会效益指标\t培训覆盖面\t≥80%\t85%\t40\t40\t",
        "总分\t\t\t\t\t100\t",
    ]
    return "\n".join(rows).encode()


def monitoring(name: str, unit: str = UNIT) -> bytes:
    rows = [
        "项目支出绩效目标执行监控表",
        "（2024年度，1-7月）",
        f"项目名称\t{name}",
        f"主管部门\t党委\t实施单位\t{unit}",
        "项目资金（万元）\t\t年初预算数\t全年预算数\t1-7月执行数\t执行率",
        "\t年度资金总额:\t29.96\t29.96\t15\t",
        "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t1-7月执行情况\t完成目标可能性",
        "\t产出指标\t数量指标\t开展党员培训的场次\t≥2场次\t1场次\t确定能",
    ]
    return "\n".join(rows).encode()


def previewed(engine: Engine, content: bytes, file_name: str = "自评表.txt", **more: Any) -> Preview:
    return uploading.preview_file(engine, content, file_name=file_name, today=TODAY, **more)


def answered(engine: Engine, content: bytes, *, is_new: bool = False, file_name: str = "自评表.txt") -> Preview:
    """The preview with its questions answered: the nearest one, or all are new."""
    questions = asked(previewed(engine, content, file_name))
    choices = {item.row_key: item.own_id if is_new else item.candidates[0].project_id for item in questions}
    return previewed(engine, content, file_name, choices=choices)


def asked(preview: Preview) -> list[ProjectQuestion]:
    return [item for item in preview.questions if isinstance(item, ProjectQuestion)]


def rules(preview: Preview) -> list[tuple[str, Severity]]:
    return [(finding.rule_id, finding.severity) for finding in preview.findings]


def total(engine: Engine, year: int = 2024) -> Decimal:
    return sum(
        (item.budget_yuan or Decimal(0) for item in store.current(engine, fiscal_year=year).projects), Decimal(0)
    )


def confirm(engine: Engine, preview: Preview) -> None:
    uploading.confirm(engine, preview, uploaded_by="张三")


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("两新组织党员活动经费", UNIT),
        ("“两新”组织党员活动经费【镇级】", UNIT),
        ("2024年两新组织党员活动经费（镇）", UNIT),
        (ACTIVITY, "非公党建服务中心"),
        (ACTIVITY, "党委"),
        ("219001-两新组织党员活动经费", f"[219001]{UNIT}"),
    ],
)
def test_a_self_evaluation_with_a_name_nearly_stored_is_held_until_it_is_answered(
    engine: Engine, name: str, unit: str
) -> None:
    content = self_evaluation(name, unit)
    preview = previewed(engine, content)
    [question] = asked(preview)
    assert question.candidates[0].project_name == ACTIVITY
    [finding] = [item for item in preview.findings if item.severity is Severity.ERROR]
    assert (finding.rule_id, finding.place and finding.place.line) == ("project_unclear", 3)
    assert f"“{ACTIVITY}”（{UNIT}）" in finding.message
    assert (preview.row_count, preview.held_count) == (0, 2)
    with pytest.raises(StorageError):
        confirm(engine, preview)
    confirm(engine, answered(engine, content))
    records = store.current(engine, fiscal_year=2024)
    assert len(records.projects) == 4
    assert total(engine) == TOTAL
    [spending] = [item for item in records.spending if item.spent_yuan == Decimal("280000.00")]
    [project] = [item for item in records.projects if item.project_id == spending.project_id]
    assert (project.project_name, project.spending_unit, project.cycle_end_year) == (ACTIVITY, UNIT, 2024)
    names = {item.indicator_id: item.indicator_name for item in records.indicators}
    assert {names[item.indicator_id]: item.actual.raw for item in records.actual_results}[
        "开展党员培训的场次"
    ] == "3场次"


def test_an_answer_is_remembered_for_the_next_file_and_undone_with_its_upload(engine: Engine) -> None:
    confirm(engine, answered(engine, self_evaluation("两新组织党员活动经费")))
    again = previewed(engine, self_evaluation("两新组织党员活动经费", actual="4场次"))
    assert again.questions == ()
    assert ("match_confirmed", Severity.NOTICE) in rules(again)
    confirm(engine, again)
    assert total(engine) == TOTAL
    for upload in history.list_uploads(engine)[:2]:
        history.undo(engine, upload.upload_id, who="张三")
    assert len(previewed(engine, self_evaluation("两新组织党员活动经费")).questions) == 1


def test_a_new_project_is_made_on_an_explicit_choice_and_said(engine: Engine) -> None:
    preview = answered(engine, self_evaluation("两新组织党员活动经费"), is_new=True)
    assert [finding.message for finding in preview.findings if finding.rule_id == "project_new"] == [
        "新增 1 个项目：“两新组织党员活动经费”。"
    ]
    confirm(engine, preview)
    assert len(store.current(engine, fiscal_year=2024).projects) == 5
    assert previewed(engine, self_evaluation("两新组织党员活动经费", actual="5场次")).questions == ()


def test_a_form_that_is_like_nothing_stored_makes_a_project_and_says_so(engine: Engine) -> None:
    preview = previewed(engine, self_evaluation("村道亮化工程", "某镇城建办"))
    assert preview.questions == ()
    assert ("project_new", Severity.NOTICE) in rules(preview)
    assert not preview.has_errors
    confirm(engine, preview)
    assert len(store.current(engine, fiscal_year=2024).projects) == 5


def test_another_year_has_projects_of_its_own(engine: Engine) -> None:
    preview = previewed(engine, self_evaluation("两新组织党员活动经费", year=2023))
    assert preview.questions == ()
    assert ("project_new", Severity.NOTICE) in rules(preview)


def test_a_goal_table_with_a_name_nearly_stored_is_held_and_the_others_are_not(engine: Engine) -> None:
    content = goal_tables(
        goal_table(name="两新组织党员活动经费", unit=UNIT, budget="300000"),
        goal_table(name="村道亮化工程", unit="某镇城建办", budget="1000"),
    )
    preview = previewed(engine, content, "目标表.txt")
    assert [item.project_name for item in asked(preview)] == ["两新组织党员活动经费"]
    assert (preview.counts["项目"], preview.held_count) == (1, 1)
    confirm(engine, answered(engine, content, file_name="目标表.txt"))
    assert total(engine) == TOTAL - 299_600 + 300_000 + 1_000
    records = store.current(engine, fiscal_year=2024)
    [project] = [item for item in records.projects if item.budget_yuan == 300_000]
    assert project.project_name == ACTIVITY
    own = [item.indicator_name for item in records.indicators if item.project_id == project.project_id]
    assert own == ["补助户数", "发放准确率", "生活改善", "住户满意度"]
    later = goal_tables(goal_table(name="两新组织党员活动经费", unit=UNIT, budget="310000"))
    assert previewed(engine, later, "目标表.txt").questions == ()


def test_the_source_of_an_adopted_name_is_its_own_file(engine: Engine) -> None:
    content = goal_tables(goal_table(name="两新组织党员活动经费", unit=UNIT, budget="300000"))
    confirm(engine, answered(engine, content, file_name="新目标表.txt"))
    [project] = [item for item in store.current(engine, fiscal_year=2024).projects if item.budget_yuan == 300_000]
    lines = source_lines(engine, project_id=project.project_id, fiscal_year=2024)
    assert "项目名称 | 两新组织党员活动经费" in lines["raw"].tolist()


def test_two_tables_of_a_file_cannot_both_be_one_project(engine: Engine) -> None:
    content = goal_tables(
        goal_table(name="两新组织党员活动经费", unit=UNIT, budget="300000"),
        goal_table(name="两新组织党员活动经费（镇）", unit="非公党建服务中心", budget="310000"),
    )
    preview = answered(engine, content, file_name="目标表.txt")
    assert ("project_confirmed_twice", Severity.ERROR) in rules(preview)
    assert [table.project.budget_yuan for table in preview.sound_tables] == [Decimal(300000)]


def test_similar_projects_of_one_file_are_never_asked_about(empty: Engine) -> None:
    names = [
        "社工委党建经费",
        "企业工委党建经费",
        "亮化工程一期",
        "亮化工程二期",
        "2024年第一批补助",
        "2024年第二批补助",
    ]
    names += ["示范项目一", "示范项目二", "居家康复补助", "居家康复补助（镇）"]
    tables = [goal_table(name=name, unit=UNIT) for name in names]
    first = previewed(empty, goal_tables(*tables), "目标表.txt")
    assert (first.questions, first.findings, first.counts["项目"]) == ((), [], 10)
    confirm(empty, first)
    again = previewed(empty, goal_tables(*tables, goal_table(name="甲工程", unit=UNIT)), "目标表.txt")
    assert again.questions == ()
    assert [item.message for item in again.findings] == ["新增 1 个项目：“甲工程”。"]
    for name, other in (("亮化工程三期", "亮化工程一期"), ("2024年第三批补助", ""), ("文联工委党建经费", "")):
        assert previewed(empty, goal_tables(goal_table(name=name, unit=UNIT)), "目标表.txt").questions == (), other


def test_the_bundled_tables_are_taken_in_without_a_question(empty: Engine) -> None:
    preview = previewed(empty, BUNDLED.read_bytes(), "goal_tables_2024.txt")
    assert preview.questions == ()
    assert preview.counts["项目"] == 4
    confirm(empty, preview)
    assert total(empty) == TOTAL


@pytest.mark.parametrize(("name", "unit"), [("两新组织党员活动经费", UNIT), (ACTIVITY, "非公党建服务中心")])
def test_a_monitoring_form_asks_as_well(engine: Engine, name: str, unit: str) -> None:
    content = monitoring(name, unit)
    preview = previewed(engine, content, "监控表.txt")
    assert [item.candidates[0].project_name for item in asked(preview)] == [ACTIVITY]
    assert ("project_unclear", Severity.ERROR) in rules(preview)
    assert preview.row_count == 0
    confirm(engine, answered(engine, content, file_name="监控表.txt"))
    records = store.current(engine, fiscal_year=2024)
    assert [item.spent_yuan for item in records.spending] == [Decimal("150000.00")]
    assert total(engine) == TOTAL
    said_new = answered(engine, monitoring(name, f"{unit}（筹）"), is_new=True, file_name="监控表.txt")
    assert ("project_unknown", Severity.ERROR) in rules(said_new)


def test_a_monitoring_form_of_another_unit_is_not_taken_for_the_project_of_that_name(engine: Engine) -> None:
    preview = previewed(engine, monitoring(ACTIVITY, "某镇城建办"), "监控表.txt")
    assert ("project_unclear", Severity.ERROR) in rules(preview)
    roads = goal_tables(goal_table(name="村道亮化工程", unit="某镇城建办"))
    confirm(engine, previewed(engine, roads, "目标表.txt"))
    preview = previewed(engine, monitoring(ACTIVITY, "某镇城建办"), "监控表.txt")
    assert ("project_unknown", Severity.ERROR) in rules(preview)
    assert preview.row_count == 0


def test_what_a_file_states_beats_what_was_remembered(engine: Engine) -> None:
    confirm(engine, answered(engine, self_evaluation("两新组织党员活动经费")))
    both = goal_tables(
        goal_table(name="两新组织党员活动经费", unit=UNIT, budget="300000"),
        goal_table(name=ACTIVITY, unit=UNIT, budget="299600"),
    )
    preview = previewed(engine, both, "目标表.txt")
    assert preview.questions == ()
    assert [table.project.project_name for table in preview.sound_tables] == ["两新组织党员活动经费", ACTIVITY]
    assert ("project_new", Severity.NOTICE) in rules(preview)


PARK, LAMPS = "柳湾镇园林所", "柳湾镇城管办"


def with_projects(engine: Engine, *projects: tuple[str, str]) -> None:
    tables = [goal_table(name=name, unit=unit) for name, unit in projects]
    confirm(engine, previewed(engine, goal_tables(*tables), "目标表.txt"))


def candidates(preview: Preview) -> list[list[str]]:
    return [[near.project_name for near in item.candidates] for item in asked(preview)]


@pytest.mark.parametrize(
    ("held", "written"),
    [
        ("柳湾绿道养护专项", "柳湾镇绿道养护专项"),
        ("柳湾镇绿道养护专项", "柳湾绿道养护专项"),
        ("柳湾镇绿道养护专项", "绿道养护专项"),
        ("绿道养护专项", "（柳湾镇）绿道养护专项"),
    ],
)
def test_the_place_of_the_unit_before_a_name_makes_no_other_project(engine: Engine, held: str, written: str) -> None:
    with_projects(engine, (held, PARK))
    assert candidates(previewed(engine, self_evaluation(written, PARK))) == [[held]]
    assert candidates(previewed(engine, monitoring(written, PARK), "监控表.txt")) == [[held]]


def test_another_place_before_a_name_is_another_project(engine: Engine) -> None:
    with_projects(engine, ("柳湾村绿道养护专项", PARK))
    for name in ("柳湾镇绿道养护专项", "桥头村绿道养护专项"):
        assert asked(previewed(engine, self_evaluation(name, PARK))) == []


@pytest.mark.parametrize(
    ("held", "written"),
    [
        ("滨江步道建设（三期）", "滨江步道建设"),
        ("滨江步道建设第二期", "滨江步道建设"),
        ("校舍修缮[第1批]", "校舍修缮"),
        ("滨江步道建设", "滨江步道建设（二期）"),
    ],
)
def test_a_report_that_leaves_out_the_phase_is_asked_about(engine: Engine, held: str, written: str) -> None:
    with_projects(engine, (held, LAMPS))
    assert candidates(previewed(engine, self_evaluation(written, LAMPS))) == [[held]]
    assert candidates(previewed(engine, monitoring(written, LAMPS), "监控表.txt")) == [[held]]
    tables = goal_tables(goal_table(name=written, unit=LAMPS))
    assert asked(previewed(engine, tables, "目标表.txt")) == []


def test_a_report_without_phase_names_every_phase_and_another_phase_is_another_project(engine: Engine) -> None:
    with_projects(engine, ("滨江步道（一期）", LAMPS), ("滨江步道（二期）", LAMPS))
    assert [set(names) for names in candidates(previewed(engine, self_evaluation("滨江步道", LAMPS)))] == [
        {"滨江步道（一期）", "滨江步道（二期）"}
    ]
    assert asked(previewed(engine, self_evaluation("滨江步道（三期）", LAMPS))) == []


def test_a_monitoring_form_that_fits_nothing_names_the_projects_of_its_unit_and_takes_the_answer(
    engine: Engine,
) -> None:
    with_projects(engine, ("环湖绿道提升", PARK), ("村口公园建设", PARK))
    content = monitoring("湖滨步道改造工程", PARK)
    preview = previewed(engine, content, "监控表.txt")
    assert ("project_unknown", Severity.ERROR) in rules(preview)
    assert [set(names) for names in candidates(preview)] == [{"环湖绿道提升", "村口公园建设"}]
    assert "是否就是“" in next(item.message for item in preview.findings if item.rule_id == "project_unknown")
    taken = answered(engine, content, file_name="监控表.txt")
    assert ("match_confirmed", Severity.NOTICE) in rules(taken)
    assert [str(item.spent_yuan) for item in taken.records_after(store.current(engine)).spending] == ["150000"]


@pytest.fixture
def on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'command.db'}")
    path = tmp_path / "自评表.txt"
    path.write_bytes(self_evaluation("两新组织党员活动经费"))
    return path


def status(capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    assert main(["status"]) == 0
    return capsys.readouterr().out.splitlines()


def test_the_command_line_holds_the_form_and_names_the_candidates(
    on_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(on_disk)]) == 1
    printed = capsys.readouterr().out
    assert f"是否就是“{ACTIVITY}”" in printed
    assert "--same-as" in printed
    assert "没有写入" in printed
    assert len(status(capsys)) == 4


@pytest.mark.parametrize("said", [ACTIVITY, "两新组织党员活动经费(镇)", f"两新组织党员活动经费={ACTIVITY}"])
def test_the_command_line_takes_the_answer(on_disk: Path, capsys: pytest.CaptureFixture[str], said: str) -> None:
    assert main(["import", str(on_disk), "--same-as", said]) == 0
    lines = status(capsys)
    assert len(lines) == 4
    assert any(line.startswith(f"2024　{ACTIVITY}　已填报 ") and "已填报 0/" not in line for line in lines)


def test_the_command_line_takes_new_projects(on_disk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(on_disk), "--new-projects"]) == 0
    assert len(status(capsys)) == 5


def test_an_answer_that_fits_no_question_is_refused_with_what_may_be_written(
    on_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(on_disk), "--same-as", "村道亮化工程"]) == 2
    assert f"两新组织党员活动经费={ACTIVITY}" in capsys.readouterr().err


def test_a_form_without_a_unit_is_asked_about_with_the_near_names_of_every_unit(empty: Engine):
    named = {"某镇教育办": "困难学生助学补助项目", "某市民政局": "困难学生助学补助"}
    for unit, name in named.items():
        import_tables(empty, goal_tables(goal_table(name=name, unit=unit)))
    preview = uploading.preview_file(
        empty, self_evaluation("困难学生助学补助项目", ""), file_name="自评表.txt", today=TODAY
    )
    asked = [item for item in preview.questions if isinstance(item, ProjectQuestion)]
    assert [{one.spending_unit: one.project_name for one in item.candidates} for item in asked] == [named]
