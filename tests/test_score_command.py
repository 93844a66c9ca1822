"""``score``: the store, or filled forms without storing them, as JSON and as lines."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from perfdata.__main__ import main
from perfdata.core.model import SelfEvaluation
from perfdata.usecases import demo, opening
from tests.form_texts import RESULTS, self_evaluation
from tests.score_builders import a_project, a_result, an_indicator


@pytest.fixture
def database_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'score.db'}"
    monkeypatch.setenv("PERFDATA_DATABASE_URL", url)
    return url


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    assert main(["score", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_store_is_scored(database_url: str, capsys: pytest.CaptureFixture[str]):
    engine = opening.open_with_bundled_tables(database_url)
    demo.load_demo(engine, fiscal_year=2024, who="演示")
    engine.dispose()
    first = printed(capsys)["projects"][0]
    assert first["execution"] == {
        "budget_yuan": 2500,
        "spent_yuan": 2400,
        "ratio": 0.96,
        "points": 10,
        "score": 9.6,
        "explanation": "全年执行数 2,400 元 ÷ 全年预算数 2,500 元 = 96.00%，× 10 分 = 9.60 分，扣 0.40 分。",
    }
    assert (first["total_score"], first["total_points"], first["grade"]) == (94.75, 100, "优")
    assert first["differences"] == []
    third = first["indicators"][2]
    assert (third["target"], third["actual"], third["weight_points"], third["score"]) == ("≥90%", "87.5%", 12.5, 12.15)
    assert (third["outcome"], third["formula"]) == ("partly_met", "87.5 ÷ 90 × 12.5")


@pytest.mark.usefixtures("database_url")
def test_without_reports_the_store_says_so(capsys: pytest.CaptureFixture[str]):
    assert main(["score"]) == 0
    assert "社工委党建工作经费（镇资金）（常）　已填报部分得分 0 / 满分 0" in capsys.readouterr().out


@pytest.mark.usefixtures("database_url")
def test_unknown_scheme_or_year_is_refused(capsys: pytest.CaptureFixture[str]):
    assert main(["score", "--scheme", "x"]) == 2
    assert "没有计分方案“x”" in capsys.readouterr().err
    assert main(["score", "--year", "1999"]) == 2
    assert "没有 1999 年度的绩效目标表" in capsys.readouterr().err


def test_filled_forms_are_scored_with_their_differences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    form = SelfEvaluation(
        project=a_project(),
        indicators=(an_indicator("=100%", weight="100"),),
        results=(a_result("100%", given="95"),),
        execution_points=Decimal(0),
        total_score=Decimal(95),
    )
    reader = ModuleType("perfdata.reading.self_evaluations")
    read = SimpleNamespace(evaluations=[form], findings=[])
    reader.read_self_evaluations = lambda *_, **__: read  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "perfdata.reading.self_evaluations", reader)
    (tmp_path / "自评表.xlsx").write_bytes(b"form")
    (project,) = printed(capsys, str(tmp_path / "自评表.xlsx"))["projects"]
    assert (project["total_score"], project["weight_source"]) == (100, "goal_table")
    assert project["indicators"][0]["published_score"] == 95
    assert [(item["item"], item["published_score"], item["score"]) for item in project["differences"]] == [
        ("补助户数", 95, 100),
        ("总分", 95, 100),
    ]
    assert main(["score", str(tmp_path / "自评表.xlsx")]) == 0
    assert "“总分”填报得分 95 分，按规则计算 100 分，供核实。" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (self_evaluation("步道养护", total="98"), "“总分”填报得分 98 分，按规则计算 99.50 分，供核实。"),
        (
            self_evaluation("步道养护", money="2\t2\t1.9\t10\t95.00%\t9", total="99"),
            "“预算执行率”填报得分 9 分，按规则计算 9.50 分，供核实。",
        ),
        (
            self_evaluation("步道养护", rows=[RESULTS[0].replace("\t50\t50", "\t50\t40"), *RESULTS[1:]], total="89.5"),
            "“补助户数”填报得分 40 分，按规则计算 50 分，供核实。",
        ),
    ],
)
def test_a_filled_file_with_a_score_of_its_own_is_scored_and_the_difference_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, told: str
):
    path = tmp_path / "自评表.txt"
    path.write_text(form, encoding="utf-8")
    assert main(["score", str(path)]) == 0
    assert told in capsys.readouterr().out
    assert told in [item["message"] for item in printed(capsys, str(path))["projects"][0]["differences"]]


@pytest.mark.usefixtures("database_url")
def test_a_filled_file_is_asked_about_as_at_an_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """A fraction for a percentage, more spent than there was, parts that give another rate, an open direction."""
    rows = [
        "产出指标\t数量指标\t受理信访件\t100件\t80件\t30\t30",
        "\t质量指标\t发放准确率\t≥98%\t0.98\t30\t30",
        "\t\t抽检合格率\t≥90%\t90%（19/20）\t20\t20",
        "满意度指标\t服务对象满意度指标\t住户满意度\t≥90%\t92%\t10\t10",
    ]
    path = tmp_path / "自评表.txt"
    path.write_text(self_evaluation("步道养护", rows=rows, money="2\t2\t2.4\t10\t120.00%\t10"), encoding="utf-8")
    findings = [item["rule_id"] for item in printed(capsys, str(path))["findings"]]
    wanted = {"percent_as_fraction", "spent_above_budget", "rate_differs_from_parts", "direction_open"}
    assert wanted <= set(findings)
    assert "published_score_differs" not in findings
    assert main(["import", str(path), "--dry-run", "--new-projects", "--json"]) == 1
    asked = [item["rule_id"] for item in json.loads(capsys.readouterr().out)["findings"]]
    assert sorted(findings) == sorted(item for item in asked if item not in ("published_score_differs", "project_new"))
    assert main(["score", str(path)]) == 0
    assert "实际完成值“0.98”可能是小数形式的百分比，是 98% 还是 0.98%？" in capsys.readouterr().out
