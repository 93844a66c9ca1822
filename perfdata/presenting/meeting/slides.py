"""Slides of a briefing as .pptx, 16:9: one question a slide, native charts, the sentences as notes."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, NamedTuple

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Mm, Pt

from perfdata.presenting.charts.theme import NAVY, TONE_TEXTS, TRACK, Chart
from perfdata.presenting.exports.cells import TableColumn
from perfdata.presenting.exports.native_charts import FONT
from perfdata.presenting.formats import cut
from perfdata.presenting.meeting.briefing import (
    Briefing,
    Section,
    Table,
    head_of,
    is_of_numbers,
    lines_of,
    texts_of,
    width_shares,
)
from perfdata.presenting.meeting.fixed_package import fixed_package
from perfdata.presenting.meeting.office_charts import draw, is_drawable, rgb

_WIDTH, _HEIGHT = Mm(338.7), Mm(190.5)
_LEFT, _ROOM = Mm(16), Mm(306.7)
_TOP, _FOOT = Mm(40), Mm(176)
_MOST_ROWS, _MOST_SLIDES = 11, 9
_TEXT, _MUTED = RGBColor(0x1F, 0x29, 0x33), RGBColor(0x5B, 0x66, 0x72)
_BLANK = 6
_ROOM_MM, _CELL_MARGINS, _MM_OF_POINT, _LINE = 306.7, 4.0, 0.353, 1.3
_SIZES = (16, 14, 12, 11, 10)
_ABOVE_AND_BELOW_MM, _LEAST_ROW_MM = 2.5, 9.0
_BAR_MM, _AXIS_MM = Mm(24), Mm(20)


def slides(briefing: Briefing) -> bytes:
    """At most nine slides: the verdicts, then a slide a table or chart of each section."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = _WIDTH, _HEIGHT
    _add_verdicts(deck, briefing)
    for section, part in list(_parts(briefing.sections))[: _MOST_SLIDES - 1]:
        _add_part(deck, section, part, briefing)
    buffer = BytesIO()
    deck.save(buffer)
    return fixed_package(buffer.getvalue())


def _parts(sections: Sequence[Section]) -> Iterator[tuple[Section, Chart | Table]]:
    """What is shown of each section: its first chart, else its first table."""
    for section in sections:
        parts: list[Chart | Table] = [*filter(is_drawable, section.charts), *section.tables]
        if parts:
            yield section, parts[0]


def _add_verdicts(deck: Any, briefing: Briefing) -> None:
    slide = _new_slide(deck, briefing.title, briefing.subtitle)
    gap, count = Mm(6), len(briefing.verdicts)
    width = Emu((_ROOM - gap * (count - 1)) // count)
    for at, verdict in enumerate(briefing.verdicts):
        frame = _box(slide, (Emu(_LEFT + at * (width + gap)), _TOP, width, Mm(62)), filled=True)
        colour = rgb(TONE_TEXTS[verdict.tone])
        _write(frame, f"{verdict.subject}：{verdict.word}", size=16, colour=colour, bold=True, is_first=True)
        _write(frame, verdict.figure, size=32, bold=True)
        for line in filter(None, verdict.lines):
            _write(frame, line, size=12, colour=_MUTED)
    first = next((section for section in briefing.sections if section.sentences), None)
    frame = _box(slide, (_LEFT, Mm(110), _ROOM, Mm(56)))
    sentences = first.sentences if first else ()
    for at, sentence in enumerate(sentences):
        _write(frame, sentence, size=18, is_first=at == 0)
    _finish(slide, briefing, sentences)


def _add_part(deck: Any, section: Section, part: Chart | Table, briefing: Briefing) -> None:
    subtitle = "".join(section.sentences) if part.title == section.title else part.title
    slide = _new_slide(deck, section.title, subtitle)
    room = (_LEFT, _TOP, _ROOM, Emu(_FOOT - _TOP - Mm(16)))
    if isinstance(part, Chart):
        draw(slide.shapes, part, (*room[:3], min(room[-1], _height(part))))
        note = part.note
    else:
        fitted = _fitted(part, room_mm=room[-1] / Mm(1))
        _add_table(slide, fitted, room)
        left = len(part.frame) + 1 - len(fitted.heights_mm)
        note = "".join([f"其余 {left:,} 行见数据工作簿。" if left > 0 else "", part.note])
    frame = _box(slide, (_LEFT, Emu(_FOOT - Mm(14)), _ROOM, Mm(12)))
    _write(frame, cut(note, most=150), size=11, colour=_MUTED, is_first=True)
    _finish(slide, briefing, [*section.sentences, note])


def _height(chart: Chart) -> Emu:
    """What the rows of bars need, so that a single one does not fill the slide; all other charts take the room."""
    return Emu(len(chart.table) * _BAR_MM + _AXIS_MM if "bar" in chart.spec.kind else _HEIGHT)


def _new_slide(deck: Any, title: str, subtitle: str) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[_BLANK])
    frame = _box(slide, (_LEFT, Mm(10), _ROOM, Mm(28)))
    _write(frame, title, size=26, bold=True, colour=rgb(NAVY), is_first=True)
    if subtitle:
        _write(frame, cut(subtitle, most=96), size=14, colour=_MUTED)
    return slide


def _finish(slide: Any, briefing: Briefing, sentences: Sequence[str]) -> None:
    """The line at the foot that says whose data of which day these are, and the notes of the speaker."""
    frame = _box(slide, (_LEFT, _FOOT, _ROOM, Mm(9)))
    _write(frame, briefing.subtitle, size=10, colour=_MUTED, is_first=True)
    slide.notes_slide.notes_text_frame.text = "\n".join([*filter(None, sentences), *briefing.sources])


def _box(slide: Any, box: tuple[Any, Any, Any, Any], *, filled: bool = False) -> Any:
    shape = slide.shapes.add_textbox(*box)
    frame = shape.text_frame
    if filled:
        frame.auto_size = MSO_AUTO_SIZE.NONE
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(TRACK)
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    return frame


def _write(
    frame: Any, text: str, *, size: float, colour: RGBColor = _TEXT, bold: bool = False, is_first: bool = False
) -> None:
    paragraph = frame.paragraphs[0] if is_first else frame.add_paragraph()
    _add_run(paragraph, text, size=size, colour=colour, bold=bold)


def _add_run(paragraph: Any, text: str, *, size: float, colour: RGBColor = _TEXT, bold: bool = False) -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
    run.font.color.rgb = colour
    properties = run._r.get_or_add_rPr()
    properties.append(properties.makeelement(qn("a:ea"), {"typeface": FONT}))


class _Fitted(NamedTuple):
    """A table as it fits on a slide: its first rows, the shares of its columns, points, millimetres of each row."""

    columns: Sequence[TableColumn]
    shares: Sequence[float]
    size: float
    heights_mm: Sequence[float]


def _fitted(table: Table, *, room_mm: float) -> _Fitted:
    """As many rows as fit whole, in the largest type; one row in the smallest where not even that fits."""
    most = min(len(table.frame), _MOST_ROWS)
    tries = (_sized(table.columns(most=rows), size) for rows in range(most, 0, -1) for size in _SIZES)
    last = _sized(table.columns(most=1), _SIZES[-1])
    return next((made for made in tries if sum(made.heights_mm) <= room_mm), last)


def _sized(columns: Sequence[TableColumn], size: float) -> _Fitted:
    room = _ROOM_MM / (size * _MM_OF_POINT / 2)
    shares = width_shares(columns, room=room, margin=_CELL_MARGINS)
    lines = lines_of(columns, shares, room=room, margin=_CELL_MARGINS)
    heights = [max(count * size * _LINE * _MM_OF_POINT + _ABOVE_AND_BELOW_MM, _LEAST_ROW_MM) for count in lines]
    return _Fitted(columns, shares, size, heights)


def _add_table(slide: Any, fitted: _Fitted, room: tuple[Any, Any, Any, Any]) -> None:
    left, top, width, _ = room
    columns, heights = fitted.columns, [Mm(height) for height in fitted.heights_mm]
    table = slide.shapes.add_table(len(heights), len(columns), left, top, width, Emu(sum(heights))).table
    for row, height in zip(table.rows, heights, strict=True):
        row.height = height
    for position, column in enumerate(columns):
        table.columns[position].width = Emu(int(width * fitted.shares[position]))
        aligned = PP_ALIGN.RIGHT if is_of_numbers(column) else PP_ALIGN.LEFT
        for row, text in enumerate([head_of(column), *texts_of(column)]):
            cell = table.cell(row, position)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_top = cell.margin_bottom = Mm(1)
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb("#FFFFFF" if row else NAVY)
            paragraph = cell.text_frame.paragraphs[0]
            paragraph.alignment = aligned if row else PP_ALIGN.LEFT
            colour = _TEXT if row else RGBColor(0xFF, 0xFF, 0xFF)
            for at, line in enumerate(text.split("\n")):
                if at:
                    paragraph.add_line_break()
                _add_run(paragraph, line, size=fitted.size, colour=colour, bold=row == 0)
