"""The house keeps its rules: layers, sizes, and no streamlit below the pages (README, "Where things live")."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py")), *sorted((ROOT / "perfdata").rglob("*.py"))]

CORE = {"perfdata.core"}
ALLOWED = {
    "perfdata/core": CORE,
    "perfdata/containers": CORE
    | {"perfdata.containers", "python_calamine", "docx", "lxml", "pdfplumber", "xlrd", "pdfminer"},
    "perfdata/reading": CORE | {"perfdata.containers", "perfdata.reading"},
    "perfdata/checking": CORE | {"perfdata.assessing", "perfdata.checking"},
    "perfdata/storing": CORE | {"perfdata.storing", "sqlalchemy"},
    "perfdata/assessing": CORE | {"perfdata.assessing"},
    "perfdata/presenting": CORE
    | {"perfdata.presenting", "pandas", "plotly.graph_objects", "plotly.offline", "plotly.utils", "xlsxwriter", "docx"},
    "perfdata": {"perfdata", "pandas", "sqlalchemy"},
    "pages/shared": {"streamlit", "perfdata", "pages.shared"},
    "pages": {
        "streamlit",
        "pages.shared",
        "perfdata.usecases",
        "perfdata.presenting",
        "perfdata.core.terms",
        "perfdata.core.errors",
    },
    "": {"streamlit", "pages.shared.access", "pages.shared.filters"},
}
LINE_LIMITS = {"app.py": 80, "pages/shared": 300, "pages": 100, "perfdata": 300}
FUNCTION_LIMIT = 50


def layer_of(path: Path) -> set[str]:
    relative = path.relative_to(ROOT).parent.as_posix()
    return next(
        allowed for layer, allowed in ALLOWED.items() if f"{relative}/".startswith(f"{layer}/" if layer else "")
    )


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_imports_only_what_its_layer_may(path: Path):
    allowed = layer_of(path)
    foreign = {
        name
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not any(f"{name}.".startswith(f"{prefix}.") for prefix in allowed)
    }
    assert foreign == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_functions_stay_readable(path: Path):
    relative = path.relative_to(ROOT).as_posix()
    limit = next(limit for prefix, limit in LINE_LIMITS.items() if relative.startswith(prefix))
    text = path.read_text("utf-8")
    long_functions = {
        node.name: (node.end_lineno or 0) - node.lineno + 1
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LIMIT
    }
    assert len(text.splitlines()) <= limit
    assert long_functions == {}


def test_no_page_script_lies_directly_in_pages():
    assert list((ROOT / "pages").glob("*.py")) == []


def test_importing_all_of_perfdata_never_imports_streamlit():
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "perfdata").rglob("*.py")
        if path.stem not in {"__init__", "__main__"}
    ]
    load = f"import importlib, sys; [importlib.import_module(name) for name in {modules!r}]"
    code = f"{load}; print('streamlit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
