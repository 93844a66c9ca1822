"""One table of facts laid out as offices lay out their forms: the grids of the matrix of containers and lay-outs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from perfdata.containers.sheets import Merge
from tests.builders import Line, with_short_merges
from tests.office_files import Grid

Rows = list[list[str]]
Span = tuple[int, int, int, int]


class Fact(NamedTuple):
    """One indicator: its levels, name, cycle and annual target, annual target in parts, points, result and score."""

    level1: str
    level2: str
    name: str
    cycle: str
    annual: str
    parts: tuple[str, str, str]
    points: str
    actual: str
    score: str


NAME, SECOND_NAME, UNIT, DEPARTMENT = "农村饮水工程（常）", "助学补助", "某镇人民政府", "某县水利局"
FACTS = (
    Fact("产出指标", "数量指标", "受益户数", "300户", "≥100户", ("≥", "100", "户"), "20", "96户", "19.2"),
    Fact("产出指标", "质量指标", "验收合格率", "100%", "=100%", ("=", "100", "%"), "15", "100%", "15"),
    Fact("产出指标", "成本指标", "㎡管网造价", "≤400元/㎡", "≤400元/㎡", ("≤", "400", "元/㎡"), "15", "380", "15"),
    Fact(
        "效益指标",
        "社会效益指标",
        "饮水条件",
        "明显改善",
        "明显改善",
        ("定性", "明显改善", ""),
        "30",
        "达成预期指标",
        "29",
    ),
    Fact("满意度指标", "服务对象满意度指标", "住户满意度", "≥90%", "≥92%", ("≥", "92", "%"), "10", "95.5%", "10"),
)


def bundled() -> Grid:
    rows = [*_bundled_head(NAME), *_level_rows(["cycle", "annual"], ["实施周期指标值", "当年度指标值"])]
    return _grid(rows, [(1, 0, 1, 5), (8, 0, 11, 0), *_level_spans(12, offset=1)])


def displaced() -> Grid:
    """The bundled form where a row was inserted without extending the merges above it: its cells slid left."""
    lines = [Line(*fact[:5]) for fact in FACTS]
    return _grid([*_bundled_head(NAME), *with_short_merges(_merged(lines), short=[(0, 0), (1, 1)])], [(1, 0, 1, 5)])


def side_by_side() -> Grid:
    header = ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"]
    rows = [
        ["项目支出绩效目标申报表"],
        ["（2025年度）"],
        ["项目名称", NAME],
        ["主管部门及代码", DEPARTMENT, "", "", "实施单位", UNIT],
        ["项目属性", "延续", "", "", "项目期", "2025年-2027年"],
        ["项目资金\n（万元）", "中期资金总额：", "300", "", "年度资金总额：", "100.5"],
        ["", "其中：财政拨款", "300", "", "其中：财政拨款", "100.5"],
        ["总体目标", "中期目标（2025年—2027年）", "", "", "年度目标"],
        ["", "三年解决饮水困难。", "", "", "今年完成一批。"],
        header,
        *(["", f.level1, f.level2, f.name, f.cycle, f.level2, f.name, f.annual] for f in FACTS),
    ]
    return _grid(rows, [(1, 0, 1, 7), (3, 1, 3, 7), (6, 0, 7, 0), (8, 0, 9, 0), (9, 1, 9, 3), (9, 4, 9, 7)])


def single() -> Grid:
    rows = [
        ["2025年项目支出绩效目标表"],
        ["金额单位：万元"],
        ["项目名称", NAME],
        ["主管部门", DEPARTMENT, "", "", "实施单位", UNIT],
        ["项目负责人", "王五", "", "", "联系电话", "13800000000"],
        ["资金情况", "年度资金总额", "100.5"],
        ["", "其中：财政拨款", "100.5"],
        ["年度总体目标", "今年完成一批。"],
        *_level_rows(["annual", "points"], ["年度指标值", "分值"]),
    ]
    return _grid(rows, [(1, 0, 1, 5), (6, 0, 7, 0), (8, 1, 8, 5), *_level_spans(9, offset=1)])


def stacked() -> Grid:
    second = _bundled_head(SECOND_NAME)
    first = [*_bundled_head(NAME), *_level_rows(["cycle", "annual"], ["实施周期指标值", "当年度指标值"])]
    third = _level_rows(["cycle", "annual"], ["实施周期指标值", "当年度指标值"])
    return _grid([*first, [""], *second, *third], [(1, 0, 1, 5), *_level_spans(12, offset=1)])


def flat_list() -> Grid:
    listed = "单位名称 项目名称 预算数（元） 年度目标 一级指标 二级指标 三级指标".split()
    header = [*listed, "指标性质", "指标值", "度量单位", "权重", "指标方向性"]
    rows = [["2025年部门预算项目绩效目标表"], ["金额单位：元"], header, [UNIT, "", "2,010,000"]]
    for name in (NAME, SECOND_NAME):
        for number, fact in enumerate(FACTS):
            own = [UNIT, f"51000021R0000{len(name)}-{name}", "1,005,000", "今年完成一批。"] if number == 0 else [""] * 4
            rows.append([*own, fact.level1, fact.level2, fact.name, *fact.parts, fact.points, "正向指标"])
    spans = [(start, column, start + 4, column) for start in (5, 10) for column in range(4)]
    return _grid(rows, [(1, 0, 1, 11), *spans])


def split_columns() -> Grid:
    rows = [
        *_fields("100.5", "（万元）"),
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "计量单位", "权重"],
        *(["", f.level1, f.level2, f.name, *f.parts, f.points] for f in FACTS),
    ]
    return _grid(rows, [(1, 0, 1, 7)])


def broken_labels() -> Grid:
    """Line breaks and spaces in labels, codes glued to names, points in level cells, names of older forms."""
    level1 = {
        "产出指标": "预期产出\n指标（50分）",
        "效益指标": "项目效益指标 （30分）",
        "满意度指标": "满 意 度\n指标（10分）",
    }
    level2 = {
        "社会效益指标": "社会\n效益",
        "服务对象满意度指标": "社会公众或服务对象\n满意度指标",
        "数量指标": "数 量 指 标",
    }
    rows = [
        ["项目支出绩效目标表"],
        ["（ 2025 年度）"],
        ["项 目\n名 称", f"51000021R000012345-{NAME}"],
        ["主管部门\n及代码", f"[219]{DEPARTMENT}", "", "项目实施\n单位", f"219001-{UNIT}"],
        ["项目资金\n（ 万元 ）", "年度资金\n总额", "100.5"],
        ["年 度\n目 标", "今年完成一批。"],
        ["绩\n效\n指\n标", "一级\n指标", "二级\n指标", "三级\n指标", "指标值\n（包含数字及文字描述）"],
        *(["", level1[f.level1], level2.get(f.level2, f.level2), f.name, f.annual] for f in FACTS),
    ]
    return _grid(rows, [(1, 0, 1, 4), (2, 0, 2, 4)])


def self_evaluation() -> Grid:
    header = "绩效指标 一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施".split()
    rows = [
        ["项目支出绩效自评表"],
        ["（2025年度）"],
        ["项目名称", "", NAME],
        ["主管部门", "", DEPARTMENT, "", "", "实施单位", UNIT],
        ["项目资金（万元）", "", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["", "", "年度资金总额", "100.5", "100.5", "90.45", "10", "90%", "9"],
        ["", "", "其中：当年财政拨款", "100.5", "100.5", "90.45", "—", "", "—"],
        ["", "", "上年结转资金", "", "", "", "—", "", "—"],
        ["年度总体目标", "预期目标", "", "", "", "实际完成情况"],
        ["", "今年完成一批。", "", "", "", "已完成一批。"],
        header,
        *(["", f.level1, f.level2, f.name, f.annual, f.actual, f.points, f.score] for f in FACTS),
        ["总分", "", "", "", "", "", "100", "97.2"],
    ]
    return _grid(rows, [(1, 0, 1, 8), (2, 0, 2, 8), (5, 0, 8, 1), (9, 0, 10, 0)])


def _bundled_head(name: str) -> Rows:
    return [
        ["项目绩效目标表"],
        ["项目名称", name],
        ["项目类型", "其他特定目标类"],
        ["主管部门", DEPARTMENT],
        ["用款单位", UNIT],
        ["实施周期", "起始年度", "2025", "到期年度", "2027"],
        ["2025年预算金额（元）", "1005000"],
        ["总体绩效目标", "实施周期总目标"],
        ["", "三年解决饮水困难。"],
        ["", "2025年度目标"],
        ["", "今年完成一批。"],
    ]


def _fields(budget: str, unit: str) -> Rows:
    return [
        ["项目支出绩效目标表（2025年度）"],
        ["项目名称", NAME],
        ["主管部门", DEPARTMENT, "", "", "实施单位", UNIT],
        [f"年度资金总额{unit}", budget],
        ["年度目标", "今年完成一批。"],
    ]


def _merged(lines: Sequence[Line]) -> list[Line]:
    """Lines with level labels only where their merged cells begin."""
    found, first, second = [], "", ""
    for line in lines:
        same1, same2 = line.level1 == first, line.level1 == first and line.level2 == second
        found.append(line._replace(level1="" if same1 else line.level1, level2="" if same2 else line.level2))
        first, second = line.level1, line.level2
    return found


def _level_rows(fields: Sequence[str], labels: Sequence[str]) -> Rows:
    header = ["绩效指标", "一级指标", "二级指标", "三级指标", *labels]
    lines = _merged([Line(fact.level1, fact.level2, fact.name) for fact in FACTS])
    values = [[getattr(fact, name) for name in fields] for fact in FACTS]
    return [header, *(["", line.level1, line.level2, line.name, *own] for line, own in zip(lines, values, strict=True))]


def _level_spans(header: int, *, offset: int) -> list[Span]:
    return [(header, 0, header + len(FACTS), 0), (header + 1, offset, header + 3, offset)]


def _grid(rows: Rows, spans: Sequence[Span]) -> Grid:
    width = max(map(len, rows))
    cells = tuple((*row, *[""] * (width - len(row))) for row in rows)
    return Grid(cells, tuple(Merge(*span) for span in spans))


LAYOUTS: dict[str, Callable[[], Grid]] = {
    "bundled": bundled,
    "side_by_side": side_by_side,
    "single": single,
    "stacked": stacked,
    "flat_list": flat_list,
    "split_columns": split_columns,
    "broken_labels": broken_labels,
    "displaced": displaced,
    "self_evaluation": self_evaluation,
}
