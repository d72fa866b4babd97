"""The lists: their form, their sources, and what a broken one says."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, strategies as st

from answerable.text import lexicons
from answerable.text.lexicons.entries import Malformed, paths
from answerable.text.lexicons.matching import Lexicon, Rule, matches
from answerable.text.lexicons.tokens import tokens
from answerable.text.morphology import lemma, singular, stems

LANGUAGES = ("ar", "de", "en", "es", "fr", "pl", "ru", "uk")
FILES = sorted(lexicons.FOLDER.glob("*/*.toml"))


def names(path):
    return f"{path.parent.name}-{path.stem}"


def test_eight_languages_have_lists():
    assert lexicons.languages() == LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_every_kind(lang):
    assert [kind for kind in lexicons.KINDS if not (lexicons.FOLDER / lang / f"{kind}.toml").is_file()] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_list_of_a_language_can_be_read(lang):
    assert lexicons.load(lang).root


@pytest.mark.parametrize("path", [each for each in FILES if each.stem in lexicons.KINDS], ids=names)
def test_every_list_names_its_source(path):
    lists = tomllib.loads(path.read_text(encoding="utf-8"))["list"]
    assert [each["value"] for each in lists if len(each.get("source", "")) < 8] == []


def test_a_language_without_lists_has_an_empty_lexicon():
    assert lexicons.load("zz").root == {}


def test_a_name_that_leaves_the_folder_finds_nothing():
    assert lexicons.load("../en").root == {}


@pytest.mark.parametrize("entry", ["..", ".. a", "a ..", " ".join("abcdefghijklm"), "a .. b .. c .. d", "$none"])
def test_an_entry_out_of_form_is_named(entry):
    with pytest.raises(Malformed, match="found"):
        list(paths(entry, {}))


def test_an_entry_stands_for_all_its_choices():
    assert set(paths("a|b c? ~$s", {"s": "x, y"})) == {
        ("a", "c", "~x"),
        ("a", "~x"),
        ("b", "c", "~x"),
        ("b", "~x"),
        ("a", "c", "~y"),
        ("a", "~y"),
        ("b", "c", "~y"),
        ("b", "~y"),
    }


def found(entry, text, **options):
    lexicon = Lexicon("en")
    for path in paths(entry, {}):
        lexicon.add(path, Rule(kind="k", value="v", level=1.0, **options))
    parted = tokens(text, "en")
    return [text[parted.starts[each.start] : parted.ends[each.end - 1]] for each in matches(lexicon, parted)]


def test_a_gap_stands_for_up_to_three_words():
    assert found("not .. out", "not out, not quite out, not at all ever out") == [
        "not out",
        "not quite out",
        "not at all ever out",
    ]


def test_a_gap_ends_with_its_sentence():
    assert found("not .. out", "He did not. Out he went.") == []


def test_a_guard_hides_a_match():
    assert found("may", "they may go; may day", not_before=frozenset({"day"})) == ["may"]


@pytest.mark.parametrize(
    ("word", "lang", "expected"),
    [
        ("villages", "en", "village"),
        ("Häuser", "de", "haus"),
        ("деревень", "ru", "деревня"),
        ("жінок", "uk", "жінка"),
        ("kobiet", "pl", "kobieta"),
        ("والقرية", "ar", "قرية"),
        ("word", "zz", "word"),
    ],
)
def test_a_lemma_is_the_dictionary_form(word, lang, expected):
    assert lemma(word, lang) == expected


@pytest.mark.parametrize(
    ("word", "expected"), [("casualties", "casualty"), ("churches", "church"), ("men", "man"), ("bus", "bus")]
)
def test_an_english_singular_is_made_by_rule(word, expected):
    assert singular(word) == expected


@given(st.text())
def test_any_word_has_stems_that_begin_with_itself(word):
    assert stems(word)[0] == word


@given(st.text(), st.sampled_from([*LANGUAGES, "zh"]))
def test_tokens_lie_in_order_inside_the_text(text, lang):
    parted = tokens(text, lang)
    edges = [edge for pair in zip(parted.starts, parted.ends, strict=True) for edge in pair]
    assert edges == sorted(edges)
    assert not edges or (edges[0] >= 0 and edges[-1] <= len(text))
