"""How the text of an HTML page looks, by tags, attributes and the style sheets in the page."""

import re
from collections.abc import Mapping

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from perfdata.containers.visible_text import Run, sign_font

_STRUCK = {"s", "del", "strike"}
_SELECTOR = re.compile(r"[\w-]*(?:\.[\w-]+)?")
_STRUCK_CSS = re.compile(r"text-decoration(?:-line)?\s*:[^;]{0,100}line-through", re.I)
_LOWERED_CSS = re.compile(r"vertical-align\s*:\s*sub\b", re.I)
_RAISED_CSS = re.compile(r"vertical-align\s*:\s*super", re.I)
_COLOR_CSS = re.compile(r"(?<![\w-])color\s*:\s*([^;]{0,30})", re.I)
_GROUND_CSS = re.compile(r"(?<![\w-])background(?:-color)?\s*:\s*([^;]{0,100})", re.I)
_WHITE = re.compile(r"(?:#fff(?:fff)?|white|rgb\(255,\s*255,\s*255\)|window|background1)(?!\w)", re.I)
_NO_GROUND = re.compile(r"(?:none|transparent|inherit|initial|unset|auto)\b", re.I)
_FONT_CSS = re.compile(r"font-family\s*:([^;]{0,100})", re.I)
_LONGEST_CSS = 2_000
_MOST_CLASSES = 10
_HIDDEN_CSS = re.compile(
    r"(?<![\w-])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|color\s*:\s*transparent"
    r"|opacity\s*:\s*0*(?:0|\.0+)(?![\d.])|(?:left|top|text-indent)\s*:\s*-(?:\d{4,}|999))",
    re.I,
)
_SIZE_CSS = re.compile(r"(?<![\w-])font-size\s*:\s*(\d*\.?\d+)\s*(?:px|pt)?(?![\d.%\w])", re.I)
LEAST_SIZE = 2


def style_rules(root: etree._Element) -> dict[str, str]:
    """Declarations of the style sheets in the page, by selector: td, .xl65 or td.xl65; others are not looked at."""
    rules: dict[str, str] = {}
    for sheet in root.iter("style"):
        for rule in "".join(sheet.itertext()).replace("<!--", "").split("}"):
            selectors, _, declarations = rule.rpartition("*/")[2].partition("{")
            for selector in filter(_SELECTOR.fullmatch, map(str.strip, selectors.lower().split(","))):
                rules[selector] = f"{rules.get(selector, '')};{declarations}"[:_LONGEST_CSS]
    return rules


def _css(element: etree._Element, rules: Mapping[str, str]) -> str:
    tag, classes = local_name(element), (element.get("class") or "").lower().split()[:_MOST_CLASSES]
    selectors = (tag, *(selector for name in classes for selector in (f".{name}", f"{tag}.{name}")))
    return ";".join([*filter(None, map(rules.get, selectors)), (element.get("style") or "")[:_LONGEST_CSS]])


def look_of(element: etree._Element, around: Run, rules: Mapping[str, str]) -> Run:
    """How a text in an element looks, by what stands around it, its tag, its attributes and style sheets."""
    tag, css = local_name(element), _css(element, rules)
    if not css and not element.attrib and tag not in _STRUCK and tag not in ("sup", "sub"):
        return around
    stated = {name.rpartition("}")[2].lower(): value for name, value in element.attrib.items()}
    name = stated.get("face") or (found[1] if (found := _FONT_CSS.search(css)) else None)
    is_hidden = "hidden" in element.attrib or bool(_HIDDEN_CSS.search(css))
    ground = stated.get("bgcolor") or (found[1].strip() if (found := _GROUND_CSS.search(css)) else "none")
    size = _SIZE_CSS.search(css)
    color = stated.get("color") or (found[1].strip() if (found := _COLOR_CSS.search(css)) else None)
    return Run(
        "",
        is_struck=around.is_struck or tag in _STRUCK or bool(_STRUCK_CSS.search(css)),
        is_hidden=is_hidden or around.is_hidden,
        is_raised=around.is_raised or tag == "sup" or bool(_RAISED_CSS.search(css)),
        font=around.font if name is None else sign_font(name),
        is_lowered=around.is_lowered or tag == "sub" or bool(_LOWERED_CSS.search(css)),
        is_white=around.is_white if color is None else bool(_WHITE.match(color)),
        is_filled=around.is_filled if _NO_GROUND.match(ground) else not _WHITE.match(ground),
        is_tiny=around.is_tiny if size is None else float(size[1]) < LEAST_SIZE,
    )


def local_name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
