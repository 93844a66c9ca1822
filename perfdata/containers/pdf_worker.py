"""Run as a process: a PDF on standard input, its paragraphs and tables on standard output."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from operator import itemgetter
from typing import Any

from perfdata.containers.isolated import serve

MOST_PAGES = 100
_SNAP = 3.0
_FEW_SIGNS = 5

Box = tuple[float, float, float, float]


def extract(content: bytes) -> dict[str, Any]:
    """{"flow": paragraphs and tables, "blank_pages": numbers} or {"error": reason}."""
    import pdfplumber
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(BytesIO(content)) as document:
            return _read(document)
    except PdfminerException as error:
        causes = {type(cause).__name__ for cause in (*error.args, error.__context__)}
        return {"error": "password" if "PDFPasswordIncorrect" in causes else "damaged"}


def _read(document: Any) -> dict[str, Any]:
    if len(document.pages) > MOST_PAGES:
        return {"error": "pages"}
    flow: list[Any] = []
    blank, sign_count, unknown_count = [], 0, 0
    for number, page in enumerate(document.pages, start=1):
        signs = [sign for sign in page.chars if sign["text"].strip()]
        sign_count += len(signs)
        unknown_count += sum(sign["text"].startswith("(cid:") or sign["text"] == "\ufffd" for sign in signs)
        if len(signs) < _FEW_SIGNS and page.images:
            blank.append(number)
        _join(flow, list(_page_flow(page)))
        page.close()
    if not sign_count:
        return {"error": "scan"}
    if unknown_count * 5 > sign_count:
        return {"error": "glyphs"}
    return {"flow": flow, "blank_pages": blank}


def _join(flow: list[Any], page: list[Any]) -> None:
    """A page that begins with a table on the same columns goes on with that of the page before, header dropped."""
    above = flow[-1] if flow else None
    if not (page and isinstance(page[0], dict) and isinstance(above, dict)) or not _same(above, page[0]):
        flow.extend(page)
        return
    below = page[0]
    repeats = below["rows"][0] == above["rows"][0] and len(below["rows"]) > 1
    skipped, shift = int(repeats), len(above["rows"]) - int(repeats)
    above["rows"] += below["rows"][skipped:]
    above["merges"] += [
        [first + shift, left, last + shift, right] for first, left, last, right in below["merges"] if first > skipped
    ]
    flow.extend(page[1:])


def _same(above: dict[str, Any], below: dict[str, Any]) -> bool:
    edges = above["edges"], below["edges"]
    return len(edges[0]) == len(edges[1]) and all(abs(a - b) <= _SNAP for a, b in zip(*edges, strict=True))


def _page_flow(page: Any) -> Iterator[Any]:
    """Text lines outside tables and the tables, from top to bottom."""
    tables = sorted(page.find_tables(), key=lambda table: table.bbox[1])
    outside = [sign for sign in page.chars if not any(_inside(sign, table.bbox) for table in tables)]
    waiting = [(min(map(itemgetter("top"), line)), _line_text(line)) for line in _lines(outside)]
    for table in tables:
        yield from (text for top, text in waiting if top < table.bbox[1])
        waiting = [(top, text) for top, text in waiting if top >= table.bbox[1]]
        yield _table(table, page.chars)
    yield from (text for _, text in waiting)


def _table(table: Any, chars: list[dict[str, Any]]) -> dict[str, Any]:
    boxes: list[Box] = sorted(table.cells, key=itemgetter(1, 0))
    lefts, tops = _edges([box[0] for box in boxes]), _edges([box[1] for box in boxes])
    rows: list[list[str]] = [[""] * len(lefts) for _ in tops]
    merges: list[list[int]] = []
    own = [sign for sign in chars if _inside(sign, table.bbox)]
    for box in boxes:
        row, column = _at(tops, box[1]), _at(lefts, box[0])
        last_row = max(sum(top < box[3] - _SNAP for top in tops) - 1, row)
        last_column = max(sum(left < box[2] - _SNAP for left in lefts) - 1, column)
        rows[row][column] = _cell_text([sign for sign in own if _inside(sign, box)], box)
        if (last_row, last_column) != (row, column):
            merges.append([row + 1, column, last_row + 1, last_column])
    return {"rows": rows, "merges": merges, "edges": lefts}


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    return edges


def _at(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda position: abs(edges[position] - value))


def _inside(sign: dict[str, Any], box: Box) -> bool:
    x, y = (sign["x0"] + sign["x1"]) / 2, (sign["top"] + sign["bottom"]) / 2
    return box[0] <= x < box[2] and box[1] <= y < box[3]


def _lines(chars: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    from pdfplumber.utils.clustering import cluster_objects

    lines = cluster_objects(chars, itemgetter("bottom"), 3)
    return [sorted(line, key=itemgetter("x0")) for line in lines if any(sign["text"].strip() for sign in line)]


def _line_text(line: list[dict[str, Any]]) -> str:
    text, end = "", None
    for sign in line:
        if end is not None and sign["x0"] - end > 0.6 * sign["size"] and not text.endswith(" "):
            text += " "
        text, end = text + sign["text"], sign["x1"]
    return text.strip()


def _cell_text(chars: list[dict[str, Any]], box: Box) -> str:
    """A line that fills the cell goes on in the next one; one that ends early ends there."""
    text, goes_on = "", False
    for line in _lines(chars):
        line_text = _line_text(line)
        if text:
            is_word = text[-1].isascii() and text[-1].isalpha() and line_text[:1].isascii() and line_text[:1].isalpha()
            text += (" " if is_word else "") if goes_on else "\n"
        text += line_text
        size = line[-1]["size"]
        goes_on = (box[2] - box[0]) - (line[-1]["x1"] - line[0]["x0"]) < 14 + 2 * size
    return text


if __name__ == "__main__":
    serve(extract)
