"""A house that takes its time: what it gave stays, it goes on next time, and no other house waits for it."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

import pytest

from answerable.evidence.entries import CaseOpened
from answerable.houses.asking import Answer, Asking
from answerable.houses.deadline import begin
from answerable.houses.errors import NoAnswer, OutOfTime
from answerable.houses.following import Limits
from answerable.houses.opening import add_peer
from answerable.houses.pulling import pull
from answerable.houses.pushing import push
from answerable.houses.syncing import pull_all, resume_whole, sync
from answerable.houses.tables import Copy, Cosignature, Following, Peer, Trouble
from answerable.people.entries import KeyRevoked, OrganisationNamed
from answerable.people.rotation import rotated
from answerable.record.cosignature import cosign
from answerable.record.log import sign_log, size_of
from answerable.record.pausing import pause, paused
from answerable.record.tiles import TILE_WIDTH
from answerable.vault.entries import ContentErased
from tests.houses.houses import AT, CENTRE, COAST, NORTH, Elsewhere, signer_of, witness_of
from tests.houses.test_contents import adopt, open_case
from tests.houses.test_over_http import Hostile, hostile  # noqa: F401 - a fixture
from tests.houses.test_pulling import Both, raws_here, signer, troubles

SECONDS = Limits().seconds


class Time:
    """A clock that stands still until somebody lets time pass."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Slow(Elsewhere):
    """A house that takes a while for each answer with entries or a content."""

    clock: Time
    takes = 40.0

    def entries(self, origin: str, first: int, count: int) -> list[bytes]:
        self.clock.now += self.takes
        return super().entries(origin, first, count)

    def content(self, path: str, *, most: int):
        self.clock.now += self.takes
        return super().content(path, most=most)


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def slow(coast, clock) -> Slow:
    """The house of the coast, with 2,004 entries."""
    made = Slow(COAST, coast.raws)
    made.clock = clock
    for number in range(2000):
        made.say(OrganisationNamed(organisation="harbour", name=f"Name {number}"))
    return made


def taken(peer: Peer, source: Slow, here, **limits):
    return pull(
        peer, source, here=here, limits=Limits(**limits), deadline=begin(Limits(**limits).seconds, clock=source.clock)
    )


def test_what_a_slow_house_gave_stays_and_the_trouble_says_what_it_was(here, peer, slow):
    pulled = taken(peer, slow, here)
    assert pulled.entries == size_of(COAST) == 6 * TILE_WIDTH  # then three quarters of its time were over
    assert pulled.error == "gave 1536 entries and 0 contents in 240 seconds; goes on next time"
    assert troubles() == {"slow": pulled.error}
    assert (Peer.objects.get().error, Peer.objects.get().pulled) == (pulled.error, None)
    assert Following.objects.get(origin=COAST).pending == slow.note()


def test_a_log_too_long_for_one_pull_comes_with_several_and_nothing_comes_twice(here, peer, slow):
    came = []
    while not came or came[-1].error:
        came.append(taken(peer, slow, here, entries=500))
    assert [each.entries for each in came] == [1024, 980]
    assert raws_here(COAST) == slow.raws
    places = [int(asked.split()[1].partition("+")[0]) for asked in slow.asked if asked.startswith(COAST)]
    assert places == sorted(set(places))
    assert (troubles(), Following.objects.get(origin=COAST).pending) == ({}, "")
    assert Peer.objects.get().pulled is not None


@pytest.mark.soak
def test_a_first_pull_of_many_entries_gets_done_over_several_pulls(here, peer, slow):
    for number in range(48_000):
        slow.say(OrganisationNamed(organisation="harbour", name=f"More {number}"))
    slow.takes, rounds = 3.0, 0
    while taken(peer, slow, here).error:
        rounds += 1
    assert (rounds, raws_here(COAST) == slow.raws) == (2, True)


def test_a_house_so_slow_that_one_answer_takes_its_time_still_gets_on(here, peer, slow):
    slow.takes = SECONDS * 0.9
    for number in range(1, 4):
        assert taken(peer, slow, here).error
        assert size_of(COAST) == number * TILE_WIDTH


def test_the_next_house_is_asked(here, peer, slow, clock):
    add_peer(vkeys=(signer_of(NORTH).verifier().vkey(),), address="http://127.0.0.1:3", insecure=False, at=AT)
    north = Elsewhere(NORTH).join()
    houses = {COAST: slow, NORTH: north}
    first, second = pull_all(
        Peer.objects.order_by("origin"),
        here=here,
        reach=lambda peer, _here, _deadline: houses[peer.origin],
        clock=clock,
    )
    assert ("goes on next time" in first.error, second.error) == (True, "")
    assert raws_here(NORTH) == north.raws
    assert clock.now - 1000 < SECONDS


def test_keys_are_looked_for_no_longer_than_the_time_that_a_house_has(here, peer, slow):
    slow.signer = signer_of(COAST, again="unknown")
    slow.takes = SECONDS / 3
    pulled = taken(peer, slow, here)
    assert (pulled.error, pulled.refused) == ("gave 0 entries and 0 contents in 300 seconds; goes on next time", 0)
    assert len([asked for asked in slow.asked if asked.startswith(COAST)]) == 3


def test_contents_are_asked_for_no_longer_than_the_time_that_a_house_has(here, peer, coast, clock):
    slow = Slow(COAST, coast.raws)
    slow.clock, slow.takes = clock, 0.0
    adopt(slow)
    texts = [slow.keep(f"Text {number}") for number in range(10)]
    for text in texts:
        slow.say(CaseOpened(title="Quay", terms=text, situation="peace"), case=f"quay-{len(slow.raws)}")
    slow.takes = 90.0
    assert "contents in" in taken(peer, slow, here).error
    assert 0 < Copy.objects.filter(state="held").count() < 10
    for _ in range(5):
        taken(peer, slow, here)
    assert not Copy.objects.filter(state="wanted").exists()


def test_what_a_slow_house_says_was_erased_is_forgotten_at_once(here, peer, slow):
    fast = Elsewhere(COAST, slow.raws[:4], slow.contents)
    adopt(fast)
    terms = open_case(fast)
    pull(peer, fast, here=here)
    slow.raws = list(fast.raws)
    slow.say(ContentErased(content=terms, reason="safety"), case="quay")
    for number in range(2000):
        slow.say(OrganisationNamed(organisation="harbour", name=f"Name {number}"))
    pulled = taken(peer, slow, here)
    assert (bool(pulled.error), pulled.forgotten) == (True, 1)


def test_a_restored_log_stays_closed_while_a_house_has_not_given_all(here, peer, slow, clock):
    pause(CENTRE, reason="restored from a backup; run answerable sync", at=datetime.now(UTC))
    synced = sync(reach=lambda _peer, _here, _deadline: Both(slow), clock=clock)
    assert (synced.resumed, synced.complete, CENTRE in paused()) == ((), False, True)
    assert resume_whole(here, [peer], synced.pulled, at=AT) == ()


def test_a_house_that_dribbles_is_cut_when_its_time_is_over(hostile):  # noqa: F811 - a fixture
    def dribble(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(OSError):
            for _ in range(200):
                handler.wfile.write(b"x")
                time.sleep(0.05)

    Hostile.answer = staticmethod(dribble)
    deadline = begin(0.5, clock=time.monotonic)
    address = f"http://127.0.0.1:{hostile.server_port}"
    asking = Asking(address, to=COAST, signer=signer_of(CENTRE), deadline=deadline)
    with pytest.raises(NoAnswer, match="expected an answer within"):
        asking.origins()
    assert deadline.taken() < 2.0
    with pytest.raises(OutOfTime, match="goes on next time"):
        asking.content("/house/content/x", most=10)
    with pytest.raises(OutOfTime):
        asking.post("/house/add-entries", b"x", media="text/plain")


def test_a_witness_that_is_slow_to_mirror_has_cosigned_all_the_same(here, peer, coast):
    pull(peer, coast, here=here)
    note = sign_log(CENTRE, signer())
    line = cosign(note, witness_of(COAST), at=1_800_000_000)

    class Mirroring(Both):
        def post(self, path, body, *, media, most=0):
            if path.endswith("add-entries"):
                raise OutOfTime("goes on next time")
            return Answer(status=200, fields={}, content=f"{line}\n".encode())

    pushed = push(note, peer, Mirroring(coast), at=AT)
    assert (pushed.cosigned, pushed.error) == (1, "goes on next time")
    assert list(Cosignature.objects.filter(origin=CENTRE).values_list("line", flat=True)) == [line]


def test_a_log_that_cannot_be_kept_stops_nothing_else_of_the_same_house(here, peer, coast):
    """Its own new entries say that the key which signs them was revoked."""
    before = "harbour.example/brink"
    add_peer(vkeys=(signer_of(before).verifier().vkey(),), address="", insecure=False, at=AT)
    brink = Elsewhere(before).join()
    brink.say(KeyRevoked(section="brink", vkey=brink.key.verifier().vkey(), reason="captured"))
    coast.others[before] = (brink.raws, brink.note())
    pulled = pull(peer, coast, here=here)
    assert (pulled.error, pulled.logs) == ("", {before: "refused", COAST: "grown"})
    assert "cannot be kept" in Trouble.objects.get(what="refused", origin=before).text
    assert (size_of(before), raws_here(COAST)) == (0, coast.raws)


def test_only_as_many_entries_are_looked_through_as_it_takes_to_find_the_key(here, peer, slow):
    slow.takes = 0.0
    pull(peer, Elsewhere(COAST, slow.raws[:4]), here=here)
    old, new = slow.key, signer_of(COAST, again="new")
    del slow.raws[4:]
    slow.say(rotated(old, new, section="coast"))
    for number in range(1000):
        slow.say(OrganisationNamed(organisation="harbour", name=f"Name {number}"))
    slow.signer = new
    assert taken(peer, slow, here).entries == 1001
    assert len([asked for asked in slow.asked if asked.startswith(COAST)]) == 1 + 4
