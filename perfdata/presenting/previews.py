"""What a draft upload looks like to the person who confirms it."""

from collections.abc import Mapping

import pandas as pd

from perfdata.core.reports import ResultChange
from perfdata.core.terms import ChangeKind
from perfdata.presenting.formats import percent
from perfdata.presenting.frames import frame_of
from perfdata.presenting.summaries import Frames, headline


def changes_table(changes: list[ResultChange], names: Mapping[str, str]) -> pd.DataFrame:
    """New and changed rows first; ``names`` says what an indicator or project id stands for."""
    order = [ChangeKind.CHANGED, ChangeKind.REMOVED, ChangeKind.NEW, ChangeKind.UNCHANGED]
    ordered = sorted(changes, key=lambda change: order.index(change.kind))
    return frame_of(
        "draft_changes", (({"subject": names.get(item.subject_id, item.subject_id)}, item) for item in ordered)
    )


def subject_names(frames: Frames) -> dict[str, str]:
    """Project and indicator names by id."""
    projects = frames["projects"]
    indicators = frames["indicators"]
    spending = {
        key: f"{name}：项目支出" for key, name in zip(projects["project_id"], projects["short_name"], strict=True)
    }
    named = zip(indicators["indicator_id"], indicators["short_name"], indicators["indicator_name"], strict=True)
    return spending | {key: f"{project}：{name}" for key, project, name in named}


def effect(before: Frames, after: Frames) -> list[tuple[str, str, str]]:
    """Headline figures before and after: label, old, new."""
    old, new = headline(before), headline(after)
    computed = f"（{new.computed_count} 项由支出计算）" if new.computed_count else ""
    return [
        (
            "已填报",
            f"{old.reported_count} / {old.indicator_count}",
            f"{new.reported_count} / {new.indicator_count}{computed}",
        ),
        ("达成", f"{old.met_count} 项", f"{new.met_count} 项"),
        ("预算执行率", percent(old.execution_ratio), percent(new.execution_ratio)),
    ]


def finding_table(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings of a file without the columns that only stored projects fill."""
    return findings[["severity", "place", "message", "observed", "expected", "suggestion"]]
