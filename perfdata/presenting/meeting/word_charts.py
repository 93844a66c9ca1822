"""Native charts in a Word document: drawn on a scratch slide, carried over with their workbooks."""

from copy import deepcopy
from itertools import count
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Emu, Mm
from pptx import Presentation

from perfdata.presenting.charts.theme import Chart
from perfdata.presenting.meeting.office_charts import draw

_WIDTH = Mm(156)
_ROW, _LEAST, _MOST = Mm(8), Mm(48), Mm(110)
_INLINE = """<w:drawing
 xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>
<wp:docPr id="{number}" name="图 {number}"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">
<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>"""


class ChartPlacer:
    """Adds charts to paragraphs of one document, numbered from 1."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._scratch = Presentation()
        self._slide = self._scratch.slides.add_slide(self._scratch.slide_layouts[6])
        self._numbers = count(1)

    def add(self, paragraph: Any, chart: Chart, *, alt: str) -> None:
        """Place the chart, in its own line of a paragraph."""
        number = next(self._numbers)
        height = _height(chart)
        drawn = draw(self._slide.shapes, chart, (Emu(0), Emu(0), _WIDTH, height)).chart
        relation = self._carry(drawn, number)
        words = {"width": int(_WIDTH), "height": int(height), "number": number, "relation": relation}
        drawing = parse_xml(_INLINE.format(**words))
        drawing.find(".//{*}docPr").set("descr", alt)
        paragraph.add_run()._r.append(drawing)

    def _carry(self, drawn: Any, number: int) -> str:
        """The chart and its workbook as parts of the document; the id of the relation to the chart."""
        package, document = self._document.part.package, self._document.part
        space = deepcopy(drawn._chartSpace)
        chart = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, b"", package)
        blob = drawn.part.chart_workbook.xlsx_part.blob
        name = PackURI(f"/word/embeddings/chart{number}.xlsx")
        workbook = Part(name, CONTENT_TYPE.SML_SHEET, blob, package)
        space.find("{*}externalData").set(
            f"{{{space.nsmap['r']}}}id", chart.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE)
        )
        chart._blob = serialize_part_xml(space)
        return document.relate_to(chart, RELATIONSHIP_TYPE.CHART)


def _height(chart: Chart) -> Emu:
    rows = min(len(chart.table), 12) if "bar" in chart.spec.kind else 8
    return Emu(min(max(rows * _ROW + Mm(16), _LEAST), _MOST))
