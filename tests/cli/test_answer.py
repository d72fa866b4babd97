"""`answerable answer` as a person types it: a lone letter, a reply, a file of bodies, and files that are none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("answerable")
LETTER = "To the Institute\n\nWe demand that the Institute withdraw chapter 4.\n\nWho approved the cover?\n"
REPLY = "Dear friends,\n\nWe withdrew chapter 4 this morning.\n"
BODIES = '[[body]]\nname = "Editors"\ndecides = "reports, corrections, withdrawal"\n'


def answerable(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, "answer", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        encoding="utf-8",
    )


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text(LETTER, encoding="utf-8")
    return path


@pytest.fixture
def reply(tmp_path):
    path = tmp_path / "reply.txt"
    path.write_text(REPLY, encoding="utf-8")
    return path


def test_a_letter_with_its_reply_is_printed_as_json(letter, reply, tmp_path):
    bodies = tmp_path / "bodies.toml"
    bodies.write_text(BODIES, encoding="utf-8")
    done = answerable(letter, "--reply", reply, "--bodies", bodies, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert [each["kind"] for each in told["items"]] == ["demand", "question"]
    assert told["items"][0]["able"] == "Editors"
    assert all(each["state"] for each in told["items"])
    assert all(LETTER[each["start"] : each["end"]] == each["text"] for each in told["items"])
    assert (told["letter"], told["reply"]) == (letter.as_posix(), reply.as_posix())


@pytest.mark.parametrize("form", ["text", "html"])
def test_a_letter_alone_is_printed_in_every_form(letter, form):
    done = answerable(letter, "--format", form)
    assert (done.returncode, done.stderr) == (0, "")
    assert "withdraw chapter 4" in done.stdout
    assert "1 demand, 1 question" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--language", "xx"], "--language: expected one of"),
        (["--bodies", "nowhere.toml"], "nowhere.toml"),
        (["--reply", "nowhere.txt"], "nowhere.txt: expected a file, found none"),
    ],
)
def test_what_cannot_be_read_is_named_and_exits_2(letter, words, told):
    done = answerable(letter, *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
