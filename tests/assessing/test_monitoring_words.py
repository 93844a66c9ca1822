"""The bands of the lights in words: they follow the rules."""

from __future__ import annotations

from decimal import Decimal

from perfdata.assessing.monitoring import MonitoringRules, bands_sentence, budget_bands, light_meanings
from perfdata.core.terms import Light

STRICT = MonitoringRules(red_below=Decimal("0.7"), yellow_below=Decimal("0.875"), blue_from=Decimal("1.3"))


def test_the_bands_in_use_are_told():
    assert bands_sentence() == (
        "红灯：低于应完成量 60%，或超出限值；黄灯：60%–80%；绿灯：80%–120%，或在限值内；蓝灯：120% 及以上。"
        "质量、时效、成本、限额和标准只看是否达到目标，未达到即红灯。"
    )
    assert budget_bands() == "低于 60% 红灯，低于 80% 或超过全年预算黄灯。"
    assert set(light_meanings()) == set(Light)
    assert light_meanings()[Light.GREEN] == "应完成量的 80%–120%，或在限值内，或达成"


def test_other_rules_have_other_words():
    assert bands_sentence(STRICT) == (
        "红灯：低于应完成量 70%，或超出限值；黄灯：70%–87.5%；绿灯：87.5%–130%，或在限值内；蓝灯：130% 及以上。"
        "质量、时效、成本、限额和标准只看是否达到目标，未达到即红灯。"
    )
    assert budget_bands(STRICT) == "低于 70% 红灯，低于 87.5% 或超过全年预算黄灯。"
    assert [light_meanings(STRICT)[light] for light in (Light.RED, Light.YELLOW, Light.BLUE)] == [
        "低于应完成量的 70%，或超出限值，或未达成",
        "应完成量的 70%–87.5%，或部分达成",
        "达到应完成量的 130% 及以上",
    ]
