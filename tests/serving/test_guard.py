"""What ends before Streamlit sees it, and what browsers are told."""

import base64
import re
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from perfdata.serving import admission
from perfdata.serving.guard import HEADERS, Guard
from tests.serving.asgi import HOST, ask, is_accepted

SESSION = "1b6c9a52-7d0e-4d0f-9f5b-0d1f0f4b7f11"
UPLOAD = f"/_stcore/upload_file/{SESSION}/file-1"


async def _taken(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())} bytes")


async def _stream(socket: WebSocket) -> None:
    await socket.accept()


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> ASGIApp:
    """A guarded stand-in for Streamlit that takes whatever reaches it, at the root and below a path."""
    monkeypatch.setattr(admission, "_admitted", type(admission._admitted)())
    methods = ["GET", "HEAD", "POST", "PUT", "DELETE"]
    routes = [WebSocketRoute("/_stcore/stream", _stream), Route("/{path:path}", _taken, methods=methods)]
    return Starlette(routes=routes, middleware=[Middleware(Guard)])


@pytest.mark.parametrize("path", ["/", "/upload", "/_stcore/health", "/_stcore/metrics", "/no/such/page"])
def test_every_answer_tells_browsers_what_the_pages_may_do(app: ASGIApp, path: str):
    headers = ask(app, path).headers
    assert {name: headers[name] for name in HEADERS} == HEADERS
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src 'self' blob: 'wasm-unsafe-eval' 'sha256-" in headers["Content-Security-Policy"]


def test_the_policy_knows_the_one_script_of_the_start_page():
    spec = find_spec("streamlit")
    assert spec
    assert spec.origin
    page = (Path(spec.origin).parent / "static" / "index.html").read_text("utf-8")
    digests = [
        base64.b64encode(sha256(script.encode()).digest()).decode()
        for script in re.findall("<script>(.*?)</script>", page, re.S)
    ]
    assert re.findall(r"sha256-([^']+)", HEADERS["Content-Security-Policy"]) == digests


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/perf/_stcore/metrics"])
def test_the_metrics_are_closed(app: ASGIApp, path: str):
    assert ask(app, path).status == 404


def test_a_session_that_was_not_admitted_uploads_nothing(app: ASGIApp):
    body = b"x" * 5_000_000
    assert ask(app, UPLOAD, method="PUT", body=body).status == 403
    assert ask(app, f"/perf{UPLOAD}", method="PUT", body=body).status == 403
    admission.admit("another-session")
    assert ask(app, UPLOAD, method="PUT", body=body).status == 403
    admission.admit(SESSION)
    assert ask(app, UPLOAD, method="PUT", body=body).body == b"5000000 bytes"
    assert ask(app, f"/perf{UPLOAD}", method="PUT", body=body).body == b"5000000 bytes"
    assert ask(app, UPLOAD, method="DELETE").status == 200


def test_who_is_refused_is_told_in_chinese_what_to_do(app: ASGIApp):
    told = [
        ask(app, UPLOAD, method="PUT", body=b"x"),
        ask(app, "/somewhere", method="POST", body=b"x" * 1_000_001),
        ask(app, "/somewhere", method="POST", headers={"Origin": "http://elsewhere.example"}),
    ]
    assert [answer.body.decode() for answer in told] == [
        "网页已经过期，文件没有收下：请刷新页面，重新选择文件。",
        "发送的内容太大，没有收下。",
        "这次请求不是从本看板的网页发出的，没有接受；经代理访问时，请管理员检查是否转发了 Host。",
    ]


def test_ten_thousand_sessions_are_remembered(app: ASGIApp):
    admission.admit(SESSION)
    for number in range(9_999):
        admission.admit(f"session-{number}")
    assert ask(app, UPLOAD, method="PUT", body=b"x").status == 200
    admission.admit("one more")
    assert ask(app, UPLOAD, method="PUT", body=b"x").status == 403


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"x" * 1_000_000, 200), (b"x" * 1_000_001, 413), ([b"of unknown length"], 413)],
)
def test_a_body_that_is_no_upload_is_small_and_says_its_length(app: ASGIApp, content: bytes | list[bytes], status: int):
    assert ask(app, "/somewhere", method="POST", body=content).status == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 200),
        (f"http://{HOST}", 200),
        (f"https://{HOST}", 200),
        ("http://perf.example:8502", 403),
        ("http://perf.example", 403),
        ("http://127.0.0.1:8501", 403),
        ("http://localhost:8501", 403),
        ("https://elsewhere.example", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_only_pages_of_this_server_change_anything(app: ASGIApp, origin: str | None, status: int):
    headers = {} if origin is None else {"Origin": origin}
    assert ask(app, "/somewhere", method="POST", body=b"", headers=headers).status == status
    assert is_accepted(app, "/_stcore/stream", headers=headers) == (status == 200)


def test_a_proxy_that_forgets_the_host_finds_the_reason_in_the_log(app: ASGIApp, caplog: pytest.LogCaptureFixture):
    headers = {"Host": "127.0.0.1:8501", "Origin": "https://perf.example"}
    assert not is_accepted(app, "/_stcore/stream", headers=headers)
    assert "does the proxy forward Host?" in caplog.text
