"""Runs the driver of this folder, and sums up what it found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.nothing_lost.disk import COMPILER, built
from tests.soak import Figures

ROOT = Path(__file__).parents[2]
Found = list[dict[str, Any]]

MEMORY = Path("/dev/shm")
"""A folder in memory: what a real disk does is no part of these tests, and waiting for it takes most of their time."""


def needs_compiler() -> None:
    """Skip where the failing disk cannot be built; fail where everything has to run."""
    if not COMPILER:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("there is no C compiler here: install the package gcc")


def gone_through(story: str, plans: Sequence[str], *, empty: Path) -> Found:
    """Return what the driver found, one line for each fault."""
    needs_compiler()
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None, prefix="answerable-faults-") as folder:
        return _gone_through(story, plans, empty=empty, folder=Path(folder))


def _gone_through(story: str, plans: Sequence[str], *, empty: Path, folder: Path) -> Found:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "ANSWERABLE_HOME": str(folder),
        "ANSWERABLE_PASSPHRASE": "only for tests",
        "DJANGO_SETTINGS_MODULE": "answerable.web.settings",
        "LD_PRELOAD": str(built(folder)),
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
    command = [
        sys.executable,
        ROOT / "tests/nothing_lost/driver.py",
        story,
        *plans,
        "--empty",
        empty,
        "--folder",
        folder,
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def counted(found: Found, figures: Figures) -> None:
    """Add to the figures printed at the end what these faults came to."""
    wrong = [each for line in found for each in line["wrong"]]
    power = [line for line in found if line["plan"].startswith("power")]
    figures.count("power cuts tried", len(power))
    figures.count("faults injected", sum(line["met"] for line in found) - len(power))
    figures.count("entries lost", sum(each.startswith(("lost", "damaged")) for each in wrong))
    figures.count("entries doubled", sum(each.startswith("doubled") for each in wrong))
    figures.count("crashes", sum(each.startswith("crashed") for each in wrong))


def bad(found: Found) -> list[tuple[str, int, list[str]]]:
    """Return the faults after which something was wrong, and what."""
    return [(line["plan"], line["at"], line["wrong"]) for line in found if line["wrong"]]
