"""No bytes from outside crash what reads them, or hold it up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from random import Random

import pytest

from tests.fuzzing.targets import FOUND, ROOT, mutated, targets

NAMES = (
    *("entry", "note", "checkpoint", "checkpoint text", "proof", "public key", "cosigner key", "cosignatures"),
    *("trust policy", "timestamp", "witness request", "mirror upload", "mirror info", "tile", "fork"),
    *("index of a stick", "docx", "pdf", "markdown", "html", "plain", "web archive", "lines of a stream", "feed"),
    *("sitemap", "case.toml", "people.toml", "evidence.toml", "findings.toml", "consultation.toml", "outputs.toml"),
    *("archive", "backup", "certificate", "passkey"),
)
FEW = 12
SECONDS = int(os.environ.get("FUZZ_SECONDS", "20"))
"""Seconds for each reader in a long run: `make fuzz FUZZ_SECONDS=600`."""

SLOW = 5.0
"""Seconds after which a reader of 64 KiB is held up; chosen by hand."""


@pytest.mark.parametrize("name", NAMES)
def test_a_few_odd_inputs_are_answered(name):
    target, random = targets()[name], Random(name)
    for data in (b"", *target.seeds[:3], *target.found(), *(mutated(target, random) for _ in range(FEW))):
        started = time.perf_counter()
        target.tried(data)
        assert time.perf_counter() - started < SLOW


def test_every_reader_is_tried():
    assert sorted(NAMES) == sorted(targets())


def test_what_once_crashed_belongs_to_a_reader():
    assert {path.name for path in FOUND.iterdir() if path.is_dir()} <= set(NAMES)


@pytest.mark.soak
@pytest.mark.parametrize("name", NAMES)
def test_a_reader_is_tried_for_long(name, tmp_path, soak_figures):
    """Guided by what each input reaches in the code (atheris), where that is installed."""
    command = [sys.executable, "-m", "tests.fuzzing.guided", name, str(SECONDS), str(tmp_path)]
    left_out = {"DATABASE_URL"}
    environment = {key: value for key, value in os.environ.items() if key not in left_out}
    environment |= {"ANSWERABLE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "answerable.web.settings"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    crashed = sorted(tmp_path.glob("crash-*")) + sorted(tmp_path.glob("timeout-*")) + sorted(tmp_path.glob("oom-*"))
    told = [line for line in done.stdout.splitlines() if line.startswith("{")]
    assert told or crashed, done.stderr[-2000:]
    tried = json.loads(told[-1]) if told else {"tried": 0, "how": "guided"}
    soak_figures.count("bad inputs tried", tried["tried"])
    soak_figures.count("crashes", len(crashed))
    soak_figures.note(f"inputs of {name}, {tried['how']}", f"{tried['tried']:,}")
    assert [(path.name, path.read_bytes()[:200]) for path in crashed] == [], done.stderr[-3000:]
