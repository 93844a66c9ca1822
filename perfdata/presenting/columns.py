"""A column of a frame as its schema declares it, and the columns that many frames share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from perfdata.core.terms import Term

Dtype = Literal["str", "Int64", "float64", "boolean", "datetime64[us]"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a dtype, or a vocabulary whose Chinese labels become ordered categories."""

    dtype: Dtype | type[Term]
    label: str
    unit: str | None = None
    help: str | None = None

    @property
    def header(self) -> str:
        return f"{self.label}（{self.unit}）" if self.unit else self.label


PROJECT_KEY = {"project_id": Column("str", "项目编号"), "project_name": Column("str", "项目名称")}
SHORT_NAME = {"short_name": Column("str", "项目", help="省去名称末尾括号中的说明")}
INDICATOR_KEY = {"indicator_id": Column("str", "指标编号"), "indicator_name": Column("str", "三级指标")}
