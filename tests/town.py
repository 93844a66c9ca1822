"""A town in a store: units with projects over two years, results and spending by month, the same at every call."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

from sqlalchemy import Engine

from perfdata.core.model import ActualResult, Indicator, Place, Project, Spending
from perfdata.core.terms import Attainment, ValueKind
from perfdata.core.values import parse_value
from perfdata.reading.goal_tables import read_goal_tables
from perfdata.storing import store
from tests.builders import Line, goal_table, goal_tables

_OFFICES = (
    "教育管理中心 交通分局 住房规划建设局 农林水务局 城市管理分局 生态环境分局 公用事业服务中心 社会事务局 "
    "应急管理分局 投资促进中心 卫生健康局 文化服务中心 综合治理办 经济发展局 财政分局 人力资源分局 "
    "统战办 组织人事办 "
    "党政综合办 "
    "退役军人服务站 残疾人联合会 妇女联合会 共青团委 总工会 工商业联合会 供销社 市场监管分局 税收共治办 政务服务中心 "
    "宣传教育办 纪检监察办"
).split()
_TOPICS = (
    "老旧小区改造 农村公路养护 河道清淤整治 困难学生助学补助 两新组织党务工作者补贴 路灯照明维护 校舍修缮 "
    "污水管网清淤 林业管护 桥梁检测加固 公交线路补贴 计划生育家庭奖励 残疾人居家服务 高龄老人津贴 消防站运行 "
    "企业稳岗补助 文化惠民演出 食品抽检 志愿服务 人才公寓租金补贴"
).split()
_COUNTED = (("改造户数", "户"), ("养护里程", "公里"), ("清淤段数", "段"), ("培训场次", "场次"), ("检测批次", "批次"))


def fill_town(
    engine: Engine, *, units: int = 31, projects: int = 4, years: tuple[int, ...] = (2023, 2024), last_month: int = 10
) -> None:
    """Units × projects in each year; in the last year reports until a month, before it the whole year."""
    random = Random(7)
    for number in range(units):
        unit = f"某市某某镇{_OFFICES[number % len(_OFFICES)]}{_suffix(number // len(_OFFICES))}"
        for year in years:
            tables = [_table(unit, own, year, random) for own in range(number * projects, (number + 1) * projects)]
            content = goal_tables(*tables)
            read = read_goal_tables(content, file_name=f"{unit}{year}目标表.txt")
            store.append_goal_tables(
                engine,
                file_name=f"{unit}{year}目标表.txt",
                content=content,
                uploaded_by=f"{unit[-5:]}经办",
                projects=read.projects,
                indicators=read.indicators,
            )
            months = (6, last_month) if year == years[-1] else (6, 12)
            for month in months:
                _report(engine, read.projects, read.indicators, year=year, month=month, random=random)


def _suffix(number: int) -> str:
    return f"（第{number + 1}片区）" if number else ""


def _table(unit: str, number: int, year: int, random: Random) -> str:
    topic = _TOPICS[number % len(_TOPICS)]
    counted, counter = random.choice(_COUNTED)
    people = random.choice((0, 0, 36, 120, 749))
    budget = people * 12_000 + random.choice((0, 0, 72_000)) if people else random.randrange(20, 2_000) * 1_000
    goal = f"补贴{people}人，每人每月1000元，按月发放。" if people else f"完成{topic}年度任务，提升群众满意度。"
    return goal_table(
        name=f"{topic}{'（镇）' if number % 3 else ''}",
        unit=unit,
        year=year,
        budget=str(budget),
        cycle=("2023", "2025"),
        cycle_goal="三年内完成各项任务。",
        annual_goal=goal,
        lines=[
            Line(
                "产出指标",
                "数量指标",
                counted,
                f"{random.randrange(30, 90)}{counter}",
                f"{random.randrange(8, 30)}{counter}",
            ),
            Line(
                "",
                "数量指标",
                "补贴人数" if people else "巡查次数",
                f"{people or 36}人",
                f"{people or 36}{'人' if people else '次'}",
            ),
            Line("", "质量指标", "验收合格率", "≥98%", "≥98%"),
            Line("", "时效指标", "按时完成率", "≥95%", f"≥{random.choice((80, 90, 95))}%"),
            Line("", "成本指标", "预算执行率", "≥90%", "≥90%"),
            Line("效益指标", "社会效益指标", "群众生活改善程度", "有效改善", "有效改善"),
            Line("", "可持续影响指标", "长效管护机制", "健全", "健全"),
            Line("", "生态效益指标", "污染事故发生数", "0起", "0起"),
            Line("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "≥90%"),
        ],
    )


def _report(
    engine: Engine,
    projects: list[Project],
    indicators: list[Indicator],
    *,
    year: int,
    month: int,
    random: Random,
) -> None:
    late = {project.project_id for project in projects if random.random() < 0.04}
    paces = {project.project_id: random.triangular(0.3, 1.1, 0.95) for project in projects}
    place = Place(source_file=f"{year}年{month}月填报.xlsx", sheet="实际完成情况", cell="F7")
    day = date(year, month, 28)
    own = [item for item in indicators if item.project_id not in late]
    store.append_actual_results(
        engine,
        file_name=place.source_file,
        content=repr((projects[0].project_id, year, month)).encode(),
        uploaded_by="各单位经办",
        fiscal_year=year,
        actual_results=[item for one in own for item in _result(one, day, month / 12, place, random)],
        spending=[
            Spending(
                project_id=project.project_id,
                fiscal_year=year,
                as_of=day,
                initial_budget_yuan=project.budget_yuan,
                adjusted_budget_yuan=project.budget_yuan,
                spent_yuan=(project.budget_yuan * Decimal(paces[project.project_id]) * month / 12).quantize(
                    Decimal("0.01")
                ),
                place=place,
            )
            for project in projects
            if project.project_id not in late and project.budget_yuan is not None
        ],
    )


def _result(indicator: Indicator, day: date, passed: float, place: Place, random: Random) -> Iterator[ActualResult]:
    target = indicator.annual_target
    if random.random() < 0.04 or indicator.indicator_name == "预算执行率":
        return
    text, grade = "", None
    if target.kind is ValueKind.QUALITATIVE or target.number is None:
        grade = random.choices((Attainment.MET, Attainment.PARTLY_MET, Attainment.NOT_MET), (8, 2, 1))[0]
    elif target.unit == "%":
        text = f"{min(Decimal(random.randrange(int(target.number) * 10 - 80, 1001)) / 10, Decimal(100))}%"
    else:
        share = (passed if random.random() < 0.3 else 1) * random.choice((1, 1, 1, 0.8))
        text = f"{round(int(target.number) * share)}{target.unit}"
    yield ActualResult(
        indicator_id=indicator.indicator_id,
        fiscal_year=day.year,
        as_of=day,
        actual=parse_value(text),
        attainment=grade,
        deviation_reason=None if random.random() < 0.7 else "进度受天气影响。",
        place=place,
    )
