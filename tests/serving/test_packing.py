"""Static files are compressed once and kept; nothing else is."""

import gzip

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from perfdata.serving.packing import PackedStatics
from tests.serving.asgi import ask

SCRIPT = "function round(amount) { return amount }\n" * 2_000
GZIP = {"Accept-Encoding": "gzip, deflate"}
CACHED = "public, immutable, max-age=31536000"


class Streamlit:
    """A stand-in: one script and one font, and the start page for every other path; counts what it was asked."""

    def __init__(self):
        self.asked: list[str] = []

    async def answer(self, request: Request) -> Response:
        path = request.url.path
        self.asked.append(path)
        if path.endswith("static/js/index.abc.js"):
            return Response(SCRIPT, media_type="application/javascript", headers={"Cache-Control": CACHED})
        return HTMLResponse("<title>start page</title>" * 100)


@pytest.fixture
def streamlit() -> Streamlit:
    return Streamlit()


@pytest.fixture
def app(streamlit: Streamlit) -> ASGIApp:
    routes = [Route("/{path:path}", streamlit.answer)]
    return Starlette(routes=routes, middleware=[Middleware(PackedStatics)])


@pytest.mark.parametrize("path", ["/static/js/index.abc.js", "/perf/static/js/index.abc.js"])
def test_a_script_is_packed_at_the_first_request_and_kept(app: ASGIApp, streamlit: Streamlit, path: str):
    for _ in range(3):
        answer = ask(app, path, headers=GZIP)
        assert gzip.decompress(answer.body).decode() == SCRIPT
        assert answer.headers["Content-Encoding"] == "gzip"
        assert int(answer.headers["Content-Length"]) < 1_000 < len(SCRIPT)
        assert answer.headers["Cache-Control"] == CACHED
        assert "Accept-Encoding" in answer.headers["Vary"]
    assert streamlit.asked == [path]


@pytest.mark.parametrize(
    "headers", [{}, {"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip", "Range": "bytes=0-9"}]
)
def test_who_wants_it_plain_gets_it_plain(app: ASGIApp, headers: dict[str, str]):
    ask(app, "/static/js/index.abc.js", headers=GZIP)
    answer = ask(app, "/static/js/index.abc.js", headers=headers)
    assert "Content-Encoding" not in answer.headers
    assert answer.body.decode() == SCRIPT


def test_paths_that_are_no_files_are_not_kept(app: ASGIApp, streamlit: Streamlit):
    paths = [f"/static/js/{number}.js" for number in range(3)]
    for path in [*paths, *paths]:
        assert b"start page" in gzip.decompress(ask(app, path, headers=GZIP).body)
    assert streamlit.asked == [*paths, *paths]


def test_what_a_visitor_left_early_is_not_kept_for_the_next():
    asked: list[str] = []

    async def broken_off(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope["path"])
        if len(asked) > 1:
            await Response(SCRIPT, media_type="text/javascript")(scope, receive, send)
            return
        head = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/javascript")]}
        await send(head)
        await send({"type": "http.response.body", "body": b"function ro" * 100, "more_body": True})

    packed = PackedStatics(broken_off)
    ask(packed, "/static/js/index.abc.js", headers=GZIP)
    assert gzip.decompress(ask(packed, "/static/js/index.abc.js", headers=GZIP).body).decode() == SCRIPT
