"""What proves a result (佐证): files beside it, or what its row says; decided here for all that ask."""

import re
from collections.abc import Sequence

from perfdata.core.keys import indicator_name_key
from perfdata.core.text import SAYS_NOTHING

_NUMBER = re.compile(r"\s*0*(\d{1,3})\s*[._、\-－ ](?!\d)")


def evidence_of(said: str | None, *, file_count: int) -> str:
    """附 2 份文件, or what is said in the row as it stands there; '' where nothing proves the result.

    A sign for nothing (无, /, 不适用) is no evidence.
    """
    if file_count:
        return f"附 {file_count} 份文件"
    words = (said or "").strip()
    return "" if words in SAYS_NOTHING else words


def indicator_of_file(file_name: str, names: Sequence[str]) -> int | None:
    """The position of the indicator that a file's name begins with, by its name or its number in the table from 1 on.

    03_验收单.pdf, 3、验收单.pdf or 补贴人数花名册.xlsx; None where none is meant, or two of the same name.
    """
    keys, key = list(map(indicator_name_key, names)), indicator_name_key(file_name)
    longest = max((name for name in keys if key.startswith(name)), key=len, default="")
    fitting = [at for at, name in enumerate(keys) if name and name == longest]
    if not fitting and (found := _NUMBER.match(file_name)) and 1 <= int(found[1]) <= len(names):
        fitting = [int(found[1]) - 1]
    return fitting[0] if len(fitting) == 1 else None
