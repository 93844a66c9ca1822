"""What is changed in Streamlit's files is still there to be changed; the changed copies are served whole."""

import gzip
import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from perfdata.core.plotly import BASIC_SCRIPT
from perfdata.serving import patching
from perfdata.serving.words import MANNERS, START_PAGE, WORDS
from tests.serving.asgi import ask

SCRIPTS = patching.streamlit_scripts()
SHEET = Path(patching.__file__).parent / "assets" / "shell.css"
INDEX = (SCRIPTS.parents[1] / "index.html").read_text("utf-8")


def scripts_of(stem: str) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(SCRIPTS.glob(f"{stem}.*.js")))


@pytest.mark.parametrize("stem", WORDS)
def test_streamlit_still_says_every_text_that_is_translated(stem: str):
    text = scripts_of(stem)
    assert [said for said, _ in WORDS[stem] if said not in text] == []


@pytest.mark.parametrize("stem", MANNERS)
def test_streamlit_still_does_what_is_done_otherwise(stem: str):
    text = scripts_of(stem)
    assert [done for done, _ in MANNERS[stem] if done not in text] == []
    changed = patching.script(f"{stem}.x.js", text)
    assert [instead for _, instead in MANNERS[stem] if instead not in changed] == []


@pytest.mark.parametrize(("said", "instead"), [pair for pairs in WORDS.values() for pair in pairs])
def test_a_translation_keeps_what_the_script_computes(said: str, instead: str):
    assert set(re.findall(r"\$\{[^}`]+", instead)) <= set(re.findall(r"\$\{[^}`]+", said))
    assert instead.count("`") % 2 == said.count("`") % 2


def test_the_start_page_is_chinese_and_offers_no_translation():
    page = patching.start_page(INDEX)
    assert [said for said, _ in START_PAGE if said not in INDEX] == []
    assert '<html lang="zh-CN" translate="no">' in page
    assert "<title>项目绩效看板</title>" in page
    assert "SourceSans" in INDEX
    assert "SourceSans" not in page
    assert '"./static/js/' not in page
    assert page.count("PlotlyChart.") == 1


def test_any_other_page_is_left_as_it_is():
    assert patching.start_page('<html lang="en"><body>report</body></html>') == (
        '<html lang="en"><body>report</body></html>'
    )


def test_charts_come_with_the_basic_plotly_in_the_place_of_the_whole():
    whole = scripts_of("PlotlyChart")
    changed = patching.script("PlotlyChart.x.js", whole)
    basic = BASIC_SCRIPT.read_text("utf-8")
    assert basic in changed
    assert len(changed) < len(basic) + 40_000 < len(whole) / 3
    assert changed.startswith(whole[:3_000])
    assert changed.endswith(whole[-8_000:])
    tables = next(SCRIPTS.glob("DataFrame.*.js")).name
    assert changed.index(f'await import("./{tables}")') < changed.index(basic), "tables are drawn before plotly starts"


def test_what_the_style_sheet_names_is_in_the_pages():
    named = set(re.findall(r'data-testid="(\w+)"', SHEET.read_text("utf-8")))
    everything = "".join(path.read_text("utf-8") for path in SCRIPTS.glob("*.js"))
    assert {name for name in named if name not in everything} == set()


async def _static(request: Request) -> Response:
    if request.url.path == "/perf/static/js/Pagination.a.js":
        headers = {"ETag": "as-it-was", "Cache-Control": "public, immutable"}
        return Response('"aria-label":`Next page`', media_type="application/javascript", headers=headers)
    if request.url.path.endswith(".js"):
        return Response(status_code=404)
    return HTMLResponse(INDEX, headers={"ETag": "as-it-was"})


@pytest.fixture
def app() -> Starlette:
    return Starlette(
        routes=[Route("/{path:path}", _static)],
        middleware=[Middleware(patching.PatchedStatics)],
    )


def test_a_script_is_served_changed_below_an_address_that_changes_with_it(app: Starlette):
    conditions = {"If-None-Match": "as-it-was", "Range": "bytes=0-3"}
    answer = ask(app, "/perf/static/v-0123abcd/js/Pagination.a.js", headers=conditions)
    assert answer.body.decode() == '"aria-label":`下一页`'
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Cache-Control"] == "public, immutable"
    assert "ETag" not in answer.headers


def test_without_that_address_a_script_is_streamlits_own(app: Starlette):
    assert ask(app, "/perf/static/js/Pagination.a.js").body.decode() == '"aria-label":`Next page`'
    assert ask(app, "/static/v-0123abcd/js/Unknown.js").status == 404


def test_the_start_page_is_compressed_and_names_a_script_that_is_served(app: Starlette):
    answer = ask(app, "/upload", headers={"Accept-Encoding": "gzip"})
    page = gzip.decompress(answer.body).decode()
    found = re.search(r'<script defer src="\.(/static/v-[0-9a-f]{8}/print\.js)"></script>', page)
    assert found is not None
    assert b"beforeprint" in ask(app, found[1]).body
    assert "ETag" not in answer.headers
