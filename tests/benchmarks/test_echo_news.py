from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import msgspec
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))  # scripts, not a package

from echo_news import DECOYS, KINDS, NOW, Article, Planted, insert, news, relations, write
from echo_planting import LANGUAGES, WORDS
from echo_sources import Sources, of_all, read_sources, sentences_of_report, shared
from echo_texts import same_events

ARTICLES = 280
SIZE = 24
"""Lines of a document made up here."""

LETTERS = {"ru": "бвгджзклмнпрстфхцчш", "uk": "бвгджзклмнпрстфхцчш", "ar": "بتثجحخدذرزسشصضطظعغف"}


def line(language, document, number, telling=0):
    """Fourteen or twenty made-up words that stand nowhere else; another telling has three others."""
    chance = random.Random(f"{language} {document} {number}")
    letters = LETTERS.get(language, "bcdfghjklmnprstvz")
    words = ["".join(chance.choices(letters, k=7)) for _ in range(14 + 6 * (number % 2))]
    words[4:7] = [word[::-1] for word in words[4:7]] if telling else words[4:7]
    return " ".join([words[0].capitalize(), *words[1:]]) + "."


@pytest.fixture(scope="module")
def sources():
    documents = [f"paper{number}.{number}" for number in range(24)]
    told = {
        language: {name: [line(language, name, at) for at in range(SIZE)] for name in documents}
        for language in LANGUAGES
    }
    again = {
        language: {name: [line(language, name, at, telling=1) for at in range(SIZE)] for name in documents}
        for language in ("en", "es")
    }
    reports = {f"state{number}": [line("en", f"report{number}", at) for at in range(40)] for number in range(8)}
    declaration = {
        language: [[line(language, f"article{article}", 0)] for article in range(20)] for language in LANGUAGES
    }
    return Sources(told, again, reports, declaration)


@pytest.fixture(scope="module")
def made(sources):
    return news(sources, seed=1, articles=ARTICLES)


def part(made, planted):
    article = next(each for each in made.articles if each.id == planted.document)
    return {"title": article.title, "lead": article.lead, "body": article.text}[planted.place]


def test_every_use_stands_exactly_where_the_truth_says(made):
    for each in made.planted:
        assert part(made, each)[each.begin : each.end] == each.words
        assert each.words.strip() == each.words != ""


def test_a_use_said_to_be_ours_names_us_there(made):
    for each in made.planted:
        named = part(made, each)[slice(*each.naming)]
        assert bool(named) == each.attributed
        known = WORDS[each.language]
        assert named in ({known["name"], known["genitive"]} if each.attributed else {""})


def test_every_kind_is_planted_in_every_language_that_has_it(made):
    found = {(each.kind, each.language) for each in made.planted}
    told_twice = {("another's words", language) for language in LANGUAGES if language not in {"en", "es"}}
    assert {(kind, language) for kind in KINDS for language in LANGUAGES} - told_twice <= found


def test_about_half_is_said_to_be_ours(made):
    own = [each for each in made.planted if each.kind != "put into our mouth"]
    assert 0.35 < sum(each.attributed for each in own) / len(own) < 0.65


def test_what_is_put_into_our_mouth_is_attributed_and_is_of_no_release(made):
    for each in made.planted:
        if each.kind == "put into our mouth":
            assert each.attributed
            assert (each.release, each.passage) == ("", "")


def test_what_is_verbatim_is_in_the_release_named(made):
    passages = {(one.name, each.id): each.text for one in made.followed.releases for each in one.passages}
    for each in made.planted:
        if each.kind == "verbatim":
            assert passages[each.release, each.passage].startswith(each.words)


def test_a_translation_is_in_another_language_than_its_release(made):
    languages = {one.name: one.language for one in made.followed.releases}
    for each in made.planted:
        if each.release:
            assert languages[each.release] == each.origin
            assert (each.language != each.origin) == (each.kind == "translated")


def test_two_halves_of_a_splice_do_not_overlap(made):
    halves = [each for each in made.planted if each.kind == "spliced"]
    for one, other in zip(halves[::2], halves[1::2], strict=True):
        assert one.document == other.document
        assert one.end < other.begin
        assert (one.release, one.passage) != (other.release, other.passage)


def test_no_page_has_both_a_decoy_and_a_use(made):
    assert set(made.decoys) & {each.document for each in made.planted} == set()
    assert set(made.decoys.values()) == set(DECOYS)


def test_pages_without_a_use_share_no_run_of_words_with_ours(made):
    own = of_all([each.text for one in made.followed.releases for each in one.passages])
    used = {each.document for each in made.planted}
    for article in made.articles:
        if article.id not in used:
            assert shared(f"{article.title} {article.lead} {article.text}", own) == 0


def test_treaty_decoys_are_given_as_common(made):
    treaty = [each for each in made.articles if made.decoys.get(each.id) == "treaty"]
    assert treaty
    assert all(any(clause in each.text for clause in made.followed.common) for each in treaty)


def test_the_same_seed_gives_the_same_stream(sources, made):
    again = news(sources, seed=1, articles=ARTICLES)
    assert (again.articles, again.planted) == (made.articles, made.planted)


def test_another_seed_gives_another_stream(sources, made):
    assert news(sources, seed=2, articles=ARTICLES).planted != made.planted


def test_no_page_is_from_the_future(made):
    assert all(each.published < NOW for each in made.articles)


def test_what_is_written_can_be_read_again(made, tmp_path):
    write(made, tmp_path)
    decode = msgspec.json.decode
    assert [
        decode(each, type=Article) for each in (tmp_path / "stream.jsonl").read_bytes().splitlines()
    ] == made.articles
    assert [decode(each, type=Planted) for each in (tmp_path / "truth.jsonl").read_bytes().splitlines()] == made.planted


@pytest.mark.parametrize("place", ["title", "lead", "body"])
def test_a_sentence_stands_where_its_insertion_says(place):
    for seed in range(20):
        article = Article(
            id="n", url="", title="T", lead="L", text="One.\nTwo.", language="en", published=NOW, outlet=""
        )
        at = insert(article, "Here it is.", place, random.Random(seed))
        text = {"title": article.title, "lead": article.lead, "body": article.text}[place]
        assert text[at:].startswith("Here it is")


def test_rewording_that_only_left_words_out_is_trimming():
    assert relations("reworded 10 %", "one two three", "one three") == ("trimmed",)
    assert relations("reworded 10 %", "one two three", "one four three") == ("edited",)
    assert relations("another's words", "One “two”.", "one 'two'") == ("verbatim",)


def test_reports_on_one_event_are_told():
    told = {"ours": ["flood river bridge village", "flood again"], "theirs": ["river flood village bridge"]}
    told |= {f"else{number}": [line("en", f"else{number}", 0)] for number in range(6)}
    assert same_events(told, ["ours"]) == {"theirs"}


def test_numbers_headings_and_demands_of_a_report_are_left_out():
    text = (
        "I. Summary \r5. \rThe delegation said that the lawÕs aim was to protect all children at school. \r"
        "86.1. Ratify the convention on the rights of all migrant workers and their families (Chile); \r"
    )
    assert sentences_of_report(text) == [
        "The delegation said that the law’s aim was to protect all children at school."
    ]


@pytest.mark.skipif("ANSWERABLE_SHARED" not in os.environ, reason="ANSWERABLE_SHARED names no folder with the data")
def test_the_real_sources_give_every_kind_and_language():
    made = news(read_sources(), seed=1, articles=1_400)
    assert {each.kind for each in made.planted} == set(KINDS)
    assert {each.language for each in made.planted} == set(LANGUAGES)
    assert all(part(made, each)[each.begin : each.end] == each.words for each in made.planted[:200])
