"""Errors for files and storage that cannot be used at all; data problems are findings, not errors."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from perfdata.core.clock import BEIJING, told_moment


class PerfdataError(Exception):
    """Base of the project's own errors; the message is a Chinese sentence for the person at the screen."""

    def told(self, zone: tzinfo) -> str:  # noqa: ARG002
        """The message with its moments in the reader's zone."""
        return str(self)


class UnusableFileError(PerfdataError):
    """A file that cannot be read at all: wrong kind, damaged, empty, or without a goal table."""


class SchemeError(PerfdataError):
    """A file of scoring schemes that cannot be used; the message names file, line and reason."""


class StorageError(PerfdataError):
    """The database cannot be opened or does not match this version."""


class _ActsError(StorageError):
    """``acts`` are who, when and what was done before; the sentence takes them as {acts}."""

    def __init__(self, sentence: str, *, acts: Sequence[tuple[str, datetime, str]]):
        self.sentence, self.acts = sentence, acts
        super().__init__(self.told(BEIJING))

    def told(self, zone: tzinfo) -> str:
        acts = "，".join(f"已由 {who} 于 {told_moment(at, zone)} {what}" for who, at, what in self.acts)
        return self.sentence.replace("{acts}", acts)


class OvertakenError(_ActsError):
    """Somebody else was faster."""


class ClosedError(_ActsError):
    """The period was closed (封账): nothing of it may change until it is reopened."""


class UnstorableError(StorageError):
    """A text, amount or number of a file that no database keeps as it is."""
