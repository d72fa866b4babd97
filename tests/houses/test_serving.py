"""What this house answers: to signed requests of houses it knows, and to logs that ask to be witnessed and mirrored."""

from __future__ import annotations

import gzip
import time
from hashlib import sha256

import pytest
from django.test import Client

from answerable.houses.signing import Asked, header
from answerable.houses.tables import Peer, Witnessed
from answerable.people.entries import OrganisationNamed, Sharing
from answerable.people.models import ForkShown as ForkTable
from answerable.record.checkpoint import open_checkpoint, parse_checkpoint
from answerable.record.cosignature import cosignatures, parse_cosigner, read_lines, with_lines
from answerable.record.log import append, size_of
from answerable.record.mirror import Upload, make_package, packages, read_info, write_package, write_upload
from answerable.record.note import split_note
from answerable.record.witness import AddCheckpoint, write_request
from tests.houses.houses import AT, CENTRE, COAST, NORTH, Elsewhere, note_of, signer_of
from tests.houses.trees import reader

LOG = f"/house/log/{sha256(CENTRE.encode()).hexdigest()}"


def ask(path: str, *, as_: str = COAST, to: str = CENTRE, at: int = 0, nonce: str = "", field: str = "", **more):
    """Return the answer to a signed request."""
    asked = Asked(method="GET", path=path, to=to)
    nonce = nonce or sha256(f"{path}{time.monotonic_ns()}".encode()).hexdigest()[:32]
    signed = field or header(asked, signer_of(as_), at=at or int(time.time()), nonce=nonce)
    return Client().get(path, headers={"Authorization": signed, **more})


def own_log() -> list[bytes]:
    from answerable.record.models import EntryRow

    rows = EntryRow.objects.filter(origin=CENTRE).order_by("idx")
    return [bytes(raw) for raw in rows.values_list("raw", flat=True)]


def unbundled(content: bytes) -> list[bytes]:
    found = []
    while content:
        length = int.from_bytes(content[:2], "big")
        found.append(content[2 : 2 + length])
        content = content[2 + length :]
    return found


def test_a_known_house_reads_the_checkpoint_and_the_entries(peer, keys):
    answer = ask(f"{LOG}/checkpoint")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    checkpoint = open_checkpoint(answer.content, origin=CENTRE, verifiers=[keys])
    raws = unbundled(ask(f"{LOG}/tile/entries/000.p/{checkpoint.size}").content)
    assert raws == own_log()
    assert checkpoint.size == len(raws)


def test_a_bundle_is_packed_for_whoever_can_unpack_it(peer):
    path = f"{LOG}/tile/entries/000.p/2"
    packed = ask(path, **{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == ask(path).content


def test_tiles_hold_the_leaf_hashes(peer):
    hashes = ask(f"{LOG}/tile/0/000.p/3").content
    from answerable.record.merkle import leaf_hash

    assert hashes == b"".join(map(leaf_hash, own_log()[:3]))


@pytest.mark.parametrize(
    "path",
    [
        f"{LOG}/tile/entries/000",
        f"{LOG}/tile/entries/000.p/200",
        f"{LOG}/tile/entries/000.p/256",
        f"{LOG}/tile/1/000.p/1",
        f"{LOG}/tile/63/x999/x999/x999/x999/x999/999",
        f"{LOG}/tile/0/1.p/1",
        f"/house/log/{'0' * 64}/checkpoint",
    ],
)
def test_what_is_not_here_is_not_found(peer, path):
    assert ask(path).status_code == 404


@pytest.mark.parametrize(
    ("more", "status"),
    [
        pytest.param({"as_": NORTH}, 401, id="nobody knows it"),
        pytest.param({"to": COAST}, 401, id="signed for another house"),
        pytest.param({"field": "Answerable nothing"}, 401, id="no signature"),
        pytest.param({"at": 1_000_000_000}, 401, id="signed for another time"),
        pytest.param({}, 200, id="as it should be"),
    ],
)
def test_only_a_house_that_is_known_is_answered(peer, more, status):
    assert ask("/house/logs", **more).status_code == status


def test_an_outsider_learns_nothing(peer):
    assert [Client().get(path).status_code for path in (f"{LOG}/checkpoint", "/house/logs")] == [401, 401]


def test_a_signature_under_another_path_or_method_is_none(peer):
    signed = header(
        Asked(method="GET", path="/house/logs", to=CENTRE), signer_of(COAST), at=int(time.time()), nonce="1" * 32
    )
    assert ask(f"{LOG}/checkpoint", field=signed).status_code == 401


def test_a_request_is_answered_once(peer):
    assert ask("/house/logs", nonce="a" * 32).status_code == 200
    at = int(time.time())
    signed = header(Asked(method="GET", path="/house/logs", to=CENTRE), signer_of(COAST), at=at, nonce="b" * 32)
    assert [ask("/house/logs", field=signed).status_code for _ in range(2)] == [200, 401]


def test_a_house_whose_clock_is_days_away_is_told_the_time(peer):
    answer = ask("/house/logs", at=int(time.time()) + 3 * 86_400)
    assert answer.status_code == 401
    assert abs(int(answer.headers["Answerable-Time"]) - time.time()) < 60
    assert "Answerable-Time" not in ask("/house/logs", as_=NORTH, at=5).headers


def test_a_paused_house_is_not_answered(peer):
    Peer.objects.update(paused=True)
    assert ask("/house/logs").status_code == 401


def test_the_answer_sets_no_cookie(peer):
    assert not ask("/house/logs").cookies


def test_a_log_goes_to_nobody_whom_the_policy_does_not_name(peer, monkeypatch):
    from answerable.houses import sharing
    from answerable.people.standing import People

    assert ask("/house/logs").content.decode().split() == [CENTRE]
    monkeypatch.setattr(sharing, "sharing_of", lambda *_rest, at: Sharing(to=("north",)))
    assert isinstance(sharing.rules(), People)
    assert ask("/house/logs").content == b""
    assert ask(f"{LOG}/checkpoint").status_code == 404


def test_a_witness_cosigns_what_continues_and_nothing_else(here, peer, coast):
    first = Client().post(
        "/house/add-checkpoint", write_request(AddCheckpoint(0, (), coast.note(2))), content_type="text/plain"
    )
    assert first.status_code == 200
    known = [parse_cosigner(vkey) for vkey in cosigner_vkeys()]
    lines = read_lines(first.content)
    names = {each.name for each in cosignatures(with_lines(coast.note(2), lines), known)}
    assert names == {f"{CENTRE}/witness"}
    again = post_checkpoint(coast, old=0, size=4)
    assert (again.status_code, again.content, again.headers["Content-Type"]) == (409, b"2\n", "text/x.tlog.size")
    assert post_checkpoint(coast, old=2, size=4).status_code == 200
    assert Witnessed.objects.get(origin=COAST).size == 4


def cosigner_vkeys() -> tuple[str, ...]:
    from answerable.people.models import HouseOpened
    from answerable.record.facts import read

    return next(fact.body.cosigners for fact in read(HouseOpened) if fact.origin == CENTRE)


def post_checkpoint(house: Elsewhere, *, old: int, size: int):
    proof = tuple(house.consistency(house.origin, old, size)) if old else ()
    body = write_request(AddCheckpoint(old, proof, house.note(size)))
    return Client().post("/house/add-checkpoint", body, content_type="text/plain")


def test_a_log_that_asks_for_its_other_story_is_shown_to_be_forked(here, peer, coast):
    from answerable.houses.pulling import pull

    pull(peer, coast, here=here)
    other = coast.forked(2)
    body = write_request(AddCheckpoint(0, (), other.note(4)))
    assert Client().post("/house/add-checkpoint", body, content_type="text/plain").status_code == 409
    assert ForkTable.objects.count() == 1
    assert post_checkpoint(coast, old=4, size=4).status_code == 409  # nothing of it is cosigned any more


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"", 400, id="nothing"),
        pytest.param(b"old x\n\n", 400, id="no size"),
        pytest.param(b"\xff" * 100, 400, id="no text"),
        pytest.param(
            lambda: write_request(AddCheckpoint(0, (), Elsewhere(NORTH).join().note())), 404, id="unknown log"
        ),
        pytest.param(
            lambda: write_request(AddCheckpoint(0, (), note_of(signer_of(COAST, again="x"), COAST, [b"a"]))),
            403,
            id="another key",
        ),
        pytest.param(lambda: b"old 0\n\n" + b"x" * 2_000_000, 400, id="too large"),
    ],
)
def test_a_witness_refuses_what_it_has_to(peer, body, status):
    sent = body() if callable(body) else body
    assert Client().post("/house/add-checkpoint", sent, content_type="text/plain").status_code == status


def upload(house: Elsewhere, start: int, end: int, *, count: int = 32, spoil: bool = False):
    node = reader(house.raws[:end])
    body = write_upload(Upload(house.origin, start, end))
    for first, past in list(packages(start, end))[:count]:
        raws = house.raws[first:past]
        body += write_package(make_package(first, past, [b"forged", *raws[1:]] if spoil else raws, size=end, node=node))
    sent = gzip.compress(body)
    return Client().post(
        "/house/add-entries", sent, content_type="application/octet-stream", headers={"Content-Encoding": "gzip"}
    )


def test_a_mirror_takes_entries_in_pieces_and_cosigns_once_it_has_them_all(here, peer, coast):
    for number in range(300):
        coast.say(OrganisationNamed(organisation="harbour", name=f"Name {number}"))
    assert post_checkpoint(coast, old=0, size=304).status_code == 200
    asked = upload(coast, 0, 0)
    assert (asked.status_code, read_info(asked.content).next_entry) == (409, 0)
    part = upload(coast, 0, 304, count=1)
    assert (part.status_code, read_info(part.content).next_entry) == (202, 256)
    done = upload(coast, 256, 304)
    known = [parse_cosigner(vkey) for vkey in cosigner_vkeys()]
    names = {each.name for each in cosignatures(with_lines(coast.note(), read_lines(done.content)), known)}
    assert names == {f"{CENTRE}/mirror"}
    assert size_of(COAST) == 304


def test_a_mirror_keeps_nothing_that_is_not_in_the_checkpoint(here, peer, coast):
    assert post_checkpoint(coast, old=0, size=4).status_code == 200
    assert upload(coast, 0, 4, spoil=True).status_code == 422
    assert size_of(COAST) == 0


def test_a_mirror_knows_only_logs_that_it_was_told_of(here, peer):
    assert upload(Elsewhere(NORTH).join(), 0, 4).status_code == 404


def test_nobody_brings_us_entries_of_our_own_log(here, peer):
    assert upload(Elsewhere(CENTRE, own_log()), 0, 4).status_code == 404


def test_the_checkpoint_is_signed_as_the_log_stands(peer):
    append(OrganisationNamed(organisation="harbour", name="One more"), origin=CENTRE, actor="", at=AT)
    checkpoint = parse_checkpoint(split_note(ask(f"{LOG}/checkpoint").content)[0])
    assert checkpoint.size == len(own_log())
