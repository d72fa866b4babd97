"""What becomes of shifts: the gate they belong to, the words they point at, and when they are sure."""

from __future__ import annotations

import pytest

from answerable.text.checking import Marked, Note, Passage, read_statements
from answerable.text.comparing import Shift
from answerable.text.spans import Span


def shift(source: str, restatement: str, said: tuple[str, str], kind: str, **rest: str) -> Shift:
    """Return a shift at words of two passages; "" points nowhere."""
    spans = [
        Span(text.index(words), text.index(words) + len(words)) if words else Span(0, 0)
        for text, words in zip((source, restatement), said, strict=True)
    ]
    fields = {"direction": "stronger", "reason": "because", "basis": "both", "probability": 0.9} | rest
    return Shift(kind=kind, source=spans[0], restatement=spans[1], **fields)


@pytest.fixture
def found(monkeypatch):
    """Return a list of (words of the source, words of the restatement, kind, fields) that is found where both stand."""
    wanted: list[tuple[str, str, str, dict[str, str]]] = []

    def shifts(source: str, restatement: str, **_: object) -> list[Shift]:
        return [
            shift(source, restatement, (was, now), kind, **rest)
            for was, now, kind, rest in wanted
            if was in source and now in restatement
        ]

    monkeypatch.setattr("answerable.text.comparing.shifts", shifts)
    return wanted


def notes(text: str, *passages: str, same_as: bool = False, language: str = "en") -> list[Note]:
    known = {f"F{n}": Passage(id=f"F{n}", text=each, language="en") for n, each in enumerate(passages, start=1)}
    ids = tuple(known)
    marked = Marked(
        id="a",
        start=0,
        end=len(text),
        place="lead",
        says="fact",
        rests_on=() if same_as else ids,
        same_as=ids if same_as else (),
    )
    reading = read_statements(text, language=language, marked=[marked], passages=known)
    return [each for each in reading.notes if each.shift and each.reason.endswith("because")]


SOURCE = "Soldiers may have shot people in the north."
STATEMENT = "Soldiers shot people in the north."

GATES = {
    "certainty": (11, "says-more"),
    "quantity": (8, "says-more"),
    "cause": (10, "cause-added"),
    "caveat": (6, "limit-lost"),
    "legal_label": (11, "says-more"),
    "attribution": (11, "says-more"),
}


@pytest.mark.parametrize(("kind", "expected"), GATES.items(), ids=GATES)
def test_a_shift_belongs_to_a_gate(found, kind, expected):
    found.append(("may have", "shot", kind, {}))
    (note,) = notes(STATEMENT, SOURCE)
    assert (note.gate, note.code) == expected


@pytest.mark.parametrize(("direction", "code"), [("weaker", "says-less"), ("changed", "says-other")])
def test_a_shift_that_is_not_stronger_has_its_own_code(found, direction, code):
    found.append(("may have", "shot", "certainty", {"direction": direction}))
    assert [each.code for each in notes(STATEMENT, SOURCE)] == [code]


def test_a_note_points_at_the_words_on_both_sides(found):
    found.append(("may have", "shot", "certainty", {}))
    (note,) = notes(STATEMENT, SOURCE)
    assert (STATEMENT[note.start : note.end], note.against) == ("shot", "F1")
    assert SOURCE[note.against_start : note.against_end] == "may have"


def test_the_second_passage_is_named_where_its_words_changed(found):
    second = "Two men possibly died in the north."
    found.append(("possibly", "shot", "certainty", {}))
    (note,) = notes(STATEMENT, "Soldiers shot people.", second)
    assert note.against == "F2"
    assert second[note.against_start : note.against_end] == "possibly"


SURE = {
    "words that a rule names": ({}, True),
    "only the learned part": ({"basis": "model"}, False),
    "says less": ({"direction": "weaker"}, False),
    "says other": ({"direction": "changed"}, True),
}


@pytest.mark.parametrize(("fields", "expected"), SURE.values(), ids=SURE)
def test_a_shift_is_sure_where_words_carry_it_and_it_does_not_say_less(found, fields, expected):
    found.append(("may have", "shot", "certainty", fields))
    (note,) = notes(STATEMENT, SOURCE)
    assert note.sure is expected


def test_a_shift_within_quoted_speech_is_left_alone(found):
    text = 'Soldiers came to the north. "They shot everyone there and left," a man said.'
    found.append(("may have", "They shot everyone", "certainty", {}))
    assert notes(text, SOURCE) == []


def test_a_single_sentence_is_read_alone(found):
    text = "Soldiers shot people. We do not know who."
    found.append(("may have", "Soldiers shot people.", "certainty", {}))
    found_alone = [each for each in notes(text, SOURCE) if text[each.start : each.end].startswith("Soldiers shot")]
    assert found_alone


def test_a_doubt_that_stands_in_the_next_sentence_of_the_paragraph_is_a_remark(found):
    text = "Soldiers shot people there. We could not confirm it."
    found.append(("may have", "shot", "certainty", {}))
    marked = [Marked(id="a", start=0, end=27, place="body", says="fact", rests_on=("F",))]
    passages = {"F": Passage(id="F", text=SOURCE, language="en")}
    reading = read_statements(text, language="en", marked=marked, passages=passages)
    assert [each.sure for each in reading.notes if each.code == "says-more"] == [False]


def test_the_same_statement_elsewhere_is_a_matter_of_parity(found):
    found.append(("may have", "tiré", "certainty", {}))
    (note,) = notes("Des soldats ont tiré sur des gens.", SOURCE, same_as=True, language="fr")
    assert (note.gate, note.code, note.against) == (16, "versions-differ", "F1")


def test_a_silence_turned_into_a_failure_in_another_language_is_named(found):
    found.append(("not aware", "", "certainty", {}))
    text = "L'armée n'a pas averti les habitants."
    passage = "We are not aware that the army warned the residents."
    assert [(each.gate, each.code) for each in notes(text, passage, language="fr")] == [(6, "silence-as-failure")]


def test_the_same_words_are_compared_with_nothing(found):
    found.append(("may have", "may have", "certainty", {}))
    assert notes(SOURCE, SOURCE) == []
