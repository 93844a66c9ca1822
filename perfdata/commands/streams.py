"""Standard output and error that never change what a command does: a sign they cannot show, a reader that is gone."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import Any, TextIO


class _Unfailing:
    """A stream that goes on as if all were well after its reader has seen enough or its disk is full."""

    def __init__(self, stream: TextIO):
        self._stream = stream
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")

    def write(self, text: str) -> int:
        self._try(lambda: self._stream.write(text))
        return len(text)

    def flush(self) -> None:
        self._try(self._stream.flush)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (OSError, ValueError):  # ValueError: it was closed
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())


@contextmanager
def unfailing_streams(output: TextIO | None, errors: TextIO | None) -> Iterator[None]:
    """Both as long as the block lasts; where a program was started without them, what is printed goes nowhere."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        told, complained = _Unfailing(output or nowhere), _Unfailing(errors or nowhere)
        with redirect_stdout(told), redirect_stderr(complained):  # pyright: ignore[reportArgumentType]
            try:
                yield
            finally:
                told.flush()
                complained.flush()
