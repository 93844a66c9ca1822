"""Tables that go on under a second title of their sheet: 某表（续表）, or the same title on the next page."""

import re
from collections.abc import Sequence

from perfdata.core.text import normalise_label
from perfdata.reading.drafts import Form

GOES_ON = re.compile(r"续[表页一二三四1-9]?(?![签聘建修期费保航办展签作存])|接上[页表]")
_MARKS = re.compile(r"[(【\[]?(?:续[表页]?[一二三四\d]*|接上[页表])[)】\]]?")


def joined(forms: Sequence[Form]) -> list[Form]:
    """The forms of a sheet, those that go on with the one above them as part of it; indicators that belong to no
    project are told."""
    whole: list[Form] = []
    for form in forms:
        if whole and _goes_on(form, whole[-1]):
            _join(whole[-1], form)
            continue
        whole.append(form)
        is_named = form.name_place or "project_name" in form.texts
        if form.lines and not is_named and form.columns and not form.columns.is_monitoring:
            place = form.place_of(form.lines[0])
            form.ask("indicators_without_project", place, observed=form.title, count=len(form.lines))
    return whole


def _goes_on(form: Form, above: Form) -> bool:
    if not (form.lines and above.lines and form.columns and above.columns):
        return False
    kinds = {(columns.has_actual, columns.is_monitoring) for columns in (form.columns, above.columns)}
    if len(kinds) > 1 or form.budget or form.funding or form.parts:
        return False
    names = [normalise_label(item.texts["project_name"].text) for item in (form, above) if "project_name" in item.texts]
    title, title_above = (_MARKS.sub("", normalise_label(item.title)) for item in (form, above))
    if GOES_ON.search(form.title):
        return len(set(names)) == 1
    return bool(title) and title == title_above and "project_name" not in form.texts and not form.name_place


def _join(above: Form, form: Form) -> None:
    """Rows without a level are of the one in force above the break."""
    last, at = above.lines[-1], 0
    for at, line in enumerate(form.lines):
        if line.level1 or line.level2:
            break
        form.lines[at] = line._replace(level1=last.level1, level2=last.level2)
    above.lines += form.lines
    above.findings += form.findings
    above.sections += form.sections
    for name in ("texts", "totals", "execution"):
        setattr(above, name, getattr(form, name) | getattr(above, name))
    above.stated_score = above.stated_score or form.stated_score
