"""The commands about content: what they print, and how they end."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from answerable.cli.vault import app
from answerable.vault.models import Content
from answerable.vault.store import store
from tests.vault.test_everywhere import home  # noqa: F401 - a fixture
from tests.vault.test_moving import taken_in_before

WORDS = "Maryam al-Hudaydi saw the gate of quay 7 closed at nine in the evening."


@pytest.fixture(autouse=True)
def prepared(home, monkeypatch):  # noqa: F811 - the fixture
    monkeypatch.setattr("answerable.cli.vault.prepare", lambda: None)
    return home


def said(*words: str, typed: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words), input=typed)
    return done.exit_code, done.output


def test_words_are_found_wherever_they_stand_and_the_exit_status_says_so(prepared):
    store(WORDS)
    (prepared / "note.txt").write_text(f"so {WORDS}")
    code, told = said("find", WORDS)
    assert code == 1
    assert "vault_content.text of sha256:" in told
    assert str(prepared / "note.txt") in told
    assert said("find", "-", typed=f"{WORDS}\n")[0] == 1
    assert said("find", "words that stand nowhere") == (0, "")
    assert said("find", "-", typed=" \n")[0] == 2


def test_files_of_an_earlier_version_are_moved(prepared, settings):
    taken_in_before(settings.ANSWERABLE_VAULT)
    assert said("move") == (0, "1 files moved\n")
    assert said("move") == (0, "0 files moved\n")
    assert Content.objects.get().place


def test_a_damaged_file_is_named_and_the_others_move(prepared, settings):
    damaged = taken_in_before(settings.ANSWERABLE_VAULT)
    name = damaged.removeprefix("sha256:")
    (settings.ANSWERABLE_VAULT / name[:2] / name).write_bytes(b"other")
    taken_in_before(settings.ANSWERABLE_VAULT)
    code, told = said("move")
    assert (code, "1 files moved" in told, damaged in told) == (1, True, True)


def test_a_sweep_says_what_it_did(prepared):
    assert said("sweep") == (0, "0 files removed that no content names\n")
