"""The report in an office's own Word template (PERFDATA_REPORT_TEMPLATE). Imports docxtpl: import where used."""

import re
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from perfdata.core.errors import UnusableFileError
from perfdata.presenting.meeting.briefing import Briefing, Section, texts_of
from perfdata.presenting.meeting.fixed_package import fixed_package

# Beside its own errors a mark may raise whatever an expression can; SyntaxError is of the XML around marks.
_UNUSABLE = (
    TemplateError,
    BadZipFile,
    ArithmeticError,
    AttributeError,
    LookupError,
    SyntaxError,
    TypeError,
    ValueError,
)


def filled_template(template: bytes, briefing: Briefing, *, name: str) -> bytes:
    """The template with the briefing in its marks: title, subtitle, verdicts, sections (with tables), sources.

    Raises UnusableFileError that names the template where it is no Word document or a mark cannot be filled.
    """
    buffer = BytesIO()
    try:
        document = DocxTemplate(BytesIO(template))
        document.render(_marks(briefing), SandboxedEnvironment(autoescape=True, undefined=StrictUndefined))
        document.save(buffer)
    except _UNUSABLE as error:
        raise UnusableFileError(
            f"{name}：不能用作简报模板（{_reason(error)}）。请改正模板中的标记，或去掉这项设置。"
        ) from error
    return fixed_package(buffer.getvalue())


def _reason(error: Exception) -> str:
    if isinstance(error, BadZipFile):
        return "不是 Word 文档"
    if isinstance(error, UndefinedError) and (names := re.findall("'([^']*)'", str(error))):
        return f"没有“{names[-1]}”这一项"
    return "有标记没有写完整、算不出来或不允许使用"


def _marks(briefing: Briefing) -> dict[str, Any]:
    return {
        "title": briefing.title,
        "subtitle": briefing.subtitle,
        "verdicts": [verdict._asdict() for verdict in briefing.verdicts],
        "sections": [_section(section) for section in briefing.sections],
        "sources": list(briefing.sources),
    }


def _section(section: Section) -> dict[str, Any]:
    tables = [(table, table.columns()) for table in section.tables]
    return {
        "title": section.title,
        "sentences": list(section.sentences),
        "by_hand": list(section.by_hand),
        "tables": [
            {
                "title": table.title,
                "header": [column.header for column in columns],
                "rows": list(zip(*map(texts_of, columns), strict=True)),
                "note": table.note,
            }
            for table, columns in tables
        ],
    }
