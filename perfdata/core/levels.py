"""Labels of level 1 and level 2 and their synonyms (domain notes §4.4), as normalised text."""

import re

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
    SUSTAINABILITY 可持续影响力指标 可持续影响力
    SUSTAINABILITY 可持续影响指标 可持续影响 可持续性影响指标 可持续 可持续发展指标 可持续性
    BENEFICIARY_SATISFACTION 服务对象满意度指标 服务对象满意度 满意度指标 满意度 社会公众或服务对象满意度
    BENEFICIARY_SATISFACTION 社会公众或服务对象满意度指标
    """).items()
}

_NUMBER = re.compile(r"(?:[①-⑳]|[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|\d{1,2}[、.](?!\d))")
_LEVEL_TAIL = re.compile(
    r"(?:(?<=指标)\d{1,3}%?|\(\d+(?:\.\d+)?(?:[-~～—–至]\d+(?:\.\d+)?)?[分%]?\)分?|\d+分|\([^()]*(?:必填|选填)[^()]*\))$"
)
_LEVEL = re.compile(
    r"(?:[A-Za-zⅠ-Ⅻ]\d*(?:\.\d+)*[.、-]?|\d+(?:\.\d+)*[.、)]?|绩效指标[-:/])?(?:绩效)?(\D{1,12}?)(?:类|类型|类绩效|绩效)?(?:指标)?"
)
_GLOSS = re.compile(r"(?<=指标)(?:\([^()]*\)|等)+$|(?:(?<=效益)|(?<=影响))等$")


def level_key(label: str) -> str:
    """A level label without number, points and gloss: 产出指标(40-50)分, 时效指标(工期), 社会效益指标等."""
    if label in LEVEL2 or label in LEVEL1:
        return label
    key = label_key(label)
    key = _GLOSS.sub("", _LEVEL_TAIL.sub("", key)) if key.endswith((")", "分", "等", *"0123456789%")) else key
    if key not in LEVEL2 and key not in LEVEL1 and (found := _LEVEL.fullmatch(key)):
        key = next((name for name in (f"{found[1]}指标", found[1]) if name in LEVEL2 or name in LEVEL1), key)
    return "服务对象满意度指标" if key.endswith("满意度指标") and key not in LEVEL1 and len(key) <= 16 else key


def label_key(label: str) -> str:
    """A label of a form without the number before it and the colon behind it."""
    found = _NUMBER.match(label)
    return label[found.end() if found else 0 :].strip(":*")
