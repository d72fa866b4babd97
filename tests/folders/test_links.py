"""Whoever speaks through a link has joined no section: a folder holds what they said, in the log that sent the link."""

from __future__ import annotations

import shutil

import pytest

from answerable.critiques.models import CriticAnswered
from answerable.folders.errors import FolderError
from answerable.folders.exporting import export_case
from answerable.folders.loading import load_folder
from answerable.people.keyring import keyring
from answerable.record.facts import read
from tests.site import ROOT

pytestmark = pytest.mark.django_db

ASKED = """
[[critic.asked]]
by = "north-director"
at = 2026-07-01T10:00:00Z
critique = "K2"
token_sha256 = "f4553c819c01f3961f595bd8f561ff51c509365d6593a8ea91068588b7eb9d92"
language = "uk"
expires = 2026-08-01T10:00:00Z
"""

SAID = """
[[critic.answered]]
by = "critic-K2"
at = 2026-07-02T10:00:00Z
section = "north"
critique = "K2"
item = "i3"
answer = "not-settled"
"""

CLOSED = """
[[item.closed]]
by = "north-director"
at = 2026-07-02T10:00:00Z
critique = "K2"
item = "i9"
"""


@pytest.fixture
def folder(tmp_path):
    """The worked example of what comes after a release, and what is added to its critiques."""

    def added(text):
        place = tmp_path / "folder"
        shutil.copytree(ROOT / "examples" / "harbour-afterwards", place)
        with (place / "critiques.toml").open("a", encoding="utf-8") as file:
            file.write(text)
        return place

    return added


def test_what_a_critic_said_through_their_link_is_loaded_and_written_back(folder, tmp_path):
    place = folder(ASKED + SAID)
    load_folder(place, keyring=keyring())
    (said,) = read(CriticAnswered, case="harbour-afterwards")
    assert (said.actor, said.origin) == ("critic-K2", "harbour.example/north")
    export_case("harbour-afterwards", tmp_path / "out")
    assert SAID in (tmp_path / "out" / "critiques.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SAID, "a person who has joined, found 'critic-K2'"),
        (CLOSED, "an answer to the item on record by 2026-07-02T10:00:00Z with item = 'i9', found none"),
    ],
    ids=["no link", "no answer"],
)
def test_what_rests_on_nothing_is_named_with_its_line(text, told, folder):
    with pytest.raises(FolderError) as raised:
        load_folder(folder(text), keyring=keyring())
    (error,) = raised.value.errors
    assert told in str(error)
    assert error.line > 500
