"""Where a page names us: several scripts, inflected, elided, with hyphens; and where it does not."""

from __future__ import annotations

import pytest

from answerable.echoes.scanning.names import gather_names, namings
from answerable.echoes.scanning.quick import naming, read_bytes

NAMES = gather_names(
    ["Harbour Watch", "Amnesty", "Міжнародна варта", "Портовый дозор", "مرصد الميناء", "Observatoire du port", "HW"],
    ["Accident records at the port of Selsund", "News"],
)


def quickly(text):
    return bool(naming(read_bytes([b"nothing here", text.encode(), b""]), NAMES))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We met HARBOUR WATCH there.", "HARBOUR WATCH"),
        ("Harbour\nWatch's report", "Harbour\nWatch's"),
        ("Hаrbour Watch, with a Cyrillic letter", "Hаrbour Watch"),
        ("звіт Міжнародної варти про порт", "Міжнародної варти"),
        ("передали Міжнародній варті", "Міжнародній варті"),
        ("по словам Портового дозора", "Портового дозора"),
        ("с Портовым дозором", "Портовым дозором"),
        ("وقال لمرصد الميناء", "لمرصد الميناء"),
        ("un rapport de l’Observatoire du port", "Observatoire du port"),
        ("Accident Records at the Port of Selsund tells", "Accident Records at the Port of Selsund"),
        ("An Amnesty report", "Amnesty"),
        ("HW says", "HW"),
    ],
)
def test_a_name_is_found_in_any_form(text, words):
    assert [span.words(text) for span in namings(text, NAMES)] == [words]
    assert quickly(text)


@pytest.mark.parametrize(
    "text",
    [
        "an amnesty for prisoners",
        "they watch the harbour",
        "harbour pilots watch",
        "міжнародна гра у варті",
        "News of the day",
        "Harbour",
        "",
    ],
)
def test_other_words_are_no_name(text):
    assert namings(text, NAMES) == []
    assert not quickly(text)


def test_a_name_in_a_word_with_hyphens_is_found_by_the_careful_reading_only():
    text = "Der Amnesty-Bericht nennt Zahlen."
    assert [span.words(text) for span in namings(text, NAMES)] == ["Amnesty"]
    assert not quickly(text)


def test_a_name_does_not_reach_from_one_page_into_the_next():
    assert naming(read_bytes([b"the harbour", b"watch it", b"Harbour Watch"]), NAMES) == {2}


def test_no_names_are_found_where_none_are_given():
    assert namings("Harbour Watch", gather_names([])) == []
    assert naming(read_bytes([b"Harbour Watch"]), gather_names([])) == set()
