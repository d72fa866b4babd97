import random

import pytest
from hypothesis import given, strategies as st

from answerable.echoes.pages.sketches import alike, sketch

WORDS = [f"w{at}" for at in range(500)]
TEXT = "Seven of the twelve villages visited in May had no clinic, and nobody had come to see them since."


def test_the_same_text_is_wholly_alike():
    assert alike(sketch(TEXT), sketch(TEXT)) == 1.0


def test_case_marks_and_white_space_count_for_nothing():
    assert sketch(TEXT) == sketch("  " + TEXT.upper().replace(",", " –") + "\n")


def test_other_texts_are_not_alike():
    dice = random.Random(1)
    assert alike(sketch(" ".join(dice.choices(WORDS, k=300))), sketch(" ".join(dice.choices(WORDS, k=300)))) < 0.05


def test_likeness_is_within_four_deviations_of_the_truth():
    dice = random.Random(2)
    for cut in range(0, 300, 20):
        one = dice.choices(WORDS, k=300)
        other = one[:cut] + dice.choices(WORDS, k=300 - cut)
        runs = [{tuple(words[at : at + 4]) for at in range(297)} for words in (one, other)]
        exact = len(runs[0] & runs[1]) / len(runs[0] | runs[1])
        assert abs(alike(sketch(" ".join(one)), sketch(" ".join(other))) - exact) <= 0.25


def test_a_sketch_is_64_numbers_of_32_bits():
    found = sketch("理事会星期五说")
    assert len(found) == 64
    assert all(0 <= each < 1 << 32 for each in found)


def test_the_numbers_never_change():
    assert sketch(TEXT)[:3] == (569903782, 103721172, 399576259)


def test_a_text_without_words_has_no_sketch_and_is_like_nothing():
    assert (sketch(" … "), alike((), ()), alike((), sketch(TEXT))) == ((), 0.0, 0.0)


def test_a_sketch_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="expected a sketch of 64 numbers, found 3"):
        alike((1, 2, 3), sketch(TEXT))


@given(st.text(), st.text())
def test_likeness_is_the_same_both_ways(one, other):
    assert alike(sketch(one), sketch(other)) == alike(sketch(other), sketch(one))
