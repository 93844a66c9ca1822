"""README says what is true: files, packages, commands, pages."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_every_requirement_is_pinned_and_explained():
    lines = [line for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    pinned = [re.fullmatch(r"([\w.-]+(?:\[\w+\])?)==[\w.]+", line) for line in lines if line]
    explained = {name.strip() for row in re.findall(r"^\| ([^|]+) \|", README, re.M) for name in row.split(",")}
    assert all(pinned)
    assert {match[1] for match in pinned if match} <= explained


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\((docs/[^)]+)\)", README))))
def test_pictures_exist(path: str):
    assert (ROOT / path).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make (\w+)", README))))
def test_make_targets_exist(target: str):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.M)


def test_every_page_in_the_menu_is_described():
    titles = re.findall(r'\("\w+/\w+", "([^"]+)", "\w+"', (ROOT / "app.py").read_text("utf-8"))
    described = re.findall(r"^\| (\S+) \| (?:how|does|what|which|who)", README, re.M)
    assert titles == described


def test_the_source_table_is_kept_byte_for_byte():
    from hashlib import sha256

    source = ROOT / "data" / "goal_tables" / "2024" / "goal_tables_2024.txt"
    digest = sha256(source.read_bytes()).hexdigest()
    assert digest == "56c4581ffc30878d9bbc11d455dbd340e27ef82aab7b00f42a3b26ffa73dfc79"
    assert digest in (source.parent / "README.md").read_text("utf-8")
