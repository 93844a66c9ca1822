"""Errors for files and storage that cannot be used at all; data problems are findings, not errors."""


class PerfdataError(Exception):
    """Base of the project's own errors; the message is a Chinese sentence for the person at the screen."""


class UnusableFileError(PerfdataError):
    """A file that cannot be read at all: wrong kind, damaged, empty, or without a goal table."""


class SchemeError(PerfdataError):
    """A file of scoring schemes that cannot be used; the message names file, line and reason."""


class StorageError(PerfdataError):
    """The database cannot be opened or does not match this version."""


class UnstorableError(StorageError):
    """A text, amount or number of a file that no database keeps as it is."""
