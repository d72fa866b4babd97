import re
from collections import defaultdict

import pytest

from answerable.text.folding import fold
from answerable.text.index.names import names
from answerable.text.index.words import join, read_words
from answerable.text.places import declined, gazetteer, spellings


def number(name: str) -> list[int]:
    return read_words(*join([name]), names()).hashes.tolist()


@pytest.mark.parametrize("place", gazetteer(), ids=lambda place: place.id)
def test_every_name_of_a_place_has_its_number(place):
    forms = [form.rstrip("*") for form in place.forms()]
    known = {tuple(number(form[0].upper() + form[1:])) for form in forms if form.isascii() or form[0].isupper()}
    assert len(known) <= 1


def test_an_id_names_one_place():
    ids = [place.id for place in gazetteer()]
    assert sorted(set(ids)) == sorted(ids)


def test_an_id_is_a_country_and_a_name():
    assert [place.id for place in gazetteer() if not re.fullmatch(r"[a-z]{2}-[a-z0-9-]+", place.id)] == []


def test_every_place_says_how_it_is_romanised():
    assert [place.id for place in gazetteer() if not (place.endonym and place.romanised and place.system)] == []


def test_no_form_names_two_places():
    owners = defaultdict(set)
    for form, place, _ in spellings():
        owners[fold(form).text].add(place)
    assert {form: places for form, places in owners.items() if len(places) > 1} == {}


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("Київ", "Києва"),
        ("Харків", "Харкові"),
        ("Одеса", "Одесу"),
        ("Москва", "Москвой"),
        ("Донецк", "Донецке"),
        ("Суми", "Сумах"),
        ("Россия", "России"),
        ("Грозный", "Грозного"),
    ],
)
def test_a_case_of_a_name_is_a_form_of_it(name, case):
    assert case in declined(name)


@pytest.mark.parametrize("name", ["Kyiv", "Кривой Рог", "دمشق", "北京"])
def test_other_names_are_not_declined(name):
    assert declined(name) == (name,)


@pytest.mark.parametrize(("one", "other"), [("Kyiv", "Київ"), ("Кривому Розі", "Kryvyi"), ("Kyiv", "Lviv")])
def test_only_names_of_one_place_are_one(one, other):
    assert (number(one) == number(other)) == ((one, other) == ("Kyiv", "Київ"))
