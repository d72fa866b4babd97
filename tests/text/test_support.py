"""What a statement rests on: the passages found, the outcome, and the words that stand in none."""

from __future__ import annotations

import pytest

from answerable.text.comparing import Shift
from answerable.text.retrieval import Retrieval, key_of
from answerable.text.spans import Span
from answerable.text.support import Evidence, Passage, support

REPORT = (
    "The harbour lies east of the town.",
    "Inspectors asked for thirty accident records.",
    "The port authority showed them 18 of the records in November.",
    "It did not show the other twelve.",
    "The dockers' union keeps a list of its own.",
    "Weather was mild for the season.",
)


def passages(*texts: str, language: str = "en") -> list[Passage]:
    return [Passage(id=f"p{number}", text=each, language=language) for number, each in enumerate(texts)]


@pytest.fixture(autouse=True)
def found(monkeypatch):
    """Return a list of shifts that are found in every pair."""
    shifts: list[Shift] = []
    monkeypatch.setattr("answerable.text.comparing.shifts", lambda *_, **__: list(shifts))
    return shifts


def stronger() -> Shift:
    fields = {"kind": "certainty", "direction": "stronger", "reason": "so", "basis": "both", "probability": 0.9}
    return Shift(source=Span(0, 0), restatement=Span(0, 3), **fields)


def test_the_passage_with_the_words_comes_first():
    held = support("The port authority showed the inspectors 18 records.", passages(*REPORT), language="en")
    assert (held.outcome, held.passages[0]) == ("supported", "p2")


def test_what_stands_nowhere_is_not_supported():
    assert (
        support("Hospitals closed for want of medicine.", passages(*REPORT), language="en").outcome == "not supported"
    )


def test_a_shift_beyond_the_passages_says_more(found):
    found.append(stronger())
    assert (
        support("The authority showed 18 of the records.", passages(*REPORT), language="en").outcome == "says more than"
    )


def test_numbers_and_names_that_no_passage_has_are_named():
    text = "The port authority showed Inspector Grau 19 of the records in November."
    held = support(text, passages(*REPORT), language="en")
    assert [span.words(text) for span in held.unsupported] == ["Grau 19"]
    assert held.outcome == "says more than"


def test_no_passages_support_nothing():
    assert support("Anything.", [], language="en").outcome == "not supported"


def test_a_sentence_is_found_with_the_help_of_its_neighbour():
    evidence = Evidence(passages(*REPORT), consecutive=True)
    best = evidence.best("The port authority did not show the inspectors twelve records.", "en", count=3)
    assert {"p2", "p3"} <= {each.id for each in best}


def test_forms_of_a_word_share_a_key():
    assert len({key_of(word, "en") for word in ("warn", "warned", "warning", "warnings", "warns")}) == 1
    assert len({key_of(word, "ru") for word in ("солдаты", "солдатами", "солдатов")}) == 1


@pytest.mark.parametrize("texts", [(), ("",), ("…",)], ids=["none", "empty", "only a mark"])
def test_passages_without_words_are_no_error(texts):
    retrieval = Retrieval(texts, ["en"] * len(texts))
    assert retrieval.best("anything", "en", count=5) == []


def test_scores_are_those_of_bm25():
    retrieval = Retrieval(["army army town", "town", "sea"], ["en"] * 3, beside=0.0)
    one, other, none = retrieval.scores("army", "en")
    assert (one > 0, other, none) == (True, 0, 0)
    # One passage of three holds it: idf = ln(1 + 2.5 / 1.5); tf 2 in a passage of 3 words, 5/3 on average.
    assert one == pytest.approx(0.98083 * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / (5 / 3))), rel=1e-4)
