"""Spellings of values as offices type them: what each says in plainer words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdata.core.terms import ValueKind
from perfdata.core.values import parse_value


@pytest.mark.parametrize(
    ("text", "sign", "number", "unit"),
    [
        ("100%覆盖", "", 100, "%"),
        ("100%完成", "", 100, "%"),
        ("100%按时完成", "", 100, "%"),
        ("覆盖率100%", "", 100, "%"),
        ("全覆盖", "", 100, "%"),
        ("实现全覆盖", "", 100, "%"),
        ("≥1台（套）", "≥", 1, "台"),
        ("2场（次）", "", 2, "场"),
        ("①≥90%", "≥", 90, "%"),
        ("（1）≥90%", "≥", 90, "%"),
        ("1.≥90%", "≥", 90, "%"),
        ("“≥90%”", "≥", 90, "%"),
        ("'95%'", "", 95, "%"),
        ("≥90%（含90%）", "≥", 90, "%"),
        ("千分之三", "", 3, "‰"),
        ("≤千分之5", "≤", 5, "‰"),
        ("万分之五", "", Decimal("0.5"), "‰"),
        ("8成", "", 80, "%"),
        ("八成以上", "≥", 80, "%"),
        ("一成半", "", 15, "%"),
        ("零投诉", "", 0, None),
        ("零安全事故", "", 0, None),
    ],
)
def test_a_spelling_is_read_as_the_number_it_means(text: str, sign: str, number: Decimal, unit: str | None):
    value = parse_value(text)
    assert value.kind is ValueKind.NUMBER
    assert (value.comparator.label if value.comparator else "", value.number, value.unit) == (sign, number, unit)
    assert value.raw == text


@pytest.mark.parametrize(
    ("text", "lower", "upper", "unit"),
    [
        ("≥90%且≤95%", 90, 95, "%"),
        ("不低于90%，不高于95%", 90, 95, "%"),
        ("≤95%且≥90%", 90, 95, "%"),
        ("≥90且≤95", 90, 95, None),
        ("80%-90%（含）", 80, 90, "%"),
        ("100±5人", 95, 105, "人"),
        ("100%±5%", 95, 105, "%"),
    ],
)
def test_two_bounds_are_a_range(text: str, lower: int, upper: int, unit: str | None):
    value = parse_value(text)
    assert (value.kind, value.number, value.upper, value.unit) == (ValueKind.RANGE, lower, upper, unit)


@pytest.mark.parametrize(("text", "number"), [("3万余人", 3), ("三万余人", 3)])
def test_more_than_some_ten_thousands_is_about_that(text: str, number: int):
    value = parse_value(text)
    assert (value.number, value.unit, value.is_approximate) == (number, "万人", True)


@pytest.mark.parametrize("text", ["①≥90%②≥80%", "100±5%", "≥3人（次）", "≥90%且≥95%", "90%（含）", "3成员", "七八成"])
def test_what_may_mean_two_things_stays_text(text: str):
    assert parse_value(text).number is None


@pytest.mark.parametrize("text", ["零距离服务", "零容忍", "无投诉", "完成", "A级", "有效提升"])
def test_words_stay_words(text: str):
    assert parse_value(text).kind is ValueKind.QUALITATIVE


@given(st.text(alphabet="0123456789≥≤%成零全覆盖完且±万千分之余人（）①“”投诉台套,.", max_size=24))
def test_no_spelling_breaks_the_grammar(text: str):
    value = parse_value(text)
    assert value.raw == text
    assert value.upper is None or (value.number is not None and value.number <= value.upper)


@pytest.mark.parametrize(
    ("text", "last_day"),
    [
        ("第四季度", 1231),
        ("四季度", 1231),
        ("第3季度末", 930),
        ("2024年二季度", 20240630),
        ("2024年度第一季度底", 20240331),
        ("上半年", 630),
        ("2025年下半年", 20251231),
    ],
)
def test_a_quarter_or_half_year_is_its_last_day(text: str, last_day: int):
    found = parse_value(text)
    assert (found.kind, found.number) == (ValueKind.DEADLINE, last_day)


@pytest.mark.parametrize(
    ("text", "unit", "per"),
    [("1次/半年", "次", "半年"), ("每半年2次", "次", "半年"), ("0.5吨标煤/万元", "吨标煤/万元", None)],
)
def test_half_years_and_units_of_energy_are_understood(text: str, unit: str, per: str | None):
    found = parse_value(text)
    assert (found.kind, found.unit, found.per) == (ValueKind.NUMBER, unit, per)


@pytest.mark.parametrize(
    ("text", "number", "parts"),
    [
        ("95%（19/20）", "95", (19, 20)),
        ("95.5%（1,910人/2,000人）", "95.5", (1910, 2000)),
        ("120%(24/20)", "120", (24, 20)),
        ("19/20", "95", (19, 20)),
        ("19人/20人", "95", (19, 20)),
        ("19/20=95%", "95", (19, 20)),
        ("19/20（95%）", "95", (19, 20)),
        ("2/3", "66.666666", (2, 3)),
        ("0/20", "0", (0, 20)),
    ],
)
def test_a_rate_keeps_what_it_was_made_of(text: str, number: str, parts: tuple[int, int]):
    found = parse_value(text)
    assert (found.kind, found.unit, found.number) == (ValueKind.NUMBER, "%", Decimal(number))
    assert (found.numerator, found.denominator) == parts


def test_a_rate_that_its_parts_do_not_give_is_kept_and_told():
    found = parse_value("90%（19/20）")
    assert (found.number, found.note) == (Decimal(90), "19/20 是 95.00%，与所写的 90% 不符")


@pytest.mark.parametrize("text", ["24/20", "3/0", "19次/20月", "5人（19/20）", "2024/12", "1/2/3"])
def test_what_is_no_share_gets_no_parts(text: str):
    assert parse_value(text).denominator is None
