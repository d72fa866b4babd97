"""What is found by words: how it relates, where it stands, what changed, in characters of both sides."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from answerable.echoes.scanning.funnel import Scanner, Settings
from answerable.echoes.scanning.library import write_library
from answerable.echoes.scanning.released import Followed, OwnPassage, Released
from tests.echoes.scanning.released import NOW, page

CLINIC = (
    "Seven of the twelve villages that we visited in May had no clinic, although we could not reach the northern ones."
)
GAS = "Police fired tear gas at a crowd that was leaving the harbour; we do not know who gave the order."
TREATY = "Everyone has the right to recognition everywhere as a person before the law, in all places and times."
OTHER = "A choir from the islands sang for an hour to a small and cheerful audience."


def followed():
    passages = (OwnPassage(id="clinic", text=CLINIC), OwnPassage(id="gas", text=GAS), OwnPassage(id="law", text=TREATY))
    release = Released(
        name="c/release/1", title="On villages", language="en", at=datetime(2026, 5, 1, tzinfo=UTC), passages=passages
    )
    return Followed(releases=(release,), names=("Harbour Watch",), common=(TREATY,))


@pytest.fixture(scope="module")
def scanner(tmp_path_factory):
    folder = tmp_path_factory.mktemp("villages")
    write_library(followed(), folder, meaning=False)
    return Scanner(folder)


def scan(scanner, *args, **options):
    scanned = scanner.scan([page(*args, language="en", **options)], now=NOW)
    return scanned.echoes, scanned.documents


def of(document, echo):
    return {"title": document.title, "lead": document.lead, "body": document.body}[echo.place]


def test_every_word_is_verbatim_and_has_no_shift(scanner):
    [echo], _ = scan(scanner, f"{OTHER}\n{CLINIC}\n{OTHER}", lead=OTHER)
    assert (echo.relation, echo.release, echo.passage, echo.shifts) == ("verbatim", "c/release/1", "clinic", ())
    assert (echo.verdict, echo.score, echo.place, echo.standing) == ("faithful", 1.0, "body", "current")


def test_spans_point_at_the_words_on_both_sides(scanner):
    [echo], [document] = scan(scanner, f"{OTHER}\nThey write: “{CLINIC}” And more.\n{OTHER}", lead=OTHER)
    body = of(document, echo)
    assert [span.words(body) for span in echo.restatement] == [CLINIC[:-1]]
    assert [span.words(echo.source_words) for span in echo.source] == [CLINIC[:-1]]
    whole = body[echo.restatement_start : echo.restatement_start + len(echo.restatement_words)]
    assert whole == echo.restatement_words
    assert whole.startswith("They write")


def test_words_left_out_are_trimmed_and_the_lost_limit_is_a_shift(scanner):
    [echo], _ = scan(
        scanner, f"{OTHER}\nSeven of the twelve villages that we visited in May had no clinic.", lead=OTHER
    )
    assert echo.relation == "trimmed"
    assert "caveat" in {shift.kind for shift in echo.shifts}


def test_spans_of_shifts_lie_within_the_words_shown(scanner):
    [echo], _ = scan(
        scanner, f"{OTHER}\nSeven of the eight villages that we visited in May had no clinic, they said.", lead=OTHER
    )
    assert echo.relation == "edited"
    assert echo.shifts
    for shift in echo.shifts:
        assert 0 <= shift.source.start <= shift.source.end <= len(echo.source_words)
        assert 0 <= shift.restatement.start <= shift.restatement.end <= len(echo.restatement_words)


def test_parts_of_two_passages_in_one_sentence_are_spliced(scanner):
    half = "Seven of the twelve villages that we visited in May had no clinic"
    text = f"{half} and police fired tear gas at a crowd that was leaving the harbour."
    echoes, _ = scan(scanner, f"{OTHER}\n{text}", lead=OTHER)
    assert [(each.relation, each.passage, each.joined_with) for each in echoes] == [
        ("spliced", "clinic", ("c/release/1#gas",)),
        ("spliced", "gas", ("c/release/1#clinic",)),
    ]


def test_title_lead_and_body_are_judged_apart(scanner):
    title = "Seven of the twelve villages that we visited had no clinic"
    echoes, _ = scan(
        scanner, f"{OTHER}\n{CLINIC}", title=title, lead="Police fired tear gas at a crowd that was leaving."
    )
    assert [(each.place, each.passage) for each in echoes] == [("title", "clinic"), ("lead", "gas"), ("body", "clinic")]


def test_words_that_are_everybodys_are_no_use_of_ours(scanner):
    assert scan(scanner, f"{OTHER}\n{TREATY}\n{OTHER}") == ([], [])


def test_what_has_nothing_of_ours_is_not_read(scanner):
    assert scan(scanner, OTHER) == ([], [])


@pytest.mark.parametrize(
    ("text", "attributed"),
    [
        (f"Harbour Watch said: “{CLINIC}”", True),
        (f"“{CLINIC}” Harbour Watch said.", True),
        (f"According to Harbour Watch, {CLINIC[0].lower()}{CLINIC[1:]}", True),
        (f"Harbour Watch published a report. {CLINIC}", False),
        (f"{CLINIC} The minister, asked about Harbour Watch, would not answer.", False),
        (f"The minister told Harbour Watch: “{CLINIC}”", False),
        (CLINIC, False),
    ],
)
def test_words_are_given_as_ours_only_where_the_page_says_so(scanner, text, attributed):
    [echo], [document] = scan(scanner, f"{OTHER}\n{text}\n{OTHER}", lead=OTHER)
    assert echo.attributed == attributed
    assert echo.naming.words(of(document, echo)) == ("Harbour Watch" if attributed else "")


def test_a_mark_that_words_are_ours_is_no_shift_of_certainty(scanner):
    half = "Seven of the twelve villages allegedly had no clinic in May"
    text = f"{half}, although the northern ones could not be reached, Harbour Watch said."
    [echo], _ = scan(scanner, f"{OTHER}\n{text}", lead=OTHER)
    assert "certainty" not in {shift.kind for shift in echo.shifts if shift.direction == "weaker"}


def test_the_whole_release_is_one_use_for_each_passage(scanner):
    echoes, _ = scan(scanner, f"{CLINIC}\n{GAS}\n{TREATY}", title="On villages", lead=OTHER)
    assert [(each.relation, each.passage) for each in echoes] == [("verbatim", "clinic"), ("verbatim", "gas")]


def test_a_page_without_any_mark_is_shown_in_part(scanner):
    words = CLINIC.rstrip(".").replace(",", "")
    [echo], [document] = scan(scanner, "and on and on " * 5000 + words + " and on and on" * 5000, lead=OTHER)
    assert len(echo.restatement_words) < 2000
    assert words in echo.restatement_words
    assert of(document, echo)[echo.restatement_start :].startswith(echo.restatement_words)


def test_a_scan_can_ask_for_less_or_more_words(tmp_path):
    write_library(followed(), tmp_path, meaning=False)
    text = page("They saw that police fired tear gas at a crowd that was leaving on Monday.", language="en")
    least = Settings().least._replace(words=20, share=0.9, part=90)
    assert len(Scanner(tmp_path).scan([text], now=NOW).echoes) == 1
    assert Scanner(tmp_path, Settings(least=least)).scan([text], now=NOW).echoes == []
