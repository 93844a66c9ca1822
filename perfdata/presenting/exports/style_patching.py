"""Cell styles of a workbook, extended by their red twins: same style with a light red fill."""

from __future__ import annotations

from dataclasses import dataclass, field

from perfdata.presenting.exports import markup as xml

FILL_COLOUR, FONT_COLOUR = "FFFFC7CE", "FF9C0006"
_DARK_THEME_COLOURS = {"1", "3"}
_DARK_INDEXED_COLOURS = {"0", "8", "64", "81"}
_HIGHEST_DARK_LUMINANCE = 110


@dataclass(frozen=True, slots=True)
class _Section:
    """A list in the styles part (fonts, fills, cellXfs): its items as text, those added after ``own_count``."""

    element: xml.Element
    items: list[str]
    own_count: int

    def add(self, item: str) -> int:
        self.items.append(item)
        return len(self.items) - 1


@dataclass(slots=True)
class RedStyles:
    """The styles part while red twins are added; ``twins`` maps the number of a cell style to its red twin's."""

    original: str
    sections: dict[str, _Section]
    prefix: str
    twins: dict[int, int] = field(default_factory=dict)
    fonts: dict[int, int] = field(default_factory=dict)
    fill: int | None = None

    @classmethod
    def read(cls, text: str) -> RedStyles:
        """Raises ValueError for text that is not XML."""
        root = xml.root_element(text)
        sections: dict[str, _Section] = {}
        for element in xml.direct_elements(text, root.content_start, root.content_end):
            if element.name in ("fonts", "fills", "cellXfs"):
                inside = xml.direct_elements(text, element.content_start, element.content_end)
                items = [text[item.start : item.end] for item in inside]
                sections[element.name] = _Section(element, items, len(items))
        return cls(text, sections, xml.prefix_of(xml.root_tag(text)))

    def twin(self, style: int) -> int:
        """The number of the style that is this style with a red fill. Raises LookupError for an unknown style."""
        if style not in self.twins:
            item = self.sections["cellXfs"].items[style]
            font = int(xml.attributes(xml.root_tag(item)).get("fontId", "0"))
            changes = {"fillId": str(self._fill()), "applyFill": "1"}
            if (readable := self._readable_font(font)) != font:
                changes |= {"fontId": str(readable), "applyFont": "1"}
            self.twins[style] = self.sections["cellXfs"].add(_with_attributes(item, changes))
        return self.twins[style]

    def text(self) -> str:
        """The styles part with the twins."""
        text = self.original
        for section in sorted(self.sections.values(), key=lambda section: -section.element.start):
            if added := "".join(section.items[section.own_count :]):
                element = section.element
                tag = xml.with_attribute(xml.start_tag(text, element), "count", str(len(section.items)))
                text = xml.with_content_added(text, element, added, tag=tag)
        return text

    def _fill(self) -> int:
        if self.fill is None:
            p = self.prefix
            colours = f'<{p}fgColor rgb="{FILL_COLOUR}"/><{p}bgColor indexed="64"/>'
            pattern = f'<{p}patternFill patternType="solid">{colours}</{p}patternFill>'
            self.fill = self.sections["fills"].add(f"<{p}fill>{pattern}</{p}fill>")
        return self.fill

    def _readable_font(self, font: int) -> int:
        """The font itself if it is dark, else a twin in dark red."""
        if font not in self.fonts:
            item = self.sections["fonts"].items[font]
            colour = _colour_of(item)
            if colour is None or _is_dark(xml.attributes(xml.start_tag(item, colour))):
                self.fonts[font] = font
            else:
                dark_red = f'<{self.prefix}color rgb="{FONT_COLOUR}"/>'
                self.fonts[font] = self.sections["fonts"].add(item[: colour.start] + dark_red + item[colour.end :])
        return self.fonts[font]


def _with_attributes(item: str, changes: dict[str, str]) -> str:
    tag = xml.root_tag(item)
    rest = item[len(tag) :]
    for name, value in changes.items():
        tag = xml.with_attribute(tag, name, value)
    return tag + rest


def _colour_of(font: str) -> xml.Element | None:
    root = xml.root_element(font)
    inside = xml.direct_elements(font, root.content_start, root.content_end)
    return next((element for element in inside if element.name == "color"), None)


def _is_dark(colour: dict[str, str]) -> bool:
    if rgb := colour.get("rgb"):
        red, green, blue = bytes.fromhex(rgb[-6:])
        return 0.299 * red + 0.587 * green + 0.114 * blue <= _HIGHEST_DARK_LUMINANCE
    if "theme" in colour:
        return colour["theme"] in _DARK_THEME_COLOURS and float(colour.get("tint", "0")) <= 0
    return "auto" in colour or colour.get("indexed") in _DARK_INDEXED_COLOURS
