"""PDF files with real text as sheets."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from operator import itemgetter
from typing import Any

from perfdata.containers.flows import Table, flow_sheets
from perfdata.containers.grids import Merge, RawSheet
from perfdata.containers.visible_text import Run, Seen, sign_font, visible
from perfdata.core.errors import UnusableFileError

MOST_PAGES = 100
_SNAP = 3.0
_FEW_SIGNS, _LEAST_SIZE = 5, 2
_NEAR = 1.5
_WHITE = (1, (1,), (1, 1, 1), (0, 0, 0, 0))
_OTHER = "请提供原始表格（.xlsx 或 Word 文档）"
_REASONS = {
    "password": "PDF 有打开密码，请先取消密码，或提供原始表格（.xlsx 或 Word 文档）",
    "scan": f"PDF 是扫描件，没有文字可读，{_OTHER}",
    "glyphs": f"PDF 的文字没有编码，无法还原成汉字，{_OTHER}",
    "pages": f"PDF 超过 100 页，请只保留有表格的页，或{_OTHER[1:]}",
    "damaged": f"PDF 已损坏，无法打开，请重新导出，或{_OTHER[1:]}",
}


Sign = dict[str, Any]
Box = tuple[float, float, float, float]


def read_pdf(content: bytes, *, file_name: str) -> list[RawSheet]:
    """The tables of all pages, those that go on over pages joined. Raises UnusableFileError with the reason."""
    found: dict[str, Any] = _extracted(content) if b"obj" in content else {"error": "damaged"}
    if "error" in found:
        raise UnusableFileError(f"{file_name}：{_REASONS[found['error']]}。")
    reason = f"PDF 里没有找到有框线的表格，{_OTHER}"
    sheets = flow_sheets(found["flow"], container="pdf", file_name=file_name, reason=reason)
    if found["blank_pages"]:
        pages = "、".join(map(str, found["blank_pages"]))
        notice = f"{file_name}：第 {pages} 页没有文字（可能是扫描的图片），没有读取，请核对。"
        sheets = [replace(sheet, notices=(notice,)) for sheet in sheets]
    return sheets


def _extracted(content: bytes) -> dict[str, Any]:
    """{"flow": paragraphs and tables, "blank_pages": numbers} or {"error": reason}. What pdfplumber raises of a damaged
    file is of any kind."""
    import pdfplumber

    try:
        with pdfplumber.open(BytesIO(content)) as document:
            return _read(document)
    except MemoryError:
        raise
    except Exception as error:
        causes = {type(cause).__name__ for cause in (*error.args, error.__context__)}
        return {"error": "password" if "PDFPasswordIncorrect" in causes else "damaged"}


def _read(document: Any) -> dict[str, Any]:
    if len(document.pages) > MOST_PAGES:
        return {"error": "pages"}
    flow: list[tuple[Seen | Table, list[float]]] = []
    blank, sign_count, unknown_count = [], 0, 0
    for number, page in enumerate(document.pages, start=1):
        signs = list(_printed_once(page.chars))
        filled = [sign for sign in signs if sign["text"].strip()]
        sign_count += len(filled)
        unknown_count += sum(sign["text"].startswith("(cid:") or sign["text"] == "\ufffd" for sign in filled)
        if len(filled) < _FEW_SIGNS and page.images:
            blank.append(number)
        _join(flow, list(_page_flow(page, signs)))
        page.close()
    if not sign_count:
        return {"error": "scan"}
    if unknown_count * 5 > sign_count:
        return {"error": "glyphs"}
    return {"flow": [item for item, _ in flow], "blank_pages": blank}


def _printed_once(chars: list[Sign]) -> Iterator[Sign]:
    """The signs without those printed again at nearly the same spot, as programs do that imitate bold."""
    printed: dict[tuple[str, int, int], list[Sign]] = {}
    for sign in chars:
        x, y, near = sign["x0"], sign["top"], min(_NEAR, 0.2 * sign["size"])
        fields = [(int(x // _NEAR) + right, int(y // _NEAR) + down) for right in (-1, 0, 1) for down in (-1, 0, 1)]
        others = (other for field in fields for other in printed.get((sign["text"], *field), ()))
        if not any(abs(x - other["x0"]) <= near and abs(y - other["top"]) <= near for other in others):
            printed.setdefault((sign["text"], *fields[4]), []).append(sign)
            yield sign


def _without_strokes(page: Any, signs: list[Sign]) -> Any:
    """The page without the lines that strike signs through, which are marked."""
    signs = sorted(signs, key=_middle)
    middles, strokes = list(map(_middle, signs)), list[Sign]()
    for line in (*page.lines, *page.rects):
        y = (line["top"] + line["bottom"]) / 2
        if line["height"] > _NEAR or line["width"] <= line["height"]:
            continue
        near = signs[bisect_left(middles, y - 5 * _SNAP) : bisect_right(middles, y + 5 * _SNAP)]
        crossed = [
            sign
            for sign in near
            if abs(_middle(sign) - y) < 0.22 * sign["height"]
            and line["x0"] - 1 < (sign["x0"] + sign["x1"]) / 2 < line["x1"] + 1
        ]
        if crossed and line["width"] <= sum(sign["x1"] - sign["x0"] for sign in crossed) + 2 * crossed[0]["size"]:
            strokes.append(line)
            for sign in crossed:
                sign["is_struck"] = True
    return page.filter(lambda item: item not in strokes) if strokes else page


def _middle(sign: Sign) -> float:
    return (sign["top"] + sign["bottom"]) / 2


def _join(flow: list[tuple[Seen | Table, list[float]]], page: list[tuple[Seen | Table, list[float]]]) -> None:
    """A page that begins with a table on the same columns goes on with that of the page before, header dropped."""
    above, edges = flow[-1] if flow else (None, [])
    below, below_edges = page[0] if page else (None, [])
    pairs = zip(edges, below_edges, strict=False)
    is_alike = len(edges) == len(below_edges) and all(abs(one - other) <= _SNAP for one, other in pairs)
    if isinstance(above, Table) and isinstance(below, Table) and is_alike:
        above.append(below, without_header=below.rows[0] == above.rows[0] and len(below.rows) > 1)
        page = page[1:]
    flow.extend(page)


def _page_flow(page: Any, signs: list[Sign]) -> Iterator[tuple[Seen | Table, list[float]]]:
    """Text lines outside tables and the tables with the left edges of their columns, from top to bottom."""
    found = _without_strokes(page, signs).find_tables()
    grounds = [rect for rect in page.rects if rect["fill"] and rect["non_stroking_color"] not in _WHITE]
    for sign in signs:
        if sign["non_stroking_color"] in _WHITE:
            sign["is_filled"] = any(_inside(sign, (r["x0"], r["top"], r["x1"], r["bottom"])) for r in grounds)
    tables = sorted(found, key=lambda table: table.bbox[1])
    outside = [sign for sign in signs if not any(_inside(sign, table.bbox) for table in tables)]
    waiting = [(min(map(itemgetter("top"), line)), visible(_line_runs(line)).trimmed()) for line in _lines(outside)]
    for table in tables:
        yield from ((seen, []) for top, seen in waiting if top < table.bbox[1])
        waiting = [(top, seen) for top, seen in waiting if top >= table.bbox[1]]
        yield _table(table, signs)
    yield from ((seen, []) for _, seen in waiting)


def _table(found: Any, signs: list[Sign]) -> tuple[Table, list[float]]:
    boxes: list[Box] = sorted(found.cells, key=itemgetter(1, 0))
    lefts, tops = _edges([box[0] for box in boxes]), _edges([box[1] for box in boxes])
    table = Table([[""] * len(lefts) for _ in tops])
    own = [sign for sign in signs if _inside(sign, found.bbox)]
    for box in boxes:
        row, column = _at(tops, box[1]), _at(lefts, box[0])
        last_row = max(sum(top < box[3] - _SNAP for top in tops) - 1, row)
        last_column = max(sum(left < box[2] - _SNAP for left in lefts) - 1, column)
        table.put(row + 1, column, _cell_text([sign for sign in own if _inside(sign, box)], box))
        if (last_row, last_column) != (row, column):
            table.merges.append(Merge(row + 1, column, last_row + 1, last_column))
    return table, lefts


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SNAP:
            edges.append(value)
    return edges


def _at(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda position: abs(edges[position] - value))


def _inside(sign: Sign, box: Box) -> bool:
    x, y = (sign["x0"] + sign["x1"]) / 2, (sign["top"] + sign["bottom"]) / 2
    return box[0] <= x < box[2] and box[1] <= y < box[3]


def _lines(signs: list[Sign]) -> list[list[Sign]]:
    from pdfplumber.utils.clustering import cluster_objects

    _put_down_raised(signs)
    lines = cluster_objects(signs, itemgetter("bottom"), 3)
    return [sorted(line, key=itemgetter("x0")) for line in lines if any(sign["text"].strip() for sign in line)]


def _put_down_raised(signs: list[Sign]) -> None:
    """Small signs right behind a larger one and above its foot stand on its line, marked as raised."""
    most = max((sign["size"] for sign in signs), default=0)
    for sign in sorted([sign for sign in signs if sign["size"] <= 0.8 * most], key=itemgetter("x0")):
        for base in signs:
            is_behind = -1 < sign["x0"] - base["x1"] < 0.3 * base["size"]
            own = base.get("is_raised", sign["bottom"])
            if is_behind and base["size"] >= 1.2 * sign["size"]:
                is_raised = base["top"] < sign["bottom"] - 0.3 * sign["size"] and sign["bottom"] < base["bottom"] - 1
            else:
                is_raised = is_behind and "is_raised" in base and abs(own - sign["bottom"]) < 1
            if is_raised:
                sign["is_raised"], sign["bottom"] = sign["bottom"], base["bottom"]
                break


def _line_runs(line: list[Sign]) -> Iterator[Run]:
    """What a line says, a blank where there is room for one."""
    end, text = None, ""
    filled = [at for at, sign in enumerate(line) if sign["text"].strip()]
    for sign in line[filled[0] : filled[-1] + 1]:
        if end is not None and sign["x0"] - end > 0.6 * sign["size"] and not text.endswith(" "):
            yield Run(" ")
        end, text = sign["x1"], sign["text"]
        looks = {name: sign.get(name, False) for name in ("is_struck", "is_filled")}
        looks |= {"is_raised": "is_raised" in sign, "is_tiny": sign["size"] < _LEAST_SIZE}
        is_white = sign["non_stroking_color"] in _WHITE
        yield Run(text, **looks, font=sign_font(sign["fontname"]), is_white=is_white)


def _cell_text(signs: list[Sign], box: Box) -> Seen:
    """A line that fills the cell goes on in the next one; one that ends early ends there."""
    runs: list[Run] = []
    goes_on = False
    for line in _lines(signs):
        line_runs = list(_line_runs(line))
        if runs:
            last, first = runs[-1].text[-1:], line_runs[0].text[:1]
            is_word = last.isascii() and last.isalpha() and first.isascii() and first.isalpha()
            runs.append(Run(" " if is_word and goes_on else "" if goes_on else "\n"))
        runs += line_runs
        size = line[-1]["size"]
        goes_on = (box[2] - box[0]) - (line[-1]["x1"] - line[0]["x0"]) < 14 + 2 * size
    return visible(runs).trimmed()
