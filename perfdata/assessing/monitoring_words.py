"""What the lights of the monitoring mean, in words made from the rules."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from perfdata.assessing.monitoring import MONITORING_RULES, MonitoringRules
from perfdata.core.terms import Light
from perfdata.core.text import thousands


def light_meanings(rules: MonitoringRules = MONITORING_RULES) -> Mapping[Light, str]:
    """What each light says of an indicator."""
    red, yellow, blue = _shares(rules)
    return {
        Light.RED: f"低于应完成量的 {red}，或超出限值，或未达成",
        Light.YELLOW: f"应完成量的 {red}–{yellow}，或部分达成",
        Light.GREEN: f"应完成量的 {yellow}–{blue}，或在限值内，或达成",
        Light.BLUE: f"达到应完成量的 {blue} 及以上",
        Light.NO_DATA: "截至这个月还没有填报",
        Light.UNKNOWN: "填报值与目标不能比较，或没有预算数",
    }


def bands_sentence(rules: MonitoringRules = MONITORING_RULES) -> str:
    """The bands of indicators as one sentence."""
    red, yellow, blue = _shares(rules)
    return (
        f"红灯：低于应完成量 {red}，或超出限值；黄灯：{red}–{yellow}；"
        f"绿灯：{yellow}–{blue}，或在限值内；蓝灯：{blue} 及以上。"
        "质量、时效、成本、限额和标准只看是否达到目标，未达到即红灯。"
    )


def budget_bands(rules: MonitoringRules = MONITORING_RULES) -> str:
    """The bands of the budget progress, which has no blue light."""
    red, yellow, _ = _shares(rules)
    return f"低于 {red} 红灯，低于 {yellow} 或超过全年预算黄灯。"


def _shares(rules: MonitoringRules) -> tuple[str, str, str]:
    return _percent(rules.red_below), _percent(rules.yellow_below), _percent(rules.blue_from)


def _percent(share: Decimal) -> str:
    return f"{thousands(share * 100)}%"
