"""Items that were cut inside a phrase are made whole."""

from __future__ import annotations

import numpy as np
import pytest

from answerable.critiques.letters.features import Clauses
from answerable.critiques.letters.mending import demands_of, mended
from answerable.critiques.letters.tagging import Run
from answerable.text.spans import Span


def cut(*sentences: list[str]) -> tuple[str, Clauses]:
    """Return a text and its clauses, given by hand."""
    parts = [(number, part) for number, sentence in enumerate(sentences) for part in sentence]
    text = " ".join(part for _, part in parts)
    starts = np.cumsum([0, *(len(part) + 1 for _, part in parts)])
    spans = tuple(Span(int(at), int(at) + len(part)) for at, (_, part) in zip(starts[:-1], parts, strict=True))
    none = np.zeros((len(parts), 1), np.float32)
    return text, Clauses(spans, np.array([number for number, _ in parts]), none, none, none)


def words(text: str, read: Clauses, runs: list[Run]) -> list[tuple[str, str]]:
    """Return kind and words of runs."""
    return [(run.kind, text[read.spans[run.first].start : read.spans[run.last - 1].end]) for run in runs]


def test_two_demands_that_nothing_parts_are_one() -> None:
    text, read = cut(["The board should have the way in which", "our offer was passed over looked into."])
    runs = [Run("demand", 0, 1, 0.9), Run("demand", 1, 2, 0.9)]
    assert words(text, read, mended(text, read, runs)) == [("demand", text)]


def test_two_demands_with_a_mark_or_a_link_between_them_stay_two() -> None:
    text, read = cut(["withdraw the leaflet;", "open the path and", "pay the ferryman."])
    runs = [Run("demand", place, place + 1, 0.9) for place in range(3)]
    assert mended(text, read, runs) == runs


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["a halt to", "the western works,", "at once."], "a halt to the western works,"),
        (["скажіть громаді,", "що", "причал був повний,", "а не порожній."], "скажіть громаді, що причал був повний,"),
        (["Sie behaupten,", "dass", "der Kai leer war."], "Sie behaupten, dass der Kai leer war."),
    ],
)
def test_an_item_goes_on_to_the_next_mark(parts: list[str], whole: str) -> None:
    text, read = cut(parts)
    assert words(text, read, mended(text, read, [Run("demand", 0, 1, 0.9)])) == [("demand", whole)]


def test_an_item_never_grows_into_one_of_another_kind_or_out_of_its_sentence() -> None:
    text, read = cut(["We thank you for", "the boat that sank"], ["in May."])
    runs = [Run("thanks", 0, 1, 0.9), Run("allegation", 1, 2, 0.9)]
    assert mended(text, read, runs) == runs


@pytest.mark.parametrize(
    ("parts", "begins"),
    [
        (["Which", "of the nine names did you check?"], 0),
        (["We ask you:", "which names did you check?"], 1),
        (["Before we go home tonight and", "which names did you check?"], 1),
    ],
)
def test_a_question_begins_with_its_sentence_where_few_words_and_no_mark_stand_before_it(
    parts: list[str], begins: int
) -> None:
    text, read = cut(parts)
    assert mended(text, read, [Run("question", 1, 2, 0.9)])[0].first == begins


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("the notice go and that the Board write", ["the notice go", "the Board write"]),
        ("l'avis soit retiré et que la compagnie écrive", ["l'avis soit retiré", "la compagnie écrive"]),
        ("se retire el aviso, y que la compañía escriba", ["se retire el aviso", "la compañía escriba"]),
        ("der Aushang wegkommt und dass man uns schreibt", ["der Aushang wegkommt", "man uns schreibt"]),
        ("оголошення зняли і щоб нам написали", ["оголошення зняли", "нам написали"]),
        ("объявление сняли и чтобы нам написали", ["объявление сняли", "нам написали"]),
        ("يزال الإعلان، وأن تكتب الشركة إلينا", ["يزال الإعلان", "تكتب الشركة إلينا"]),
        ("the notice go and the Board write", ["the notice go and the Board write"]),
        ("go, and that now", ["go, and that now"]),
    ],
)
def test_and_that_opens_another_demand(text: str, parts: list[str]) -> None:
    assert [each.words(text) for each in demands_of(text, Span(0, len(text)))] == parts
