from datetime import date
from decimal import Decimal

import pytest

from perfdata.containers.sheets import Merge, read_raw_sheets, read_sheets
from perfdata.core.errors import UnusableFileError
from perfdata.core.model import Place
from perfdata.core.terms import Attainment, FundingSource, Level1, Level2, UploadKind
from perfdata.reading.drafts import Corrections
from perfdata.reading.forms import read_file
from perfdata.reading.layouts import understand
from perfdata.reading.recognition import parts_of
from perfdata.reading.self_evaluations import SelfEvaluations, read_self_evaluations
from tests.office_files import Grid, write_container

HEAD = (
    "项目支出绩效自评表",
    "（2023年度）",
    "项目名称\t\t219001-助学补助",
    "主管部门\t\t某县教育局\t\t\t实施单位\t某镇教育办",
    "项目资金（万元）\t\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分",
    "\t\t年度资金总额\t100\t80\t60.5\t10\t75.6%\t7.56",
    "\t\t其中：当年财政拨款\t90\t70\t60.5\t—\t\t—",
    "\t\t上年结转资金\t10\t10\t0\t—\t\t—",
    "\t\t其他资金\t\t\t\t—\t\t—",
    "年度总体目标\t预期目标\t\t\t\t实际完成情况",
    "\t保障困难学生就学。\t\t\t\t已保障。",
)
COLUMNS = "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施"
ROWS = (
    "\t产出指标（50分）\t数量指标\t补助户数\t≥30户\t28户\t25\t23.3\t两户迁出",
    "\t\t质量 指标\t发放准确率\t100%\t100%\t25\t25",
    "\t效益指标（30分）\t社会效益\t生活改善\t有效提升\t达成预期指标\t30\t30",
    "\t\t生态效益\t指标1：",
    "\t满意度指标\t服务对象满意度\t住户满意度\t≥90%\t\t10",
    "总分\t\t\t\t\t\t100\t95.86",
)


def read(*lines: str, corrections: Corrections | None = None) -> SelfEvaluations:
    return read_self_evaluations("\n".join(lines).encode(), file_name="表.txt", corrections=corrections)


def test_a_filled_form_gives_its_funds_in_yuan_and_its_printed_scores():
    evaluation = read(*HEAD, COLUMNS, *ROWS).evaluations[0]
    assert [row.source for row in evaluation.funding] == list(FundingSource)
    first, _, _, last = evaluation.funding
    assert (first.initial_budget_yuan, first.adjusted_budget_yuan, first.spent_yuan) == (1_000_000, 800_000, 605_000)
    assert (last.initial_budget_yuan, last.adjusted_budget_yuan, last.spent_yuan) == (None, None, None)
    assert (evaluation.execution_points, evaluation.execution_score) == (10, Decimal("7.56"))
    assert (evaluation.total_points, evaluation.total_score) == (100, Decimal("95.86"))
    assert evaluation.actual_goal == "已保障。"
    assert evaluation.project.annual_goal == "保障困难学生就学。"
    assert (evaluation.project.project_name, evaluation.project.budget_yuan) == ("助学补助", 1_000_000)
    assert (evaluation.project.competent_department, evaluation.project.spending_unit) == ("某县教育局", "某镇教育办")


def test_results_stand_in_the_order_of_the_indicators_and_none_where_nothing_is_reported():
    read_form = read(*HEAD, COLUMNS, *ROWS)
    evaluation = read_form.evaluations[0]
    assert [item.indicator_name for item in evaluation.indicators] == [
        "补助户数",
        "发放准确率",
        "生活改善",
        "住户满意度",
    ]
    assert [item.weight_points for item in evaluation.indicators] == [25, 25, 30, 10]
    assert evaluation.indicators[1].level2 is Level2.QUALITY
    assert evaluation.indicators[3].level1 is Level1.SATISFACTION
    first, _, third, last = evaluation.results
    assert first is not None
    assert (first.actual.number, first.given_points, first.deviation_reason) == (28, Decimal("23.3"), "两户迁出")
    assert first.as_of == date(2023, 12, 31)
    assert third is not None
    assert third.attainment is Attainment.MET
    assert last is None
    assert [finding.rule_id for finding in read_form.findings] == ["indicator_placeholder"]


def test_stacked_forms_are_one_evaluation_each():
    second = [line.replace("助学补助", "修路补助") for line in HEAD]
    evaluations = read(*HEAD, COLUMNS, *ROWS, "", *second, COLUMNS, *ROWS).evaluations
    assert [item.project.project_name for item in evaluations] == ["助学补助", "修路补助"]
    assert [len(item.indicators) for item in evaluations] == [4, 4]


def test_sign_number_and_unit_in_columns_of_their_own_are_one_target():
    header = "一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t完成值\t权重\t得分\t未完成原因分析"
    rows = ("产出指标\t数量指标\t户数\t≥\t30\t户\t31\t20\t20", "\t质量指标\t规范\t定性\t规范\t\t达成年度指标\t20\t20")
    evaluation = read(*HEAD, header, *rows).evaluations[0]
    assert [item.annual_target.raw for item in evaluation.indicators] == ["≥30户", "规范"]


def test_without_a_money_unit_the_amounts_are_missing_and_the_clerk_is_asked():
    lines = [line.replace("（万元）", "") for line in HEAD]
    result = read(*lines, COLUMNS, *ROWS)
    assert result.evaluations[0].funding[0].spent_yuan is None
    assert [item.rule_id for item in result.findings if item.severity.value == "error"] == ["money_unit_missing"]
    told = read(*lines, COLUMNS, *ROWS, corrections=Corrections(money_unit="元"))
    assert told.evaluations[0].funding[0].spent_yuan == Decimal("60.5")
    assert [item.rule_id for item in told.findings if item.severity.value == "error"] == []


def test_a_unit_line_states_the_money_unit():
    lines = [line.replace("（万元）", "") for line in HEAD]
    evaluation = read(lines[0], "金额单位：万元", *lines[1:], COLUMNS, *ROWS).evaluations[0]
    assert evaluation.funding[0].spent_yuan == 605_000


def test_persons_and_phones_are_ignored_with_their_reason_and_stored_nowhere():
    lines = (*HEAD[:3], "项目负责人\t\t张三\t\t\t联系电话\t13800000000", *HEAD[3:], COLUMNS, *ROWS, "填表人：李四")
    result = read(*lines)
    uses = understand(read_file(read_sheets("\n".join(lines).encode(), file_name="表.txt"))).cell_uses
    ignored = [use.text for use in uses if use.meaning == "个人信息，不保存"]
    assert ignored == ["项目负责人", "（不显示）", "联系电话", "（不显示）", "（不显示）"]
    records = f"{result.evaluations}{result.findings}{uses}"
    assert all(text not in records for text in ("张三", "13800000000", "李四"))


def test_a_score_over_several_rows_belongs_to_the_first():
    header = "绩效指标\t一级指标\t二级指标\t三级指标\t年初目标值（A）\t实际完成值（B）\t得分"
    rows = ("\t产出指标（40分）\t数量指标\t户数\t30户\t30户\t10", "\t\t\t次数\t3次\t3次\t")
    first, second = read(*HEAD, header, *rows).evaluations[0].results
    assert first is not None
    assert second is not None
    assert (first.given_points, second.given_points) == (10, None)


def test_a_form_is_told_from_a_sheet_of_results():
    form = "\n".join((*HEAD, COLUMNS, *ROWS))
    results = "项目名称\t一级指标\t三级指标\t实际完成值\n甲\t产出指标\t户数\t3户"
    kinds = [
        [part.kind for part in parts_of(read_raw_sheets(text.encode(), file_name="a.txt")).parts]
        for text in (form, results)
    ]
    assert kinds == [[UploadKind.SELF_EVALUATIONS], [UploadKind.ACTUAL_RESULTS]]


def test_a_file_without_a_form_is_refused_in_one_sentence():
    with pytest.raises(UnusableFileError, match="没有找到绩效自评表"):
        read("这不是自评表")


@pytest.mark.parametrize("merge", [Merge(5, 4, 6, 4), Merge(5, 5, 6, 5)])
def test_a_value_merged_over_two_rows_is_asked_about_at_the_second(merge: Merge):
    rows = [
        ("项目支出绩效自评表",),
        ("（2025年度）",),
        ("项目名称", "村道养护", "", "实施单位", "青山镇"),
        ("", "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"),
        ("", "产出指标", "质量指标", "合格率", "100%", "100%"),
        tuple(
            "" if at == merge.first_column else text for at, text in enumerate(("", "", "", "及时率", "100%", "98%"))
        ),
        ("", "", "", "覆盖率", "", ""),
    ]
    content = write_container(Grid(tuple((*row, *[""] * (6 - len(row))) for row in rows), (merge,)), "xlsx")
    told = read_self_evaluations(content, file_name="自评.xlsx").findings
    cells = [item.place.cell for item in told if item.rule_id == "value_merged" and item.place]
    assert cells == [f"{'ABCDEF'[merge.first_column]}6"]


def test_a_source_of_funds_of_another_name_counts_as_other_funds_and_is_asked_about():
    head = [line.replace("上年结转资金", "村集体自筹") for line in HEAD]
    read_form = read(*head, COLUMNS, *ROWS)
    (finding,) = (item for item in read_form.findings if item.rule_id != "indicator_placeholder")
    assert (finding.rule_id, finding.message, finding.place) == (
        "funding_source_unknown",
        "资金来源“村集体自筹”不是已知名称，按其他资金读入，请核对。",
        Place("表.txt", line=8),
    )
    assert [row.source for row in read_form.evaluations[0].funding].count(FundingSource.OTHER) == 2


def test_points_that_are_no_number_are_left_out_and_asked_about():
    rows = [row.replace("25\t23.3", "25\t良好") for row in ROWS]
    read_form = read(*HEAD, COLUMNS, *rows)
    (finding,) = (item for item in read_form.findings if item.rule_id != "indicator_placeholder")
    assert (finding.rule_id, finding.message, finding.expected) == (
        "points_unreadable",
        "得分读作“良好”，不是数字，未采用。",
        "数字",
    )
    assert [result and result.given_points for result in read_form.evaluations[0].results][:2] == [None, 25]


def test_a_level_1_that_its_level_2_contradicts_follows_the_level_2_and_is_asked_about():
    rows = [row.replace("\t效益指标（30分）", "\t") for row in ROWS]
    read_form = read(*HEAD, COLUMNS, *rows)
    (finding,) = (item for item in read_form.findings if item.rule_id != "indicator_placeholder")
    assert (finding.rule_id, finding.message) == (
        "level1_inferred",
        "“社会效益指标”上方没有对应的一级指标，按“效益指标”归类，请核对。",
    )
    assert read_form.evaluations[0].indicators[2].level1 is Level1.BENEFIT
