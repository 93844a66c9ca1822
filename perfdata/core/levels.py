"""Labels of level 1 and level 2 and their synonyms (domain notes §4.4), as normalised text."""

from perfdata.core.terms import Level1, Level2


def words(table: str) -> dict[str, str]:
    """Labels by the word that their line begins with."""
    lines = (line.split() for line in table.strip().splitlines())
    return {label: name for name, *own in lines for label in own}


LEVEL1 = {
    label: Level1[name]
    for label, name in words("""
    DECISION 决策 决策指标 项目决策 项目决策指标 投入 投入指标 项目投入
    PROCESS 过程 过程指标 项目过程 项目管理 过程管理 投入与管理 投入和管理 投入和管理目标 管理目标
    COST 成本指标 成本 项目成本 成本类指标
    OUTPUT 产出指标 预期产出指标 项目完成指标 产出 项目产出 项目产出指标 产出目标 绩效产出指标 产出类指标
    BENEFIT 效益指标 效果指标 项目效益指标 效益 效果 项目效益 项目效果 预期效益指标 项目效果指标 效益目标
    SATISFACTION 满意度指标 满意度 服务对象满意度指标 社会公众或服务对象满意度指标 服务对象满意度
    """).items()
}
LEVEL2 = {
    label: Level2[name]
    for label, name in words("""
    ECONOMIC_COST 经济成本指标 经济成本
    SOCIAL_COST 社会成本指标 社会成本
    ECOLOGICAL_COST 生态环境成本指标 生态环境成本
    QUANTITY 数量指标 数量 产出数量指标 产出数量 工程量指标
    QUALITY 质量指标 质量 产出质量指标 产出质量
    TIMELINESS 时效指标 时效 工期指标 形象进度指标 进度指标 产出时效指标 产出时效
    COST 成本指标 成本 产出成本指标 产出成本 预算(或投资规模)控制指标
    ECONOMIC 经济效益指标 经济效益 经济
    SOCIAL 社会效益指标 社会效益 社会
    ECOLOGICAL 生态效益指标 生态效益 环境效益指标 环境效益 生态 生态环境效益指标 生态环境效益
    SUSTAINABILITY 可持续影响指标 可持续影响 可持续性影响指标 可持续 可持续发展指标 可持续性
    BENEFICIARY_SATISFACTION 服务对象满意度指标 服务对象满意度 满意度指标 满意度 社会公众或服务对象满意度
    BENEFICIARY_SATISFACTION 社会公众或服务对象满意度指标
    """).items()
}
