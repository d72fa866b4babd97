"""A file name is shown with all that it holds, and one that hides nothing as it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, strategies as st

from answerable.text.filenames import is_disguised, name_shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("photo\u202egpj.exe", "photo[U+202E]gpj.exe"),
        ("photo\u2067gpj.exe\u2069", "photo[U+2067]gpj.exe[U+2069]"),
        ("\u200fa.pdf", "[U+200F]a.pdf"),
        ("a\x1b[31m.pdf", "a[U+001B][31m.pdf"),
        ("a\r\nb.pdf", "a[U+000D][U+000A]b.pdf"),
        ("a\u200b\ufeff\u00ad.pdf", "a[U+200B][U+FEFF][U+00AD].pdf"),
        ("pay\u200c.pdf", "pay[U+200C].pdf"),
        ("a\U000e0041.pdf", "a[U+E0041].pdf"),
        ("a\u3164\u2800.pdf", "a[U+3164][U+2800].pdf"),
        ("photo.jpg" + " " * 40 + ".exe", "photo.jpg[U+0020 × 40].exe"),
        ("photo.jpg" + "\u2003" * 40 + ".exe", "photo.jpg[U+0020 × 40].exe"),
        ("photo\u2024jpg.exe", "photo[U+2024]jpg.exe"),
        ("scan.\u0440df", "scan.[U+0440]df"),
    ],
)
def test_what_hides_turns_or_imitates_letters_is_shown(name, shown):
    assert name_shown(name) == shown
    assert is_disguised(name)


@pytest.mark.parametrize(
    "name",
    [
        "quay.mp4",
        "скан договора.pdf",
        "Отчет.док",
        "گزارش می\u200cشود.pdf",
        "تقرير.pdf",
        "报告。最终.docx",
        "क्\u200dष.txt",
        "family \U0001f469\u200d\U0001f467.jpg",
        "naïve résumé (2).tar.gz",
        "Отчет Иванова v.2, Петров",
        "",
    ],
)
def test_a_name_that_hides_nothing_stays_as_it_is(name):
    assert name_shown(name) == name
    assert not is_disguised(name)


def test_a_blank_of_another_width_is_a_blank_and_no_disguise():
    assert name_shown("Screenshot 10.20.30\u202fPM.png") == "Screenshot 10.20.30 PM.png"
    assert not is_disguised("Screenshot 10.20.30\u202fPM.png")


@given(st.text(max_size=40))
def test_a_shown_name_is_printable_and_turns_nothing_round(name):
    shown = name_shown(name)
    left = [sign for sign in shown if sign not in "\u200c\u200d"]
    assert all(sign.isprintable() for sign in left)
    assert not {unicodedata.bidirectional(sign) for sign in left} & {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI"}
    assert name_shown(shown) == shown or is_disguised(name)
