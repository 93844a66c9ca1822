"""分值 that a person set are an upload: the newest of a project holds, and undo gives the one before."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from perfdata.core.errors import StorageError
from perfdata.core.terms import UploadKind
from perfdata.storing.store import Stored, append_goal_tables, current, list_uploads
from perfdata.usecases import history, weighting
from tests.score_builders import SCHEMES
from tests.storing.builders import a_project, an_indicator

AT = datetime(2025, 1, 15, 8, 30, tzinfo=UTC)


@pytest.fixture
def filled(engine: Engine) -> Engine:
    append_goal_tables(
        engine,
        file_name="目标表.txt",
        content=b"tables",
        uploaded_by="张三",
        projects=[a_project()],
        indicators=[an_indicator(order=1), an_indicator(order=2)],
    )
    return engine


def set_points(
    engine: Engine, points: dict[str, Decimal], *, scheme: str = "ministry_2020", revision: int | None = None, at=AT
) -> Stored:
    """As the page saves them, by default beside the newest data."""
    return weighting.save_weights(
        engine,
        points,
        fiscal_year=2024,
        project_id="p1",
        scheme=SCHEMES[scheme],
        expected_revision=current(engine, fiscal_year=2024).revision if revision is None else revision,
        who="李四",
        at=at,
    )


def save(engine: Engine, first: str, second: str, *, second_of_day: int = 0) -> int:
    points = {"p1-i1": Decimal(first), "p1-i2": Decimal(second)}
    stored = set_points(engine, points, at=AT.replace(second=second_of_day))
    assert stored.is_new
    return stored.upload_id


def held(engine: Engine) -> list[Decimal]:
    return [weight.weight_points for weight in current(engine, fiscal_year=2024).weights]


def test_newest_weights_hold_and_undo_gives_those_before(filled: Engine):
    empty = history.state_hash(filled)
    first = save(filled, "40", "50")
    once = history.state_hash(filled)
    second = save(filled, "30", "60", second_of_day=1)
    assert held(filled) == [Decimal(30), Decimal(60)]
    history.undo(filled, second, who="李四")
    assert held(filled) == [Decimal(40), Decimal(50)]
    assert history.state_hash(filled) == once != empty
    history.undo(filled, first, who="李四")
    assert held(filled) == []
    assert history.state_hash(filled) == empty
    history.redo(filled, second, who="李四")
    assert held(filled) == [Decimal(30), Decimal(60)]


def test_the_same_weights_saved_again_later_hold_again(filled: Engine):
    save(filled, "40", "50")
    save(filled, "30", "60", second_of_day=1)
    save(filled, "40", "50", second_of_day=2)
    assert held(filled) == [Decimal(40), Decimal(50)]


def test_upload_is_a_file_that_people_can_read(filled: Engine):
    upload_id = save(filled, "40", "50")
    upload = list_uploads(filled)[0]
    assert (upload.kind, upload.file_name, upload.row_count) == (UploadKind.WEIGHTS, "指标分值_示例补贴项目.csv", 2)
    lines = history.file_of(filled, upload_id, who=None).decode("utf-8-sig").splitlines()
    assert lines[2] == "p1-i1,产出指标,数量指标,补贴人数1,40"
    assert history.findings_of(filled, upload) == ([], True)


def test_history_tells_each_change_of_a_weight(filled: Engine):
    save(filled, "40", "50")
    second = save(filled, "30", "60", second_of_day=1)
    history.undo(filled, second, who="王五")
    changes = history.changes_frame(filled, fiscal_year=2024)
    rows = changes.to_dict(orient="records")
    told = [tuple(row[name] for name in ("who", "action", "old", "new")) for row in rows]
    told = [each for each, row in zip(told, rows, strict=True) if row["indicator_name"] == "补贴人数1"]
    assert told[:2] == [("王五", "撤销", "分值 30", "分值 40"), ("李四", "上传", "分值 40", "分值 30")]
    assert (told[2][1], told[2][3]) == ("上传", "分值 40")


@pytest.mark.parametrize(
    ("scheme", "points", "message"),
    [
        ("ministry_2020", {"p1-i1": "40"}, "指标已有变动"),
        ("ministry_2020", {"p1-i1": "40", "p1-i2": "40"}, "分值合计 80 分，应为 90 分，少 10 分"),  # 100 − 10
        ("ministry_2020", {"p1-i1": "40", "p1-i2": "60"}, "分值合计 100 分，应为 90 分，多 10 分"),
        ("ministry_2020", {"p1-i1": "-10", "p1-i2": "100"}, "分值不能为负数"),
        ("province_20_40_40", {"p1-i1": "40", "p1-i2": "50"}, "应为 80 分，多 10 分"),  # 100 − 20
        ("province_20_40_40", {"p1-i1": "40", "p1-i2": "40"}, None),
    ],
)
def test_weights_that_cannot_be_right_by_the_scheme_are_refused(
    filled: Engine, scheme: str, points: dict[str, str], message: str | None
):
    exact = {key: Decimal(text) for key, text in points.items()}
    if message is None:
        set_points(filled, exact, scheme=scheme)
        return
    with pytest.raises(StorageError, match=message):
        set_points(filled, exact, scheme=scheme)
    assert held(filled) == []


def test_weights_set_beside_older_data_are_refused(filled: Engine):
    drawn = current(filled, fiscal_year=2024).revision
    save(filled, "40", "50")
    with pytest.raises(StorageError):
        set_points(filled, {"p1-i1": Decimal(30), "p1-i2": Decimal(60)}, revision=drawn)
    assert held(filled) == [Decimal(40), Decimal(50)]
