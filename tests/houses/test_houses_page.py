"""The page of houses: what stands for a log, what is missing, and the proof of a fork; for insiders alone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from answerable.houses.forks import read_fork, write_fork
from answerable.houses.pulling import pull
from answerable.people.entries import PersonJoined
from answerable.record.errors import RecordError
from answerable.record.forks import Fork, verify_fork
from answerable.record.log import append
from tests.houses.houses import AT, CENTRE, COAST, note_of, signer_of


@pytest.fixture
def insider(here) -> Client:
    joined = PersonJoined(person="centre-author", section="centre", name="sha256:" + "0" * 64)
    append(joined, origin=CENTRE, actor="", at=AT)
    client = Client()
    client.force_login(User.objects.create(username="centre-author"))
    return client


def text(client: Client) -> str:
    answer = client.get("/houses/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_lone_house_is_told_that_nobody_vouches_for_it(insider):
    assert "No other house is known here." in text(insider)
    assert f"This is the house of {CENTRE}." in text(insider)


def test_a_missing_witness_is_an_error_and_ends_with_a_cosignature(insider, peer, coast, here):
    from answerable.houses.holding import checkpoint_in, keep_cosignatures
    from answerable.houses.own import signer_of as own
    from answerable.houses.settling import checked_lines
    from answerable.record.cosignature import cosign
    from answerable.record.log import sign_log
    from tests.houses.houses import witness_of

    pull(peer, coast, here=here)
    note = sign_log(CENTRE, own(CENTRE))
    assert "a witness is missing" in text(insider)
    line = cosign(note, witness_of(COAST), at=1_800_000_000)
    keep_cosignatures(checkpoint_in(note), checked_lines(note, [line]))
    found = text(insider)
    assert "Cosigned by:" in found
    assert found.count("witnessed</span>") == 2
    assert "a witness is missing" not in found


def test_a_log_of_which_no_key_counts_any_more_is_shown_all_the_same(insider, peer, here):
    from answerable.houses.opening import remove_peer
    from answerable.people.entries import OrganisationNamed
    from tests.houses.houses import Elsewhere

    nobody = Elsewhere(COAST)
    nobody.say(OrganisationNamed(organisation="harbour", name="Harbour"))  # and no key
    pull(peer, nobody, here=here)
    remove_peer(COAST)
    found = text(insider)
    assert f"{COAST}: expected a key with which its checkpoint is signed, found none that counts here." in found


def test_a_fork_is_named_and_its_proof_verifies_anywhere(insider, peer, coast, here):
    pull(peer, coast, here=here)
    pull(peer, coast.forked(2), here=here)
    found = text(insider)
    assert f'<strong dir="ltr">{COAST}</strong> <span class="state closed">forked</span>' in found
    address = found.partition('href="/houses/forks/')[2].partition('"')[0]
    answer = insider.get(f"/houses/forks/{address}")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fork = read_fork(answer.content.decode())
    verify_fork(fork, lambda _origin, _size: [coast.key.verifier()])


def test_troubles_stand_on_the_page_until_they_are_over(insider, peer, coast, here):
    coast.signer = signer_of(COAST, again="forged")
    pull(peer, coast, here=here)
    assert "Refused" in text(insider)
    coast.signer = None
    pull(peer, coast, here=here)
    assert "What is over" in text(insider)


def test_the_page_is_for_insiders(here):
    assert Client().get("/houses/").status_code == 302
    assert Client().get(f"/houses/forks/{'0' * 64}.txt").status_code == 302


def test_no_fork_by_that_name_is_not_found(insider):
    assert insider.get(f"/houses/forks/{'0' * 64}.txt").status_code == 404


NOTES = [note_of(signer_of(COAST), COAST, raws) for raws in ([b"a"], [b"b"])]


def test_a_fork_survives_being_written_and_read():
    for fork in (Fork(COAST, *NOTES), Fork(COAST, *NOTES, b"r" * 32, (b"p" * 32, b"q" * 32))):
        assert read_fork(write_fork(fork)) == fork


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: text[:-1],
        lambda text: text.replace("log ", "lag "),
        lambda text: text.replace("first 5", "first 50"),
        lambda text: text.replace("second", "first"),
        lambda text: text.replace("log ", "root zz\nlog "),
        lambda text: text.replace("log ", "proof !!\nlog "),
        lambda text: text * 100_000,
    ],
)
def test_a_text_that_is_no_fork_is_refused(spoil):
    with pytest.raises(RecordError, match=r"fork|note|base64"):
        verify_fork(read_fork(spoil(write_fork(Fork(COAST, *NOTES)))), lambda _o, _s: [signer_of(COAST).verifier()])
