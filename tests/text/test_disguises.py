"""What is compared is what is read: look-alike letters and unseen characters hide nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from answerable.text import shifts
from answerable.text.disguises import undisguised
from answerable.text.spans import Span


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("may n\u043et be missing", "may not be missing"),
        ("d\u0435lib\u0435r\u0430t\u0435l\u0443", "deliberately"),
        ("O\u0422AN", "OTAN"),
        ("no\u00adt", "not"),
        ("n\u200bot\ufeff", "not"),
        ("по\u0440т and p\u043ert", "порт and port"),
    ],
)
def test_a_disguised_word_is_read_as_it_looks(text, read):
    assert undisguised(text).text == read


@pytest.mark.parametrize("text", ["Права людини and rights", "COVID-19 в Україні", "حقوق", "人权", "caf\u0301e", ""])
def test_what_is_not_disguised_stays_as_it_is(text):
    assert undisguised(text) == (text, ())


@given(st.text(alphabet="abno\u043e\u0430\u0440x \u00ad\u200b.", max_size=30), st.data())
def test_a_place_leads_back_to_the_character_it_came_from(text, data):
    seen = undisguised(text)
    start = data.draw(st.integers(0, len(seen.text)))
    end = data.draw(st.integers(start, len(seen.text)))
    original = seen.span(Span(start, end)).words(text)
    assert len([each for each in original if each not in "\u00ad\u200b"]) == end - start


def test_a_disguised_shift_is_found_at_its_words():
    ours, theirs = (
        "Seven of the thirty records may be missing.",
        "Seven of the thirty records w\u0435re d\u0435stroyed.",
    )
    plain = shifts(ours, theirs.replace("\u0435", "e"))
    assert plain
    assert shifts(ours, theirs) == plain


def test_an_unseen_character_inside_a_word_hides_no_shift():
    ours, theirs = "The records may be missing.", "The records must no\u00adt be missing."
    found = shifts(ours, theirs)
    assert [each.kind for each in found] == [each.kind for each in shifts(ours, theirs.replace("\u00ad", ""))]
    assert all(each.restatement.end <= len(theirs) for each in found)
