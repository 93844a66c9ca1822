"""From a filled form to stored results and back: preview, confirmation, choices, round trip, nothing lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from perfdata.checking.result_values import is_blank
from perfdata.containers.visible_text import Run, visible
from perfdata.core.errors import StorageError
from perfdata.core.model import Indicator, Project
from perfdata.core.reports import OPEN_FIELDS
from perfdata.core.result_form import (
    ACTUAL,
    ADJUSTED_BUDGET,
    ATTAINMENT,
    DEVIATION_REASON,
    EVIDENCE,
    HEADER_ROW_NUMBER,
    INDICATOR_ID,
    INDICATOR_NAME,
    INITIAL_BUDGET,
    SHEET_INDICATORS,
    SHEET_SPENDING,
    SPENT,
)
from perfdata.core.terms import ChangeKind, Severity
from perfdata.reading.results import read_actual_results
from perfdata.storing import store
from perfdata.storing.scope import Scope
from perfdata.usecases import browsing, history, uploading
from perfdata.usecases.latest import progress_of, records_of
from perfdata.usecases.uploading import Preview
from tests.builders import goal_table, goal_tables
from tests.result_builders import (
    OPEN_INDICATOR_HEADERS,
    OPEN_SPENDING_HEADERS,
    REASON,
    TODAY,
    Form,
    Spot,
    checked,
    delimited,
    office,
    opened,
)

FILE = "填报.xlsx"


def template(engine: Engine) -> Form:
    return opened(uploading.result_template(engine, fiscal_year=2024, today=TODAY))


def preview(engine: Engine, form: Form | bytes, **more: Any) -> Preview:
    content = form if isinstance(form, bytes) else form.content()
    return uploading.preview_file(engine, content, file_name=FILE, today=TODAY, **more)


def confirmed(engine: Engine, form: Form | bytes, **more: Any) -> store.Stored:
    return uploading.confirm(engine, preview(engine, form, **more), uploaded_by="张会计")


def named(engine: Engine, name: str) -> Indicator:
    found = [item for item in store.current(engine, fiscal_year=2024).indicators if item.indicator_name == name]
    assert len(found) == 1
    return found[0]


def project_with(engine: Engine, budget: int) -> Project:
    return next(item for item in store.current(engine, fiscal_year=2024).projects if item.budget_yuan == budget)


def results_by_name(engine: Engine) -> dict[str, str]:
    records = store.current(engine, fiscal_year=2024)
    names = {item.indicator_id: item.indicator_name for item in records.indicators}
    return {names[item.indicator_id]: item.actual.raw for item in records.actual_results}


# Preview and confirmation.


def test_new_changed_unchanged_and_held_rows_are_counted(engine: Engine):
    first = template(engine)
    first.write(named(engine, "补贴人数"), ACTUAL, "36人")
    first.write(named(engine, "补贴发放准确率"), ACTUAL, "100%")
    first.write(project_with(engine, 504_000), SPENT, 200_000)
    assert preview(engine, first).counts == {"新增": 3, "修改": 0, "不变": 0, "暂缓": 0, "提示": 0}
    confirmed(engine, first)
    second = template(engine)
    second.write(named(engine, "补贴人数"), ACTUAL, "38人")
    second.write(named(engine, "补贴发放合规率"), ACTUAL, "100%")
    second.write(named(engine, "补贴发放到位率"), ACTUAL, "很高")
    second.write(project_with(engine, 504_000), SPENT, 432_000)
    second.write(project_with(engine, 2_500), SPENT, 3_000)
    draft = preview(engine, second)
    assert draft.counts == {"新增": 2, "修改": 2, "不变": 1, "暂缓": 1, "提示": 2}
    assert draft.row_count == 5
    changed = {(change.old, change.new) for change in draft.changes if change.kind is ChangeKind.CHANGED}
    assert changed == {
        ("36人", "38人"),
        (
            "年初预算 504,000 元；全年预算 504,000 元；执行 200,000 元",
            "年初预算 504,000 元；全年预算 504,000 元；执行 432,000 元",
        ),
    }


def test_a_file_with_errors_is_refused_unless_the_sound_rows_are_accepted(engine: Engine):
    form = template(engine)
    form.write(named(engine, "补贴人数"), ACTUAL, "36人")
    form.write(named(engine, "补贴发放准确率"), ACTUAL, "很高")
    draft = preview(engine, form)
    with pytest.raises(StorageError, match="文件中还有错误，没有写入"):
        uploading.confirm(engine, draft, uploaded_by="张会计")
    assert results_by_name(engine) == {}
    assert uploading.confirm(engine, draft, uploaded_by="张会计", accept_sound_rows=True).is_new
    assert results_by_name(engine) == {"补贴人数": "36人"}


def test_warnings_do_not_keep_a_file_from_being_stored(engine: Engine):
    form = template(engine)
    form.write(named(engine, "补贴人数"), ACTUAL, "≥36人")
    form.write(named(engine, "发放补贴频率"), DEVIATION_REASON, REASON)
    draft = preview(engine, form)
    assert [(finding.rule_id, finding.severity) for finding in draft.findings] == [
        ("actual_has_comparator", Severity.WARNING),
        ("actual_missing", Severity.WARNING),
    ]
    assert uploading.confirm(engine, draft, uploaded_by="张会计").is_new
    assert results_by_name(engine) == {"补贴人数": "≥36人", "发放补贴频率": ""}


def test_an_empty_form_cannot_be_confirmed(engine: Engine):
    draft = preview(engine, template(engine))
    assert (draft.row_count, draft.counts["提示"]) == (0, 1)
    with pytest.raises(StorageError, match="没有可以写入的内容"):
        uploading.confirm(engine, draft, uploaded_by="张会计", accept_sound_rows=True)


def test_the_same_file_twice_says_so_and_stores_nothing(engine: Engine):
    form = template(engine)
    form.write(named(engine, "补贴人数"), ACTUAL, "36人")
    content = form.content()
    stored = confirmed(engine, content)
    revision, uploads = store.revision(engine), store.list_uploads(engine)
    again = preview(engine, content)
    assert again.known_upload_id == stored.upload_id
    assert again.counts == {"新增": 0, "修改": 0, "不变": 1, "暂缓": 0, "提示": 0}
    assert uploading.confirm(engine, again, uploaded_by="李会计") == store.Stored(
        upload_id=stored.upload_id, is_new=False
    )
    assert (store.revision(engine), store.list_uploads(engine)) == (revision, uploads)


def test_an_undone_file_may_be_uploaded_again(engine: Engine):
    form = template(engine)
    form.write(named(engine, "补贴人数"), ACTUAL, "36人")
    content = form.content()
    stored = confirmed(engine, content)
    history.undo(engine, stored.upload_id, who="张会计")
    assert preview(engine, content).known_upload_id is None
    assert confirmed(engine, content).is_new


def test_the_effect_of_the_preview_is_what_holds_after_confirmation(engine: Engine):
    first = template(engine)
    first.write(named(engine, "补贴人数"), ACTUAL, "30人")
    first.write(project_with(engine, 504_000), SPENT, 200_000)
    first.put(Spot(SHEET_INDICATORS, "E2"), date(2024, 6, 30))
    confirmed(engine, first)
    second = template(engine)
    second.write(named(engine, "补贴人数"), ACTUAL, "36人")
    second.write(named(engine, "保障党建工作顺利开展"), ATTAINMENT, "部分达成")
    second.write(named(engine, "补贴发放准确率"), ACTUAL, "待定")
    second.write(project_with(engine, 504_000), SPENT, 432_000)
    draft = preview(engine, second)
    before, expected = uploading.effect(engine, draft, fiscal_year=2024)
    assert (before.reported_count, before.computed_count, before.met_count) == (2, 1, 0)
    uploading.confirm(engine, draft, uploaded_by="张会计", accept_sound_rows=True)
    stored = progress_of(records_of(engine, Scope(2024)))
    assert stored == expected
    assert (stored.indicator_count, stored.reported_count, stored.met_count) == (36, 3, 2)
    assert stored.execution_ratio == Decimal(432_000) / Decimal(504_000)


# Choices for rows that fit no indicator.


def own_table(actual: str = "36人") -> bytes:
    return delimited(
        [
            ["2024 年度完成情况"],
            ["项目名称", "三级指标", "年度指标值", "实际完成值"],
            ["两新组织党务工作者补贴", "领取补贴的人数", "36人", actual],
        ]
    ).encode()


def test_a_confirmed_match_is_remembered_until_its_upload_is_undone(engine: Engine):
    draft = preview(engine, own_table())
    (suggestion,) = draft.suggestions
    assert suggestion.indicator_id == named(engine, "补贴人数").indicator_id
    assert [finding.rule_id for finding in draft.findings if finding.severity is Severity.ERROR] == [
        "indicator_unknown"
    ]
    choices = {suggestion.row_key: suggestion.indicator_id}
    stored = confirmed(engine, own_table(), choices=choices)
    assert results_by_name(engine) == {"补贴人数": "36人"}
    later = preview(engine, own_table("38人"))
    assert (later.suggestions, later.has_errors) == ([], False)
    assert later.counts == {"新增": 0, "修改": 1, "不变": 0, "暂缓": 0, "提示": 0}
    history.undo(engine, stored.upload_id, who="张会计")
    assert [item.row_key for item in preview(engine, own_table("38人")).suggestions] == [suggestion.row_key]
    history.redo(engine, stored.upload_id, who="张会计")
    assert preview(engine, own_table("38人")).suggestions == []


def test_a_remembered_match_is_told_as_a_notice_and_its_target_is_still_compared(engine: Engine):
    (suggestion,) = preview(engine, own_table()).suggestions
    draft = preview(engine, own_table(), choices={suggestion.row_key: suggestion.indicator_id})
    told = [(finding.rule_id, finding.place and finding.place.line) for finding in draft.findings]
    assert told == [("as_of_assumed", 2), ("match_confirmed", 3)]
    rows = own_table().decode().replace(",36人,", ",40人,").encode()
    draft = preview(engine, rows, choices={suggestion.row_key: suggestion.indicator_id})
    assert [finding.rule_id for finding in draft.findings if finding.severity is Severity.WARNING] == [
        "locked_cell_changed"
    ]


def test_a_choice_that_meets_the_indicators_own_row_is_a_duplicate(engine: Engine):
    (suggestion,) = preview(engine, own_table()).suggestions
    rows = own_table().decode() + "两新组织党务工作者补贴（镇）,补贴人数,36人,35人\n"
    draft = preview(engine, rows.encode(), choices={suggestion.row_key: suggestion.indicator_id})
    errors = [finding for finding in draft.findings if finding.severity is Severity.ERROR]
    assert [(item.rule_id, item.place and item.place.line) for item in errors] == [
        ("indicator_duplicate", 3),
        ("indicator_duplicate", 4),
    ]
    assert draft.held_count == 2


# Round trip.

ACTUALS = {
    "1个": "１个",
    "5个": "0005个",
    "36人": " 36 人 ",
    "100%": "100%",
    "≥80%": "92%",
    "≥90%": "92.50%",
    "≥2场次": 3,
    "≤400元/人": "399.99元/人",
    "1次/月": "1次/月",
    "1000元/人/月": "1,000元/人/月",
    "有效提升": "部分“有效”提升",
    "长期": "达成预期指标",
    "有效保障": "—",
    "可持续": datetime(2024, 12, 20),
}
TEXTS = (
    '他说“好的”，又说"quoted"；用,分隔',
    "第一行\n第二行\n\n第四行",
    "0012",
    "=1+1",
    "-因疫情延期",
    "'单引号",
    "<r>不是富文本</r>&amp;",
    "  前后有空格  ",
    "０％－㎡①",
    "1e5",
    "TRUE",
    "😀 表情",
    "92%",
    "长" * 3_000,
)


def write_text(form: Form, subject: Indicator, header: str, text: str) -> None:
    spot = form.write(subject, header, text)
    form.workbook[spot.sheet][spot.cell].data_type = "s"  # also =1+1


def fill_everything(form: Form, engine: Engine) -> None:
    """Something in every open cell, for each indicator and project something else."""
    records = store.current(engine, fiscal_year=2024)
    for at, item in enumerate(records.indicators):
        form.write(item, ACTUAL, ACTUALS[item.annual_target.raw])
        if not item.annual_target.is_quantitative:
            form.write(item, ATTAINMENT, ("达成", "部分达成", "未达成")[at % 3])
        write_text(form, item, DEVIATION_REASON, TEXTS[at % len(TEXTS)])
        write_text(form, item, EVIDENCE, TEXTS[(at + 7) % len(TEXTS)])
    amounts = [(2_500, 2_600, 2_250), (25_000.5, 25_000.55, 0), (299_600, 0, 0), (504_000, 604_000.01, 604_000.01)]
    for project, (initial, adjusted, spent) in zip(records.projects, amounts, strict=True):
        form.write(project, INITIAL_BUDGET, initial)
        form.write(project, ADJUSTED_BUDGET, adjusted)
        form.write(project, SPENT, spent)


def open_cells(content: bytes) -> dict[Spot, str]:
    """The texts of the open cells; a number and a day as people write them."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    cells: dict[Spot, str] = {}
    for name, headers in ((SHEET_INDICATORS, OPEN_INDICATOR_HEADERS), (SHEET_SPENDING, OPEN_SPENDING_HEADERS)):
        for column in workbook[name].iter_cols(min_row=HEADER_ROW_NUMBER):
            if column[0].value in headers:
                cells |= {Spot(name, cell.coordinate): shown(cell.value) for cell in column[1:]}
    return cells


def shown(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    return "" if value is None else str(value)


def test_what_was_typed_comes_back_in_every_open_cell(engine: Engine):
    form = template(engine)
    fill_everything(form, engine)
    content = form.content()
    draft = preview(engine, content)
    assert [finding.message for finding in draft.findings if finding.severity is Severity.ERROR] == []
    assert (draft.row_count, draft.held_count) == (40, 0)
    uploading.confirm(engine, draft, uploaded_by="张会计")
    typed = open_cells(content)
    assert sum(map(bool, typed.values())) == 36 * 3 + 8 + 4 * 3
    exported = uploading.result_template(engine, fiscal_year=2024, today=TODAY)
    assert open_cells(exported) == typed
    assert preview(engine, exported).counts["不变"] == 40


def test_a_grade_written_as_the_result_stays_where_it_was_written(engine: Engine):
    form = template(engine)
    words = named(engine, "项目可持续性")
    form.write(words, ACTUAL, "部分达成")
    confirmed(engine, form)
    exported = template(engine)
    assert (exported.read(words, ACTUAL), exported.read(words, ATTAINMENT)) == ("部分达成", None)
    completions = browsing.load_frames(engine, fiscal_year=2024)["completions"].set_index("indicator_id")
    assert completions.loc[words.indicator_id, "outcome"] == "部分达成"


def test_a_dash_takes_back_what_was_reported(engine: Engine):
    people = named(engine, "补贴人数")
    form = template(engine)
    form.write(people, ACTUAL, "36人")
    confirmed(engine, form)
    form = template(engine)
    form.write(people, ACTUAL, "—")
    draft = preview(engine, form)
    assert [(finding.rule_id, finding.severity) for finding in draft.findings] == [("actual_blank", Severity.NOTICE)]
    assert [(change.old, change.new) for change in draft.changes] == [("36人", "—")]


def test_a_full_year_budget_left_blank_is_not_invented(engine: Engine):
    project = project_with(engine, 504_000)
    form = template(engine)
    form.write(project, ADJUSTED_BUDGET, None)
    form.write(project, SPENT, 432_000)
    confirmed(engine, form)
    (stored,) = store.current(engine, fiscal_year=2024).spending
    assert (stored.initial_budget_yuan, stored.adjusted_budget_yuan, stored.spent_yuan) == (504_000, None, 432_000)


def test_a_table_with_nothing_but_the_amount_spent_takes_the_budget_of_the_goal_table(engine: Engine):
    rows = [["2024 年支出"], ["项目名称", "全年执行数"], ["两新组织党务工作者补贴（镇）", "43.2万元"]]
    confirmed(engine, delimited(rows).encode())
    (stored,) = store.current(engine, fiscal_year=2024).spending
    assert (stored.initial_budget_yuan, stored.adjusted_budget_yuan, stored.spent_yuan) == (504_000, None, 432_000)


# Nothing disappears silently.

SMALL = office(2)
ODDITIES = st.sampled_from(
    ["无", "—", "/", "**", "0.5", "1", "-3", "92%", "36人", "≥90%", "达成", "部分达成", "未达成", "2024-06-30", "12月",
     "5万元", "1e9", "NaN", "Infinity", "9" * 60, "0." + "0" * 40 + "1", "1次/月", "80%-90%", "±3%", "#REF!", "=1",
     "三十人", "约36人", "2月29日", "２０２５年", "'", '"', "\n", "\u3000", "空白"]
)  # fmt: skip
# No tab: in a .csv file it would be taken for the delimiter.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\t", exclude_categories=["Cs"]), max_size=30)
CELL = st.one_of(
    st.just(""), ODDITIES, TEXT, st.from_regex(r"[≥≤]?-?[0-9]{1,4}(\.[0-9]{1,3})?[%人元]?", fullmatch=True)
)
HEADERS = dict(zip(OPEN_FIELDS, (ACTUAL, ATTAINMENT, DEVIATION_REASON, EVIDENCE), strict=True))
AMOUNTS = {"initial_budget_yuan": INITIAL_BUDGET, "adjusted_budget_yuan": ADJUSTED_BUDGET, "spent_yuan": SPENT}


def typed_rows(cells: dict[str, str], item: Indicator) -> bytes:
    names = [["年度", "2024"], [INDICATOR_ID, INDICATOR_NAME, *HEADERS.values()]]
    return delimited([*names, [item.indicator_id, item.indicator_name, *map(cells.get, HEADERS)]]).encode()


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(
    cells=st.fixed_dictionaries(dict.fromkeys(OPEN_FIELDS, CELL)),
    item=st.sampled_from(SMALL.indicators),
)
@example(cells={"actual": "", "attainment": "达成", "deviation_reason": "", "evidence": ""}, item=SMALL.indicators[0])
def test_every_filled_cell_is_stored_or_reported(cells: dict[str, str], item: Indicator):
    content = typed_rows(cells, item)
    (row,) = read_actual_results(content, file_name="表.csv").indicators
    draft = checked(content, SMALL.reference, file_name="表.csv")
    reported = bool(draft.findings) and any(
        finding.place and finding.place.line == row.row_number and finding.severity is not Severity.NOTICE
        for finding in draft.findings
    )
    (stored,) = draft.results or [None]
    kept = {
        "actual": stored.actual.raw if stored else "",
        "attainment": row.cells.attainment if stored and stored.attainment else "",
        "deviation_reason": (stored.deviation_reason if stored else "") or "",
        "evidence": (stored.evidence if stored else "") or "",
    }
    for name in OPEN_FIELDS:
        text = row.text(name)
        seen = visible([Run(cells[name])]).text
        assert text.strip() == seen.replace("\r", "").strip() or text.split() == seen.split()
        assert kept[name] == text or reported or (is_blank(text) and name == "attainment"), (name, text)


@settings(max_examples=300)
@given(cells=st.fixed_dictionaries(dict.fromkeys(AMOUNTS, CELL)), project=st.sampled_from(SMALL.projects))
def test_every_amount_is_stored_or_reported(cells: dict[str, str], project: Project):
    header = [["年度", "2024"], ["项目编号", "项目名称", *AMOUNTS.values()]]
    content = delimited([*header, [project.project_id, project.project_name, *map(cells.get, AMOUNTS)]]).encode()
    (row,) = read_actual_results(content, file_name="表.csv").spending
    draft = checked(content, SMALL.reference, file_name="表.csv")
    (stored,) = draft.spending or [None]
    reported = any(item.place and item.place.line == row.row_number for item in draft.findings)
    for name in AMOUNTS:
        is_stored = stored is not None and getattr(stored, name) is not None
        is_default = row.text(name).strip() and stored is None and not row.cells.spent_yuan.strip()
        assert is_stored or reported or is_blank(row.text(name)) or is_default, (name, row.text(name))


@settings(max_examples=60)
@given(
    content=st.lists(st.lists(CELL, min_size=5, max_size=9), min_size=1, max_size=12),
    name=st.sampled_from(["a.csv", "b.tsv"]),
)
def test_a_table_of_anything_below_the_headers_never_raises(content: list[list[str]], name: str):
    grid = [[INDICATOR_NAME, ACTUAL, ATTAINMENT, DEVIATION_REASON, EVIDENCE], *content]
    draft = checked(delimited(grid).encode(), SMALL.reference, file_name=name)
    filled = sum(any(cell.strip() for cell in row[1:5]) for row in content if row[:1] != [INDICATOR_NAME])
    assert draft.held_count + len(draft.results) <= filled + 1


def change_of(action: Callable[[Form], object], engine: Engine) -> Preview:
    form = template(engine)
    action(form)
    return preview(engine, form)


def test_the_marked_copy_shows_each_finding_at_its_cell(engine: Engine):
    people = named(engine, "补贴人数")
    draft = change_of(lambda form: form.write(people, ACTUAL, "约莫很多"), engine)
    name, content, reason = uploading.marked_copy(draft)
    spot = template(engine).spot(people, ACTUAL)
    comment = openpyxl.load_workbook(io.BytesIO(content))[spot.sheet][spot.cell].comment
    assert (name, reason) == ("填报（核对）.xlsx", None)
    assert comment is not None
    assert "不是数值" in comment.text


def test_a_file_name_is_shown_in_the_order_in_which_it_was_written(engine: Engine):
    content = goal_tables(goal_table(name="助学\u202e补助"))
    preview = uploading.preview_file(engine, content, file_name="目标\u202etxt.表\u2066.txt", today=date(2025, 1, 20))
    assert preview.file_name == "目标txt.表.txt"
    assert preview.read_tables[0].project.project_name == "助学补助"


def test_an_amount_left_blank_for_a_day_that_was_reported_stays(engine: Engine):
    """What is told (原来填报的值仍然有效) holds: the row of the day is replaced, its blank amounts are not."""
    first = template(engine)
    first.write(project_with(engine, 504_000), SPENT, 144_000)
    confirmed(engine, first)
    second = template(engine)
    second.write(project_with(engine, 504_000), SPENT, None)
    second.write(project_with(engine, 504_000), ADJUSTED_BUDGET, 150_000)
    draft = preview(engine, second)
    assert any("原来填报的值仍然有效" in finding.message for finding in draft.findings)
    uploading.confirm(engine, draft, uploaded_by="张会计")
    (row,) = store.current(engine, fiscal_year=2024).spending
    assert (row.spent_yuan, row.adjusted_budget_yuan) == (144_000, 150_000)
