"""Where a text speaks ill of its critics, in seven languages, and where it only disagrees with them."""

from __future__ import annotations

import pytest

from answerable.text.documents import read_document
from answerable.text.tone import denigrations

SURE = [
    ("en", "Our critics are trolls.", "trolls"),
    ("en", "The signatories are paid by a company that wants the mine.", "paid by"),
    ("en", "Those who attack us serve the interests of one government.", "serve the interests of"),
    ("fr", "Les signataires sont de mauvaise foi.", "de mauvaise foi"),
    ("de", "Unsere Kritiker sind von Hass getrieben.", "von Hass getrieben"),
    ("es", "Los firmantes son unos mentirosos.", "mentirosos"),
    ("uk", "Наші критики просто нічого не зрозуміли.", "нічого не зрозуміли"),
    ("ru", "Авторы письма проплачены.", "проплачены"),
    ("ar", "إن أصحاب الرسالة مأجورون.", "مأجورون"),
]

NOT_ITS_OWN = [
    ("en", "Our critics are not liars, and we thank them."),
    ("en", 'The letter quotes a deputy who spoke of "useful idiots".'),
    ("en", "The letter gives a wrong date, and we do not share its conclusion."),
    ("en", "The critics are right about page 12, and wrong about page 14."),
    ("fr", "La lettre se trompe de date, et nous ne partageons pas sa conclusion."),
    ("de", "Die Kritiker sind keine Lügner."),
    ("es", "La carta se equivoca en la fecha."),
    ("uk", "Автори листа помиляються щодо дати."),
    ("ru", "Критики правы в том, что касается даты."),
    ("ar", "الرسالة مخطئة في التاريخ."),
]


@pytest.mark.parametrize(("language", "text", "words"), SURE)
def test_what_is_said_of_critics_instead_of_to_them_is_found(language, text, words):
    (found,) = denigrations(text, language=language)
    assert (found.text, found.sure) == (words, True)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize(("language", "text"), NOT_ITS_OWN)
def test_disagreeing_denying_and_quoting_speak_ill_of_nobody(language, text):
    assert [each for each in denigrations(text, language=language) if each.sure] == []


def test_words_that_are_about_nobody_in_sight_are_not_sure():
    (found,) = denigrations("A mob burned down the market on 4 May.", language="en")
    assert not found.sure


def test_what_others_called_us_is_reported_and_not_said():
    found = denigrations("The critics were called traitors on television, which we condemn.", language="en")
    assert [each.sure for each in found] == [False]


def test_offsets_point_into_the_marked_up_original():
    document = read_document("We answer.\n\n- Our critics are **trolls**.\n", media="markdown")
    (found,) = denigrations(document, language="en")
    assert document.text[found.start : found.end] == "trolls"


def test_a_language_without_lists_gives_nothing():
    assert denigrations("我们的批评者是骗子。", language="zh") == ()
