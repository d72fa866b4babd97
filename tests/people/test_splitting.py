"""A key as shares on paper: enough give it back, fewer or wrong ones are told apart."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings, strategies as st

from answerable.people.errors import BadShares
from answerable.people.splitting import join, split

SEED = bytes(range(32))


def test_any_three_of_five_give_the_key_back():
    lines = split(SEED, shares=5, needed=3)
    assert len(set(lines)) == 5
    assert all(join(some) == SEED for some in combinations(lines, 3))


def test_more_than_are_needed_and_one_twice_do_no_harm():
    lines = split(SEED, shares=5, needed=3)
    assert join(lines) == join([*lines[:3], lines[0]]) == SEED


def test_capitals_and_blanks_make_no_difference():
    lines = split(SEED, shares=2, needed=2)
    assert join([f"  {lines[0].upper()} ", lines[1].replace(" ", "   ")]) == SEED


def test_two_of_three_are_too_few_and_the_message_says_how_many():
    with pytest.raises(BadShares, match="expected 3 different shares, found 2"):
        join(split(SEED, shares=5, needed=3)[:2])


def test_one_share_twice_is_one():
    lines = split(SEED, shares=5, needed=2)
    with pytest.raises(BadShares, match="found 1"):
        join([lines[0], lines[0]])


def test_shares_of_two_splittings_do_not_mix():
    one, other = split(SEED, shares=3, needed=2), split(SEED, shares=3, needed=2)
    with pytest.raises(BadShares, match="share 2 is of another"):
        join([one[0], other[1]])


def test_a_word_misheard_is_found_and_not_repeated():
    lines = split(SEED, shares=3, needed=2)
    words = lines[0].split()
    words[10] = "zero" if words[10] != "zero" else "yoga"
    with pytest.raises(BadShares, match="share 1: expected the words") as caught:
        join([" ".join(words), lines[1]])
    assert not any(word in str(caught.value) for word in lines[0].split() if len(word) > 5)


def test_no_shares_are_none():
    with pytest.raises(BadShares):
        join([])


@pytest.mark.parametrize(("shares", "needed"), [(5, 1), (1, 1), (3, 4), (17, 3), (5, 0), (-1, -1)])
def test_numbers_that_make_no_sense_are_refused(shares, needed):
    with pytest.raises(BadShares):
        split(SEED, shares=shares, needed=needed)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=80), max_size=4))
def test_no_words_break_the_reader(lines):
    with pytest.raises(BadShares):
        join(lines)
