"""What proves a result, and which indicator the name of a file means."""

from __future__ import annotations

import pytest

from perfdata.core.evidence import evidence_of, indicator_of_file


@pytest.mark.parametrize(
    ("said", "file_count", "by"),
    [
        (None, 0, ""),
        ("  ", 0, ""),
        ("无", 0, ""),
        ("/", 0, ""),
        ("验收单", 0, "验收单"),
        (None, 1, "附 1 份文件"),
        ("验收单", 2, "附 2 份文件"),
        ("无", 2, "附 2 份文件"),
    ],
)
def test_files_prove_a_result_before_what_its_row_says(said: str | None, file_count: int, by: str):
    assert evidence_of(said, file_count=file_count) == by


NAMES = ["补贴人数", "补贴人数增长率", "1、候车亭（20分）", "满意度", "满意度"]


@pytest.mark.parametrize(
    ("file_name", "at"),
    [
        ("补贴人数_花名册.pdf", 0),
        ("补贴人数增长率 测算.xlsx", 1),
        ("候车亭验收.jpg", 2),
        ("2_台账.pdf", 1),
        ("03、照片.png", 2),
        ("满意度问卷.pdf", None),  # two of this name
        ("4_问卷.pdf", 3),
        ("2024年度报告.pdf", None),
        ("12月台账.pdf", None),
        ("6_别的.pdf", None),
        ("1.5公里道路.pdf", None),
        ("合同.pdf", None),
        ("", None),
    ],
)
def test_the_name_of_a_file_names_its_indicator(file_name: str, at: int | None):
    assert indicator_of_file(file_name, NAMES) == at
