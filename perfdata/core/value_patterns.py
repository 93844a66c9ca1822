"""The grammar of indicator values: words of comparison, units, and the patterns built from them.

Patterns expect text from ``perfdata.core.text.unify_width``. Digits are ASCII only: ``\\d`` would accept every script.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from perfdata.core.terms import Comparator

COMPARATORS: dict[str, Comparator] = {
    **dict.fromkeys(("≥", ">=", "=>", "大于等于", "大于或等于", "高于等于", "高于或等于"), Comparator.GE),
    **dict.fromkeys(("不低于", "不少于", "不小于", "不得低于", "不得少于", "至少", "最低", "最少"), Comparator.GE),
    **dict.fromkeys((">", "大于", "高于", "多于", "超过", "超"), Comparator.GT),
    **dict.fromkeys(("≤", "<=", "=<", "小于等于", "小于或等于", "低于等于", "低于或等于"), Comparator.LE),
    **dict.fromkeys(("不超过", "不高于", "不大于", "不多于", "不得超过", "不得高于", "未超过", "不超"), Comparator.LE),
    **dict.fromkeys(("至多", "最多", "最高", "不晚于", "不迟于"), Comparator.LE),
    **dict.fromkeys(("<", "小于", "低于", "少于", "不到", "不足"), Comparator.LT),
    **dict.fromkeys(("=", "等于"), Comparator.EQ),
}
BOUNDS: dict[str, Comparator] = {
    **dict.fromkeys(("以上", "含以上", "及以上", "及其以上", "或以上"), Comparator.GE),
    **dict.fromkeys(("以下", "含以下", "及以下", "及其以下", "或以下"), Comparator.LE),
    **dict.fromkeys(("以内", "之内", "及以内", "内"), Comparator.LE),
}
EXCLUSIVE = {Comparator.GE: Comparator.GT, Comparator.LE: Comparator.LT}
CHANGES = frozenset({"提升", "提高", "增长", "增加", "上升", "降低", "下降", "减少"})
VERBS: dict[str, Comparator | None] = {
    **dict.fromkeys(("保持在", "维持在", "稳定在", "完成", "实现", "共", "共计", "合计"), None),
    **dict.fromkeys(("全面覆盖", "全覆盖"), Comparator.EQ),
    **dict.fromkeys(("达", "达到", "达到目标值", "达到预计值", "达到预期值", "提高到", "提高至"), Comparator.GE),
    **dict.fromkeys(("提升到", "提升至", "增加到", "增加至", "增长到", "增长至"), Comparator.GE),
    **dict.fromkeys(CHANGES, Comparator.GE),
    **dict.fromkeys(("控制在", "降低到", "降低至", "降到", "降至", "下降到", "下降至"), Comparator.LE),
    **dict.fromkeys(("减少到", "减少至"), Comparator.LE),
}
PERIODS = frozenset({"年", "年度", "半年", "双月", "双周", "月", "季", "季度", "周", "日", "天", "次"})
PER_PERIOD = re.compile(rf"(.*)[/·•、.*]({'|'.join(PERIODS)})", re.DOTALL)
EACH = re.compile("[每全]([^每]+)")


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


IDEOGRAPH = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_NUMBER = r"[+\-−]?(?:[0-9]{1,3}(?:,[0-9]{3}){1,9}|[0-9]{1,30})(?:\.[0-9]{1,20})?"
_TO = r"(?:-{1,2}|[—–―─]{1,2}|[~〜∼]{1,2}|至|到)"
_SIGN = _any_of(COMPARATORS)
_ABOUT = "大约|大概|接近|将近|约|近"

# A unit is a sign, a known abbreviation, a known long word, or at most three ideographs none of which carries grammar.
_LATIN_UNIT = (
    r"(?:km²|cm²|mm²|m²|km2|m2|m³|m3|km|cm|mm|m|M|kg|mg|g|t|T|kWh|kW|MW|GW|W|kV|V|h|min|s|mL|ml|L|dB|ha"
    r"|Mbps|TB|GB|MB|G|Pa|MPa|[㎡㎥㎞㎏㎎㎝㎜㎾])(?![A-Za-z0-9²³])"
)
_LONG_UNIT = (
    "平方公里|平方千米|平方厘米|平方米|立方厘米|立方米|千瓦时|个工作日|工作日|个百分点|百分点|个自然村|个行政村"
    "|个月|人月|人年|人日|年度|半年|年|日|吨标准煤|吨标煤|千克标准煤|千克标煤"
)
_NO_UNIT = (
    "的给对于为按与和或及前后内外上下左右之间完成达到参加以至在将由被均共约每超不未无率第其等了过已需应可能底初末余多含"
    "年月日增减升降提有是就该本此并且也都全实现一二三四五六七八九十两零〇标"
)
_UNIT_WORD = rf"(?:[万亿]{{0,2}}(?:{_LATIN_UNIT}|{_LONG_UNIT})|(?!百分)(?:(?![{_NO_UNIT}])[{IDEOGRAPH}]){{1,3}})"
_UNIT_PARTS = rf"(?:[/·•、.*]每?(?:{_UNIT_WORD}|双?[月周]))*"
_UNIT = rf"(?:(?:(?:%|‰|℃|°C|百分比|{_UNIT_WORD})|(?=/)){_UNIT_PARTS})?"

# Words before the number: a noun ending in 率 or 度, or a label with a colon; none that could carry a comparison.
_COMPARING = "不超于至未每最约近"
_LEAD = (
    rf"(?!提高|提升|增加|降低|下降|减少|达到|[年季月]度)"
    rf"(?:(?:(?![{_COMPARING}])[{IDEOGRAPH}]){{0,8}}[率度]:?|(?:(?![{_COMPARING}])[{IDEOGRAPH}]){{1,10}}:)"
)
QUANTITY = re.compile(
    rf"(?P<lead>{_LEAD})?(?:均|平均|各)?(?:同比|环比|较上年|比上年)?(?P<verb>{_any_of(VERBS)})?"
    rf"(?P<sign>{_SIGN})?(?P<about>{_ABOUT})?"
    rf"(?P<each>(?:每(?:季度|年度|半年|双月|双周|人次|平方米|公里|[{IDEOGRAPH}])){{1,2}}|全年)?(?P<sign_after>{_SIGN})?"
    rf"(?P<about_after>{_ABOUT})?(?P<tolerance>±|正负|\+/-)?(?P<percent>百分之)?"
    rf"(?P<number>{_NUMBER})(?P<odd>[余多](?=[{IDEOGRAPH}%]))?(?P<unit>{_UNIT})"
    rf"(?:(?P<to>{_TO})(?P<upper>{_NUMBER})(?P<upper_unit>{_UNIT}))?"
    rf"(?P<included>\(不?含[^()]{{0,12}}\))?(?P<bound>{_any_of(BOUNDS)})?(?P<included_after>\(不?含[^()]{{0,12}}\))?"
    r"(?P<around>左右|上下|之间)?"
)
# No dates, no words, nothing that the full grammar would annotate.
PLAIN_QUANTITY = re.compile(
    rf"(?!2(?:[5-9][0-9]|100)%)([≥≤=><]?)({_NUMBER})(%|(?!百分)(?:(?![{_NO_UNIT}])[{IDEOGRAPH}]){{1,3}})?"
)

_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"


def _date(number: int) -> str:
    """One date, written 2024年12月31日 or 2024-12-31; parts that a following "to" shares may lack their word."""
    return (
        rf"(?:(?P<iso_year{number}>{_YEAR})(?P<iso_sign{number}>[-/.])(?P<iso_month{number}>{_MONTH})(?![0-9年月])"
        rf"(?:(?P=iso_sign{number})(?P<iso_day{number}>{_DAY})(?![0-9]))?(?:\s*00:00(?::00)?)?"
        rf"|(?:(?P<year{number}>{_YEAR})(?:年度?|(?={_TO}{_YEAR}年)))?"
        rf"(?:(?P<month{number}>{_MONTH})(?:月份?|(?={_TO}{_MONTH}月)))?"
        rf"(?:(?P<day{number}>{_DAY})(?:[日号]|(?={_TO}{_DAY}[日号])))?(?P<end{number}>年?[底末])?)"
    )


DEADLINE = re.compile(
    rf"(?P<sign>{_SIGN})?(?:于|在)?(?P<each>每年|当年|本年)?{_date(1)}(?:(?P<to>{_TO}){_date(2)})?"
    r"(?P<before>之前|以前|前|之内|以内|内)?"
    r"(?P<done>(?:全部|全面|按时|及时)?(?:完成|到位|完工|竣工|建成|发放|支付|拨付)(?:到位|完毕)?)?"
)

_NUMERAL_VALUES = {"零": 0, "〇": 0} | {digit: value for value, digit in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_NUMERAL_SCALES = {"十": 10, "百": 100, "千": 1000}
_NUMERAL_DIGIT = "[一二两三四五六七八九]"
_CHINESE_NUMERAL = re.compile(
    rf"(?=.)(?:{_NUMERAL_DIGIT}千)?零?(?:{_NUMERAL_DIGIT}?百)?零?(?:{_NUMERAL_DIGIT}?十)?(?:{_NUMERAL_DIGIT}|零|〇)?"
)


def decimal_of(digits: str) -> Decimal:
    """The number that digits with thousands separators spell."""
    return Decimal(digits.replace(",", "").replace("−", "-"))


def chinese_number(text: str) -> Decimal | None:
    """The number that 三 十二 两百零五 spell, below 10,000; None for anything else."""
    if not _CHINESE_NUMERAL.fullmatch(text):
        return None
    total = digit = 0
    for sign in text:
        scale = _NUMERAL_SCALES.get(sign)
        if scale is None:
            digit = _NUMERAL_VALUES[sign]
        else:
            total, digit = total + (digit or 1) * scale, 0
    return Decimal(total + digit)


# Only with a counting word and nothing else: 三次 is a number, 一次性 一般 一流 are words.
_COUNT_IN_WORDS = re.compile(
    rf"(?P<before>(?:每(?:季度|半年|双月|双周|[{IDEOGRAPH}])){{0,2}}(?:{_SIGN})?(?:{_ABOUT})?)"
    r"(?:(?P<percent>百分之)(?P<share>[零一二两三四五六七八九十百]{1,5})"
    r"|(?P<count>[零〇一二两三四五六七八九十百千]{1,9})"
    r"(?P<unit>个月|人次|场次|小时|分钟|公里|工作日|个工作日|万元|亿元|[个次人场项名户家件套份篇条处座天日周年亩元]))"
    rf"(?P<after>{_any_of(BOUNDS)}|左右)?"
)


def count_in_digits(text: str) -> str | None:
    """三次以上 as 3次以上 and 百分之九十 as 百分之90; None where the words are not such a count."""
    count = _COUNT_IN_WORDS.fullmatch(text)
    number = count and chinese_number(count["share"] or count["count"])
    if not count or number is None:
        return None
    return f"{count['before']}{count['percent'] or ''}{number}{count['unit'] or ''}{count['after'] or ''}"


NUMBER = re.compile(_NUMBER)
_PLAIN = r"[0-9][0-9,]*(?:\.[0-9]+)?"


def _share(kind: str) -> str:
    """19/20, 19人/20人 and 48/50份."""
    over, unit = f"{kind}over", f"{kind}unit"
    same = rf"(?({unit})(?P={unit})|[{IDEOGRAPH}]{{0,3}})"
    return rf"(?P<{over}>{_PLAIN})(?P<{unit}>[{IDEOGRAPH}]{{1,3}})?[/÷](?P<{kind}under>{_PLAIN}){same}"


# 95%(19/20), 19/20=95%, 19/20
RATE_OF = re.compile(rf"(?P<rate>.+)\({_share('')}\)|{_share('bare_')}(?:[=(](?P<after>.+?)\)?)?")
HINT_OF_DATE = re.compile(r"[年月]|[0-9]{4}[-/.]")
HAS_DIGIT = re.compile(r"\d")
HAS_IDEOGRAPH = re.compile(rf"[{IDEOGRAPH}]")
PROSE = re.compile(rf"(?=(?:[^{IDEOGRAPH}]*[{IDEOGRAPH}]){{4}}).*?[{IDEOGRAPH}]{{2}}", re.DOTALL)
LOOSE_SPACES = re.compile(r"(?<![0-9,.])\s+|\s+(?![0-9,.])")
DASHES = re.compile(r"[-—–―─−_]{1,4}")
PLACEHOLDER = re.compile(
    r"\*{2}|(?<![A-Za-z])[Xx]{2,}(?![A-Za-z])|×{2}|[○□_]{2}"
    r"|(?<![A-Za-z0-9])[Xx×*](?=[%年月日人个次元万件项户场天])"
    r"|^指标[0-9]*:?(?:…+|\.{2,})?$|^(?:…+|\.{2,})$"
    r"|^\(?(?:(?:尚?待|暂未|尚未|未)(?:填[报写]?|定|补[充报]?|上?报|统计|核定|公布)|尚?待(?:确认|更新|完善|核实|汇总|测算|考核|评价)"
    r"|暂缺|正在(?:统计|汇总|核实)|(?:正在)?(?:统计|汇总|核实)中|(?:暂?无|没有)数据)\)?$"
    r"|^(?:[≥≤=<>]{1,2}|大于等于|小于等于|等于|不低于|不超过|大于|小于|高于|低于)[-—]{0,4}(?:%|[人个次元万亩件项户场天]{1,2})?$"
)
# A unit without a number, and a scale that nothing was chosen from.
_COUNTED = (
    "%|‰|㎡|m²|km|kg|t|百分比|公里|千米|平方公里|平方千米|平方米|立方米|公顷|亩|吨|千克|公斤|米|元|人次|场次|批次|班次|工作日"
    "|小时|分钟|个|人|名|户|家|次|场|期|批|项|件|台|套|份|册|篇|条|处|座|辆|只|头|株|棵|天|日|月|年"
)
ONLY_UNIT = re.compile(rf"[万亿]?(?:{_COUNTED})(?:/(?:{_COUNTED}))*")
_OR = "[/、,或和]?"
_JUDGED = "达标|合格|及时|满意|完成|通过|规范|明显|显著|有效"
SCALE = re.compile(
    rf"高{_OR}(?:中{_OR})?低|好{_OR}(?:中{_OR})?[坏差]|优{_OR}良{_OR}(?:中{_OR})?差|大{_OR}(?:中{_OR})?小|多{_OR}少"
    rf"|强{_OR}弱|是{_OR}否|有{_OR}无|(?:{_JUDGED}){_OR}[不未无](?:{_JUDGED})"
)
# What character recognition makes of ≥100%, =99% and 90%.
SUSPECT = re.compile(r"^[二三工ニ乙][0-9]|^%[=<>≥≤]|[=<>≥≤]{2}|[0-9][OoIl][0-9%]|[0-9][OoIl]{2}|^[OoIl][0-9]")
SUSPECT_PERCENTAGE = re.compile(r"2(?:[5-9][0-9]|100)")
