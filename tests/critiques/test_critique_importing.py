"""A letter out of a file, its marks, what softens a promise, and what a page shows before anything is released."""

from __future__ import annotations

import hashlib

import pytest
from django.test import Client
from hypothesis import given, strategies as st

from answerable.critiques.importing import BadFile, imported
from answerable.critiques.marking import Mark, pieces
from answerable.critiques.proposing import asks_for_correction, softened
from tests.text.test_documents import docx


def test_of_html_and_markdown_what_a_reader_sees_is_kept():
    html = b"<html><body><h1>Title</h1><p>One &amp; <i>two</i></p><script>no()</script></body></html>"
    found = imported("letter.html", html)
    assert found.text == "Title\n\nOne & two"
    assert found.sha256 == hashlib.sha256(html).hexdigest()
    assert imported("letter.md", b"# Title\n\nOne *two*\n").text == "Title\n\nOne two"


def test_plain_text_is_kept_as_it_is_with_plain_line_ends():
    assert imported("letter.txt", "Пане!\r\n  Ми вимагаємо.\r\n".encode()).text == "Пане!\n  Ми вимагаємо.\n"


def test_word_is_kept_as_the_words_that_it_holds():
    content = docx(("Normal", "We were never asked."))
    assert "We were never asked." in imported("letter.docx", content).text


@pytest.mark.parametrize(("name", "content"), [("a.exe", b"MZ"), ("a.txt", b"  \n"), ("a.pdf", b"no pdf"), ("a", b"x")])
def test_what_cannot_be_read_is_an_error_that_names_the_file(name, content):
    with pytest.raises(BadFile, match=f"^{name}: "):
        imported(name, content)


@given(text=st.text(max_size=40), places=st.lists(st.tuples(st.integers(0, 45), st.integers(0, 45)), max_size=5))
def test_pieces_join_to_their_text_and_marks_cover_their_words(text, places):
    marks = [Mark(start=a, end=b, number=n, name=f"i{n}") for n, (a, b) in enumerate(places)]
    found = pieces(text, marks)
    assert "".join(each.text for each in found) == text
    for mark in (each for each in marks if 0 <= each.start < each.end <= len(text)):
        assert "".join(each.text for each in found if mark in each.marks) == text[mark.start : mark.end]
        assert sum(mark in each.opens for each in found) == sum(each == mark for each in marks) > 0


@pytest.mark.parametrize(
    ("language", "words", "asks"),
    [
        ("en", "Retract the report of March.", True),
        ("en", "Meet our council in May.", False),
        ("fr", "Nous demandons que l'article soit rectifié.", True),
        ("es", "Exigimos que se corrija el informe.", True),
        ("de", "Wir verlangen eine Berichtigung.", True),
        ("uk", "Вимагаємо спростувати сказане.", True),
        ("ru", "Требуем отозвать доклад.", True),
        ("ar", "نطالب بتصحيح التقرير", True),
        ("en", "We incorrectly assumed nothing.", False),
        ("fi", "Korjatkaa raportti.", False),
    ],
)
def test_a_demand_for_a_correction_is_recognised_in_seven_languages(language, words, asks):
    assert asks_for_correction(words, language) is asks


def test_a_promise_in_the_same_words_is_not_softened_and_in_weaker_words_it_is():
    first = "We will publish an independent review by 30 June."
    assert softened(first, first, language="en", later_language="en") == []
    assert softened(first, "We may consider a review.", language="en", later_language="en")


def test_before_a_release_everybody_finds_nothing(harbour):
    assert Client().get("/releases/harbour/critiques/").status_code == 404
