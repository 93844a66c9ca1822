"""Which files stand beside which results, as a workbook: names, sizes and hashes. Imports pandas and XlsxWriter."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from perfdata.core.clock import BEIJING, told_moment
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.exports.chart_workbook import chart_workbook


def evidence_index(files: Sequence[Any], *, title: str, day: date | None = None) -> bytes:
    """A line for each file of evidence in the order given, of which it says the day; equal files give equal bytes."""
    rows = [
        {
            "用款单位": file.subject.spending_unit,
            "项目": file.subject.project_name,
            "指标": file.subject.indicator_name,
            "文件": file.file_name,
            "大小（字节）": file.byte_count,
            "SHA-256": file.sha256,
            "添加人": file.added_by,
            "添加时间": told_moment(file.added_at, BEIJING),
            "说明": file.note,
        }
        for file in files
    ]
    told = f"按添加和移除的时间，是 {day} 当天结束时在的文件（移除后又放回的，按没有移除过计）。" if day else ""
    note = f"共 {len(rows)} 份。{told}这里只有目录，文件在项目页的“佐证材料”里下载；SHA-256 用来核对文件是否原样。"
    return chart_workbook(pd.DataFrame(rows), title=title, note=note, chart=ChartSpec())
