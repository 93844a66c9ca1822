"""Printed 分值 of a filled form: kept, asked about where some are missing, and never invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from perfdata.storing import store
from perfdata.usecases import evaluating, uploading
from perfdata.usecases.evaluating import Evaluated

HEAD = """项目支出绩效自评表
（2024年度）
项目名称\t湿地巡护
主管部门\t林业局\t实施单位\t湿地站
项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数{head}
\t年度资金总额\t10\t10\t10{funds}
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
"""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = store.open_store(f"sqlite:///{tmp_path / 'perfdata.db'}")
    yield engine
    engine.dispose()


def form(*rows: str, execution: str = "10") -> bytes:
    """Rows of level 1, level 2, name, points and score, parted by blanks; a stroke is a blank cell."""
    head, funds = ("\t分值\t执行率\t得分", f"\t{execution}\t100%\t{execution}") if execution else ("", "")
    lines = []
    for row in rows:
        level1, level2, name, points, score = row.replace("-", "").split(" ")
        lines.append(f"\t{level1}\t{level2}\t{name}\t≥10次\t10次\t{points}\t{score}\t")
    return (HEAD.format(head=head, funds=funds) + "\n".join(lines) + "\n").encode()


def stored(engine: Engine, content: bytes) -> tuple[list[str], Evaluated]:
    preview = uploading.preview_file(engine, content, file_name="自评表.txt", today=date(2025, 3, 1))
    uploading.confirm(engine, preview, uploaded_by="张三")
    [evaluated] = evaluating.evaluate_store(engine, fiscal_year=2024)
    return [finding.rule_id for finding in preview.findings], evaluated


def test_missing_points_are_asked_about_and_the_printed_ones_stay(engine: Engine):
    rules, evaluated = stored(engine, form("产出指标 数量指标 巡护次数 40 40", "效益指标 社会效益指标 宣传次数 - -"))
    assert "points_missing" in rules
    assert [own.weight_points for own in evaluated.score.scores] == [40, 0]
    assert evaluated.score.total_score is None


def test_a_blank_beside_points_that_add_up_is_nothing_to_ask(engine: Engine):
    rules, evaluated = stored(
        engine,
        form(
            "产出指标 数量指标 巡护次数 50 50",
            "产出指标 数量指标 其中夜间次数 - -",
            "效益指标 社会效益指标 宣传次数 40 40",
        ),
    )
    assert not {"points_missing", "published_points_differ", "published_score_differs"}.intersection(rules)
    assert (evaluated.score.total_score, evaluated.score.grade) == (100, "优")


def test_scores_without_points_are_kept_and_not_recomputed(engine: Engine):
    rules, evaluated = stored(
        engine, form("产出指标 数量指标 巡护次数 - 45", "效益指标 社会效益指标 宣传次数 - 44", execution="")
    )
    assert "points_not_printed" in rules
    assert "published_score_differs" not in rules
    assert evaluated.score.total_score is None
    assert not evaluated.differences


def test_a_form_without_any_points_is_not_scored_before_someone_chooses_a_scheme(engine: Engine):
    _, evaluated = stored(engine, form("产出指标 数量指标 巡护次数 - -", execution=""))
    assert evaluated.score.total_score is None
    assert evaluated.score.notes == ("本表没有任何分值，不评分；需要评分时请选定计分方案。",)
    [chosen] = evaluating.evaluate_store(engine, fiscal_year=2024, scheme_id="ministry_2020")
    assert chosen.score.total_score == 100


@pytest.mark.parametrize(
    ("rows", "execution", "scheme_id"),
    [
        (("成本指标 经济成本指标 巡护次数 - -", "产出指标 数量指标 宣传次数 - -"), "10", "ministry_2021"),
        (("产出指标 数量指标 宣传次数 80 80",), "20", "province_20_40_40"),
        (("项目决策 - 立项次数 20 20", "产出指标 数量指标 宣传次数 80 80"), "", "evaluation_2020"),
    ],
)
def test_the_form_decides_by_which_scheme_it_is_scored(
    engine: Engine, rows: tuple[str, ...], execution: str, scheme_id: str
):
    _, evaluated = stored(engine, form(*rows, execution=execution))
    assert (evaluated.scheme.scheme_id, evaluated.score.total_score) == (scheme_id, 100)
