"""PDF files with real text as sheets; they are read in a process of their own."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from perfdata.containers.flows import Table, flow_sheets
from perfdata.containers.grids import Merge, RawSheet
from perfdata.containers.isolated import SECONDS, Ended, run_isolated
from perfdata.core.errors import UnusableFileError

_OTHER = "请提供原始表格（.xlsx 或 Word 文档）"
_REASONS = {
    "password": "PDF 有打开密码，请先取消密码，或提供原始表格（.xlsx 或 Word 文档）",
    "scan": f"PDF 是扫描件，没有文字可读，{_OTHER}",
    "glyphs": f"PDF 的文字没有编码，无法还原成汉字，{_OTHER}",
    "pages": f"PDF 超过 100 页，请只保留有表格的页，或{_OTHER[1:]}",
    "damaged": f"PDF 已损坏，无法打开，请重新导出，或{_OTHER[1:]}",
    "slow": f"PDF 太复杂，{SECONDS} 秒内没有读完，请只保留有表格的页，或{_OTHER[1:]}",
}


def read_pdf(content: bytes, *, file_name: str) -> list[RawSheet]:
    """The tables of all pages, those that go on over pages joined. Raises UnusableFileError with the reason."""
    try:
        found = _extracted(content) if b"obj" in content else {"error": "damaged"}
    except Ended as error:
        raise UnusableFileError(f"{file_name}：{_REASONS['slow' if error.is_slow else 'damaged']}。") from error
    if "error" in found:
        raise UnusableFileError(f"{file_name}：{_REASONS[found['error']]}。")
    flow = [item if isinstance(item, str) else _table(item) for item in found["flow"]]
    reason = f"PDF 里没有找到有框线的表格，{_OTHER}"
    sheets = flow_sheets(flow, container="pdf", file_name=file_name, reason=reason)
    if found["blank_pages"]:
        pages = "、".join(map(str, found["blank_pages"]))
        notice = f"{file_name}：第 {pages} 页没有文字（可能是扫描的图片），没有读取，请核对。"
        sheets = [replace(sheet, notices=(notice,)) for sheet in sheets]
    return sheets


def _table(found: dict[str, Any]) -> Table:
    return Table([list(row) for row in found["rows"]], [Merge(*merge) for merge in found["merges"]])


@lru_cache(maxsize=2)
def _extracted(content: bytes) -> dict[str, Any]:
    """One file is read several times on its way: checked, previewed, stored."""
    return run_isolated("perfdata.containers.pdf_worker", content)
