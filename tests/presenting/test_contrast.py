"""Every text can be read on its ground: at least 4.5:1 in both themes, computed from what is declared."""

import tomllib
from pathlib import Path

import pytest

from perfdata.presenting.charts import theme

LEAST = 4.5
DECLARED = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
FILLS = (theme.NAVY, theme.STEEL, theme.SKY, theme.GREEN, theme.AMBER, theme.RED, theme.PALE, theme.SLATE)
TEXTS = (theme.TEXT, theme.MUTED, *theme.LIGHT_TEXTS.values())


def luminance(colour: str) -> float:
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def seen(colour: str, kind: str) -> str:
    return theme.darkened(colour) if kind == "dark" else colour


def test_black_on_white_is_the_most_there_is():
    assert round(contrast("#000000", "#FFFFFF"), 2) == 21
    assert round(contrast("#777777", "#FFFFFF"), 2) == 4.48


@pytest.mark.parametrize("kind", ["light", "dark"])
def test_texts_of_the_pages_stand_out_from_their_grounds(kind: str):
    colours = DECLARED[kind]
    grounds = [colours["backgroundColor"], colours["secondaryBackgroundColor"], colours["sidebar"]["backgroundColor"]]
    pairs = [(colours[text], ground) for text in ("textColor", "linkColor") for ground in grounds]
    for name in ("red", "orange", "yellow", "green", "blue", "gray"):
        text = colours[f"{name}TextColor"]
        pairs += [(text, colours[f"{name}BackgroundColor"]), *((text, ground) for ground in grounds)]
        pairs.append((colours["grayTextColor"], colours[f"{name}BackgroundColor"]))
    pairs.append(("#FFFFFF", colours["primaryColor"]))
    assert [(text, ground) for text, ground in pairs if contrast(text, ground) < LEAST] == []


@pytest.mark.parametrize("kind", ["light", "dark"])
def test_texts_of_charts_stand_out_from_the_pages(kind: str):
    ground = DECLARED[kind]["backgroundColor"]
    assert [text for text in TEXTS if contrast(seen(text, kind), ground) < LEAST] == []


@pytest.mark.parametrize("kind", ["light", "dark"])
@pytest.mark.parametrize("fill", FILLS)
def test_figures_on_fills_can_be_read(fill: str, kind: str):
    assert contrast(seen(theme.text_on(fill), kind), seen(fill, kind)) >= LEAST


def test_every_colour_of_charts_has_its_counterpart_on_dark_ground():
    colours = {*FILLS, *TEXTS, theme.GREY, theme.GRID, theme.TRACK, theme.WHITE, *theme.PALETTE}
    assert colours <= theme.DARK.keys()
    figure = {"marker": {"color": [theme.NAVY, "rgba(0,0,0,0)"]}, "text": f"<b style='color:{theme.RED}'>红灯</b>"}
    assert theme.darkened(figure) == {
        "marker": {"color": ["#6FA3D4", "rgba(0,0,0,0)"]},
        "text": "<b style='color:#E5695F'>红灯</b>",
    }
    assert theme.darkened("data:image/svg+xml,fill%3D%22%231F4E79%22") == "data:image/svg+xml,fill%3D%22%236FA3D4%22"
