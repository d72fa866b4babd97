"""Houses with keys of their own that mean ill: whatever they say and send, others keep what is theirs and go on."""

from __future__ import annotations

import gzip
import tarfile
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from urllib.parse import quote

import msgspec
import pytest
from django.test import Client

from answerable.evidence.entries import CaseOpened
from answerable.houses import cosigning, fetching_contents, pulling
from answerable.houses.asking import Answer
from answerable.houses.carrying.files import unpacked
from answerable.houses.carrying.keys import recipient_of
from answerable.houses.carrying.writing import carry_out
from answerable.houses.contents import GONE, HELD, WANTED
from answerable.houses.errors import HouseError
from answerable.houses.forgetting import arriving
from answerable.houses.holding import Here, note_trouble
from answerable.houses.knowing import cosigner_keys
from answerable.houses.opening import add_peer
from answerable.houses.own import signer_of as own_signer
from answerable.houses.pulling import pull
from answerable.houses.pushing import push
from answerable.houses.sharing import gets_log, may_have
from answerable.houses.showing import shown
from answerable.houses.tables import Copy, Following, Peer, Trouble, Witnessed
from answerable.people.entries import HouseOpened, PolicyEndorsed, Share, Sharing
from answerable.people.models import ForkShown as ForkTable
from answerable.people.rotation import rotated
from answerable.people.standing import DEFAULT_POLICY
from answerable.record.checkpoint import parse_checkpoint
from answerable.record.cosignature import Algorithm, CosignerKey
from answerable.record.log import sign_log, size_of
from answerable.record.mirror import Upload, write_upload
from answerable.record.note import split_note
from answerable.record.pausing import pause, paused
from answerable.record.witness import AddCheckpoint, write_request
from answerable.vault.entries import ContentErased
from answerable.vault.store import commitment_to, is_open, keep
from tests.houses.carrying.test_sticks import files_of, stick_of, taken
from tests.houses.houses import AT, CENTRE, COAST, NORTH, Elsewhere, note_of, signer_of, witness_of
from tests.houses.test_contents import adopt, given, open_case, ours, take_in
from tests.houses.test_serving import ask, post_checkpoint
from tests.houses.test_sharing import CONCERNED, fact, people, place


@pytest.fixture
def north(here) -> Elsewhere:
    """A third house, known here."""
    add_peer(vkeys=(signer_of(NORTH).verifier().vkey(),), address="", insecure=False, at=AT)
    return Elsewhere(NORTH).join()


def peer_of(house: Elsewhere) -> Peer:
    return Peer.objects.get(origin=house.origin)


# Whose policy it is


def test_a_policy_that_another_section_adopted_alone_gives_none_of_ours_away():
    rules = people(Sharing(content=(Share(room="findings", to="sections"),)))
    theirs = msgspec.structs.replace(rules.policies[0].body, by_sections=("coast",))
    endorsed = PolicyEndorsed(policy="rules", number=1, section="coast")
    rules = msgspec.structs.replace(rules, policies=(fact(theirs, COAST, 2),), endorsements=(fact(endorsed, COAST, 3),))
    assert not may_have(place("findings"), "north", rules, CONCERNED, at=AT)
    of_theirs = msgspec.structs.replace(place("findings"), origin=COAST)
    assert may_have(of_theirs, "north", rules, CONCERNED, at=AT)


def test_a_policy_that_another_section_adopted_alone_keeps_our_log_from_nobody():
    rules = people(Sharing(to=("coast",)))
    theirs = msgspec.structs.replace(rules.policies[0].body, by_sections=("coast",))
    endorsed = PolicyEndorsed(policy="rules", number=1, section="coast")
    rules = msgspec.structs.replace(rules, policies=(fact(theirs, COAST, 2),), endorsements=(fact(endorsed, COAST, 3),))
    assert gets_log(rules, CENTRE, NORTH, own=True, at=AT)


def test_a_section_gets_none_of_ours_by_a_policy_of_its_own(here, peer, coast):
    terms, number = ours(here, to="nobody")
    coast.say(
        msgspec.structs.replace(
            DEFAULT_POLICY,
            policy="mine",
            number=9,
            by_sections=("coast",),
            sharing=Sharing(content=(Share(room="evidence", to="sections"),)),
        )
    )
    coast.say(PolicyEndorsed(policy="mine", number=9, section="coast"))
    pull(peer, coast, here=here)
    assert given(terms, entry=number, field="terms").status_code == 404


# Cosigners


def test_a_house_that_copies_the_key_of_another_harms_nobody(here, peer, coast, north):
    pull(peer, coast, here=here)
    before = cosigner_keys()
    of_coast = witness_of(COAST).key
    copied = CosignerKey.of(f"{NORTH}/witness", Algorithm.ED25519, of_coast.public)
    north.say(HouseOpened(section="north", cosigners=(copied.vkey(),)))
    pull(peer_of(north), north, here=here)
    assert {key for key in cosigner_keys() if not key.name.startswith(NORTH)} == set(before)
    assert cosigner_keys(NORTH) == []
    assert {log.origin for log in shown(at=AT).logs} == {CENTRE, COAST, NORTH}


def test_two_keys_of_one_kind_are_two_witnesses_of_one_house(here, peer, coast, north):
    keys = [CosignerKey.of(f"{NORTH}/witness", Algorithm.ED25519, bytes([n]) * 32) for n in (1, 2)]
    north.say(HouseOpened(section="north", cosigners=tuple(key.vkey() for key in keys)))
    pull(peer_of(north), north, here=here)
    assert cosigner_keys(NORTH) == keys
    assert all(log.missing == "" for log in shown(at=AT).logs if log.origin != CENTRE)


def test_two_keys_by_one_label_are_left_out_with_all_that_they_could_spoil(here, peer, coast, north, monkeypatch):
    monkeypatch.setattr("answerable.record.cosignature.key_hash_of", lambda name, *_: len(name))
    keys = [CosignerKey.of(f"{NORTH}/witness", Algorithm.ED25519, bytes([n]) * 32) for n in (1, 2)]
    north.say(HouseOpened(section="north", cosigners=tuple(key.vkey() for key in keys)))
    pull(peer_of(north), north, here=here)
    assert cosigner_keys(NORTH) == []


# Forks and witnesses


def test_a_log_that_signs_ever_more_stories_does_not_fill_ours(here, peer, coast, monkeypatch):
    monkeypatch.setattr("answerable.houses.recording.MOST_FORKS", 2)
    pull(peer, coast, here=here)
    said = size_of(CENTRE)
    for number in range(4):
        note = note_of(signer_of(COAST), COAST, [bytes([number])] * 4)
        Client().post("/house/add-checkpoint", write_request(AddCheckpoint(0, (), note)), content_type="text/plain")
    assert ForkTable.objects.count() == 2 == size_of(CENTRE) - said


def test_a_checkpoint_under_which_much_was_written_still_proves_a_fork(here, peer, coast):
    junk = "".join(f"— some.example/{number} AAAAAA{'A' * 90}\n" for number in range(60))
    note = coast.note(3) + junk
    body = write_request(AddCheckpoint(0, (), note))
    assert Client().post("/house/add-checkpoint", body, content_type="text/plain").status_code == 200
    assert Here().checkpoint(COAST) == Witnessed.objects.get(origin=COAST).note == coast.note(3)


def test_what_another_process_witnessed_meanwhile_is_judged_again(here, peer, coast, monkeypatch):
    """Two stories at once: one is being taken over while the other is brought to be cosigned."""
    other = coast.forked(2)
    follow = pulling.follow

    def slowly(origin, **rest):
        outcome = follow(origin, **rest)
        if not Witnessed.objects.filter(origin=COAST).exists():
            assert post_checkpoint(other, old=0, size=3).status_code == 200
        return outcome

    monkeypatch.setattr(pulling, "follow", slowly)
    pulled = pull(peer, coast, here=here)
    assert (pulled.logs[COAST], pulled.forks, size_of(COAST)) == ("forked", 1, 0)
    assert parse_checkpoint(split_note(Witnessed.objects.get(origin=COAST).note)[0]).size == 3


def test_a_house_that_was_set_back_cosigns_nothing_until_it_heard_from_others(here, peer, coast):
    pause(CENTRE, reason="restored", at=AT)
    assert post_checkpoint(coast, old=0, size=2).status_code == 503
    checkpoint = parse_checkpoint(split_note(coast.note())[0])
    assert cosigning.witness(coast.note(), checkpoint, here=here, at=1) == ()


def test_a_fork_is_shown_though_the_key_of_the_older_checkpoint_has_expired(here, peer, coast, monkeypatch):
    new = signer_of(COAST, again="new")
    coast.say(rotated(coast.key, new, section="coast"))
    pull(peer, coast, here=here)
    monkeypatch.setattr(
        pulling,
        "keys_now",
        lambda origin, size: [v for v in pulling.keys_at(origin, size) if v != coast.key.verifier()],
    )
    other = replace(coast.forked(4), signer=new)
    assert pull(peer, other, here=here).logs[COAST] == "forked"


def test_a_house_that_merely_says_it_has_more_of_our_log_does_not_close_it(here, peer, coast):
    class Boasting:
        def post(self, path, body, *, media, most=0):
            return Answer(status=409, fields={}, content=b"99999\n")

    note = sign_log(CENTRE, own_signer(CENTRE))
    assert "says that it cosigned 99999" in push(note, peer, Boasting(), at=AT).error
    assert paused() == {}


@pytest.mark.parametrize(("signed", "closes"), [(True, True), (False, False)])
def test_a_house_that_shows_more_of_our_log_closes_it(here, peer, coast, signed, closes):
    key = own_signer(CENTRE) if signed else signer_of(CENTRE, again="forged")
    own = note_of(key, CENTRE, [b"x"] * 99)
    coast.others[CENTRE] = ([], note_of(key, CENTRE, []))
    coast.witnessed = lambda _origin: own
    pulled = pull(peer, coast, here=here)
    assert (CENTRE in paused(), pulled.logs[CENTRE] == "refused") == (closes, True)


def test_a_house_shows_what_it_witnessed_though_no_entry_came(here, peer, coast):
    assert post_checkpoint(coast, old=0, size=2).status_code == 200
    answer = ask(f"/house/log/{sha256(COAST.encode()).hexdigest()}/witnessed")
    assert (answer.status_code, answer.content.decode()) == (200, coast.note(2))


# Contents


def test_bytes_that_are_no_text_are_a_trouble_and_the_rest_comes(here, peer, coast):
    adopt(coast)
    terms = open_case(coast)
    salt, content = b"s" * 32, b"\xff\xfe"
    bad = commitment_to(salt, content)
    coast.contents[bad] = ("text", salt, content)
    coast.say(CaseOpened(title="Bad", terms=bad, situation="peace"), case="bad")
    pulled = pull(peer, coast, here=here)
    assert (pulled.error, pulled.contents, is_open(terms), is_open(bad)) == ("", 1, True, False)
    assert "expected a text in UTF-8" in Trouble.objects.get(what="content").text


def test_what_nobody_gives_keeps_nothing_else_from_coming(here, peer, coast, monkeypatch):
    monkeypatch.setattr(fetching_contents, "MOST_AT_ONCE", 2)
    adopt(coast)
    for number in range(3):
        nothing = commitment_to(b"x" * 32, bytes([number]))
        coast.say(CaseOpened(title="Not ours", terms=nothing, situation="peace"), case=f"case-{number}")
    terms = open_case(coast)
    for number in range(12):
        pull(peer, coast, here=here, at=AT + timedelta(minutes=number))
        if is_open(terms):
            break
    assert is_open(terms)


def test_what_we_may_not_have_keeps_nothing_else_from_coming(here, peer, coast, monkeypatch):
    monkeypatch.setattr(fetching_contents, "MOST_AT_ONCE", 1)
    adopt(coast)
    take_in(coast, shared=False)  # its source goes nowhere, and was committed to before
    terms = open_case(coast)
    for _ in range(4):
        pull(peer, coast, here=here)
    assert is_open(terms)


def test_what_one_house_sent_of_a_file_does_not_spoil_what_another_sends(here, peer, coast, north):
    adopt(coast)
    open_case(coast)
    file = take_in(coast, shared=True)
    honest = dict(coast.contents)
    coast.contents.pop(file)
    pull(peer, coast, here=here)
    place_of_north = arriving(file, NORTH)
    place_of_north.parent.mkdir(parents=True, exist_ok=True)
    place_of_north.write_bytes(b"garbage" * 9)
    coast.contents = honest
    pull(peer, coast, here=here)
    assert is_open(file)


def test_a_file_never_grows_beyond_the_largest(here, peer, coast, settings):
    settings.ANSWERABLE_LARGEST_FILE = 16
    adopt(coast)
    open_case(coast)
    file = take_in(coast, shared=True)
    place = arriving(file, COAST)
    place.parent.mkdir(parents=True)
    place.write_bytes(b"x" * 100)
    pull(peer, coast, here=here)
    assert not place.exists()
    assert not is_open(file)


def test_what_its_log_erased_goes_though_it_came_by_another_and_does_not_come_back(here, peer, coast, north):
    adopt(coast)
    terms = open_case(coast)
    held = coast.contents.pop(terms)
    pull(peer, coast, here=here)  # committed to, and not given
    adopt(north)
    north.contents[terms] = held
    north.say(CaseOpened(title="Also", terms=terms, situation="peace"), case="also")
    north.say(
        msgspec.structs.replace(
            DEFAULT_POLICY,
            policy="rules",
            by_sections=("coast", "north"),
            sharing=Sharing(content=(Share(room="evidence", to="sections"),)),
        )
    )
    Copy.objects.create(
        commitment=terms,
        origin=NORTH,
        idx=len(north.raws) - 2,
        field="terms",
        case="also",
        kind="case.opened",
        state=HELD,
    )
    pull(peer_of(north), north, here=here)
    if not is_open(terms):
        keep(held[2].decode(), held[1])
    coast.say(ContentErased(content=terms, reason="safety"))
    pull(peer, coast, here=here)
    assert not is_open(terms)
    Copy.objects.filter(origin=NORTH).update(state=WANTED)
    pull(peer_of(north), north, here=here)
    assert not is_open(terms)
    assert Copy.objects.get(origin=COAST, commitment=terms).state == GONE


def test_what_was_erased_leaves_what_had_come_of_it_so_far(here, peer, coast):
    adopt(coast)
    terms = open_case(coast)
    coast.contents.pop(terms)
    pull(peer, coast, here=here)
    begun = arriving(terms, COAST)
    begun.parent.mkdir(parents=True)
    begun.write_bytes(b"s" * 32 + b"Terms of")
    coast.say(ContentErased(content=terms, reason="safety"))
    pull(peer, coast, here=here)
    assert not begun.exists()


# Words and bytes


@pytest.mark.parametrize("depth", [470])
def test_a_body_that_nests_deep_stops_nothing(here, peer, coast, depth):
    body = msgspec.to_builtins(DEFAULT_POLICY)
    for _ in range(depth):
        body["quorum"] = {"all": [body["quorum"]]}
    raw = msgspec.json.decode(coast.say(DEFAULT_POLICY))
    coast.raws[-1] = msgspec.json.encode({**raw, "body": body}, order="deterministic")
    adopt(coast)
    terms = open_case(coast)
    assert pull(peer, coast, here=here).error == ""
    assert is_open(terms)


def test_words_of_another_house_move_no_cursor_and_hold_no_nul(here):
    note_trouble("unknown-log", "such as a\x00b\x1b[2Jc\u202ed", peer=COAST, at=AT)
    assert Trouble.objects.get().text == "such as a b [2Jc d"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(gzip.compress(write_upload(Upload(COAST, 0, 4)))[:12] + b"\xff" * 40, id="packed wrongly"),
        pytest.param(gzip.compress(b"")[:9], id="cut"),
        pytest.param(b"\x1f\x8b\x08\x08" + b"a" * 100_000, id="a name without an end"),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_a_bad_request(peer, body):
    answer = Client().post(
        "/house/add-entries", body, content_type="application/octet-stream", headers={"Content-Encoding": "gzip"}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/house/content/a%00b?log=x&entry=1&field=y", "/house/content/a?log=%00&entry=1"])
def test_a_nul_in_an_address_is_not_found(peer, path):
    assert ask(path).status_code == 404


def test_a_nul_in_a_name_is_nobody(peer):
    field = f'Answerable key="{quote(chr(0))}", at="1", nonce="{"0" * 32}", signature="{"A" * 86}=="'
    assert ask("/house/logs", field=field).status_code == 401


def test_a_forked_log_is_never_half_taken_in(here, peer, coast):
    Following.objects.create(origin=COAST, forked=0)
    assert pull(peer, coast, here=here).logs[COAST] == "refused"


# Sticks


def test_a_stick_whose_words_are_no_text_brings_the_rest(tmp_path, peer, here, coast):
    files = files_of(coast)
    files.append(("log/" + "0" * 64 + "/origin", b"\xff\xfe"))
    assert taken(stick_of(tmp_path / "stick", files), here).pulled.entries == len(coast.raws)


def test_a_size_on_a_stick_that_is_no_number_is_a_trouble(tmp_path, peer, here, coast):
    adopt(coast)
    folder = f"content/{open_case(coast).removeprefix('sha256:')}"
    files = [
        (name, b"text " + b"9" * 5000 if name == f"{folder}/form" else content) for name, content in files_of(coast)
    ]
    assert taken(stick_of(tmp_path / "stick", files), here).pulled.error == ""
    assert "bytes on the stick" in Trouble.objects.get(what="content").text


def test_a_part_that_is_spoilt_keeps_no_other_from_being_read(tmp_path, peer, here, coast):
    stick = stick_of(tmp_path / "stick", [*files_of(coast), ("somewhere/else", b"x")])
    read = taken(stick, here)
    assert (read.pulled.entries, len(read.missing)) == (len(coast.raws), 1)


def test_a_part_that_would_unpack_to_more_than_lies_in_it_is_refused():
    member = tarfile.TarInfo("log/" + "0" * 64 + "/checkpoint")
    member.type, member.size = tarfile.GNUTYPE_SPARSE, 0
    with pytest.raises(HouseError, match="expected files of a stick"):
        list(unpacked(member.tobuf(tarfile.GNU_FORMAT) + bytes(1024)))


def test_a_stick_that_leads_elsewhere_is_not_written_to(tmp_path, peer, here):
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "secret.age").write_bytes(b"x")
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "parts").symlink_to(tmp_path / "ours")
    with pytest.raises(HouseError, match="found a link"):
        carry_out(tmp_path / "stick", peer=peer, here=here, recipient=recipient_of(CENTRE), at=AT)
    assert (tmp_path / "ours" / "secret.age").exists()
