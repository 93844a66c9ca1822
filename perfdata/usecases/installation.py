"""Where the files of this installation lie, and what its administrator has set."""

import os
import re
import tomllib
from hashlib import sha256
from pathlib import Path

from perfdata.core.errors import UnusableFileError

_MOST_DAYS = 100_000
_OFF, _ON = {"off", "false", "0", "no", "关"}, {"on", "true", "1", "yes", "开"}
_INSTALLED = Path(__file__).parents[1] / "house"
IS_INSTALLED = _INSTALLED.is_dir()
"""Whether ``pip install`` put the dashboard below the package; else this is the project's own folder."""
HOUSE = _INSTALLED if IS_INSTALLED else Path(__file__).parents[2]
"""The folder of app.py, pages and the bundled data; never written to where it is installed."""


def own_folder() -> Path:
    """Where the office's own data lie: ``data`` of the project's folder, or ``perfdata`` in the user's home."""
    return Path.home() / "perfdata" if IS_INSTALLED else HOUSE / "data"


def database_url() -> str:
    """PERFDATA_DATABASE_URL, else ``[connections.perfdata] url`` of the settings, else SQLite in the own folder."""
    url = os.environ.get("PERFDATA_DATABASE_URL") or setting("connections", "perfdata", "url")
    own = str(own_folder() / "perfdata.db").replace("%", "%25").replace("?", "%3F")  # a folder may be named 看板%20(1)
    return url or f"sqlite:///{own}"


def read_url() -> str | None:
    """PERFDATA_READ_DATABASE_URL, else ``[connections.perfdata] read_url``: a replica, if there is one."""
    return os.environ.get("PERFDATA_READ_DATABASE_URL") or setting("connections", "perfdata", "read_url")


def fingerprint() -> str:
    """Tells this installation from others on the same computer, without a password, not even hidden in it."""
    database = re.sub("//[^/@]*@", "//", database_url())
    return sha256(f"{HOUSE}\n{database}".encode()).hexdigest()[:16]


def goal_table_files() -> list[Path]:
    """The goal tables to import at the start: the bundled ones, then the office's own."""
    folders = dict.fromkeys([HOUSE / "data", own_folder()])
    found = [path for folder in folders for path in sorted((folder / "goal_tables").rglob("*.[tT][xX][tT]"))]
    return [path for path in found if path.is_file() or path.is_dir()]  # a pipe would never end; a folder is told


def scheme_files() -> list[Path]:
    """The bundled scoring schemes, then those of PERFDATA_SCHEMES or the office's own file if there is one."""
    named = os.environ.get("PERFDATA_SCHEMES")
    own = Path(named) if named else own_folder() / "scoring_schemes.local.toml"
    return [HOUSE / "data" / "scoring_schemes.toml", *([own] if named or own.exists() else [])]


def report_template() -> Path | None:
    """The office's own Word template of the report, where PERFDATA_REPORT_TEMPLATE names one."""
    named = os.environ.get("PERFDATA_REPORT_TEMPLATE")
    return Path(named) if named else None


def told(variable: str, *names: str) -> str | None:
    """The environment variable, else the setting of these names; None where neither says anything."""
    return (os.environ.get(variable) or setting(*names) or "").strip() or None


def log_days() -> int | None:
    """PERFDATA_LOG_DAYS, else ``[log] days``: how long acts that change nothing stay in the log; None is for ever.

    Raises UnusableFileError for what is no number of days.
    """
    days = told("PERFDATA_LOG_DAYS", "log", "days")
    if days is None:
        return None
    if not (days.isascii() and days.isdecimal() and 0 < int(days) < _MOST_DAYS):
        raise UnusableFileError(f"PERFDATA_LOG_DAYS 写的是“{days}”，应为天数，如 365：请改正后重新启动。")
    return int(days)


def evidence_limits() -> tuple[int, int]:
    """The most bytes of a file of evidence and of all of a result: 20 and 100 MB if PERFDATA_EVIDENCE_FILE_MB and

    PERFDATA_EVIDENCE_RESULT_MB, else ``[evidence] file_mb`` and ``result_mb``, say nothing else. UnusableFileError
    where one is no whole number from 1 to 1,000.
    """
    named = ("PERFDATA_EVIDENCE_FILE_MB", "file_mb", "20"), ("PERFDATA_EVIDENCE_RESULT_MB", "result_mb", "100")
    of_file, of_result = (
        _megabytes(os.environ.get(name) or setting("evidence", own) or usual, name=name) for name, own, usual in named
    )
    return of_file, of_result


def _megabytes(text: str, *, name: str) -> int:
    if not (text.isdecimal() and 1 <= int(text[:5]) <= 1000):
        raise UnusableFileError(f"佐证的大小上限 {name} 要写 1 到 1000 的整数（MB），读到的是“{text}”。")
    return int(text) << 20


def is_review_on() -> bool:
    """Whether PERFDATA_REVIEW, else ``[access] review``, asks that what an account confirms waits for its review."""
    return is_on(told("PERFDATA_REVIEW", "access", "review") or "off", name="PERFDATA_REVIEW")


def is_own_review_allowed() -> bool:
    """Whether PERFDATA_REVIEW_SELF, else ``[access] review_self``, permits that who enters also approves."""
    return is_on(told("PERFDATA_REVIEW_SELF", "access", "review_self") or "off", name="PERFDATA_REVIEW_SELF")


def refuse_unclear_review() -> None:
    """Raises UnusableFileError where the review is set to what is neither on nor off."""
    is_review_on()
    is_own_review_allowed()


def is_on(said: str, *, name: str) -> bool:
    """What a switch says. UnusableFileError for anything but on and off: what guards must not be misread."""
    if (word := said.strip().lower()) in _ON | _OFF:
        return word in _ON
    raise UnusableFileError(f"{name} 只能写 on 或 off，读到的是“{said}”：请改正后重新启动。")


def setting(*names: str) -> str | None:
    """A setting of secrets.toml such as ``access password``, or None.

    The file is that of PERFDATA_SECRETS, else ``.streamlit/secrets.toml`` of the working folder, the project or the
    home. Raises UnusableFileError where it cannot be read: a broken file must not open what it was to guard.
    """
    for path in _setting_files():
        try:
            value = tomllib.loads(path.read_text("utf-8-sig"))
            for name in names:
                value = value[name]
        except (FileNotFoundError, KeyError):
            continue
        except (OSError, ValueError, TypeError) as error:
            raise UnusableFileError(f"设置文件 {path} 读不出来，请改正后重新启动：{error}。") from error
        return str(value)
    return None


def _setting_files() -> list[Path]:
    if named := os.environ.get("PERFDATA_SECRETS"):
        return [Path(named)]
    return [folder / ".streamlit" / "secrets.toml" for folder in (Path.cwd(), HOUSE, Path.home())]
