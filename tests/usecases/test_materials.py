"""会议材料 of real stores: every number is what the records say, and the files open as what they are."""

from __future__ import annotations

import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import openpyxl
import pytest
from docx import Document
from sqlalchemy import Engine

from perfdata.core.errors import UnusableFileError
from perfdata.core.terms import Product
from perfdata.reading.goal_tables import read_goal_tables
from perfdata.storing import evidence_tables, store
from perfdata.storing.connecting import writing
from perfdata.storing.marks import mark_every_project
from perfdata.storing.scope import Scope
from perfdata.usecases import demo, evidence, opening
from perfdata.usecases.concluding import catch_up
from perfdata.usecases.materials import material
from perfdata.usecases.meeting import briefing
from perfdata.usecases.self_reports import self_report
from tests.builders import goal_table, goal_tables
from tests.conftest import Stores
from tests.evidence_files import PDF, PNG
from tests.town import fill_town

YEAR = 2024
TOWN = ("教育管理中心", "交通分局", "住房规划建设局")


def with_demo(url: str) -> Engine:
    engine = opening.open_with_bundled_tables(url)
    demo.load_demo(engine, fiscal_year=YEAR, who="测试")
    return engine


def with_town(url: str) -> Engine:
    engine = opening.open_with_bundled_tables(url)
    fill_town(engine, units=3, projects=3)
    return engine


MAKERS: dict[str, Callable[[str], Engine]] = {
    "bundled": opening.open_with_bundled_tables,
    "demo": with_demo,
    "town": with_town,
}


@pytest.fixture(params=MAKERS)
def engine(stores: Stores, request: pytest.FixtureRequest) -> Engine:
    return stores.restored(MAKERS[request.param])


@pytest.fixture
def town(stores: Stores) -> Engine:
    return stores.restored(with_town)


def test_material_made_while_projects_wait_to_be_concluded_says_so(town: Engine):
    catch_up(town)
    assert "重新汇总" not in briefing(town, Scope(YEAR)).subtitle
    with town.begin() as connection:
        mark_every_project(connection)
    with writing(town):  # as another process does it, so that nothing is concluded meanwhile
        made = [of(town, Scope(YEAR)).subtitle for of in (briefing, self_report)]
    assert all("个项目正在重新汇总，本材料的合计尚不完整" in subtitle for subtitle in made)


def table_of(engine: Engine, title: str, *, of: Any = briefing) -> Any:
    made = of(engine, Scope(YEAR))
    return next(table.frame for section in made.sections for table in section.tables if table.title == title)


def budgets_by_owner(records: store.Current, *, by_unit: bool) -> dict[str, Decimal]:
    budgets: dict[str, Decimal] = defaultdict(Decimal)
    for project in records.projects:
        budgets[(project.spending_unit or "") if by_unit else project.project_name] += project.budget_yuan or 0
    return budgets


def test_the_table_of_units_or_projects_adds_up_to_the_records(engine: Engine):
    records = store.current(engine, fiscal_year=YEAR)
    units = {project.spending_unit for project in records.projects}
    what = "单位" if len(units) > 1 else "项目"
    table = table_of(engine, f"各{what}预算、执行和得分")
    expected = sorted(float(yuan) / 10_000 for yuan in budgets_by_owner(records, by_unit=what == "单位").values())
    assert sorted(table["预算（万元）"]) == pytest.approx(expected)
    assert table["待填报"].sum() <= len(records.indicators)


def test_the_grades_hold_every_project_and_its_money_once(engine: Engine):
    records = store.current(engine, fiscal_year=YEAR)
    table = table_of(engine, "自评得分等级")
    assert table["项目数"].sum() == len(records.projects)
    whole = sum((project.budget_yuan or Decimal(0) for project in records.projects), Decimal(0))
    assert table["预算（万元）"].sum() == pytest.approx(float(whole) / 10_000)
    assert table["项目占比"].sum() == pytest.approx(1)


def test_the_summary_table_has_a_row_a_project_with_its_own_money(engine: Engine):
    records = store.current(engine, fiscal_year=YEAR)
    table = table_of(engine, "项目支出绩效自评汇总表", of=self_report)
    rows = {(row.项目名称, row.实施单位): row._asdict() for row in table.itertuples(index=False)}
    assert len(rows) == len(records.projects)
    spent: dict[str, Decimal] = {}
    for row in sorted(records.spending, key=lambda item: item.as_of):
        if row.spent_yuan is not None:
            spent[row.project_id] = row.spent_yuan
    own = table.set_index(["项目名称", "实施单位"])
    for project in records.projects:
        row = own.loc[(project.project_name, project.spending_unit)]
        assert row["年初预算（万元）"] == pytest.approx(float(project.budget_yuan or 0) / 10_000)
        if yuan := spent.get(project.project_id):
            assert row["执行数（万元）"] == pytest.approx(float(yuan) / 10_000)


def test_the_gaps_of_the_bundled_tables_are_the_known_ones(stores: Stores):
    table = table_of(stores.restored(opening.open_with_bundled_tables), "预算与测算不同的项目")
    assert table[["预算（元）", "按原文测算（元）", "预算减测算（元）"]].values.tolist() == [
        [Decimal("504000.00"), Decimal("432000.00"), Decimal("72000.00")]
    ]


def test_a_project_of_its_own_has_the_report_of_a_project(stores: Stores):
    engine = stores.restored(with_demo)
    project = next(item for item in store.current(engine, fiscal_year=YEAR).projects if item.budget_yuan == 504_000)
    made = self_report(engine, Scope(YEAR, projects=(project.project_id,)))
    assert [section.title for section in made.sections] == [
        "项目概况",
        "资金使用与管理",
        "目标完成情况",
        "自评结论",
        "问题与建议",
    ]
    assert made.sections[0].sentences[0].startswith("年度预算 50.40 万元")
    assert len(made.sections[2].tables[0].frame) == 12


def test_a_selection_of_units_is_named_and_counted(town: Engine):
    unit = next(
        project.spending_unit
        for project in store.current(town, fiscal_year=YEAR).projects
        if project.spending_unit and "某市" in project.spending_unit
    )
    made = material(town, Product.REPORT, Scope(YEAR, units=(unit,)))
    assert made.file_name == f"2024_{unit}_领导简报.docx"
    document: Any = Document(io.BytesIO(made.content))
    assert document.paragraphs[1].text.startswith(f"{unit}　3 个项目")


def test_a_pack_lists_its_files_and_the_evidence_with_their_hashes_and_is_the_same_twice(town: Engine):
    own = store.current(town, fiscal_year=YEAR).indicators[0]
    key = {"indicator_id": own.indicator_id, "fiscal_year": YEAR, "who": "张会计"}
    for name, content in (("验收单.pdf", PDF), ("照片.png", PNG)):
        evidence.add(town, content, file_name=name, **key)
    evidence.remove(town, 2, why="传错了", who="张会计")
    made = material(town, Product.PACK, Scope(YEAR))
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        told = json.loads(archive.read("manifest.json"))
        names = [item["name"] for item in told["files"]]
        assert archive.namelist() == [*names, "manifest.json"]
        for item in told["files"]:
            content = archive.read(item["name"])
            assert (item["bytes"], item["sha256"]) == (len(content), sha256(content).hexdigest())
        index = openpyxl.load_workbook(io.BytesIO(archive.read("2024_佐证目录.xlsx"))).worksheets[0]
        forms = [openpyxl.load_workbook(io.BytesIO(archive.read(name))) for name in names[5:-1]]
    assert [name.rpartition(".")[2] for name in names[:5]] == ["docx", "pptx", "xlsx", "docx", "html"]
    units = ["东莞市东坑镇非公有制经济组织和社会组织党建服务中心", *(f"某市某某镇{unit}" for unit in TOWN)]
    assert sorted(names[5:-1]) == sorted(f"自评表/项目支出绩效自评表_2024_{unit}.xlsx" for unit in units)
    projects = sorted(sheet["C3"].value for book in forms for sheet in book)
    assert projects == sorted(project.project_name for project in store.current(town, fiscal_year=YEAR).projects)
    assert [(item["name"], item["bytes"], item["sha256"]) for item in told["evidence"]] == [
        ("验收单.pdf", 70, sha256(PDF).hexdigest())
    ]
    assert [cell.value for cell in index[3]][2:6] == [own.indicator_name, "验收单.pdf", 70, sha256(PDF).hexdigest()]
    assert material(town, Product.PACK, Scope(YEAR)) == made


def test_a_pack_of_an_earlier_day_lists_the_evidence_that_stood_there_when_it_ended(town: Engine):
    own = store.current(town, fiscal_year=YEAR).indicators[0]
    key = {"indicator_id": own.indicator_id, "fiscal_year": YEAR, "who": "张会计"}
    for name, content in (("验收单.pdf", PDF), ("照片.png", PNG), ("合同.pdf", PDF + b" ")):
        evidence.add(town, content, file_name=name, **key)
    evidence.remove(town, 2, why="传错了", who="张会计")
    moments = evidence_tables.evidence.c
    with town.begin() as connection:  # 30 June ends in Beijing at 16:00 UTC
        for number, added, removed in ((1, "15:59", None), (2, "15:00", "16:00"), (3, "16:00", None)):
            at = {"added_at": moment(added), "removed_at": removed and moment(removed)}
            connection.execute(evidence_tables.evidence.update().where(moments.evidence_id == number).values(**at))
    made = material(town, Product.PACK, Scope(YEAR), as_of=date(YEAR, 6, 30))
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        told = json.loads(archive.read("manifest.json"))
        content = archive.read("2024_佐证目录_截至2024-06-30.xlsx")
    assert [item["name"] for item in told["evidence"]] == ["验收单.pdf", "照片.png"]
    assert all("_截至2024-06-30." in item["name"] for item in told["files"])
    index = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    texts = [str(cell) for row in index.iter_rows(values_only=True) for cell in row if cell]
    assert {"验收单.pdf", "照片.png"} <= set(texts)
    assert any("是 2024-06-30 当天结束时在的文件（移除后又放回的，按没有移除过计）" in text for text in texts)


def moment(time: str) -> datetime:
    return datetime.fromisoformat(f"2024-06-30T{time}:00+00:00")


def test_the_only_unit_of_a_store_is_named(stores: Stores):
    engine = stores.restored(opening.open_with_bundled_tables)
    for of in (briefing, self_report):
        assert of(engine, Scope(YEAR)).subtitle.startswith(
            "东莞市东坑镇非公有制经济组织和社会组织党建服务中心　4 个项目"
        )


def test_only_the_parts_that_are_wanted_are_written(town: Engine):
    made = material(town, Product.REPORT, Scope(YEAR), parts=["补贴测算", "总体情况"])
    document: Any = Document(io.BytesIO(made.content))
    headings = [item.text for item in document.paragraphs if item.style.name == "Heading 1"]
    assert headings == ["一、总体情况", "二、补贴测算"]


@pytest.mark.parametrize("of", [briefing, self_report])
def test_invented_figures_are_called_so_in_every_chart_as_well(stores: Stores, of: Any):
    made = of(stores.restored(with_demo), Scope(YEAR))
    assert made.subtitle.endswith("（演示数据，数字为虚构）")
    titles = [chart.title for section in made.sections for chart in section.charts if chart.uses_results]
    assert titles
    assert all(title.endswith("（演示数据）") for title in titles)
    assert "演示数据" not in of(stores.restored(with_town), Scope(YEAR)).subtitle


def test_invented_figures_of_the_year_before_are_called_so(town: Engine):
    demo.load_demo(town, fiscal_year=YEAR - 1, who="测试")
    assert briefing(town, Scope(YEAR)).subtitle.endswith("（上年为演示数据，上年的数字为虚构）")


def test_a_pack_is_of_one_state_of_the_data(town: Engine):
    def append(times: int) -> Callable[[float, str], None]:
        names = iter([f"补录{times}之{number}" for number in range(times)])

        def tell(_share: float, what: str) -> None:
            if "演示文稿" not in what or not (name := next(names, "")):
                return
            content = goal_tables(goal_table(name=name, year=YEAR))
            read = read_goal_tables(content, file_name="补录.txt")
            of = {"projects": read.projects, "indicators": read.indicators}
            store.append_goal_tables(town, file_name="补录.txt", content=content, uploaded_by="测试", **of)

        return tell

    made = material(town, Product.PACK, Scope(YEAR), tell=append(1))
    with zipfile.ZipFile(io.BytesIO(made.content)) as pack:
        document: Any = Document(io.BytesIO(pack.read(f"{YEAR}_全部_领导简报.docx")))
        assert "14 个项目" in document.paragraphs[1].text
        assert f"自评表/项目支出绩效自评表_{YEAR}_某镇教育办.xlsx" in pack.namelist()
    with pytest.raises(UnusableFileError, match="数据一直在变"):
        material(town, Product.PACK, Scope(YEAR), tell=append(3))


def test_a_selection_without_a_project_is_refused(town: Engine):
    with pytest.raises(UnusableFileError, match="1999 年度所选范围内没有项目"):
        material(town, Product.REPORT, Scope(1999))
