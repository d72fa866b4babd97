"""The commands as somebody types them: a name sealed, asked for, handed over and opened; a file redacted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyrage.x25519 import Identity

from tests.evidence.custody.locked import locked
from tests.homes import COMMAND, loaded
from tests.site import COAST, DIRECTOR, LAWYER, REVIEWER

NAME = "Amina Reyhani of the third crane"
E3 = ("E3", "--case", "harbour")
SEVERAL = """
import json, sys
from typer.testing import CliRunner
from answerable.cli import app
for words, typed in json.loads(sys.argv[1]):
    done = CliRunner().invoke(app, words, input=typed)
    sys.stdout.write(json.dumps([done.exit_code, done.output]) + "\\n")
"""
"""Runs several commands in one process: each by itself takes most of a second to start."""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return loaded(tmp_path_factory.mktemp("home"), "harbour")


def surroundings(home: Path) -> dict[str, str]:
    ours = ("ANSWERABLE", "DATABASE", "DJANGO")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "ANSWERABLE_HOME": str(home)}


def run(home: Path, *words: str, typed: str = "") -> str:
    done = subprocess.run(
        [COMMAND, *words],
        env=surroundings(home),
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def several(home: Path, *commands: tuple[tuple[str, ...], str]) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SEVERAL, json.dumps(commands)],
        env=surroundings(home),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [status for status, _ in answers] == [0] * len(commands), (answers, done.stderr)
    return [output for _, output in answers]


def test_a_name_is_sealed_asked_for_handed_over_and_opened(home):
    passphrase = (home / "passphrase").read_text().strip()
    for person in (COAST, DIRECTOR, LAWYER):
        place = home / "keys" / f"seal%3A{person}.age"
        place.write_text(locked(str(Identity.generate()), passphrase))
        place.chmod(0o600)
    holders, agrees = ("--holders", f"{COAST},{DIRECTOR}"), ("--agree", "--reason", "It is right.")
    told = several(
        home,
        *((("seal", "key", "add", person), "") for person in (COAST, DIRECTOR, LAWYER)),
        (("seal", "identity", *E3, *holders, "--by", REVIEWER), f"{NAME}\n"),
        (("seal", "ask", *E3, "--reason", "The court asks.", "--by", LAWYER), ""),
        *((("seal", "decide", *E3, *agrees, "--by", person), "") for person in (COAST, DIRECTOR)),
    )
    assert "any 2 of coast-director, centre-director can open it together" in told[3]
    assert not any("Amina" in each for each in told)
    assert run(home, "seal", "open", *E3, "--by", LAWYER) == f"{NAME}\n"
    kept = [path for path in home.rglob("*") if path.is_file() and b"Reyhani" in path.read_bytes()]
    assert kept == []


def test_a_seal_key_is_made_and_locked(home):
    assert run(home, "seal", "key", "new", REVIEWER).startswith("age1")
    (place,) = (home / "keys").glob(f"*{REVIEWER}.age")
    assert (place.stat().st_mode & 0o777, "AGE-SECRET-KEY" in place.read_text()) == (0o600, False)


def test_a_file_is_redacted_and_its_copy_taken_in(home, tmp_path):
    words = tmp_path / "names.txt"
    words.write_text("labour\n")
    said = ("--why", "A word.", "--by", DIRECTOR)
    told = run(home, "evidence", "redact", "E1", "--case", "harbour", "--text-file", str(words), *said)
    assert "SHA-256" in told
    assert "passages stand nowhere" in told
    assert "labour" not in told
