"""A Streamlit client without a browser: asks for reruns over the websocket as the page does and waits for their end."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

TIMEOUT_SECONDS, QUIET_SECONDS = 60, 1
_EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN


@dataclass(frozen=True, slots=True)
class Rerun:
    """One rerun: seconds from the request to its script_finished message, and what came over the wire until then."""

    seconds: float
    bytes_received: int
    message_count: int


class Client:
    """One session. Keeps large messages as a browser does, so that the server sends a short reference for them."""

    def __init__(self, port: int, *, cookie: str = "") -> None:
        self._socket = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            compression=None,
            max_size=None,
            open_timeout=TIMEOUT_SECONDS,
            additional_headers={"Cookie": cookie} if cookie else None,
            legacy=True,  # opened here, closed by __exit__
        )
        self._script_hash = ""
        self._kept: set[str] = set()
        self.pages: dict[str, str] = {}
        """Hash of each page's script by its url path, known after the first rerun of a multipage app."""
        self.looks_every = 0.0
        """How often, in seconds, the open page asks whether there is anything new; 0 where it never does."""
        self._looking = ""

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def rerun(self, page: str | None = None, *, query: str = "") -> Rerun:
        """Run a page of the app; without a page the one in force. Raises RuntimeError where the script failed.

        With a query string the filters take what it says, as when a visitor goes back to an address.
        """
        request = BackMsg()
        state = request.rerun_script
        state.query_string = query
        state.is_history_navigation = bool(query)
        if page is not None and page not in self.pages:
            state.page_name = page
        else:
            state.page_script_hash = self._script_hash if page is None else self.pages[page]
        state.cached_message_hashes.extend(self._kept)
        payload = request.SerializeToString()
        started = time.perf_counter()
        self._socket.send(payload)
        return self._await_end(started)

    def look(self) -> bool:
        """Ask once whether there is anything new, as the open page does; whether it was drawn anew for that."""
        request = BackMsg()
        state = request.rerun_script
        state.fragment_id, state.is_auto_rerun, state.page_script_hash = self._looking, True, self._script_hash
        state.cached_message_hashes.extend(self._kept)
        self._socket.send(request.SerializeToString())
        while True:
            message = self._received(self._socket.recv(timeout=TIMEOUT_SECONDS))
            self._note(message)
            if message.WhichOneof("type") == "script_finished" and message.script_finished != _EARLY:
                return message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY

    def settle(self) -> None:
        """Let go of what a page that ran twice still sends."""
        with suppress(TimeoutError):
            while True:
                self._socket.recv(timeout=QUIET_SECONDS)

    def _await_end(self, started: float) -> Rerun:
        bytes_received, messages = 0, []
        while True:
            frame = self._socket.recv(timeout=TIMEOUT_SECONDS)
            bytes_received += len(frame)
            message = self._received(frame)
            messages.append(message)
            if message.WhichOneof("type") == "script_finished":
                break
        seconds = time.perf_counter() - started
        for message in messages:
            self._note(message)
        return Rerun(seconds, bytes_received, len(messages))

    @staticmethod
    def _received(frame: bytes | str) -> ForwardMsg:
        return ForwardMsg.FromString(frame if isinstance(frame, bytes) else frame.encode())

    def _note(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "auto_rerun":
            self.looks_every, self._looking = message.auto_rerun.interval, message.auto_rerun.fragment_id
        if kind == "new_session" and not self.pages:
            self._script_hash = message.new_session.page_script_hash
        elif kind == "navigation":
            self._script_hash = message.navigation.page_script_hash
            self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
        elif kind == "delta" and message.metadata.cacheable:
            self._kept.add(message.hash)
        is_failed = message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR
        shows_exception = kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception"
        if kind == "page_not_found" or is_failed or shows_exception:
            raise RuntimeError(f"the script failed: {message}")
