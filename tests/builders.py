"""Goal tables as tests need them: real layout, any content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

BUNDLED = Path(__file__).parents[1] / "data" / "goal_tables" / "2024" / "goal_tables_2024.txt"


class Line(NamedTuple):
    """One indicator row as a clerk sees it: level labels only where their merged cells begin."""

    level1: str = ""
    level2: str = ""
    name: str = ""
    cycle: str = ""
    annual: str = ""


PLAIN_LINES = (
    Line("产出指标", "数量指标", "补助户数", "30户", "10户"),
    Line("", "质量指标", "发放准确率", "≥98%", "≥98%"),
    Line("效益指标", "社会效益指标", "生活改善", "有效提升", "有效提升"),
    Line("满意度指标", "服务对象满意度指标", "住户满意度", "≥90%", "≥90%"),
)


def goal_table(
    *,
    name: str = "助学补助（镇）",
    unit: str = "某镇教育办",
    year: int = 2024,
    budget: str = "20000",
    budget_label: str | None = None,
    cycle: tuple[str, str] = ("2022", "2024"),
    cycle_goal: str = "保障困难学生就学。",
    annual_goal: str = "对困难住户给予补助。",
    lines: Sequence[Line] = PLAIN_LINES,
) -> str:
    """One goal table as tab-separated text of six columns."""
    rows: list[Sequence[str]] = [
        ["项目绩效目标表"],
        [""],
        ["项目名称", name],
        ["项目类型", "其他特定目标类"],
        ["项目等级", "二级项目"],
        ["主管部门", unit],
        ["用款单位", unit],
        ["实施周期", "起始年度", cycle[0], "到期年度", cycle[1]],
        [budget_label or f"{year}年预算金额（元）", budget],
        ["总体绩效目标", "实施周期总目标"],
        ["", cycle_goal],
        ["", f"{year}年度目标"],
        ["", annual_goal],
        ["绩效指标", "一级指标", "二级指标", "三级指标", "实施周期指标值", "当年度指标值"],
        *([" ", *line] for line in lines),
    ]
    return "\n".join("\t".join(row) for row in rows) + "\n"


def goal_tables(*tables: str) -> bytes:
    """Several tables as the bytes of one file."""
    return "\n".join(tables).encode()


def with_short_merges(lines: Sequence[Line], *, short: Sequence[tuple[int, int]]) -> list[list[str]]:
    """Rows of six columns as a text export of merged cells gives them when some merges end one row early.

    ``short`` names merges as (row, column) of their first cell; column 0 is 绩效指标 (which starts at the header),
    1 level 1, 2 level 2. Cells of a row fill the columns that no merge above covers, from the left.
    """
    header = ["绩效指标", "一级指标", "二级指标", "三级指标", "实施周期指标值", "当年度指标值"]
    starts = {(0, 0)} | {
        (row, column)
        for row, line in enumerate(lines, start=1)
        for column in (1, 2)
        if line[column - 1] or (column == 2 and line.level1)
    }
    grid = [header] + [[""] * 6 for _ in lines]
    covered = {(row, 0) for row in range(1, _merge_end((0, 0), starts, len(lines), short))}
    for row, line in enumerate(lines, start=1):
        own = [(column, line[column - 1]) for column in range(1, 6) if column > 2 or (row, column) in starts]
        free = [column for column in range(6) if (row, column) not in covered]
        for at, (column, text) in zip(free, own, strict=False):
            grid[row][at] = text
            if column < 3:
                covered |= {
                    (below, at) for below in range(row + 1, _merge_end((row, column), starts, len(lines), short))
                }
    return grid


def _merge_end(
    start: tuple[int, int], starts: set[tuple[int, int]], count: int, short: Sequence[tuple[int, int]]
) -> int:
    """The first row below the merge that starts at (row, column)."""
    row, column = start
    following = [other for other, level in starts if other > row and 0 < level <= column]
    return min(following, default=count + 1) - (1 if start in short else 0)
