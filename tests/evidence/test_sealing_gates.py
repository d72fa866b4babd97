"""What holders and askers say counts in their own section's log, about the seal that holds, and for one opening."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from answerable.evidence import entries, gates
from answerable.evidence.gates.sealing import decisions_on, is_open, opened_by, recipient_of, requests_of, seal_of
from answerable.people.entries import SealKeyAdded
from tests.cases import commit, fact
from tests.evidence.clean import clean_evidence

COAST, NORTH, LAWYER = "coast-director", "north-director", "centre-lawyer"
KEYS = {person: f"age1{person.replace('-', '').ljust(40, 'q')}" for person in (COAST, NORTH, LAWYER, "centre-author")}


def own(person: str, section: str = "") -> dict[str, Any]:
    return {"actor": person, "origin": f"harbour.example/{section or person.split('-', maxsplit=1)[0]}"}


def keys(**changed: str):
    held = KEYS | changed
    return tuple(
        fact(SealKeyAdded(person=person, recipient=key), index=9, **own(person)) for person, key in held.items()
    )


def sealed(by: str = "centre-author", *, at: str = "2026-01-10T10:00:00Z", item: str = "E1", **changed: Any):
    holders = changed.pop("holders", (COAST, NORTH))
    shares = tuple(commit(f"{item} {at} {holder}") for holder in holders)
    body = entries.IdentitySealed(item=item, sealed=commit(at), holders=holders, needed=2, shares=shares)
    return fact(body, at=at, **own(by) | changed)


def asked(seal, *, item: str = "E1", at: str = "2026-01-11T10:00:00Z", **changed: Any):
    body = entries.UnsealingAsked(item=item, sealed_ref=seal.ref, recipient=KEYS[LAWYER], reason=commit("why"))
    return fact(body, at=at, **own(LAWYER) | changed)


def decided(request, by: str, *, agreed: bool = True, **changed: Any):
    share = commit(f"part of {by}") if agreed else ""
    body = entries.UnsealingDecided(
        item=request.body.item, asked_ref=request.ref, agreed=agreed, reason=commit("so"), share=share
    )
    return fact(body, at="2026-01-12T10:00:00Z", **own(by) | changed)


def opened(request, *, at: str = "2026-01-13T10:00:00Z", **changed: Any):
    body = entries.IdentityUnsealed(item=request.body.item, asked_ref=request.ref)
    return fact(body, at=at, **own(LAWYER) | changed)


SEAL = sealed()
ASKED = asked(SEAL)
AGREED = (decided(ASKED, COAST), decided(ASKED, NORTH))


def case(**changed: Any):
    clean = clean_evidence()
    people = replace(clean.people, seal_keys=changed.pop("seal_keys", keys()))
    standing = {"seals": (SEAL,), "unsealings_asked": (ASKED,), "unsealings_decided": AGREED}
    return replace(clean, people=people, **standing | changed)


def codes(blockers) -> list[str]:
    return [each.code for each in blockers]


def test_the_plain_way_is_open():
    whole = case()
    assert recipient_of(whole.people, COAST) == KEYS[COAST]
    assert codes(gates.may_seal_identity(case(seals=()), SEAL)) == []
    assert codes(gates.may_ask_unsealing(case(unsealings_asked=(), unsealings_decided=()), ASKED)) == []
    assert codes(gates.may_decide_unsealing(case(unsealings_decided=AGREED[:1]), AGREED[1])) == []
    assert codes(gates.may_unseal(whole, opened(ASKED))) == []


def test_what_another_house_writes_in_the_name_of_a_holder_counts_for_nothing():
    forged = tuple(decided(ASKED, by, origin="thief.example/coast") for by in (COAST, NORTH))
    refused = tuple(decided(ASKED, by, agreed=False, origin="thief.example/coast") for by in (COAST, NORTH))
    assert decisions_on(case(unsealings_decided=forged), ASKED) == ()
    assert codes(gates.may_unseal(case(unsealings_decided=forged), opened(ASKED))) == ["holders-missing"]
    assert is_open(case(unsealings_decided=refused), ASKED)


def test_a_seal_in_another_log_does_not_replace_the_one_that_holds():
    forged = sealed(at="2026-02-01T10:00:00Z", origin="thief.example/coast")
    assert seal_of(case(seals=(SEAL, forged)), "E1") == SEAL


def test_a_request_or_an_opening_in_another_log_is_none():
    forged = asked(SEAL, origin="thief.example/coast")
    assert requests_of(case(unsealings_asked=(forged,)), "E1") == ()
    assert not is_open(case(unsealings_asked=(forged,)), forged)
    for elsewhere in (opened(ASKED, origin="thief.example/coast"), opened(ASKED, **own(COAST))):
        assert opened_by(case(unsealed=(elsewhere,)), ASKED) is None


def test_who_holds_no_part_does_not_count_among_the_holders():
    strangers = tuple(decided(ASKED, by) for by in ("centre-author", "centre-director"))
    assert codes(gates.may_unseal(case(unsealings_decided=strangers), opened(ASKED))) == ["holders-missing"]


def test_a_request_about_one_item_is_not_about_the_seal_of_another():
    other = sealed(item="E2")
    mixed = asked(SEAL, item="E2")
    there = case(seals=(SEAL, other), unsealings_asked=(mixed,), unsealings_decided=())
    assert codes(gates.may_ask_unsealing(replace(there, unsealings_asked=()), mixed)) == ["seal-unknown"]
    assert codes(gates.may_decide_unsealing(there, decided(mixed, COAST))) == ["request-unknown"]


@pytest.mark.parametrize("why", ["sealed anew", "opened", "key replaced"])
def test_an_old_request_is_neither_decided_nor_opened_any_more(why):
    over = {
        "sealed anew": {"seals": (SEAL, sealed(at="2026-01-12T11:00:00Z"))},
        "opened": {"unsealed": (opened(ASKED),)},
        "key replaced": {"seal_keys": keys(**{LAWYER: "age1" + "n" * 40})},
    }[why]
    late = case(**over, unsealings_decided=AGREED[:1])
    assert codes(gates.may_decide_unsealing(late, AGREED[1])) == ["request-over"]
    again = opened(ASKED, at="2026-01-14T10:00:00Z")
    assert codes(gates.may_unseal(case(**over), again)) == ["request-over"]


def test_only_who_made_a_seal_or_opened_it_seals_anew():
    anew = {"at": "2026-01-20T10:00:00Z"}
    assert codes(gates.may_seal_identity(case(), sealed("centre-author", **anew))) == []
    assert codes(gates.may_seal_identity(case(), sealed("centre-director", **anew))) == ["sealed-already"]
    assert codes(gates.may_seal_identity(case(), sealed(LAWYER, **anew))) == ["sealed-already"]
    assert codes(gates.may_seal_identity(case(unsealed=(opened(ASKED),)), sealed(LAWYER, **anew))) == []


def test_two_holders_with_one_key_are_one_person():
    same = case(seals=(), seal_keys=keys(**{NORTH: KEYS[COAST]}))
    assert codes(gates.may_seal_identity(same, SEAL)) == ["one-key-for-two"]
