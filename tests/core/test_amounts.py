"""The grammar of money."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfdata.core.amounts import Amount, read_yuan, stated_amount, unit_in_force, unit_in_label
from perfdata.core.model import Place

HERE = Place(source_file="表.txt", line=3)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1,200.5", "1200.5"),
        ("¥120", "120"),
        ("￥2,400.00", "2400"),
        ("150万元整", "1500000"),
        ("2400元整", "2400"),
        ("2 400", "2400"),
        ("1 234 567.50", "1234567.5"),
        ("１，２００", "1200"),
        ("２４００元", "2400"),
        ("2.5亿元", "250000000"),
        ("3亿", "300000000"),
        ("40万", "400000"),
        ("12.5 万", "125000"),
        ("5千元", "5000"),
        ("83.11（万元）", "831100"),
        ("120（元）", "120"),
        ("人民币120元", "120"),
        ("人民币：50万元", "500000"),
        ("50万元人民币", "500000"),
        ("1亿2000万元", "120000000"),
        ("3万5千元", "35000"),
        ("壹拾贰万伍仟元整", "125000"),
        ("壹拾万零伍佰圆整", "100500"),
        ("人民币壹佰贰拾元伍角", "120.5"),
        ("十二万五千元", "125000"),
        ("一千二百万元", "12000000"),
        ("零元整", "0"),
        ("-50000", "-50000"),
        ("−50000", "-50000"),
        ("负5万元", "-50000"),
        ("（50,000）", "-50000"),
    ],
)
def test_an_amount_is_read_as_offices_write_it(text: str, yuan: str):
    amount = stated_amount(text)
    assert isinstance(amount, Amount)
    assert amount.yuan("元") == Decimal(yuan)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("NaN", "不是数"),
        ("inf", "不是数"),
        ("#REF!", "不是数"),
        ("4e5", "是科学计数法，不知道原来的数"),
        ("1E+40", "是科学计数法，不知道原来的数"),
        ("1_200", "含下划线"),
        ("1200.", "小数点后没有数字"),
        ("1,20", "千位分隔符的位置不对"),
        ("12,34,567", "千位分隔符的位置不对"),
        ("12 34", "数字中间的空格不在千位上"),
        ("2024-12-31", "像日期"),
        ("2024年", "像日期"),
        ("95%", "是百分数，不是金额"),
        ("3~5万元", "是一个范围，不是一个数"),
        ("约150万元", "不是确切的数"),
        ("150万元以上", "不是确切的数"),
        ("两万五", "不是金额"),
        ("二万五元", "不是金额"),
        ("3万5", "不是金额"),
        ("三十一", "不是金额"),
        ("五百人", "不是金额"),
        ("9000元/月", "不是金额"),
        ("", "不是金额"),
        ("9" * 100, "不是金额"),
    ],
)
def test_what_is_no_amount_says_why(text: str, fault: str):
    assert stated_amount(text) == fault


@given(st.text(max_size=80) | st.text(alphabet="0123456789,. -¥元万亿壹拾零年月%()", max_size=30))
def test_no_text_breaks_the_grammar(text: str):
    yuan, finding = read_yuan(text, unit="万元", name="预算金额", place=HERE)
    assert yuan is not None or finding is not None


@pytest.mark.parametrize(
    ("text", "unit", "yuan", "rule_id"),
    [
        ("83.11", "万元", "831100", None),
        ("83.11", None, None, "money_unit_missing"),
        ("66.6666666667", "万元", "666666.67", None),
        ("100.123", "元", None, "amount_unreadable"),
        ("0.12345678万元", None, None, "amount_unreadable"),
        ("9" * 20, "元", None, "amount_unreadable"),
        ("-5", "万元", "-50000", "amount_negative"),
    ],
)
def test_a_cell_of_a_form_becomes_yuan_or_a_question(text: str, unit: str | None, yuan: str | None, rule_id: str):
    found, finding = read_yuan(text, unit=unit, name="预算金额", place=HERE)
    assert found == (None if yuan is None else Decimal(yuan))
    assert (finding.rule_id if finding else None) == rule_id


def test_a_negative_budget_is_asked_about():
    finding = read_yuan("-50000", unit="元", name="预算金额", place=HERE)[1]
    assert finding is not None
    assert (finding.message, finding.severity.value) == ("预算金额“-50000”：预算为负，是否为调减？", "warning")


@pytest.mark.parametrize(
    ("key", "unit"),
    [
        ("项目资金(万元)", "万元"),
        ("金额单位:万元2024年8月填", "万元"),
        ("单位:人民币元", "元"),
        ("预算数(单位:亿元)", "亿元"),
        ("项目资金万元", "万元"),
        ("(百万元)", "百万元"),
        ("单位:元/人", None),
        ("公元2024", None),
    ],
)
def test_a_label_states_its_unit(key: str, unit: str | None):
    assert unit_in_label(key) == unit


def test_what_the_file_states_beats_what_was_remembered():
    assert unit_in_force(chosen=None, label="元", line="万元", remembered="万元") == "元"
    assert unit_in_force(chosen=None, label=None, line="元", remembered="万元") == "元"
    assert unit_in_force(chosen="万元", label="元", line=None, remembered=None) == "万元"
    assert unit_in_force(chosen=None, label=None, line=None, remembered="万元") == "万元"
    assert unit_in_force(chosen=None, label=None, line=None, remembered=None) is None
