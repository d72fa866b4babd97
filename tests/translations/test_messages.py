"""Every text that people see is there in every language, and what is compiled is what is written."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from django.utils import translation

from answerable.forms.sentences import CHOICES, NAME, NUMBERS, in_readers_language

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "translations"))

import messages  # noqa: E402 - a script beside the package, found by its folder

ENGLISH = re.compile(r"\b(the|and|is|was|of|nobody|who)\b")


def value(name):
    """Return something that may stand in the place of a name."""
    if name in CHOICES:
        return CHOICES[name].partition("|")[0]
    return "7" if name.rstrip("0123456789") in NUMBERS else "Q7"


@pytest.fixture(scope="module")
def made():
    return messages.files()


def test_nothing_is_left_to_translate(made):
    assert made[1] == []


def test_the_catalogues_and_what_is_compiled_from_them_are_what_the_code_asks_for(made):
    stale = [path.relative_to(ROOT) for path, data in made[0].items() if path.read_bytes() != data]
    assert not stale, f"{stale}: run make messages"


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_lost_name_is_noticed(language):
    catalog = messages.Catalog(locale=language)
    catalog.add("{section} was asked", string="…")
    assert len(messages.lacking(language, catalog)) == 1


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_an_empty_translation_is_noticed(language):
    catalog = messages.Catalog(locale=language)
    catalog.add("Board", string="")
    assert len(messages.lacking(language, catalog)) == 1


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("sentence", sorted(messages.sentences()))
def test_every_sentence_of_a_gate_is_recognised(language, sentence):
    filled = NAME.sub(lambda name: value(name[1]), sentence)
    filled = filled.replace("{{", "{").replace("}}", "}")
    with translation.override(language):
        told = in_readers_language(filled)
    assert told.count("7") >= len({name for name in NAME.findall(sentence) if name not in CHOICES})
    assert told != filled or not ENGLISH.search(NAME.sub("", sentence))


def test_in_english_a_sentence_stays_as_it_is():
    with translation.override("en"):
        assert in_readers_language("coast was not asked at the plan; nobody knows.").startswith("coast was not")


def test_an_unknown_sentence_stays_as_it_is():
    with translation.override("uk"):
        assert in_readers_language("Zebras graze here.") == "Zebras graze here."


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_sentence_within_a_sentence_is_translated_too(language):
    whole = "coast was not asked at the plan; F1 concerns country xa, and coast answers for xa."
    with translation.override(language):
        told = in_readers_language(whole)
    assert "concerns" not in told
    assert "asked" not in told
    assert "xa" in told
