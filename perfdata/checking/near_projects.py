"""Is a project that no stored one equals a stored one written another way? Names that nearly agree are asked about.

Numbers, ordinals and words that tell two projects apart (一期 and 二期, 社工委 and 企业工委) are no other spelling.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

from perfdata.core.keys import name_key, project_key, without_code
from perfdata.core.model import Project

_LONGEST_NAME = 200
_SHORTEST_NAME = 4  # with fewer characters one more or less is another name
_LONG_NAME = 8  # with fewer characters another one in its place is another word: 助学补助 and 助老补助
_MOST_DIFFERENCES = 2
_MOST_CANDIDATES = 3
_GROUP = re.compile(r"\(([^()]*)\)")
_MARKS = re.compile(r"[^\w()]|_")
_NUMBERS = re.compile(r"[0-9A-Za-z〇零一二三四五六七八九十百甲乙丙丁戊己庚辛第首末]")
_TELLING = frozenset("东南西北中上下左右前后内外大小高低男女老幼少青春夏秋冬新旧村社镇乡县区市省年月季公私")
_PLACE = re.compile(r"([^省市县区镇乡]{2,4}?)(省|市|县|区|镇|乡|街道)")
_ITSELF = re.compile(r"\(?(?:局|部门|单位)?(?:本级|机关|本部)\)?$")
_PHASE = re.compile(r"第?[0-9一二三四五六七八九十]{1,3}(?:期|批|轮|标段|阶段)")
_FILLING = re.compile(
    r"(?:的|和|与|及|等|类|费|款|经费|项目|工作|资金|专项|专款|补贴|补助|费用|支出|预算|建设|服务|年度|组织|开展)+"
)


class ProjectQuestion(NamedTuple):
    """A project that may be one of the candidates, nearest first; ``own_id`` is its id if it is none of them."""

    row_key: str
    project_name: str
    spending_unit: str
    own_id: str
    candidates: tuple[Project, ...]


def question_about(
    name: str,
    unit: str | None,
    held: Iterable[Project],
    *,
    stated: frozenset[str] = frozenset(),
    reports: bool = False,
) -> ProjectQuestion | None:
    """What to ask about a project of the year of ``held``, None where it equals a held one or nothing is near.

    ``stated`` are the ids of the projects the file names: what stands in it beside this one is another project. A form
    that ``reports`` on a project comes after its goal table: an equal name under a unit without any project is near,
    a name that leaves out which phase it is (二期), and a short one with another character in it.
    """
    held, own_id = list(held), project_key(name, unit)
    if not name or any(item.project_id == own_id for item in held):
        return None
    knows_unit = bool(unit) and name_key(unit) in {name_key(item.spending_unit) for item in held}
    own_name = name_key(name) if reports and not knows_unit else None
    near = [
        item
        for item in held
        if item.project_id not in stated
        and (name_key(item.project_name) == own_name or _same_unit(unit, item, knows_unit=knows_unit))
        and _nearly_equal(
            *_comparable(name, item, may_lack_phase=reports),
            item.fiscal_year,
            replaced_from=0 if reports else _LONG_NAME,
        )
    ]
    near.sort(key=lambda item: SequenceMatcher(None, _words(name, unit), _words(*_names(item))).ratio(), reverse=True)
    candidates = tuple(near[:_MOST_CANDIDATES])
    return ProjectQuestion(project_row_key(name, unit), name, unit or "", own_id, candidates) if near else None


class UnitIndex:
    """Which projects of a year may be asked about beside one of a unit: those of its unit and of units nearly equal."""

    def __init__(self, projects: Iterable[Any] = ()) -> None:
        self._groups: dict[tuple[str, str], tuple[Any, dict[str, None]]] = {}
        self._units: set[str] = set()
        for project in projects:
            self.add(project)

    def add(self, project: Any) -> None:
        """A project with its id, unit and department."""
        key = name_key(project.spending_unit), name_key(project.competent_department)
        self._groups.setdefault(key, (project, {}))[1][project.project_id] = None
        self._units.add(key[0])

    def beside(self, unit: str | None) -> Iterator[str]:
        """The ids of the projects that ``question_about`` may name for one of the unit."""
        knows_unit = bool(unit) and name_key(unit) in self._units
        for held, project_ids in self._groups.values():
            if _same_unit(unit, held, knows_unit=knows_unit):
                yield from project_ids


def question_beside(name: str, unit: str | None, beside: Iterable[Project]) -> ProjectQuestion | None:
    """What to ask about a project of a file in which one of the same name and year has nearly the same unit."""
    twins = tuple(item for item in beside if _is_one_office(unit, item.spending_unit))
    return (
        ProjectQuestion(project_row_key(name, unit), name, unit or "", project_key(name, unit), twins)
        if twins
        else None
    )


def _is_one_office(one: str | None, other: str | None) -> bool:
    """Whether two units differ in remarks or a slip only: 某局, 某局（本级）, 某局机关."""
    left, right = (_ITSELF.sub("", name_key(unit)) for unit in (one, other))
    return bool(left and right) and (left == right or _nearly_equal(left, right, None, replaced_from=0))


def question_among(name: str, unit: str | None, held: Iterable[Project]) -> ProjectQuestion | None:
    """Which stored project a form that must be of one may mean: the most similar names of its unit, then of others."""
    own: dict[str, list[Project]] = {}
    others: dict[str, list[Project]] = {}
    for item in held:
        names = own if name_key(item.spending_unit) == name_key(unit) else others
        names.setdefault(name_key(item.project_name), []).append(item)
    near = [
        item
        for names, cutoff in ((own, 0.0), (others, 0.6))
        for found in get_close_matches(name_key(name)[:_LONGEST_NAME], names, n=_MOST_CANDIDATES, cutoff=cutoff)
        for item in names[found]
    ][:_MOST_CANDIDATES]
    question = ProjectQuestion(project_row_key(name, unit), name, unit or "", project_key(name, unit), tuple(near))
    return question if name and near else None


def project_row_key(name: str, unit: str | None) -> str:
    """What a clerk's answer about a project is remembered under; two bars, where rows of indicators have one."""
    return f"项目｜{name_key(name)}｜{name_key(unit)}"


def _names(project: Project) -> tuple[str, str | None]:
    return project.project_name, project.spending_unit


def _words(name: str, unit: str | None) -> str:
    return f"{name_key(name)}|{name_key(unit)}"


def _comparable(name: str, held: Project, *, may_lack_phase: bool) -> tuple[str, str]:
    """Both names without the place of the unit before them (青溪镇, 青溪), and without a phase that one leaves out."""
    one, other = (_without_place(text, held.spending_unit) for text in (name, held.project_name))
    if may_lack_phase and bool(_PHASE.search(one)) != bool(_PHASE.search(other)):
        one, other = (_PHASE.sub("", text) for text in (one, other))
    return one, other


def _without_place(name: str, unit: str | None) -> str:
    left = name_key(name).removeprefix(name_key(unit))
    for place, kind in _PLACE.findall(name_key(unit)):
        left = re.sub(f"^{re.escape(place)}(?:{kind})?", "", left)
    return left if len(left) >= _SHORTEST_NAME else name


def _same_unit(unit: str | None, held: Any, *, knows_unit: bool) -> bool:
    """Equal, left out, shortened or nearly equal; a unit that has projects of its own is no other spelling."""
    one, other = name_key(unit), name_key(held.spending_unit)
    if one == other or not one or not other:
        return True
    if knows_unit:
        return False
    return (
        one == name_key(held.competent_department)
        or _is_short_for(one, other)
        or _nearly_equal(one, other, None, replaced_from=0)
    )


def _is_short_for(one: str, other: str) -> bool:
    """Whether the characters of the shorter name stand in the longer one in their order, and no number is left out."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    if len(short) < 2 or not all(sign in rest for sign in short):
        return False
    left_out = SequenceMatcher(None, short, long, autojunk=False).get_opcodes()
    return not any(_NUMBERS.search(long[start:end]) for tag, _, _, start, end in left_out if tag != "equal")


def _nearly_equal(one: str, other: str, fiscal_year: int | None, *, replaced_from: int = _LONG_NAME) -> bool:
    """Whether the names differ in marks, remarks in brackets, filling words or a slip of one or two characters."""
    if max(len(one), len(other)) > _LONGEST_NAME:
        return False
    (base, remarks), (other_base, other_remarks) = (_parts(text, fiscal_year) for text in (one, other))
    if not _is_slip(base, other_base, replaced_from=replaced_from):
        return False
    left = "".join(text for text in remarks if text not in other_remarks)
    right = "".join(text for text in other_remarks if text not in remarks)
    if left and right:
        return _is_slip(left, right, shortest=1)
    return not _NUMBERS.search(left + right)


@lru_cache(maxsize=16_384)
def _parts(name: str, fiscal_year: int | None) -> tuple[str, list[str]]:
    """A name without its marks and the year it is of anyway, and the remarks in brackets but for codes."""
    key = re.sub(rf"{fiscal_year}年?度?", "", name_key(name)) if fiscal_year else name_key(name)
    key = _MARKS.sub("", key)
    return _GROUP.sub("", key), [
        found for found in _GROUP.findall(key) if found and without_code(f"({found})某") != "某"
    ]


def _is_slip(one: str, other: str, *, shortest: int = _SHORTEST_NAME, replaced_from: int = 0) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < shortest or len(set(one) ^ set(other)) > 12:
        return False
    slips = 0
    for tag, start, end, other_start, other_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "replace" and min(len(one), len(other)) < replaced_from:
            return False
        if tag != "equal":
            slips += _slips(one[start:end], other[other_start:other_end])
    return slips <= _MOST_DIFFERENCES


def _slips(left: str, right: str) -> int:
    """How many slips make one text of the other; more than may be where the difference tells two things apart."""
    if _NUMBERS.search(left + right):
        return _MOST_DIFFERENCES + 1
    if all(not text or _FILLING.fullmatch(text) for text in (left, right)):
        return 1
    is_word = max(len(left), len(right)) > 1 or _TELLING.issuperset(left + right)
    return _MOST_DIFFERENCES + 1 if is_word else 1
