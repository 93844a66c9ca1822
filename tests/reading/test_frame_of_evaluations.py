"""部门评价 and 财政评价 by 决策 过程 产出 效益: their level 2 are known categories, the points stay as printed."""

from __future__ import annotations

import pytest

from perfdata.core.terms import Level1
from perfdata.reading.self_evaluations import read_self_evaluations

TABLE = """项目支出绩效自评表
（2024年度）
项目名称\t湿地巡护
主管部门\t林业局\t实施单位\t湿地站
一级指标\t二级指标\t三级指标\t指标值\t实际完成值\t分值\t得分
{decision}\t{first}\t立项依据充分性\t充分\t充分\t10\t10
\t{second}\t预算编制科学性\t科学\t科学\t10\t10
{process}\t{third}\t资金使用合规性\t合规\t合规\t10\t10
\t{fourth}\t制度执行有效性\t有效\t有效\t10\t10
产出\t产出数量\t巡护次数\t100次\t100次\t30\t30
效益\t{benefit}\t生态改善\t改善\t改善\t20\t20
\t社会公众或服务对象满意度\t群众满意度\t≥90%\t92%\t10\t10
"""


@pytest.mark.parametrize(
    ("decision", "process", "levels"),
    [
        ("决策", "过程", "项目立项 资金投入 资金管理 组织实施 项目效益"),
        ("项目决策", "项目管理", "绩效目标 资金分配 财务管理 业务管理 实施效益"),
        ("投入", "过程指标", "项目立项 资金落实 资金管理指标 业务管理指标 项目效益指标"),
    ],
)
def test_categories_of_an_evaluation_are_known(decision: str, process: str, levels: str):
    names = dict(zip(("first", "second", "third", "fourth", "benefit"), levels.split(), strict=True))
    content = TABLE.format(decision=decision, process=process, **names).encode()
    found = read_self_evaluations(content, file_name="评价表.txt")
    (evaluation,) = found.evaluations
    assert [item.rule_id for item in found.findings] == []
    assert [item.weight_points for item in evaluation.indicators] == [10, 10, 10, 10, 30, 20, 10]
    assert [item.level1 for item in evaluation.indicators[:6]] == [
        *[Level1.DECISION] * 2,
        *[Level1.PROCESS] * 2,
        Level1.OUTPUT,
        Level1.BENEFIT,
    ]


def test_another_category_is_still_asked_about():
    names = {
        "first": "项目立项",
        "second": "宣传发动",
        "third": "资金管理",
        "fourth": "组织实施",
        "benefit": "项目效益",
    }
    content = TABLE.format(decision="决策", process="过程", **names).encode()
    found = read_self_evaluations(content, file_name="评价表.txt")
    assert [item.rule_id for item in found.findings] == ["category_unknown"]
    assert "宣传发动" in found.findings[0].message
