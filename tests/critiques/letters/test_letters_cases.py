"""The critiques and responses of the two reconstructed cases, told in our own words from what is on record."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.critiques.letters.found import Read
from answerable.critiques.letters.reading import read
from answerable.text.documents import read_document

LETTERS = Path(__file__).parents[3] / "examples" / "letters"


def pair(letter: str, reply: str) -> Read:
    return read(read_document(LETTERS / letter), read_document(LETTERS / reply))


def states(found: Read, words: str) -> list[str]:
    return [item.answer.state for item in found.items if item.answer and words in item.text]


def test_regret_in_december_2014_met_no_demand():
    found = pair("campus-2014.md", "reply-to-campus-2014-december.md")
    demanded = [item.answer.state for item in found.items if item.kind == "demand" and item.answer]
    assert len(demanded) == 4
    assert "met" not in demanded
    assert {"regret", "apology"} <= {each.act for each in found.spoken}
    assert "correction" not in {each.act for each in found.spoken}


def test_the_friends_were_not_heard_in_april_2015_either():
    assert states(pair("campus-2014.md", "reply-to-campus-2014-april.md"), "hear the three friends") == ["silent"]


def test_the_number_was_withdrawn_in_april_1991():
    assert states(pair("kuwait-1990.md", "reply-to-kuwait-1990-april.md"), "withdraw the number") == ["met"]


def test_the_story_was_retracted_in_april_2015():
    assert states(pair("campus-2014.md", "reply-to-campus-2014-april.md"), "retract the story") == ["met"]


@pytest.mark.xfail(strict=True, reason="the first allegation of the letter is passed over")
def test_that_nobody_spoke_to_the_accused_is_found():
    found = pair("campus-2014.md", "reply-to-campus-2014-december.md")
    assert [item.kind for item in found.items if "spoke to the men" in item.text] == ["allegation"]
