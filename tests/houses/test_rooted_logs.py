"""With a root, a log is followed by the keys that the root lists, and by no key that somebody merely handed over."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from answerable.houses.following import Limits
from answerable.houses.opening import add_peer
from answerable.houses.pulling import pull
from answerable.houses.tables import Peer, Witnessed
from answerable.people.entries import KeyAdded, KeyRevoked, Member, OrganisationNamed, RootAdopted
from answerable.people.rotation import rotated
from answerable.record.log import size_of
from answerable.record.replicate import take_in
from tests.houses.houses import AT, CENTRE, COAST, NORTH, Elsewhere, signer_of
from tests.houses.test_pulling import raws_here, troubles
from tests.people.keyed import ANA, BEN, CIA, DAN, signed

NEW = signer_of(COAST, again="new")
ROOT = RootAdopted(
    organisation="harbour",
    number=1,
    expires=date(2099, 1, 1),
    keys=tuple(each.verifier().vkey() for each in (ANA, BEN, CIA)),
    threshold=2,
    members=tuple(
        Member(section=origin.rpartition("/")[2], origin=origin, vkeys=(signer_of(origin).verifier().vkey(),))
        for origin in (CENTRE, COAST, NORTH)
    ),
)


def vkey(signer) -> str:
    return signer.verifier().vkey()


def listing(number: int, *keys, signers=(ANA, BEN)) -> RootAdopted:
    """Return a root that lists these keys for the log of the coast."""
    members = tuple(
        replace(each, vkeys=tuple(map(vkey, keys))) if each.origin == COAST else each for each in ROOT.members
    )
    return signed(replace(ROOT, number=number, members=members), *signers)


def adopt(root: RootAdopted) -> None:
    """Put a root on record in our own log."""
    ours = Elsewhere(CENTRE, raws_here(CENTRE))
    ours.say(root)
    take_in(CENTRE, len(ours.raws) - 1, ours.raws[-1:])


@pytest.fixture
def rooted(here, peer, coast):
    """The log of the coast is here, and so is a root that lists the key which signed it."""
    adopt(listing(1, coast.key))
    assert pull(peer, coast, here=here).logs == {COAST: "grown"}
    return here


@pytest.fixture
def north(here) -> Elsewhere:
    add_peer(vkeys=(signer_of(NORTH).verifier().vkey(),), address="http://127.0.0.1:3", insecure=False, at=AT)
    return Elsewhere(NORTH).join()


def hand_over(coast: Elsewhere, new=NEW) -> None:
    """Change the key of the coast, as both keys say."""
    old = coast.key
    coast.say(rotated(old, new, section="coast"))
    coast.say(KeyRevoked(section="coast", vkey=vkey(old), reason="rotated"))
    coast.signer = new


def fill(coast: Elsewhere, many: int) -> None:
    for number in range(many):
        coast.say(OrganisationNamed(organisation="harbour", name=f"Name {number}"))


def is_refused(pulled, size: int) -> bool:
    said = f"sign a root that lists {vkey(NEW)}" in troubles().get("refused", "")
    return said and (pulled.logs[COAST], pulled.refused, pulled.error, size_of(COAST)) == ("refused", 1, "", size)


def test_a_key_to_which_a_thief_hands_over_is_not_followed(rooted, peer, coast):
    hand_over(coast)
    assert is_refused(pull(peer, coast, here=rooted), 4)


def test_no_batch_of_a_log_that_a_thief_signs_gets_in_and_none_is_cosigned(rooted, peer, coast):
    cosigned = Witnessed.objects.get(origin=COAST).size
    hand_over(coast)
    fill(coast, 300)
    assert is_refused(pull(peer, coast, here=rooted, limits=Limits(entries=100)), 4)
    assert Witnessed.objects.get(origin=COAST).size == cosigned


def test_a_key_that_was_handed_over_before_in_entries_that_are_here_is_not_followed(rooted, peer, coast):
    coast.say(rotated(coast.key, NEW, section="coast"))
    assert pull(peer, coast, here=rooted).logs == {COAST: "grown"}
    fill(coast, 1)
    coast.signer = NEW
    assert is_refused(pull(peer, coast, here=rooted), 5)


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(listing(2, NEW, signers=(ANA,)), id="by too few"),
        pytest.param(listing(2, NEW, signers=(DAN, signer_of("root.example/eve"))), id="by others"),
        pytest.param(listing(3, NEW), id="out of order"),
    ],
)
def test_a_root_that_a_thief_made_lists_nobody(rooted, peer, coast, forged):
    coast.say(forged)
    hand_over(coast)
    assert is_refused(pull(peer, coast, here=rooted), 4)


def test_a_key_that_only_a_thief_signed_tells_no_second_story(rooted, peer, coast):
    other = coast.forked(2)
    hand_over(other)
    assert pull(peer, other, here=rooted).logs == {COAST: "refused"}


@pytest.mark.parametrize("limits", [Limits(), Limits(entries=300)], ids=["at once", "in parts"])
def test_a_root_in_the_same_log_that_lists_the_new_key_is_heard_before_the_rest(rooted, peer, coast, limits):
    coast.say(listing(2, coast.key, NEW))
    hand_over(coast)
    coast.say(listing(3, NEW))
    fill(coast, 400)
    pulled = pull(peer, coast, here=rooted, limits=limits)
    assert (pulled.logs, pulled.error, raws_here(COAST) == coast.raws) == ({COAST: "grown"}, "", True)
    assert troubles() == {}


def test_a_lost_key_is_followed_by_the_one_that_the_next_root_lists(rooted, peer, coast):
    coast.say(KeyRevoked(section="coast", vkey=vkey(coast.key), reason="captured"))
    coast.say(listing(2, NEW))
    coast.say(KeyAdded(section="coast", vkey=vkey(NEW)))
    coast.signer = NEW
    assert pull(peer, coast, here=rooted).logs == {COAST: "grown"}
    assert raws_here(COAST) == coast.raws


def test_a_root_that_lies_in_another_log_of_the_same_house_is_heard_in_the_same_pull(rooted, peer, coast, north):
    north.say(listing(2, coast.key, NEW))
    coast.others[NORTH] = (north.raws, north.note())
    hand_over(coast)
    pulled = pull(peer, coast, here=rooted)
    assert (pulled.logs, pulled.refused, pulled.complete) == ({COAST: "grown", NORTH: "grown"}, 0, True)
    assert (raws_here(COAST) == coast.raws, troubles()) == (True, {})


def test_a_root_that_another_house_brings_lets_the_log_in_the_next_time(rooted, peer, coast, north):
    north.say(listing(2, coast.key, NEW))
    hand_over(coast)
    assert is_refused(pull(peer, coast, here=rooted), 4)
    assert pull(Peer.objects.get(origin=NORTH), north, here=rooted).complete
    assert pull(peer, coast, here=rooted).logs == {COAST: "grown"}
    assert (raws_here(COAST) == coast.raws, troubles()) == (True, {})


def test_a_root_that_was_here_first_lets_the_change_of_keys_in(rooted, peer, coast):
    adopt(listing(2, coast.key, NEW))
    hand_over(coast)
    assert pull(peer, coast, here=rooted).logs == {COAST: "grown"}


def test_a_log_that_the_root_does_not_list_is_followed_as_without_one(here, peer, coast):
    others = tuple(each for each in ROOT.members if each.origin != COAST)
    adopt(signed(replace(ROOT, members=others), ANA, BEN))
    pull(peer, coast, here=here)
    hand_over(coast)
    assert pull(peer, coast, here=here).logs == {COAST: "grown"}
    assert size_of(COAST) == 6
