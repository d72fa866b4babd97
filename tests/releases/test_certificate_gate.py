"""Gate 24 where there is a root, a key with a day on which it ends, or a log that told two stories."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from answerable.people.entries import ForkShown, KeyAdded, KeyRevoked
from answerable.people.standing import within
from answerable.record.checkpoint import Checkpoint, sign_checkpoint
from answerable.record.merkle import Frontier, leaf_hash
from answerable.releases.gates.certificate import certificate
from tests.cases import fact
from tests.clearance.clean import SIGNERS, clean_clearance, countersigned, people_in, with_people
from tests.people.clean import START, origin
from tests.people.keyed import ANA, BEN, CIA, adopted, log_key, member, root
from tests.releases.clean import clean_release

SECTIONS = ("centre", "coast", "north")
MEMBERS = tuple(member(section, SIGNERS[section]) for section in SECTIONS)
ROOT = root(members=MEMBERS)
CENTRE_KEY = SIGNERS["centre"].verifier().vkey()


def forked(section, *, signer=None):
    """Return that the centre showed a log to tell two stories."""
    notes = []
    for word in (b"a", b"b"):
        tree = Frontier().extend([leaf_hash(word)]).root()
        notes.append(sign_checkpoint(Checkpoint(origin=origin(section), size=1, root=tree), signer or SIGNERS[section]))
    body = ForkShown(log=origin(section), first=notes[0], second=notes[1])
    return fact(body, origin=origin("centre"), actor="centre-author", index=990, case="")


def codes(*, roots=(), forks=(), keys=None, revoked=(), signed=("coast", "centre")):
    """Return what gate 24 says of the clean case, seen from the centre, with these facts besides."""
    case = clean_clearance()
    case = replace(case, countersignatures=tuple(countersigned(f"{section}-director") for section in signed))
    changed = {"roots": tuple(roots), "forks": tuple(forks), "key_revocations": tuple(revoked)}
    case = with_people(case, **changed, **({"keys": keys} if keys is not None else {}))
    case = with_people(case, rooted=within(people_in(case), origin("centre")).rooted)
    return [each.code for each in certificate(replace(clean_release(), clearance=case))]


def centre_key(signer, *, expires=None, index=3):
    body = KeyAdded(section="centre", vkey=signer.verifier().vkey(), expires=expires)
    return fact(body, origin=origin("centre"), at=START, case="", index=index)


def without_centre():
    return tuple(each for each in people_in(clean_clearance()).keys if each.body.section != "centre")


def second(**changes):
    return root(2, **{"members": MEMBERS, **changes})


BLOCKED = {
    "the root has ended": (
        {"roots": (adopted(root(members=MEMBERS, expires=date(2026, 2, 28))),)},
        ["root-expired"],
    ),
    "the root lists another key": (
        {"roots": (adopted(root(members=(member("centre", log_key("centre", 2)), *MEMBERS[1:]))),)},
        ["key-not-in-root"],
    ),
    "two roots under one number": (
        {
            "roots": (
                adopted(ROOT),
                adopted(second()),
                adopted(second(expires=date(2029, 1, 1), signers=(BEN, CIA)), section="coast"),
            )
        },
        ["root-contested"],
    ),
    "the key has expired": (
        {"keys": (*without_centre(), centre_key(SIGNERS["centre"], expires=date(2026, 2, 1)))},
        ["section-key-expired"],
    ),
    "the log that releases told two stories": ({"forks": (forked("centre"),)}, ["log-forked"]),
    "a log that countersigned told two stories": ({"forks": (forked("coast"),)}, ["log-forked"]),
    "both did": ({"forks": (forked("coast"), forked("centre"))}, ["log-forked", "log-forked"]),
    "no key at all": ({"keys": without_centre()}, ["no-section-key"]),
}


@pytest.mark.parametrize(("facts", "expected"), BLOCKED.values(), ids=BLOCKED)
def test_the_certificate_waits_where(facts, expected):
    assert codes(**facts) == expected


NOT_BLOCKED = {
    "there is no root": {},
    "the root lists the key": {"roots": (adopted(ROOT),)},
    "a second root is in force": {"roots": (adopted(ROOT), adopted(second(), section="coast"))},
    "a root that lacks a signature contradicts": {
        "roots": (adopted(ROOT), adopted(second(expires=date(2026, 1, 1), signers=(ANA,)), section="coast"))
    },
    "a stranger gave the organisation a root": {"roots": (adopted(root(members=(member("north"),)), section="north"),)},
    "the root ends on the next day": {"roots": (adopted(root(members=MEMBERS, expires=date(2027, 1, 1))),)},
    "the key ends later": {"keys": (*without_centre(), centre_key(SIGNERS["centre"], expires=date(2027, 1, 1)))},
    "a log that has no part in it told two stories": {"forks": (forked("north"),)},
    "somebody says so without proof": {
        "forks": (forked("coast", signer=log_key("coast", 7)),),
    },
    "the log signs with another key since": {
        "forks": (forked("centre"),),
        "keys": (*without_centre(), centre_key(SIGNERS["centre"]), centre_key(log_key("centre", 2), index=700)),
        "revoked": (
            fact(
                KeyRevoked(section="centre", vkey=CENTRE_KEY, reason="captured"),
                origin=origin("centre"),
                case="",
                index=995,
                at="2026-02-26T10:00:00Z",
            ),
        ),
    },
}


@pytest.mark.parametrize("facts", NOT_BLOCKED.values(), ids=NOT_BLOCKED)
def test_the_certificate_does_not_wait_where(facts):
    assert codes(**facts) == []
