"""The reference says what the code says, and leaves nothing out."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def writer():
    spec = importlib.util.spec_from_file_location("write_reference", ROOT / "docs" / "write_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_written_pages_are_up_to_date(writer):
    stale = [path.name for path, text in writer.pages().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run `make reference`"


def test_every_variable_that_is_read_is_among_the_settings(writer):
    texts = [path.read_text(encoding="utf-8") for path in writer.SOURCE.rglob("*.py")]
    read = {word for text in texts for word in re.findall(r'"(ANSWERABLE_[A-Z_]+)"', text)}
    page = writer.settings()
    assert {word for word in read if f"| `{word}` |" not in page} == set()


def test_every_kind_of_act_is_in_the_reference():
    from answerable.kinds import ACTS

    page = (ROOT / "docs" / "reference" / "kinds.md").read_text(encoding="utf-8")
    assert [kind for kind in ACTS if f"### `{kind}`\n" not in page] == []


def test_the_reference_says_which_acts_a_gate_is_asked_about(writer):
    from answerable.kinds import ACTS

    told = {name: line.startswith("Asked first: `may_") for name, line in writer.gates_asked().items()}
    assert told == {act.said.__name__: act.ask is not None for act in ACTS.values()}


def test_every_kind_in_the_reference_can_be_said(writer):
    from answerable.kinds import ACTS

    written = {kind for room in writer.ROOMS for kind in writer.said(room)}
    assert written == set(ACTS)
