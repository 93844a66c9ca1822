"""Random histories of a small town, and what is concluded of it, as plain rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import Engine, select

from perfdata.core.model import ActualResult, Place, Spending
from perfdata.core.scores import ManualWeight
from perfdata.core.terms import ReviewStatus
from perfdata.core.values import parse_value
from perfdata.storing import store
from perfdata.storing.conclusion_tables import PROJECT_TABLES, UNIT_TABLES, questions, stale_projects
from perfdata.storing.marks import mark_all
from perfdata.usecases import auditing, uploading
from perfdata.usecases.concluding import catch_up
from tests.builders import Line, goal_table, goal_tables

UNITS = ("某镇教育办", "某镇民政办", "某镇（本级）")
NAMES = ("助学补助（镇）", "助老补助（镇资金）", "危房改造", "道路养护")
YEARS = (2023, 2024)
TARGETS = ("10户", "≥90%", "30户", "", "每月1次", "1000元/人", "有效提升")
RESULTS = ("9户", "91%", "31户", "12次", "0", "达成", "900元/人", "120%")


def stored_rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the tables of conclusions; what is stale must be nothing."""
    with engine.connect() as connection:
        assert connection.execute(select(stale_projects)).all() == []
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in (*PROJECT_TABLES, *UNIT_TABLES)
        }


def rebuilt_rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """The rows after everything was concluded anew."""
    mark_all(engine)
    catch_up(engine)
    return stored_rows(engine)


class Town:
    """Does one random thing after another to a store."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self.engine, self.random = engine, Random(seed)
        self.count = 0

    def step(self) -> str:
        """Do something; its name."""
        acts: list[Callable[[], object]] = [self.tables, self.tables, self.report, self.report, self.weigh]
        acts += [self.answer, self.say, self.undo, self.redo]
        act = self.random.choice(acts)
        act()
        return act.__name__

    def _content(self) -> bytes:
        self.count += 1
        return f"{self.random.random()} {self.count}".encode()

    def tables(self) -> None:
        pick = self.random.choice
        unit, year = pick(UNITS), pick(YEARS)
        texts = [
            goal_table(
                name=name,
                unit=unit,
                year=year,
                budget=pick(["20000", "504000", "36000"]),
                annual_goal=pick(
                    ["根据某发〔2021〕12号，补贴36人，每人1000元/月。", "新建立5个支部。", "按某发【2020】1号办理。"]
                ),
                lines=[
                    Line("产出指标", "数量指标", "补助户数", pick(TARGETS), pick(TARGETS)),
                    Line("", "质量指标", pick(["发放准确率", "故障率", "协同指数"]), "≥98%", pick(TARGETS)),
                    Line("", "成本指标", "预算执行率", "≥90%", pick(["≥90%", "≥60%"])),
                    Line("满意度指标", "服务对象满意度指标", "住户满意度", "≥90%", pick(TARGETS)),
                ],
            )
            for name in self.random.sample(NAMES, self.random.randint(1, 3))
        ]
        preview = uploading.preview_file(
            self.engine, goal_tables(*texts), file_name="目标表.txt", today=date(2025, 1, 9)
        )
        if preview.row_count and not preview.known_upload_id:
            uploading.confirm(self.engine, preview, uploaded_by="张三", accept_sound_rows=True)

    def report(self, **more: Any) -> None:
        pick, year = self.random.choice, self.random.choice(YEARS)
        records = store.current(self.engine, fiscal_year=year)
        day = date(year, pick([3, 6, 12]), 28)
        place = Place(source_file="结果.xlsx", sheet="1", cell="E5")
        store.append_actual_results(
            self.engine,
            file_name="结果.xlsx",
            content=self._content(),
            uploaded_by="李四",
            fiscal_year=year,
            actual_results=[
                ActualResult(
                    indicator_id=item.indicator_id,
                    fiscal_year=year,
                    as_of=day,
                    actual=parse_value(pick(RESULTS)),
                    place=place,
                )
                for item in records.indicators
                if self.random.random() < 0.5
            ],
            spending=[
                Spending(
                    project_id=item.project_id,
                    fiscal_year=year,
                    as_of=day,
                    initial_budget_yuan=None,
                    adjusted_budget_yuan=pick([None, Decimal(30000)]),
                    spent_yuan=Decimal(pick([0, 9000, 31000])),
                    place=place,
                )
                for item in records.projects
                if self.random.random() < 0.5
            ],
            **more,
        )

    def weigh(self) -> None:
        year = self.random.choice(YEARS)
        records = store.current(self.engine, fiscal_year=year)
        if not records.projects:
            return
        project = self.random.choice(records.projects)
        own = [item for item in records.indicators if item.project_id == project.project_id]
        points = [Decimal(90) / len(own) for _ in own]
        store.append_weights(
            self.engine,
            [
                ManualWeight(
                    project_id=project.project_id,
                    fiscal_year=year,
                    indicator_id=item.indicator_id,
                    weight_points=point.quantize(Decimal("0.01")),
                )
                for item, point in zip(own, points, strict=True)
            ],
            file_name="分值.csv",
            content=self._content(),
            uploaded_by="王五",
            fiscal_year=year,
        )

    def answer(self) -> None:
        indicators = store.current(self.engine).indicators
        if indicators:
            key = f"direction｜{self.random.choice(indicators).indicator_id}"
            self.report(matches={key: self.random.choice(["ge", "le"])})

    def say(self) -> None:
        with self.engine.connect() as connection:
            asked = connection.execute(select(questions)).all()
        if asked:
            one = self.random.choice(asked)
            auditing.set_status(
                self.engine,
                one.finding_id,
                fiscal_year=one.fiscal_year,
                status=self.random.choice(list(ReviewStatus)),
                note="已看过",
                message=one.message,
                who="赵六",
            )

    def undo(self) -> None:
        in_force = [item for item in store.list_uploads(self.engine) if item.voided_at is None]
        if in_force:
            store.void_upload(self.engine, self.random.choice(in_force).upload_id, who="张三")

    def redo(self) -> None:
        voided = [item for item in store.list_uploads(self.engine) if item.voided_at is not None]
        twins = {item.sha256 for item in store.list_uploads(self.engine) if item.voided_at is None}
        if free := [item for item in voided if item.sha256 not in twins]:
            store.restore_upload(self.engine, self.random.choice(free).upload_id, who="张三")
