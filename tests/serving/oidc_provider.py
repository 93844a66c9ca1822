"""A certified OpenID Connect provider (the npm package oidc-provider) that tests start; needs Node.js and npm."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from tests.bench.servers import free_port

_HERE = Path(__file__).parent / "oidc"
_FILES = ("package.json", "package-lock.json", "provider.mjs")
_INSTALL_SECONDS = 180
CLIENT_ID, CLIENT_SECRET = "perfdata", "a-secret-of-tests"


@dataclass(frozen=True, slots=True)
class RunningProvider:
    issuer: str

    def settings(self, **more: str) -> dict[str, str]:
        """The environment of a dashboard that signs people in by it."""
        own = {"ISSUER": self.issuer, "CLIENT_ID": CLIENT_ID, "CLIENT_SECRET": CLIENT_SECRET, **more}
        return {f"PERFDATA_OIDC_{name}": value for name, value in own.items()}


@contextmanager
def running_provider(*, origins: Sequence[str], names: Mapping[str, str]) -> Iterator[RunningProvider]:
    """Knows the dashboards at these origins; ``names`` are name claims of subjects. Skips without Node."""
    folder, port = _installed(), free_port()
    process = subprocess.Popen(
        ["node", "provider.mjs", str(port), *origins],
        cwd=folder,
        env=os.environ | {"OIDC_NAMES": json.dumps(names), "NODE_ENV": "test"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    try:
        for line in process.stdout:
            if line.strip() == "ready":
                break
        else:
            pytest.fail("the provider of identities did not start")
        yield RunningProvider(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _installed() -> Path:
    """The package in a folder of the user's cache, installed once a version of its lock file."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("no Node.js on this machine: install nodejs and npm to test signing in by OpenID Connect")
    contents = {name: (_HERE / name).read_bytes() for name in _FILES}
    digest = sha256(b"\n".join(contents.values())).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "perfdata-tests"
    folder = cache / f"oidc-{digest}"
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=cache))
    for name, content in contents.items():
        (making / name).write_bytes(content)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        subprocess.run(command, cwd=making, check=True, capture_output=True, timeout=_INSTALL_SECONDS)
    except (subprocess.SubprocessError, OSError) as error:
        shutil.rmtree(making, ignore_errors=True)
        pytest.skip(f"the npm package oidc-provider cannot be installed here: {error}")
    try:
        making.rename(folder)
    except OSError:  # another worker was first
        shutil.rmtree(making, ignore_errors=True)
    return folder
