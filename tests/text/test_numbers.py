"""Numbers in digits and words, with base, unit and bound."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from answerable.text.numbers import quantities

SHARES = [
    ("en", "7 of the 12 cells had no window", Fraction(7, 12)),
    ("en", "seven out of twelve villages", Fraction(7, 12)),
    ("en", "one in four nurses", Fraction(1, 4)),
    ("en", "15 of 60 parcels", Fraction(1, 4)),
    ("en", "25 per cent of parcels", Fraction(1, 4)),
    ("en", "two thirds of the wells", Fraction(2, 3)),
    ("en", "a third of the sites", Fraction(1, 3)),
    ("en", "three in ten pupils", Fraction(3, 10)),
    ("en", "Of the 34 pickers asked, 17 answered", Fraction(1, 2)),
    ("fr", "sept des douze ateliers", Fraction(7, 12)),
    ("fr", "un quart des puits", Fraction(1, 4)),
    ("fr", "une femme sur quatre", Fraction(1, 4)),
    ("de", "neun von zwölf Hallen", Fraction(3, 4)),
    ("de", "jeder vierte Brunnen", Fraction(1, 4)),
    ("de", "ein Drittel der Brunnen", Fraction(1, 3)),
    ("es", "una de cada cuatro mujeres", Fraction(1, 4)),
    ("es", "tres de los doce pozos", Fraction(1, 4)),
    ("ru", "двадцать из 34 рабочих", Fraction(10, 17)),
    ("ru", "треть колодцев", Fraction(1, 3)),
    ("ru", "каждый четвёртый колодец", Fraction(1, 4)),
    ("uk", "дев’ять із тридцяти криниць", Fraction(3, 10)),
    ("uk", "третина криниць", Fraction(1, 3)),
    ("pl", "co czwarty robotnik", Fraction(1, 4)),
    ("pl", "dziewięć z dwunastu hal", Fraction(3, 4)),
    ("ar", "سبعة من اثنين وعشرين بئرا", Fraction(7, 22)),
    ("ar", "ثلث الآبار", Fraction(1, 3)),
    ("ar", "30 في المئة من العمال", Fraction(3, 10)),
]

COUNTS = [
    ("en", "one hundred and twenty-three people", 123, "exact"),
    ("en", "at least 3,500 people", 3500, "at-least"),
    ("en", "up to forty people", 40, "at-most"),
    ("en", "about 2.5 million litres", 2_500_000, "about"),
    ("en", "dozens of pickers", 24, "at-least"),
    ("fr", "quatre-vingt-dix-sept personnes", 97, "exact"),
    ("fr", "12 500 habitants", 12_500, "exact"),
    ("fr", "au moins vingt et un détenus", 21, "at-least"),
    ("de", "dreihundertfünfundzwanzig Menschen", 325, "exact"),
    ("de", "3.500 Menschen", 3500, "exact"),
    ("de", "bis zu 40 Personen", 40, "at-most"),
    ("es", "treinta y siete personas", 37, "exact"),
    ("es", "al menos 40 presos", 40, "at-least"),
    ("ru", "не менее восемнадцати человек", 18, "at-least"),
    ("ru", "сто двадцать три человека", 123, "exact"),
    ("uk", "до сорока осіб", 40, "at-most"),
    ("uk", "двадцятьма", None, ""),
    ("pl", "dwadzieścia pięć osób", 25, "exact"),
    ("pl", "kilkunastu zbieraczy", 11, "at-least"),
    ("ar", "أحد عشر مقاتلا", 11, "exact"),
    ("ar", "خمسة وعشرون عاملا", 25, "exact"),
    ("ar", "ما لا يقل عن ٤٠ شخصا", 40, "at-least"),
]

NONE_HERE = [
    ("en", "in 2019"),
    ("en", "on 6 May"),
    ("en", "on May 6, 2019"),
    ("en", "at 14:30"),
    ("en", "the 14th night"),
    ("en", "under Article 7"),
    ("en", "no one came"),
    ("en", "the third week"),
    ("de", "am 6. Mai"),
    ("de", "eine Frau sagte es"),
    ("fr", "le 6 mai"),
    ("es", "el 6 de mayo de 2019"),
    ("ru", "6 мая"),
    ("uk", "6 травня"),
    ("pl", "6 maja"),
]


@pytest.mark.parametrize(("lang", "text", "share"), SHARES)
def test_a_share_is_read_in_every_form(lang, text, share):
    assert share in [each.share for each in quantities(text, lang)]


@pytest.mark.parametrize(("lang", "text", "count", "bound"), COUNTS)
def test_a_count_is_read_with_its_bound(lang, text, count, bound):
    found = [(each.numerator, each.bound) for each in quantities(text, lang)]
    assert found == ([(count, bound)] if count is not None else [])


@pytest.mark.parametrize(("lang", "text"), NONE_HERE)
def test_dates_times_ordinals_and_labels_are_no_quantities(lang, text):
    assert [each for each in quantities(text, lang) if each.form == "share" or each.unit or each.numerator > 1] == []


def test_three_ways_of_saying_a_quarter_have_one_normal_form():
    forms = {
        quantities(each, "en")[0].normal() for each in ("15 of 60 wells", "one in four wells", "25 per cent of wells")
    }
    assert forms == {"share 1/4 well"}


def test_the_span_holds_bound_base_and_unit():
    text = "We saw that at least 7 of the 12 villages had burned."
    [found] = quantities(text, "en")
    assert text[found.start : found.end] == "at least 7 of the 12 villages"


def test_an_age_counts_nobody():
    [found] = quantities("a 17-year-old boy", "en")
    assert (found.form, found.numerator, found.unit) == ("age", 17, "year")


@given(st.text(), st.sampled_from(["en", "fr", "de", "es", "ru", "uk", "pl", "ar", "zh", "und"]))
def test_any_text_has_an_answer_with_places_inside_it(text, lang):
    assert all(0 <= each.start < each.end <= len(text) for each in quantities(text, lang))
