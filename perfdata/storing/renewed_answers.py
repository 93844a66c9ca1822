"""A migration: answers go by the rule and the table, or the rule and the unit, and keep the words they were given to.

An id was made of the rule, the year, project, indicator and words of a question. The words stand in the bytes of the
answer and say which rule asked, so that only tables of that year are tried. A question about a unit named none: its
answer goes to every unit of the year and holds, as before, wherever the figures are those of the question.
"""

from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from perfdata.core.keys import finding_key
from perfdata.core.text import normalise_label
from perfdata.storing.renewed_ids import question_of
from perfdata.storing.tables import indicators, projects, reviews, uploads

# What the words of each rule held, the name of the rule, and that of the rule that asks it now where that is another.
_ASKED = """
元比测算 budget_equals_subsidy_total | 执行率目标全部达到时 budget_may_stay_unspent
元没有写明算式 budget_share_explained | 项指标的类别需要核对 category_fits_indicator
个二级指标没有三级指标 category_left_empty | 方向可能相反 comparator_direction
项数值目标没有比较符 comparator_stated | 人而用完预算时 coverage_fits_unit_cost
年的周期值与年度值相同 cycle_count_above_annual cycle_covers_years | ”周期值 cycle_covers_years
个项目的实施周期到 cycle_not_ended | 文号的括号有 document_numbers_styled
比应发少 execution_covers_entitlement
预算执行率列为成本指标 execution_rate_not_cost cost_measured
执行率目标反而更低 execution_targets_alike budget_may_stay_unspent
测算与预算正好相等 formula_leaves_room | 项指标衡量的是 goal_activity_measured
没有指标衡量 goal_counts_measured | 目标文字写“约 goal_number_exact
项成效，指标只衡量 goal_outcomes_measured | 总目标只引用了文件 goal_states_outcome
总目标与年度目标一字不差 goals_differ | 项指标相近 indicators_distinct | 一级或二级指标无法识别 labels_known
所依据的暂行 legal_basis_in_force | 处写法不一致 names_spelled_alike
个项目统计的对象名称相近 objects_counted_once | 等于要求 percentage_meets_count
还是占位符 placeholder_filled target_filled | 目标文字只写到 project_name_within_goal
定性目标值没有写明 qualitative_value_checkable | 引号或书名号需要核对 quotes_balanced
缺少期间 rate_period_stated | 固定标准写成了上限 rate_period_stated | 在原表中错列 row_recovered
个项目的指标几乎相同 tables_distinct | 的年度指标值 target_filled | ，上年实际 target_not_below_last_year
项百分比目标偏低 thresholds_strict | 迟发仍算达到目标 timeliness_strict
同一文件依据下单位成本不同 unit_cost_same_basis | 没有单位成本指标 unit_cost_stated | 没有计量单位 unit_stated
里写了目标值 value_outside_name | 项指标都没有分值 weights_stated | 没有产出指标 level1_complete
没有效益指标 level1_complete | 没有满意度指标 level1_complete
"""
_RULES = [tuple(part.split()) for line in _ASKED.strip().splitlines() for part in line.split("|")]


def renew_answers(connection: Connection) -> None:
    """Give each answer the words of its question and, where the rule that asked is found, its new ids."""
    said = select(reviews, uploads.c.content).join(uploads)
    by_year: dict[int, list[tuple[Row[Any], str]]] = defaultdict(list)
    for row in connection.execute(said).all():
        if question := question_of(row.content):
            by_year[row.fiscal_year].append((row, question))
    for year, answers in by_year.items():
        for row, question, ids in _renewed(connection, year, answers):
            own = reviews.c.upload_id == row.upload_id, reviews.c.row_number == row.row_number
            first, *others = ids or [row.finding_id]
            connection.execute(update(reviews).where(*own).values(finding_id=first, question=question))
            kept = {name: value for name, value in row._mapping.items() if name in reviews.c}
            for number, other in enumerate(others, start=1):
                more = {"row_number": row.row_number + number, "finding_id": other, "question": question}
                connection.execute(insert(reviews), kept | more)


def _renewed(
    connection: Connection, year: int, answers: list[tuple[Row[Any], str]]
) -> Iterator[tuple[Row[Any], str, list[str]]]:
    """Each answer with the words of its question and its new ids."""
    held = select(projects.c.project_id, projects.c.spending_unit).where(projects.c.fiscal_year == year).distinct()
    units = {row.project_id: row.spending_unit for row in connection.execute(held)}
    own = select(indicators.c.project_id, indicators.c.indicator_id).where(indicators.c.fiscal_year == year).distinct()
    subjects = [(project_id, "") for project_id in units]
    subjects += [(row.project_id, row.indicator_id) for row in connection.execute(own) if row.project_id in units]
    for row, question in answers:
        words = normalise_label(question)
        asked = next((found for found in _RULES if normalise_label(found[0]) in words), None)
        ids: list[str] = []
        if asked and row.finding_id == _old_id(asked[1], year, "", "", words):
            ids = [finding_key(asked[-1], year, unit, None) for unit in dict.fromkeys(units.values())]
        elif asked:
            found = (item for item in subjects if _old_id(asked[1], year, *item, words) == row.finding_id)
            ids = [finding_key(asked[-1], year, units[project_id], project_id) for project_id, _ in found]
        yield row, question, ids


def _old_id(rule: str, year: int, project_id: str, indicator_id: str, words: str) -> str:
    return sha256(f"{rule}\x1f{year}\x1f{project_id}\x1f{indicator_id}\x1f{words}".encode()).hexdigest()[:12]
