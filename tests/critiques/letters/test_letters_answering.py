"""What a reply does with the items of a letter."""

from __future__ import annotations

import pytest

from answerable.critiques.letters.answering import answered
from answerable.critiques.letters.found import Answer, Item
from answerable.text.documents import read_document

LETTER = (
    "Remove the photograph of the ferryman from page 4. Publish the list of the wells. "
    "Who chose the title of the film? The mayor's wife was insulted at the market."
)
PARTS = (
    ("demand", "Remove the photograph of the ferryman from page 4"),
    ("demand", "Publish the list of the wells"),
    ("question", "Who chose the title of the film?"),
    ("grievance", "The mayor's wife was insulted at the market"),
)
REPLY = (
    "Dear friends,\n\nThe photograph of the ferryman was removed from page 4 this morning.\n\n"
    "We cannot publish the list of the wells, because the owners have not agreed.\n\n"
    "The title of the film was chosen by the night editor, Ada Birch.\n"
)


def items() -> tuple[Item, ...]:
    """Return the items of the letter."""
    return tuple(
        Item(n=n, kind=kind, start=LETTER.index(text), end=LETTER.index(text) + len(text), text=text)  # type: ignore[arg-type]
        for n, (kind, text) in enumerate(PARTS, 1)
    )


def told(reply: str, *, media: str = "plain", language: str = "en") -> tuple[Answer, ...]:
    """Return the answers to the items."""
    document = read_document(reply, media=media)
    found = answered(LETTER, items(), document, language="en", reply_language=language)
    answers = tuple(item.answer for item in found.items if item.answer)
    assert len(answers) == len(found.items)
    for answer in answers:
        assert answer.text == (document.text[answer.start : answer.end] if answer.start >= 0 else "")
    return answers


def test_each_item_is_linked_with_the_sentence_that_answers_it():
    answers = told(REPLY)
    assert "was removed" in answers[0].text
    assert "cannot publish" in answers[1].text
    assert "night editor" in answers[2].text


def test_what_is_done_is_met_and_what_is_declined_is_refused():
    answers = told(REPLY)
    assert answers[0].state == "met"
    assert answers[1].state == "refused"


def test_a_letter_and_a_reply_in_two_languages_are_linked():
    reply = (
        "Das Foto des Fährmanns wurde heute von Seite 4 entfernt.\n\nDie Liste der Brunnen veröffentlichen wir nicht."
    )
    answers = told(reply, language="de")
    assert "Foto" in answers[0].text
    assert "Liste" in answers[1].text


def test_each_answer_has_a_reason():
    assert all(answer.reason for answer in told(REPLY))


def test_offsets_in_a_page_point_at_what_stands_there():
    page = "<p>The photograph of the <b>ferryman</b> was removed &amp; burnt.</p><p>We will not publish the list.</p>"
    told(page, media="html")


@pytest.mark.parametrize("reply", ["", "   \n"])
def test_an_empty_reply_is_silent_on_everything(reply):
    assert [answer.state for answer in told(reply)] == ["silent"] * 4


def test_a_letter_without_items_still_has_its_reply_read():
    found = answered("Hello.", (), read_document("We apologise to all families.", media="plain"), language="en")
    assert [each.act for each in found.spoken] == ["apology"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "We apologise to every reader."),
        ("fr", "Nous présentons nos excuses à tous les lecteurs."),
        ("de", "Wir bitten alle Leser um Entschuldigung."),
        ("es", "Pedimos perdón a todos los lectores."),
        ("ru", "Мы приносим извинения всем читателям."),
        ("uk", "Ми просимо вибачення в усіх читачів."),
        ("ar", "نعتذر إلى جميع القراء."),
    ],
)
def test_an_apology_is_heard_in_every_language(language, sentence):
    document = read_document(sentence, media="plain")
    found = answered("", (), document, language=language, reply_language=language)
    assert "apology" in {each.act for each in found.spoken}
    assert all(each.text == document.text[each.start : each.end] for each in found.spoken)
    assert not found.disputed


def test_a_promise_names_the_item_that_it_answers():
    reply = "The list of the wells will be published on 3 June by our editor, Ada Birch."
    found = answered(LETTER, items(), read_document(reply, media="plain"), language="en", reply_language="en")
    assert [each.due for each in found.promises] == ["on 3 June"]
    assert 2 in found.promises[0].items
