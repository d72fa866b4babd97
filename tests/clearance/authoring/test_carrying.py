"""What is marked again by itself: the same words in the same sentence, and nothing that is only like them."""

from __future__ import annotations

import pytest

from answerable.clearance.authoring.carrying import carried
from answerable.outputs.entries import Statement
from tests.cases import commit

OLD = "# Records kept back\n\nThe port showed 18 records. It kept 12 back.\n\nWe ask for all of them.\n"


def at(text: str, words: str, name: str = "a", **fields: object) -> Statement:
    start = text.index(words)
    plain = {"id": name, "words": commit(words), "place": "lead", "says": "fact"} | fields
    return Statement(start=start, end=start + len(words), **plain)


def words(statements: tuple[Statement, ...], text: str) -> list[str]:
    return [text[each.start : each.end] for each in statements]


def test_a_sentence_that_stands_keeps_its_words_at_its_new_place():
    new = OLD.replace("The port showed 18 records.", "On Monday the port showed us 18 records.")
    found = carried([at(OLD, "It kept 12 back.")], OLD, new)
    assert words(found, new) == ["It kept 12 back."]
    assert found[0].words == commit("It kept 12 back.")


@pytest.mark.parametrize(
    "new",
    [
        OLD.replace("It kept 12 back.", "It kept 13 back."),
        OLD.replace("It kept 12 back.", "It kept 12  back."),
        OLD.replace("It kept 12 back.", "It kept 12 back!"),
        OLD.replace("It kept 12 back.", "it kept 12 back."),
        OLD.replace("It kept 12 back. ", "").replace("It kept 12 back.", ""),
    ],
)
def test_a_sentence_whose_words_changed_is_not_carried(new):
    assert carried([at(OLD, "It kept 12 back.")], OLD, new) == ()


def test_words_that_stand_in_another_sentence_now_are_not_carried():
    new = OLD.replace("It kept 12 back.", "Nobody says that it kept 12 back. ")
    assert carried([at(OLD, "kept 12 back")], OLD, new) == ()


def test_a_passage_of_a_sentence_is_carried_with_the_sentence():
    new = "An opening.\n\n" + OLD
    assert words(carried([at(OLD, "kept 12 back")], OLD, new), new) == ["kept 12 back"]


def test_a_sentence_that_stands_twice_now_is_not_carried():
    assert carried([at(OLD, "It kept 12 back.")], OLD, OLD + "\nIt kept 12 back.\n") == ()


def test_sentences_that_were_twice_and_are_twice_keep_their_places():
    twice = "It is so. And again.\n\nIt is so.\n"
    second = at(twice, "It is so.", "b")
    second = Statement(**{name: getattr(second, name) for name in ("id", "words", "place", "says")}, start=22, end=31)
    new = "First. " + twice
    assert carried([second], twice, new)[0].start == 29


def test_a_sentence_that_became_a_bullet_is_carried_to_that_place():
    new = OLD.replace("We ask for all of them.", "- We ask for all of them.")
    found = carried([at(OLD, "We ask for all of them.", place="body", says="call")], OLD, new)
    assert [each.place for each in found] == ["bullet"]


def test_a_place_that_an_author_chose_stays_while_the_layout_does():
    found = carried([at(OLD, "We ask for all of them.", place="lead")], OLD, OLD + "\nMore.\n")
    assert [each.place for each in found] == ["lead"]
