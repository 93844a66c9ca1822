"""What the command line answers to what a file asks: which project, which reading of a cell, which way is better."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from perfdata.checking.near_projects import ProjectQuestion
from perfdata.checking.results_draft import CellQuestion
from perfdata.core.errors import UnusableFileError
from perfdata.core.findings import Finding
from perfdata.core.indicator_answers import IndicatorQuestion
from perfdata.core.keys import name_key
from perfdata.core.model import Project
from perfdata.core.words import WORDS
from perfdata.usecases.uploading import Preview


@dataclass(slots=True)
class Heard:
    """What a run was asked, and the stored projects that remembered answers named: an answer to neither is told."""

    questions: list[object] = field(default_factory=list)
    remembered: set[tuple[str, str, str | None]] = field(default_factory=set)

    def listen(self, preview: Preview) -> None:
        self.questions += preview.questions
        known = (item for item in preview.findings if item.rule_id == "match_confirmed")
        self.remembered |= {(name_key(item.observed), name_key(item.expected), item.project_id) for item in known}

    def unused(self, options: argparse.Namespace) -> Iterator[Finding]:
        """An error finding for each answer that nothing asked for."""
        projects = [item for item in self.questions if isinstance(item, ProjectQuestion)]
        said = [("--same-as", text) for text in options.same_as if not self._is_known(*_split(text), projects)]
        if not any(isinstance(item, IndicatorQuestion) for item in self.questions):
            said += [("--answer", text) for text in options.answer]
        for option, text in said:
            yield WORDS["answer_unused"].finding(None, observed=text, option=option)

    def _is_known(self, read: str, held: str, projects: Sequence[ProjectQuestion]) -> bool:
        name = name_key(held.partition("@")[0])
        return bool(_asked(read, projects)) or any(
            name_key(read) in ("", written) and (name == stored or held == project_id)
            for written, stored, project_id in self.remembered
        )


def choices_of(questions: Sequence[object], options: argparse.Namespace) -> dict[str, str]:
    """What the command line answers, by row key. Raises UnusableFileError where it fits nothing."""
    projects = [item for item in questions if isinstance(item, ProjectQuestion)]
    indicators = [item for item in questions if isinstance(item, IndicatorQuestion)]
    readings = _readings([item for item in questions if isinstance(item, CellQuestion)], options.take)
    named = _projects(projects, options.same_as, others_are_new=options.new_projects)
    return readings | named | _answers(indicators, options.answer)


def refuse_unasked(taken: Sequence[str], cells: Sequence[CellQuestion]) -> None:
    """Raises UnusableFileError where a reading is taken of a cell that nothing asks about."""
    if unfit := [text for text in taken if text != "all" and not _readings(cells, [text])]:
        known = "；".join(f"{item.address}={' / '.join(item.readings)}" for item in cells) or "没有需要改读的单元格"
        raise UnusableFileError(f"--take “{unfit[0]}”对不上所问的单元格，可以写：{known}。没有写入。")


def ways_to_name(questions: Sequence[ProjectQuestion]) -> str:
    """读到的名称=已有名称 / 另一个；…, with the unit or the id behind @ where several have one name."""
    asked = [(item.project_name, item.spending_unit, item.own_id) for item in questions]
    return "；".join(
        f"{written}=" + " / ".join(_told_apart([_facts(near) for near in item.candidates]))
        for written, item in zip(_told_apart(asked), questions, strict=True)
    )


def _readings(questions: Sequence[CellQuestion], taken: Sequence[str]) -> dict[str, str]:
    """The reading of each cell that is named, or of all: the one that is written, else the likeliest."""
    found = {}
    for text in taken:
        where, _, wanted = text.replace("＝", "=").partition("=")
        for item in questions:
            names = ("all", item.address, item.place.cell, str(item.place.line))
            if where in names and (not wanted or wanted in item.readings):
                found[item.row_key] = wanted or item.readings[0]
    return found


def _projects(questions: Sequence[ProjectQuestion], same_as: Sequence[str], *, others_are_new: bool) -> dict[str, str]:
    """Project ids by row key."""
    choices = {item.row_key: item.own_id for item in questions if others_are_new}
    for text in same_as if questions else ():
        read, held = _split(text)
        asked = _asked(read, questions)
        if read and not asked:
            continue
        near = {item.project_id: item for question in asked for item in question.candidates}
        found = [item.project_id for item in near.values() if is_named(held, *_facts(item))]
        if len(asked) != 1 or len(found) != 1:
            why = "可以指不止一个项目" if len(found) > 1 else "对不上所问的项目"
            raise UnusableFileError(f"--same-as “{text}”{why}，可以写：{ways_to_name(questions)}。没有写入。")
        choices[asked[0].row_key] = found[0]
    return choices


def _asked(read: str, questions: Sequence[ProjectQuestion]) -> list[ProjectQuestion]:
    """The questions about a project that was read so; about any where no name is written."""
    return [
        item for item in questions if not read or is_named(read, item.project_name, item.spending_unit, item.own_id)
    ]


def _split(text: str) -> tuple[str, str]:
    """读到的名称=已有名称: both, the first '' where it is not written."""
    read, _, held = text.replace("＝", "=").replace("＠", "@").rpartition("=")
    return read, held


def _facts(project: Project) -> tuple[str, str, str]:
    return project.project_name, project.spending_unit or "", project.project_id


def is_named(text: str, name: str, unit: str, project_id: str) -> bool:
    """By its name, by 名称@单位 or 名称@编号, or by its id."""
    written, _, whose = text.rpartition("@")
    by_name = name_key(text) == name_key(name)
    return (
        by_name
        or text == project_id
        or (name_key(written), name_key(whose))
        in (
            (name_key(name), name_key(unit)),
            (name_key(name), project_id),
        )
    )


def _told_apart(projects: Sequence[tuple[str, str, str]]) -> list[str]:
    """Each name; with its unit, or its id where it has none, where another one has it too."""
    keys = [name_key(name) for name, _, _ in projects]
    return [
        name if keys.count(name_key(name)) == 1 else f"{name}@{unit or project_id}"
        for name, unit, project_id in projects
    ]


def _answers(questions: Sequence[IndicatorQuestion], said: Sequence[str]) -> dict[str, str]:
    """Answers by row key, from 指标名称=回答 or an answer alone for all that it fits. Raises UnusableFileError."""
    answers = {}
    for text in sorted(said, key=_names_an_indicator) if questions else ():
        name, _, answer = text.replace("＝", "=").rpartition("=")
        fitting = [
            (item.row_key, value)
            for item in questions
            for value, label in item.options.items()
            if name_key(name) in ("", name_key(item.indicator_name)) and label.startswith(answer)
        ]
        if not fitting:
            known = "；".join(f"{item.indicator_name}={' / '.join(item.options.values())}" for item in questions)
            raise UnusableFileError(f"--answer “{text}”对不上所问的指标，可以写：{known}。")
        answers |= fitting
    return answers


def _names_an_indicator(answer: str) -> bool:
    return "=" in answer.replace("＝", "=")
