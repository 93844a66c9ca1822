"""XML as text: find elements and change attributes without rewriting anything else (prefixes, mc:Ignorable, order)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from xml.sax.saxutils import quoteattr

_TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<[?!](?:[^\"'>]|\"[^\"]*\"|'[^']*')*>"
    r"|<(?P<close>/?)(?P<name>[^\s/>]+)(?:[^\"'>]|\"[^\"]*\"|'[^']*')*?(?P<empty>/?)>",
    re.DOTALL,
)
_ROOT = re.compile(r"<(?:(?P<prefix>[^\s/>:?!]+):)?(?P<name>[^\s/>:?!]+)[\s/>]")
_ATTRIBUTES = re.compile(r"\s([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


@dataclass(frozen=True, slots=True)
class Element:
    """One element within a text: its local name, where it starts and ends, and where its content does."""

    name: str
    start: int
    content_start: int
    content_end: int
    end: int


def direct_elements(text: str, start: int = 0, end: int | None = None) -> Iterator[Element]:
    """The outermost elements between two positions, in order. Raises ValueError where tags do not match."""
    depth, opened = 0, (0, 0)
    for token in _TOKEN.finditer(text, start, len(text) if end is None else end):
        name = token["name"]
        if name is None:
            continue
        if token["close"]:
            depth -= 1
            if depth < 0:
                raise ValueError(f"</{name}>")
            if depth == 0:
                yield Element(_local(name), *opened, token.start(), token.end())
        elif token["empty"]:
            if depth == 0:
                yield Element(_local(name), token.start(), token.end(), token.end(), token.end())
        else:
            depth += 1
            if depth == 1:
                opened = token.start(), token.end()
    if depth:
        raise ValueError("unclosed element")


def root_element(text: str) -> Element:
    """The root element. Raises ValueError where there is none."""
    for element in direct_elements(text):
        return element
    raise ValueError("no element")


def root_tag(text: str) -> str:
    """The start tag of the root element, found without reading the rest."""
    for token in _TOKEN.finditer(text):
        if token["name"]:
            return token[0]
    raise ValueError("no element")


def prefix_of(tag: str) -> str:
    """The namespace prefix of a tag with its colon, '' without one."""
    found = _ROOT.match(tag)
    return f"{found['prefix']}:" if found and found["prefix"] else ""


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a start tag, their values unescaped."""
    return {name: unescape(double or single) for name, double, single in _ATTRIBUTES.findall(tag)}


def start_tag(text: str, element: Element) -> str:
    return text[element.start : element.content_start]


def with_attribute(tag: str, name: str, value: str | None) -> str:
    """The start tag with the attribute set, or removed for None; everything else stays as it is."""
    replacement = "" if value is None else f" {name}={quoteattr(value)}"
    present = re.compile(rf"\s{re.escape(name)}\s*=\s*(?:\"[^\"]*\"|'[^']*')")
    if present.search(tag):
        return present.sub(lambda _: replacement, tag, count=1)
    name_end = re.match(r"<[^\s/>]+", tag)
    assert name_end
    return tag[: name_end.end()] + replacement + tag[name_end.end() :]


def opened(tag: str) -> tuple[str, str]:
    """A start tag, also of an empty element, as a start tag with content to come and its end tag."""
    name = re.match(r"<([^\s/>]+)", tag)
    assert name
    return (f"{tag[:-2].rstrip()}>" if tag.endswith("/>") else tag), f"</{name[1]}>"


def with_content(text: str, element: Element, content: str, *, tag: str | None = None) -> str:
    """The text with other content, and if given another start tag, in one of its elements."""
    tag, end_tag = opened(tag or start_tag(text, element))
    return f"{text[: element.start]}{tag}{content}{end_tag}{text[element.end :]}"


def with_content_added(text: str, element: Element, added: str, *, tag: str | None = None) -> str:
    """The text with more content at the end of one of its elements."""
    return with_content(text, element, text[element.content_start : element.content_end] + added, tag=tag)


def _local(name: str) -> str:
    return name.rpartition(":")[2]
