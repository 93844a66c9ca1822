"""A folder of goal tables as a town sends them, and the state of a store they were imported into."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from perfdata.storing import store
from perfdata.usecases import history
from tests.builders import Line, goal_table, goal_tables
from tests.usecases.concluded import stored_rows

UNITS = ("某镇教育办", "某镇民政办", "某镇民政办公室", "某镇（本级）")
NAMES = ("助学补助（镇）", "助学补助（镇资金）", "危房改造", "道路养护", "河道清淤", "路灯照明", "消防站运行")


def use(monkeypatch: pytest.MonkeyPatch, url: str) -> str:
    """Commands work on the database of this address."""
    monkeypatch.setenv("PERFDATA_DATABASE_URL", url)
    return url


def write_folder(folder: Path, *, files: int) -> None:
    """Goal tables of units written in two ways, names nearly equal, one of two years, a doubtful budget, bad files."""
    random = Random(5)
    for number in range(files):
        year = random.choice((2023, 2024, 2024))
        unit, name = random.choice(UNITS), random.choice(NAMES)
        budget = random.choice(("20000", "21000", "2000000000", "待定", "36000"))
        target = f"{random.randrange(1, 4000)}户"
        lines = [
            Line("产出指标", "数量指标", "补助户数", target, target),
            Line("", "质量指标", "准确率", "≥98%", "≥98%"),
        ]
        table = goal_table(name=name, unit=unit, year=year, budget=budget, lines=lines)
        path = folder / f"{number % 3}" / f"{number:03}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(goal_tables(table))
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "再来一次.txt").write_bytes((folder / "0" / "000.txt").read_bytes())
    (folder / "~$临时.xlsx").write_bytes(b"PK")
    (folder / ".隐藏").write_bytes(b"x")


def state(url: str) -> tuple[str, list[tuple[str, bool]], dict]:
    """Digest of the records, the uploads in their order, and every row of the conclusions."""
    engine = store.open_store(url)
    uploads = [(item.file_name, item.voided_at is None) for item in store.list_uploads(engine)]
    found = history.state_hash(engine), uploads, stored_rows(engine)
    engine.dispose()
    return found
