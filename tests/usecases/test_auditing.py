from io import BytesIO
from pathlib import Path

from docx import Document
from openpyxl import load_workbook
from sqlalchemy import Engine

from perfdata.core.terms import ReviewStatus, UploadKind
from perfdata.presenting.exports.question_list import question_document, question_workbook
from perfdata.storing import store
from perfdata.storing.scope import Scope
from perfdata.usecases import auditing, browsing, history, question_page
from tests.builders import BUNDLED


def answer(engine: Engine, status: ReviewStatus, note: str = "") -> str:
    gap = auditing.audit_store(engine)[0].findings[0]
    auditing.set_status(
        engine, gap.finding_id, fiscal_year=2024, status=status, note=note, message=gap.message, who="王科长"
    )
    return gap.finding_id


def statuses(engine: Engine) -> list[tuple[str, str | None]]:
    audit = browsing.load_frames(engine, fiscal_year=2024)["audit"]
    return list(zip(audit["status"].head(1), audit["note"].head(1), strict=True))


def test_the_newest_answer_holds_and_each_is_an_upload_of_its_own(engine: Engine):
    answer(engine, ReviewStatus.VERIFIED, "已核实")
    answer(engine, ReviewStatus.TO_AMEND, "请补正")
    finding_id = answer(engine, ReviewStatus.VERIFIED, "已核实")
    assert statuses(engine) == [("已核实", "已核实")]
    uploads = store.list_uploads(engine)
    assert [upload.kind for upload in uploads[:3]] == [UploadKind.REVIEWS] * 3
    assert uploads[0].file_name == "核实意见-已核实.json"
    assert finding_id in history.file_of(engine, uploads[0].upload_id, who=None).decode()
    assert history.findings_of(engine, uploads[0]) == ([], True)


def test_undo_brings_the_state_back_exactly(engine: Engine):
    empty = history.state_hash(engine)
    answer(engine, ReviewStatus.NOT_APPLICABLE, "本项目不适用")
    answered = history.state_hash(engine)
    upload_id = store.list_uploads(engine)[0].upload_id
    history.undo(engine, upload_id, who="王科长")
    assert history.state_hash(engine) == empty != answered
    history.redo(engine, upload_id, who="王科长")
    assert history.state_hash(engine) == answered


def test_answers_count_as_answered_and_amendments_stay_open(engine: Engine):
    answer(engine, ReviewStatus.TO_AMEND)
    counted = question_page.answer(engine, Scope(2024)).counts
    assert (counted.open_count, counted.answered_count, counted.remark_count) == (27, 0, 37)
    answer(engine, ReviewStatus.VERIFIED)
    counted = question_page.answer(engine, Scope(2024)).counts
    assert (counted.open_count, counted.kind_count, counted.answered_count) == (26, 16, 1)


def test_files_are_audited_without_a_database():
    assert len(auditing.audit_files([BUNDLED]).findings) == 64


def test_the_leaders_list_as_document_and_as_workbook(engine: Engine):
    audit = browsing.load_frames(engine, fiscal_year=2024)["audit"]
    document = Document(BytesIO(question_document(audit, fiscal_year=2024)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "1. 预算 504,000 元比测算 432,000 元多 72,000 元" in text
    assert "不是绩效目标审核结论" in text
    assert text.count("答复：") == 27
    assert "形式 4 处：预算 831,100 元中有 99,500 元没有写明算式；" in text
    book = load_workbook(BytesIO(question_workbook(audit, fiscal_year=2024)))
    rows = list(book["问题清单"].iter_rows(values_only=True))
    assert rows[1][:4] == ("项目", "类别", "审核方面", "提示")
    assert rows[2][3] == "预算 504,000 元比测算 432,000 元多 72,000 元"
    assert len(rows) == 66
    book.close()


SELF_EVALUATION = """项目支出绩效自评表
（2024年度）
项目名称	乡镇环境整治
主管部门	某县住建局	实施单位	某镇人民政府
项目资金（万元）		年初预算数	全年预算数	全年执行数	分值	执行率	得分
	年度资金总额	80	80	80	10	100%	10
年度总体目标	整治河道、购置垃圾箱
绩效指标	一级指标	二级指标	三级指标	年度指标值	实际完成值	分值	得分	偏差原因分析及改进措施
	产出指标	数量指标	购置垃圾箱	≥300个	690个	25	25
			整治河道长度	≥8公里	≥8公里	25	25
	效益指标	社会效益指标	受益居民	≥5万人	5.2万人	30	30
	满意度指标	服务对象满意度指标	居民满意度	≥90%	95%	10	10
总分						100	100
"""


def test_results_of_a_self_evaluation_are_audited(tmp_path: Path):
    path = tmp_path / "自评表.txt"
    path.write_text(SELF_EVALUATION, "utf-8")
    said = {item.rule_id: item for item in auditing.audit_files([path]).findings}
    assert said["target_far_below_results"].message == "1 项实际远超目标：购置垃圾箱 ≥300个，实际 690个"
    assert said["target_far_below_results"].arithmetic == "690 ÷ 300"
    assert said["result_not_copied"].message == "1 项实际完成值与目标值一字不差：整治河道长度 ≥8公里"
