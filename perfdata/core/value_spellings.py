"""Other spellings of a value, put into the words that the value grammar knows: 8成 is 80%, ①≥90% is ≥90%."""

import re
from collections.abc import Callable
from decimal import Decimal

from perfdata.core.value_patterns import IDEOGRAPH, chinese_number, decimal_of

_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_NUMERAL = "[零〇一二两三四五六七八九十百]"
_UNIT = rf"%|‰|(?:(?![且并])[{IDEOGRAPH}]){{0,3}}"
_AT_LEAST, _AT_MOST = "(?:≥|>=|不低于|不少于|不小于|大于等于)", "(?:≤|<=|不高于|不超过|不大于|小于等于)"
_AND = "(?:且|并且|并|,|;|、)?"
_NONE_OF = (
    "投诉|举报|信访|上访|事故|伤亡|死亡|火灾|案件|差错|失误|误差|遗漏|违规|违纪|违法|纠纷|争议|差评|故障|缺陷|隐患|延误|拖欠|欠薪"
    "|浪费|流失|超标|返贫|感染|通报"
)
# What a remark on where a value comes from holds: 96%(抽查50份).
_SOURCES = "抽[查样检取测]|样本|问卷|调查|调研|回收|走访|受访|访谈|发放|测评|详?见|佐证|依据|来源"
_Rewrite = str | Callable[[re.Match[str]], str]
_SPELLINGS: tuple[tuple[str, _Rewrite], ...] = (
    (r"^[\"“”'‘’「」『』]+(.+?)[\"“”'‘’「」『』]+$", r"\1"),
    (r"^(?:[①-⑳]|\(\d{1,2}\)|\d{1,2}[.、])(?=[^\d])", ""),
    (r"(?<=[\d%‰\u4e00-\u9fff])[①-⑳]$", ""),  # a note mark
    (r"^═+(?=\d)", "="),
    (rf"^[0零](?:发生)?(?:重大|安全|生产|质量|责任)*(?:{_NONE_OF})(?:发生)?$", "0"),
    (r"^((?:20\d\d年度?)?)第?([一二三四1-4])季度[末底内]?$", lambda found: _end_of_quarter(found)),
    (r"^((?:20\d\d年)?)上半年[末底内]?$", r"\g<1>6月底"),
    (r"^((?:20\d\d年)?)下半年[末底内]?$", r"\g<1>12月底"),
    (r"^(?:实现|达到|做到)?(?:全|全面|全部)覆盖$", "100%"),
    (r"(?<=%)(?:及时|按时|按期|如期)?(?:全面|全部|全)?(?:覆盖|完成|到位|达标|落实|合格|实现)$", ""),
    (r"^(?:全面|全部)?(?:覆盖|到位|达标)率?(?=[\d≥])", ""),
    (rf"(?<=\d[{IDEOGRAPH}])\((?!含)(?!次\)(?<=人\(次\)))[{IDEOGRAPH}]{{1,2}}\)$", ""),
    (r"(?<=[\d%‰\u4e00-\u9fff])\((?=[^()]*(?:" + _SOURCES + r"))[^()%≥≤<>]*\)$", ""),
    (r"每(?:隔?两|2|二|双)个?(?=[月周])|隔(?=[月周])", "每双"),
    (r"(?<=/)(?:两|2|二)个?(?=[月周]$)", "双"),
    (r"每(?:三|3)个月", "每季度"),
    (r"每(?:六|6)个月", "每半年"),
    (r"^(\d.*[-~—至到]\d.*|[≥≤].*)\(含[^()]{0,8}\)$", r"\1"),
    (rf"^{_AT_LEAST}({_NUMBER})({_UNIT}){_AND}{_AT_MOST}({_NUMBER})({_UNIT})$", r"\1\2~\3\4"),
    (rf"^{_AT_MOST}({_NUMBER})({_UNIT}){_AND}{_AT_LEAST}({_NUMBER})({_UNIT})$", r"\3\4~\1\2"),
    (rf"^({_NUMBER})(%?)(?:±|\+/-)({_NUMBER})({_UNIT})$", lambda found: _around(found)),
    (rf"([千万])分之({_NUMBER}|{_NUMERAL}{{1,4}})", lambda found: _permille(found)),
    (rf"^((?:[^\d]{{0,4}}?))({_NUMERAL}{{1,5}})(?=[万亿][余多]?[{IDEOGRAPH}])", lambda found: _in_digits(found)),
    (rf"(?<=\d)([万亿])([余多])(?=[{IDEOGRAPH}])", r"\2\1"),
    (
        rf"(?<![\d.{IDEOGRAPH}])(\d(?:\.\d)?|[一二两三四五六七八九])成(半)?(?=$|以上|以下|左右|以内)",
        lambda found: _tenths(found),
    ),
)
_PATTERNS = tuple((re.compile(pattern), rewrite) for pattern, rewrite in _SPELLINGS)
# What the patterns look for: a text that neither begins with 0 nor has one of these is in plain words.
_MARKS = frozenset("\"“”'‘’「」『』①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳(.、零覆完到达落合实≥≤><不大小±+分万亿成═季半每隔/")


def plain_spelling(text: str) -> str:
    """The text, of one width and without loose spaces, in plainer words; as it is where there are none."""
    if _MARKS.isdisjoint(text) and not text.startswith("0"):
        return text
    for pattern, rewrite in _PATTERNS:
        text = pattern.sub(rewrite, text)
    return text


def _around(found: re.Match[str]) -> str:
    """100±5人 from 95人 to 105人; 100±5% may mean a share of 100 and stays."""
    middle, percent, width, unit = found.groups()
    if percent != unit and (percent, unit) != ("%", "") and "%" in percent + unit:
        return found[0]
    unit = percent or unit
    return f"{decimal_of(middle) - decimal_of(width)}{unit}~{decimal_of(middle) + decimal_of(width)}{unit}"


def _end_of_quarter(found: re.Match[str]) -> str:
    quarter = chinese_number(found[2]) or decimal_of(found[2])
    return f"{found[1].replace('度', '')}{quarter * 3}月底"


def _permille(found: re.Match[str]) -> str:
    number = decimal_of(found[2]) if found[2][0].isdigit() else chinese_number(found[2])
    if number is None:
        return found[0]
    return f"{number / 10 if found[1] == '万' else number}‰"


def _in_digits(found: re.Match[str]) -> str:
    number = chinese_number(found[2])
    return found[0] if number is None else f"{found[1]}{number}"


def _tenths(found: re.Match[str]) -> str:
    digit = Decimal(found[1]) if found[1][0].isdigit() else chinese_number(found[1]) or Decimal(0)
    return f"{(digit * 10 + (5 if found[2] else 0)).normalize():f}%"
