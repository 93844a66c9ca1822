"""What a draft upload looks like to the person who confirms it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pandas as pd

from perfdata.core.findings import Finding
from perfdata.core.reports import ResultChange
from perfdata.core.terms import ChangeKind
from perfdata.core.text import thousands
from perfdata.presenting.formats import percent
from perfdata.presenting.frames import findings_frame, frame_of, name_projects
from perfdata.presenting.summaries import Frames

_IN_ORDER = (ChangeKind.CHANGED, ChangeKind.REMOVED, ChangeKind.NEW, ChangeKind.UNCHANGED)


def weightiest_first(changes: Sequence[ResultChange]) -> list[ResultChange]:
    """Changed, removed and new rows before those that stay as they are."""
    return sorted(changes, key=lambda change: _IN_ORDER.index(change.kind))


def changes_table(changes: Sequence[ResultChange], names: Mapping[str, str]) -> pd.DataFrame:
    """What each row was and becomes; ``names`` says what an indicator or project id stands for."""
    return frame_of(
        "draft_changes", (({"subject": names.get(item.subject_id, item.subject_id)}, item) for item in changes)
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


def effect(old: Any, new: Any) -> list[tuple[str, str, str]]:
    """How far the reports are before and after: label, old, new."""
    computed = f"（{new.computed_count:,} 项由支出计算）" if new.computed_count else ""
    return [
        (
            "已填报",
            f"{old.reported_count:,} / {old.indicator_count:,}",
            f"{new.reported_count:,} / {new.indicator_count:,}{computed}",
        ),
        ("达成", f"{old.met_count:,} 项", f"{new.met_count:,} 项"),
        ("预算执行率", _share(old.execution_ratio), _share(new.execution_ratio)),
    ]


def review_table(rows: Sequence[Any], names: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    """Old and new of each value that an upload would change, with room for a remark; see ``review_changes``."""

    def told(row: Any) -> dict[str, Any]:
        place = row.place and [row.place.sheet, row.place.cell, row.place.line and f"第 {row.place.line} 行"]
        where = " ".join(part for part in place or [] if part)
        subject, project = names.get(row.subject_id, (row.subject_id, ""))
        return {"subject": subject, "short_name": project, "place": where, "remark": ""}

    return frame_of("review_changes", ((told(row), row) for row in rows))


def standing_effect(old: Any, new: Any) -> list[tuple[str, str, str]]:
    """How the units of an upload stand before and after: label, old, new; only what differs."""
    told = [
        ("项目", f"{old.project_count:,} 个", f"{new.project_count:,} 个"),
        ("预算合计", f"{thousands(old.budget_yuan)} 元", f"{thousands(new.budget_yuan)} 元"),
        *effect(old.progress, new.progress),
        ("所涉项目平均得分", _points(old.mean_score), _points(new.mean_score)),
    ]
    return [item for item in told if item[1] != item[2].partition("（")[0]]


def _points(score: Decimal | None) -> str:
    return "–" if score is None else f"{score:.2f} 分"


def _share(ratio: Any) -> str:
    return percent(None if ratio is None else float(ratio))


def finding_table(findings: Sequence[Finding]) -> pd.DataFrame:
    """What was found in a file, with the columns that a finding fills before anything is stored.

    Places name the file only where there are several.
    """
    files = {finding.place.source_file for finding in findings if finding.place}
    if len(files) == 1:
        findings = [replace(item, place=item.place and item.place._replace(source_file="")) for item in findings]
    table = findings_frame(findings, name_projects([]))
    return table[["severity", "place", "message", "observed", "expected", "suggestion"]]


def findings_in_three_columns(table: pd.DataFrame) -> pd.DataFrame:
    """A table of findings for a phone: weight and place, what is wrong, and what to do with what was expected."""
    expected = table["expected"].map(lambda text: f"应为 {text}。" if isinstance(text, str) and text else "")
    places = table["severity"].astype("str") + " " + table["place"].fillna("")
    told = {"place": places, "suggestion": expected + table["suggestion"].fillna("")}
    return table.assign(**told)[["place", "message", "suggestion"]]
