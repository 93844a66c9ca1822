"""python -m perfdata export: the official forms as files."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from perfdata.__main__ import main
from perfdata.commands.output import write_file
from perfdata.core.errors import UnusableFileError
from perfdata.core.terms import Product
from perfdata.storing.scope import Scope
from perfdata.usecases.materials import file_name
from tests.builders import goal_table, goal_tables

UNIT = "东莞市东坑镇非公有制经济组织和社会组织党建服务中心"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERFDATA_DATABASE_URL", f"sqlite:///{tmp_path / 'export.db'}")


def test_a_unit_gets_one_workbook_with_a_sheet_a_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = tmp_path / "报送"
    assert main(["export", "self-evaluation", "-o", str(folder), "--json"]) == 0
    path = folder / f"项目支出绩效自评表_2024_{UNIT}.xlsx"
    assert json.loads(capsys.readouterr().out) == {"files": [str(path)]}
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    assert len(book.worksheets) == 4


def test_a_named_project_gets_a_form_of_its_own(tmp_path: Path):
    assert main(["export", "self-evaluation", "-o", str(tmp_path), "--project", "党务工作者", "--docx"]) == 0
    [path] = tmp_path.glob("*.docx")
    assert path.name == "项目支出绩效自评表_2024_两新组织党务工作者补贴（镇）.docx"
    assert len(Document(io.BytesIO(path.read_bytes())).tables) == 1


def test_the_monitoring_form_takes_a_month(tmp_path: Path):
    assert main(["export", "monitoring", "-o", str(tmp_path), "--month", "7"]) == 0
    [path] = tmp_path.glob("绩效目标执行监控表_2024年1-7月_*.xlsx")
    book: Any = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    assert book.worksheets[0]["A2"].value == "（2024 年度，1-7月）"


def test_an_unknown_project_or_year_is_one_chinese_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["export", "monitoring", "-o", str(tmp_path), "--project", "没有的"]) == 2
    assert capsys.readouterr().err == "2024 年度没有名称含“没有的”的项目，可用 status 命令查看项目名称。\n"
    assert main(["export", "monitoring", "-o", str(tmp_path), "--year", "1999"]) == 2
    assert capsys.readouterr().err == "没有 1999 年度的绩效目标表，请先导入。\n"


def test_a_file_is_only_replaced_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    arguments = ["export", "monitoring", "-o", str(tmp_path), "--month", "7"]
    assert main(arguments) == 0
    assert main(arguments) == 2
    assert "文件已存在" in capsys.readouterr().err
    assert main([*arguments, "--force"]) == 0


def test_an_exported_form_is_imported_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["export", "self-evaluation", "-o", str(tmp_path)]) == 0
    [path] = tmp_path.glob("项目支出绩效自评表*.xlsx")
    capsys.readouterr()
    assert main(["import", str(path), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["kind"], result["stored"]) == ("self_evaluations", True)


def test_an_untouched_form_is_nothing_new_and_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["export", "monitoring", "-o", str(tmp_path), "--month", "7"]) == 0
    [path] = tmp_path.glob("绩效目标执行监控表_2024年1-7月_*.xlsx")
    capsys.readouterr()
    assert main(["import", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "文件中没有新内容（与已入库的相同，或没有填写），没有写入。"
    assert main(["import", str(path), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["row_count"], result["stored"], result["findings"]) == (0, False, [])


def test_a_form_that_is_held_is_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "监控表.txt"
    rows = ["项目支出绩效监控表", "（2024 年度，1-7月）", "项目名称\t没有的项目", "三级指标\t执行情况\t完成目标可能性"]
    path.write_text("\n".join([*rows, "人数\t1人\t确定能"]), "utf-8")
    assert main(["import", str(path), "--accept-sound-rows"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "没有写入。"


@pytest.mark.parametrize(
    ("product", "name"),
    [
        ("report", "2024_全部_领导简报.docx"),
        ("short-report", "2024_全部_领导简报（一页）.docx"),
        ("self-report", "2024_全部_绩效自评报告.docx"),
        ("slides", "2024_全部_演示文稿.pptx"),
        ("workbook", "2024_全部_数据工作簿.xlsx"),
    ],
)
def test_the_material_of_a_meeting_is_one_file(tmp_path: Path, product: str, name: str):
    assert main(["export", product, "-o", str(tmp_path / "会议")]) == 0
    assert [path.name for path in (tmp_path / "会议").iterdir()] == [name]


@pytest.mark.parametrize(
    ("form", "suffix"), [(["workbook"], "xlsx"), (["self-evaluation"], "xlsx"), (["self-evaluation", "--docx"], "docx")]
)
def test_a_scheduler_writes_only_what_changed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: list[str], suffix: str
):
    command = ["export", *form, "-o", str(tmp_path), "--if-changed"]
    assert main(command) == 0
    [path] = tmp_path.glob(f"*.{suffix}")
    with zipfile.ZipFile(path) as archive:
        assert {item.date_time[0] for item in archive.infolist()} <= {1980, 2000}
    assert capsys.readouterr().out == f"已写入 {path}。\n"
    before = path.stat().st_mtime_ns
    assert main(command) == 0
    assert capsys.readouterr().out == "内容没有变化，没有写入。\n"
    assert path.stat().st_mtime_ns == before
    path.write_bytes(b"old")
    assert main(command) == 0
    assert path.read_bytes() != b"old"


def test_what_cannot_be_written_whole_leaves_the_old_file_and_nothing_else(tmp_path: Path):
    resource = pytest.importorskip("resource")
    path = tmp_path / "简报.docx"
    path.write_bytes(b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))  # as on a full disk, half of the file could be written
    try:
        with pytest.raises(UnusableFileError, match="写不进去"):
            write_file(bytes(2_000), path, may_replace=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [(item.name, item.read_bytes()) for item in tmp_path.iterdir()] == [("简报.docx", b"old")]


def test_an_earlier_day_makes_a_file_of_its_own_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    command = ["export", "short-report", "-o", str(tmp_path / "会议"), "--as-of", "2024-06-30", "--if-changed"]
    assert main(command) == 0
    assert [path.name for path in (tmp_path / "会议").iterdir()] == ["2024_全部_领导简报（一页）_截至2024-06-30.docx"]
    capsys.readouterr()
    assert main(command) == 0
    assert capsys.readouterr().out == "内容没有变化，没有写入。\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["report", "--as-of", "6月底"], "--as-of：要写成 2024-11-05 这样的日期，读到的是“6月底”"),
        (["report", "--as-of", "2023-06-30"], "没有 2023 年度的绩效目标表，请先导入。"),
        (["report", "--year", "2024", "--as-of", "2023-06-30"], "截至日 2023-06-30 不在 2024 年度内"),
        (["monitoring", "--as-of", "2024-06-30"], "--as-of 只用于会议材料"),
    ],
)
def test_a_day_that_cannot_be_is_one_chinese_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
):
    assert main(["export", *arguments, "-o", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith(told)
    assert not list(tmp_path.glob("*.docx"))


def test_a_unit_or_project_narrows_the_material(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["export", "report", "-o", str(tmp_path), "--unit", UNIT, "--project", "党务工作者"]) == 0
    [path] = tmp_path.glob("*.docx")
    assert re.fullmatch(f"2024_{UNIT}_1个项目-[0-9a-f]{{6}}_领导简报\\.docx", path.name)
    assert "1 个项目，12 项指标" in Document(str(path)).paragraphs[1].text
    capsys.readouterr()
    assert main(["export", "report", "-o", str(tmp_path), "--unit", "没有的"]) == 2
    assert "没有用款单位“没有的”" in capsys.readouterr().err


def test_units_whose_names_make_one_file_name_have_a_file_each(tmp_path: Path):
    units = ["甲局/一科", "甲局:一科", "乙" * 80, "乙" * 81]
    goals = tmp_path / "目标表.txt"
    goals.write_bytes(goal_tables(*(goal_table(unit=unit, year=2025) for unit in units)))
    assert main(["import", str(goals), "--new-projects"]) == 0
    folder = tmp_path / "报送"
    assert main(["export", "self-evaluation", "--year", "2025", "-o", str(folder)]) == 0
    stem = "项目支出绩效自评表_2025_"
    cut = "乙" * (80 - len(stem) - len(".xlsx"))
    names = [f"{stem}甲局_一科.xlsx", f"{stem}甲局_一科_2.xlsx", f"{stem}{cut}.xlsx", f"{stem}{cut[2:]}_2.xlsx"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(names)


def test_forms_are_those_of_the_units_that_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["export", "self-evaluation", "-o", str(tmp_path), "--unit", UNIT]) == 0
    assert len(list(tmp_path.glob("*.xlsx"))) == 1
    capsys.readouterr()
    assert main(["export", "monitoring", "-o", str(tmp_path), "--unit", "没有的"]) == 2
    assert "没有用款单位“没有的”" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "told"), [(["--month", "6"], "month"), (["--scheme", "ministry_2020"], "scheme"), (["--docx"], "docx")]
)
def test_what_is_of_forms_alone_is_refused_for_material(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: list[str], told: str
):
    assert main(["export", "report", *option, "-o", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith(f"--{told} 只用于自评表和监控表")
    assert not list(tmp_path.glob("*.docx"))


def test_a_long_name_of_a_unit_leaves_the_products_and_units_apart():
    units = ["乙" * 120 + "一科", "乙" * 120 + "二科", "甲局/一科", "甲局:一科"]
    names = {file_name(product, Scope(2024, (unit,))) for product in Product for unit in units}
    assert len(names) == 4 * len(Product)
    assert max(map(len, names)) == 80
    assert file_name(Product.SELF_REPORT, Scope(2024, (units[0],))).endswith("_绩效自评报告.docx")
    assert file_name(Product.PACK, Scope(2024, ("甲局",))) == "2024_甲局_材料包.zip"


def test_other_choices_of_units_have_other_files():
    names = {file_name(Product.REPORT, Scope(2024, units)) for units in (("甲", "乙"), ("甲", "丙"), ("乙", "甲"))}
    assert len(names) == 2
