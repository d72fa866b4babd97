"""Homes for tests that start the commands: worked cases are loaded once in a run, and copied.

What a command prints while it loads is tested where it is the subject; elsewhere it is only the way there.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).parent / "answerable"
QUICKLY = "from answerable.record import keys; keys.KDF_ROUNDS = 1; from answerable.cli import app; app()"
"""The command, but the key files it makes open at once: every command that a test starts on a copy opens some."""

VARIABLE = "ANSWERABLE_TEST_HOMES"
"""Names the folder that the processes of one test run share."""


def open_folder() -> None:
    """Make the folder of this run; its worker processes find it in their environment."""
    os.environ.setdefault(VARIABLE, tempfile.mkdtemp(prefix="answerable-homes-"))


def close_folder() -> None:
    """Remove it."""
    shutil.rmtree(os.environ.pop(VARIABLE), ignore_errors=True)


def loaded(home: Path, *examples: str) -> Path:
    """Return `home`, which was empty, with these worked cases loaded in this order, and their keys."""
    shutil.copytree(_made(examples), home, dirs_exist_ok=True)
    return home


def _made(examples: tuple[str, ...]) -> Path:
    """Return a home to copy from, made by whoever is the first to ask."""
    name = hashlib.sha256("\n".join(examples).encode()).hexdigest()[:16]
    place = Path(os.environ[VARIABLE]) / name
    with _alone(place.with_suffix(".lock")):
        if not place.exists():
            making = place.with_suffix(".making")
            shutil.rmtree(making, ignore_errors=True)
            for example in examples:
                _run(making, "load", str(ROOT / "examples" / example))
            making.rename(place)
    return place


def _run(home: Path, *words: str) -> None:
    ours = ("ANSWERABLE", "DATABASE", "DJANGO")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    subprocess.run(
        [sys.executable, "-c", QUICKLY, *words],
        env={**kept, "ANSWERABLE_HOME": str(home)},
        check=True,
        capture_output=True,
        timeout=300,
    )


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
