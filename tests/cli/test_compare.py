"""`answerable compare` as a person types it: two files, two texts, two languages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("answerable")
ONE, OTHER = "Soldiers may have shot seven of twelve people.", "Soldiers shot everybody."


def answerable(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *map(str, words)], capture_output=True, text=True, check=False, timeout=600, encoding="utf-8"
    )


def test_two_texts_that_say_the_same_exit_0():
    done = answerable("compare", "--text", ONE, ONE)
    assert (done.returncode, done.stdout) == (0, "0 of 1 passages changed\n")


def test_two_texts_that_differ_exit_1_and_show_both():
    done = answerable("compare", "--text", ONE, OTHER)
    assert done.returncode == 1
    assert f"- {ONE}" in done.stdout
    assert f"+ {OTHER}" in done.stdout


def test_two_files_in_two_languages_are_compared(tmp_path):
    first, second = tmp_path / "en.md", tmp_path / "fr.md"
    first.write_text(ONE)
    second.write_text("Des soldats ont tué tout le monde.")
    done = answerable("compare", first, second, "--format", "json", "--languages", "en,fr")
    told = json.loads(done.stdout)
    assert (told["first"]["language"], told["second"]["language"], done.returncode) == (
        "en",
        "fr",
        int(told["changed"]),
    )


def test_a_page_is_printed_whole():
    assert answerable("compare", "--text", ONE, OTHER, "--format", "html").stdout.rstrip().endswith("</html>")


@pytest.mark.parametrize("text", ["", "...", "\t"])
def test_a_text_without_words_exits_2(text):
    done = answerable("compare", "--text", ONE, text)
    assert (done.returncode, done.stderr) == (2, "answerable: the text: expected words, found none\n")


def test_a_missing_file_exits_2(tmp_path):
    done = answerable("compare", tmp_path / "a", tmp_path / "b")
    assert (done.returncode, "expected a file, found none" in done.stderr) == (2, True)
