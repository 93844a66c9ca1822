"""Money in free Chinese text: counts, rates, periods and lump sums, put together by their units into one formula.

Nothing here knows a project. 44人×311元+4人×191元, 每季度, 半年, 万元, 人均 and the like are understood; a rate
without a count of a fitting unit leaves the whole text undecided, so that no sum is claimed from half of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from perfdata.assessing.text_tokens import TIMES_A_YEAR, Token, plain_text, read_tokens
from perfdata.core.model import Subsidy
from perfdata.core.text import thousands

_GAPS = re.compile(r"(?<=[\d×*+元人月])\s+|\s+(?=[\d×*+])")
_TIMES_SIGN = re.compile(r"[✕╳]|(?<=[\d元人月])[xX](?=\d)")
_TIMES = re.compile(r"\)?[×*]\(?(?:每人)?(?:每月)?")
_MONTHS = {"月": 1, "季": 3, "半年": 6, "学期": 6, "年": 12}
_TOTAL = re.compile(r"(?:共|合计|总计|总额|总|累计|预算|小计|=)[^\d,。;、+×]{0,8}$")
_ADDED = re.compile(r"另|此外|加上|以及|同时|还|并")
_CHANGED = re.compile(r"上年|去年|实际|已支|完成投资|提高到|提高至|增至|增加到|降至|调整为|以上|以下|收入|捐|不足")
# What stands in or right before a rate that is no price of the project: a limit, an income, a loan.
NO_PRICE = re.compile(
    r"收入|纯收|增收|最高|不超过|不低于|不高于|以内|以上|以下|低于|高于|额度|贷款|损失|最低|投资额|降低|节约|节省|挽回|封顶|门票|票价|收费"
)
_MORE_OF_IT = re.compile(r"[、和及][^\d,。;、]{1,8}")
_SUMMED = re.compile(r"\((\d+(?:\.\d+)?元(?:\+\d+(?:\.\d+)?元)+)\)(?=[×*])")
# Of a text of amounts only: some of them are no spending of the project.
_OTHER_MONEY = re.compile(
    "总投资|自筹|配套|上级|争取|贷款|余额|合同|产值|收入|税|销售|突破|营业|首次|撬动|社会资本|赔付|欠款|债"
)
_ROUNDS = ("期", "次", "场", "批", "班")
_EACH_ROUND = re.compile(r"每(期|次|场|批|班)[^\d,。;]{0,6}$")
_OPENING = re.compile(r"每(半年|学期|季度|季|月)")
_CLAUSE_START = re.compile(r"[,。;!?\n]")
_SENTENCE_END = re.compile(r"[。;\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """count × rate × periods in yuan, or a lump sum (count and periods 1, unit None)."""

    count: Decimal
    unit: str | None
    rate_yuan: Decimal
    periods: Decimal
    period: str | None
    is_about: bool = False

    @property
    def total_yuan(self) -> Decimal:
        return self.count * self.rate_yuan * self.periods

    def __str__(self) -> str:
        text = f"{thousands(self.rate_yuan)} 元"
        text = f"{thousands(self.count)} {self.unit} × {text}" if self.unit else text
        counters = {"月": "个月", "季": "个季度", "半年": "个半年", "学期": "个学期"}
        counter = counters.get(self.period or "次", self.period or "次")
        return text if self.periods == 1 else f"{text} × {thousands(self.periods)} {counter}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """Terms whose units allow that they are added."""

    terms: tuple[Term, ...]

    @classmethod
    def of_subsidy(cls, subsidy: Subsidy) -> Formula:
        term = Term(
            count=subsidy.headcount,
            unit="人",
            rate_yuan=subsidy.rate_yuan,
            periods=subsidy.periods,
            period=subsidy.period_unit,
            is_about=subsidy.is_approximate,
        )
        return cls(terms=(term,))

    @property
    def total_yuan(self) -> Decimal:
        return sum((term.total_yuan for term in self.terms), Decimal(0))

    def __str__(self) -> str:
        return " + ".join(map(str, self.terms))


def read_formula(text: str | None) -> Formula | None:
    """What the money of the text comes to in yuan a year, or None where the text states none or only half of it."""
    return _read_formula(text) if text else None


@lru_cache(maxsize=16_384)
def _read_formula(text: str) -> Formula | None:
    if "元" not in text:
        return None
    plain = _GAPS.sub("", _TIMES_SIGN.sub("×", plain_text(text)))
    plain = _SUMMED.sub(_sum_of, plain)
    tokens = read_tokens(plain)
    terms = _multiplied(plain, tokens)
    if not terms:
        terms = _paired(plain, tokens)
        if terms is None:
            return None
    lumps = _lump_sums(plain, tokens, alone=not terms)
    return Formula(terms=tuple(terms + lumps)) if terms or len(lumps) > 1 else None


def _sum_of(found: re.Match[str]) -> str:
    """450元 for (300元+150元) before a ×."""
    return f"{sum(Decimal(part) for part in found[1].replace('元', '').split('+')):f}元"


def _multiplied(plain: str, tokens: Sequence[Token]) -> list[Term]:
    """Terms written out with ×: 44人×311元+4人×191元, (…)×12个月."""
    groups: list[list[Token]] = []
    for position, token in enumerate(tokens):
        between = plain[tokens[position - 1].end : token.start] if position else ""
        if position and _TIMES.fullmatch(between) and not (between.startswith(")") and len(groups) > 1):
            groups[-1].append(token)
        else:
            groups.append([token])
    products = [group for group in groups if len(group) > 2 or (len(group) > 1 and any(map(_is_money, group)))]
    if not products:
        return []
    shared = _shared_periods(plain, tokens, products)
    return [_product(group, shared) for group in products]


def _shared_periods(plain: str, tokens: Sequence[Token], products: Sequence[Sequence[Token]]) -> Decimal:
    """The periods of all products: ×12个月 behind the bracket, or 每月 before the first one; else 1."""
    start, end = products[0][0].start, products[-1][-1].end
    following = next((token for token in tokens if token.start >= end), None)
    if following and re.fullmatch(r"\)[×*]", plain[end : following.start]):
        return following.value
    if re.search(r"每月[^,。;\d]{0,6}$", plain[:start]):
        return next((token.value for token in tokens if token.kind == "span" and token.unit == "月"), Decimal(12))
    return Decimal(1)


def _product(group: Sequence[Token], shared: Decimal) -> Term:
    """One product: the money is the rate, a span or the last 次 the periods, all else counts."""
    count, rate_yuan, unit, period = Decimal(1), Decimal(1), None, None
    periods = None
    for position, token in enumerate(group):
        if _is_money(token):
            rate_yuan, period = token.value, token.period
        elif token.kind == "span" or (position and token.unit in ("次", None) and periods is None and position > 1):
            periods, period = token.value, period or (token.unit if token.kind == "span" else None)
        else:
            count, unit = count * token.value, unit or token.unit
    if periods is None:
        periods = shared if shared != 1 else Decimal(TIMES_A_YEAR.get(period or "年", 1))
    return Term(count=count, unit=unit or "份", rate_yuan=rate_yuan, periods=periods, period=period or "月")


def _is_money(token: Token) -> bool:
    return token.kind in ("rate", "amount")


def _paired(plain: str, tokens: Sequence[Token]) -> list[Term] | None:
    """Each rate with the count it fits and its periods; None where a rate has no partner, [] without rates."""
    claimed: set[int] = set()
    terms = []
    for position, rate in enumerate(tokens):
        if rate.kind != "rate":
            continue
        following = tokens[position + 1] if position + 1 < len(tokens) else None
        is_no_price = NO_PRICE.search(plain[max(rate.start - 8, 0) : rate.end + 4])
        if is_no_price or (
            following and following.kind == "amount" and _MORE_OF_IT.fullmatch(plain[rate.end : following.start])
        ):
            return None
        rate = rate._replace(period=rate.period or _opening_period(plain, tokens, position))
        periods = _periods(plain, tokens, position, rate)
        if periods is not None and _is_for_nothing_counted(plain, tokens, rate):
            terms.append(_term(Decimal(1), None, rate, periods))
            continue
        partner = _partner(plain, tokens, position, claimed)
        rounds = None if partner is None else _rounds(plain, tokens, partner)
        if partner is None or periods is None or rounds is None:
            return None
        claimed.add(partner)
        count = tokens[partner]
        if rounds != 1 and rate.period in _ROUNDS:
            periods = Decimal(1)  # 12次，每次5人，每人每次3000元: the rounds are in the count
        unit = "人次" if count.unit == "人" and rounds != 1 else count.unit
        terms.append(_term(count.value * rounds, unit, rate, periods, is_about=count.is_about))
    return terms


def _term(count: Decimal, unit: str | None, rate: Token, periods: Decimal, *, is_about: bool = False) -> Term:
    return Term(count=count, unit=unit, rate_yuan=rate.value, periods=periods, period=rate.period, is_about=is_about)


def _is_for_nothing_counted(plain: str, tokens: Sequence[Token], rate: Token) -> bool:
    """A rent or fee a month: 月租金3.5万元，租期12个月; of a text with counts only one that is said to come on top."""
    if rate.unit is not None or rate.period not in _MONTHS:
        return False
    fitting = [token for token in tokens if _fits(token, rate)]
    if not fitting:
        return any(token.kind == "span" for token in tokens)
    lead = _CLAUSE_START.split(plain[: rate.start])[-1]
    return bool(_ADDED.search(lead)) and not any(_is_same_sentence(plain, rate, token) for token in fitting)


def _rounds(plain: str, tokens: Sequence[Token], partner: int) -> Decimal | None:
    """How often the count comes: 2期，每期100人 is 200; 1 where it stands alone, None where 每期 has no number."""
    found = _EACH_ROUND.search(plain[: tokens[partner].start])
    if found is None:
        return Decimal(1)
    values = [token.value for token in tokens[:partner] if token.unit == found[1] and token.kind != "rate"]
    return values[-1] if values else None


def _opening_period(plain: str, tokens: Sequence[Token], position: int) -> str | None:
    """The period that opens the sentence of a rate: 每季度对36名群众每人发放500元."""
    rate = tokens[position]
    if rate.unit in ("次", "场"):
        return None
    start = next((token.end for token in reversed(tokens[:position]) if token.kind == "rate"), 0)
    found = _OPENING.findall(_SENTENCE_END.split(plain[start : rate.start])[-1])
    return {"季度": "季"}.get(found[-1], found[-1]) if found else None


def _partner(plain: str, tokens: Sequence[Token], position: int, claimed: set[int]) -> int | None:
    """The nearest free count before the rate, else the next one after it, else one that is used already."""
    rate = tokens[position]
    fitting = [index for index, token in enumerate(tokens) if _fits(token, rate)]
    exact = [index for index in fitting if rate.unit is not None or tokens[index].unit == "人"]
    before = [index for index in exact or fitting if index < position]
    next_rate = next((index for index in range(position + 1, len(tokens)) if tokens[index].kind == "rate"), len(tokens))
    after = [index for index in exact or fitting if position < index < next_rate and index not in claimed]
    free = [index for index in before if index not in claimed]
    if free and not (after and _TOTAL.search(plain[: tokens[free[-1]].start])):
        return free[-1]
    return after[0] if after else (before[-1] if before else None)


def _fits(token: Token, rate: Token) -> bool:
    if rate.unit is None:
        return token.kind == "count" and token.unit not in (None, "次", "场", "人次", "项", "批")
    if rate.unit in ("次", "场"):
        return token.unit == rate.unit
    is_like = token.unit == rate.unit or {token.unit, rate.unit} in ({"个", "支部"}, {"个", "村"})
    return token.kind == "count" and is_like


def _periods(plain: str, tokens: Sequence[Token], position: int, rate: Token) -> Decimal | None:
    """How often the rate is paid in the year; None where the words do not say."""
    if rate.period in (None, "年"):
        return Decimal(1)
    if rate.period in ("次", "场", "天"):
        times = [index for index, token in enumerate(tokens) if token.unit == rate.period]
        nearest = min(times, key=lambda index: abs(index - position), default=None)
        return None if nearest is None else tokens[nearest].value
    spans = [index for index, token in enumerate(tokens) if token.kind == "span" and token.unit in _MONTHS]
    same = [index for index in spans if _is_same_sentence(plain, rate, tokens[index])] or spans
    following = [index for index in same if index > position]
    chosen = following[0] if following else (same[-1] if same else None)
    if chosen is None:
        return Decimal(TIMES_A_YEAR[rate.period or "年"])
    span = tokens[chosen]
    return span.value * _MONTHS[span.unit or "月"] / _MONTHS[rate.period or "月"]


def _is_same_sentence(plain: str, one: Token, other: Token) -> bool:
    start, end = sorted((one.start, other.start))
    return not _SENTENCE_END.search(plain, start, end)


def _lump_sums(plain: str, tokens: Sequence[Token], *, alone: bool) -> list[Term]:
    """Plain amounts: beside a formula only those that are said to come on top, alone all that are no totals."""
    found = []
    if alone and _OTHER_MONEY.search(plain):
        return []
    for position, token in enumerate(tokens):
        if token.kind != "amount" or _is_in_product(plain, tokens, position):
            continue
        lead = _CLAUSE_START.split(plain[: token.start])[-1]
        after = plain[token.end : token.end + 3]
        if _TOTAL.search(lead) or _CHANGED.search(lead + after) or after.startswith(("标准", "的标准")):
            continue
        if alone or _ADDED.search(lead):
            found.append(_lump(token.value))
    return found


def _is_in_product(plain: str, tokens: Sequence[Token], position: int) -> bool:
    token = tokens[position]
    return plain[token.start - 1 : token.start] in ("×", "*") or plain[token.end : token.end + 1] in ("×", "*")


def _lump(value: Decimal) -> Term:
    return Term(count=Decimal(1), unit=None, rate_yuan=value, periods=Decimal(1), period=None)
