"""Report and slides as LibreOffice prints them: page counts, nothing over the edge, no glyph missing."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from perfdata.core.terms import Product
from perfdata.storing.scope import Scope
from perfdata.usecases.materials import material
from tests.conftest import Stores
from tests.libreoffice import converted, needs_libreoffice
from tests.usecases.test_materials import with_town

pytestmark = needs_libreoffice


def pages_of(stores: Stores, product: Product, folder: Path) -> list[Any]:
    made = material(stores.restored(with_town), product, Scope(2024))
    content = converted(made.content, made.file_name[-5:], to="pdf", folder=folder)
    with pdfplumber.open(io.BytesIO(content)) as document:
        return [(page.width, page.height, page.chars, page.extract_text()) for page in document.pages]


@pytest.mark.parametrize(
    ("product", "fewest", "most"),
    [(Product.SHORT, 1, 1), (Product.REPORT, 3, 8), (Product.SELF_REPORT, 3, 8), (Product.SLIDES, 5, 9)],
)
def test_pages_are_as_many_as_meant_and_all_text_stands_on_them(
    stores: Stores, tmp_path: Path, product: Product, fewest: int, most: int
):
    pages = pages_of(stores, product, tmp_path)
    assert fewest <= len(pages) <= most
    for width, height, characters, text in pages:
        assert text.strip()
        assert "\ufffd" not in text
        for character in characters:
            assert 0 <= character["x0"] <= character["x1"] <= width + 1
            assert 0 <= character["top"] <= character["bottom"] <= height + 1
