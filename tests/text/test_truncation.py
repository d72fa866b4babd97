"""The worst honest truncation of a sentence: a run of its own words that says more, or none. All sentences invented."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from answerable.text.lexicons import languages
from answerable.text.truncation import MOST, truncations

WORST = {
    "en, a speaker and a limit": (
        "en",
        "According to the union, the port authority dismissed 12 dockers, although inspectors could not confirm it.",
        "the port authority dismissed 12 dockers",
        {"speaker", "limit"},
    ),
    "en, a limit after the claim": (
        "en",
        "The harbour police may have broken the law, but we could not visit the station.",
        "The harbour police may have broken the law",
        {"limit"},
    ),
    "en, what nobody found": (
        "en",
        "No evidence was found that the army deliberately shelled the clinic.",
        "the army deliberately shelled the clinic",
        {"denial"},
    ),
    "en, what nobody knows": (
        "en",
        "It is not known whether the mayor ordered the arrest of the three teachers.",
        "the mayor ordered the arrest of the three teachers",
        {"denial"},
    ),
    "en, an accident": (
        "en",
        "Soldiers killed four people in the market, when a shell fell short by accident.",
        "Soldiers killed four people in the market",
        {"accident"},
    ),
    "fr": (
        "fr",
        "Selon deux témoins, la police du port aurait renvoyé douze dockers, bien que rien n'ait pu le confirmer.",
        "la police du port aurait renvoyé douze dockers",
        {"speaker", "limit"},
    ),
    "fr, a condition": (
        "fr",
        "Si la signature est fausse, la vente du bois est nulle.",
        "la vente du bois est nulle",
        {"condition"},
    ),
    "uk": (
        "uk",
        "За словами профспілки, порт звільнив дванадцять докерів, хоча інспекція не змогла це підтвердити.",
        "порт звільнив дванадцять докерів",
        {"speaker", "limit"},
    ),
    "es": (
        "es",
        "Según el sindicato, el puerto despidió a doce estibadores, aunque la inspección no pudo confirmarlo.",
        "el puerto despidió a doce estibadores",
        {"speaker", "limit"},
    ),
    "es, a condition": (
        "es",
        "Si las firmas son falsas, la venta del bosque es nula.",
        "la venta del bosque es nula",
        {"condition"},
    ),
    "ar": (
        "ar",
        "وفقا للنقابة، فصلت سلطة الميناء اثني عشر عاملا، رغم أن المفتشية لم تتمكن من تأكيد ذلك.",
        "فصلت سلطة الميناء اثني عشر عاملا",
        {"speaker", "limit"},
    ),
    "ru": (
        "ru",
        "По словам профсоюза, порт уволил двенадцать докеров, хотя инспекция не смогла это подтвердить.",
        "порт уволил двенадцать докеров",
        {"speaker", "limit"},
    ),
    "de": (
        "de",
        "Laut der Gewerkschaft entließ der Hafen zwölf Arbeiter, obwohl die Aufsicht das nicht bestätigen konnte.",
        "Laut der Gewerkschaft entließ der Hafen zwölf Arbeiter",
        {"limit"},
    ),
    "pl": (
        "pl",
        "Według związku port zwolnił dwunastu dokerów, chociaż inspekcja nie mogła tego potwierdzić.",
        "Według związku port zwolnił dwunastu dokerów",
        {"limit"},
    ),
}


@pytest.mark.parametrize(("language", "sentence", "words", "losses"), WORST.values(), ids=WORST)
def test_the_worst_truncation_keeps_the_claim_and_drops_what_weakens_it(language, sentence, words, losses):
    worst = truncations(sentence, language=language)[0]
    assert worst.words == words
    assert losses <= {loss.kind for loss in worst.losses}


def test_every_language_with_lists_is_shown_above():
    assert {language for language, *_ in WORST.values()} == set(languages())


HARMLESS = {
    "a sentence in one piece": ("en", "The council sold the pier to a company in the capital."),
    "two facts side by side": ("en", "The port closed on Monday, and the union protested in the square."),
    "a bare number": ("en", "12 of 340."),
    "nothing": ("en", "  "),
    "marks alone": ("en", "… — !"),
    "a language without lists": ("sw", "Kwa mujibu wa chama, bandari iliwafuta kazi watu 12, ingawa haijathibitishwa."),
    "a sentence in one piece, in French": ("fr", "La commune a vendu le quai à une société de la capitale."),
    "a sentence in one piece, in Ukrainian": ("uk", "Міська рада продала причал столичній компанії."),
    "a sentence in one piece, in Spanish": ("es", "El ayuntamiento vendió el muelle a una empresa de la capital."),
    "a sentence in one piece, in Arabic": ("ar", "باعت البلدية الرصيف لشركة في العاصمة."),
}


@pytest.mark.parametrize(("language", "sentence"), HARMLESS.values(), ids=HARMLESS)
def test_there_is_none_where_no_part_says_more_than_the_whole(language, sentence):
    assert truncations(sentence, language=language) == ()


def test_both_halves_of_a_conditional_sentence_are_worse_alone():
    found = truncations("If the signatures prove to be forged, the sale of the wood would be void.", language="en")
    assert {each.words for each in found} == {"the signatures prove to be forged", "the sale of the wood would be void"}


def test_the_words_that_are_gone_are_named():
    sentence = "According to the union, the port authority dismissed 12 dockers."
    (worst,) = truncations(sentence, language="en")
    assert worst.why == ("Who says so is gone: According to the union.",)


def test_a_region_of_a_language_is_read_as_the_language():
    sentence = WORST["en, what nobody found"][1]
    assert truncations(sentence, language="en-GB") == truncations(sentence, language="en")


def test_a_quoted_clause_does_not_join_the_clause_after_it():
    found = truncations("If the signatures prove to be forged, the sale of the wood would be void.", language="en")
    assert all("forged, the sale" not in each.words for each in found)


SENTENCES = [sentence for _language, sentence, *_ in WORST.values()] + [sentence for _, sentence in HARMLESS.values()]
PIECES = st.lists(st.sampled_from([word for sentence in SENTENCES for word in sentence.split(" ")]), max_size=30)


@settings(max_examples=30, deadline=None)
@given(text=st.one_of(st.text(max_size=200), PIECES.map(" ".join)), language=st.sampled_from(sorted(languages())))
def test_every_truncation_is_a_part_of_the_text_and_not_all_of_it(text, language):
    found = truncations(text, language=language)
    assert len(found) <= MOST
    for each in found:
        assert each.words == text[each.start : each.end]
        assert 0 < len(each.words) < len(text)
        assert each.losses
    assert [each.weight for each in found] == sorted((each.weight for each in found), reverse=True)
