"""Scores on pages: the choice of schemes, frames once per revision of data and schemes, and the editor of 分值."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import streamlit as st

from pages.shared import store
from pages.shared.buttons import refusal_shown
from pages.shared.desk import ask_for_name
from pages.shared.store import Selection
from pages.shared.tables import show_parts, show_table, show_totals
from perfdata.core.errors import SchemeError
from perfdata.presenting import score_frames as scores
from perfdata.presenting import summaries
from perfdata.presenting.formats import plain, plain_markdown, score_text
from perfdata.presenting.schemas import rows_of
from perfdata.usecases import evaluating, reviewing, weighting
from perfdata.usecases import scores as scoring

_BY_FORM = "auto"


def choose_schemes(fiscal_year: int) -> tuple[Any, Any]:
    """The scheme to score by, None for the one that fits each form, and one to compare with, or None.

    Stops the page where the schemes cannot be read.
    """
    try:
        known = evaluating.schemes()
    except SchemeError as error:
        st.error(plain_markdown(str(error)), title="计分方案用不了")
        st.stop()
    with st.container(horizontal=True):
        titles = {_BY_FORM: "按各表的表式选用", **{key: scheme.title for key, scheme in known.items()}}
        chosen = st.selectbox(
            "计分方案", list(titles), format_func=titles.__getitem__, key="scheme", bind="query-params"
        )
        others = [key for key in known if key != chosen]
        beside = st.selectbox(
            "对照方案",
            others,
            index=None,
            format_func=lambda key: known[key].title,
            key="beside",
            placeholder="不对照",
            bind="query-params",
        )
    compared = known[beside] if beside else None
    if chosen == _BY_FORM:
        st.caption(
            "成本指标是一级指标的用成本单列的方案，印有执行率分值的用相应的方案，其余用第一个方案；各项目所用方案见下表。"
        )
        return None, compared
    scheme = known[chosen]
    st.caption(plain_markdown(f"依据：{scheme.reference}。{scheme.note.replace('[M] ', '尚未与文件原文核对：')}"))
    if not scheme.covers(fiscal_year):
        st.warning(f"这个方案不适用于 {fiscal_year} 年度，得分仅供参考。")
    return scheme, compared


def grades_of(scheme: Any) -> list[str]:
    """The grades of a scheme, or of all that forms may be scored by, best first."""
    known = [scheme] if scheme else evaluating.schemes().values()
    return list(dict.fromkeys(name for each in known for name, _ in each.grades))


def bands_of(scheme: Any) -> tuple[tuple[str, float], ...]:
    """The grades of a scheme with the score that each begins at, best first; without one those of the first scheme."""
    used = scheme or next(iter(evaluating.schemes().values()))
    return tuple((name, float(least)) for name, least in used.grades)


def choose_project(frames: summaries.Frames) -> str | None:
    """The id of the project whose points are told one by one, of the part that is shown."""
    own = frames["project_scores"]
    names = dict(zip(own["project_id"], own["short_name"], strict=True))
    return st.selectbox(
        "查看项目", list(names), format_func=names.__getitem__, key="scored_project", bind="query-params"
    )


def scored(selection: Selection, scheme: Any, beside: Any) -> Any:
    """Grades and chart of the selection by a scheme, or each form by the one that fits it; see ``Scored``."""
    ids = {"scheme_id": scheme and scheme.scheme_id, "beside_id": beside and beside.scheme_id}
    names = {"names": tuple(grades_of(scheme)), "names_beside": tuple(grades_of(beside)) if beside else ()}
    return store.ask(scoring.scored, selection, bands=bands_of(scheme), **ids, **names)


def show_grades(found: Any, beside: Any) -> None:
    """How many projects of the selection have which grade, and by the other scheme."""
    with st.grid(len(found.grades), min_column_width=110):
        for grade, count in found.grades.items():
            st.metric(grade, f"{count:,} 个项目", border=True, height="stretch")
    if found.grades_beside:
        counts = "，".join(f"{grade} {count:,} 个" for grade, count in found.grades_beside.items())
        st.caption(plain_markdown(f"按{beside.title}：{counts}。"))


def show_projects(selection: Selection, scheme: Any, beside: Any) -> summaries.Frames:
    """A part of the projects with their scores; its frames, with which one of them is looked at."""
    held: list[summaries.Frames] = []
    is_lowest_first = st.toggle("得分低的在前", key="lowest_first") if _is_long(selection) else False
    selection = store.with_evidence(selection)

    def ask(start: int) -> Any:
        options = {"scheme_id": scheme and scheme.scheme_id, "is_lowest_first": is_lowest_first, "start": start}
        total, ids, frames = store.ask(scoring.part_of_projects, selection, **options)
        other = None
        if beside:
            shown = selection._replace(projects=ids)
            _, _, other = store.ask(scoring.part_of_projects, shown, scheme_id=beside.scheme_id)
        return total, (frames, other)

    def show(part: Any) -> None:
        frames, other = part
        held.append(frames)
        table = scores.project_table(frames, other, other_title=beside.title if beside else "")
        show_totals(
            table,
            alt="各项目的总分、等级和模拟复核得分",
            key="project_scores",
            opens="项目",
        )

    show_parts(ask, show, most=scoring.MOST_PROJECTS, key="project_scores", what="个项目")
    return held[-1]


def _is_long(selection: Selection) -> bool:
    town = store.overview(selection)
    return bool(town and town.totals.project_count > scoring.MOST_PROJECTS)


def show_project(frames: summaries.Frames, project_id: str) -> None:
    """The score of one project in four figures."""
    row = scores.project_of(frames, project_id)
    is_whole = row.total_points_score == row.total_points_score
    with st.grid(4, min_column_width=150):
        if is_whole:
            st.metric("总分", f"{score_text(row.total_points_score)} 分", border=True, height="stretch")
        else:
            st.metric("已填报部分得分 / 满分", row.reported, border=True, height="stretch")
        st.metric("等级", row.grade if isinstance(row.grade, str) else "未评", border=True, height="stretch")
        executed = "待填报" if row.execution_score != row.execution_score else f"{score_text(row.execution_score)} 分"
        st.metric("预算执行率得分", executed, border=True, height="stretch", help=row.execution_explanation)
        strict = "待填报" if row.strict_score != row.strict_score else f"{score_text(row.strict_score)} 分"
        st.metric("模拟复核", strict, border=True, height="stretch", help="按严格的复核口径估算，不是正式结果")
    st.caption(plain_markdown(f"计分方案：{row.scheme}。{row.notes}"))


def show_ways(frames: summaries.Frames, project_id: str) -> None:
    """What the next grade would take, as a list."""
    row, ways = scores.project_of(frames, project_id), scores.ways_up(frames, project_id)
    if not isinstance(row.next_grade, str):
        whole = isinstance(row.grade, str)
        st.caption("已是最高等级。" if whole else "全部填报、分值合计 100 分后，这里显示提高到高一等级的做法。")
        return
    st.markdown(f"距“{plain_markdown(row.next_grade)}”还差 **{score_text(row.missing_points)} 分**。")
    for kind in (scores.ALONE, scores.TOGETHER):
        sentences = ways[ways["kind"] == kind]["sentence"].tolist()
        if sentences:
            st.markdown(f"{kind}：\n" + "\n".join(f"- {plain_markdown(sentence)}" for sentence in sentences[:5]))
    if ways.empty:
        st.caption("各项都得满分也到不了这个等级。")


def show_losses(frames: summaries.Frames, project_id: str, *, most: int = 6) -> None:
    """Every point lost in a sentence, the most first."""
    lost = scores.lost_points(frames, project_id)
    if lost.empty:
        st.caption("没有扣分。" if scores.project_of(frames, project_id).reported_points else "待填报。")
    for row in rows_of(lost.head(most)):
        text = f"{row.item}（扣 {score_text(row.lost_points)} 分）"
        st.markdown(f"- **{plain_markdown(text)}**　{plain_markdown(row.explanation)}")
    if len(lost) > most:
        st.caption(f"另有 {len(lost) - most} 项，见下面的逐项得分。")


def show_differences(frames: summaries.Frames, project_id: str) -> None:
    """Where the form that was handed in states other scores; nothing where it states none or the same."""
    rows = scores.difference_table(frames, project_id)
    if rows.empty:
        return
    with st.container(border=True):
        st.subheader("与自评表填报得分的差异", anchor=False)
        st.caption("两个得分都保留，供核实。")
        show_table(rows, "score_differences", alt=f"{len(rows)} 处填报得分与计算得分不同", key="differences")


def show_strict(frames: summaries.Frames, project_id: str) -> None:
    """What a strict reviewer may leave, indicator by indicator."""
    rows = scores.strict_table(frames, project_id)
    st.caption("按方案中的从严口径估算：没有佐证、定性指标给满分、超出目标 30% 以上的各打折扣，不是正式结果。")
    if told := scores.evidence_text(frames, project_id):
        st.caption(told)
    if rows.empty:
        st.caption("没有会少给分的指标。")
    else:
        show_table(rows, "scores", alt=f"{len(rows)} 项指标在从严复核时的得分和理由", key="strict")


@st.fragment
def edit_weights(frames: summaries.Frames, project_id: str, *, selection: Selection) -> None:
    """分值 in place: the sum is checked while they are typed, saving makes an upload that can be undone."""
    row, table = scores.project_of(frames, project_id), scores.weight_table(frames, project_id)
    scheme: Any = evaluating.scheme_of(row.scheme_id)
    st.caption(scores.WEIGHT_SOURCE_NOTES[row.weight_source])
    waiting = reviewing.waiting_of_project(store.engine(), project_id, fiscal_year=selection.fiscal_year)
    edited = st.data_editor(
        table,
        hide_index=True,
        disabled=["level1", "level2", "indicator_name", "annual_target"],
        column_config={
            "level1": "一级指标",
            "level2": "二级指标",
            "indicator_name": "三级指标",
            "annual_target": "年度指标值",
            "weight_points": st.column_config.NumberColumn("分值（分）", min_value=0, max_value=100, format="%.2f"),
        },
        key=f"weights_{project_id}_{selection.revision.number}_{scheme.scheme_id}{waiting or ''}",
        alt="各指标的分值，可以修改",
    )
    points = {str(key): _exact(point) for key, point in edited["weight_points"].items()}
    total, problem = weighting.weigh(points.values(), scheme=scheme)
    badge = f":orange-badge[{problem}]" if problem else ":green-badge[合计正确]"
    with st.container(horizontal=True, vertical_alignment="center"):
        execution = f"预算执行率另有 {scheme.execution_points:f} 分"
        st.markdown(f"指标分值合计 **{plain(float(total))}** 分　{badge}　{execution}", width="stretch")
        is_changed = not edited["weight_points"].equals(table["weight_points"])
        who = ask_for_name(key="who_weights")
        if st.button("保存分值", type="primary", key="save_weights", disabled=bool(problem) or not is_changed):
            _save(points, project_id=project_id, scheme=scheme, selection=selection, who=who)


def _exact(point: Any) -> Decimal:
    """What was typed, to the cent; an emptied cell is 0."""
    return Decimal(0) if point is None or point != point else Decimal(str(round(float(point), 2)))


def _save(points: dict[str, Decimal], *, project_id: str, scheme: Any, selection: Selection, who: Any) -> None:
    with refusal_shown("没有保存", who=who):
        stored = weighting.save_weights(
            store.engine(),
            points,
            fiscal_year=selection.fiscal_year,
            project_id=project_id,
            scheme=scheme,
            expected_revision=selection.revision.number,
            who=who,
            at=datetime.now(UTC),
        )
        if stored.waits:
            st.toast("分值已交审，批准后生效。", icon=":material/hourglass_top:")
