"""A server with accounts, and browsers that sign in at it without drawing anything."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from perfdata.storing.store import open_store
from perfdata.usecases import opening
from tests.bench.servers import Server, copy_app, own_program, serve
from tests.people import make_accounts


@contextmanager
def serve_people(*, with_accounts: bool = True) -> Iterator[Server]:
    """This app over the bundled tables, with the accounts of the tests or with none."""
    with TemporaryDirectory(prefix="bench-people-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        copy_app(folder, [])
        url = f"sqlite:///{folder / 'people.db'}"
        opening.open_with_bundled_tables(url).dispose()
        if with_accounts:
            engine = open_store(url)
            make_accounts(engine)
            engine.dispose()
        with serve(folder, own_program, health="/healthz", PERFDATA_DATABASE_URL=url) as server:
            yield server


class Guest:
    """A browser at an address, as the proxy on this computer says."""

    def __init__(self, port: int, *, address: str):
        self._port, self._address, self._form = port, address, ""
        self.cookies: dict[str, str] = {}

    def open_form(self) -> None:
        """Open the page for signing in."""
        _, body = self.ask("GET", "/signin")
        self._form = body.decode().partition('name="form" value="')[2].partition('"')[0]

    def sign_in(self, name: str, password: str) -> int:
        """Send the form; the status of the answer, 303 where it lets in."""
        return self.ask("POST", "/signin", urlencode({"form": self._form, "name": name, "password": password}))[0]

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"X-Forwarded-For": self._address, "Accept": "text/html", **({"Cookie": jar} if jar else {})}
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for line in answer.headers.get_all("set-cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return answer.status, content
