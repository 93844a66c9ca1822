from pathlib import Path

import pandas as pd
import pytest

from perfdata.usecases import browsing, opening, sources


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The source of 两新组织党务工作者补贴."""
    folder: Path = tmp_path_factory.mktemp("sources")
    engine = opening.open_with_bundled_tables(f"sqlite:///{folder / 'sources.db'}")
    projects = browsing.load_frames(engine, fiscal_year=2024)["projects"]
    return sources.source_lines(engine, project_id=projects["project_id"].iloc[3], fiscal_year=2024)


def test_the_raw_lines_of_one_table_stand_beside_what_was_read(lines: pd.DataFrame):
    assert lines["number"].tolist() == list(range(80, 106))
    line_92 = lines[lines["number"] == 92].iloc[0]
    assert line_92["raw"] == "产出指标 | 数量指标 | 补贴人数 | 36人 | 36人"
    assert line_92["meaning"] == "产出指标/数量指标：补贴人数 36人"


def test_recovered_rows_and_empty_categories_are_marked(lines: pd.DataFrame):
    marked = lines[lines["mark"] != ""]
    assert dict(zip(marked["number"], marked["mark"], strict=True)) == {
        100: "已归位",
        101: "空类别",
        103: "空类别",
        105: "已归位",
    }
