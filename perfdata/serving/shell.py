"""The dashboard as one ASGI application, and its start on this computer."""

import asyncio
import contextlib
import json
import logging
import os
import socket
import sys
import threading
import urllib.request
import webbrowser
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import cache
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit import App, get_option
from streamlit.runtime.pages_manager import PagesManager

from perfdata import __version__
from perfdata.core.errors import PerfdataError, UnusableFileError
from perfdata.serving.gate import Gate
from perfdata.serving.guard import Guard
from perfdata.serving.packing import PackedStatics
from perfdata.serving.patching import PatchedStatics
from perfdata.serving.peers import Peers, take_over
from perfdata.usecases import browsing, installation, log, opening
from perfdata.usecases.sign_in_settings import sign_in_settings

DEFAULT_PORT = 8501
_EVERY_ADDRESS = {"0.0.0.0", "::"}
_HEALTH_SECONDS, _DAY_SECONDS = 5, 86_400
_TURN_SECONDS = (
    0.0005  # of Python's 0.005: a page that computes long keeps the others from their turn ten times shorter
)
_LOG = logging.getLogger("perfdata")


def dashboard(*, is_shown: bool = False, believed: Sequence[str] = ()) -> App:
    """The application; its address is told at the start, and opened in a browser where that is to be shown.

    Of visitors' addresses what the ``believed`` proxies say counts.
    """
    # Streamlit takes a folder named pages beside the script for its older kind of app until the first run has called
    # st.navigation, and the first visitor of a deep link would see an English "page not found".
    PagesManager.uses_pages_directory = False

    @contextlib.asynccontextmanager
    async def announced(_app: App) -> AsyncIterator[None]:
        print(f"看板已启动：{_url()}　（停止：按 Ctrl+C，或关闭这个窗口）", flush=True)
        if is_shown:
            threading.Thread(target=webbrowser.open, args=[_url()], daemon=True).start()
        erasing = asyncio.create_task(_erase_daily(days)) if (days := installation.log_days()) else None
        yield
        if erasing:
            erasing.cancel()

    return App(
        installation.HOUSE / "app.py",
        lifespan=announced,
        routes=[Route("/healthz", _healthz)],
        middleware=[
            Middleware(Peers, believed=believed),
            Middleware(Guard),
            Middleware(Gate),
            Middleware(PackedStatics),
            Middleware(PatchedStatics),
        ],
    )


def start(settings: Mapping[str, Any], *, with_browser: bool) -> int:
    """Serve with these settings of Streamlit, None for what is not said, until stopped; 0.

    Where this installation is being served already, it is only shown. Raises UnusableFileError where another program
    has the port that was asked for, and where a setting cannot be.
    """
    installation.log_days()
    portal = sign_in_settings().portal
    believed = take_over() + (list(map(str, portal.proxies)) if portal else [])
    app = dashboard(is_shown=with_browser and _has_screen(), believed=believed)
    port = settings["server.port"]
    wanted = port or get_option("server.port")
    if _answers(wanted):
        if _health_of(wanted).get("installation") == installation.fingerprint():
            print(f"看板已经在运行：{_url(wanted)}")
            if with_browser and _has_screen():
                webbrowser.open(_url(wanted))
            return 0
        if wanted != DEFAULT_PORT or port:
            raise UnusableFileError(f"端口 {wanted} 已被其他程序占用：请用 --port 换一个，如 --port {wanted + 1}。")
    logging.basicConfig(format="%(asctime)s %(message)s")
    logging.getLogger("uvicorn.error").addFilter(lambda record: record.levelno >= logging.WARNING)
    sys.setswitchinterval(_TURN_SECONDS)
    sys.argv = [str(installation.HOUSE / "app.py")]  # whose folder's .streamlit/config.toml holds
    said = {name: value for name, value in settings.items() if value is not None}
    with contextlib.suppress(KeyboardInterrupt):
        app.run(config={**said, "logger.hideWelcomeMessage": True})
    print("看板已停止。")
    return 0


async def _erase_daily(days: int) -> None:
    """Old acts that change nothing go out of the log, now and every day."""
    while True:
        try:
            await run_in_threadpool(lambda: log.erase_old(_engine(), days=days))
        except PerfdataError as error:
            _LOG.error("old entries of the log could not be erased: %s", error)
        await asyncio.sleep(_DAY_SECONDS)


async def _healthz(_request: Request) -> JSONResponse:
    """200 where the database answers within five seconds, else 503 with a Chinese sentence."""
    told = {"name": "perfdata", "version": __version__}
    try:
        asked = run_in_threadpool(lambda: browsing.revision(_engine()))
        await asyncio.wait_for(asked, _HEALTH_SECONDS)
        return JSONResponse({**told, "status": "ok", "installation": installation.fingerprint()})
    except TimeoutError:
        return JSONResponse({**told, "status": "failed", "reason": "数据库没有在 5 秒内回答"}, 503)
    except PerfdataError as error:
        _LOG.error("the database cannot be used: %s", error)
        return JSONResponse({**told, "status": "failed", "reason": "数据库不可用，原因见日志"}, 503)


@cache
def _engine() -> Any:
    return opening.open_with_bundled_tables(installation.database_url())


def _url(port: int | None = None) -> str:
    address = get_option("server.address")
    host = "127.0.0.1" if address in _EVERY_ADDRESS else address
    path = get_option("server.baseUrlPath").strip("/")
    return f"http://{host}:{port or get_option('server.port')}/{path}"


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _health_of(port: int) -> dict[str, Any]:
    with contextlib.suppress(OSError, ValueError):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{port}/healthz", timeout=_HEALTH_SECONDS) as answer:
            return json.load(answer)
    return {}


def _has_screen() -> bool:
    """Whether there is a desktop; elsewhere a browser of the terminal would be started."""
    return sys.platform in {"win32", "darwin"} or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())
