"""Pages with one text are one chain, and its first source says on what it rests."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from answerable.echoes.chains import PageRow, chains
from answerable.echoes.pages.sketches import sketch

DAY = datetime(2026, 3, 20, 12, tzinfo=UTC)
WORDS = [f"word{n}" for n in range(400)]


def text(seed: int, *, changed: float = 0.0, base: int = 1) -> str:
    """Return 300 words made from one base, a share of them replaced."""
    words = random.Random(base).choices(WORDS, k=300)
    other = random.Random(seed)
    return " ".join(other.choice(WORDS) if other.random() < changed else word for word in words)


def page(name: str, *, hours: int | None = 0, outlet: str = "", hints: tuple[str, ...] = (), body: str = "") -> PageRow:
    at = None if hours is None else DAY + timedelta(hours=hours)
    address = f"https://{name}.example/a"
    return PageRow(id=name, address=address, outlet=outlet, at=at, hints=hints, sketch=sketch(body or text(1)))


@pytest.mark.parametrize("changed", [0.0, 0.05, 0.1])
def test_an_original_and_copies_with_up_to_a_tenth_of_their_words_changed_are_one_chain(changed):
    copies = [page(f"p{n}", hours=n, body=text(n, changed=changed)) for n in range(1, 8)]
    assert [len(chain.pages) for chain in chains([page("original"), *copies])] == [8]


def test_two_reports_that_quote_the_same_hundred_words_are_two_chains():
    quoted = " ".join(text(1).split()[:100])
    one, other = (f"{quoted} {' '.join(text(2, base=base).split()[:200])}" for base in (2, 3))
    assert len(chains([page("one", body=one), page("other", body=other)])) == 2


def test_two_reports_of_one_event_are_two_chains():
    assert len(chains([page("one"), page("other", body=text(2, base=2))])) == 2


def test_the_earliest_page_is_the_first_source_where_nothing_else_tells():
    (chain,) = chains([page("late", hours=5), page("early", hours=1), page("undated", hours=None)])
    assert (chain.first.id, chain.why) == ("early", "earliest")
    assert [each.id for each in chain.pages] == ["early", "late", "undated"]


def test_a_page_that_others_name_is_the_first_source_whatever_the_dates():
    wire = page("wire", hours=9)
    copies = [page(f"p{n}", hours=n, hints=("canonical:http://www.wire.example/a/?x=1",)) for n in range(3)]
    (chain,) = chains([*copies, wire])
    assert (chain.first.id, chain.why) == ("wire", "named")


def test_an_agency_that_is_credited_and_was_read_is_the_first_source():
    wire = page("wire", hours=9, outlet="Orvania News Agency")
    copies = [page("p", hours=1, hints=("agency:Orvania News Agency",))]
    (chain,) = chains([wire, *copies])
    assert (chain.first.id, chain.why, chain.named) == ("wire", "credited", "Orvania News Agency")


def test_a_source_that_is_named_and_was_not_read_is_said():
    (chain,) = chains([page("p", hours=1, hints=("agency:AFP",)), page("q", hours=2)])
    assert (chain.first.id, chain.why, chain.named) == ("p", "elsewhere", "AFP")


def test_a_page_that_names_itself_names_nobody():
    (chain,) = chains([page("p", hints=("canonical:https://p.example/a",))])
    assert chain.why == "alone"


def test_pages_without_words_hang_together_by_what_they_name_only():
    bare = [PageRow(id=name, address=f"https://{name}.example/") for name in "abc"]
    assert len(chains(bare)) == 3


def test_the_order_of_the_pages_makes_no_difference():
    pages = [page(f"p{n}", hours=n % 3, body=text(n, changed=0.05, base=n % 4)) for n in range(30)]
    shuffled = random.Random(3).sample(pages, len(pages))
    assert chains(pages) == chains(shuffled)


def test_an_outlet_that_carries_a_text_twice_counts_once():
    (chain,) = chains([page("a", outlet="Ledger"), page("b", outlet="ledger"), page("c", outlet="Times")])
    assert chain.outlets == 2


def test_a_thousand_copies_of_one_text_are_compared_a_few_times_each():
    (chain,) = chains([page(f"p{n}", hours=n) for n in range(1000)])
    assert len(chain.pages) == 1000
