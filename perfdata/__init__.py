"""Budget performance goal tables: read, store, assess, present."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__version__ = "0.2.0"


def frames_of_files(paths: Iterable[str | Path]) -> dict[str, pd.DataFrame]:
    """The goal tables of files as frames by name, without a database; money in yuan, missing is NaN or NA.

    Columns and types are those of ``perfdata.presenting.schemas.SCHEMAS``. As after an upload, tables with errors are
    left out and of a project's tables for one year the last one holds; ``findings`` says what was met. Raises
    UnusableFileError naming the file.
    """
    from perfdata.usecases.browsing import frames_of_files as frames

    return frames(map(Path, paths))
