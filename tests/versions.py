"""The smoke tests on every other supported Python of this machine: `python -m tests.versions`, part of `.ci/run`."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from start import NEWEST, OLDEST

ROOT = Path(__file__).parents[1]
TOOLS = ("pytest", "pytest-xdist", "hypothesis", "openpyxl", "xlwt", "reportlab", "playwright")
SMOKE = ("tests/core", "tests/serving", "tests/test_command_line.py", "tests/pages/test_dashboards.py")


def interpreters() -> Iterator[tuple[str, str]]:
    """Version and program of each, found by name or among those of pyenv."""
    for minor in range(OLDEST[1], NEWEST[1] + 1):
        version = f"3.{minor}"
        if sys.version_info[:2] == (3, minor):
            continue
        kept = sorted(map(str, (Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python")))
        for program in filter(None, [shutil.which(f"python{version}"), *reversed(kept)]):
            if subprocess.run([program, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0:
                yield version, program
                break


def test(program: str) -> int:
    """The exit code of the smoke tests in an environment of their own."""
    with TemporaryDirectory(prefix="perfdata-python-") as folder:
        subprocess.run([program, "-m", "venv", folder], check=True)
        python = str(Path(folder, "Scripts" if sys.platform == "win32" else "bin", "python"))
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "--require-hashes", "-r", "requirements.lock"], cwd=ROOT, check=True)
        subprocess.run([*install, "-c", "constraints.txt", *TOOLS], cwd=ROOT, check=True)
        return subprocess.run([python, "-m", "pytest", "-n", "2", *SMOKE], cwd=ROOT).returncode


if __name__ == "__main__":
    failed = []
    for version, program in interpreters():
        print(f"Python {version}: {program}", flush=True)
        if test(program) != 0:
            failed.append(version)
    sys.exit(f"failed on Python {', '.join(failed)}" if failed else 0)
