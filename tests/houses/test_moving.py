"""A section takes its log out of a shared house: it gets back what its log committed to, and nobody gets more."""

from __future__ import annotations

import hashlib
import io

import pytest

from answerable.evidence.entries import CaseOpened, ItemTakenIn
from answerable.houses.opening import add_peer
from answerable.houses.own import House
from answerable.houses.pulling import pull
from answerable.houses.tables import Copy
from answerable.people.entries import KeyAdded, OrganisationNamed, SectionJoined
from answerable.record.log import append, size_of
from answerable.record.models import EntryRow
from answerable.record.replicate import take_in as take_in_raw
from answerable.vault.entries import ContentErased
from answerable.vault.store import is_open, keep, store_file
from tests.houses.houses import AT, CENTRE, COAST, NORTH, Elsewhere, signer_of
from tests.houses.test_contents import given

TERMS, FILE = 3, 4
"""Places in the log of the coast."""


@pytest.fixture
def moved(here) -> tuple[str, str, Elsewhere]:
    """Terms and a file of the coast, whose log was written here; and its house, which writes it now and has neither."""
    terms, file = keep("Terms of the coast", b"c" * 32), store_file(io.BytesIO(b"the bytes"))
    item = ItemTakenIn(
        item="E1",
        type="testimony",
        title="sha256:" + "1" * 64,
        source="sha256:" + "2" * 64,
        file=file,
        sha256=hashlib.sha256(b"the bytes").hexdigest(),
        size=9,
        custodian="coast-director",
    )
    coast = Elsewhere(COAST)
    coast.say(OrganisationNamed(organisation="harbour", name="Harbour"))
    coast.say(SectionJoined(section="coast", organisation="harbour", name="Coast", countries=("dk",)))
    coast.say(KeyAdded(section="coast", vkey=coast.key.verifier().vkey()))
    coast.say(CaseOpened(title="Quay", terms=terms, situation="peace"), case="quay")
    coast.say(item, case="quay")
    take_in_raw(COAST, 0, coast.raws)  # as it came when its key was here
    for origin in (COAST, NORTH):
        add_peer(vkeys=(signer_of(origin).verifier().vkey(),), address="", insecure=False, at=AT)
    return terms, file, coast


def peer_coast():
    from answerable.houses.knowing import peer_of

    return peer_of(COAST)


def test_a_log_that_was_written_here_gets_back_what_it_committed_to_and_nobody_else_does(moved):
    terms, file, _coast = moved
    assert given(terms, log=COAST, entry=TERMS, field="terms").status_code == 200
    answer = given(file, log=COAST, entry=FILE, field="file")
    assert b"".join(answer.streaming_content)[32:] == b"the bytes"
    assert given(terms, log=COAST, entry=TERMS, field="terms", as_=NORTH).status_code == 404


def test_taking_over_from_it_forgets_nothing_but_what_it_erased(moved, here):
    terms, file, coast = moved
    pull(peer_coast(), coast, here=here)
    assert (is_open(terms), is_open(file)) == (True, True)
    coast.say(ContentErased(content=terms, reason="safety"))
    assert pull(peer_coast(), coast, here=here).forgotten == 1
    assert (is_open(terms), is_open(file)) == (False, True)


def test_what_it_commits_to_once_it_has_moved_opens_nothing_of_ours(moved, here):
    ours = keep("Terms of the centre", b"t" * 32)
    append(CaseOpened(title="Ours", terms=ours, situation="peace"), origin=CENTRE, actor="", case="ours", at=AT)
    terms, _file, coast = moved
    coast.say(CaseOpened(title="Mine", terms=ours, situation="peace"), case="mine")
    place = len(coast.raws) - 1
    take_in_raw(COAST, place, coast.raws[place:])
    assert given(ours, log=COAST, entry=place, field="terms").status_code == 404
    assert given(terms, log=COAST, entry=TERMS, field="terms").status_code == 200
    coast.say(CaseOpened(title="Mine again", terms=ours, situation="peace"), case="again")
    pull(peer_coast(), coast, here=here)
    assert given(ours, log=COAST, entry=place + 1, field="terms").status_code == 404


def test_a_log_that_was_never_written_here_gets_nothing_that_it_did_not_bring(here, peer, coast):
    ours = keep("Kept here, and said by nobody yet", b"t" * 32)
    coast.say(CaseOpened(title="Mine", terms=ours, situation="peace"), case="mine")
    pull(peer, coast, here=here)
    assert given(ours, log=COAST, entry=len(coast.raws) - 1, field="terms").status_code == 404


def test_our_own_log_that_comes_back_wants_nothing_that_is_here_or_that_it_erased(here, peer, coast):
    lost = Elsewhere(CENTRE, _raws(CENTRE), signer=_signer())
    terms, gone = coast.keep("Our terms"), coast.keep("Erased since")
    for title, commitment in (("Ours", terms), ("Once more", terms), ("Gone", gone)):
        lost.say(CaseOpened(title=title, terms=commitment, situation="peace"), case="ours")
    lost.say(ContentErased(content=gone, reason="safety"))
    coast.others[CENTRE] = (lost.raws, lost.note())
    del coast.contents[gone]
    pull(peer, coast, here=here)
    assert size_of(CENTRE) == len(lost.raws)
    assert set(Copy.objects.filter(origin=CENTRE).values_list("state", flat=True)) == {"held", "forgotten"}


def test_a_key_that_comes_back_makes_the_log_ours_again(moved):
    from answerable.houses.moving import note_kept, note_own
    from answerable.houses.serving.giving import is_given_by

    _terms, _file, coast = moved
    note_kept(COAST)
    house = House(origin=CENTRE, logs=(CENTRE, COAST))
    note_own(house.logs)
    later = keep("Said after it came back", b"l" * 32)
    raw = coast.say(CaseOpened(title="Later", terms=later, situation="peace"), case="later")
    take_in_raw(COAST, len(coast.raws) - 1, [raw])
    row = Copy(commitment=later, origin=COAST, idx=len(coast.raws) - 1, field="terms")
    assert is_given_by(row, House(origin=CENTRE, logs=(CENTRE,)))


def _raws(origin: str) -> list[bytes]:
    return [bytes(raw) for raw in EntryRow.objects.filter(origin=origin).order_by("idx").values_list("raw", flat=True)]


def _signer():
    from answerable.houses.own import signer_of as own

    return own(CENTRE)
