"""Who owns a promise, and when it is due."""

from __future__ import annotations

import pytest

from answerable.critiques.letters.promising import due, owner
from answerable.critiques.letters.units import units
from answerable.text.documents import read_document

DATED = [
    ("en", "The annex will be printed by 3 June", "by 3 June"),
    ("en", "You will have it tomorrow", "tomorrow"),
    ("fr", "L'annexe sera imprimée avant le 3 juin", "avant le 3 juin"),
    ("de", "Der Anhang wird bis zum 3. Juni gedruckt", "bis zum 3. Juni"),
    ("es", "El anexo se imprimirá antes del 3 de junio", "antes del 3 de junio"),
    ("ru", "Приложение напечатают до 3 июня", "до 3 июня"),
    ("uk", "Додаток надрукують до 3 червня", "до 3 червня"),
    ("ar", "سيطبع الملحق قبل 3 يونيو", "قبل 3 يونيو"),
]

VAGUE = [
    ("en", "The annex will be printed in due course"),
    ("fr", "L'annexe sera imprimée en temps utile"),
    ("de", "Der Anhang wird zu gegebener Zeit gedruckt"),
    ("es", "El anexo se imprimirá oportunamente"),
    ("ru", "Приложение напечатают своевременно"),
    ("uk", "Додаток надрукують невдовзі"),
    ("ar", "سيطبع الملحق قريبا"),
]


@pytest.mark.parametrize(("language", "text", "when"), DATED)
def test_a_day_is_a_due_date(language, text, when):
    assert due(text, language) == when


@pytest.mark.parametrize(("language", "text"), VAGUE)
def test_a_vague_time_is_no_due_date(language, text):
    assert due(text, language) == ""


def owned(text: str, language: str) -> str:
    """Return the owner of the first sentence."""
    parts = units(read_document(text, media="plain"))
    return owner(parts[0].shown, parts[0], parts[1] if len(parts) > 1 else None, language)


def test_a_person_named_as_responsible_is_the_owner():
    assert "Ada Birch" in owned("The list will be printed. Our editor, Ada Birch, is responsible for this.", "en")


def test_a_body_that_will_act_is_the_owner():
    assert owned("The Council will vote on it in May.", "en") == "The Council"


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "We will print the list."), ("de", "Wir drucken die Liste."), ("fr", "Nous imprimerons la liste.")],
)
def test_we_is_nobody(language, text):
    assert owned(text, language) == ""


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "The list will be ready in May; Jonas Arvell has charge of it.", "Jonas Arvell"),
        ("fr", "La liste sera prête en mai ; Jeanne Arvel s'en occupe.", "Jeanne Arvel"),
        ("de", "Die Liste ist im Mai fertig; Jonas Arvell kümmert sich darum.", "Jonas Arvell"),
        ("es", "La lista estará en mayo; Juana Arvel se ocupa de ella.", "Juana Arvel"),
        ("ru", "Список будет готов в мае; Иван Арвелов занимается этим.", "Иван Арвелов"),
        ("uk", "Список буде готовий у травні; Іван Арвел подбає про це.", "Іван Арвел"),
    ],
)
def test_whoever_has_charge_of_a_promise_is_its_owner(language, text, name):
    assert owned(text, language) == name
