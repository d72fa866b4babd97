"""When a fork may be shown, and which forks on record keep a log from being relied on."""

from __future__ import annotations

import hashlib

import pytest
from msgspec.structs import replace

from answerable.people.entries import ForkShown, KeyAdded, KeyRevoked, SectionJoined
from answerable.people.gates.forks import forks_by_current_key, may_show_fork
from answerable.people.standing import within
from answerable.record.checkpoint import Checkpoint, sign_checkpoint
from answerable.record.merkle import Frontier, consistency_proof, leaf_hash
from answerable.record.note import generate, to_base64
from tests.cases import fact
from tests.people.clean import origin
from tests.people.keyed import adopted, keyed_people, log_key, member, root

COAST = origin("coast")


def leaves(*words):
    return [leaf_hash(word.encode()) for word in words]


def checkpoint(*words, signer=None):
    tree = Frontier().extend(leaves(*words)).root()
    signer = signer or log_key("coast")
    return sign_checkpoint(Checkpoint(origin=signer.name, size=len(words), root=tree), signer)


def forked(one=("a", "b"), other=("a", "c"), **changes):
    said = {"log": COAST, "first": checkpoint(*one), "second": checkpoint(*other)}
    return ForkShown(**{**said, **changes})


def of_two_sizes(one=("a", "b"), other=("a", "c", "d")):
    """Return the fork between a log of two entries and another history with three."""
    hashes = leaves(*other)

    def node(level, index):
        width = 1 << level
        return Frontier().extend(hashes[index * width : (index + 1) * width]).root()

    proof = consistency_proof(len(one), len(other), node)
    begun = Frontier().extend(hashes[: len(one)]).root()
    return forked(one, other, root=begun.hex(), proof=tuple(map(to_base64, proof)))


def shown(body, *, section="centre", actor="centre-author", index=700):
    return fact(body, origin=origin(section), actor=actor, at="2026-03-01T10:00:00Z", index=index, case="")


def asked(act, people=None):
    everybody = people or keyed_people()
    return [each.code for each in may_show_fork(within(everybody, act.origin), act, everybody=everybody)]


REFUSED = {
    "two checkpoints that say the same": (shown(forked(other=("a", "b"))), ["fork-not-proved"]),
    "two signed by somebody else": (
        shown(forked(first=checkpoint("a", "b", signer=generate(COAST, seed=b"x" * 32)))),
        ["fork-not-proved"],
    ),
    "a log that grew": (shown(forked(("a",), ("a", "b"))), ["fork-not-proved"]),
    "a log that grew, with a made-up root": (
        shown(forked(("a",), ("a", "b"), root=hashlib.sha256(b"x").hexdigest())),
        ["fork-not-proved"],
    ),
    "two checkpoints of another log": (shown(forked(log=origin("north"))), ["fork-not-proved"]),
    "a proof that is no base64": (shown(replace(of_two_sizes(), proof=("*",))), ["fork-not-proved"]),
    "no notes": (shown(forked(first="x", second="y")), ["fork-not-proved"]),
    "in another log": (shown(forked(), actor="coast-director"), ["fork-in-another-log"]),
}


@pytest.mark.parametrize(("act", "codes"), REFUSED.values(), ids=REFUSED)
def test_a_fork_is_refused(act, codes):
    assert asked(act) == codes


@pytest.mark.parametrize("body", [forked(), of_two_sizes()], ids=["of one size", "of two sizes"])
def test_a_fork_is_shown_by_anybody_inside(body):
    assert asked(shown(body)) == []


def test_the_same_fork_is_shown_once_by_a_section():
    people = replace(keyed_people(), forks=(shown(forked()),))
    assert asked(shown(forked(), index=701), people) == ["fork-shown-before"]
    assert asked(shown(forked(), section="north", actor="north-director"), people) == []


def test_a_fork_of_a_log_of_another_organisation_is_shown_too():
    signer = generate("other.example/reef", seed=b"r" * 32)
    people = keyed_people()
    joined = SectionJoined(section="reef", organisation="other", name="Reef")
    added = KeyAdded(section="reef", vkey=signer.verifier().vkey())
    people = replace(
        people,
        sections=(*people.sections, fact(joined, origin=signer.name, case="")),
        keys=(*people.keys, fact(added, origin=signer.name, case="", index=1)),
    )
    notes = [checkpoint(*words, signer=signer) for words in (("a",), ("b",))]
    body = ForkShown(log=signer.name, first=notes[0], second=notes[1])
    assert asked(shown(body), people) == []


def test_a_fork_signed_with_a_key_after_it_was_revoked_accuses_nobody():
    gone = KeyRevoked(section="coast", vkey=log_key("coast").verifier().vkey(), reason="captured")
    people = replace(keyed_people(), key_revocations=(fact(gone, origin=COAST, index=1, case=""),))
    assert asked(shown(forked()), people) == ["fork-not-proved"]


def held(people):
    return [each.body.log for each in forks_by_current_key(within(people, origin("centre")), COAST)]


def test_a_bare_entry_accuses_nobody():
    people = replace(keyed_people(), forks=(shown(forked(other=("a", "b"))),))
    assert held(people) == []


def test_a_fork_counts_against_a_log_until_its_section_signs_with_another_key():
    people = replace(keyed_people(), forks=(shown(forked()),))
    assert held(people) == [COAST]
    new = KeyAdded(section="coast", vkey=log_key("coast", 2).verifier().vkey())
    gone = KeyRevoked(section="coast", vkey=log_key("coast").verifier().vkey(), reason="captured")
    healed = replace(
        people,
        keys=(*people.keys, fact(new, origin=COAST, index=701, case="")),
        key_revocations=(fact(gone, origin=COAST, index=700, case=""),),
    )
    assert held(healed) == []


def test_with_a_root_a_fork_is_proved_by_the_keys_that_it_lists():
    listed = root(members=(member("centre"), member("coast", log_key("coast", 2)), member("north")))
    assert asked(shown(forked()), keyed_people(adopted(listed))) == ["fork-not-proved"]
    assert asked(shown(forked()), keyed_people(adopted(root()))) == []
