"""One grid comes back whole from every container and encoding: no lost cell, no lost merge, no garbage."""

import pytest

from perfdata.containers.sheets import Merge, cell_text, read_raw_sheets, read_sheets
from tests.office_files import CONTAINERS, ENCODED, ENCODINGS, MERGING, Grid, write_container

GRID = Grid(
    rows=(
        ("项目绩效目标表（2024年度）", "", "", "", ""),
        ("项目名称", "助学补助㎡①", "", "金额", "20000"),
        ("一级指标", "二级指标", "三级指标", "目标值", "备注"),
        ("产出指标", "数量指标", "补助户数", "≥30户", "甲;乙|丙,丁"),
        ("", "质量指标", "发放准确率", "≥98%", ""),
        ("", "", "镕堃喆", "1<2 & 3", "说“好”"),
    ),
    merges=(Merge(1, 0, 1, 4), Merge(2, 1, 2, 2), Merge(4, 0, 6, 0), Merge(5, 1, 6, 1)),
)
CASES = [(name, "utf-8") for name in CONTAINERS] + [(name, code) for name in ENCODED for code in ENCODINGS[1:]]


def padded(rows: list[list[object]], width: int) -> list[tuple[object, ...]]:
    return [(*row, *[""] * (width - len(row))) for row in rows]


@pytest.mark.parametrize(("container", "encoding"), CASES)
def test_a_grid_comes_back_from_its_container(container: str, encoding: str):
    (sheet,) = read_raw_sheets(write_container(GRID, container, encoding=encoding), file_name="表.dat")
    assert padded([list(map(cell_text, row)) for row in sheet.rows if any(row)], 5) == list(GRID.rows)
    assert sorted(sheet.merges) == (sorted(GRID.merges) if container in MERGING else [])
    assert sheet.container == {"et": "xls", "html.xls": "html", "semicolon": "csv", "pipe": "csv", "zip": "csv"}.get(
        container, container
    )
    told = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    assert sheet.encoding == (told if container in ENCODED else None)


def test_a_file_in_a_zip_is_named_as_the_office_named_it():
    (sheet,) = read_sheets(write_container(GRID, "zip", encoding="gb18030"), file_name="报送.zip")
    assert sheet.source_file == "报送.zip/目标表.csv"
