"""What a cell was likely meant to say is offered in every way in, and counts only where it was taken."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from perfdata.__main__ import main
from perfdata.storing import store
from perfdata.usecases import history, opening, uploading
from perfdata.usecases.preview import CellQuestion, FormsPreview, Preview
from tests.builders import Line, goal_table, goal_tables
from tests.conftest import Stores

NAME, UNIT = "助学补助（镇）", "某镇教育办"
LINES = [
    Line("产出指标", "数量指标", "补助人次", "≥200人次", "≥200人次"),
    Line("产出指标", "质量指标", "发放准确率", "≥95%", "≥95%"),
    Line("产出指标", "数量指标", "宣传活动", "10场", "10场"),
    Line("满意度指标", "服务对象满意度指标", "住户满意度", "≥90%", "≥90%"),
]
Results = dict[str, str]
Amounts = tuple[str, str, str]
SOUND: Amounts = ("20000", "20000", "15000")


def with_goals(url: str) -> Engine:
    engine = opening.open_with_bundled_tables(url)
    stored(engine, goals(), "目标表.txt")
    return engine


@pytest.fixture
def engine(stores: Stores) -> Engine:
    return stores.restored(with_goals)


def goals(*, year: int = 2024, budget: str = "20000", lines: list[Line] = LINES) -> bytes:
    return goal_tables(goal_table(name=NAME, unit=UNIT, year=year, budget=budget, lines=lines))


def template(results: Results, amounts: Amounts, *, year: int = 2024, month: int = 12, **_: object) -> bytes:
    rows = [["年度", f"{year}", "截至日期", f"{year}-{month}-28"], ["项目名称", "三级指标", "实际完成值"]]
    rows += [[NAME, name, text] for name, text in results.items()]
    rows += [["项目名称", "年初预算数（元）", "全年预算数（元）", "全年执行数（元）"], [NAME, *amounts]]
    return "\n".join("\t".join(row) for row in rows).encode()


def self_evaluation(
    results: Results, amounts: Amounts, *, year: int = 2024, lines: list[Line] = LINES, name: str = NAME
) -> bytes:
    head = [
        "项目支出绩效自评表",
        f"（{year}年度）",
        f"项目名称\t\t{name}",
        f"主管部门\t\t{UNIT}\t\t\t实施单位\t{UNIT}",
        "项目资金（元）\t\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分",
        "\t\t年度资金总额\t" + "\t".join(amounts) + "\t10\t\t",
        "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施",
    ]
    rows = (["", line.level1, line.level2, line.name, line.annual, results.get(line.name, "")] for line in lines)
    return "\n".join([*head, *("\t".join(row) + "\t\t\t" for row in rows)]).encode()


def monitoring(results: Results, amounts: Amounts, *, month: int = 12) -> bytes:
    head = [
        "项目支出绩效目标执行监控表",
        f"（2024 年度，1-{month}月）",
        f"项目名称\t{NAME}",
        f"项目资金（元）\t\t年初预算数\t全年预算数\t1-{month}月执行数",
        "\t年度资金总额\t" + "\t".join(amounts),
        f"绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t1-{month}月执行情况\t完成目标可能性",
    ]
    rows = (["", line.level1, line.level2, line.name, line.annual, results.get(line.name, "")] for line in LINES)
    return "\n".join([*head, *("\t".join(row) + "\t确定能" for row in rows)]).encode()


Make = Callable[..., bytes]
WAYS: dict[str, Make] = {"填报.txt": template, "自评表.txt": self_evaluation, "监控表.txt": monitoring}
every_way = pytest.mark.parametrize("way", WAYS)


def preview(engine: Engine, content: bytes, name: str, choices: dict[str, str] | None = None) -> Preview:
    return uploading.preview_file(engine, content, file_name=name, today=date(2026, 3, 1), choices=choices)


def stored(engine: Engine, content: bytes, name: str) -> int:
    draft = preview(engine, content, name)
    return uploading.confirm(engine, draft, uploaded_by="张三", accept_sound_rows=True).upload_id


def offered(draft: Preview) -> list[tuple[str, ...]]:
    return [item.readings for item in draft.questions if isinstance(item, CellQuestion)]


def rules(draft: Preview) -> list[str]:
    quiet = "as_of_assumed reason_missing goal_indicators_missing project_new read_as_said outlook_contradicts_light"
    quiet += " unit_converted"
    return [finding.rule_id for finding in draft.findings if finding.rule_id not in quiet.split()]


def taken(engine: Engine, content: bytes, name: str, *, at: int = 0) -> FormsPreview:
    """The preview with the reading ``at`` of every question taken."""
    first = preview(engine, content, name)
    choices = {item.row_key: item.readings[at] for item in first.questions if isinstance(item, CellQuestion)}
    draft = preview(engine, content, name, choices)
    assert isinstance(draft, FormsPreview)
    return draft


def actuals(draft: FormsPreview) -> list[str]:
    return [item.actual.raw for item in draft.records.results if item.actual.raw]


RESULTS: list[tuple[Results, str, list[tuple[str, ...]], list[str]]] = [
    ({"发放准确率": "0.93"}, "percent_as_fraction", [("93%", "0.93%")], ["93%"]),
    ({"发放准确率": "9650%"}, "rate_above_100", [("96.5%",)], ["96.5%"]),
    ({"住户满意度": "-92%"}, "actual_negative", [("92%",)], ["92%"]),
    ({"补助人次": "2100人次"}, "far_above_target", [("210 人次",)], ["210 人次"]),
    ({"补助人次": "2万人次"}, "far_above_target", [("200 人次",)], ["200 人次"]),
    ({"补助人次": "19500"}, "far_above_target", [("195",)], ["195"]),
    ({"补助人次": "301人次"}, "far_above_target", [], ["301人次"]),
    ({"发放准确率": "125%"}, "rate_above_100", [], ["125%"]),
    ({"发放准确率": "99%（95/100）"}, "rate_differs_from_parts", [("95%（95/100）", "99%")], ["95%（95/100）"]),
]


@every_way
@pytest.mark.parametrize(("results", "rule", "readings", "after"), RESULTS)
def test_a_result_is_asked_about_in_every_way_and_one_answer_settles_it(
    engine: Engine, way: str, results: Results, rule: str, readings: list[tuple[str, ...]], after: list[str]
):
    content = WAYS[way](results, SOUND)
    draft = preview(engine, content, way)
    assert (rules(draft), offered(draft)) == ([rule], readings)
    settled = taken(engine, content, way)
    assert actuals(settled) == after
    assert rules(settled) == ([] if readings else [rule])
    told = [item for item in settled.findings if item.rule_id == "read_as_said"]
    assert [item.observed for item in told] == ([*results.values()] if readings else [])


@every_way
def test_a_result_of_one_and_a_half_times_the_target_is_not_asked_about(engine: Engine, way: str):
    assert rules(preview(engine, WAYS[way]({"补助人次": "300人次"}, SOUND), way)) == []


AMOUNTS: list[tuple[Amounts, list[str], Amounts]] = [
    (("2", "2", "1.5"), ["20,000 元", "20,000 元", "15,000 元"], ("20000", "20000", "15000")),
    (("20000", "1.8", "1.8"), ["18,000 元", "18,000 元"], ("20000", "18000", "18000")),
    (("200000000", "20000", "15000"), ["20,000 元"], ("20000", "20000", "15000")),
    (("20000", "20000", "180000"), ["18,000 元"], ("20000", "20000", "18000")),
    (("20000", "20000", "-15000"), ["15,000 元"], ("20000", "20000", "15000")),
    (("21000", "20000", "15000"), ["20,000 元"], ("20000", "20000", "15000")),
]


@every_way
@pytest.mark.parametrize(("amounts", "readings", "after"), AMOUNTS)
def test_an_amount_in_the_wrong_unit_is_put_right_by_an_answer_in_every_way(
    engine: Engine, way: str, amounts: Amounts, readings: list[str], after: Amounts
):
    content = WAYS[way]({}, amounts)
    assert offered(preview(engine, content, way)) == [(reading,) for reading in readings]
    [row] = taken(engine, content, way).records.spending
    kept = row.initial_budget_yuan, row.adjusted_budget_yuan, row.spent_yuan
    assert kept == tuple(map(Decimal, after))


def test_parts_in_the_wrong_unit_move_with_their_total(engine: Engine):
    text = self_evaluation({}, ("2", "2", "1.5")).decode()
    parts = "\t\t其中：当年财政拨款\t1.5\t1.5\t1\t\t\t\n\t\t其他资金\t0.5\t0.5\t0.5\t\t\t\n绩效指标"
    draft = taken(engine, text.replace("绩效指标", parts, 1).encode(), "自评表.txt")
    [form] = draft.records.published
    assert [row.spent_yuan for row in form.funding] == [Decimal(15_000), Decimal(10_000), Decimal(5_000)]
    assert [row.initial_budget_yuan for row in form.funding] == [Decimal(20_000), Decimal(15_000), Decimal(5_000)]


def test_a_total_in_the_wrong_unit_leaves_sound_parts_alone(engine: Engine):
    text = self_evaluation({}, ("20000", "20000", "150000000")).decode()
    parts = "\t\t其中：当年财政拨款\t20000\t20000\t15000\t\t\t\n绩效指标"
    draft = taken(engine, text.replace("绩效指标", parts, 1).encode(), "自评表.txt")
    [form] = draft.records.published
    assert [row.spent_yuan for row in form.funding] == [Decimal(15_000), Decimal(15_000)]


def test_the_budget_of_a_new_self_evaluation_is_put_right_in_two_rounds(engine: Engine):
    content = self_evaluation({}, ("43.2", "43.2", "40"), name="全新项目")
    choices: dict[str, str] = {}
    for _ in range(2):
        asked = preview(engine, content, "自评表.txt", choices).questions
        choices |= {item.row_key: item.readings[0] for item in asked if isinstance(item, CellQuestion)}
    draft = preview(engine, content, "自评表.txt", choices)
    assert isinstance(draft, FormsPreview)
    [project], [row] = draft.records.projects, draft.records.spending
    assert (project.budget_yuan, row.adjusted_budget_yuan, row.spent_yuan) == (432_000, 432_000, 400_000)


GOALS: list[tuple[str, list[Line], list[tuple[str, ...]], object]] = [
    ("200000000", LINES, [("20,000 元",)], Decimal(20_000)),
    ("2", LINES, [("20,000 元",)], Decimal(20_000)),
    ("-20000", LINES, [("20,000 元",)], Decimal(20_000)),
    ("20000", [Line("产出指标", "数量指标", "巡查家数", "2025-01-02", "2025-01-02")], [("1-2",)], "1-2"),
    ("20000", [Line("产出指标", "质量指标", "合格率", "≥0.95", "≥0.95")], [("≥95%",)], "≥95%"),
    ("20000", [Line("产出指标", "数量指标", "巡查家数", "-5家", "-5家")], [("5家",)], "5家"),
]


@pytest.mark.parametrize(("budget", "lines", "readings", "after"), GOALS)
def test_budgets_and_targets_of_a_goal_table_are_put_right_by_an_answer(
    engine: Engine, budget: str, lines: list[Line], readings: list[tuple[str, ...]], after: object
):
    content = goals(budget=budget, lines=lines)
    draft = preview(engine, content, "新目标表.txt")
    assert offered(draft) == readings
    choices = {item.row_key: item.readings[0] for item in draft.questions if isinstance(item, CellQuestion)}
    [table] = preview(engine, content, "新目标表.txt", choices).read_tables
    first = table.indicators[0]
    if isinstance(after, str):
        assert (first.annual_target.raw, first.cycle_target.raw) == (after, after)
    else:
        assert table.project.budget_yuan == after


def test_a_budget_far_below_the_other_projects_of_the_unit_is_asked_about(engine: Engine):
    table = goal_table(name="道路养护", unit=UNIT, budget="4.32")
    draft = preview(engine, goal_tables(table), "新.txt")
    [finding] = [item for item in draft.findings if item.rule_id == "budget_doubtful"]
    assert finding.message.endswith("4.32 元（本单位其他项目多为 20,000 元），是否应为 43,200 元？")
    assert offered(draft) == [("43,200 元",)]


@pytest.mark.parametrize(("way", "make"), [("填报.txt", template), ("监控表.txt", monitoring)])
def test_a_count_and_money_that_fall_through_the_year_are_asked_about(engine: Engine, way: str, make: Make):
    stored(engine, make({"宣传活动": "6场", "发放准确率": "98%"}, SOUND, month=6), f"六月{way}")
    content = make({"宣传活动": "4场", "发放准确率": "96%"}, ("20000", "20000", "3000"), month=9)
    draft = preview(engine, content, way)
    assert rules(draft) == ["total_falls", "total_falls"]
    assert offered(draft) == [("10 场",), ("18,000 元",)]
    assert "6 场" in next(item.message for item in draft.findings if item.rule_id == "total_falls")
    settled = taken(engine, content, way)
    assert actuals(settled) == ["96%", "10 场"] if way == "监控表.txt" else ["10 场", "96%"]
    assert settled.records.spending[0].spent_yuan == 18_000


def test_a_sum_above_the_budget_or_far_above_the_target_is_not_offered(engine: Engine):
    stored(engine, template({"宣传活动": "15场"}, SOUND, month=6), "六月.txt")
    content = template({"宣传活动": "14场"}, ("20000", "20000", "9000"), month=9)
    draft = preview(engine, content, "填报.txt")
    assert rules(draft) == ["total_falls", "total_falls"]
    assert offered(draft) == []
    assert "累计应为" not in "".join(f"{item.message}{item.suggestion}" for item in draft.findings)


def test_a_self_evaluation_below_the_monitoring_form_is_asked_about(engine: Engine):
    stored(engine, monitoring({"宣传活动": "6场"}, SOUND, month=7), "七月.txt")
    draft = preview(engine, self_evaluation({"宣传活动": "5场"}, SOUND), "自评表.txt")
    assert rules(draft) == ["total_falls"]


MANY = [Line("产出指标", "数量指标", f"活动{at}", f"{100 + at}场", f"{100 + at}场") for at in range(6)]


@pytest.mark.parametrize("way", ["填报.txt", "自评表.txt"])
def test_a_result_that_leaps_from_last_year_is_told_with_the_measure_of_the_unit(engine: Engine, way: str):
    for year in (2024, 2025):
        stored(engine, goals(year=year, lines=MANY), f"{year}.txt")
    stored(engine, WAYS[way]({f"活动{at}": f"{100 + at}场" for at in range(6)}, SOUND, lines=MANY), way)
    results = {f"活动{at}": f"{90 + at * 4}场" for at in range(5)} | {"活动5": "11场"}
    draft = preview(engine, WAYS[way](results, SOUND, year=2025, lines=MANY), way)
    [finding] = [item for item in draft.findings if item.rule_id == "leaps_from_last_year"]
    assert finding.message.startswith("活动5：实际完成值：“11场”是上年“105 场”的 10.48%；本单位 6 项之比多在 ")
    assert "MAD" in (finding.suggestion or "")
    assert offered(draft) == [("110 场",)]


def test_budgets_and_targets_that_leap_from_last_year_are_asked_about(engine: Engine):
    def year_of(year: int, budgets: list[str], last: str) -> bytes:
        lines = [*MANY[:5], Line("产出指标", "数量指标", "活动5", last, last)]
        tables = [
            goal_table(name=f"项目{at}", unit=UNIT, year=year, budget=budget, lines=LINES if at else lines)
            for at, budget in enumerate(budgets)
        ]
        return goal_tables(*tables)

    stored(engine, year_of(2024, ["20000", "30000", "40000", "50000", "60000"], "105场"), "2024.txt")
    draft = preview(engine, year_of(2025, ["21000", "29000", "41000", "500000", "66000"], "1050场"), "2025.txt")
    told = [item.observed for item in draft.findings if item.rule_id == "leaps_from_last_year"]
    assert told == ["500,000 元", "1050场"]
    assert offered(draft) == [("50,000 元",), ("105 场",)]


def test_fewer_than_five_rows_of_a_unit_say_nothing_of_leaps(engine: Engine):
    few = MANY[:4]
    for year in (2024, 2025):
        stored(engine, goals(year=year, lines=few), f"{year}.txt")
    stored(engine, template({f"活动{at}": f"{100 + at}场" for at in range(4)}, SOUND), "填报.txt")
    results = {f"活动{at}": f"{100 + at}场" for at in range(3)} | {"活动3": "11场"}
    draft = preview(engine, template(results, SOUND, year=2025), "填报.txt")
    assert "leaps_from_last_year" not in rules(draft)


def test_a_date_that_was_a_number_is_asked_about_in_every_way(engine: Engine):
    for way, make in WAYS.items():
        assert rules(preview(engine, make({"宣传活动": "2025-01-02"}, SOUND), way)) == ["actual_unreadable"]


def test_what_was_taken_is_recorded_with_the_upload_and_asked_anew_of_the_next_file(engine: Engine):
    content = self_evaluation({"发放准确率": "0.96"}, SOUND)
    upload = uploading.confirm(engine, taken(engine, content, "自评表.txt"), uploaded_by="张三")
    [kept] = [item for item in history.list_uploads(engine) if item.upload_id == upload.upload_id]
    told, as_confirmed = history.findings_of(engine, kept)
    message = "发放准确率：实际完成值：原文“0.96”，按您的选择读作“96%”。"
    assert (as_confirmed, message in [item.message for item in told]) == (True, True)
    assert store.remembered_matches(engine) == {}
    assert history.file_of(engine, upload.upload_id, who=None) == content
    assert offered(preview(engine, content + b"\n", "自评表.txt")) == [("96%", "0.96%")]


def test_the_literal_reading_can_be_taken_as_well(engine: Engine):
    content = self_evaluation({"发放准确率": "0.96"}, SOUND)
    assert actuals(taken(engine, content, "自评表.txt", at=1)) == ["0.96%"]


def test_a_fraction_nearer_to_the_target_than_its_percent_is_offered_first(engine: Engine):
    lines = [Line("产出指标", "质量指标", "差错率", "≤3%", "≤3%")]
    stored(engine, goals(lines=lines), "新.txt")
    draft = preview(engine, template({"差错率": "0.9"}, SOUND), "填报.txt")
    assert offered(draft) == [("0.9%", "90%")]


def test_an_answer_to_an_answer_counts(engine: Engine):
    """2 × 10,000 = 20,000 and then, said again, 18,000."""
    content = template({}, ("20000", "1.8", "15000"))
    first = preview(engine, content, "填报.txt").questions[0]
    assert isinstance(first, CellQuestion)
    again = first.row_key.replace("1.8 元", "18,000 元")
    draft = preview(engine, content, "填报.txt", {first.row_key: "18,000 元", again: "19,000 元"})
    assert isinstance(draft, FormsPreview)
    assert draft.records.spending[0].adjusted_budget_yuan == 19_000
    assert [item.message for item in draft.findings if item.rule_id == "read_as_said"] == [
        "全年预算数：原文“1.8 元”，按您的选择读作“19,000 元”。"
    ]


@pytest.fixture
def file(stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PERFDATA_DATABASE_URL", stores.copied(with_goals, tmp_path / "readings.db"))
    path = tmp_path / "自评表.txt"
    path.write_bytes(self_evaluation({"发放准确率": "0.96", "住户满意度": "0.9"}, SOUND))
    return str(path)


@pytest.mark.parametrize(
    ("options", "code", "left"),
    [
        ([], 1, 2),
        (["--take", "all"], 0, 0),
        (["--take", "第 9 行", "--take", "11"], 0, 0),
        (["--take", "9=0.96%"], 1, 1),
        (["--take", "9=96.5%"], 2, 0),
        (["--take", "F7"], 2, 0),
    ],
)
def test_the_command_line_takes_what_is_offered_and_nothing_else(
    file: str, capsys: pytest.CaptureFixture[str], options: list[str], code: int, left: int
):
    assert main(["import", file, *options]) == code
    told = capsys.readouterr()
    assert sum("可以改读" in line for line in told.out.splitlines()) == left
    assert ("对不上所问的单元格" in told.err) == (code == 2)
    assert main(["import", file, "--dry-run", "--json"]) in (0, 1)
    assert len(json.loads(capsys.readouterr().out)["readings"]) == 2


PHONE = "13800000000"


@pytest.mark.parametrize(("way", "make"), [("填报.txt", template), ("自评表.txt", self_evaluation)])
def test_a_telephone_number_in_a_result_is_neither_stored_nor_printed(engine: Engine, way: str, make: Make):
    reason, text = f"按时完成，联系人王五{PHONE}", make({"补助人次": "200人次"}, SOUND).decode()
    text = text.replace("三级指标\t实际完成值\n", "三级指标\t实际完成值\t偏差原因及改进措施\t佐证\n")
    content = [f"{line.rstrip()}\t{reason}\t见{PHONE}" if "200人次" in line else line for line in text.split("\n")]
    if way == "自评表.txt":
        content = [line.replace(f"\t{reason}\t见{PHONE}", f"\t\t\t{reason}") for line in content]
    draft = preview(engine, "\n".join(content).encode(), way)
    assert "person_in_text" in rules(draft)
    assert PHONE not in "".join(f"{item.message}{item.observed}" for item in draft.findings)
    assert isinstance(draft, FormsPreview)
    [result] = [item for item in draft.records.results if item.actual.raw == "200人次"]
    assert PHONE not in f"{result.deviation_reason}{result.evidence}"
    assert (result.deviation_reason or "").startswith("按时完成")
