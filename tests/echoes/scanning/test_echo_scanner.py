"""The scanner as a whole: what is counted, what is skipped, and that chunks, order and outlets change nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import islice

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from answerable.echoes.scanning import funnel
from answerable.echoes.scanning.funnel import STAGES, Scanner, Settings
from answerable.echoes.scanning.library import write_library
from answerable.echoes.scanning.released import Followed, OwnPassage, Released
from answerable.echoes.streams.documents import Skipped
from tests.echoes.scanning.released import NOW, page

CLINIC = "Seven of the twelve villages visited in May had no clinic."
GAS = "Police fired tear gas at a crowd that was leaving the harbour; we do not know who gave the order."
FILLER = "A choir from the islands sang for an hour to a small and cheerful audience."
OUTLETS = ("The Times of Selsund", "Blog of a crank", "")

PAGES = [
    page(f"{FILLER}\n{CLINIC}\n{FILLER}", at=0, title="Clinics", language="en"),
    page(f"{FILLER}\n{FILLER}", at=1, title="Music", language="en"),
    page("Harbour Watch said that whales are killed by submarines every winter.", at=2, title="Sea", language="en"),
    page("Of a dozen villages seen in May seven were without any clinic, Harbour Watch found.", at=3, language="en"),
    page(f"{GAS}\n{CLINIC}", at=4, title="Police fired tear gas at a crowd that was leaving", language="en"),
    page("Laut Harbour Watch gab es im Mai in sieben von zwölf besuchten Dörfern keine Klinik.", at=5, language="de"),
    page("Seven villages visited in May had no clinic at all, and police fired tear gas at a crowd.", at=6),
    page("Поліція випустила сльозогінний газ у натовп, який залишав гавань, – Harbour Watch.", at=7, language="uk"),
]


@pytest.fixture(scope="module")
def scanner(tmp_path_factory):
    folder = tmp_path_factory.mktemp("library")
    passages = (OwnPassage(id="clinic", text=CLINIC), OwnPassage(id="gas", text=GAS))
    release = Released(name="c/release/1", title="On villages", language="en", passages=passages)
    write_library(Followed(releases=(release,), names=("Harbour Watch",)), folder)
    return Scanner(folder)


@pytest.fixture(scope="module")
def whole(scanner):
    return scanner.scan(PAGES, now=NOW)


def ids(*scanned):
    return sorted(each.id for one in scanned for each in one.echoes)


def test_each_kind_of_use_is_found(whole):
    assert {each.relation for each in whole.echoes} >= {"verbatim", "paraphrase", "translation", "attribution"}


def test_ids_of_echoes_are_all_different(whole):
    assert len(set(ids(whole))) == len(whole.echoes)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(PAGES), sizes=st.lists(st.integers(1, 5), min_size=8, max_size=8))
def test_no_size_of_chunks_and_no_order_changes_what_is_found(scanner, whole, order, sizes):
    pages = iter(order)
    chunks = [chunk for size in sizes if (chunk := list(islice(pages, size)))]
    assert ids(*(scanner.scan(chunk, now=NOW) for chunk in chunks)) == ids(whole)


def test_no_size_of_batches_changes_what_is_found(scanner, whole, monkeypatch):
    monkeypatch.setattr(funnel, "BATCH", 1)
    assert scanner.scan(PAGES, now=NOW).echoes == whole.echoes


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(outlets=st.lists(st.sampled_from(OUTLETS), min_size=8, max_size=8), shift=st.integers(0, 7))
def test_who_published_a_page_changes_no_label(scanner, whole, outlets, shift):
    def moved(at, raw):
        told = msgspec.structs.replace(raw.given, outlet=outlets[at])
        place = (at + shift) % len(PAGES)
        return msgspec.structs.replace(
            raw, given=told, stream=f"stream {place}", path=f"path {place}", address=f"https://{place}.example/story"
        )

    found = scanner.scan([moved(at, raw) for at, raw in enumerate(PAGES)], now=NOW)
    plain = [[msgspec.structs.replace(each, id="", document="") for each in one.echoes] for one in (found, whole)]
    assert plain[0] == plain[1]


def test_every_echo_has_its_page(whole):
    assert {each.document for each in whole.echoes} == {each.id for each in whole.documents}


def test_records_pages_that_name_us_bytes_and_characters_are_counted(scanner):
    scanned = scanner.scan([page("Гавань."), page("Harbour Watch", at=1)], now=NOW)
    assert (scanned.records, scanned.named, scanned.size, scanned.characters) == (2, 1, 13 + 13, 7 + 13)


def test_each_stage_is_timed(whole):
    assert set(whole.seconds) == set(STAGES)
    assert whole.seconds["words"] > 0


def test_the_timer_is_the_one_given(tmp_path):
    release = Released(name="r", title="", language="en", passages=(OwnPassage(id="s1", text=CLINIC),))
    write_library(Followed(releases=(release,)), tmp_path, meaning=False)
    ticks = iter(range(1000))
    scanned = Scanner(tmp_path, timer=lambda: float(next(ticks))).scan(PAGES[:1], now=NOW)
    assert scanned.seconds["plain"] == 1.0


def test_the_newest_date_is_the_latest_that_is_not_in_the_future(scanner):
    at = datetime(2026, 3, 1, tzinfo=UTC)
    dated = [
        page(FILLER, published=at),
        page(FILLER, fetched=at + timedelta(1)),
        page(FILLER, published=NOW + timedelta(9)),
    ]
    assert scanner.scan(dated, now=NOW).newest == at + timedelta(1)


def test_what_the_stream_could_not_read_is_passed_on(scanner):
    row = Skipped(stream="s", path="p", at=1, next=2, reason="broken", detail="cut")
    scanned = scanner.scan([row, PAGES[0]], now=NOW)
    assert (scanned.skipped, scanned.records, len(scanned.echoes)) == ([row], 2, 1)


def test_a_page_that_cannot_be_read_is_skipped_and_nothing_else_is_lost(scanner):
    scanned = scanner.scan([page(" ", at=7, id="seven"), PAGES[0]], now=NOW)
    [row] = scanned.skipped
    assert (row.reason, row.at, row.next, row.id, len(scanned.echoes)) == ("empty", 7, 8, "seven", 1)


def test_a_date_in_the_future_is_noted_and_the_page_is_read(scanner):
    scanned = scanner.scan([page(CLINIC, published=NOW + timedelta(400))], now=NOW)
    assert ([each.reason for each in scanned.skipped], len(scanned.echoes)) == (["future"], 1)


def test_nothing_gives_nothing(scanner):
    scanned = scanner.scan([], now=NOW)
    assert (scanned.echoes, scanned.records, scanned.newest) == ([], 0, None)


def test_a_rewording_on_a_page_that_does_not_name_us_is_found_only_everywhere(scanner, tmp_path):
    text = page("Im Mai gab es in sieben von zwölf besuchten Dörfern keine Klinik.", language="de")
    assert scanner.scan([text], now=NOW).echoes == []
    passages = (OwnPassage(id="clinic", text=CLINIC), OwnPassage(id="gas", text=GAS))
    release = Released(name="c/release/1", title="On villages", language="en", passages=passages)
    write_library(Followed(releases=(release,), names=("Harbour Watch",)), tmp_path)
    everywhere = Scanner(tmp_path, Settings(everywhere=True))
    [echo] = everywhere.scan([text], now=NOW).echoes
    assert (echo.relation, echo.attributed, echo.languages) == ("translation", False, ("en", "de"))


def test_no_more_sentences_of_a_page_are_encoded_than_allowed(scanner, monkeypatch):
    encoded = []
    real = funnel.asked_about
    monkeypatch.setattr(funnel, "asked_about", lambda *args: encoded.extend(found := real(*args)) or found)
    text = "Harbour Watch met.\n" + "\n".join(f"On day {at} of the fair {FILLER.lower()}" for at in range(500))
    scanner.scan([page(text, language="en")], now=NOW)
    assert len(encoded) == scanner.settings.sentences


def test_a_page_that_repeats_a_passage_a_thousand_times_is_read_in_order(scanner):
    found = scanner.scan([page("\n".join([CLINIC] * 1000), language="en")], now=NOW).echoes
    starts = [each.restatement[0].start for each in found if each.place == "body"]
    assert len(starts) == 1000 - (found[0].place == "lead")
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    "text", ["“" * 20_000, "Harbour Watch said " * 5_000, "a" * 200_000, "\ud800 " + CLINIC, "\0" * 99]
)
def test_odd_pages_do_not_stop_a_scan(scanner, text):
    assert scanner.scan([page(text), PAGES[0]], now=NOW).records == 2


def test_a_page_made_of_our_sentences_is_judged_in_part_and_says_so(scanner, monkeypatch):
    monkeypatch.setattr(funnel, "MOST_USES", 3)
    flood = "\n".join(f"{' '.join(CLINIC.split()[:-1])} clinic number {n}.\n{FILLER}" for n in range(6))
    found = scanner.scan([page(f"{flood}\n{GAS}", at=3, language="en")], now=NOW)
    assert [each.passage for each in found.echoes].count("gas") == 1
    assert len(found.echoes) == 3
    (line,) = found.skipped
    assert (line.reason, line.at) == ("too-large", 3)
    assert "at most 3 uses" in line.detail


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=14))])
def test_a_date_at_the_beginning_of_the_calendar_is_not_believed(scanner, zone):
    first = datetime(1, 1, 1, tzinfo=zone)
    found = scanner.scan([page(CLINIC, language="en", published=first, fetched=first)], now=NOW)
    (document,) = found.documents
    assert (document.published, document.fetched, found.newest) == (None, None, None)
    assert {line.reason for line in found.skipped} == {"broken"}
    assert len(found.echoes) == 1
