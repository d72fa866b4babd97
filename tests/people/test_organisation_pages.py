"""Pages of the organisation's root and keys: what insiders see, a root adopted there, a fork shown there."""

from __future__ import annotations

import html

import msgspec
import pytest

from answerable.people.entries import ForkShown, Member
from answerable.people.keyring import keyring
from answerable.people.models import KeyAdded
from answerable.people.root_files import write_root
from answerable.record.checkpoint import Checkpoint, sign_checkpoint
from answerable.record.facts import read
from answerable.record.merkle import Frontier, leaf_hash
from tests.people.keyed import ANA, root
from tests.site import AUTHOR, COAST, DIRECTOR, page, said, signed_in

KEYS, ADOPT, SHOW = "/organisation/keys/", "/organisation/keys/adopt/", "/organisation/keys/fork/"


def harbour_root(**changes):
    added = {fact.origin: fact.body for fact in read(KeyAdded)}
    members = tuple(
        Member(section=body.section, origin=origin, vkeys=(body.vkey,)) for origin, body in sorted(added.items())
    )
    return root(members=members, **changes)


def send(person, body, do="adopt"):
    return signed_in(person).post(ADOPT, {"text": write_root(body).replace("\n", "\r\n"), "do": do})


def test_without_a_root_the_page_says_that_any_log_belongs(harbour):
    text = page(AUTHOR, KEYS)
    assert "has adopted no root" in text
    assert read(KeyAdded)[0].body.vkey in html.unescape(text)


def test_a_root_is_shown_before_it_is_adopted(harbour):
    answer = send(DIRECTOR, harbour_root(), do="show")
    assert answer.status_code == 200
    assert "Adopt it" in answer.content.decode()
    assert said("root.adopted/1") == 0


def test_an_approver_adopts_a_root_and_everybody_inside_sees_it(harbour):
    assert send(DIRECTOR, harbour_root()).url == KEYS
    text = page(AUTHOR, KEYS)
    assert "Number 1, until 1 January 2028" in text
    assert "root.example/ana" in text
    assert signed_in(AUTHOR).get("/organisation/keys/root.txt").content.decode() == write_root(harbour_root())
    assert "Another section has put root number 1 on record" in page(COAST, KEYS)


def test_after_the_root_everything_goes_on(harbour):
    send(DIRECTOR, harbour_root())
    assert signed_in(DIRECTOR).get("/cases/harbour/").status_code == 200
    assert "not listed by the root" not in page(DIRECTOR, KEYS)


@pytest.mark.parametrize(
    ("person", "changes", "told"),
    [
        (AUTHOR, {}, "holds no role"),
        (DIRECTOR, {"signers": (ANA,)}, "1 of its own keys have signed"),
        (DIRECTOR, {"number": 2}, "The next root has number 1"),
    ],
)
def test_what_cannot_be_adopted_is_refused_and_told(harbour, person, changes, told):
    answer = send(person, harbour_root(**changes))
    assert answer.status_code == 409
    assert told in html.unescape(answer.content.decode())


@pytest.mark.parametrize("text", ["", " ", "no root", "answerable root\nnumber x\n"])
def test_what_is_no_root_is_refused(harbour, text):
    assert signed_in(DIRECTOR).post(ADOPT, {"text": text, "do": "adopt"}).status_code == 409


def forked():
    signer = keyring().signer("harbour.example/coast")
    notes = [
        sign_checkpoint(
            Checkpoint(origin=signer.name, size=1, root=Frontier().extend([leaf_hash(word)]).root()), signer
        )
        for word in (b"a", b"b")
    ]
    return ForkShown(log=signer.name, first=notes[0], second=notes[1])


def test_a_fork_is_put_on_record_and_shown_to_everybody_inside(harbour):
    answer = signed_in(AUTHOR).post(SHOW, {"text": msgspec.json.encode(forked()).decode()})
    assert answer.url == KEYS
    text = page(COAST, KEYS)
    assert "shown by centre-author" in text
    assert msgspec.json.decode(signed_in(COAST).get("/organisation/keys/forks.json").content, type=list[ForkShown]) == [
        forked()
    ]


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"log":"x","first":"","second":""}'])
def test_what_is_no_fork_is_refused(harbour, text):
    assert signed_in(AUTHOR).post(SHOW, {"text": text}).status_code == 409
    assert said("fork.shown/1") == 0


def test_a_seal_key_is_added_by_form(harbour):
    line = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    answer = signed_in(AUTHOR).post("/say/seal_key.added/", {"recipient": line})
    assert (answer.status_code, said("seal_key.added/1")) == (302, 1)
