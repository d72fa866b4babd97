"""Which houses have a content, and which may have it: what was given is kept, whatever becomes of the house here."""

from __future__ import annotations

import pytest

from answerable.houses.opening import add_peer, pause_peer, remove_peer
from answerable.houses.pulling import pull
from answerable.houses.reaching import houses_reached
from tests.houses.houses import AT, CENTRE, COAST, NORTH, Elsewhere, signer_of
from tests.houses.test_contents import given, ours


def reached(place: int, *, origin: str = CENTRE) -> dict[str, str]:
    return {each.origin: each.how for each in houses_reached([(origin, place)], at=AT)}


@pytest.fixture
def known(here, peer, coast):
    """The coast's house, taken over from, so that its section is on record, and that it opened a house."""
    pull(peer, coast, here=here)
    return here


def test_a_house_may_have_what_the_policy_lets_it_have(known):
    _terms, place = ours(known, to="sections")
    assert reached(place) == {COAST: "maybe"}


def test_a_house_has_nothing_that_the_policy_keeps(known):
    _terms, place = ours(known, to="nobody")
    assert reached(place) == {}


def test_what_was_given_stays_when_the_house_is_paused_or_removed_and_the_policy_another(known, settings):
    terms, place = ours(known, to="sections")
    assert given(terms, entry=place, field="terms").status_code == 200
    assert reached(place) == {COAST: "given"}
    pause_peer(COAST, paused=True)
    assert reached(place) == {COAST: "given"}
    remove_peer(COAST)
    assert reached(place) == {COAST: "given"}


def test_a_house_that_was_removed_or_paused_may_have_it_still(known):
    _terms, place = ours(known, to="sections")
    pause_peer(COAST, paused=True)
    assert reached(place) == {COAST: "maybe"}
    remove_peer(COAST)
    assert reached(place) == {COAST: "maybe"}


def test_what_is_refused_was_not_given(known):
    terms, place = ours(known, to="nobody")
    assert given(terms, entry=place, field="terms").status_code == 404
    assert reached(place) == {}


def test_what_goes_onto_a_stick_was_given(known, peer, tmp_path):
    from answerable.houses.carrying.keys import recipient_of
    from answerable.houses.carrying.writing import carry_out

    _terms, place = ours(known, to="sections")
    carry_out(tmp_path / "stick", peer=peer, here=known, recipient=recipient_of(CENTRE), whole=True, at=AT)
    (found,) = houses_reached([(CENTRE, place)], at=AT)
    assert (found.how, found.since) == ("given", AT)


def test_the_house_of_the_log_that_committed_to_it_has_it(here, peer, coast):
    from answerable.evidence.entries import CaseOpened

    add_peer(vkeys=(signer_of(NORTH).verifier().vkey(),), address="", insecure=False, at=AT)
    north = Elsewhere(NORTH).join()
    coast.others[NORTH] = (north.raws, north.note())
    terms = coast.keep("Terms of theirs")
    coast.say(CaseOpened(title="Quay", terms=terms, situation="peace"), case="quay")
    pull(peer, coast, here=here)
    assert reached(len(coast.raws) - 1, origin=COAST) == {COAST: "written"}
