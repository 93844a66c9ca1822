import pytest

from perfdata.presenting.formats import (
    amount,
    cut_inside,
    fitted,
    percent,
    plain,
    plain_markdown,
    score_text,
    wan,
    wrapped,
)


@pytest.mark.parametrize(
    ("yuan", "text"),
    [
        (831_100.0, "831,100 元"),
        (0.0, "0 元"),
        (-72_000.0, "-72,000 元"),
        (1_329_120.67, "1,329,120.67 元"),
        (12_345_600.0, "1,234.56 万元"),
        (None, "待填报"),
        (float("nan"), "待填报"),
    ],
)
def test_amounts_read_as_offices_write_them(yuan: float | None, text: str):
    assert amount(yuan) == text


def test_a_card_may_switch_to_ten_thousand_yuan_earlier():
    assert amount(8_311_000.0, wan_from=1_000_000) == "831.10 万元"


@pytest.mark.parametrize(("ratio", "text"), [(0.60642, "60.6%"), (1.0, "100.0%"), (None, "待填报")])
def test_ratios_read_as_per_cent_and_missing_is_not_zero(ratio: float | None, text: str):
    assert percent(ratio) == text


def test_minus_zero_is_zero():
    assert plain(-0.001) == "0"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ""),
        ("数量", "数量"),
        ("两新组织党务工作者补贴", "两新组织党务<br>工作者补贴"),
        (
            "一二三四五六七八九十一二三四五六七八九十一二三四五六七八",
            "一二三四五六<br>七八九十一二<br>三四五六七八<br>九十一二三…",
        ),
    ],
)
def test_labels_break_into_even_lines_and_say_where_they_are_cut(text: str, lines: str):
    assert wrapped(text, width=6) == lines


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("标准36*1000*12元", r"标准36\*1000\*12元"),
        ("1~3月…4~6月", r"1\~3月…4\~6月"),
        ("![x](http://a)", r"\!\[x\](http:color[\:]//a)"),
        (":red[x] $x$ `x` <b>", r"\:red\[x\] \$x\$ \`x\` \<b\>"),
        ("goal_tables_2024.txt _x_", r"goal_tables_2024.txt \_x\_"),
        (":smile: :material/home:", r":color[\:]smile\: :color[\:]material/home\:"),
        ("A&amp;B\\n", r"A\&amp;B\\n"),
        ("a -- b -> c", r"a :color[\-]:color[\-] b :color[\-]:color[\>] c"),
        ("- 一\n2. 二\n\n    三", "\\- 一\\\n2\\. 二\\\n三"),
        ("补贴人数（36 人），12.5%", "补贴人数（36 人），12.5%"),
    ],
)
def test_markdown_of_foreign_text_means_nothing(text: str, markdown: str):
    assert plain_markdown(text) == markdown


@pytest.mark.parametrize(("number", "text"), [(85.255, "85.26"), (85.2549, "85.25"), (90.0, "90.00"), (100, "100.00")])
def test_points_have_two_decimals_and_halves_go_up(number: float, text: str):
    assert score_text(number) == text


def test_a_long_name_keeps_its_beginning_and_its_end():
    assert cut_inside("公用事业服务中心 校舍修缮（镇）", most=17) == "公用事业服务中心 校舍修缮（镇）"
    assert cut_inside("公用事业服务中心 老旧小区改造（镇）", most=12) == "公用事业服…区改造（镇）"


@pytest.mark.parametrize(
    ("yuan", "text"),
    [
        (831_100, "83.11 万元"),
        (63_749_100.4, "6,374.91 万元"),
        (-72_000, "-7.20 万元"),
        (55.5, "55.5 元"),
        (None, "待填报"),
    ],
)
def test_town_figures_are_in_one_unit(yuan: float | None, text: str):
    assert wan(yuan) == text


def test_a_text_too_wide_for_its_line_is_cut_in_its_longest_part():
    row = "预算执行率　24.6% / ≥90%　污水管网清淤（妇女联合会）"
    assert fitted(row, wide=40) == row
    assert fitted(row, wide=25) == "预算执行率　24.6% / ≥90%　污水管网…女联合会）"
    assert fitted("困难学生助学补助（镇）（卫生健康局）　红灯", wide=18) == "困难学生助学补…（卫生健康局）　红灯"
