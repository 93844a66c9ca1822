"""Whether this server asks who one is, and who is behind a cookie."""

import time
from functools import lru_cache
from typing import Any

from perfdata.core.errors import PerfdataError
from perfdata.core.people import Actor
from perfdata.usecases import installation, people
from perfdata.usecases.sign_in_settings import is_sign_in_demanded

COOKIE = "perfdata_session"
_KNOWN_SECONDS = 1.0


class Door:
    """Closed as soon as there is an account, or ``[access] accounts`` of the settings says so.

    ``is_guarded`` once ``python -m perfdata serve`` stands before the pages.
    """

    def __init__(self) -> None:
        self.is_guarded = False
        self._is_closed = False
        self._asked_at = self._read_at = float("-inf")
        self._phrase: str | None = None

    def is_closed(self) -> bool:
        """Once closed it stays so; a database that cannot be asked leaves it as it was: nothing can be shown then."""
        if not self._is_closed and time.monotonic() - self._asked_at > _KNOWN_SECONDS:
            try:
                self._is_closed = people.accounts_exist(engine()) or is_sign_in_demanded()
            except PerfdataError:
                return self._is_closed
            self._asked_at = time.monotonic()
        return self._is_closed

    def actor(self, cookie: str | None) -> Actor | None:
        """Who is signed in. Raises StorageError where the database cannot be asked."""
        return people.actor_of(engine(), cookie) if cookie else None

    def admitted(self, cookie: str | None) -> tuple[bool, Actor | None]:
        """Whether it is closed, and who is signed in."""
        is_closed = self.is_closed()
        return is_closed, self.actor(cookie) if is_closed else None

    def phrase(self) -> str | None:
        """What visitors must know where there are no accounts. Broken settings let nobody in: UnusableFileError."""
        if time.monotonic() - self._read_at > _KNOWN_SECONDS:
            self._phrase = installation.setting("access", "password")
            self._read_at = time.monotonic()
        return self._phrase

    def forget(self) -> None:
        """As at the start."""
        self.__init__()


def engine() -> Any:
    """The database as it is asked about people alone."""
    return _engine(installation.database_url())


@lru_cache(maxsize=1)
def _engine(url: str) -> Any:
    return people.accounts_of(url)


door = Door()
