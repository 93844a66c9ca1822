"""The same questions about money and percents, whatever brings them: template, 自评表, 监控表, goal table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from perfdata.core.result_form import ADJUSTED_BUDGET, INITIAL_BUDGET, SPENT
from perfdata.core.terms import Severity
from perfdata.storing import store
from perfdata.usecases import uploading
from perfdata.usecases.preview import FormsPreview, Preview
from tests.builders import goal_table, goal_tables
from tests.result_builders import opened

ERROR, WARNING = Severity.ERROR, Severity.WARNING
NAME, UNIT = "两新组织党务工作者补贴（镇）", "东莞市东坑镇非公有制经济组织和社会组织党建服务中心"
BUDGET = Decimal(504_000)
MONEY_RULES = {
    "initial_budget_differs",
    "amount_far_off",
    "amount_far_below_budget",
    "spent_above_budget",
    "spent_without_budget",
}
Amounts = tuple[str, str, str]


def project_of(engine: Engine):
    return next(item for item in store.current(engine).projects if item.budget_yuan == BUDGET)


def template_file(engine: Engine, amounts: Amounts) -> bytes:
    form = opened(uploading.result_template(engine, fiscal_year=2024, today=date(2025, 1, 10)))
    for header, amount in zip((INITIAL_BUDGET, ADJUSTED_BUDGET, SPENT), amounts, strict=True):
        form.write(project_of(engine), header, amount)
    return form.content()


def self_evaluation(amounts: Amounts = ("504000", "504000", "400000"), *, rate: str = "85%") -> bytes:
    lines = [
        "项目支出绩效自评表",
        "（2024年度）",
        f"项目名称\t\t{NAME}",
        f"主管部门\t\t党委\t\t\t实施单位\t{UNIT}",
        "项目资金（元）\t\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分",
        "\t\t年度资金总额\t" + "\t".join(amounts) + "\t10\t\t",
        "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施",
        f"\t产出指标\t质量指标\t任务完成及时率\t≥80%\t{rate}\t90\t90\t",
        "总分\t\t\t\t\t\t100\t99\t",
    ]
    return "\n".join(lines).encode()


def monitoring(amounts: Amounts = ("504000", "504000", "400000"), *, rate: str = "85%") -> bytes:
    lines = [
        "项目支出绩效目标执行监控表",
        "（2024 年度，1-7月）",
        f"项目名称\t{NAME}",
        "项目资金（元）\t\t年初预算数\t全年预算数\t1-7月执行数",
        "\t年度资金总额\t" + "\t".join(amounts),
        "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t1-7月执行情况\t完成目标可能性",
        f"\t产出指标\t时效指标\t任务完成及时率\t≥80%\t{rate}\t确定能",
    ]
    return "\n".join(lines).encode()


WAYS: dict[str, Callable[[Engine, Amounts], bytes]] = {
    "填报.xlsx": template_file,
    "自评表.txt": lambda _engine, amounts: self_evaluation(amounts),
    "监控表.txt": lambda _engine, amounts: monitoring(amounts),
}
every_way = pytest.mark.parametrize("way", WAYS)


def preview(engine: Engine, content: bytes, name: str) -> Preview:
    return uploading.preview_file(engine, content, file_name=name, today=date(2025, 1, 10))


def asked(draft: Preview, rules: set[str] = MONEY_RULES) -> list[tuple[str, Severity]]:
    return [(finding.rule_id, finding.severity) for finding in draft.findings if finding.rule_id in rules]


@every_way
@pytest.mark.parametrize(
    ("amounts", "rules"),
    [
        (("504000", "504000", "432000"), []),
        (("504000", "504000", "0"), []),
        (("504000", "", "432000"), []),
        (("5040000000", "5040000000", "432000"), ["amount_far_off", "amount_far_off"]),
        (
            ("50.4", "50.4", "43.2"),
            ["amount_far_off", "amount_far_below_budget", "amount_far_below_budget"],
        ),
        (("504000", "5040000000", "432000"), ["amount_far_off"]),
        (("504000", "504000", "4320000000"), ["amount_far_off"]),
        (("480000", "480000", "432000"), ["initial_budget_differs"]),
        (("504000", "400000", "432000"), ["spent_above_budget"]),
        (("504000", "43.2", "43.2"), ["amount_far_below_budget", "amount_far_below_budget"]),
        (("504000", "504000", "43.2"), ["amount_far_below_budget"]),
    ],
)
def test_every_way_in_asks_the_same_of_an_amount(engine: Engine, way: str, amounts: Amounts, rules: list[str]):
    draft = preview(engine, WAYS[way](engine, amounts), way)
    assert asked(draft) == [(rule, ERROR if rule == "amount_far_off" else WARNING) for rule in rules]


@every_way
def test_an_amount_a_hundred_times_its_budget_is_not_stored_and_names_both(engine: Engine, way: str):
    draft = preview(engine, WAYS[way](engine, ("50400000", "50400000", "100")), way)
    finding, _ = [finding for finding in draft.findings if finding.rule_id == "amount_far_off"]
    assert "年初预算数为 50,400,000 元" in finding.message
    assert "504,000 元" in finding.message
    assert finding.observed == "50,400,000 元"
    assert (draft.row_count, draft.held_count) == (0, 1)


def test_an_amount_short_of_a_hundred_times_its_budget_is_only_asked_about(engine: Engine):
    """504,000 × 100 = 50,400,000."""
    draft = preview(engine, self_evaluation(("50399999", "50399999", "432000")), "自评表.txt")
    assert asked(draft) == [("initial_budget_differs", WARNING)]
    assert not draft.has_errors


def test_the_forecast_and_rows_of_a_monitoring_form_in_the_wrong_unit_are_held_with_it(engine: Engine):
    draft = preview(engine, monitoring(("5040000000", "", "")), "监控表.txt")
    assert isinstance(draft, FormsPreview)
    assert (draft.records.results, draft.records.spending) == ((), ())
    assert draft.has_errors


@pytest.mark.parametrize(
    ("forecast", "why"),
    [("60", "小于已执行的 400,000 元"), ("5040000000", "是预算的 100 倍以上"), ("504000", None), ("", None)],
)
def test_a_forecast_below_what_is_spent_or_far_above_the_budget_is_asked_about(
    engine: Engine, forecast: str, why: str | None
):
    content = monitoring(("504000", "504000", f"400000\t{forecast}")).decode()
    draft = preview(engine, content.replace("1-7月执行数", "1-7月执行数\t全年预计执行数").encode(), "监控表.txt")
    told = [finding.message for finding in draft.findings if finding.rule_id == "forecast_doubtful"]
    assert [message.partition("元，")[2] for message in told] == ([f"{why}，请核对。"] if why else [])


@pytest.mark.parametrize("make", [self_evaluation, monitoring])
@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("0.85", [("percent_as_fraction", ERROR)]),
        ("1", [("percent_as_fraction", ERROR)]),
        ("0.85%", []),
        ("85", []),
        ("850%", [("rate_above_100", WARNING)]),
        ("-85%", [("actual_negative", ERROR)]),
        ("2024-03-01", [("actual_unreadable", WARNING)]),
    ],
)
def test_values_of_forms_are_asked_about_as_those_of_the_template(
    engine: Engine, make: Callable[..., bytes], rate: str, expected: list[tuple[str, Severity]]
):
    name = "监控表.txt" if make is monitoring else "自评表.txt"
    draft = preview(engine, make(rate=rate), name)
    rules = {"percent_as_fraction", "rate_above_100", "actual_negative", "actual_unreadable"}
    assert asked(draft, rules) == expected
    assert isinstance(draft, FormsPreview)
    is_held = any(severity is ERROR for _, severity in expected)
    assert [item.actual.raw for item in draft.records.results] == ([] if is_held else [rate])
    assert draft.held_count == is_held


@every_way
def test_spending_without_any_budget_is_held_in_the_template_and_asked_about_in_a_form(engine: Engine, way: str):
    project = project_of(engine)
    content = WAYS[way](engine, ("", "", "400000"))
    if way != "填报.xlsx":  # A form falls back on the goal table; a project without one has no budget at all.
        assert asked(preview(engine, content, way)) == []
        store.append_goal_tables(
            engine,
            file_name="目标表.txt",
            content=b"goals",
            uploaded_by="张三",
            projects=[replace(project, budget_yuan=None)],
            indicators=[item for item in store.current(engine).indicators if item.project_id == project.project_id],
        )
    severity = ERROR if way == "填报.xlsx" else WARNING
    assert asked(preview(engine, content, way)) == [("spent_without_budget", severity)]


def goals(*budgets: str, label: str | None = None) -> bytes:
    tables = [
        goal_table(name=f"项目{at}（镇）", budget=budget, budget_label=label) for at, budget in enumerate(budgets)
    ]
    return goal_tables(*tables)


@pytest.mark.parametrize(
    ("content", "asked_of"),
    [
        (goals("504000", label="2024年预算金额（万元）"), ["504,000 万元 = 50.4 亿元，是否应为 504,000 元？"]),
        (goals("50.4", label="2024年预算金额（万元）"), []),
        (goals("100000000"), []),
        (goals("100000001"), ["10,000 万元 = 1 亿元，是否应为 10,000 元？"]),
        (goals("20000", "30000", "50400000"), ["5,040 万元（本单位其他项目多为 25,000 元），是否应为 5,040 元？"]),
        (goals("500", "300", "90000"), []),
        (goals("20000", "30000", "2000000"), []),
    ],
)
def test_a_budget_out_of_all_proportion_is_asked_about_and_stays_storable(
    engine: Engine, content: bytes, asked_of: list[str]
):
    draft = preview(engine, content, "目标表.txt")
    found = [finding for finding in draft.findings if finding.rule_id == "budget_doubtful"]
    assert [finding.message.split("的年度预算 ")[1] for finding in found] == asked_of
    assert [finding.severity for finding in found] == [WARNING] * len(asked_of)
    assert not draft.has_errors


def test_a_large_budget_that_holds_is_not_asked_about_again(engine: Engine):
    uploading.confirm(engine, preview(engine, goals("300000000"), "目标表.txt"), uploaded_by="张三")
    again = goals("300000000") + b"\n"
    assert asked(preview(engine, again, "目标表.txt"), {"budget_doubtful"}) == []
    assert asked(preview(engine, goals("400000000"), "目标表.txt"), {"budget_doubtful"}) == [
        ("budget_doubtful", WARNING)
    ]


def test_the_stored_projects_of_the_unit_say_what_is_usual(engine: Engine):
    uploading.confirm(engine, preview(engine, goals("20000", "30000"), "目标表.txt"), uploaded_by="张三")
    draft = preview(engine, goal_tables(goal_table(name="新项目", budget="50400000")), "新.txt")
    assert asked(draft, {"budget_doubtful"}) == [("budget_doubtful", WARNING)]


def test_a_self_evaluation_of_a_project_without_goal_table_is_asked_about_its_size(engine: Engine):
    content = self_evaluation(("5040000000", "5040000000", "4000000000")).decode().replace(NAME, "全新项目")
    draft = preview(engine, content.encode(), "自评表.txt")
    assert asked(draft, MONEY_RULES | {"budget_doubtful"}) == [("budget_doubtful", WARNING)]
