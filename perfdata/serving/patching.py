"""Streamlit's start page and scripts as they are served: Chinese, fit for phone and paper, with a light plotly.

``streamlit run app.py`` works without all this; only ``python -m perfdata serve`` changes the copies it hands out.
"""

import re
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from perfdata.core.plotly import BASIC_SCRIPT
from perfdata.serving.words import MANNERS, START_PAGE, WORDS

_ASSETS = Path(__file__).parent / "assets"
_SHEET, _PRINT = _ASSETS / "shell.css", _ASSETS / "print.js"
# The module of plotly within Streamlit's script of charts: all that stands between its head and its foot.
_PLOTLY_HEAD, _PLOTLY_FOOT = "var W=n(((e,t,n)=>{", "})),G=t({default:()=>K}),"
_FONT = re.compile(r'<link\s+rel="preload"\s+href="[^"]+"\s+as="font"[^>]*/>')
_ROOT = '<div id="root"></div>'
_STATIC = re.compile(r"(?P<before>.*/static)/v-[0-9a-f]{8}/(?P<after>.+)")
_IMPORTED = re.compile(r'(?:from|import)"\./([^"]+\.js)"')
# Plotly takes seconds to start on a slow computer: tables come first, and what the browser has to draw by then.
_TURN = (
    'await import("./{table}").catch(()=>0);'
    "await new Promise(done=>(window.requestIdleCallback??setTimeout)(done,{{timeout:1000}}));"
)
# Asked for only after the first answer of the server, one after the other: the browser may fetch them before.
_EARLY, _LATE = ("DataFrame", "PageLink", "Multiselect", "Selectbox"), ("PlotlyChart",)


class PatchedStatics:
    """Hands out changed copies of the start page and of the scripts; their addresses tell one change from the next."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or "/_stcore/" in scope["path"]:
            return await self._app(scope, receive, send)
        if scope["path"].endswith(f"/static/{_version()}/{_PRINT.name}"):
            answer = Response(_PRINT.read_bytes(), media_type="text/javascript", headers={"Cache-Control": _FOR_GOOD})
            return await answer(scope, receive, send)
        if found := _STATIC.fullmatch(scope["path"]):
            path = f"{found['before']}/{found['after']}"
            scope = {**scope, "path": path, "raw_path": path.encode()}
        elif "/static/" in scope["path"] or "/media/" in scope["path"]:
            return await self._app(scope, receive, send)
        plain = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] not in _CONDITIONS]}
        packs = GZipMiddleware(_Changing(self._app, plain), compresslevel=6)
        return await packs(scope, receive, send)


_FOR_GOOD = "public, immutable, max-age=31536000"
_CONDITIONS = {b"if-none-match", b"if-modified-since", b"range", b"accept-encoding"}


class _Changing:
    """The application behind, asked for a plain and whole answer, which is changed."""

    def __init__(self, app: ASGIApp, plain: Scope):
        self._app = app
        self._plain = plain

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(self._plain, receive, _Changed(self._plain["path"], send))


class _Changed:
    """Holds back what is to be changed until it is whole."""

    def __init__(self, path: str, send: Send):
        self._name = path.rpartition("/")[2]
        self._send = send
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            kind = Headers(raw=message["headers"]).get("content-type", "")
            is_changed = message["status"] == 200 and (kind.startswith("text/html") or self._name.endswith(".js"))
            if is_changed:
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            message = {**message, "body": await self._change()}
        await self._send(message)

    async def _change(self) -> bytes:
        assert self._start is not None
        text = self._body.decode("utf-8")
        changed = (script(self._name, text) if self._name.endswith(".js") else start_page(text)).encode()
        headers = MutableHeaders(raw=self._start["headers"])
        headers["content-length"] = str(len(changed))
        for name in ("etag", "last-modified", "accept-ranges"):
            del headers[name]
        await self._send(self._start)
        return changed


def script(name: str, text: str) -> str:
    """A script of Streamlit with words and manners changed; that of charts with the basic plotly in place of all."""
    stem = name.partition(".")[0]
    for said, instead in (*WORDS.get(stem, ()), *MANNERS.get(stem, ())):
        text = text.replace(said, instead)
    return _with_basic_plotly(text) if stem == "PlotlyChart" else text


def start_page(text: str) -> str:
    """Streamlit's start page in Chinese, with the style sheet; scripts that come late are fetched at once.

    Any other page is left as it is.
    """
    if _ROOT not in text:
        return text
    for said, instead in START_PAGE:
        text = text.replace(said, instead)
    text = _FONT.sub("", text, count=1)
    sheet = f"<style>{_SHEET.read_text('utf-8')}</style>"
    head = f'{sheet}\n<script defer src="./static/{_PRINT.name}"></script>\n{_early_links()}\n</head>'
    return text.replace("</head>", head).replace('"./static/', f'"./static/{_version()}/')


@cache
def _version() -> str:
    """Of everything that is changed: other addresses, so that no browser keeps an older copy."""
    parts = [Path(__file__).with_name("words.py"), Path(__file__), BASIC_SCRIPT, _PRINT]
    return f"v-{sha256(b''.join(part.read_bytes() for part in parts)).hexdigest()[:8]}"


@cache
def streamlit_scripts() -> Path:
    """The folder of Streamlit's scripts."""
    found = find_spec("streamlit")
    return Path(str(found and found.origin)).parent / "static" / "static" / "js"


@cache
def _early_links() -> str:
    links = [
        f'<link rel="modulepreload" crossorigin{late} href="./static/js/{name}">'
        for stems, late in ((_EARLY, ""), (_LATE, ' fetchpriority="low"'))
        for name in _with_imports(stems)
    ]
    return "\n".join(links)


def _with_imports(stems: Iterable[str]) -> list[str]:
    """The scripts of these names with all that they import in turn; the start page itself asks for many of them."""
    found: dict[str, None] = {}
    waiting = [path.name for stem in stems for path in sorted(streamlit_scripts().glob(f"{stem}.*.js"))]
    while waiting:
        name = waiting.pop(0)
        if name not in found and not name.startswith("index."):
            found[name] = None
            waiting += _IMPORTED.findall((streamlit_scripts() / name).read_text("utf-8"))
    return list(found)


def _with_basic_plotly(text: str) -> str:
    before, head, rest = text.partition(_PLOTLY_HEAD)
    _whole, foot, after = rest.partition(_PLOTLY_FOOT)
    if not (head and foot):
        return text
    tables = sorted(streamlit_scripts().glob("DataFrame.*.js"))
    turn = _TURN.format(table=tables[0].name) if tables else ""
    return f"{before}{turn}{head}let module=t;{BASIC_SCRIPT.read_text('utf-8')}{foot}{after}"
