"""The sections of a briefing, out of what is concluded of a selection. Imports pandas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from perfdata.core.terms import Level1, Level2, Outcome
from perfdata.presenting.charts import theme
from perfdata.presenting.charts.theme import Chart
from perfdata.presenting.exports.chart_spec import ChartSpec
from perfdata.presenting.formats import amount, percent, score_text, wan, wan_number
from perfdata.presenting.league import without_place
from perfdata.presenting.meeting.briefing import Section, Table
from perfdata.presenting.verdicts import Issue, Pace, met_percent, met_share

_SHARE, _WAN = "0.0%", "#,##0.00"
_DRAWN = "执行与应达"


def summary_section(totals: Any, pace: Pace, *, grade: str | None) -> Section:
    """The selection in one paragraph: money, goals, scores, what must be asked."""
    reported = totals.indicator_count - totals.no_data_count
    money = f"{totals.project_count:,} 个项目全年预算 {wan(totals.budget_yuan)}"
    if totals.unit_count > 1:
        money = f"{totals.unit_count} 个单位的 {money}"
    if pace.executed is not None:
        money += f"，{totals.spending_count:,} 个项目已报支出，执行 {percent(pace.executed)}（{pace.sentence}）"
    goals = f"{totals.indicator_count:,} 项指标尚未填报"
    if reported:
        goals = (
            f"{totals.indicator_count:,} 项指标已填报 {reported:,} 项，达成 {totals.met_count:,} 项"
            f"（{met_percent(totals)}），未达成 {totals.not_met_count:,} 项"
        )
    told = [money, goals]
    if grade:
        told.append(
            f"{totals.score_count:,} 个项目已有自评总分，平均 {score_text(totals.mean_score)} 分，等级为{grade}"
        )
    if totals.red_count:
        told.append(f"{totals.red_count:,} 个项目预算执行亮红灯，涉及 {wan(totals.red_yuan)}")
    if totals.question_count:
        told.append(f"{totals.question_count:,} 条提示待核实")
    return Section(title="总体情况", sentences=["；".join(told) + "。"], in_short=True)


def issue_section(issues: Sequence[Issue]) -> Section:
    """What must be asked today, a row a project."""
    frame = pd.DataFrame(
        {
            "单位": without_place([item.spending_unit or "" for item in issues]),
            "项目": [item.project_name or "" for item in issues],
            "事由": [item.word for item in issues],
            "说明": [item.sentence for item in issues],
            "涉及金额（万元）": [wan_number(item.amount_yuan) for item in issues],
        }
    )
    known = [item.amount_yuan for item in issues if item.amount_yuan is not None]
    about = f"，涉及 {wan(sum(known))}" if known else ""
    told = f"最要紧的 {len(issues)} 件事{about}。以下为提示，供核实。"
    if not issues:
        return Section(
            title="要过问的事", sentences=["没有落后、未达成、未报齐的项目，也没有待核实的提示。"], in_short=True
        )
    table = Table(title="要过问的事", frame=frame, number_formats={"涉及金额（万元）": _WAN})
    return Section(title="要过问的事", sentences=[told], tables=[table], in_short=True)


def league_section(table: pd.DataFrame, pace: Chart | None, *, by_unit: bool, count: int) -> Section:
    """The units, or the projects of one unit, the one that lags most first; shares as shares."""
    what = "单位" if by_unit else "项目"
    shown = table.drop(columns=[_DRAWN]).reset_index(drop=True)
    if by_unit:
        shown[what] = without_place(shown[what].tolist())
    for name in ("执行", "达成率"):
        shown[name] = shown[name] / 100
    if shown["较上年"].isna().all():
        shown = shown.drop(columns=["较上年"])
    shown = shown.rename(columns={"执行": "执行率", "差距": "差距（百分点）", "较上年": "较上年（百分点）"})
    formats = {"预算（万元）": _WAN, "执行率": _SHARE, "达成率": _SHARE, "平均分": "0.00"}
    formats |= dict.fromkeys(["差距（百分点）", "较上年（百分点）"], "0.0")
    left = f"这里是差距最大的 {len(table)} 个，共 {count:,} 个。" if count > len(table) else ""
    drawn = Table(title=f"各{what}预算、执行和得分", frame=shown, note=left, number_formats=formats)
    return Section(
        title=f"各{what}情况",
        sentences=[f"按应达减执行（百分点）排列，落后的在前。{left}"],
        charts=[pace] if pace else [],
        tables=[drawn],
        in_short=True,
    )


def completion_section(totals: Any, categories: Chart | None) -> Section:
    """How the indicators stand by category."""
    reported = totals.indicator_count - totals.no_data_count
    told = f"共 {totals.indicator_count:,} 项指标，已填报 {reported:,} 项，达成 {totals.met_count:,} 项"
    sentence = f"{told}，达成率 {met_percent(totals)}。" if reported else f"{told}。"
    return Section(title="指标完成情况", sentences=[sentence], charts=[categories] if categories else [])


def subsidy_section(totals: Any, gaps: Sequence[Any]) -> Section:
    """Budgets beside what their own formulas come to, the largest differences first."""
    if not totals.formula_count:
        return Section(title="补贴测算", sentences=["目标表中没有能测算的人数、标准和期数。"])
    sentence = f"{totals.formula_count:,} 个项目的目标表写明了人数、标准和期数。"
    if not gaps:
        return Section(title="补贴测算", sentences=[f"{sentence}预算都与测算相同。"])
    first = gaps[0]
    told = (
        f"相差最大的是“{first.project_name}”：预算 {amount(float(first.budget_yuan))}，"
        f"按原文测算 {amount(float(first.formula_yuan))}，请核实。"
    )
    frame = pd.DataFrame(
        {
            "单位": without_place([row.spending_unit or "" for row in gaps]),
            "项目": [row.project_name for row in gaps],
            "预算（元）": [row.budget_yuan for row in gaps],
            "按原文测算（元）": [row.formula_yuan for row in gaps],
            "预算减测算（元）": [row.budget_gap_yuan for row in gaps],
        }
    )
    table = Table(title="预算与测算不同的项目", frame=frame)
    return Section(title="补贴测算", sentences=[sentence, told], tables=[table])


def grade_section(grades: Sequence[tuple[str, int, Decimal | None]], *, mean: float | None) -> Section:
    """Number, money and share by grade, best first; projects without a whole score stand last."""
    counts, yuan = [count for _, count, _ in grades], [money for *_, money in grades]
    frame = pd.DataFrame(
        {
            "等级": [grade for grade, *_ in grades],
            "项目数": counts,
            "项目占比": _shares(counts),
            "预算（万元）": [wan_number(money) for money in yuan],
            "预算占比": _shares([None if money is None else float(money) for money in yuan]),
        }
    )
    formats = {"项目占比": _SHARE, "预算占比": _SHARE, "预算（万元）": _WAN}
    told = "全部填报的项目才有总分。" if mean is None else f"全部填报的项目平均 {score_text(mean)} 分。"
    return Section(
        title="绩效自评结果",
        sentences=[told],
        charts=[_grade_chart(frame)],
        tables=[Table(title="自评得分等级", frame=frame, number_formats=formats)],
    )


def _grade_chart(frame: pd.DataFrame) -> Chart:
    counts, names = frame["项目数"], frame["等级"].tolist()
    texts = [f"{count:,} 个" for count in counts]
    layout = theme.rows_layout(names, xaxis=theme.value_axis(float(counts.max()), room=0.2))
    return Chart(
        figure={"data": [theme.bars(counts, texts, hover="%{text}", colour=theme.NAVY)], "layout": layout},
        title="各等级的项目数",
        alt="；".join(f"{name} {text}" for name, text in zip(names, texts, strict=True)) + "。",
        table=frame[["等级", "项目数"]],
        note="来源：已确认入库的自评表和按计分方案的得分。",
        uses_results=True,
        spec=ChartSpec(kind="bar", category_column="等级", value_columns=["项目数"], colours=[theme.NAVY]),
    )


def _shares(numbers: Sequence[float | None]) -> list[float | None]:
    whole = sum(number for number in numbers if number is not None)
    return [number / whole if whole and number is not None else None for number in numbers]


def year_section(totals: Any, before: Any, *, pace_of: Callable[[Any], Pace], fiscal_year: int) -> Section | None:
    """What changed since the year before; None where that year has no project."""
    if not before.project_count:
        return None
    now, earlier = pace_of(totals), pace_of(before)
    years = [_year_row(totals, now), _year_row(before, earlier)]
    is_alike = now.month == earlier.month
    frame = pd.DataFrame(years, dtype="float64")
    frame.loc[2] = frame.loc[0] - frame.loc[1]
    changes = {name: _points(frame.loc[2, name]) for name in ("执行率", "指标达成率")}
    frame = frame.astype(dict.fromkeys(changes, object))
    frame.loc[2, list(changes)] = list(changes.values())
    if not is_alike:
        frame.loc[2, [*changes, "平均分"]] = None
    frame.insert(0, "年度", [f"{fiscal_year} 年", f"{fiscal_year - 1} 年", "增减"])
    formats = {"项目数": "#,##0", "预算（万元）": _WAN, "执行率": _SHARE, "指标达成率": _SHARE, "平均分": "0.00"}
    until = [f"{pace.month} 月" if pace.month else "未填报" for pace in (now, earlier)]
    months = "" if is_alike else f"填报今年截至 {until[0]}，上年截至 {until[1]}，执行率、达成率和平均分不直接比较。"
    shares = f"执行率 {_beside(frame['执行率'])}，达成率 {_beside(frame['指标达成率'])}"
    told = months or f"{shares}{'，两年截至同一个月份' if now.month else ''}。"
    return Section(
        title="与上年相比",
        sentences=[told],
        tables=[Table(title="与上年相比", frame=frame, note="", number_formats=formats)],
    )


def _beside(shares: pd.Series) -> str:
    """77.4%（上年 80.2%）."""
    return f"{percent(shares.iloc[0])}（上年 {percent(shares.iloc[1])}）"


def _points(change: Any) -> str | None:
    return None if pd.isna(change) else f"{change * 100:+.1f} 个百分点"


def _year_row(totals: Any, pace: Pace) -> dict[str, float | None]:
    return {
        "项目数": totals.project_count,
        "预算（万元）": wan_number(totals.budget_yuan),
        "执行率": pace.executed,
        "指标达成率": met_share(totals),
        "平均分": totals.mean_score,
    }


def summary_table(rows: Sequence[Any], *, problem_of: Callable[[Any], str]) -> Table:
    """自评汇总表: a row a project, as published with final accounts; measures are left to people."""
    frame = pd.DataFrame(
        {
            "序号": range(1, len(rows) + 1),
            "项目名称": [row.project_name for row in rows],
            "主管部门": [row.competent_department for row in rows],
            "实施单位": [row.spending_unit for row in rows],
            "年初预算（万元）": [wan_number(row.budget_yuan) for row in rows],
            "全年预算（万元）": [wan_number(row.execution_budget_yuan or row.budget_yuan) for row in rows],
            "执行数（万元）": [wan_number(row.spent_yuan) for row in rows],
            "执行率": [
                float(row.spent_yuan / row.execution_budget_yuan) if row.execution_budget_yuan else None for row in rows
            ],
            "自评得分": [None if row.total_score is None else float(row.total_score) for row in rows],
            "等级": [row.grade for row in rows],
            "主要问题": [problem_of(row) for row in rows],
            "改进措施": [""] * len(rows),
        }
    )
    formats = {name: _WAN for name in frame.columns if name.endswith("（万元）")} | {
        "执行率": "0.00%",
        "自评得分": "0.00",
    }
    return Table(title="项目支出绩效自评汇总表", frame=frame, number_formats=formats, is_wide=True)


def indicator_table(rows: Sequence[Any]) -> Table:
    """The indicators of a project: target, result, how it stands, points and score."""
    frame = pd.DataFrame(
        {
            "一级指标": [Level1(row.level1).label if row.level1 else None for row in rows],
            "二级指标": [Level2(row.level2).label if row.level2 else None for row in rows],
            "三级指标": [row.indicator_name for row in rows],
            "年度指标值": [row.target for row in rows],
            "实际完成值": [row.reported for row in rows],
            "完成情况": [Outcome(row.outcome).label for row in rows],
            "分值": [float(row.weight_points) for row in rows],
            "得分": [None if row.score is None else float(row.score) for row in rows],
        }
    )
    return Table(title="绩效指标完成情况", frame=frame, number_formats={"分值": "0.00", "得分": "0.00"})
