"""Normal forms of Chinese office text."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

# Not NFKC: it would turn ㎡ into m2 and ① into 1. Only U+FF01-FF5E, spaces, and signs of one meaning.
_UNIFIED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(source): target
    for source, target in {
        "\u3000": " ",
        "\u00a0": " ",
        "\u200b": "",
        "\ufeff": "",
        "≧": "≥",
        "⩾": "≥",
        "≦": "≤",
        "⩽": "≤",
        "﹥": ">",
        "﹤": "<",
        "﹦": "=",
        "﹪": "%",
        "−": "-",
    }.items()
}
_BRACKETS_AND_QUOTES = str.maketrans(
    dict.fromkeys("【〔〖[{", "(") | dict.fromkeys("】〕〗]}", ")") | dict.fromkeys("“”„‟‘’「」『』\"'", "")
)
_KEY = _BRACKETS_AND_QUOTES | {code: chr(code).translate(_UNIFIED).translate(_BRACKETS_AND_QUOTES) for code in _UNIFIED}
_TO_UNIFY = re.compile(f"[{re.escape(''.join(map(chr, _UNIFIED)))}]")
_REPLACEMENTS = {chr(code): "".join(text.split()) for code, text in _KEY.items()}
_TO_REPLACE = re.compile(rf"[\s{re.escape(''.join(_REPLACEMENTS))}]")
_USUAL = [(sign, _REPLACEMENTS[sign]) for sign in "（）“”，："]  # one by one these are replaced much faster
# Signs that turn the direction of writing; after one a name is shown as another.
DIRECTION_SIGNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_NO_DIRECTIONS = dict.fromkeys(map(ord, DIRECTION_SIGNS))
EXCEL_ERRORS = frozenset(
    "#DIV/0! #N/A #NAME? #NULL! #NUM! #REF! #VALUE! #SPILL! #CALC! #FIELD! #BLOCKED! #GETTING_DATA".split()
)
SAYS_NOTHING = frozenset("无 暂无 * / // \\ - -- — —— – ― 不适用 N/A n/a NA 空 空白".split()) | {""}  # a cell of a form
HIDDEN_TEXT = "（不显示）"
PERSON_SIGNED = r"(?:\((?:签[字章名]|盖章|公章|电话)\))*(?:签[字章名])?"
_PERSON_WORDS = (
    r"(?:\w{0,6}(?:负责人|联系人|填报人|填表人|经办人|制表人|审核人|复核人|审批人|承办人|分管领导|主管领导|主要领导)"
    r"|(?:领导|负责人|\w{0,4}(?:专家|组长|成员|代表))?签[字名发](?:人)?|(?:联系|办公|固定|移动)?(?:电话|手机)(?:号码?)?"
    r"|联系方式|传真|(?:电子)?邮箱|(?:居民|公民)?身份证(?:件)?(?:号码?)?|证件号码?|微信号?|(?:银行)?(?:[账帐]|卡)号"
    r"|(?:银行)?[账帐]户|开户(?:银?行|名称?)?|(?i:tel|phone|mobile|e-?mail|qq号?)\.?)"
)
PERSON = (
    rf"{_PERSON_WORDS}(?:姓名|电话)?(?:[及和、/](?:联系)?(?:电话|方式))?{PERSON_SIGNED}"  # as a pattern, for labels
)
_LONGEST_LABEL = 60
_PERSON = re.compile(PERSON)
_PERSON_LABEL = re.compile(rf"{PERSON}(?::|$)")
_NUMBER = (
    r"(?<![\d.,≥≤><=])(?<!\d[A-Z])(?:1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}-?\d{7,8}"
    r"|[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d{4}[\dXx])(?![\d.,元万亿人户个次%])"
)
PERSON_NUMBER = re.compile(_NUMBER)
_POINTS = re.compile(r"分(?<=[\d\s]分)")  # begins with the sign that is rare
_LONG_NUMBER = re.compile(r"[0-9][0-9]{3}[ -]?[0-9]{3}")  # in every number of a person; begins with one sign: quick
# In every label of a person, and in all that _NAMED finds beside numbers; and a sign of each, found much faster.
_MAY_NAME = re.compile(
    r"[责系报表办核批承]人|领导|签|电话|手机|联系方式|传真|邮箱|身份证|证件|微信|[账帐卡][号户]|开户"
    r"|(?i:tel|phone|mobile|mail|qq)"
)
_SIGN_OF_NAME = re.compile("[人领签话手联传邮证微户号TPMQtpmq]")
_NAMED = re.compile(
    rf"(?<=[:：|])\s*{_NUMBER}|{_NUMBER}|({_PERSON_WORDS}{PERSON_SIGNED})(\s*[:：|为]\s*)[^\s|，。；、:：]{{1,20}}"
)
_NAME = r"[\u4e00-\u9fff]{2,4}"
_BESIDE_NUMBER = re.compile(
    rf"\s*[(（][^()（）]{{0,20}}{_NUMBER}[^()（）]{{0,8}}[)）]|(?:^|[\s|]+|联系人){_NAME}\s*{_NUMBER}"
)
_NAMED_WITH_NUMBER = re.compile(
    rf"[\s,，;；]*(?:{_PERSON_WORDS}[:：为]?)?\s*(?:{_BESIDE_NUMBER.pattern}|(?:(?<=[\s:：人]){_NAME})?[\s:：]*{_NUMBER})"
)


Words = tuple[Callable[..., str], *tuple[Any, ...]]


def told(words: Words) -> str:
    """Words that are made when read: a function and what it takes."""
    make, *taken = words
    return make(*taken)


def unify_width(text: str) -> str:
    """Full-width ASCII, odd spaces and twin comparison signs in one form; everything else untouched."""
    return text.translate(_UNIFIED) if _TO_UNIFY.search(text) else text


def without_directions(text: str) -> str:
    """The text in the order in which it was written."""
    return text.translate(_NO_DIRECTIONS)


def normalise_label(text: str) -> str:
    """The text as a key: one width, no spaces, one kind of bracket, no quotes."""
    if _TO_REPLACE.search(text) is None:
        return text
    for sign, plain in _USUAL:
        text = text.replace(sign, plain)
    return _TO_REPLACE.sub(_replacement, text)


def _replacement(found: re.Match[str]) -> str:
    return _REPLACEMENTS.get(found[0], "")


def is_person_label(key: str) -> bool:
    """Whether a normalised text asks for a person: 填报人, 联系电话, 负责人(签字)."""
    return len(key) <= _LONGEST_LABEL and _may_name(key) and _PERSON.fullmatch(key) is not None


def _may_name(text: str) -> bool:
    return _SIGN_OF_NAME.search(text) is not None and _MAY_NAME.search(text) is not None


class Traces(NamedTuple):
    """What may stand somewhere in a text: numbers of persons, points (50分), errors of Excel."""

    numbers: bool
    points: bool
    errors: bool


ANY_TRACES = Traces(numbers=True, points=True, errors=True)  # where nobody looked


def traces(text: str) -> Traces:
    """What need not be looked for row by row where the text of a whole sheet has no trace of it; quick."""
    return Traces(may_hold_number(text), _POINTS.search(text) is not None, "#" in text)


def may_hold_number(text: str) -> bool:
    """Whether a text has digits enough for the number of a person; quick."""
    return _LONG_NUMBER.search(text) is not None


def holds_person_number(text: str) -> bool:
    """Whether a telephone number or one of an identity card stands in the text; an amount, 13800000000元, is none."""
    return may_hold_number(text) and PERSON_NUMBER.search(text) is not None


def without_person_numbers(text: str) -> str:
    """The text without such numbers and the names that go with them: 某项目(王五13800000000) is 某项目."""
    return _NAMED_WITH_NUMBER.sub("", text).strip() if may_hold_number(text) else text


def thousands(number: Decimal) -> str:
    """A number as people write it: 831,100 or 0.5; at most two decimals, no trailing zeros."""
    text = f"{number:,.2f}"
    return text.rstrip("0").rstrip(".")


def listed(texts: Sequence[str], most: int = 5, *, counter: str = "") -> str:
    """The first texts, and 等, or 等 31 个单位 of the ``counter``, where there are more."""
    more = f"等 {len(texts)} {counter}" if counter else "等"
    return "、".join(texts[:most]) + (more if len(texts) > most else "")


def shortened(text: str) -> str:
    """At most 40 characters, with … where something is left out."""
    return text if len(text) <= 40 else f"{text[:39]}…"


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """The letters of a column counted from 0: A, Z, AA."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def without_persons(text: str, *, left: str = "", around: str = "") -> str:
    """The text without telephone numbers and the names behind 填报人 and its like; nothing of it is shown where such a
    label is the text ``left`` of it, or stands in the text ``around`` it."""
    if left and _PERSON_LABEL.fullmatch(normalise_label(left)):
        return HIDDEN_TEXT
    is_named = around and _PERSON_LABEL.search(normalise_label(around))
    return HIDDEN_TEXT if is_named else _without_names(text)


@lru_cache(maxsize=4_096)
def _without_names(text: str) -> str:
    has_number = may_hold_number(text)
    if not has_number and not _may_name(text):
        return text
    text = _BESIDE_NUMBER.sub(f" {HIDDEN_TEXT}", text) if has_number else text
    return _NAMED.sub(lambda found: f"{found[1] or ''}{found[2] or ''}{HIDDEN_TEXT}", text)
