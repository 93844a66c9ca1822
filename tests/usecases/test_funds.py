"""The 项目资金 block in every form that has one: parts against their total, and one spelling of money for all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from perfdata.core.errors import StorageError
from perfdata.storing.store import current
from perfdata.usecases.uploading import Preview, confirm, preview_file

GOAL = """2024年度项目支出绩效目标表
项目名称\t饮水工程
主管部门\t某县水利局\t实施单位\t某镇人民政府
项目资金（{unit}）\t年度资金总额\t{total}
\t其中：财政拨款\t{fiscal}
\t其他资金\t{other}
绩效指标\t一级指标\t二级指标\t三级指标\t指标值
\t产出指标\t数量指标\t受益户数\t100户
"""
SELF = """项目支出绩效自评表
（2024年度）
项目名称\t饮水工程
主管部门\t某县水利局\t实施单位\t某镇人民政府
项目资金（{unit}）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
\t年度资金总额\t{total}\t{total}\t{spent}\t10\t\t
\t其中：当年财政拨款\t{fiscal}\t{fiscal}\t{spent}\t-\t\t-
\t其他资金\t{other}\t{other}\t\t-\t\t-
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t数量指标\t受益户数\t100户\t90户\t90\t81\t两户搬迁。
"""
MONITORING = """项目支出绩效目标执行监控表
（2024年度，1-7月）
项目名称\t饮水工程
主管部门\t某县水利局\t实施单位\t某镇人民政府
项目资金（{unit}）\t\t年初预算数\t1-7月执行数\t全年预计执行数
\t年度资金总额\t{total}\t{spent}\t{total}
\t其中：财政拨款\t{fiscal}\t{spent}\t{fiscal}
\t其他资金\t{other}\t\t{other}
一级指标\t二级指标\t三级指标\t年度指标值\t1-7月执行情况\t全年预计完成情况\t偏差原因分析\t完成目标可能性\t备注
产出指标\t数量指标\t受益户数\t100户\t60户\t100户\t\t确定能\t
"""
TEMPLATE = """2024 年度绩效指标实际完成情况填报表
年度\t2024\t截至日期\t{day}
项目名称\t用款单位\t年初预算数（{unit}）\t全年预算数（{unit}）\t全年执行数（{unit}）
饮水工程\t某镇人民政府\t{total}\t{total}\t{spent}
"""
FILLED = {"unit": "元", "total": "1000000", "fiscal": "", "other": "", "spent": "300000", "day": "2024-07-31"}


@pytest.fixture
def engine(empty: Engine) -> Engine:
    return empty


def preview(engine: Engine, form: str, **cells: str) -> Any:
    content = form.format(**{**FILLED, **cells}).encode()
    return preview_file(engine, content, file_name="表.txt", today=date(2025, 6, 1))


def rules(draft: Preview) -> list[str]:
    return [item.rule_id for item in draft.findings if item.rule_id.startswith(("amount", "budget", "fund", "money"))]


def store_goal(engine: Engine) -> None:
    confirm(engine, preview(engine, GOAL), uploaded_by="张会计")


def budget_of(engine: Engine, **cells: str) -> Decimal | None:
    confirm(engine, preview(engine, GOAL, **cells), uploaded_by="张会计")
    return current(engine).projects[0].budget_yuan


def spent_of(engine: Engine, form: str, **cells: str) -> Decimal | None:
    confirm(engine, preview(engine, form, **cells), uploaded_by="张会计")
    return max(current(engine).spending, key=lambda item: item.as_of).spent_yuan


SPELLINGS = [
    ("¥432,000.00", "元", 432_000),
    ("￥432,000", "万元", 4_320_000_000),
    ("432 000", "元", 432_000),
    ("４３２，０００", "元", 432_000),
    ("43.2万", "元", 432_000),
    ("43.2万元整", "元", 432_000),
    ("432000元整", "万元", 432_000),
    ("0.00432亿元", "元", 432_000),
    ("43.2（万元）", "元", 432_000),
    ("肆拾叁万贰仟元整", "万元", 432_000),
    ("四十三万二千元", "元", 432_000),
    ("人民币432000元", "元", 432_000),
    ("43.2", "万元", 432_000),
]


@pytest.mark.parametrize(("text", "unit", "yuan"), SPELLINGS)
def test_every_form_reads_the_same_amount(engine: Engine, text: str, unit: str, yuan: int):
    assert budget_of(engine, total=text, unit=unit) == yuan
    for form in (SELF, MONITORING, TEMPLATE):
        assert spent_of(engine, form, spent=text, total=text, unit=unit) == yuan


@pytest.mark.parametrize(
    "text",
    ["NaN", "inf", "4e5", "1_200", "1200.", "1,20", "12,34,567", "2024-12-31", "95%", "3-5", "约40万", "100.123"],
)
def test_every_form_refuses_what_is_no_amount_at_the_preview(engine: Engine, text: str):
    store_goal(engine)
    goal = preview(engine, GOAL, total=text)
    assert rules(goal) == ["amount_unreadable"]
    with pytest.raises(StorageError):
        confirm(engine, goal, uploaded_by="张会计")
    for form in (SELF, MONITORING, TEMPLATE):
        draft = preview(engine, form, spent=text)
        assert set(rules(draft)) <= {"amount_unreadable", "amount_precision"}
        assert draft.has_errors
        assert [item.spent_yuan for item in draft.records.spending if item.spent_yuan] == []


def test_every_form_asks_about_an_amount_below_zero(engine: Engine):
    store_goal(engine)
    assert rules(preview(engine, GOAL, total="-50000")) == ["amount_negative", "budget_changed"]
    for form in (SELF, MONITORING, TEMPLATE):
        assert "amount_negative" in rules(preview(engine, form, spent="-50000"))


def test_parts_that_do_not_add_up_are_told_with_their_sum(engine: Engine):
    cells = {"total": "100", "fiscal": "80", "other": "30", "unit": "万元", "spent": "50"}
    goal = preview(engine, GOAL, **cells)
    assert [item.message for item in goal.findings] == [
        "“饮水工程”的预算总额 1,000,000 元，分项合计 1,100,000 元，按总额计算。"
    ]
    assert goal.sound_tables[0].project.budget_yuan == 1_000_000
    store_goal(engine)
    assert rules(preview(engine, SELF, **cells)) == ["funding_parts_differ", "funding_parts_differ"]
    assert rules(preview(engine, MONITORING, **cells)) == ["funding_parts_differ", "funding_parts_differ"]


@pytest.mark.parametrize("total", ["", "0", "—"])
def test_a_blank_total_is_the_sum_of_its_parts_and_that_is_told(engine: Engine, total: str):
    cells = {"total": total, "fiscal": "80", "other": "30", "unit": "万元", "spent": "50"}
    goal = preview(engine, GOAL, **cells)
    assert rules(goal) == ["funding_total_derived"]
    assert budget_of(engine, **cells) == 1_100_000
    assert preview(engine, MONITORING, **cells).findings[0].rule_id == "funding_total_derived"
    confirm(engine, preview(engine, SELF, **cells), uploaded_by="张会计")
    [spending] = current(engine).spending
    assert (spending.initial_budget_yuan, spending.spent_yuan) == (1_100_000, 500_000)


def test_parts_that_cannot_all_be_read_derive_nothing(engine: Engine):
    draft = preview(engine, GOAL, total="", fiscal="80", other="约30", unit="万元")
    assert "amount_unreadable" in rules(draft)
    assert draft.has_errors


def test_a_subtotal_above_its_own_parts_is_added_once(engine: Engine):
    form = GOAL.replace("\t其他资金", "\t中央资金\t50\n\t省级资金\t30\n\t其他资金")
    cells = {"total": "100", "fiscal": "80", "other": "20", "unit": "万元"}
    assert preview(engine, form, **cells).findings == []


def test_a_budget_of_zero_beside_spending_is_not_stored(engine: Engine):
    store_goal(engine)
    draft = preview(engine, SELF, total="0", spent="300000")
    assert "budget_zero_beside_spending" in rules(draft)
    confirm(engine, draft, uploaded_by="张会计")
    [spending] = current(engine).spending
    assert (spending.initial_budget_yuan, spending.adjusted_budget_yuan, spending.spent_yuan) == (None, None, 300_000)


@pytest.mark.parametrize("day", ["2024 年 7 月 31 日", "2024－07－31", "20240731", "二〇二四年七月三十一日", "7月31日"])
def test_the_day_of_the_template_is_read_as_it_is_written(engine: Engine, day: str):
    store_goal(engine)
    draft = preview(engine, TEMPLATE, day=day)
    assert draft.findings == []
    assert [item.as_of for item in draft.records.spending] == [date(2024, 7, 31)]


def test_a_month_alone_is_its_last_day_and_said(engine: Engine):
    store_goal(engine)
    draft = preview(engine, TEMPLATE, day="2024年7月")
    assert [item.message for item in draft.findings] == ["截至日期“2024年7月”没有写日，按 2024-07-31 处理。"]
    assert [item.as_of for item in draft.records.spending] == [date(2024, 7, 31)]


@pytest.mark.parametrize(
    "title", ["二〇二五年度项目支出绩效目标表", "二零二五年项目支出绩效目标表", "2025 年项目支出绩效目标表"]
)
def test_the_year_of_a_title_in_words(engine: Engine, title: str):
    draft = preview(engine, GOAL.replace("2024年度项目支出绩效目标表", title))
    assert draft.sound_tables[0].project.fiscal_year == 2025


def test_values_that_cannot_be_compared_are_said_once(engine: Engine):
    form = GOAL + "\t\t质量指标\t合格\t一批达到90%二批达到80%\n\t\t时效指标\t及时\t①≥90%②≥80%\n"
    draft = preview(engine, form)
    assert [(item.rule_id, item.severity.value, item.message) for item in draft.findings] == [
        ("values_not_compared", "notice", "这 2 项指标值不能自动比较：合格“一批达到90%二批达到80%”、及时“①≥90%②≥80%”。")
    ]
    assert len(draft.sound_tables) == 1
