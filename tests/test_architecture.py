"""The house keeps its rules: layers, sizes, and no streamlit below the pages (README, "Where things live")."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py")), *sorted((ROOT / "perfdata").rglob("*.py"))]

CORE = {"perfdata.core"}
ALLOWED = {
    "perfdata/core": CORE,
    "perfdata/containers": CORE | {"perfdata.containers", "python_calamine", "lxml", "pdfplumber", "xlrd"},
    "perfdata/reading": CORE | {"perfdata.containers", "perfdata.reading"},
    "perfdata/checking": CORE | {"perfdata.assessing", "perfdata.checking"},
    "perfdata/storing": CORE | {"perfdata.storing", "sqlalchemy"},
    "perfdata/assessing": CORE | {"perfdata.assessing"},
    "perfdata/presenting": CORE
    | {
        "perfdata.presenting",
        "pandas",
        "plotly.graph_objects",
        "plotly.offline",
        "plotly.utils",
        "xlsxwriter",
        "docx",
        "pptx",
        "docxtpl",
        "jinja2",
    },
    "perfdata/serving": CORE
    | {
        "perfdata.serving",
        "perfdata.usecases",
        "perfdata.__version__",
        "starlette",
        "uvicorn.middleware.proxy_headers",
        "authlib",
        "joserfc",
        "requests",
        "streamlit.App",
        "streamlit.get_option",
        "streamlit.proto",
        "google.protobuf",
        "streamlit.runtime.pages_manager",
    },
    "perfdata": {"perfdata", "pandas", "sqlalchemy", "argon2"},
    "pages/shared": {"streamlit", "perfdata", "pages.shared"},
    "pages": {
        "streamlit",
        "pages.shared",
        "perfdata.usecases",
        "perfdata.presenting",
        "perfdata.core.terms",
        "perfdata.core.errors",
    },
    "": {
        "streamlit",
        *(f"pages.shared.{name}" for name in "access drill filters following head project_page store".split()),
    },
}
LINE_LIMITS = {"app.py": 80, "pages/shared": 300, "pages": 100, "perfdata": 300}
FUNCTION_LIMIT = 50
FLOOR_LIMITS = {"perfdata/containers": 6, "perfdata/reading": 6}


def layer_of(path: Path) -> set[str]:
    relative = path.relative_to(ROOT).parent.as_posix()
    return next(
        allowed for layer, allowed in ALLOWED.items() if f"{relative}/".startswith(f"{layer}/" if layer else "")
    )


def imported(path: Path, *, for_types: bool = True) -> Iterator[str]:
    """What a module imports, on request without what it imports under TYPE_CHECKING only."""
    tree = ast.parse(path.read_text("utf-8"))
    unseen = {
        inner
        for node in ast.walk(tree)
        if not for_types and isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in unseen:
            continue
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


def floors(folder: Path, *, package: str) -> dict[str, int]:
    """The floor of each module: 1 where it imports none of the folder, else one above what it imports."""
    arrows = {
        path.stem: {
            name.removeprefix(f"{package}.").split(".")[0]
            for name in imported(path, for_types=False)
            if name.startswith(f"{package}.")
        }
        for path in folder.glob("*.py")
        if path.stem != "__init__"
    }
    assert len(arrows) > 2

    @cache
    def floor(module: str) -> int:
        return 1 + max((floor(other) for other in arrows[module] & arrows.keys() - {module}), default=0)

    return {module: floor(module) for module in arrows}


@pytest.mark.parametrize(("folder", "limit"), FLOOR_LIMITS.items())
def test_a_folder_has_few_floors(folder: str, limit: int):
    found = floors(ROOT / folder, package=folder.replace("/", "."))
    assert {module: floor for module, floor in found.items() if floor > limit} == {}


def test_floors_are_counted_along_imports_that_run(tmp_path: Path):
    texts = {
        "ground": "import re",
        "middle": "def late():\n    from house.ground import room",
        "top": "from typing import TYPE_CHECKING\nfrom house import middle\nif TYPE_CHECKING:\n    import house.beside",
        "beside": "import house.top.room",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    assert floors(tmp_path, package="house") == {"ground": 1, "middle": 2, "top": 3, "beside": 4}


def test_no_page_script_lies_directly_in_pages():
    assert list((ROOT / "pages").glob("*.py")) == []


def test_importing_all_of_perfdata_but_serving_never_imports_streamlit():
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "perfdata").rglob("*.py")
        if path.stem not in {"__init__", "__main__"} and path.parent.name != "serving"
    ]
    load = f"import importlib, sys; [importlib.import_module(name) for name in {modules!r}]"
    code = f"{load}; print('streamlit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_command_line_starts_without_pandas():
    code = "import sys, perfdata.__main__; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
