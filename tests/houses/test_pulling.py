"""Taking over logs from another house: honest, behind, cut off, forged, forked; and our own from an old backup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from answerable.houses.asking import Answer
from answerable.houses.following import Limits
from answerable.houses.holding import checkpoint_in, newest_note
from answerable.houses.pulling import pull
from answerable.houses.showing import shown
from answerable.houses.syncing import sync
from answerable.houses.tables import Cosignature, Following, Trouble
from answerable.people.entries import KeyRevoked, OrganisationNamed, PersonJoined
from answerable.people.models import ForkShown as ForkTable
from answerable.people.rotation import rotated
from answerable.record.cosignature import cosign, with_lines
from answerable.record.errors import Paused
from answerable.record.facts import read
from answerable.record.log import append, sign_log, size_of
from answerable.record.models import EntryRow
from answerable.record.pausing import paused
from tests.houses.houses import AT, CENTRE, COAST, NORTH, Elsewhere, note_of, signer_of, witness_of


def raws_here(origin: str) -> list[bytes]:
    return [bytes(raw) for raw in EntryRow.objects.filter(origin=origin).order_by("idx").values_list("raw", flat=True)]


def troubles() -> dict[str, str]:
    return dict(Trouble.objects.filter(over=None).values_list("what", "text"))


def test_a_log_is_taken_over_verbatim_and_cosigned_as_mirror_and_witness(here, peer, coast):
    pulled = pull(peer, coast, here=here)
    assert (pulled.entries, pulled.error, pulled.logs) == (4, "", {COAST: "grown"})
    assert raws_here(COAST) == coast.raws
    names = {key.partition("+")[0] for key in Cosignature.objects.values_list("key", flat=True)}
    assert names == {f"{CENTRE}/mirror", f"{CENTRE}/witness"}


def test_a_second_pull_of_the_same_takes_nothing(here, peer, coast):
    pull(peer, coast, here=here)
    assert pull(peer, coast, here=here).logs == {COAST: "same"}
    assert raws_here(COAST) == coast.raws


def test_a_pull_that_is_cut_goes_on_where_it_stopped(here, peer, coast):
    for number in range(300):
        coast.say(OrganisationNamed(organisation="harbour", name=f"Name {number}"))
    broken = CutOff(COAST, coast.raws, after=2)
    pulled = pull(peer, broken, here=here, limits=Limits(entries=100))
    assert pulled.refused == 1
    assert (size_of(COAST), newest_note(COAST)) == (200, None)
    coast.asked.clear()
    pull(peer, coast, here=here, limits=Limits(entries=100))
    assert raws_here(COAST) == coast.raws
    assert checkpoint_in(newest_note(COAST)).size == 304
    assert min(int(each.split()[1].partition("+")[0]) for each in coast.asked if each.startswith(COAST)) == 200
    assert Following.objects.get(origin=COAST).pending == ""


class CutOff(Elsewhere):
    """A house that answers for so many bundles of entries, and then no more."""

    def __init__(self, origin: str, raws: list[bytes], *, after: int) -> None:
        super().__init__(origin, raws)
        self.left = after

    def entries(self, origin: str, first: int, count: int) -> list[bytes]:
        from answerable.houses.errors import NoAnswer

        self.left -= 1
        if self.left < 0:
            raise NoAnswer("cut off")
        return super().entries(origin, first, count)


@pytest.mark.parametrize(
    "offered",
    [
        pytest.param(lambda coast: replace(coast, signer=signer_of(COAST, again="forged")), id="forged"),
        pytest.param(lambda coast: Altered(COAST, coast.raws), id="altered"),
        pytest.param(lambda coast: Short(COAST, coast.raws), id="truncated"),
        pytest.param(lambda coast: Huge(COAST, coast.raws), id="oversized"),
        pytest.param(lambda coast: WrongOrigin(COAST, coast.raws), id="wrong-origin"),
    ],
)
def test_what_a_hostile_house_offers_is_refused_and_counted(here, peer, coast, offered):
    for _ in range(2):
        pulled = pull(peer, offered(coast), here=here)
        assert (pulled.refused, pulled.entries) == (1, 0)
    assert size_of(COAST) == 0
    assert Trouble.objects.get(what="refused").seen == 2
    pull(peer, coast, here=here)
    assert troubles() == {}


class Altered(Elsewhere):
    """A house that gives other entries than it signed."""

    def entries(self, origin: str, first: int, count: int) -> list[bytes]:
        return [raw.replace(b"harbour", b"quay", 1) for raw in super().entries(origin, first, count)]


class Short(Elsewhere):
    """A house that gives fewer entries than it signed."""

    def entries(self, origin: str, first: int, count: int) -> list[bytes]:
        return super().entries(origin, first, count)[:-1]


class Huge(Elsewhere):
    """A house that gives an entry larger than any may be."""

    def entries(self, origin: str, first: int, count: int) -> list[bytes]:
        return [b"x" * 70_000] * count


class WrongOrigin(Elsewhere):
    """A house that shows another log's checkpoint for its own."""

    def checkpoint(self, origin: str) -> str:
        return note_of(signer_of(NORTH), NORTH, self.raws)


def test_a_log_that_nobody_named_is_not_taken_over_and_shown(here, peer, coast):
    north = Elsewhere(NORTH).join()
    coast.others[NORTH] = (north.raws, north.note())
    pulled = pull(peer, coast, here=here)
    assert NORTH not in pulled.logs
    assert size_of(NORTH) == 0
    assert NORTH in troubles()["unknown-log"]
    found = shown(at=AT)
    assert ([each.what for each in found.troubles], [each.what for each in found.remarks]) == ([], ["unknown-log"])


def test_a_named_log_is_taken_over_from_whoever_holds_it(here, peer, coast):
    from answerable.houses.opening import add_peer

    add_peer(vkeys=(signer_of(NORTH).verifier().vkey(),), address="", insecure=False, at=AT)
    north = Elsewhere(NORTH).join()
    coast.others[NORTH] = (north.raws, north.note())
    pull(peer, coast, here=here)
    assert raws_here(NORTH) == north.raws


def test_an_older_state_is_stale_and_proves_nothing(here, peer, coast):
    pull(peer, coast, here=here)
    pulled = pull(peer, replace(coast, signed=2), here=here)
    assert pulled.logs == {COAST: "behind"}
    assert (list(troubles()), ForkTable.objects.count(), size_of(COAST)) == (["stale"], 0, 4)


def test_a_fork_is_said_once_in_our_own_log_with_a_proof_that_stands_alone(here, peer, coast):
    from answerable.houses.recording import fork_of
    from answerable.record.forks import verify_fork

    pull(peer, coast, here=here)
    for _ in range(2):
        pulled = pull(peer, coast.forked(2), here=here)
        assert pulled.forks == 1
    (shown,) = read(ForkTable)
    assert (shown.origin, shown.actor, shown.body.log) == (CENTRE, "", COAST)
    verify_fork(fork_of(shown.body), lambda _origin, _size: [coast.key.verifier()])
    assert troubles()["fork"].startswith(COAST)


def test_nothing_of_a_forked_log_is_taken_in_any_more(here, peer, coast):
    pull(peer, coast, here=here)
    pull(peer, coast.forked(2), here=here)
    coast.say(OrganisationNamed(organisation="harbour", name="More"))
    pulled = pull(peer, coast, here=here)
    assert (pulled.refused, size_of(COAST)) == (1, 4)
    assert "two stories" in troubles()["refused"]


def test_a_key_that_took_the_place_of_the_known_one_is_followed(here, peer, coast):
    pull(peer, coast, here=here)
    new = signer_of(COAST, again="new")
    old_vkey = coast.key.verifier().vkey()
    coast.say(rotated(coast.key, new, section="coast", expires=date(2099, 1, 1)))
    coast.say(KeyRevoked(section="coast", vkey=old_vkey, reason="rotated"))
    coast.signer = new
    pulled = pull(peer, coast, here=here)
    assert (pulled.logs, size_of(COAST)) == ({COAST: "grown"}, 6)


def test_a_key_that_nobody_handed_over_to_is_not_followed(here, peer, coast):
    from answerable.people.entries import KeyAdded

    pull(peer, coast, here=here)
    thief = signer_of(COAST, again="thief")
    coast.say(KeyAdded(section="coast", vkey=thief.verifier().vkey()))
    coast.signer = thief
    assert pull(peer, coast, here=here).refused == 1
    assert size_of(COAST) == 4


def test_cosignatures_that_come_along_are_kept_where_their_key_is_known(here, peer, coast):
    pull(peer, coast, here=here)
    note = sign_log(CENTRE, signer())
    line = cosign(note, witness_of(COAST), at=1_800_000_000)
    forged = cosign(note, witness_of(NORTH), at=1_800_000_000)
    coast.others[CENTRE] = (raws_here(CENTRE), with_lines(note, [line, forged]))
    pull(peer, coast, here=here)
    assert list(Cosignature.objects.filter(origin=CENTRE).values_list("line", flat=True)) == [line]


def signer():
    from answerable.houses.own import signer_of as own

    return own(CENTRE)


def test_entries_of_our_own_that_only_others_hold_are_taken_back_before_anything_is_said(here, peer, coast):
    lost = Elsewhere(CENTRE, raws_here(CENTRE), signer=signer())
    lost.say(PersonJoined(person="centre-author", section="centre", name="sha256:" + "0" * 64))
    coast.others[CENTRE] = (lost.raws, lost.note())
    pull(peer, coast, here=here)
    assert raws_here(CENTRE) == lost.raws
    with pytest.raises(Paused, match="answerable sync"):
        append(OrganisationNamed(organisation="harbour", name="Too early"), origin=CENTRE, actor="", at=AT)
    synced = sync(reach=lambda _peer, _here, _deadline: Both(coast))
    assert synced.resumed == (CENTRE,)
    append(OrganisationNamed(organisation="harbour", name="In time"), origin=CENTRE, actor="", at=AT)
    assert size_of(CENTRE) == len(lost.raws) + 1


@pytest.mark.parametrize("status", [404, 503])
def test_a_house_that_does_not_follow_a_log_is_a_remark_until_it_has_cosigned_it(here, peer, coast, status):
    def answer(_path: str, _body: bytes, *, media: str, most: int = 0) -> Answer:
        return Answer(status=status, fields={}, content=b"expected a log that is known here")

    house = Both(coast)
    house.post = answer
    synced = sync(reach=lambda _peer, _here, _deadline: house)
    assert (synced.complete, list(troubles())) == (status == 404, ["not-named" if status == 404 else "not-cosigned"])
    assert bool(shown(at=AT).troubles) is (status != 404)
    note = sign_log(CENTRE, signer())
    coast.others[CENTRE] = (raws_here(CENTRE), with_lines(note, [cosign(note, witness_of(COAST), at=1_800_000_000)]))
    pull(peer, coast, here=here)
    append(OrganisationNamed(organisation="harbour", name="More"), origin=CENTRE, actor="", at=AT)
    assert not sync(reach=lambda _peer, _here, _deadline: house).complete
    assert list(troubles()) == ["not-cosigned"]


class Both:
    """A house that is asked, and to which nothing can be brought."""

    def __init__(self, source: Elsewhere) -> None:
        self._source = source

    def __getattr__(self, name: str):
        return getattr(self._source, name)

    def content(self, path: str, *, most: int):
        return self._source.content(path, most=most)

    def post(self, path: str, body: bytes, *, media: str, most: int = 0):
        from answerable.houses.errors import NoAnswer

        raise NoAnswer("no witness here")


def test_a_restored_log_stays_closed_while_a_house_has_not_answered(here, peer, coast):
    from answerable.record.pausing import pause

    pause(CENTRE, reason="restored from a backup; run answerable sync", at=datetime.now(UTC))
    silent = CutOff(COAST, [], after=0)
    silent.origins = lambda: (_ for _ in ()).throw(_no_answer())
    assert sync(reach=lambda _peer, _here, _deadline: Both(silent)).resumed == ()
    assert CENTRE in paused()
    assert sync(reach=lambda _peer, _here, _deadline: Both(coast)).resumed == (CENTRE,)


def _no_answer():
    from answerable.houses.errors import NoAnswer

    return NoAnswer("partition")


def test_our_own_log_with_two_histories_is_never_written_to_again_by_itself(here, peer, coast):
    note = sign_log(CENTRE, signer())
    other = Elsewhere(CENTRE, raws_here(CENTRE)[:2], signer=signer())
    other.say(OrganisationNamed(organisation="harbour", name="Another story"))
    other.say(OrganisationNamed(organisation="harbour", name="Another story still"))
    coast.others[CENTRE] = (other.raws, other.note())
    assert note
    pulled = pull(peer, coast, here=here)
    assert pulled.logs[CENTRE] == "forked"
    assert sync(reach=lambda _peer, _here, _deadline: Both(coast)).resumed == ()
    with pytest.raises(Paused, match="two different histories"):
        append(OrganisationNamed(organisation="harbour", name="No"), origin=CENTRE, actor="", at=AT)


def test_a_restored_log_waits_for_a_house_that_only_sticks_reach(here, peer, coast):
    from answerable.houses.opening import add_peer, pause_peer
    from answerable.houses.tables import Peer
    from answerable.record.pausing import pause

    now = datetime.now(UTC)
    add_peer(vkeys=(signer_of(NORTH).verifier().vkey(),), address="", insecure=False, at=AT)
    Peer.objects.filter(origin=NORTH).update(pulled=AT)  # a stick came, but before the restore
    pause(CENTRE, reason="restored from a backup; run answerable sync", at=now)
    synced = sync(reach=lambda _peer, _here, _deadline: Both(coast))
    assert synced.resumed == ()
    assert any(f"answerable peer pause {NORTH}" in error for error in synced.errors)
    Peer.objects.filter(origin=NORTH).update(pulled=now)
    assert sync(reach=lambda _peer, _here, _deadline: Both(coast)).resumed == (CENTRE,)
    pause(CENTRE, reason="restored once more; run answerable sync", at=datetime.now(UTC))
    pause_peer(NORTH, paused=True)
    assert sync(reach=lambda _peer, _here, _deadline: Both(coast)).resumed == (CENTRE,)


def test_where_only_sticks_reach_a_house_one_of_them_lets_a_restored_log_go(here, coast, keys):
    from answerable.houses.opening import add_peer
    from answerable.record.pausing import pause

    add_peer(vkeys=(coast.key.verifier().vkey(),), address="", insecure=False, at=AT)
    pause(CENTRE, reason="restored from a backup; run answerable sync", at=datetime.now(UTC))
    assert sync().resumed == ()
    with pytest.raises(Paused):
        append(OrganisationNamed(organisation="harbour", name="Too early"), origin=CENTRE, actor="", at=AT)


def test_a_cosignature_whose_answer_was_lost_ends_the_trouble_when_it_comes_with_a_pull(here, peer, coast):
    from answerable.houses.pushing import push

    pull(peer, coast, here=here)
    note = sign_log(CENTRE, signer())
    assert push(note, peer, Both(coast), at=AT).error
    assert list(troubles()) == ["not-cosigned"]
    coast.others[CENTRE] = (raws_here(CENTRE), with_lines(note, [cosign(note, witness_of(COAST), at=1_800_000_000)]))
    pull(peer, coast, here=here)
    assert push(note, peer, Both(coast), at=AT).error == ""
    assert troubles() == {}
