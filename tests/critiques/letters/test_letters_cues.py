"""The words by which a sentence of a reply shows what it does, in seven languages."""

from __future__ import annotations

import pytest

from answerable.critiques.letters.cues import KINDS, LANGUAGES, cues

SHOWN = [
    ("en", "We apologise to the families.", "apology"),
    ("fr", "Nous présentons nos excuses aux familles.", "apology"),
    ("es", "Pedimos perdón a las familias.", "apology"),
    ("de", "Wir bitten die Familien um Entschuldigung.", "apology"),
    ("ru", "Мы приносим семьям извинения.", "apology"),
    ("uk", "Ми просимо вибачення в родин.", "apology"),
    ("ar", "نعتذر إلى الأسر.", "apology"),
    ("en", "The table will be published in May.", "commit"),
    ("fr", "Le tableau sera publié en mai.", "commit"),
    ("es", "La tabla se publicará en mayo.", "commit"),
    ("de", "Die Tabelle wird im Mai veröffentlicht.", "commit"),
    ("ru", "Таблица будет опубликована в мае.", "commit"),
    ("uk", "Таблицю опублікуємо в травні.", "commit"),
    ("ar", "وسننشر الجدول في مايو.", "commit"),
    ("en", "That is a matter for the courts.", "competence"),
    ("fr", "Cela relève de la justice.", "competence"),
    ("es", "Eso corresponde a los jueces.", "competence"),
    ("de", "Darüber entscheidet das Gericht.", "competence"),
    ("ru", "Это решает суд.", "competence"),
    ("uk", "Це вирішує суд.", "competence"),
    ("ar", "هذا ليس من اختصاصنا.", "competence"),
]


@pytest.mark.parametrize(("language", "sentence", "kind"), SHOWN)
def test_a_sentence_shows_what_it_does(language, sentence, kind):
    assert kind in cues(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The bridge is forty metres long."),
        ("fr", "Le pont mesure quarante mètres."),
        ("de", "Die Brücke ist vierzig Meter lang."),
        ("es", "El puente mide cuarenta metros."),
        ("ru", "Длина моста сорок метров."),
        ("uk", "Довжина мосту сорок метрів."),
        ("ar", "طول الجسر أربعون مترا."),
    ],
)
def test_a_plain_statement_shows_no_apology_and_no_promise(language, sentence):
    assert not {"apology", "commit", "refuse", "attack"} & set(cues(sentence, language))


def test_every_language_has_every_list():
    assert all(set(cues("", language)) <= set(KINDS) for language in LANGUAGES)


def test_a_language_without_lists_is_read_with_all_of_them():
    assert "apology" in cues("We apologise.", "pl")
