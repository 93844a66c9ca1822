"""Schemes are data: what the files give, and how a wrong one is refused with its line and reason."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from perfdata.assessing.schemes import fitting_scheme, load_schemes
from perfdata.assessing.scoring import score_project
from perfdata.core.errors import SchemeError
from perfdata.core.terms import Attainment, Level1
from perfdata.usecases import evaluating
from perfdata.usecases.installation import HOUSE
from tests.score_builders import a_project, a_result, a_spending, an_indicator

BUNDLED = HOUSE / "data" / "scoring_schemes.toml"


def own_file(folder: Path, *lines: str) -> Path:
    path = folder / "own.toml"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_the_bundled_schemes_add_up_to_100():
    schemes = load_schemes(BUNDLED)
    parts = {
        scheme_id: [scheme.execution_points, *(part.points for part in scheme.parts)]
        for scheme_id, scheme in schemes.items()
    }
    assert parts == {
        "ministry_2020": [10, 50, 30, 10],
        "ministry_2021": [10, 20, 40, 20, 10],
        "province_20_40_40": [20, 40, 40],
        "evaluation_2020": [0, 20, 20, 30, 30],
        "execution_capped": [10, 50, 30, 10],
    }
    assert schemes["ministry_2021"].parts[0].levels == (Level1.COST,)
    assert schemes["province_20_40_40"].qualitative[Attainment.PARTLY_MET].lower == Decimal("0.5")


def test_every_bundled_scheme_states_reference_and_note():
    schemes = load_schemes(BUNDLED)
    assert len(schemes) == 5
    for scheme in schemes.values():
        assert scheme.reference
        assert scheme.note.startswith("[M] ")


@pytest.mark.parametrize(
    ("rows", "execution_points", "scheme_id"),
    [
        ([Level1.OUTPUT, Level1.BENEFIT], None, "ministry_2020"),
        ([Level1.OUTPUT, None], "10", "ministry_2020"),
        ([Level1.COST, Level1.OUTPUT], "10", "ministry_2021"),
        ([Level1.OUTPUT, Level1.BENEFIT], "20", "province_20_40_40"),
        ([Level1.DECISION, Level1.PROCESS, Level1.OUTPUT], None, "evaluation_2020"),
        ([Level1.PROCESS, Level1.COST], "10", "evaluation_2020"),
        ([Level1.OUTPUT], "15", "ministry_2020"),
    ],
)
def test_a_form_is_scored_by_the_scheme_it_is_made_for(
    rows: list[Level1 | None], execution_points: str | None, scheme_id: str
):
    indicators = [an_indicator("5个", level2=None, level1=level) for level in rows]
    points = None if execution_points is None else Decimal(execution_points)
    assert fitting_scheme(load_schemes(BUNDLED), indicators, execution_points=points).scheme_id == scheme_id


def test_a_scheme_may_cap_the_total_take_points_off_and_excuse_small_losses(tmp_path: Path):
    own = own_file(
        tmp_path,
        "[town]",
        'like = "execution_capped"',
        'title = "本镇"',
        "exceeded_deduction = { from = 1.3, points = 2 }",
    )
    town = load_schemes(BUNDLED, own)["town"]
    assert [town.cap_of(Decimal(ratio)) for ratio in ("0.95", "0.8", "0.79", "0.65", "0.5", "0.1")] == [
        100,
        100,
        89,
        79,
        69,
        59,
    ]
    rows = [an_indicator("≥10个", weight="90")]
    scored = [
        score_project(
            a_project(),
            rows,
            results={"i1": a_result(actual)},
            spending=a_spending("75000", "100000"),
            scheme=town,
        )
        for actual in ("10个", "13个", "9.5个", "8个")
    ]
    assert [item.scores[0].score for item in scored] == [90, 88, Decimal("85.50"), Decimal("72.00")]
    assert [item.scores[0].needs_reason for item in scored] == [False, True, False, True]
    assert [item.total_score for item in scored] == [89, 89, 89, Decimal("79.50")]
    assert scored[0].notes == ("预算执行率 75.00%，按方案总分最高 89 分（各项合计 97.50 分）。",)
    assert "低于 90%，须说明原因" in scored[0].execution.explanation


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("without_cost = { output = 50 }", "“without_cost”合计 50 分，应为 90 分"),
        ("execution_caps = [{ from = 0.5, most = 80 }]", "“execution_caps”的下限应从高到低，最后一档为 0"),
        ("exceeded_deduction = 2", "“exceeded_deduction”应写成 { 名称 = 值 }"),
        ("reason_below = 90", "“reason_below”应在 0 与 1 之间，现为 90"),
    ],
)
def test_wrong_additions_are_refused(tmp_path: Path, line: str, message: str):
    with pytest.raises(SchemeError) as refused:
        load_schemes(BUNDLED, own_file(tmp_path, "[a]", 'like = "ministry_2020"', line))
    assert message in str(refused.value)


def test_own_file_adds_a_scheme_that_is_like_another(tmp_path: Path):
    own = own_file(
        tmp_path,
        "[town]",
        'like = "ministry_2020"',
        'title = "本镇"',
        "rounding = 0.1",
        "last_year = 2025",
        "[town.comparators]",
        'less_is_better = ["能耗"]',
    )
    town = load_schemes(BUNDLED, own)["town"]
    assert (town.title, town.rounding, town.execution_points) == ("本镇", Decimal("0.1"), 10)
    assert town.comparators.less_is_better_names == ("能耗",)
    assert town.comparators.standard_names == ("标准",)
    assert [town.covers(year) for year in (2019, 2020, 2025, 2026, None)] == [False, True, True, False, True]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["[a", "x = 1"], "own.toml 第 1 行：不是合格的 TOML 写法"),
        (["x = 1"], "own.toml 第 1 行：“x”应写在 [方案编号] 之下"),
        (["", "[ministry_2020]", "title = 'x'"], "第 2 行：计分方案“ministry_2020”方案编号已经有了"),
        (["[a]", 'title = "x"'], "第 1 行：计分方案“a”缺少“reference”"),
        (["[a]", 'like = "b"'], "第 2 行：计分方案“a”“like”指向的方案“b”不存在"),
        (["[a]", 'like = "ministry_2020"', "points = 3"], "第 3 行：计分方案“a”“points”不是计分方案的项目"),
        (["[a]", 'like = "ministry_2020"', "execution_points = 20"], "“parts”与执行率分值合计 110 分，应为 100 分"),
        (["[a]", 'like = "ministry_2020"', "", 'rounding = "0.1"'], "第 4 行：计分方案“a”“rounding”应是数字"),
        (["[a]", 'like = "ministry_2020"', "late_share = 1.5"], "第 3 行：计分方案“a”“late_share”应在 0 与 1 之间"),
        (["[a]", 'like = "ministry_2020"', 'over_limit = "x"'], "“over_limit”应是 ratio 或 linear，现为 x"),
        (
            ["[a]", 'like = "ministry_2020"', 'grades = [{ name = "优", from = 80 }, { name = "良", from = 90 }]'],
            "第 3 行：计分方案“a”“grades”的下限应从高到低",
        ),
        (
            [
                "[a]",
                'like = "ministry_2020"',
                'parts = [{ levels = ["output", "cost", "benefit"], points = 90 }]',
            ],
            "第 3 行：计分方案“a”“parts”里没有“满意度指标”",
        ),
        (
            ["[a]", 'like = "ministry_2020"', 'parts = [{ levels = ["input"], points = 90 }]'],
            "“parts”里的“input”不是一级指标",
        ),
        (
            [
                "[a]",
                'like = "ministry_2020"',
                "[a.qualitative]",
                "met = { lower = 0.8, upper = 1, default = 1 }",
                "partly_met = { lower = 0.6, upper = 0.7, default = 0.7 }",
                "not_met = { lower = 0, upper = 0.6, default = 0.3 }",
            ],
            "第 3 行：计分方案“a”“qualitative”的“部分达成”区间与相邻区间不衔接",
        ),
        (
            ["[a]", 'like = "ministry_2020"', "[a.comparators]", 'pay_unit = "("'],
            "第 4 行：计分方案“a”“pay_unit”不是合格的正则表达式",
        ),
        (
            ["[a]", 'like = "ministry_2020"', "[a.comparators]", "", "standards = 5"],
            "第 5 行：计分方案“a”“standards”应是文字列表",
        ),
    ],
)
def test_wrong_scheme_is_refused_with_line_and_reason(tmp_path: Path, lines: list[str], message: str):
    with pytest.raises(SchemeError) as refused:
        load_schemes(BUNDLED, own_file(tmp_path, *lines))
    assert message in str(refused.value)


def test_file_that_is_missing_empty_or_in_another_encoding_is_refused(tmp_path: Path):
    with pytest.raises(SchemeError, match="打不开计分方案文件"):
        load_schemes(tmp_path / "none.toml")
    with pytest.raises(SchemeError, match="没有任何计分方案"):
        load_schemes(own_file(tmp_path, "# nothing"))
    (tmp_path / "gbk.toml").write_bytes("# 方案".encode("gbk"))
    with pytest.raises(SchemeError, match="不是 UTF-8 编码"):
        load_schemes(tmp_path / "gbk.toml")


def test_setting_names_the_own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    own = own_file(tmp_path, "[town]", 'like = "province_20_40_40"', 'title = "本镇"')
    monkeypatch.setenv("PERFDATA_SCHEMES", str(own))
    town = evaluating.scheme_of("town")
    assert town
    assert town.execution_points == 20
    assert evaluating.scheme_of(None) is None
    with pytest.raises(SchemeError, match=r"可用的有：ministry_2020、.*、town"):
        evaluating.scheme_of("x")


def test_the_scheme_of_the_readme_is_one(tmp_path: Path):
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    example = readme.split("```toml\n[our_town]")[1].split("```")[0]
    town = load_schemes(BUNDLED, own_file(tmp_path, f"[our_town]{example}"))["our_town"]
    assert (town.execution_points, town.reason_below) == (20, Decimal("0.9"))
    assert town.comparators.less_is_better_names == ("填埋量",)
