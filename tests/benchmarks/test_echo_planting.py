from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))  # scripts, not a package

from echo_planting import LANGUAGES, LEAST, WORDS, bare, claimed, cut, framed, mention, reworded, spliced

OURS = (
    "The village council heard seven witnesses in the old school before the winter and wrote down every word they said"
)
LONG = "On the second day the river rose again and the families who had stayed carried their grain to the hill above it"


def chances(count=50):
    return [random.Random(seed) for seed in range(count)]


def is_within(some, words):
    rest = iter(words)
    return all(word in rest for word in some)


@pytest.mark.parametrize("chance", chances())
def test_a_cut_text_has_only_words_of_ours_in_their_order_and_fewer(chance):
    left = cut(OURS, chance).split()
    assert is_within(left, OURS.split())
    assert LEAST <= len(left) < len(OURS.split())


def test_a_splice_says_where_the_second_part_begins():
    text, further = spliced(OURS + ".", LONG + ".")
    first, second = text[: further - 2], text[further:]
    assert OURS.startswith(first)
    assert LONG.endswith(second)
    assert text[further - 2 : further] == ", "


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3])
def test_rewording_changes_about_the_share_asked_for_and_neither_end(share):
    words = LONG.split()
    kept = []
    for chance in chances():
        told = reworded(LONG, "en", share, chance).split()
        assert (told[0], told[-1]) == (words[0], words[-1])
        kept.append(len(set(words) & set(told)) / len(set(words)))
    assert 1 - 1.3 * share < sum(kept) / len(kept) < 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", [False, True])
def test_our_words_and_our_name_stand_where_they_are_said_to(language, title):
    for chance in chances():
        made = framed(OURS, language, chance, ours=True, title=title)
        assert made.text[made.begin : made.end] == OURS
        named = made.text[slice(*made.naming)]
        assert named in {WORDS[language]["name"], WORDS[language]["genitive"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_somebody_else_says_does_not_name_us(language):
    for chance in chances():
        made = framed(OURS, language, chance, ours=False)
        assert made.naming == (0, 0)
        assert WORDS[language]["name"] not in made.text
        assert WORDS[language]["genitive"] not in made.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("title", [False, True])
def test_a_claim_stands_where_it_is_said_to(language, title):
    for claim in WORDS[language]["claims"]:
        made = claimed(claim, language, random.Random(1), title=title)
        assert made.text[made.begin : made.end].lower() == claim.lower()
        assert made.naming[1] > made.naming[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mention_names_us_and_makes_no_claim(language):
    for chance in chances():
        text = mention(language, chance)
        assert WORDS[language]["name"] in text or WORDS[language]["genitive"] in text
        assert not any(claim in text for claim in WORDS[language]["claims"])


def test_a_sentence_of_its_own_ends_once():
    made = bare(OURS + " .")
    assert made.text == OURS + "."
    assert made.text[made.begin : made.end] == OURS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_frame_fills_all_its_slots(language):
    known = WORDS[language]
    for frame in known["said"] + known["titled"] + known["claimed"] + known["mentions"]:
        filled = frame.format(n="N", g="G", q="Q", c="C")
        assert "{" not in filled
